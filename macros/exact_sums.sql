{#-
    Sums of floating-point numbers that are the same in whatever order an engine adds them: in fixed point, as whole
    numbers of a unit that is a power of two, 90 bits below the largest value. Every digit of a value counts that a
    DOUBLE has beside the largest one, and 2^37 values fit a HUGEINT.
-#}

{#- The unit for non-negative values of an expression: an aggregate. -#}
{% macro exact_unit(expression) -%}
    coalesce(power(2.0, ceil(log2(nullif(max(cast({{ expression }} as double)), 0))) - 90), 1)
{%- endmacro %}

{#- The sum of an expression in units: an aggregate, of type HUGEINT. -#}
{% macro exact_sum(expression, unit) -%}
    sum(cast(round(cast({{ expression }} as double) / {{ unit }}) as hugeint))
{%- endmacro %}
