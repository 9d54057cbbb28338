{#-
    How DuckDB makes tables: in place. The adapter's own way makes each under another name, renames both and drops the old
    one, so that readers see no gap; the build file has none. A statement that fails leaves what was there.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set table = this.incorporate(type='table') -%}
    {%- set drop_view = "drop view " ~ this if existing is not none and existing.is_view else "" -%}
    {%- set provenance = provenance_of(compiled_code) -%}
    {%- if provenance.is_held and existing is not none and existing.is_table -%}
        {%- call noop_statement('main', 'KEPT', 'KEPT', 0) -%}{{ compiled_code }}{%- endcall -%}
    {%- else -%}
        {{ run_hooks(pre_hooks, inside_transaction=False) }}
        {{ run_hooks(pre_hooks, inside_transaction=True) }}
        {%- call statement('main', language=model.language) -%}
            {{
                table_from_python(table, compiled_code, drop_view) if model.language == 'python'
                else table_from_sql(table, sql, drop_view)
            }}
        {%- endcall -%}
        {%- do adapter.commit() -%}
        {#- Rows that break a rule stay to be looked at: a hook that finds some takes back nothing. -#}
        {{ run_hooks(post_hooks, inside_transaction=True) }}
        {%- do adapter.commit() -%}
        {{ run_hooks(post_hooks, inside_transaction=False) }}
        {%- do run_query(default__record_version(provenance.made_from)) -%}
    {%- endif -%}
    {{ return({'relations': [table]}) }}
{%- endmaterialization %}


{% macro table_from_sql(table, sql, drop_view) -%}
    {{ drop_view ~ ";" if drop_view }}
    {{ forget_version() }};
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(sql) }}
        create or replace table {{ table }} {{ get_table_columns_and_constraints() }};
        insert into {{ table }} {{ get_column_names() }} {{ get_select_subquery(sql) }};
        {%- if config.persist_relation_docs() and config.persist_column_docs() %}
        comment on table {{ table }} is {{ duckdb_escape_comment(model.description) }};
        {%- for column in model.columns.values() %}
        comment on column {{ table }}.{{ column.name }} is {{ duckdb_escape_comment(column.description) }};
        {%- endfor %}
        {%- endif %}
    {%- else -%}
        create or replace table {{ table }} as {{ sql }}
    {%- endif -%}
{%- endmacro %}


{% macro table_from_python(table, compiled_code, drop_view) -%}
{{ compiled_code }}

def materialize(result, connection):
    connection.register("model_result", result)
    {% if drop_view -%}
    connection.execute('{{ drop_view }}')
    {% endif -%}
    connection.execute({{ forget_version() | tojson }})
    connection.execute('create or replace table {{ table }} as from model_result')
    fingerprint = (result.schema.metadata or {}).get(b"input_fingerprint", b"").decode()
    if fingerprint:
        connection.execute('comment on column {{ table }}.input_fingerprint is ' + repr(fingerprint))
    connection.unregister("model_result")
{%- endmacro %}
