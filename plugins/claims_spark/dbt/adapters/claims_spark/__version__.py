"""The version that dbt shows: the project's."""

version = "0.1.0"
