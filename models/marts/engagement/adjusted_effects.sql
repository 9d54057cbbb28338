-- What is left of each difference between groups of authors at the same claim status, and whether so many videos would
-- have shown one that matters.
with

effects as (
    select * from {{ ref('int_adjusted_effects') }}
)

select
    * exclude (input_fingerprint),
    case when lower_bound is not null then 'Welch t' end as interval_method,
    case
        when p_value_holm is null or equivalence_p_value_holm is null then 'not_estimable'
        when p_value_holm < significance_level and equivalence_p_value_holm < significance_level then 'negligible'
        when p_value_holm < significance_level and adjusted_difference > 0 then 'a_greater'
        when p_value_holm < significance_level then 'b_greater'
        when equivalence_p_value_holm < significance_level then 'equivalent'
        else 'undecided'
    end as finding_code
from effects
order by grouping, metric, group_a, group_b
