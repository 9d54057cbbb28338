{#-
    The trimmed text of a raw field, or null where the field says in any usual way that it is missing.
    The spellings stand here and not in a seed, because dbt itself reads several of them as nulls in a seed.
-#}
{% macro text_or_null(column_name) -%}
    case
        when
            lower(trim({{ column_name }}, {{ blanks() }})) not in (
                '', '#n/a', '#n/a n/a', '#na', 'n/a', 'na', '<na>', 'nan', '-nan', '#null!', 'null', '\n', 'nil', 'none',
                'missing', '-', '--', '.', '?'
            )
            then trim({{ column_name }}, {{ blanks() }})
    end
{%- endmacro %}

{#- Spaces of all kinds that surround a field: blank, tab, line ends, no-break space, byte order mark. -#}
{% macro blanks() -%}
    (' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(65279))
{%- endmacro %}
