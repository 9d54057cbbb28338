{#-
    A text as it counts where texts are compared: in lower case, with single blanks, and without punctuation before or
    behind a word. What may carry meaning stays: question marks, signs, and separators within a number or a word.
-#}
{% macro normalised_text(text) -%}
    {%- set blanks = "\\s\\x{A0}\\x{3000}" -%}
    {%- set punctuation = '.,;:!"“”„«»…。，！；：' -%}
    {%- set both = "[" ~ punctuation ~ blanks ~ "]" -%}
    coalesce(
        nullif(
            trim(
                regexp_replace(
                    replace(replace(lower({{ text }}), '’', ''''), '‘', ''''),
                    '^{{ both }}+|[{{ punctuation }}]*[{{ blanks }}]{{ both }}*|{{ both }}+$',
                    ' ',
                    'g'
                )
            ),
            ''
        ),
        {{ text }}
    )
{%- endmacro %}
