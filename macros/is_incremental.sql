{#- Whether a model adds to the rows that it has, which dbt asks of its own macro. `dbt show` shows all rows, not the new ones alone. -#}
{% macro is_incremental() -%}
    {{ return(flags.WHICH != 'show' and dbt.is_incremental()) }}
{%- endmacro %}
