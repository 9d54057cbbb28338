{#-
    The date or timestamp that a text writes, whatever offset stands behind it, or null where it writes none, as `infinity`
    and `epoch` do.
-#}
{% macro timestamp_or_null(column_name) -%}
    {{ adapter.dispatch('timestamp_or_null')(column_name) }}
{%- endmacro %}

{% macro default__timestamp_or_null(column_name) -%}
    case when regexp_matches({{ column_name }}, '^[0-9]') then try_cast({{ column_name }} as timestamp) end
{%- endmacro %}

{#- Spark takes a year or a month for a date too, and knows no slashes. -#}
{% macro spark__timestamp_or_null(column_name) -%}
    case
        when
            regexp_full_match(
                {{ column_name }},
                '[0-9]{1,6}([-/])[0-9]{1,2}([-/])[0-9]{1,2}([T ][0-9]{1,2}:[0-9]{1,2}(:[0-9]{1,2}([.][0-9]*)?)?.*)?'
            )
            then try_cast(replace({{ column_name }}, '/', '-') as timestamp)
    end
{%- endmacro %}
