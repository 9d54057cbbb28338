{#-
    Runs at the end: the adapter writes the new rows of a Python model that keeps earlier ones into a table of its own, and
    leaves it. So does a build that is killed, and one by an earlier version might leave the table of before. On Spark the
    project's own adapter drops it.
-#}
{% macro drop_leftovers() -%}
    {{ adapter.dispatch('drop_leftovers')() }}
{%- endmacro %}

{% macro spark__drop_leftovers() -%}
{%- endmacro %}

{% macro default__drop_leftovers() -%}
    {%- if execute -%}
        {%- set leftovers -%}
            select schema_name, table_name
            from duckdb_tables()
            where database_name = current_database() and regexp_matches(table_name, '__dbt_(tmp|backup)')
        {%- endset -%}
        {%- for schema_name, table_name in run_query(leftovers) -%}
            {%- do adapter.drop_relation(api.Relation.create(target.database, schema_name, table_name, type='table')) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
