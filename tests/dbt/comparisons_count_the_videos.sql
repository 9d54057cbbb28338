-- Guards that the hypothesis tests on views, put together from aggregates, stand on every video with counts of both
-- their groups, or for ranks on a sample that is told and is no more.
with

groups as (
    {% for grouping in ['claim_status', 'verified_status', 'author_ban_status'] -%}
    select
        '{{ grouping }}' as grouping,
        {{ grouping }} as group_name,
        count(*) as video_count,
        avg(video_view_count) as mean_views
    from {{ ref('videos') }}
    where video_view_count is not null
    group by {{ grouping }}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

compared_groups as (
    {% for side in ['a', 'b'] -%}
    select
        grouping,
        test_name,
        alternative,
        group_{{ side }} as group_name,
        n_{{ side }} as video_count,
        is_sample,
        mean_{{ side }} as mean_views
    from {{ ref('hypothesis_tests') }}
    where metric = 'video_view_count' and stratum = 'all'
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select compared_groups.*
from compared_groups
left join groups
    on compared_groups.grouping = groups.grouping and compared_groups.group_name = groups.group_name
where
    case
        when compared_groups.is_sample then compared_groups.video_count > groups.video_count
        else compared_groups.video_count != coalesce(groups.video_count, 0)
    end
    or abs(compared_groups.mean_views - groups.mean_views) > 1e-9 * groups.mean_views
