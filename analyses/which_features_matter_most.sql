-- Which features does each model rely on most?
select
    model_name,
    importance_kind,
    feature,
    importance
from marts.feature_importances
order by model_name, importance_kind, importance desc, feature
