{#-
    A condition that holds or ends the build with a message, which is an SQL expression. Where tables are made without
    rows (`--empty`), there is nothing to refuse.
-#}
{% macro refuse_unless(condition, message) -%}
    {%- if flags.EMPTY -%}
        true
    {%- else -%}
        case when {{ condition }} then true else error({{ message }}) end
    {%- endif -%}
{%- endmacro %}
