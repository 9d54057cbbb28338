{#- How many reviewers have to decide a video: two for a share of all, by a hash of the video's number. The draw is the
    video's own, so that one reviewer's decision still waits for another's when the input has changed. -#}
{% macro reviews_wanted(video_id) -%}
    {%- do double_review_share() -%}
    {%- set share = var('double_review_share') -%}
    {%- if share == 0 -%}
    1
    {%- else -%}
    {#- As many of the 2^32 values of eight digits; `g` comes after all of them. -#}
    {%- set bound = "g" if share == 1 else "%08x" | format((share * 4294967296) | int) -%}
    case when md5('double_review' || cast({{ video_id }} as varchar)) < '{{ bound }}' then 2 else 1 end
    {%- endif -%}
{%- endmacro %}
