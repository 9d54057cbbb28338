{#-
    An end of Wilson's 95% interval of a share of independent rows, or of clusters that stand for them; null without any.
    `side` is -1 for the lower end and 1 for the upper one.
-#}
{% macro wilson_bound(share, row_count, side) -%}
    {%- set squared = "(3.841458820694124 / nullif(cast(" ~ row_count ~ " as double), 0))" -%}
    case
        when {{ share }} = {{ "0" if side < 0 else "1" }} then cast({{ share }} as double)
        else (
            {{ share }} + {{ squared }} / 2
            + {{ side }} * 1.959963984540054 * sqrt(
                {{ share }} * (1 - {{ share }}) / nullif(cast({{ row_count }} as double), 0)
                + {{ squared }} / 4 / nullif(cast({{ row_count }} as double), 0)
            )
        ) / (1 + {{ squared }})
    end
{%- endmacro %}

{#-
    How many independent rows stand in for rows of `int_evaluated_videos`: the fewer of the claims and of the phrases that
    they share, where a row without one is a group of its own.
-#}
{% macro cluster_count(videos, video_id, condition="true") -%}
    least(
        {% for kind in ["claim", "attribution_phrase"] -%}
        count(distinct case when {{ condition }} then coalesce({{ videos }}.{{ kind }}, -{{ video_id }}) end)
        {{- "," if not loop.last }}
        {% endfor -%}
    )
{%- endmacro %}
