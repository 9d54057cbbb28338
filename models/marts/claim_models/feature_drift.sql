-- How far the videos that no model was trained on lie from the training rows, and whether chance alone would take them
-- there.
with

drift as (
    select * from {{ ref('int_feature_drift') }}
)

select
    feature,
    compared_rows,
    row_count,
    training_row_count,
    comparison_count,
    population_stability_index,
    null_quantile,
    new_vocabulary_share,
    expected_vocabulary_share,
    case
        when null_quantile is null then 'too_few'
        when population_stability_index <= null_quantile then 'within_chance'
        when population_stability_index < {{ drift_warning() }} then 'small'
        else 'drifting'
    end as drift_code,
    case
        when null_quantile is not null
            then population_stability_index > null_quantile and population_stability_index >= {{ drift_warning() }}
    end as is_drifting
from drift
