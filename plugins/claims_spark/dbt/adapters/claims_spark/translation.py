"""SQL in DuckDB's dialect, as Spark reads it: what sqlglot translates, and what it leaves to its user."""

import re
from collections.abc import Callable
from typing import Any, ClassVar

import sqlglot
from dbt.adapters.claims_spark.patterns import java_pattern, java_replacement
from sqlglot import ErrorLevel, exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import UnsupportedError
from sqlglot.parsers.duckdb import DuckDBParser

# The functions of Spark that rewritten queries call by a name unknown to sqlglot.
SPARK_FUNCTIONS = {"ARRAY_SORT", "MONOTONICALLY_INCREASING_ID", "PERCENTILE", "RAISE_ERROR"}
MAX_BYTE = 255


class ProjectDialect(DuckDB):
    """DuckDB's dialect, with dbt's quotes for Spark, and `len` of lists told from `length` of texts."""

    class Tokenizer(DuckDB.Tokenizer):
        """Reads names in backticks too."""

        IDENTIFIERS: ClassVar = ['"', "`"]

    class Parser(DuckDBParser):
        """Reads functions by what they do."""

        FUNCTIONS: ClassVar = {
            **DuckDBParser.FUNCTIONS,
            "LEN": exp.ArraySize.from_arg_list,
            "ERROR": lambda arguments: exp.func("RAISE_ERROR", *arguments),
            "EPOCH_US": lambda arguments: exp.func("UNIX_MICROS", *arguments),
            "LIST_SUM": lambda arguments: _sum_of_list(arguments[0]),
        }


def spark_query(query: str) -> str:
    """Return a query in DuckDB's dialect as Spark reads it.

    Raises
    ------
    sqlglot.errors.UnsupportedError
        If something in the query has no translation.
    """
    rewritten = _rewritten(sqlglot.parse_one(query, read=ProjectDialect))
    for function in rewritten.find_all(exp.Anonymous):
        if function.name.upper() not in SPARK_FUNCTIONS:
            raise UnsupportedError(f"no translation of the function {function.name}")
    return rewritten.sql(dialect="spark", unsupported_level=ErrorLevel.RAISE, comments=False)


def spark_type(name: str) -> str:
    """Return the name of a type in DuckDB's dialect as Spark spells it."""
    return _rewritten(exp.DataType.build(name, dialect=ProjectDialect)).sql(dialect="spark")


def duckdb_type(name: str) -> str:
    """Return the name of a type of Spark as DuckDB's dialect spells it."""
    return exp.DataType.build(name, dialect="spark").sql(dialect="duckdb")


def _rewritten(tree: exp.Expr) -> exp.Expr:
    """Return a tree as Spark has to be asked for it, rewritten from its leaves on."""
    for node in reversed(list(tree.walk())):
        rewrite = REWRITES.get(type(node))
        rewritten = rewrite(node) if rewrite else node
        if node is tree:
            return rewritten
        node.replace(rewritten)
    return tree


def _text(node: exp.Expr | None) -> str:
    """Return the text of a literal."""
    if node is None:
        return ""
    if not node.is_string:
        raise UnsupportedError(f"no translation where a literal is needed: {node.sql()}")
    return str(node.name)


def _type(node: exp.DataType) -> exp.Expr:
    # Whole numbers of 128 bits are decimals; a time with a zone is a moment, whatever the session's zone is.
    if node.this == exp.DType.INT128:
        return exp.DataType.build("DECIMAL(38, 0)")
    return exp.DataType.build("TIMESTAMPLTZ") if node.this == exp.DType.TIMESTAMPTZ else node


def _moment(node: exp.UnixToTime) -> exp.Expr:
    # A time has no zone.
    return exp.cast(node, exp.DType.TIMESTAMPNTZ)


def _other_formula(node: exp.Expr) -> exp.Expr:
    # Spark measures a population where DuckDB corrects for a sample.
    raise UnsupportedError(f"no translation of the function {node.sql()}: Spark has another formula")


def _star(node: exp.Star) -> exp.Expr:
    # Spark can leave columns out, but not replace them.
    if node.args.get("replace"):
        raise UnsupportedError("no translation of columns that are replaced: leave them out and add them")
    return node


def _union(node: exp.Union) -> exp.Expr:
    # Spark's columns meet by their positions.
    if node.args.get("by_name"):
        raise UnsupportedError("no translation of a union by name: list the columns")
    return node


def _division(node: exp.Div) -> exp.Expr:
    # A slash divides as floating point, where Spark would round a quotient of decimals.
    return exp.Div(this=exp.cast(node.this, "DOUBLE"), expression=node.expression)


def _character(node: exp.Chr) -> exp.Expr:
    # Spark counts characters up to 255 and then begins anew.
    code = node.expressions[0]
    return exp.Literal.string(chr(int(code.name))) if int(code.name) > MAX_BYTE else node


def _format(node: exp.Format) -> exp.Expr:
    # Fixed digits are written otherwise.
    pattern = re.sub(r"\{:(\.[0-9]+f)\}", r"%\1", _text(node.this))
    if "{" in pattern:
        raise UnsupportedError(f"no translation of the format {pattern}")
    numbers = [exp.cast(number, "DOUBLE") for number in node.expressions]
    return exp.Format(this=exp.Literal.string(pattern), expressions=numbers)


def _percentile(node: exp.PercentileCont) -> exp.Expr:
    # Outside the words of standard SQL the function has another name.
    share = node.args.get("expression")
    return exp.func("PERCENTILE", node.this, share) if share else node


def _unnesting(node: exp.Explode) -> exp.Expr:
    # A list of structs becomes rows of their fields.
    return exp.Inline(this=node.this) if node.expressions else node


def _unpivot(node: exp.Pivot) -> exp.Expr:
    # DuckDB's short statement, in standard SQL.
    names = node.args.get("into")
    if not names:
        return node
    columns = exp.In(this=names.this, expressions=node.expressions)
    pivot = exp.Pivot(unpivot=True, expressions=[names.expressions[0]], fields=[columns])
    table = node.this.copy()
    table.set("pivots", [pivot])
    return exp.select("*").from_(table)


def _concatenation(node: exp.ArrayConcat) -> exp.Expr:
    # To DuckDB a list that is null has no items; Spark would return null.
    lists = [exp.Coalesce(this=item, expressions=[exp.Array()]) for item in (node.this, *node.expressions)]
    return exp.ArrayConcat(this=lists[0], expressions=lists[1:])


def _window(node: exp.Window) -> exp.Expr:
    # Rows are numbered as they come; and what a filter leaves out of a window is null there.
    counted = node.this
    if isinstance(counted, exp.RowNumber) and not (node.args.get("order") or node.args.get("alias")):
        node.set("order", exp.Order(expressions=[exp.Ordered(this=exp.func("MONOTONICALLY_INCREASING_ID"))]))
    if isinstance(counted, exp.Filter):
        aggregate, condition = counted.this, counted.expression.this
        value = exp.Literal.number(1) if isinstance(aggregate.this, exp.Star) else aggregate.this
        aggregate.set("this", exp.case().when(condition, value))
        node.set("this", aggregate)
    return node


def _ordered_list(node: exp.ArrayAgg) -> exp.Expr:
    # Spark's list comes as its rows do: the values are sorted with what they are ordered by, which is then left out.
    if not isinstance(node.this, exp.Order):
        return node
    key = node.this.expressions[0]
    if len(node.this.expressions) > 1 or key.args.get("desc"):
        raise UnsupportedError(f"no translation of a list in such an order: {node.sql()}")
    pair = exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier("sorted_by"), expression=key.this),
            exp.PropertyEQ(this=exp.to_identifier("item"), expression=node.this.this),
        ]
    )
    pairs = exp.func("ARRAY_SORT", exp.ArrayAgg(this=pair))
    return exp.Transform(this=pairs, expression=_function_of("pair", exp.column("item", "pair")))


def _sum_of_list(items: exp.Expr) -> exp.Expr:
    """Return the sum of a list's numbers, added up one after the other."""
    added = exp.Add(this=exp.column("added_up"), expression=exp.column("number"))
    return exp.Reduce(
        this=items, initial=exp.cast(exp.Literal.number(0), "DOUBLE"), merge=_function_of("added_up, number", added)
    )


def _ordered_mean(node: exp.Avg) -> exp.Expr:
    # A mean whose numbers are added up in an order.
    if not isinstance(node.this, exp.Order):
        return node
    items = _ordered_list(exp.ArrayAgg(this=node.this))
    return exp.Div(this=_sum_of_list(items), expression=exp.Count(this=node.this.this.copy()))


def _function_of(parameters: str, body: exp.Expr) -> exp.Expr:
    return exp.Lambda(this=body, expressions=[exp.to_identifier(name) for name in parameters.split(", ")])


def _match(node: exp.RegexpLike) -> exp.Expr:
    node.set("expression", exp.Literal.string(java_pattern(_text(node.expression), _text(node.args.get("flag")))))
    node.set("flag", None)
    return node


def _full_match(node: exp.RegexpFullMatch) -> exp.Expr:
    pattern = java_pattern(_text(node.expression), _text(node.args.get("options")))
    flags, _, body = pattern.partition(")")
    return exp.RegexpLike(this=node.this, expression=exp.Literal.string(rf"{flags})\A(?:{body})\z"))


def _extract(node: exp.RegexpExtract) -> exp.Expr:
    pattern = java_pattern(_text(node.expression), _text(node.args.get("parameters")))
    group = node.args.get("group") or exp.Literal.number(0)
    return exp.RegexpExtract(this=node.this, expression=exp.Literal.string(pattern), group=group)


def _extract_all(node: exp.RegexpExtractAll) -> exp.Expr:
    node.set("expression", exp.Literal.string(java_pattern(_text(node.expression))))
    return node


def _replacement(node: exp.RegexpReplace) -> exp.Expr:
    # DuckDB replaces the first match unless told otherwise, Spark all: what stands before the first is kept.
    options = _text(node.args.get("modifiers"))
    pattern, replacement = java_pattern(_text(node.expression), options), _text(node.args["replacement"])
    if "g" in options:
        replacement = java_replacement(replacement)
    else:
        flags, _, body = pattern.partition(")")
        pattern, replacement = rf"{flags})\A((?s:.*?))(?:{body})", "$1" + java_replacement(replacement, 1)
    return exp.RegexpReplace(
        this=node.this, expression=exp.Literal.string(pattern), replacement=exp.Literal.string(replacement)
    )


REWRITES: dict[type[exp.Expr], Callable[[Any], exp.Expr]] = {
    exp.DataType: _type,
    exp.UnixToTime: _moment,
    exp.Skewness: _other_formula,
    exp.Kurtosis: _other_formula,
    exp.Star: _star,
    exp.Union: _union,
    exp.Div: _division,
    exp.Chr: _character,
    exp.Format: _format,
    exp.PercentileCont: _percentile,
    exp.Explode: _unnesting,
    exp.Pivot: _unpivot,
    exp.ArrayConcat: _concatenation,
    exp.Window: _window,
    exp.ArrayAgg: _ordered_list,
    exp.Avg: _ordered_mean,
    exp.RegexpLike: _match,
    exp.RegexpFullMatch: _full_match,
    exp.RegexpExtract: _extract,
    exp.RegexpExtractAll: _extract_all,
    exp.RegexpReplace: _replacement,
}
