-- Guards that the hypothesis tests on views, put together from aggregates, stand on every video of their groups.
with

groups as (
    {% for grouping in ['verified_status', 'author_ban_status'] -%}
    select
        '{{ grouping }}' as grouping,
        {{ grouping }} as group_name,
        count(*) as video_count,
        avg(video_view_count) as mean_views
    from {{ ref('videos') }}
    group by {{ grouping }}
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select *
from {{ ref('hypothesis_tests') }} as tests
left join groups on tests.grouping = groups.grouping and tests.group_a = groups.group_name
where
    tests.metric = 'video_view_count'
    and tests.stratum = 'all'
    and tests.grouping != 'claim_status'
    and (
        tests.n_a != coalesce(groups.video_count, 0)
        or abs(tests.mean_a - groups.mean_views) > 1e-9 * groups.mean_views
    )
