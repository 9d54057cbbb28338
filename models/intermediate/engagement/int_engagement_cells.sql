-- Number and sums of the first three powers of each metric for each combination of the three statuses: one pass over
-- the videos from which every comparison of groups is put together. The sums are exact, in units that stand beside
-- them, so that they can be added up in any order.
with

-- A fresh video has no counts yet.
videos as (
    select * from {{ ref('int_videos') }}
    where video_view_count is not null
),

units as (
    select {{ exact_units(engagement_metrics()) }}
    from videos
),

cells as (
    select
        {% for metric in engagement_metrics() -%}
        struct_pack(
            observation_count := count(videos.{{ metric }}),
            minimum := cast(min(videos.{{ metric }}) as double),
            maximum := cast(max(videos.{{ metric }}) as double),
            total := {{ exact_sum("videos." ~ metric, "units." ~ metric) }},
            unit := any_value(units.{{ metric }}),
            total_of_squares := {{ exact_sum(square("videos." ~ metric), "units.square_of_" ~ metric) }},
            unit_of_squares := any_value(units.square_of_{{ metric }}),
            total_of_cubes := {{ exact_sum(cube("videos." ~ metric), "units.cube_of_" ~ metric) }},
            unit_of_cubes := any_value(units.cube_of_{{ metric }})
        ) as {{ metric }},
        {% endfor -%}
        coalesce(videos.claim_status, 'unlabelled') as claim_status,
        videos.verified_status,
        videos.author_ban_status
    from videos
    cross join units
    group by all
)

select
    claim_status,
    verified_status,
    author_ban_status,
    metric,
    moments.*
from cells
unpivot (moments for metric in ({{ engagement_metrics() | join(", ") }}))
