-- The findings on the reference analysis, each with the figures that prove it or fail to, where the data are the
-- document's.
with

reference_values as (
    select * from {{ ref('reference_values') }}
),

finding_proofs as (
    select * from {{ ref('reference_finding_proofs') }}
),

evaluations as (
    select *
    from {{ ref('model_evaluations') }}
    where model_name = 'verified_status_regression' and evaluation_scheme = 'reference'
),

reference as (
    select
        max(reference_value) filter (where figure = 'verified_support') as verified_support,
        max(reference_value) filter (where figure = 'not_verified_support') as not_verified_support,
        (
            max(reference_value) filter (where figure = 'verified_recall')
            + max(reference_value) filter (where figure = 'not_verified_recall')
        ) / 2 as mean_recall,
        max(reference_value) filter (where figure = 'regression_roc_auc') as roc_auc
    from reference_values
),

measured as (
    select
        max(metric_value) filter (where metric = 'support' and class_label = 'verified') as verified_support,
        max(metric_value) filter (where metric = 'support' and class_label = 'not verified') as not_verified_support,
        max(metric_value) filter (where metric = 'row_count' and split = 'train') as training_row_count,
        max(metric_value) filter (where metric = 'mean_negative_log_likelihood_at_the_maximum') as at_the_maximum,
        max(metric_value) filter (where metric = 'mean_negative_log_likelihood_of_the_reference_coefficients')
            as of_the_reference_coefficients,
        max(metric_value) filter (where metric = 'share_of_rows_also_in_training') as leaked,
        max(metric_value) filter (where metric = 'share_of_verified_rows_also_in_training') as leaked_verified,
        max(metric_value) filter (where metric = 'recall_of_leaked_videos') as recall_leaked,
        max(metric_value) filter (where metric = 'recall_of_leaked_videos_held_out') as recall_held_out,
        max(metric_value) filter (where metric = 'p_value_of_inflated_recall') as p_value_of_inflation,
        max(metric_value) filter (where metric = 'roc_auc' and split = 'test') as roc_auc,
        max(metric_value) filter (where metric = 'roc_auc_of_the_reference_coefficients') as roc_auc_of_reference
    from evaluations
),

measures as (
    {%- for finding, measure, measure_value in [
        ('labels_swapped', 'reference support of verified', 'reference.verified_support'),
        ('labels_swapped', 'measured support of verified', 'measured.verified_support'),
        ('labels_swapped', 'reference support of not verified', 'reference.not_verified_support'),
        ('labels_swapped', 'measured support of not verified', 'measured.not_verified_support'),
        (
            'not_converged', 'mean negative log-likelihood of the reference coefficients',
            'measured.of_the_reference_coefficients',
        ),
        ('not_converged', 'mean negative log-likelihood at the maximum', 'measured.at_the_maximum'),
        (
            'not_converged', 'log-likelihood below the maximum',
            '(measured.of_the_reference_coefficients - measured.at_the_maximum) * measured.training_row_count',
        ),
        ('test_set_leaks', 'share of the test rows that are trained on', 'measured.leaked'),
        ('test_set_leaks', 'share of the verified test rows that are trained on', 'measured.leaked_verified'),
        ('leak_inflates_recall', 'recall of the verified test videos that are trained on', 'measured.recall_leaked'),
        (
            'leak_inflates_recall', 'recall of the same videos by fits that they are held out from',
            'measured.recall_held_out',
        ),
        ('leak_inflates_recall', 'p-value of the difference', 'measured.p_value_of_inflation'),
        ('roc_auc_has_two_readings', 'reference ROC AUC', 'reference.roc_auc'),
        ('roc_auc_has_two_readings', 'mean of the two reference recalls', 'reference.mean_recall'),
        (
            'roc_auc_has_two_readings', 'ROC AUC of the scores of the reference coefficients',
            'measured.roc_auc_of_reference',
        ),
        ('roc_auc_has_two_readings', 'ROC AUC of the scores of the fit', 'measured.roc_auc'),
    ] %}
    select
        '{{ finding }}' as finding,
        '{{ measure }}' as measure,
        {{ measure_value }} as measure_value
    from reference
    cross join measured
    {{ "union all" if not loop.last }}
    {%- endfor %}
)

select
    measures.finding,
    measures.measure,
    measures.measure_value,
    finding_proofs.is_proved,
    case
        when measures.finding = 'roc_auc_has_two_readings' then 'two_readings'
        when finding_proofs.is_proved then measures.finding
        when measures.finding = 'leak_inflates_recall' then 'inflation_not_shown'
        else 'not_proved'
    end as finding_code
from measures
inner join finding_proofs on measures.finding = finding_proofs.finding
