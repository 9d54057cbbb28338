{#-
    How DuckDB makes tables: in place, in one statement or transaction. The adapter's own way makes each under another name,
    renames both and drops the old one, so that readers see no gap; the build file has none.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set table = this.incorporate(type='table') -%}
    {%- if existing is not none and not existing.is_table -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- call statement('main', language=model.language) -%}
        {{ table_from_python(table, compiled_code) if model.language == 'python' else table_from_sql(table, sql) }}
    {%- endcall -%}
    {%- do persist_docs(table, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [table]}) }}
{%- endmaterialization %}


{% macro table_from_sql(table, sql) -%}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(sql) }}
        create or replace table {{ table }} {{ get_table_columns_and_constraints() }};
        insert into {{ table }} {{ get_column_names() }} {{ get_select_subquery(sql) }}
    {%- else -%}
        create or replace table {{ table }} as {{ sql }}
    {%- endif -%}
{%- endmacro %}


{% macro table_from_python(table, compiled_code) -%}
{{ compiled_code }}

def materialize(result, connection):
    connection.register("model_result", result)
    connection.execute('create or replace table {{ table }} as from model_result')
    connection.unregister("model_result")
{%- endmacro %}
