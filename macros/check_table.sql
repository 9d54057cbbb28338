{#-
    Runs after each model and seed is made: the tests that look at one table alone, in one query where dbt would take a node
    for each. The default selector leaves these nodes out; `dbt test --select MODEL` runs them and shows the rows.
-#}
{% macro check_table() -%}
    {%- set checks = {} -%}
    {%- for test in graph.get('nodes', {}).values() | selectattr('attached_node', 'equalto', model.unique_id)
        if test.test_metadata.name in tests_of_one_table() -%}
        {%- do checks.update({
            test.name: context['test_' ~ test.test_metadata.name](**dict(test.test_metadata.kwargs, model=this))
        }) -%}
    {%- endfor -%}
    {%- set broken = [] -%}
    {%- if checks -%}
        {%- set query -%}
            {%- for name, violations in checks.items() %}
            select '{{ name }}' as test_name, count(*) as row_count from ({{ violations }}) as violations having count(*) > 0
            {{ "union all" if not loop.last }}
            {%- endfor %}
        {%- endset -%}
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
{%- endmacro %}


{#- As in selectors.yml. -#}
{% macro tests_of_one_table() -%}
    {{ return(['primary_key', 'not_null', 'accepted_values', 'accepted_range']) }}
{%- endmacro %}
