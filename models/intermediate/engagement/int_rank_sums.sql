-- For each metric and pair of groups, the sums of the placements of one group's values among the other's. The placement
-- of a value is the number of values of the other group below it, plus half of those equal to it; twice that is a whole
-- number, and the sums of it and of its square are exact. Beyond `ranked_rows` videos with counts these are the sums of
-- a sample, drawn by a hash of the video's number.
with

-- Of all videos, a half, a quarter and so on, until few enough are left: a hash begins with the sample's part of all
-- beginnings. `g` comes after all of them.
sample_bounds as (
    select
        case
            when max(observation_count) <= {{ var('ranked_rows') }} then 'g'
            {% for halvings in range(1, 17) -%}
            when max(observation_count) <= {{ var('ranked_rows') * 2 ** halvings }}
                then '{{ "%04x" | format(65536 // 2 ** halvings) }}'
            {% endfor -%}
            else '0001'
        end as hash_bound
    from (
        select sum(observation_count) as observation_count
        from {{ ref('int_engagement_cells') }}
        where metric = 'video_view_count'
    ) as counted
),

videos as (
    select videos.*
    from {{ ref('int_videos') }} as videos
    cross join sample_bounds
    where sample_bounds.hash_bound = 'g' or md5(cast(videos.video_id as varchar)) < sample_bounds.hash_bound
),

counts as (
    {% for metric in engagement_metrics() -%}
    select
        {{ counts_of_groups() }}
        '{{ metric }}' as metric,
        cast({{ metric }} as double) as metric_value
    from videos
    where {{ metric }} is not null
    group by {{ metric }}
    {{ "union all" if not loop.last }}
    {% endfor -%}
),

running_counts as (
    {{ running_counts("counts", ["metric_value"]) }} -- noqa: PRS
),

-- Less half of those equal to a value, the number up to it is its placement.
placed as (
    select
        {% for group in video_groups() -%}
        {{ number_in_group(group, "n_") }} as {{ group.name }},
        cast(2 * ({{ number_in_group(group, "up_to_") }}) - ({{ number_in_group(group, "n_") }}) as hugeint)
            as twice_below_{{ group.name }},
        {% endfor -%}
        metric
    from running_counts
)

select
    [
        {% for comparison in comparisons() -%}
        struct_pack(
            grouped_by := '{{ comparison.grouping }}',
            stratum := '{{ comparison.stratum }}',
            group_a := '{{ comparison.group_a }}',
            group_b := '{{ comparison.group_b }}',
            n_a := sum({{ comparison.name_a }}),
            n_b := sum({{ comparison.name_b }}),
            {% for side, one, other in [
                ("a", comparison.name_a, comparison.name_b), ("b", comparison.name_b, comparison.name_a)
            ] -%}
            twice_placements_{{ side }} := sum({{ one }} * twice_below_{{ other }}),
            squared_twice_placements_{{ side }} := sum(
                {{ one }} * twice_below_{{ other }} * twice_below_{{ other }}
            ){{ "," if not loop.last }}
            {% endfor -%}
        ){{ "," if not loop.last }}
        {% endfor -%}
    ] as placements,
    metric
from placed
group by metric
