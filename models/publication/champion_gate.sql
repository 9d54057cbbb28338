-- Where a new champion is worse than the last published one, the build ends here, before anything is published.
with

comparison as (
    select * from {{ ref('int_champion_comparison') }}
)

select *
from comparison
where
    {{ refuse_unless(
        "verdict != 'worse'",
        "'the new champion ' || moment || ', ' || model_id || ', has a ' || metric || ' of ' || format('{:.4f}', metric_value)"
        ~ " || ' on the ' || row_count || ' evaluation rows of the last published one, ' || last_model_id || ', which has '"
        ~ " || format('{:.4f}', last_metric_value) || ': worse by more than ' || format('{:.4f}', tolerance)"
        ~ " || ' (variable champion_tolerance). Nothing is published. Compare marts.model_evaluations of the build file; to '"
        ~ " || 'publish all the same, raise the variable'"
    ) }}
order by moment, metric
