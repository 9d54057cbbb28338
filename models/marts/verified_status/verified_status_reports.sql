-- The report of the regression on its test rows by class: as the document prints it, with its two labels exchanged, and
-- as measured here. Other data have no printed report.
with

reference_figures as (
    select * from {{ ref('reference_figures') }}
),

model_evaluations as (
    select * from {{ ref('model_evaluations') }}
),

figures as (
    select
        'printed' as report,
        case when figure like 'not_verified_%' then 'not verified' else 'verified' end as class_label,
        replace(replace(figure, 'not_', ''), 'verified_', '') as metric,
        reference_value as metric_value
    from reference_figures
    where
        figure in (
            {%- for metric in ['precision', 'recall', 'f1', 'support'] %}
            'verified_{{ metric }}', 'not_verified_{{ metric }}'{{ "," if not loop.last }}
            {%- endfor %}
        )
    union all
    select
        evaluation_scheme as report,
        class_label,
        metric,
        metric_value
    from model_evaluations
    where
        model_name = 'verified_status_regression' and split = 'test' and class_label != 'all'
        and (evaluation_scheme = 'corrected' or exists (select 1 from reference_figures))
),

reports as (
    select * from figures
    union all
    select
        'printed_exchanged' as report,
        case class_label when 'verified' then 'not verified' else 'verified' end as class_label,
        metric,
        metric_value
    from figures
    where report = 'printed'
)

select
    report,
    class_label,
    {% for metric in ['precision', 'recall', 'f1'] -%}
    max(metric_value) filter (where metric = '{{ metric }}') as {{ metric }},
    {% endfor -%}
    max(metric_value) filter (where metric = 'support') as support
from reports
group by report, class_label
order by report, class_label
