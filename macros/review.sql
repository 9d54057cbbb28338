{#- The variables of the review queue; they are checked here, so that a slip of the pen is told in words. -#}
{% macro review_moment() -%}
    {%- set moment = var('review_moment') -%}
    {%- if moment not in ['at_publication', 'after_publication'] -%}
        {{ exceptions.raise_compiler_error(
            "the variable review_moment is '" ~ moment ~ "'; it can be at_publication or after_publication"
        ) }}
    {%- endif -%}
    {{ moment }}
{%- endmacro %}

{% macro review_capacity() -%}
    {%- set capacity = var('review_capacity') -%}
    {%- if capacity is not number or capacity <= 0 or capacity > 1 -%}
        {{ exceptions.raise_compiler_error(
            "the variable review_capacity is '" ~ capacity ~ "'; it is the share of the queue that moderators can look at, "
            ~ "a number above 0 and at most 1"
        ) }}
    {%- endif -%}
    cast('{{ capacity }}' as decimal(18, 9))
{%- endmacro %}
