{#- A Python model as it is submitted: its code, and the name of the table that it is to write. -#}
{% macro python_model(relation, compiled_code) -%}
{{ compiled_code }}

target_relation = "{{ relation }}"
{%- endmacro %}
