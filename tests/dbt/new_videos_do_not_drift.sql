-- Guards that new videos look like those that the champions were trained on. It warns and does not stop a build: what
-- to do about drift (label some of the new videos, train again) is a person's decision.
{{ config(severity='warn') }}
select *
from {{ ref('feature_drift') }}
where is_drifting and compared_rows = 'new'
