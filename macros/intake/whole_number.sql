{#-
    The whole number that a text writes, or null where it writes none. 343296.0 is a whole number, as some exports
    write it. A number that no BIGINT holds is null here, and `invalid_whole_number` says why.
-#}
{% macro whole_number(column_name) -%}
    case
        when regexp_full_match({{ column_name }}, '[0-9]{1,19}') then try_cast({{ column_name }} as bigint)
        else try_cast(regexp_extract({{ column_name }}, '^[+]?0*([0-9]{1,19})([.]0*)?$', 1) as bigint)
    end
{%- endmacro %}

{#- Why a text is no whole number that the warehouse keeps, or null where it is one or the text is missing. -#}
{% macro invalid_whole_number(column_name, number, minimum=0, maximum=none) -%}
    case
        when {{ number }} is null and {{ column_name }} is not null
            then
                case
                    when regexp_full_match({{ column_name }}, '-[0-9]+([.][0-9]*)?') then '{{ column_name }} is negative'
                    when not regexp_full_match({{ column_name }}, '[+]?[0-9]+([.]0*)?')
                        then '{{ column_name }} is not a whole number'
                    else '{{ column_name }} is out of range'
                end
        {% if maximum is not none -%}
        when {{ number }} > {{ maximum }} then '{{ column_name }} is out of range'
        {% endif -%}
        when {{ number }} < {{ minimum }} then '{{ column_name }} is less than {{ minimum }}'
    end
{%- endmacro %}
