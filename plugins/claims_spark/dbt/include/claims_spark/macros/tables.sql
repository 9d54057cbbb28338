{#-
    Tables are written beside the ones that stand, checked against their contracts, and swapped in. Between the drop of the
    old table and the renaming of the new one a reader finds neither: Spark's own catalog has no step that does both.
-#}
{% materialization table, adapter='claims_spark', supported_languages=['sql', 'python'] -%}
    {%- set new_relation = relation_to_swap_in() -%}
    {#- dbt lets a Python model run from a materialization alone, and from no macro that one calls. -#}
    {%- call statement('main', language=model['language']) -%}
        {{ create_table_as(False, new_relation, compiled_code, model['language']) }}
    {%- endcall -%}
    {{ return({'relations': [swapped_in(new_relation)]}) }}
{%- endmaterialization %}

{#-
    Files of Parquet take in no changed rows: what DuckDB keeps from build to build is made anew here, in the steps of a table,
    which stand here again for the reason that is given there.
-#}
{% materialization incremental, adapter='claims_spark', supported_languages=['sql', 'python'] -%}
    {%- set new_relation = relation_to_swap_in() -%}
    {%- call statement('main', language=model['language']) -%}
        {{ create_table_as(False, new_relation, compiled_code, model['language']) }}
    {%- endcall -%}
    {{ return({'relations': [swapped_in(new_relation)]}) }}
{%- endmaterialization %}

{% macro is_incremental() -%}
    {{ return(false) }}
{%- endmacro %}

{#-
    The name under which this invocation writes a table. One that was killed leaves a table, or a folder that no table of the
    same name may take: no two invocations write under one name.
-#}
{% macro relation_to_swap_in() -%}
    {%- set beginning = this.identifier ~ '__new_' -%}
    {{ run_hooks(pre_hooks) }}
    {%- for relation in adapter.relations_beginning(this.schema, beginning) -%}
        {%- do adapter.drop_relation(relation) -%}
    {%- endfor -%}
    {{ return(this.incorporate(type='table', path={'identifier': beginning ~ invocation_id.split('-') | first})) }}
{%- endmacro %}

{#- Checks a new table, and puts it in the place of the one that stands. -#}
{% macro swapped_in(new_relation) -%}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- do check_constraints(new_relation) -%}
    {%- set old_relation = load_cached_relation(this) -%}
    {%- if old_relation -%}
        {%- do adapter.drop_relation(old_relation) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(new_relation, target_relation) -%}
    {{ run_hooks(post_hooks) }}
    {{ return(target_relation) }}
{%- endmacro %}

{%- macro claims_spark__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {%- if language == 'python' -%}
        {{- python_model(relation, compiled_code) -}}
    {%- elif temporary -%}
        {{ create_temporary_view(relation, adapter.spark_query(compiled_code)) }}
    {%- elif config.get('contract').enforced -%}
        {%- do run_query(contracted_table(relation)) -%}
        insert into {{ relation }}
        select {{ model['columns'] | join(', ') }}
        from (
            {{ adapter.spark_query(compiled_code) }}
        )
    {%- else -%}
        create table {{ relation }} as
        {{ adapter.spark_query(compiled_code) }}
    {%- endif -%}
{%- endmacro -%}

{#- An empty table of the contract's types, into which Spark puts no value of another kind, with its comments. -#}
{% macro contracted_table(relation) -%}
    create table {{ relation }} (
        {%- for column in model['columns'].values() %}
        {{ column.name }} {{ adapter.spark_type(column.data_type) }} comment {{ spark_literal(column.description) }}
        {{- "," if not loop.last }}
        {%- endfor %}
    )
    comment {{ spark_literal(model['description']) }}
{%- endmacro %}

{#- Spark enforces no constraint on Parquet: a table is looked at once it is written, before anybody sees it. -#}
{% macro check_constraints(relation) -%}
    {%- set conditions = [] -%}
    {%- if config.get('contract').enforced -%}
        {%- for column in model['columns'].values() -%}
            {%- for constraint in column.constraints -%}
                {%- do conditions.append(column.name ~ " is not null" if constraint.type == 'not_null' else constraint.expression) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if conditions -%}
        {%- set violations -%}
            select
                {%- for condition in conditions %}
                count(*) filter (where not ({{ condition }})) as violation_{{ loop.index }}{{ "," if not loop.last }}
                {%- endfor %}
            from {{ relation }}
        {%- endset -%}
        {%- for condition, row_count in zip(conditions, run_query(adapter.spark_query(violations)).rows[0]) if row_count -%}
            {{ exceptions.raise_compiler_error("rows that break the contract (" ~ condition ~ "): " ~ row_count) }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- A text as Spark writes it: a backslash and a quote are escaped. -#}
{% macro spark_literal(text) -%}
    '{{ text | replace("\\", "\\\\") | replace("'", "\\'") }}'
{%- endmacro %}
