-- Where a new champion is worse than the last published one, or there is none any more, the build ends here, before
-- anything is published.
with

comparison as (
    select * from {{ ref('int_champion_comparison') }}
)

select *
from comparison
where
    {{ refuse_unless(
        "verdict != 'worse'",
        "'the new champion ' || moment || ', ' || model_id || ', has a ' || metric || ' of ' || coalesce(format('{:.4f}', metric_value), 'none')"
        ~ " || ' on the ' || row_count || ' evaluation rows of the last published one, ' || last_model_id || ', which has '"
        ~ " || format('{:.4f}', last_metric_value) || ': worse by more than ' || format('{:.4f}', tolerance)"
        ~ " || ' (variable champion_tolerance). Nothing is published. Compare marts.model_evaluations of the build file; to '"
        ~ " || 'publish all the same, raise the variable'"
    ) }}
    and {{ refuse_unless(
        "verdict != 'gone' or tolerance = 1",
        "'no champion ' || moment || ' can be estimated from these videos; the last publication has ' || last_model_id"
        ~ " || ', and its review queue would be gone. Nothing is published. Give labelled claims and labelled opinions; to '"
        ~ " || 'publish all the same, set the variable champion_tolerance to 1'"
    ) }}
order by moment, metric
