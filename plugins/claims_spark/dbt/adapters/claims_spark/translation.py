"""SQL in DuckDB's dialect, as Spark reads it."""

import sqlglot
from sqlglot import ErrorLevel, exp


def spark_query(query: str) -> str:
    """Return a query in DuckDB's dialect as Spark reads it."""
    return sqlglot.transpile(query, read="duckdb", write="spark", unsupported_level=ErrorLevel.RAISE)[0]


def spark_type(name: str) -> str:
    """Return the name of a type in DuckDB's dialect as Spark spells it."""
    return exp.DataType.build(name, dialect="duckdb").sql(dialect="spark")
