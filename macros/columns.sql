{#- The counts and the rates: the metrics of every engagement mart and hypothesis test. -#}
{% macro count_metrics() -%}
    {{ return(["video_view_count", "video_like_count", "video_share_count", "video_download_count", "video_comment_count"]) }}
{%- endmacro %}

{#- The rates, each with what it is of the columns of a video. A rate that is added here stands in all of them. -#}
{% macro rates() -%}
    {{ return({
        "like_rate": "video_like_count / nullif(video_view_count, 0)",
        "share_rate": "video_share_count / nullif(video_view_count, 0)",
        "download_rate": "video_download_count / nullif(video_view_count, 0)",
        "comment_rate": "video_comment_count / nullif(video_view_count, 0)",
    }) }}
{%- endmacro %}

{% macro rate_metrics() -%}
    {{ return(rates().keys() | list) }}
{%- endmacro %}

{% macro engagement_metrics() -%}
    {{ return(count_metrics() + rate_metrics()) }}
{%- endmacro %}

{#- The percentiles of each metric that are kept of every group. -#}
{% macro engagement_percentiles() -%}
    {{ return([5, 25, 50, 75, 95]) }}
{%- endmacro %}

{#- The twelve columns of the input, in the order in which files carry them. -#}
{% macro raw_video_columns() -%}
    {{ return([
        "running_number", "claim_status", "video_id", "video_duration_sec", "video_transcription_text", "verified_status",
        "author_ban_status",
    ] + count_metrics()) }}
{%- endmacro %}

{#- The columns of decisions, in the order in which the warehouse keeps them. -#}
{% macro raw_review_columns() -%}
    {{ return(["video_id", "claim_id", "release_id", "decision", "reviewer", "reviewed_at"]) }}
{%- endmacro %}

{#- The features that are compared with their distribution in training: those of `claim_models.drift.NUMBERS`. -#}
{% macro compared_numbers() -%}
    {{ return(
        ["video_duration_sec", "transcription_length", "is_verified", "is_author_banned", "is_author_under_review"]
        + count_metrics()
    ) }}
{%- endmacro %}
