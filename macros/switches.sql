{#- Whether the decisions of moderators are labels of the next training. -#}
{% macro train_on_reviews() -%}
    {{ switch('train_on_reviews') }}
{%- endmacro %}

{#- Whether readers get the transcripts, which are personal data, or nulls in their place. -#}
{% macro publish_transcripts() -%}
    {{ switch('publish_transcripts') }}
{%- endmacro %}

{#- A variable that is true or false; it is checked here, so that a slip of the pen is told in words. -#}
{% macro switch(name) -%}
    {%- set value = var(name) -%}
    {%- if value is not boolean -%}
        {{ exceptions.raise_compiler_error("the variable " ~ name ~ " is '" ~ value ~ "'; it can be true or false") }}
    {%- endif -%}
    {{ value | lower }}
{%- endmacro %}
