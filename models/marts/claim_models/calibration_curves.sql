-- How often rows of about one score are positive, in ten bins of equal width.
with

models as (
    select * from {{ ref('int_models') }}
),

scores as (
    select * from {{ ref('int_evaluation_scores') }}
),

binned as (
    select
        model_id,
        evaluation_scheme,
        split,
        y_true,
        y_score,
        cast(least(floor(y_score * 10), 9) as integer) + 1 as bin_number
    from scores
    -- The calibrated scores of the claim models, and the scores of the verified status as they are.
    where threshold_rule = 'lowest_cost' or evaluation_scheme != 'holdout'
)

select
    models.model_name,
    binned.evaluation_scheme,
    models.scoring_stage,
    binned.split,
    binned.bin_number,
    (binned.bin_number - 1) / 10 as lower_bound,
    binned.bin_number / 10 as upper_bound,
    count(*) as row_count,
    {{ fixed_point_mean("binned.y_score") }} as mean_score,
    count(*) filter (where binned.y_true) / count(*) as share_positive,
    binned.model_id
from binned
inner join models on binned.model_id = models.model_id
group by
    models.model_name, binned.evaluation_scheme, models.scoring_stage, binned.split, binned.bin_number, binned.model_id
