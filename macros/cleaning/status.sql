{#- The status that a text stands for in the seed status_vocabulary; case and inner spaces do not matter. -#}
{% macro status_spelling(column_name) -%}
    regexp_replace(lower({{ column_name }}), '\s+', ' ', 'g')
{%- endmacro %}
