{#-
    The columns of a public table that readers get as nulls where transcripts are not released. A row that was rejected
    may hold a piece of one in any of its fields.
-#}
{% macro masked_columns(table) -%}
    {%- set transcript_columns = {
        "videos": ["video_transcription_text"],
        "claims": ["claim_text"],
        "claim_fact_checks": ["checked_claim_text", "title"],
        "review_queue": ["video_transcription_text"],
        "rejected_rows": raw_video_columns() + ["delivered_on", "record_text"],
    } -%}
    {{ return([] if publish_transcripts() == "true" else transcript_columns.get(table, [])) }}
{%- endmacro %}
