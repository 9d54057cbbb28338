{#-
    A table whose statement, tests and inputs are as they were is not made again by a build of everything: with `--select` and
    `--full-refresh` it is. What each was made from and what it holds, its version, stand in a table of the build file, from
    the moment that its tests have passed until it is made anew.
-#}

{#- Runs at the start: what keeps rows from build to build has no version until its own tests have passed again. -#}
{% macro open_table_versions() -%}
    {{ adapter.dispatch('open_table_versions')() }}
{%- endmacro %}

{#- On Spark each build makes all tables. -#}
{% macro spark__open_table_versions() -%}
{%- endmacro %}

{% macro default__open_table_versions() -%}
    {%- if execute -%}
        {%- set changing = ["''"] -%}
        {%- for node in graph.nodes.values() if node.unique_id in selected_resources
            and node.config.materialized in keeping_rows() -%}
            {%- do changing.append(name_as_literal(node)) -%}
        {%- endfor -%}
        delete from main.table_versions where relation in ({{ changing | join(', ') }})
    {%- endif -%}
{%- endmacro %}


{#- What another materialization than the project's own makes. -#}
{% macro keeping_rows() -%}
    {{ return(['incremental', 'seed']) }}
{%- endmacro %}


{#-
    `made_from`: what a model's table would be made from; nothing where the version of an input is not known, as with
    `--defer`, or where the model looks at files (`meta.reads_files`). `is_held`: whether the table that is there was made
    from it, and may stay. The package that Python models call counts as an input.
-#}
{% macro provenance_of(code) -%}
    {%- set own = literal_of(this) -%}
    {%- set inputs = ["'claims_warehouse'"] if model.language == 'python' else [] -%}
    {%- do add_inputs(model.depends_on.nodes, inputs) -%}
    {%- set known_versions -%}
        select relation, version from main.table_versions where relation in ({{ (["''"] + inputs) | join(', ') }})
        union all
        select relation, made_from from main.table_versions where relation = {{ own }}
        union all
        select concat('"', database_name, '"."', schema_name, '"."', view_name, '"') as relation, concat(version(), sql)
        from duckdb_views() where relation in ({{ (["''"] + inputs) | join(', ') }})
    {%- endset -%}
    {%- set versions = dict(run_query(known_versions).rows.values()) -%}
    {%- set held = versions.pop(this | string, none) -%}
    {%- set is_known = versions | length == inputs | unique | list | length -%}
    {%- if not is_known or model.config.meta.reads_files or invocation_args_dict.defer -%}
        {{ return({}) }}
    {%- endif -%}
    {%- set parts = [code, model.description, model.columns, model.config, checks_of_table(), versions | dictsort, dbt_version] -%}
    {%- set made_from = local_md5(parts | map('string') | join('\n')) -%}
    {%- set remakes_all = should_full_refresh() or invocation_args_dict.select -%}
    {{ return({'made_from': made_from, 'is_held': made_from == held and not remakes_all}) }}
{%- endmacro %}


{#- A view is what it reads, too. -#}
{% macro add_inputs(node_ids, inputs) -%}
    {%- for node_id in node_ids -%}
        {%- set node = graph.nodes.get(node_id) -%}
        {#- What dbt does not make, such as a source, has no version. -#}
        {%- do inputs.append(name_as_literal(node) if node else literal_of(node_id)) -%}
        {%- if node and node.config.materialized == 'view' -%}
            {%- do add_inputs(node.depends_on.nodes, inputs) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{% macro forget_version() -%}
    delete from main.table_versions where relation = {{ literal_of(this) }}
{%- endmacro %}


{#-
    The version of a table is what it holds, with names and types; of a large one whose provenance is known that, since it
    costs no pass over it.
-#}
{% macro default__record_version(made_from=none) -%}
    {%- set many_rows = 1000000 -%}
    {%- set row_count = run_query("select count(*) from " ~ this).columns[0].values()[0] if made_from else 0 -%}
    {%- set provenance = "'" ~ made_from ~ "'" if made_from else "null" -%}
    insert into main.table_versions
    {%- if row_count > many_rows %}
    values ({{ literal_of(this) }}, {{ provenance }}, {{ provenance }})
    {%- else %}
    select
        {{ literal_of(this) }} as relation,
        {{ provenance }} as made_from,
        concat_ws(' ', typeof(any_value(held_rows)), count(*), sum(hash(held_rows))) as version
    from {{ this }} as held_rows
    {%- endif %}
{%- endmacro %}

{% macro spark__record_version() -%}
{%- endmacro %}


{% macro name_as_literal(node) -%}
    {{ return(literal_of(api.Relation.create(node.database, node.schema, node.alias))) }}
{%- endmacro %}


{% macro literal_of(relation) -%}
    {{ return("'" ~ relation | string | replace("'", "''") ~ "'") }}
{%- endmacro %}
