{#-
    The columns of a public table that readers get as nulls where transcripts, or the names of reviewers, are not released.
    A row that was rejected may hold a piece of one in any of its fields.
-#}
{% macro masked_columns(table) -%}
    {%- set transcripts = {
        "videos": ["video_transcription_text"],
        "claims": ["claim_text"],
        "shift_evaluations": ["held_out"],
        "claim_fact_checks": ["checked_claim_text", "title"],
        "claim_videos": ["attribution_phrase", "statement"],
        "classification_errors": ["video_transcription_text", "reasons"],
        "prediction_reasons": ["reasons"],
        "suspect_labels": ["video_transcription_text"],
        "word_importances": ["word"],
        "review_list": ["claim_text", "video_transcription_text"],
        "review_queue": ["claim_text", "video_transcription_text"],
        "rejected_rows": raw_video_columns() + ["delivered_on", "record_text"],
        "rejected_reviews": raw_review_columns(),
    } -%}
    {%- set reviewers = {"reviews": ["reviewer"], "rejected_reviews": raw_review_columns()} -%}
    {%- set masked = [] -%}
    {%- do masked.extend(transcripts.get(table, []) if publish_transcripts() != "true" else []) -%}
    {%- do masked.extend(reviewers.get(table, []) if publish_reviewers() != "true" else []) -%}
    {{ return(masked | unique | list) }}
{%- endmacro %}
