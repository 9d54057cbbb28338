{#-
    dbt asks for schemas first of all: under another profile than the project's, none of its Python is found.
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- do refuse_another_profile() -%}
    {{ schema_of(custom_schema_name) }}
{%- endmacro %}


{#-
    The schema of a layer: its own name (raw, staging, marts, …), or behind the target's schema, as in alice_marts, where
    that is not the engine's default one: two people on one catalog then build side by side.
-#}
{% macro schema_of(layer) -%}
    {{ layer if target.schema in ['main', 'default'] else target.schema ~ '_' ~ layer }}
{%- endmacro %}


{#- dbt takes the profile of this name in the user's own folder where the current one holds none. -#}
{% macro refuse_another_profile() -%}
    {%- if (flags.PROFILES_DIR | string).endswith('/.dbt')
        or target.type == 'duckdb' and 'build_file_plugin' not in target.plugins | string -%}
        {{ exceptions.raise_compiler_error(
            "the profile " ~ target.profile_name ~ " in " ~ flags.PROFILES_DIR ~ " is not the project's own. Run dbt "
            ~ flags.WHICH ~ " --profiles-dir " ~ invocation_args_dict.project_dir ~ " (CLM-064)"
        ) }}
    {%- endif -%}
{%- endmacro %}
