{#- Seeds: their types are named in DuckDB's dialect, and a null stays one. -#}
{% macro claims_spark__create_csv_table(model, agate_table) -%}
    {%- set create_table -%}
        create table {{ this }} (
            {%- for name, type in model['config'].column_types.items() %}
            {{ name }} {{ adapter.spark_type(type) }}{{ "," if not loop.last }}
            {%- endfor %}
        )
    {%- endset -%}
    {%- do run_query(create_table) -%}
    {{ return(create_table) }}
{%- endmacro %}

{% macro claims_spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model['config'].column_types -%}
    {%- set insert -%}
        insert into {{ this }} values
        {%- for row in agate_table.rows %}
        (
            {%- for name, type in types.items() -%}
            cast({{ "null" if row[name] is none else spark_literal(row[name] | string) }} as {{ adapter.spark_type(type) }})
            {{- ", " if not loop.last }}
            {%- endfor -%}
        ){{ "," if not loop.last }}
        {%- endfor %}
    {%- endset -%}
    {%- do run_query(insert) -%}
    {{ return(insert) }}
{%- endmacro %}
