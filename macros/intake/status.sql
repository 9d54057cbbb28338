{#- The spelling by which a text is looked up in the seed status_vocabulary; case does not matter, nor how words are joined. -#}
{% macro status_spelling(column_name) -%}
    regexp_replace(lower({{ column_name }}), '[\s_-]+', ' ', 'g')
{%- endmacro %}
