{#- What a model or a test says in DuckDB's dialect becomes Spark's where dbt makes a statement of it. -#}
{% macro claims_spark__create_view_as(relation, sql) -%}
    {{ spark__create_view_as(relation, adapter.spark_query(sql)) }}
{%- endmacro %}

{% macro claims_spark__get_test_sql(main_sql, fail_calc, warn_if, error_if, limit) -%}
    {{ default__get_test_sql(adapter.spark_query(main_sql), fail_calc, warn_if, error_if, limit) }}
{%- endmacro %}

{% macro claims_spark__get_unit_test_sql(main_sql, expected_fixture_sql, expected_column_names) -%}
    {{ default__get_unit_test_sql(
        adapter.spark_query(main_sql), adapter.spark_query(expected_fixture_sql), expected_column_names
    ) }}
{%- endmacro %}

{#- Those of a query in DuckDB's dialect, which a unit test asks for where its expected rows are a query as well. -#}
{% macro claims_spark__get_columns_in_query(select_sql) %}
    {{ return(default__get_columns_in_query(adapter.spark_query(select_sql))) }}
{% endmacro %}

{#- Fixtures are translated with the rest of a unit test: they are written in DuckDB's dialect. -#}
{% macro claims_spark__escape_single_quotes(expression) -%}
    {{ expression | replace("'", "''") }}
{%- endmacro %}

{#- A value of a unit test's fixture, where a list is written as a text: `[a, b]`, or `['a, b']`. -#}
{% macro claims_spark__safe_cast(field, type) -%}
    {%- if type.startswith('array') and field != 'null' -%}
        {%- set items = field[2:-2] -%}
        {#- Quotes within the literal are doubled. -#}
        {%- set quote = "''" if items.startswith("''") else "" -%}
        {%- set items = items[quote | length : (items | length) - (quote | length)].split(quote ~ ", " ~ quote) -%}
        cast([{% if field[2:-2] %}'{{ items | join("', '") }}'{% endif %}] as {{ adapter.duckdb_type(type) }})
    {%- else -%}
        cast({{ field }} as {{ adapter.duckdb_type(type) }})
    {%- endif -%}
{%- endmacro %}
