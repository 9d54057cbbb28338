{#- The text of a raw field without spaces of any kind around it: blank, tab, line ends, no-break space, byte order mark. -#}
{% macro trimmed(column_name) -%}
    {%- set blank = "[ \\t\\n\\r\\x{A0}\\x{FEFF}]" -%}
    {#- Few fields begin or end with a blank, and only for those the slower work is done. -#}
    case
        when regexp_matches({{ column_name }}, '^{{ blank }}|{{ blank }}$')
            then trim({{ column_name }}, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(65279))
        else {{ column_name }}
    end
{%- endmacro %}

{#-
    A trimmed text, or null where it says in any usual way that the field is missing. The spellings stand here and not in a
    seed, because dbt itself reads several of them as nulls in a seed. A record with a spreadsheet's error other than `#N/A`
    is rejected when it is read.
-#}
{% macro null_if_missing(text) -%}
    {%- set spellings = [
        "", "#n/a", "#n/a n/a", "#na", "n/a", "na", "<na>", "nan", "-nan", "null", "\\n", "nil", "none", "missing", "-",
        "--", ".", "?",
    ] -%}
    case
        when
            length({{ text }}) > {{ spellings | map("length") | max }}
            or lower({{ text }}) not in ('{{ spellings | join("', '") }}')
            then {{ text }}
    end
{%- endmacro %}

{% macro text_or_null(column_name) -%}
    {{ null_if_missing(trimmed(column_name)) }}
{%- endmacro %}
