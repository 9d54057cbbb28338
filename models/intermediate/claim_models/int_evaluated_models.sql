-- The candidates of this build, and the champions in use that an earlier build trained, without artifacts.
{%- set columns %}
    model_id,
    model_name,
    scoring_stage,
    evaluation_scheme,
    complexity_rank,
    is_baseline,
    training_fingerprint,
    training_row_count,
    random_state,
    library_versions,
    features,
    hyperparameters,
    importances,
    is_calibrated,
    artifact_sha256,
    not_estimable_because,
    labelled_row_count,
    retraining_policy,
    retraining_decision,
    decision_threshold
{%- endset %}
with

claim_models as (
    select * from {{ ref('int_claim_models') }}
),

kept_champions as (
    select * from {{ ref('int_kept_champions') }}
),

champions as (
    select * from {{ ref('int_champions') }}
),

earlier_champions as (
    select *
    from kept_champions
    where
        model_id in (select model_id from champions)
        and model_id not in (select model_id from claim_models)
)

select
    {{ columns }},
    true as is_candidate
from claim_models
union all
select
    {{ columns }},
    false as is_candidate
from earlier_champions
