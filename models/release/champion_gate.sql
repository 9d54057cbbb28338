-- Where a new champion is worse than the last released one, or there is none any more, the build ends here, before
-- anything is released.
with

comparison as (
    select * from {{ ref('champion_comparison') }}
)

select *
from comparison
where
    {{ refuse_unless(
        "verdict != 'worse'",
        "'the new champion ' || scoring_stage || ', ' || model_id || ', has a ' || metric || ' of ' || coalesce(format('{:.4f}', metric_value), 'none')"
        ~ " || ' on the ' || row_count || ' evaluation rows of the last released one, ' || last_model_id || ', which has '"
        ~ " || format('{:.4f}', last_metric_value) || ': worse by more than ' || format('{:.4f}', tolerance)"
        ~ " || ' (variable champion_tolerance). Nothing is released. Compare marts.model_evaluations of the build file; to '"
        ~ " || 'release all the same, raise the variable'"
    ) }}
    and {{ refuse_unless(
        "verdict != 'gone' or tolerance = 1",
        "'no champion ' || scoring_stage || ' can be estimated from these videos; the last release has ' || last_model_id"
        ~ " || ', and its review queue would be gone. Nothing is released. Give labelled claims and labelled opinions; to '"
        ~ " || 'release all the same, set the variable champion_tolerance to 1'"
    ) }}
order by scoring_stage, metric
