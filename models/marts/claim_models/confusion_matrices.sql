with

models as (
    select * from {{ ref('int_models') }}
),

scores as (
    select * from {{ ref('int_evaluation_scores') }}
),

evaluated_splits as (
    select distinct
        model_id,
        evaluation_scheme,
        threshold_rule,
        split,
        positive_label,
        negative_label
    from scores
),

-- A combination that never occurs is a zero, not a missing row.
cells as (
    select
        evaluated_splits.*,
        actual.is_positive as y_true,
        predicted.is_positive as y_pred
    from evaluated_splits
    cross join (values (true), (false)) as actual (is_positive)
    cross join (values (true), (false)) as predicted (is_positive)
),

counts as (
    select
        model_id,
        evaluation_scheme,
        threshold_rule,
        split,
        y_true,
        y_pred,
        count(*) as row_count
    from scores
    group by model_id, evaluation_scheme, threshold_rule, split, y_true, y_pred
)

select
    models.model_name,
    cells.evaluation_scheme,
    cells.threshold_rule,
    models.scoring_stage,
    cells.split,
    case when cells.y_true then cells.positive_label else cells.negative_label end as actual,
    case when cells.y_pred then cells.positive_label else cells.negative_label end as predicted,
    coalesce(counts.row_count, 0) as row_count,
    models.model_id
from cells
inner join models on cells.model_id = models.model_id
left join counts
    on
        cells.model_id = counts.model_id
        and cells.evaluation_scheme = counts.evaluation_scheme
        and cells.threshold_rule = counts.threshold_rule
        and cells.split = counts.split
        and cells.y_true = counts.y_true
        and cells.y_pred = counts.y_pred
order by
    models.model_name,
    cells.evaluation_scheme,
    cells.threshold_rule,
    models.scoring_stage,
    cells.split,
    actual,
    predicted
