"""Each difference between the dialects: one query in DuckDB's words, with one answer on both engines."""

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import jinja2
import pytest
from conftest import ROOT
from inputs.dates import GUESSED, OF_OTHER_YEARS, READ
from inputs.scripts import TEXTS

pytest.importorskip("sqlglot", reason="the environment of make spark is not there")
pytestmark = pytest.mark.xdist_group("spark")

QUERIES = {
    "a slash divides as floating point": "select 7 / 2, 1 / 3, cast(10 as hugeint) / 3, -7 // 2",
    "a sum of whole numbers of 128 bits is exact": """
        select sum(cast(x as hugeint) * 1000000000) / 7 from (values (9000000000000000001), (-1), (5)) as t (x)
    """,
    "a division by nothing is null where the query says so": "select 1 / nullif(0, 0), 0 / nullif(0, 0)",
    "nulls come last upwards": "select x from (values (2), (null), (1)) as t (x) order by x",
    "nulls come last downwards": "select x from (values (2), (null), (1)) as t (x) order by x desc",
    "nulls come last within windows": """
        select x, row_number() over (order by x) as n, lag(x) over (order by x desc) as next
        from (values (2), (null), (1)) as t (x) order by n
    """,
    "nulls come first where the query says so": """
        select x from (values (2), (null), (1)) as t (x) order by x nulls first
    """,
    "a text that is joined with null is null": "select 'a' || null, 'a' || 1 || true",
    "texts are joined without nulls": "select concat_ws('|', 1, null, 'a', ''), concat('a', null, 'b')",
    "a double quote names a column": 'select "a b" || \'"\' from (select 1 as "a b")',
    "a backslash is a character": r"select '\n', length('\n'), '\''', '\\', '\"', replace('a\''b', '\''', '''')",
    "a character has a number": "select chr(9), chr(160), chr(255), chr(65279), chr(128512), length(chr(128512))",
    "a length counts characters": """
        select length('né😀'), substr('né😀s', 3), len(['a', null]), len(cast([] as varchar[]))
    """,
    "ends are trimmed of the characters named": """
        select trim('\t x' || chr(160) || chr(65279), ' ' || chr(9) || chr(160) || chr(65279))
    """,
    "texts are ordered by their bytes": """
        select x from (values ('é'), ('z'), ('Z'), ('a'), ('_'), ('😀'), ('')) as t (x) order by x
    """,
    "a text is a number or null": """
        select try_cast('12' as bigint), try_cast('x' as bigint), try_cast('' as double), try_cast('1e3' as double)
    """,
    "a text is true, false or null": """
        select try_cast('true' as boolean), try_cast('F' as boolean), try_cast('maybe' as boolean)
    """,
    "a number is rounded before it becomes whole": """
        select cast(round(1.5) as bigint), cast(round(-2.5) as integer), cast(floor(1.9) as bigint)
    """,
    "truth is a number": "select cast(true as integer), cast(1 > 2 as integer), cast(null as boolean)",
    "truth of a group passes over nulls": """
        select bool_and(x), bool_or(x), bool_and(x) filter (where x), bool_or(x) filter (where x is null)
        from (values (true), (null), (false)) as t (x)
    """,
    "null differs from a value": "select null is distinct from 1, 1 is distinct from 1, null is not distinct from null",
    "not a number is the greatest": """
        select max(x), min(x), count(*) filter (where isnan(x))
        from (values (cast('nan' as double)), (1.0), (cast('infinity' as double))) as t (x)
    """,
    "the greatest passes over nulls": "select greatest(1, null, 3), least(null, 2), coalesce(null, 4)",
    "any value is none that is null": "select any_value(x) from (values (null), (null), (5)) as t (x)",
    "the median lies between two values": """
        select median(x), median(y) from (values (1, 1), (2, 2), (4, null)) as t (x, y)
    """,
    "percentiles are interpolated": """
        select quantile_cont(x, 0.25), quantile_cont(x, 0.9) from (values (1), (2), (4), (8)) as t (x)
    """,
    "a variance is that of a sample": """
        select var_samp(x), stddev(x), variance(x) from (values (1.0), (2.0), (4.5)) as t (x)
    """,
    "logarithms have their bases": "select ln(10.0), log2(8.0), log10(1000.0), exp(1.0), power(2.0, -3), sqrt(2.0)",
    "digits are fixed": "select format('{:.4f}', 0.99087654), format('{:.4f}', 1.0), format('{:.2f}', -0.126)",
    "a pattern is found anywhere": r"""
        select regexp_matches('xay', 'a'), regexp_matches('x', '^a|b$'), regexp_matches(null, 'a')
    """,
    "a pattern matches all": r"""
        select regexp_full_match('12', '[0-9]{1,18}'), regexp_full_match('12' || chr(10), '[0-9]+'),
        regexp_full_match('b', 'a|b')
    """,
    "an end is the end of the text": r"""
        select regexp_matches('a' || chr(10), 'a$'), regexp_replace('a' || chr(10), 'a$', 'b', 'g')
    """,
    "a pattern takes out a group": r"""
        select regexp_extract('ab12', '([a-z]+)([0-9]+)', 2), regexp_extract('ab', '(x)?b', 1),
        regexp_extract('q', 'x', 0)
    """,
    "a pattern has options": r"""
        select regexp_extract('A' || chr(10) || 'That x', '^(.*?)\s+that\s', 1, 'is'),
        regexp_extract('A' || chr(10) || 'b', 'a.b', 0, 'i')
    """,
    "a dot passes over other line ends": """
        select regexp_extract('a' || chr(13) || chr(8232) || 'b', 'a..b'), regexp_matches('ÀÉ', '^àé$'),
        regexp_extract('ÀÉ', 'àé', 0, 'i')
    """,
    "a word ends where letters of ASCII end": r"""
        select regexp_extract_all(lower('It''s naïve, x_1 re-read é said ésaid'), '\b\w\w+\b'),
        regexp_extract('he ésaid so', '\b(said)\b', 1)
    """,
    "a vertical tab is no blank": r"""
        select regexp_matches(chr(11), '\s'), regexp_matches(chr(12), '\s'),
        regexp_replace('a' || chr(11) || ' b', '[\s_]', '', 'g')
    """,
    "the first match is replaced": r"""
        select regexp_replace('aXbX', 'X', '-'), regexp_replace('xaXb', 'x', '-', 'i'),
        regexp_replace('ab', '$', '!')
    """,
    "all matches are replaced where the query says so": r"""
        select regexp_replace('a  b' || chr(9) || 'c_d', '[\s_-]+', ' ', 'g')
    """,
    "punctuation around words is replaced, that within them is not": r"""
        select trim(regexp_replace(lower('«Bats: 1,000 É.»  x' || chr(160) || '"y"…'),
        '^[.,:"«»…\s\x{A0}]+|[.,:"«»…]*[\s\x{A0}][.,:"«»…\s\x{A0}]*|[.,:"«»…\s\x{A0}]+$', ' ', 'g'))
    """,
    "the latest of two stages counts": """
        select
          x, coalesce(bool_or(y) filter (where s = 'b'), bool_or(y)), coalesce(max(p) filter (where s = 'b'), max(p))
        from (values (1, 'a', true, 0.1), (1, 'b', false, 0.2), (2, 'a', true, 0.3)) as t (x, s, y, p)
        group by x order by x
    """,
    "a replacement names groups": r"""
        select regexp_replace('a1b2', '([a-z])([0-9])', '\2$\1', 'g'),
        regexp_replace('xa1b2', '([a-z])([0-9])', '\2$\1')
    """,
    "a list that is null has no items": """
        select list_concat(['a'], null), list_concat(null, ['b']), list_concat(['a'], ['b', null])
    """,
    "a list contains an item": """
        select list_contains(['a', 'b'], 'b'), list_contains(['a'], 'b'), list_contains(cast(null as varchar[]), 'b')
    """,
    "a list is filtered": """
        select list_filter(['a', null, 'b'], lambda x: x is not null), list_filter([1, 2], lambda x: x > 2)
    """,
    "a list comes in its order": "select list(x order by y) from (values ('b', 2), ('a', 3), ('c', 1)) as t (x, y)",
    "a sum and a mean are added up in their order": """
        select list_sum(list(x order by y)), avg(x order by y) from (values (0.1, 3), (0.2, 1), (0.7, 2)) as t (x, y)
    """,
    "texts are listed in an order": """
        select string_agg(distinct x, ', ' order by x), string_agg(x || n, '; ' order by n desc, x)
        from (values ('b', 1), ('a', 1), ('b', 2), (null, 3)) as t (x, n)
    """,
    "a list becomes rows": "select unnest(['a', null, 'b']) as x order by x",
    "a list of structs becomes columns": """
        with t as (select 1 as k, [struct_pack(a := 'x', b := 2), struct_pack(a := 'y', b := null)] as xs),
        unnested as (select k, unnest(xs, recursive := true) from t)
        select * from unnested order by a
    """,
    "a range ends before its end": "select unnest(range(1, 4)) as x order by x",
    "columns become rows without nulls": """
        with t as (select * from (values (1, 10, null), (2, 20, 30)) as t (k, a, b)),
        short as (unpivot t on a, b into name n value v)
        select * from short union all select * from t unpivot (v for n in (a, b)) order by k, n
    """,
    "a window counts what a filter leaves": """
        select x, count(*) filter (where x > 1) over (order by x rows between unbounded preceding and current row) as n,
        sum(x) filter (where x > 1) over () as s from (values (1), (2), (3)) as t (x) order by x
    """,
    "rows are numbered as they come": """
        select x, row_number() over () as n from (select unnest(['b', 'a', 'c']) as x) order by n
    """,
    "the first row of a group is chosen": """
        select k, x from (values (1, 'b'), (1, 'a'), (2, null)) as t (k, x)
        qualify row_number() over (partition by k order by x) = 1 order by k
    """,
    "rows are joined by what is there and what is not": """
        with a as (select unnest([1, 2, 3]) as k), b as (select unnest([2, 2]) as k)
        select k, 'in' as where_found from a semi join b using (k)
        union all select a.k, 'out' as where_found from a anti join b on a.k = b.k order by k
    """,
    "columns are left out": "select * exclude (b) from (select 1 as a, 2 as b, 3 as c)",
    "a text has a hash": "select md5('né'), md5(cast(7017666017 as varchar)), sha256(encode('a'))",
    "a time has no zone": """
        select make_timestamp(epoch_us(cast('2026-01-31 08:30:15.25+02:00' as timestamptz))),
        cast('2026-01-31 08:30' as timestamp), cast('2026-01-31' as date), try_cast('2026-02-30' as date)
    """,
    "a week begins on Monday": """
        select cast(date_trunc('week', cast('2026-02-01 23:00' as timestamp)) as date), date '2026-03-01' - 1
    """,
}
REFUSED = {
    "the skewness of a population": "select skewness(x) from t",
    "the kurtosis of a population": "select kurtosis(x) from t",
    "a hash of another engine": "select hash(x) from t",
    "columns that are replaced": "select * replace (1 as x) from t",
    "a union by name": "select 1 as x union all by name select 2 as y",
    "a list downwards": "select list(x order by y desc) from t",
    "a pattern that a column holds": "select regexp_matches(x, y) from t",
    "an option that Java does not have": "select regexp_matches(x, 'a', 'l') from t",
    "a bracket in a class": "select regexp_matches(x, '[a[b]') from t",
    "another format": "select format('{}', x) from t",
}


def comparable(value: Any) -> Any:
    """What both engines hand over differently: decimals, bytes, rows within rows."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, float):
        return "nan" if math.isnan(value) else float(f"{value:.12g}")
    if isinstance(value, datetime | date | str | bool | None):
        return value
    if isinstance(value, int):
        return float(value)
    return [comparable(item) for item in value]


def answers(spark: Any, query: str) -> tuple[list[Any], list[Any]]:
    from dbt.adapters.claims_spark.translation import spark_query

    return comparable(spark.sql(spark_query(query)).collect()), comparable(duckdb.sql(query).fetchall())


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_has_one_answer_on_both_engines(spark: Any, query: str):
    on_spark, on_duckdb = answers(spark, query)
    assert on_spark == on_duckdb


@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
def test_what_has_no_translation_is_refused(query: str):
    from dbt.adapters.claims_spark.translation import spark_query
    from sqlglot.errors import UnsupportedError

    with pytest.raises((UnsupportedError, ValueError), match="no translation"):
        spark_query(query)


def test_a_text_has_one_date_and_one_reason_on_both_engines(spark: Any):
    macros = jinja2.Environment(autoescape=False).from_string(  # noqa: S701 - it writes SQL
        (ROOT / "macros" / "intake" / "utc_timestamp.sql").read_text()
    )
    from dbt.adapters.claims_spark.translation import spark_query

    texts = [*READ, *GUESSED, *OF_OTHER_YEARS]
    read = f"written, {macros.module.utc_timestamp('written')}, {macros.module.invalid_timestamp('written')}"
    listed = ", ".join(f"'{text}'" for text in texts)
    query = f"select {read} from (select unnest([null, {listed}]) as written)"
    on_spark = [tuple(row) for row in spark.sql(spark_query(query)).collect()]
    assert on_spark == duckdb.sql(query).fetchall()


def test_a_text_has_one_script_on_both_engines(spark: Any):
    macros = jinja2.Environment(autoescape=False).from_string((ROOT / "macros" / "script_of.sql").read_text())  # noqa: S701 - it writes SQL
    from dbt.adapters.claims_spark.translation import spark_query

    texts = [text for of_script in TEXTS.values() for text in of_script]
    listed = ", ".join(f"'{text}'" for text in texts)
    query = f"select {macros.module.script_of('written')} from (select unnest([null, '', {listed}]) as written)"
    on_spark = [tuple(row) for row in spark.sql(spark_query(query)).collect()]
    assert on_spark == duckdb.sql(query).fetchall()


def test_types_have_names_on_spark():
    from dbt.adapters.claims_spark.translation import spark_type

    names = {name: spark_type(name) for name in ["varchar", "bigint", "double", "boolean", "timestamp", "varchar[]"]}
    assert names == {
        "varchar": "STRING",
        "bigint": "BIGINT",
        "double": "DOUBLE",
        "boolean": "BOOLEAN",
        "timestamp": "TIMESTAMP_NTZ",
        "varchar[]": "ARRAY<STRING>",
    }
    assert spark_type("struct(a varchar, b hugeint)[]") == "ARRAY<STRUCT<a: STRING, b: DECIMAL(38, 0)>>"
