"""A Spark session for all tests of a process."""

import os
import sys
from typing import Any

import pytest

from claims_warehouse.locations import project_root


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A Spark session with the settings of the profile, whose tables last as long as the tests."""
    pyspark = pytest.importorskip("pyspark.sql", reason="the environment of make spark is not there")
    from dbt.adapters.claims_spark import submission

    settings = {
        "spark.master": "local[2]",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("spark")),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "4",
        "spark.ui.enabled": "false",
        "spark.log.level": "ERROR",
    }
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = pyspark.SparkSession.builder
    for name, value in settings.items():
        builder = builder.config(name, value)
    builder.getOrCreate()
    return submission.session_of(None, (str(project_root() / "python"), str(project_root() / "tests" / "spark")))
