-- Guards that new videos look like those that the champions were trained on. It warns and does not stop a build: what
-- to do about drift (label some of the new videos, train again) is a person's decision.
{{ config(severity='warn') }}
select
    'the feature ' || feature || ' of new videos drifts from the training rows: population stability index '
    || format('{:.2f}', population_stability_index) || ' on ' || row_count || ' rows, where chance reaches '
    || format('{:.2f}', null_quantile)
    || coalesce(
        '; share of new words ' || format('{:.2f}', new_vocabulary_share) || ', expected '
        || format('{:.2f}', expected_vocabulary_share), ''
    ) || ' (CLM-083)' as warning
from {{ ref('feature_drift') }}
where is_drifting and compared_rows = 'new'
