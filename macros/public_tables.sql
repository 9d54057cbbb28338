{#- The tables that readers get, by name. A test holds the list against the models whose access is public. -#}
{% macro public_tables() -%}
    {{ return([
        "claim_predictions",
        "column_profile",
        "confusion_matrices",
        "data_quality",
        "effect_sizes",
        "engagement_by_author_ban_status",
        "engagement_by_claim_and_ban_status",
        "engagement_by_claim_and_verified_status",
        "engagement_by_claim_status",
        "engagement_by_verified_status",
        "feature_importances",
        "hypothesis_tests",
        "model_evaluations",
        "publications",
        "published_faults",
        "published_figures",
        "rejected_reviews",
        "rejected_rows",
        "rejected_user_reports",
        "review_outcomes",
        "review_queue",
        "roc_curves",
        "stratified_comparisons",
        "verified_status_coefficients",
        "videos",
    ]) }}
{%- endmacro %}

{#-
    The columns of a public table that readers get as nulls where transcripts are not published. A row that was rejected
    may hold a piece of one in any of its fields.
-#}
{% macro withheld_columns(table) -%}
    {%- set transcript_columns = {
        "videos": ["video_transcription_text"],
        "review_queue": ["video_transcription_text"],
        "rejected_rows": raw_video_columns(),
    } -%}
    {{ return([] if publish_transcripts() == "true" else transcript_columns.get(table, [])) }}
{%- endmacro %}
