{#- A condition that holds or ends the build with a message, which is an SQL expression. -#}
{% macro refuse_unless(condition, message) -%}
    case when {{ condition }} then true else error({{ message }}) end
{%- endmacro %}
