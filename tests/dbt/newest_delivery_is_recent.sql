-- Guards that the newest delivery of videos is not older than the variable `delivered_within_days` allows; a delivery
-- without a date is taken for an old one.
{{ config(enabled=var('delivered_within_days') is not none, severity='warn') }}
select max(delivered_on) as newest_delivery
from {{ ref('int_video_rows') }}
having coalesce(max(delivered_on) < current_date - {{ var('delivered_within_days') | int }}, true)
