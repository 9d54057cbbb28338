{#-
    Sums of floating-point numbers that are the same in whatever order an engine adds them: in fixed point, as whole
    numbers of a unit that is a power of two, 90 bits below the largest value. Every digit of a value counts that a
    DOUBLE has beside the largest one, and 2^37 values fit a HUGEINT.
-#}

{#- The unit for non-negative values of an expression: an aggregate. -#}
{% macro exact_unit(expression) -%}
    coalesce(power(2.0, ceil(log2(nullif(max(cast({{ expression }} as double)), 0))) - 90), 1)
{%- endmacro %}

{#- The units of metrics, their squares and their cubes, as columns `METRIC`, `square_of_METRIC`, `cube_of_METRIC`. -#}
{% macro exact_units(metrics) -%}
    {%- for metric in metrics %}
        {{ exact_unit(metric) }} as {{ metric }},
        {{ exact_unit(square(metric)) }} as square_of_{{ metric }},
        {{ exact_unit(cube(metric)) }} as cube_of_{{ metric }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- The sum of an expression in units: an aggregate, of type HUGEINT. -#}
{% macro exact_sum(expression, unit) -%}
    sum(cast(round(cast({{ expression }} as double) / {{ unit }}) as hugeint))
{%- endmacro %}

{#- The square and the cube of an expression as floating-point numbers, which those of a whole number may not fit. -#}
{% macro square(expression) -%}
    cast({{ expression }} as double) * {{ expression }}
{%- endmacro %}

{% macro cube(expression) -%}
    {{ square(expression) }} * {{ expression }}
{%- endmacro %}

{#- The sum of whole numbers as one of 64 bits: an aggregate. What exceeds the largest such number is that number. -#}
{% macro total(column_name) -%}
    {%- set sum = "sum(cast(" ~ column_name ~ " as hugeint))" -%}
    cast(case when {{ sum }} > 9223372036854775807 then 9223372036854775807 else {{ sum }} end as bigint)
{%- endmacro %}

{#- Sums and means of fractions in fixed point, with 15 digits behind the point or so many: aggregates. The sum of 2^37
    probabilities fits a HUGEINT, and so does that of as many products with the largest count and 6 digits. -#}
{% macro fixed_point_sum(expression, digits=15) -%}
    {{ _sum_of_digits(expression, digits) }} / 1e{{ digits }}
{%- endmacro %}

{% macro fixed_point_mean(expression) -%}
    {{ _sum_of_digits(expression, 15) }} / count({{ expression }}) / 1e15
{%- endmacro %}

{% macro _sum_of_digits(expression, digits) -%}
    sum(cast(round({{ expression }} * 1e{{ digits }}) as hugeint))
{%- endmacro %}
