-- Guards that the newest input of videos is not older than the variable `max_input_age_days` allows; an input file
-- without a date is taken for an old one.
{{ config(enabled=var('max_input_age_days') is not none, severity='warn') }}
{%- set days = var('max_input_age_days') | int %}
select
    coalesce(
        'the newest input file of videos is of ' || cast(max(delivered_on) as varchar) || ', more than {{ days }} days ago',
        'no input file of videos has a date'
    ) || ' (CLM-082)' as warning
from {{ ref('int_video_rows') }}
having coalesce(max(delivered_on) < current_date - {{ days }}, true)
