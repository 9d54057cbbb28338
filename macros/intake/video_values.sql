{#- What follows from the columns of a cleaned row, and is a feature of its video. -#}
{% macro derived_video_columns() -%}
    {{ return({
        "is_verified": "verified_status = 'verified'",
        "is_author_under_review": "author_ban_status = 'under review'",
        "is_author_banned": "author_ban_status = 'banned'",
        "transcription_length": "length(video_transcription_text)",
    }) }}
{%- endmacro %}

{#- Why a column of a video is no whole number that the warehouse keeps, or null. -#}
{% macro invalid_video_number(column_name, number) -%}
    {%- if column_name == "video_duration_sec" -%}
        {{ invalid_whole_number(column_name, number, minimum=1, maximum=1000000) }}
    {%- elif column_name in count_metrics() -%}
        {#- Counts up to this size are exact as floating-point numbers, too. -#}
        {{ invalid_whole_number(column_name, number, maximum=1000000000000000) }}
    {%- else -%}
        {{ invalid_whole_number(column_name, number) }}
    {%- endif -%}
{%- endmacro %}

{#- Why a transcript is none that the warehouse keeps: reasons or nulls, separated by commas. -#}
{% macro invalid_transcript(transcript) -%}
    case
        when length({{ transcript }}) > {{ longest_transcript() }}
            then 'video_transcription_text is longer than {{ longest_transcript() }} characters'
    end,
    case when contains({{ transcript }}, chr(0)) then 'video_transcription_text holds a NUL character' end
{%- endmacro %}
