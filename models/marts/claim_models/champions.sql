-- The model in use at each stage, why it is, and what it achieves on test rows that took no part in the choice. The
-- measures of the choice are those of the chosen model, which `use_code` may say is not the one in use.
with

champions as (
    select * from {{ ref('int_champions') }}
),

chosen_models as (
    select * from {{ ref('int_chosen_models') }}
),

model_registry as (
    select * from {{ ref('model_registry') }}
),

test_rows as (
    select
        predictions.scoring_stage,
        count(*) filter (where predictions.prediction_state = 'unsure') / count(*) as test_unsure_share,
        count(*) filter (where predictions.prediction_state = 'claim' and not scores.y_true)
        / nullif(count(*) filter (where predictions.prediction_state = 'claim'), 0) as test_sure_claim_error_rate,
        count(*) filter (where predictions.prediction_state = 'opinion' and scores.y_true)
        / nullif(count(*) filter (where predictions.prediction_state = 'opinion'), 0) as test_sure_opinion_error_rate
    from {{ ref('int_claim_predictions') }} as predictions
    inner join {{ ref('int_evaluation_scores') }} as scores
        on predictions.model_id = scores.model_id and predictions.video_id = scores.video_id
    where scores.threshold_rule = 'lowest_cost' and scores.split = 'test'
    group by predictions.scoring_stage
)

select
    champions.scoring_stage,
    model_registry.model_id,
    model_registry.model_name,
    model_registry.decision_threshold,
    champions.sure_claim_threshold,
    champions.sure_opinion_threshold,
    chosen_models.measure,
    chosen_models.measure_value,
    chosen_models.baseline_measure_value,
    chosen_models.best_model_id,
    chosen_models.deficit,
    chosen_models.deficit_standard_error,
    chosen_models.choice_code,
    champions.use_code,
    champions.chosen_model_id,
    model_registry.validation_recall,
    model_registry.validation_precision,
    model_registry.test_recall,
    model_registry.test_precision,
    model_registry.test_error_count,
    test_rows.test_unsure_share,
    test_rows.test_sure_claim_error_rate,
    test_rows.test_sure_opinion_error_rate,
    model_registry.rule_error_count,
    model_registry.beats_views_rule
from champions
inner join model_registry on champions.model_id = model_registry.model_id
left join chosen_models on champions.scoring_stage = chosen_models.scoring_stage
left join test_rows on champions.scoring_stage = test_rows.scoring_stage
