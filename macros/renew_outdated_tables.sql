{#-
    Runs at the start: a table that keeps rows from build to build, and that another version of the project made with other
    columns or types, is dropped, and this build makes it anew from the input. Where this invocation would not make it, it
    ends here. On Spark no table keeps rows.
-#}
{% macro renew_outdated_tables() -%}
    {{ adapter.dispatch('renew_outdated_tables')() }}
{%- endmacro %}

{% macro spark__renew_outdated_tables() -%}
{%- endmacro %}

{% macro default__renew_outdated_tables() -%}
    {%- set outdated = {} -%}
    {%- if execute and flags.WHICH in ('build', 'run') and not flags.FULL_REFRESH -%}
        {%- for node in graph.nodes.values() if node.config.materialized == 'incremental' -%}
            {%- set relation = load_relation(api.Relation.create(node.database, node.schema, node.alias)) -%}
            {%- if relation and types_held(relation) != types_declared(node) -%}
                {%- do outdated.update({node.name: (node.unique_id, relation)}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set named = outdated | sort | join(', ') -%}
    {%- for node_id, _ in outdated.values() if node_id not in selected_resources -%}
        {{ exceptions.raise_compiler_error(
            "the build file holds tables that another version of the project made with other columns (" ~ named
            ~ "), and this selection leaves some out. Build everything once: dbt build (CLM-065)"
        ) }}
    {%- endfor -%}
    {%- for _, relation in outdated.values() -%}
        {%- do adapter.drop_relation(relation) -%}
    {%- endfor -%}
    {%- if outdated -%}
        {%- do log(
            "Another version of the project made tables of the build file with other columns: made anew from the input are "
            ~ named ~ ".", info=true
        ) -%}
    {%- endif -%}
{%- endmacro %}


{#- The types of a relation's columns by name. The adapter's own macro would begin a transaction that nothing commits. -#}
{% macro types_held(relation) -%}
    {%- set types -%}
        select column_name, lower(replace(data_type, '"', ''))
        from duckdb_columns()
        where
            database_name = current_database()
            and schema_name = '{{ relation.schema }}'
            and table_name = '{{ relation.identifier }}'
    {%- endset -%}
    {{ return(dict(run_query(types).rows.values())) }}
{%- endmacro %}


{% macro types_declared(node) -%}
    {%- set types = {} -%}
    {%- for column in node.columns.values() -%}
        {%- do types.update({column.name: column.data_type}) -%}
    {%- endfor -%}
    {{ return(types) }}
{%- endmacro %}
