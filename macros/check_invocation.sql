{#-
    Runs at the start: what dbt was asked for, but cannot come out well, ends here with one message that says what to do
    instead.
-#}
{% macro check_invocation() -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- do refuse_retry() -%}
        {%- do refuse_to_empty() -%}
    {%- endif -%}
    {%- if execute and flags.WHICH in ('build', 'run', 'test') -%}
        {%- do refuse_absent_parents() -%}
    {%- endif -%}
{%- endmacro %}


{#- dbt runs again what failed or was skipped alone: files are inspected by a node that has succeeded. -#}
{% macro refuse_retry() -%}
    {%- if 'retry' in flags.INVOCATION_COMMAND.split() -%}
        {{ exceptions.raise_compiler_error(
            "dbt retry repeats what failed alone, so that it would look at no input file again and release nothing. Run dbt "
            ~ flags.WHICH ~ " again: what has not changed is not computed again (CLM-062)"
        ) }}
    {%- endif -%}
{%- endmacro %}


{#- Every table would be made without rows, and the trained models would be gone. -#}
{% macro refuse_to_empty() -%}
    {%- if flags.EMPTY -%}
        {%- set rows_read = load_relation(api.Relation.create(target.database, schema_of('raw'), 'raw_videos')) -%}
        {%- if rows_read and run_query("select 1 from " ~ rows_read ~ " limit 1").rows -%}
            {{ exceptions.raise_compiler_error(
                "dbt " ~ flags.WHICH ~ " --empty would empty the build file, which holds videos and trained models. Try it on "
                ~ "another one: CLAIMS_HOME=$(mktemp -d) dbt " ~ flags.WHICH ~ " --empty (CLM-063)"
            ) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- A part of the project reads tables that only another part makes. -#}
{% macro refuse_absent_parents() -%}
    {%- set absent = {} -%}
    {%- for node in graph.nodes.values() if node.unique_id in selected_resources -%}
        {%- for parent_id in node.depends_on.nodes or [] if parent_id not in selected_resources -%}
            {%- set parent = graph.nodes[parent_id] -%}
            {#- With --defer, dbt reads a table that is not here where the other state has it. -#}
            {%- set places = [parent, parent.defer_relation] | select | list -%}
            {%- set found = [] -%}
            {%- for place in places if load_relation(api.Relation.create(place.database, place.schema, place.alias)) -%}
                {%- do found.append(place) -%}
            {%- endfor -%}
            {%- if not found -%}
                {%- do absent.update({parent.name: node.name}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if absent -%}
        {%- set first = absent | sort | first -%}
        {{ exceptions.raise_compiler_error(
            "the build file does not hold " ~ first ~ " yet, which " ~ absent[first] ~ " reads"
            ~ (", nor " ~ (absent | length - 1) ~ " more" if absent | length > 1 else "")
            ~ ". Build everything: dbt build; or this with what it reads: dbt build --select +" ~ absent[first] ~ " (CLM-006)"
        ) }}
    {%- endif -%}
{%- endmacro %}
