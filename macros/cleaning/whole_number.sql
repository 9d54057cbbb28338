{#-
    The whole number that a text writes, or null where it writes none. 343296.0 is a whole number, as some exports
    write it. Eighteen digits fit a BIGINT; a longer number is null here and `invalid_whole_number` says why.
-#}
{% macro whole_number(column_name) -%}
    try_cast(regexp_extract({{ column_name }}, '^[+]?0*([0-9]{1,18})([.]0*)?$', 1) as bigint)
{%- endmacro %}

{#- Why a text is no whole number that the warehouse keeps, or null where it is one or the text is missing. -#}
{% macro invalid_whole_number(column_name, minimum=0, maximum=none) -%}
    case
        when {{ column_name }} is null then null
        when regexp_full_match({{ column_name }}, '-[0-9]+([.][0-9]*)?') then '{{ column_name }} is negative'
        when not regexp_full_match({{ column_name }}, '[+]?[0-9]+([.]0*)?')
            then '{{ column_name }} is not a whole number'
        when {{ whole_number(column_name) }} is null
        {%- if maximum is not none %} or {{ whole_number(column_name) }} > {{ maximum }}{% endif %}
            then '{{ column_name }} is out of range'
        when {{ whole_number(column_name) }} < {{ minimum }} then '{{ column_name }} is less than {{ minimum }}'
    end
{%- endmacro %}
