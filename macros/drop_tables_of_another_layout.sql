{#-
    Runs at the start: a table that keeps rows from build to build, and that another version of the project made with other
    columns, is dropped, and so made anew.
-#}
{% macro drop_tables_of_another_layout() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- for node in graph.nodes.values() if node.config.materialized == 'incremental' -%}
            {%- set relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
            {%- if relation is not none -%}
                {%- set held = adapter.get_columns_in_relation(relation) | map(attribute='name') | sort -%}
                {%- if held != node.columns.keys() | sort -%}
                    {%- do adapter.drop_relation(relation) -%}
                {%- endif -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
