-- Every candidate of the claim classifier: what it was made from, and the threshold above which it calls a video a
-- claim: the one whose mistakes on the validation rows cost least, where a missed claim costs `missed_claim_cost`
-- needless reviews. Where thresholds tie, fewer missed claims decide, and then the smallest distance to the threshold
-- that would be right if the probabilities were. Two more thresholds enclose the scores of which it is unsure.
with

model_artifacts as (
    select * exclude (artifact, input_fingerprint) from {{ ref('int_model_artifacts') }}
),

training_runs as (
    select distinct
        training_fingerprint,
        labelled_row_count,
        retraining_policy,
        retraining_decision
    from {{ ref('int_reference_split') }}
),

validation_scores as (
    select
        model_id,
        claim_probability,
        y_true
    from {{ ref('int_fold_scores') }}
    where repeat_number = 0 and split = 'validation'
),

score_counts as (
    select
        model_id,
        claim_probability,
        count(*) filter (where y_true) as claim_count,
        count(*) filter (where not y_true) as opinion_count
    from validation_scores
    group by model_id, claim_probability
),

-- Between each two neighbouring scores.
middle_thresholds as (
    select
        model_id,
        (claim_probability + lead(claim_probability) over by_score) / 2 as threshold,
        sum(claim_count) over by_score as missed_count,
        sum(opinion_count) over (partition by model_id) - sum(opinion_count) over by_score as needless_count,
        sum(claim_count) over (partition by model_id) as claim_total,
        sum(opinion_count) over (partition by model_id) as opinion_total
    from score_counts
    window by_score as (partition by model_id order by claim_probability)
),

-- At this probability, reviewing a video and leaving it out cost the same.
even_thresholds as (
    select
        model_id,
        {{ even_cost_threshold() }} as threshold,
        count(*) filter (where y_true and claim_probability <= {{ even_cost_threshold() }}) as missed_count,
        count(*) filter (where not y_true and claim_probability > {{ even_cost_threshold() }}) as needless_count
    from validation_scores
    group by model_id
),

-- Rows of one class have no middle threshold to tell: they would call everything the same.
thresholds as (
    select
        model_id,
        threshold,
        missed_count,
        needless_count
    from middle_thresholds
    where threshold is not null and claim_total > 0 and opinion_total > 0
    union all
    select
        model_id,
        threshold,
        missed_count,
        needless_count
    from even_thresholds
),

chosen_thresholds as (
    select
        model_id,
        threshold
    from thresholds
    qualify row_number() over (
        partition by model_id
        order by
            missed_count * {{ missed_claim_cost() }} + needless_count,
            missed_count,
            abs(threshold - {{ even_cost_threshold() }}),
            threshold
    ) = 1
),

model_thresholds as (
    select
        model_artifacts.model_id,
        coalesce(chosen_thresholds.threshold, {{ even_cost_threshold() }}) as threshold
    from model_artifacts
    left join chosen_thresholds on model_artifacts.model_id = chosen_thresholds.model_id
    where model_artifacts.not_estimable_because is null
),

-- The rows of training and validation as they are predicted: by models of folds, or the model itself, that did not see
-- them.
unseen_scores as (
    select
        model_id,
        claim_probability,
        count(*) as row_count,
        count(*) filter (where y_true) as claim_count
    from {{ ref('int_fold_scores') }}
    where (repeat_number = 1 and split = 'train') or (repeat_number = 0 and split = 'validation')
    group by model_id, claim_probability
),

predicted_scores as (
    select
        unseen_scores.model_id,
        unseen_scores.claim_probability,
        unseen_scores.claim_probability > model_thresholds.threshold as is_claim_predicted,
        unseen_scores.row_count,
        case
            when unseen_scores.claim_probability > model_thresholds.threshold
                then unseen_scores.row_count - unseen_scores.claim_count
            else unseen_scores.claim_count
        end as error_count
    from unseen_scores
    inner join model_thresholds on unseen_scores.model_id = model_thresholds.model_id
),

-- From each end of the scale inwards, as far as there are labelled videos.
sure_ranges as (
    select
        model_id,
        is_claim_predicted,
        claim_probability,
        sum(row_count) over surest_first as row_count,
        sum(error_count) over surest_first as error_count
    from predicted_scores
    window surest_first as (
        partition by model_id, is_claim_predicted
        order by case when is_claim_predicted then -claim_probability else claim_probability end
    )
),

-- The widest range of each kind that is wrong seldom enough. One error is added to those that are found: of many
-- ranges, the widest is one in which chance has hidden an error.
sure_thresholds as (
    select
        model_id,
        min(claim_probability) filter (where is_claim_predicted) as sure_claim_threshold,
        max(claim_probability) filter (where not is_claim_predicted) as sure_opinion_threshold
    from sure_ranges
    where error_count + 1 <= {{ max_sure_error_rate() }} * (row_count + 1)
    group by model_id
)

select
    model_artifacts.*,
    training_runs.labelled_row_count,
    training_runs.retraining_policy,
    training_runs.retraining_decision,
    model_thresholds.threshold as decision_threshold,
    sure_thresholds.sure_claim_threshold,
    sure_thresholds.sure_opinion_threshold
from model_artifacts
left join training_runs on model_artifacts.training_fingerprint = training_runs.training_fingerprint
left join model_thresholds on model_artifacts.model_id = model_thresholds.model_id
left join sure_thresholds on model_artifacts.model_id = sure_thresholds.model_id
