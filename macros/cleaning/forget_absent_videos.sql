{#- Runs after new and changed videos have been written: those that are accepted no more leave the table. -#}
{% macro forget_absent_videos() -%}
    {#- Named before the condition, so that dbt learns of it when it reads the project. -#}
    {%- set int_video_rows = ref('int_video_rows') -%}
    {%- if is_incremental() -%}
        delete from {{ this }} as known_videos
        where
            not exists (
                select 1
                from {{ int_video_rows }} as video_rows
                where video_rows.row_state = 'accepted' and video_rows.video_id = known_videos.video_id
            )
    {%- endif -%}
{%- endmacro %}
