{#- The fingerprints of the delivered files whose rows a table does not hold yet, as literals; they are hexadecimal digits. -#}
{% macro unread_fingerprints(relation) -%}
    {%- set unread = run_query(
        "select distinct files.input_fingerprint from " ~ ref('raw_accepted_files') ~ " as files "
        ~ "anti join (select distinct source_file, input_fingerprint from " ~ relation ~ ") as known "
        ~ "on files.source_file = known.source_file and files.input_fingerprint = known.input_fingerprint "
        ~ "where files.file_kind = 'videos' order by files.input_fingerprint"
    ).columns[0].values() if execute else [] -%}
    '{{ unread | join("', '") }}'
{%- endmacro %}
