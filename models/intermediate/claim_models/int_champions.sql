-- The model in use at each stage: the one that the rule chooses, or an earlier one where there is evidence that the
-- chosen one, or the labels that it learnt from, are worse.
{%- set uses_chosen = "'" ~ on_worse_champion() ~ "' = 'use_chosen'" %}
with

chosen_models as (
    select * from {{ ref('int_chosen_models') }}
),

comparison as (
    select * from {{ ref('int_champion_comparison') }}
),

kept_champions as (
    select * from {{ ref('int_kept_champions') }}
),

verdicts as (
    select
        scoring_stage,
        max(compared_model_id) filter (where test_name = 'last_champion') as last_model_id,
        max(compared_model_id) filter (
            where test_name = 'best_champion' and verdict_code = 'worse'
        ) as better_model_id,
        count(*) filter (
            where test_name in ('last_champion', 'new_labels') and verdict_code = 'worse'
        ) > 0 as is_last_better,
        -- Without a chosen model the last one is given up for evidence alone: that it is no better than chance.
        count(*) filter (
            where
            test_name = 'last_champion'
            and verdict_code in ('only_last_beats_chance', 'too_few_rows', 'no_common_rows')
        ) > 0 as is_last_useful
    from comparison
    group by scoring_stage
),

scoring_stages as (
    select scoring_stage from chosen_models
    union distinct
    select scoring_stage from verdicts
),

decided as (
    select
        scoring_stages.scoring_stage,
        chosen_models.model_id as chosen_model_id,
        verdicts.last_model_id,
        verdicts.better_model_id,
        case
            when {{ uses_chosen }} and chosen_models.model_id is not null then 'chosen'
            when verdicts.is_last_better then 'kept_last'
            when chosen_models.model_id is null and verdicts.is_last_useful then 'kept_without_choice'
            when chosen_models.model_id is null then 'none'
            when verdicts.better_model_id is not null then 'kept_best'
            else 'chosen'
        end as use_code
    from scoring_stages
    left join chosen_models on scoring_stages.scoring_stage = chosen_models.scoring_stage
    left join verdicts on scoring_stages.scoring_stage = verdicts.scoring_stage
),

used as (
    select
        scoring_stage,
        chosen_model_id,
        use_code,
        case
            when use_code = 'chosen' then chosen_model_id
            when use_code = 'kept_best' then better_model_id
            else last_model_id
        end as model_id
    from decided
    where use_code != 'none'
)

select
    used.scoring_stage,
    used.model_id,
    kept_champions.model_name,
    kept_champions.decision_threshold,
    kept_champions.sure_claim_threshold,
    kept_champions.sure_opinion_threshold,
    used.use_code,
    used.chosen_model_id
from used
inner join kept_champions on used.model_id = kept_champions.model_id
