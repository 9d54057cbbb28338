-- The faults of the published analysis, each with the figures that prove it or fail to. Where the data are not the
-- document's, nothing is proved of it.
with

document_figures as (
    select * from {{ ref('document_figures') }}
),

published_figures as (
    select * from {{ ref('published_figures') }}
),

evaluations as (
    select *
    from {{ ref('model_evaluations') }}
    where model_name = 'verified_status_regression' and protocol = 'as_published'
),

published as (
    select
        max(published_value) filter (where figure = 'verified_support') as verified_support,
        max(published_value) filter (where figure = 'not_verified_support') as not_verified_support,
        (
            max(published_value) filter (where figure = 'verified_recall')
            + max(published_value) filter (where figure = 'not_verified_recall')
        ) / 2 as mean_recall,
        max(published_value) filter (where figure = 'regression_roc_auc') as roc_auc
    from document_figures
),

measured as (
    select
        max(metric_value) filter (where metric = 'support' and class_label = 'verified') as verified_support,
        max(metric_value) filter (where metric = 'support' and class_label = 'not verified') as not_verified_support,
        max(metric_value) filter (where metric = 'row_count' and split = 'train') as training_row_count,
        max(metric_value) filter (where metric = 'mean_negative_log_likelihood_at_the_maximum') as at_the_maximum,
        max(metric_value) filter (where metric = 'mean_negative_log_likelihood_of_the_published_coefficients')
            as of_the_published_coefficients,
        max(metric_value) filter (where metric = 'share_of_rows_also_in_training') as leaked,
        max(metric_value) filter (where metric = 'share_of_verified_rows_also_in_training') as leaked_verified,
        max(metric_value) filter (where metric = 'accuracy_of_rows_also_in_training') as accuracy_leaked,
        max(metric_value) filter (where metric = 'accuracy_of_rows_not_in_training') as accuracy_not_leaked,
        max(metric_value) filter (where metric = 'roc_auc' and split = 'test') as roc_auc,
        max(metric_value) filter (where metric = 'roc_auc_of_the_published_coefficients') as roc_auc_of_published
    from evaluations
),

documents_data as (
    -- The explanation of a figure says so where the data are others.
    select bool_and(explanation != 'These are not the data of the document.') as are_the_documents_data
    from published_figures
),

findings as (
    select
        'labels_swapped' as fault,
        figures.measure,
        figures.measure_value,
        published.verified_support = measured.not_verified_support
        and published.not_verified_support = measured.verified_support
        and published.verified_support != measured.verified_support as is_shown,
        'each class has as many test rows as the report says of the other' as explanation
    from published
    cross join measured
    cross join
        lateral (
            values
            ('published support of verified', published.verified_support),
            ('measured support of verified', measured.verified_support),
            ('published support of not verified', published.not_verified_support),
            ('measured support of not verified', measured.not_verified_support)
        ) as figures (measure, measure_value)
    union all
    select
        'not_converged' as fault,
        figures.measure,
        figures.measure_value,
        measured.of_the_published_coefficients - measured.at_the_maximum > 0.001 as is_shown,
        'the published coefficients, with the best intercept, are less likely than others on the same training rows'
            as explanation
    from measured
    cross join
        lateral (
            values
            ('mean negative log-likelihood of the published coefficients', measured.of_the_published_coefficients),
            ('mean negative log-likelihood at the maximum', measured.at_the_maximum),
            (
                'log-likelihood below the maximum',
                (measured.of_the_published_coefficients - measured.at_the_maximum) * measured.training_row_count
            )
        ) as figures (measure, measure_value)
    union all
    select
        'test_set_leaks' as fault,
        figures.measure,
        figures.measure_value,
        measured.leaked > 0 as is_shown,
        'verified rows are drawn again before the split, so that the same video is trained on and tested on'
            as explanation
    from measured
    cross join
        lateral (
            values
            ('share of the test rows that are trained on', measured.leaked),
            ('share of the verified test rows that are trained on', measured.leaked_verified),
            ('accuracy on the rows that are trained on', measured.accuracy_leaked),
            ('accuracy on the other test rows', measured.accuracy_not_leaked)
        ) as figures (measure, measure_value)
    union all
    select
        'roc_auc_has_two_readings' as fault,
        figures.measure,
        figures.measure_value,
        false as is_shown,
        'the published figure fits the mean of the published recalls and the scores of its coefficients alike: '
        || 'no fault is proved' as explanation
    from published
    cross join measured
    cross join lateral (
        values
        ('published ROC AUC', published.roc_auc),
        ('mean of the two published recalls', published.mean_recall),
        ('ROC AUC of the scores of the published coefficients', measured.roc_auc_of_published),
        ('ROC AUC of the scores of the fit', measured.roc_auc)
    ) as figures (measure, measure_value)
)

select
    findings.fault,
    findings.measure,
    findings.measure_value,
    coalesce(findings.is_shown, false) and documents_data.are_the_documents_data as is_proved,
    case
        when documents_data.are_the_documents_data then findings.explanation
        else 'These are not the data of the document.'
    end as explanation
from findings
cross join documents_data
order by findings.fault, findings.measure
