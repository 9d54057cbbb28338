"""The adapter: what dbt-spark does, a translation of the project's SQL that macros call, and Python models."""

from typing import Any

from dbt.adapters.base import BaseRelation, PythonJobHelper
from dbt.adapters.base.meta import available
from dbt.adapters.base.relation import AdapterTrackingRelationInfo
from dbt.adapters.claims_spark import translation
from dbt.adapters.claims_spark.connections import ClaimsSparkConnectionManager
from dbt.adapters.claims_spark.submission import SessionJob
from dbt.adapters.contracts.connection import AdapterResponse
from dbt.adapters.contracts.relation import RelationConfig
from dbt.adapters.spark.impl import SparkAdapter


class ClaimsSparkAdapter(SparkAdapter):
    """Spark as one more engine of a project that is written for DuckDB."""

    ConnectionManager = ClaimsSparkConnectionManager

    @classmethod
    def get_adapter_run_info(cls, config: RelationConfig) -> AdapterTrackingRelationInfo:
        """Describe dbt-spark: dbt looks for a module by the name of the class, and would find none for this one."""
        return SparkAdapter.get_adapter_run_info(config)

    @property
    def default_python_submission_method(self) -> str:
        """The one way in which Python models run."""
        return "session"

    @property
    def python_submission_helpers(self) -> dict[str, type[PythonJobHelper]]:
        """What runs Python models, by the name of the way."""
        return {"session": SessionJob}

    def generate_python_submission_response(self, submission_result: Any) -> AdapterResponse:  # noqa: ARG002 - a model that ran says nothing
        """Tell dbt that a Python model ran."""
        return AdapterResponse(_message="OK")

    @available.parse_list
    def relations_beginning(self, schema: str, beginning: str) -> list[BaseRelation]:
        """Return the relations of a schema whose names begin so."""
        return [found for found in self.list_relations(None, schema) if str(found.identifier).startswith(beginning)]

    @available
    def spark_query(self, query: str) -> str:
        """Return a query in DuckDB's dialect as Spark reads it."""
        return translation.spark_query(query)

    @available
    def spark_type(self, name: str) -> str:
        """Return the name of a type in DuckDB's dialect as Spark spells it."""
        return translation.spark_type(name)

    @available
    def duckdb_type(self, name: str) -> str:
        """Return the name of a type of Spark as DuckDB's dialect spells it."""
        return translation.duckdb_type(name)
