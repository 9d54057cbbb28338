"""A dbt adapter on top of dbt-spark: SQL in DuckDB's dialect, Python models in the session, and tables that swap in."""

from pathlib import Path

from dbt.adapters.base import AdapterPlugin
from dbt.adapters.claims_spark.connections import ClaimsSparkCredentials
from dbt.adapters.claims_spark.impl import ClaimsSparkAdapter

Plugin = AdapterPlugin(
    adapter=ClaimsSparkAdapter,  # type: ignore[arg-type]  # no adapter of dbt has the types that it asks for
    credentials=ClaimsSparkCredentials,
    include_path=str(Path(__file__).resolve().parents[2] / "include" / "claims_spark"),
    dependencies=["spark"],
)
