{%- set z_of_99 = 2.3263478740408408 -%}
-- The chosen models beside the champions of earlier releases: what each test finds, and which model is in use then.
with

comparison as (
    select * from {{ ref('int_champion_comparison') }}
),

champions as (
    select * from {{ ref('int_champions') }}
)

select
    comparison.scoring_stage,
    comparison.test_name,
    comparison.verdict_code,
    comparison.model_id,
    comparison.compared_model_id,
    comparison.compared_release_id,
    comparison.measure,
    comparison.measure_value,
    comparison.compared_value,
    comparison.measure_value - comparison.compared_value as difference,
    comparison.standard_error,
    comparison.measure_value - comparison.compared_value - {{ z_of_99 }} * comparison.standard_error as lower_bound,
    comparison.measure_value - comparison.compared_value + {{ z_of_99 }} * comparison.standard_error as upper_bound,
    case when comparison.standard_error is not null then 'normal' end as interval_method,
    comparison.p_value,
    comparison.row_count,
    comparison.claim_count,
    comparison.compared_row_count,
    champions.model_id as used_model_id
from comparison
left join champions on comparison.scoring_stage = champions.scoring_stage
order by comparison.scoring_stage, comparison.test_name
