{#-
    Runs at the start: where a table that keeps rows from build to build was made with other columns, by another version of
    the project, the build ends here and says how to go on. On Spark no table keeps rows.
-#}
{% macro assert_incremental_schema() -%}
    {{ adapter.dispatch('assert_incremental_schema')() }}
{%- endmacro %}

{% macro spark__assert_incremental_schema() -%}
{%- endmacro %}

{% macro default__assert_incremental_schema() -%}
    {%- set differing = [] -%}
    {%- if execute and flags.WHICH in ('build', 'run') and not flags.FULL_REFRESH -%}
        {%- for node in graph.nodes.values() if node.config.materialized == 'incremental' -%}
            {%- set relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
            {%- if relation is not none -%}
                {%- set held = adapter.get_columns_in_relation(relation) | map(attribute='name') | sort -%}
                {%- if held != node.columns.keys() | sort -%}
                    {%- do differing.append(node.name) -%}
                {%- endif -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if differing -%}
        {{ exceptions.raise_compiler_error(
            "the build file holds tables that another version of the project made with other columns ("
            ~ differing | sort | join(", ") ~ "). Build once with: dbt build --full-refresh (CLM-065)"
        ) }}
    {%- endif -%}
{%- endmacro %}
