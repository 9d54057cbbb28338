-- How claims and opinions divide the labelled videos, overall and by the status of their authors.
with

videos as (
    select * from {{ ref('int_videos') }}
    where claim_status is not null
),

counted as (
    {% for grouping, author_group in [
        ('all', "'all'"), ('verified_status', 'verified_status'), ('author_ban_status', 'author_ban_status')
    ] -%}
    select
        '{{ grouping }}' as grouping,
        {{ author_group }} as author_group,
        claim_status,
        count(*) as video_count
    from videos
    group by author_group, claim_status
    {{ "union all" if not loop.last }}
    {% endfor -%}
)

select
    grouping,
    author_group,
    claim_status,
    video_count,
    video_count / sum(video_count) over (partition by grouping, author_group) as share_of_group,
    video_count / sum(video_count) over (partition by grouping, claim_status) as share_of_class
from counted
order by grouping, author_group, claim_status
