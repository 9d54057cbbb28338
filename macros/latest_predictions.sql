{#- The prediction of each video at its latest stage, from the CTE `claim_predictions`: a video with counts is predicted
    at both stages, where both have a champion that can read it. -#}
{% macro latest_predictions() -%}
    select
        video_id,
        scoring_stage,
        model_id,
        claim_probability,
        is_claim_predicted,
        prediction_origin
    from claim_predictions
    where scoring_stage = 'with_engagement'
    union all
    select
        video_id,
        scoring_stage,
        model_id,
        claim_probability,
        is_claim_predicted,
        prediction_origin
    from claim_predictions
    anti join (
        select video_id
        from claim_predictions
        where scoring_stage = 'with_engagement'
    ) as predictions_with_engagement using (video_id)
    where scoring_stage = 'at_upload'
{%- endmacro %}
