-- Guards that the confusion matrix and the figures of a model on a split were computed from the same rows.
with

matrices as (
    select
        model_id,
        evaluation_scheme,
        threshold_rule,
        split,
        sum(row_count) as row_count,
        sum(row_count) filter (where actual = predicted) / sum(row_count) as accuracy
    from {{ ref('confusion_matrices') }}
    group by model_id, evaluation_scheme, threshold_rule, split
),

evaluations as (
    select
        model_id,
        evaluation_scheme,
        threshold_rule,
        split,
        max(metric_value) filter (where metric = 'row_count') as row_count,
        max(metric_value) filter (where metric = 'accuracy') as accuracy
    from {{ ref('model_evaluations') }}
    where
        split != 'train'
        and evaluation_scheme in ('holdout', 'reference', 'corrected')
        and metric in ('row_count', 'accuracy')
    group by model_id, evaluation_scheme, threshold_rule, split
)

select *
from matrices
full outer join evaluations
    on
        matrices.model_id = evaluations.model_id
        and matrices.evaluation_scheme = evaluations.evaluation_scheme
        and matrices.threshold_rule = evaluations.threshold_rule
        and matrices.split = evaluations.split
where
    matrices.row_count is distinct from evaluations.row_count
    or abs(matrices.accuracy - evaluations.accuracy) > 1e-12
