-- Whether each finding on the reference analysis is proved. Other data have no rows here.
with

reference_comparisons as (
    select * from {{ ref('reference_comparisons') }}
),

supports as (
    select
        max(reference_value) filter (where figure = 'verified_support') as reference_verified,
        max(reference_value) filter (where figure = 'not_verified_support') as reference_not_verified,
        max(measured_value) filter (where figure = 'verified_support') as measured_verified,
        max(measured_value) filter (where figure = 'not_verified_support') as measured_not_verified
    from reference_comparisons
    having count(*) > 0
),

diagnostics as (
    select
        max(metric_value) filter (where metric = 'mean_negative_log_likelihood_at_the_maximum') as at_the_maximum,
        max(metric_value) filter (where metric = 'mean_negative_log_likelihood_of_the_reference_coefficients')
            as of_the_reference_coefficients,
        max(metric_value) filter (where metric = 'share_of_rows_also_in_training') as share_leaked,
        max(metric_value) filter (where metric = 'p_value_of_inflated_recall') as p_value_of_inflation
    from {{ ref('model_evaluations') }}
    where model_name = 'verified_status_regression' and evaluation_scheme = 'reference'
),

findings as (
    -- Each class has the number of test rows that the report gives for the other class.
    select
        'labels_swapped' as finding,
        reference_verified = measured_not_verified
        and reference_not_verified = measured_verified
        and reference_verified != measured_verified as is_shown
    from supports
    union all
    select
        'not_converged' as finding,
        of_the_reference_coefficients - at_the_maximum > 0.001 as is_shown
    from diagnostics
    union all
    select
        'test_set_leaks' as finding,
        share_leaked > 0 as is_shown
    from diagnostics
    union all
    -- Overlap alone does not show that the report is too good: each video is compared with itself.
    select
        'leak_inflates_recall' as finding,
        p_value_of_inflation < {{ var('significance_level') }} as is_shown
    from diagnostics
    union all
    -- The document does not say which reading it means.
    select
        'roc_auc_has_two_readings' as finding,
        false as is_shown
)

select
    findings.finding,
    coalesce(findings.is_shown, false) as is_proved
from findings
cross join supports
