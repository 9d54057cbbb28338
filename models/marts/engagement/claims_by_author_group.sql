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
),

shares as (
    select
        *,
        sum(video_count) over (partition by grouping, author_group) as group_count,
        sum(video_count) over (partition by grouping, claim_status) as class_count
    from counted
)

select
    grouping,
    author_group,
    claim_status,
    video_count,
    video_count / group_count as share_of_group,
    {{ wilson_bound("(video_count / group_count)", "group_count", -1) }} as share_of_group_lower_bound,
    {{ wilson_bound("(video_count / group_count)", "group_count", 1) }} as share_of_group_upper_bound,
    video_count / class_count as share_of_class,
    case
        when grouping != 'all' then {{ wilson_bound("(video_count / class_count)", "class_count", -1) }}
    end as share_of_class_lower_bound,
    case
        when grouping != 'all' then {{ wilson_bound("(video_count / class_count)", "class_count", 1) }}
    end as share_of_class_upper_bound,
    'Wilson' as interval_method
from shares
order by grouping, author_group, claim_status
