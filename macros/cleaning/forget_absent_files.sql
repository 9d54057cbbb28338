{#-
    Runs after a table that keeps the rows of earlier builds has taken in the new ones: the rows of files that are no longer
    delivered, or are delivered with other bytes, leave it.
-#}
{% macro forget_absent_files() -%}
    {#- Named before the condition, so that dbt learns of it when it reads the project. -#}
    {%- set raw_accepted_files = ref('raw_accepted_files') -%}
    {%- if is_incremental() -%}
        delete from {{ this }} as known_rows
        where
            not exists (
                select 1
                from {{ raw_accepted_files }} as files
                where
                    files.source_file = known_rows.source_file
                    and files.input_fingerprint = known_rows.input_fingerprint
            )
    {%- endif -%}
{%- endmacro %}
