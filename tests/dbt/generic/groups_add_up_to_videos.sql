{#- The groups of an engagement mart hold every accepted video with counts once, and their shares add up to one. -#}
{% test groups_add_up_to_videos(model) %}
with

mart as (
    select
        sum(video_count) as video_count,
        sum(share_of_videos) as share_of_videos,
        sum(mean_video_view_count * video_count) as view_count
    from {{ model }}
),

videos as (
    select
        count(*) as video_count,
        sum(video_view_count) as view_count
    from {{ ref('videos') }}
    where video_view_count is not null
)

select *
from mart
cross join videos
where
    coalesce(mart.video_count, 0) != videos.video_count
    or abs(mart.share_of_videos - 1) > 1e-9
    or abs(mart.view_count - videos.view_count) > 1e-9 * videos.view_count
{% endtest %}
