-- Which features does the forest rely on most?
select
    model_name,
    importance_kind,
    feature,
    importance
from {{ ref('feature_importances') }}
order by model_name, importance_kind, importance desc
