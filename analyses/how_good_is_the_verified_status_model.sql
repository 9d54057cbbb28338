-- How good is the model of the verified status?
select
    evaluation_scheme,
    class_label,
    metric,
    metric_value
from marts.model_evaluations
where model_name = 'verified_status_regression' and split = 'test'
order by evaluation_scheme, class_label, metric
