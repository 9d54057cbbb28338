{#- Runs after new scores have been written: those of other models, and of videos that are gone, leave the table. -#}
{% macro forget_stale_scores() -%}
    {#- Named before the condition, so that dbt learns of it when it reads the project. -#}
    {%- set int_champion_models = ref('int_champion_models') -%}
    {%- set int_video_features = ref('int_video_features') -%}
    {%- if is_incremental() -%}
        delete from {{ this }} as known_scores
        where
            not exists (
                select 1
                from {{ int_champion_models }} as champion_models
                where champion_models.model_id = known_scores.model_id
            )
            or not exists (
                select 1
                from {{ int_video_features }} as video_features
                where video_features.video_id = known_scores.video_id
            )
    {%- endif -%}
{%- endmacro %}
