-- What each set of features achieves alone, and what its removal costs.
with

studies as (
    select *
    from {{ ref('int_model_studies') }}
    where study like 'ablation%'
),

with_all as (
    select
        class_label,
        metric,
        metric_value
    from studies
    where study = 'ablation_all'
)

select
    replace(studies.study, 'ablation_', '') as study,
    studies.feature_set,
    studies.class_label,
    studies.metric,
    studies.metric_value,
    studies.fold_count,
    studies.standard_error,
    studies.standard_error_note,
    studies.lower_bound,
    studies.upper_bound,
    case when studies.lower_bound is not null then 'Student''s t over folds' end as interval_method,
    case
        when studies.study = 'ablation_without' then with_all.metric_value - studies.metric_value
    end as cost_of_removal
from studies
left join with_all
    on studies.class_label = with_all.class_label and studies.metric = with_all.metric
order by 1, 2, 3, 4
