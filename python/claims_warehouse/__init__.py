"""The work behind the dbt Python models of the claims warehouse; importable and testable without dbt."""
