-- Guards that the newest delivery of videos is not older than the variable `delivered_within_days` allows; a delivery
-- without a date is taken for an old one.
{{ config(enabled=var('delivered_within_days') is not none, severity='warn') }}
{%- set days = var('delivered_within_days') | int %}
select
    coalesce(
        'the newest delivery of videos is of ' || cast(max(delivered_on) as varchar) || ', more than {{ days }} days ago',
        'no delivery of videos has a date'
    ) as warning
from {{ ref('int_video_rows') }}
having coalesce(max(delivered_on) < current_date - {{ days }}, true)
