-- Number, sum and sum of squares of each metric for each combination of the three statuses: one pass over the videos
-- from which every comparison of groups is put together. The sums of counts are exact; those of rates are
-- compensated (Kahan), so that the order of rows moves them by rounding at most.
with

videos as (
    select * from {{ ref('videos') }}
),

cells as (
    select
        coalesce(claim_status, 'unlabelled') as claim_status,
        verified_status,
        author_ban_status,
        {% for metric in count_metrics() -%}
        struct_pack(
            observation_count := count({{ metric }}),
            total := cast(sum(cast({{ metric }} as hugeint)) as double),
            total_of_squares := cast(sum(cast({{ metric }} as hugeint) * cast({{ metric }} as hugeint)) as double)
        ) as {{ metric }},
        {% endfor -%}
        {% for metric in rate_metrics() -%}
        struct_pack(
            observation_count := count({{ metric }}),
            total := fsum({{ metric }}),
            total_of_squares := fsum({{ metric }} * {{ metric }})
        ) as {{ metric }},
        {% endfor -%}
        count(*) as video_count
    from videos
    group by all
)

select
    claim_status,
    verified_status,
    author_ban_status,
    metric,
    unnest(moments)
from cells
unpivot (moments for metric in ({{ engagement_metrics() | join(", ") }}))
