{#- The order in which moderators see videos: by user reports, by the probability of a claim, by views, and by number. -#}
{% macro review_order() -%}
    coalesce(report_count, 0) desc, claim_probability desc nulls last, video_view_count desc nulls last, video_id
{%- endmacro %}
