-- Do authors who are not verified have more views than verified ones?
-- The stratum `all` is the document's test; `claim` and `opinion` ask the same with the claim status held fixed.
-- Of many tests some reject by chance: `p_value_holm` and `reject_null_holm` take all tests of the family into account.
select
    stratum,
    n_a as not_verified_count,
    n_b as verified_count,
    mean_a as mean_views_not_verified,
    mean_b as mean_views_verified,
    statistic,
    degrees_of_freedom,
    critical_value,
    p_value,
    reject_null,
    p_value_holm,
    reject_null_holm
from marts.hypothesis_tests
where
    metric = 'video_view_count'
    and grouping = 'verified_status'
    and alternative = 'greater'
    and test_name = 'welch_t'
order by stratum
