-- Guards that no group of authors, no length of videos and no script of texts suffers far more errors of a champion
-- than another. It warns and does not stop a build: what to do about it is a person's decision.
{{ config(severity='warn') }}
select
    'the ' || replace(metric, '_', ' ') || ' of the champion ' || model_id || ' is '
    || format('{:.1f}', 100 * rate_a) || '%' || ' for ' || segment_a || ' (' || segment_kind || ') and '
    || format('{:.1f}', 100 * rate_b) || '%' || ' for ' || segment_b || ': beyond chance they differ by more than '
    || format('{:.0f}', 100 * tolerance) || '% (CLM-084)' as warning
from {{ ref('segment_disparities') }}
where is_in_use and disparity_code in ('a_greater', 'b_greater')
