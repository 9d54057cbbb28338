"""How dbt reaches Spark: as dbt-spark does, under a name of its own and with errors where DuckDB has errors."""

import os
import sys
from dataclasses import dataclass, field

from dbt.adapters.spark.connections import SparkConnectionManager, SparkCredentials


@dataclass
class ClaimsSparkCredentials(SparkCredentials):
    """The settings of a target in `profiles.yml`: those of dbt-spark, and two for Python models.

    `module_paths` are folders of the packages that they call. Where SQL goes over Thrift, they run over Spark Connect
    with the server at `connect_url`.
    """

    module_paths: list[str] = field(default_factory=list)
    connect_url: str | None = None

    def __post_init__(self) -> None:
        """Take over dbt-spark's checks, but let a number that overflows or a text that is none be an error."""
        super().__post_init__()
        self.server_side_parameters["spark.sql.ansi.enabled"] = "true"
        # Spark's own default is whatever `python3` is.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)

    @property
    def type(self) -> str:
        """The name of the adapter."""
        return "claims_spark"


class ClaimsSparkConnectionManager(SparkConnectionManager):
    """Opens connections for this adapter."""

    TYPE = "claims_spark"
