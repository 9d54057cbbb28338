-- Each two models of a stage beside each other, by the draws by which the champion is chosen.
with

chosen_models as (
    select * from {{ ref('int_chosen_models') }}
),

model_names as (
    select
        model_id,
        model_name
    from {{ ref('int_claim_models') }}
),

comparisons as (
    select
        scoring_stage,
        measure,
        compared_row_count as row_count,
        unnest(comparisons, recursive := true)
    from chosen_models
)

select
    comparisons.scoring_stage,
    model_names.model_name,
    compared_names.model_name as compared_model_name,
    comparisons.measure,
    comparisons.row_count,
    comparisons.measure_value,
    comparisons.compared_value,
    comparisons.difference,
    comparisons.standard_error,
    comparisons.lower_bound,
    comparisons.upper_bound,
    case when comparisons.lower_bound is not null then 'normal, paired bootstrap' end as interval_method,
    comparisons.p_value,
    comparisons.p_value_holm,
    comparisons.verdict_code,
    comparisons.only_wrong_count,
    comparisons.compared_only_wrong_count,
    comparisons.mcnemar_p_value,
    comparisons.mcnemar_p_value_holm,
    comparisons.error_verdict_code,
    comparisons.scoring_stage || ', ' || comparisons.measure as family,
    count(*) over (partition by comparisons.scoring_stage) as family_size,
    comparisons.model_id,
    comparisons.compared_model_id
from comparisons
inner join model_names on comparisons.model_id = model_names.model_id
inner join model_names as compared_names on comparisons.compared_model_id = compared_names.model_id
order by comparisons.scoring_stage, model_names.model_name, compared_model_name
