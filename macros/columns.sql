{#- The five counts and the four rates: the metrics of every engagement mart and hypothesis test. -#}
{% macro count_metrics() -%}
    {{ return(["video_view_count", "video_like_count", "video_share_count", "video_download_count", "video_comment_count"]) }}
{%- endmacro %}

{% macro rate_metrics() -%}
    {{ return(["like_rate", "share_rate", "download_rate", "comment_rate"]) }}
{%- endmacro %}

{% macro engagement_metrics() -%}
    {{ return(count_metrics() + rate_metrics()) }}
{%- endmacro %}

{#- The twelve columns of the input, in the order in which files carry them. -#}
{% macro raw_video_columns() -%}
    {{ return([
        "running_number", "claim_status", "video_id", "video_duration_sec", "video_transcription_text", "verified_status",
        "author_ban_status",
    ] + count_metrics()) }}
{%- endmacro %}
