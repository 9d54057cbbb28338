{#-
    A text without the backslashes that the dump of a database puts before quotes. Other escapes stay as they are: a
    backslash before a letter may have been written.
-#}
{% macro without_backslashes(column_name) -%}
    replace(replace({{ column_name }}, '\''', ''''), '\"', '"')
{%- endmacro %}

{#- Days of speech: what is longer in characters is no transcript of a short video. -#}
{% macro longest_transcript() -%}
    {{ return(1000000) }}
{%- endmacro %}
