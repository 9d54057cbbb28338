{#-
    Why this invocation may not release, or nothing where it may: only a build of everything, data tests included, has
    audited what readers get. Unit tests look at SQL, not at data: they are for development and CI. Tests of one table
    are part of making it.
-#}
{% macro release_refusal() -%}
    {%- if execute -%}
        {%- if flags.WHICH != 'build' -%}
            only dbt build releases, not dbt {{ flags.WHICH }}
        {%- elif flags.EMPTY -%}
            --empty leaves out every row
        {%- else -%}
            {%- set (left_out, made_with_a_table) = ([], tests_of_one_table()) -%}
            {%- for node in graph.nodes.values() if node.resource_type in ['model', 'seed', 'test']
                and (node.test_metadata or {}).name not in made_with_a_table
                and node.unique_id not in selected_resources -%}
                {%- do left_out.append(node.name) -%}
            {%- endfor -%}
            {%- if left_out -%}
                this build leaves out {{ left_out | length }} models, seeds or tests, among them {{ left_out | sort | first }}
            {%- endif -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- Runs at the start of every invocation: what an earlier one audited says nothing about the tables of this one. -#}
{% macro revoke_audit() -%}
    {%- set audit = adapter.get_relation(target.database, schema_of('release'), 'releasable_tables') -%}
    {%- if audit -%}
        {{ adapter.dispatch('revoke')(audit, 'the tables have not been audited by this invocation') }}
    {%- endif -%}
{%- endmacro %}

{% macro default__revoke(audit, reason) -%}
    update {{ audit }} set refusal = '{{ reason }}'
{%- endmacro %}

{#- Spark changes no row of a table that lies in files of Parquet, but writes one anew: no table is left to release. -#}
{% macro spark__revoke(audit, reason) -%}
    insert overwrite table {{ audit }}
    select 'none' as table_name, 'none' as schema_name, 0 as row_count, array() as masked_columns, '{{ reason }}' as refusal
{%- endmacro %}
