{#-
    Runs after each model and seed is made: the tests that look at one table alone, in one query where dbt would take a node
    for each. The default selector leaves these nodes out; `dbt test --select MODEL` runs them and shows the rows. A model
    that keeps rows from build to build has a hook that deletes some first, and this one after it. What passes has a version
    from then on (`kept_tables.sql`).
-#}
{% macro check_table(after_deleting=false) -%}
    {%- set is_due = execute and (after_deleting or model.config.materialized != 'incremental') -%}
    {%- set query = checks_of_table() if is_due else '' -%}
    {%- set broken = [] -%}
    {%- if query -%}
        {%- for test_name, row_count in run_query(engine_query(query)) -%}
            {%- do broken.append(test_name ~ " (" ~ row_count ~ ")") -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if broken -%}
        {{ exceptions.raise_compiler_error(
            "rows of " ~ model.name ~ " break these tests: " ~ broken | join(", ") ~ ". See them: dbt test --select "
            ~ model.name ~ " (CLM-009)"
        ) }}
    {%- endif -%}
    {%- if is_due and model.config.materialized in keeping_rows() -%}
        {{ adapter.dispatch('record_version')() }}
    {%- endif -%}
{%- endmacro %}


{#- One query for the tests of this table that look at it alone; empty where there are none. -#}
{% macro checks_of_table() -%}
    {%- for test in graph.nodes.values() | selectattr('attached_node', 'equalto', model.unique_id)
        if test.test_metadata.name in tests_of_one_table() -%}
        {%- set rows = context['test_' ~ test.test_metadata.name](**dict(test.test_metadata.kwargs, model=this)) %}
        {{ "union all" if not loop.first }}
        select '{{ test.name }}' as test_name, count(*) as row_count from ({{ rows }}) as violations having count(*) > 0
    {%- endfor -%}
{%- endmacro %}


{#- As in selectors.yml. -#}
{% macro tests_of_one_table() -%}
    {{ return(['primary_key', 'not_null', 'accepted_values', 'accepted_range']) }}
{%- endmacro %}
