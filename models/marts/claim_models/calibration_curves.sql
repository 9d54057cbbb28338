-- How often rows of about one score are positive, in ten bins of equal width.
with

models as (
    select * from {{ ref('int_models') }}
),

scores as (
    select * from {{ ref('int_described_scores') }}
),

binned as (
    select
        model_id,
        evaluation_scheme,
        split,
        evaluated_row,
        claim,
        attribution_phrase,
        y_true,
        y_score,
        cast(least(floor(y_score * 10), 9) as integer) + 1 as bin_number
    from scores
    -- The calibrated scores of the claim models, and the scores of the verified status as they are.
    where threshold_rule = 'lowest_cost' or evaluation_scheme != 'holdout'
),

-- Copies of rows, as the reference analysis draws them, tell nothing of their error.
binned_shares as (
    select
        binned.model_id,
        binned.evaluation_scheme,
        binned.split,
        binned.bin_number,
        count(*) as row_count,
        {{ fixed_point_mean("binned.y_score") }} as mean_score,
        count(*) filter (where binned.y_true) / count(*) as share_positive,
        case
            when binned.evaluation_scheme != 'reference'
                then {{ cluster_count("binned", "binned.evaluated_row") }}
        end as cluster_count
    from binned
    group by binned.model_id, binned.evaluation_scheme, binned.split, binned.bin_number
)

select
    models.model_name,
    binned_shares.evaluation_scheme,
    models.scoring_stage,
    binned_shares.split,
    binned_shares.bin_number,
    (binned_shares.bin_number - 1) / 10 as lower_bound,
    binned_shares.bin_number / 10 as upper_bound,
    binned_shares.row_count,
    binned_shares.cluster_count,
    binned_shares.mean_score,
    binned_shares.share_positive,
    case
        when binned_shares.cluster_count is not null
            then {{ wilson_bound("binned_shares.share_positive", "binned_shares.cluster_count", -1) }}
    end as share_positive_lower_bound,
    case
        when binned_shares.cluster_count is not null
            then {{ wilson_bound("binned_shares.share_positive", "binned_shares.cluster_count", 1) }}
    end as share_positive_upper_bound,
    case when binned_shares.cluster_count is not null then 'Wilson' end as interval_method,
    binned_shares.model_id
from binned_shares
inner join models on binned_shares.model_id = models.model_id
