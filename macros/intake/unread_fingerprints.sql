{#- The fingerprints of the input files whose rows a table does not hold yet, as literals; they are hexadecimal digits. -#}
{% macro unread_fingerprints(relation) -%}
    {%- set unread = run_query(
        "select input_fingerprint from " ~ ref('raw_accepted_files') ~ " where file_kind = 'videos' "
        ~ "except select input_fingerprint from " ~ relation ~ " order by input_fingerprint"
    ).columns[0].values() if execute else [] -%}
    '{{ unread | join("', '") }}'
{%- endmacro %}
