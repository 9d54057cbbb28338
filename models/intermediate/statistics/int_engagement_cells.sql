-- Number, sum and sum of squares of each metric for each combination of the three statuses: one pass over the videos
-- from which every comparison of groups is put together. The sums are exact, in units that stand beside them, so that
-- they can be added up in any order.
with

videos as (
    select * from {{ ref('videos') }}
),

units as (
    select
        {% for metric in engagement_metrics() -%}
        {{ exact_unit(metric) }} as {{ metric }},
        {{ exact_unit("cast(" ~ metric ~ " as double) * " ~ metric) }} as square_of_{{ metric }}{{ "," if not loop.last }}
        {% endfor -%}
    from videos
),

cells as (
    select
        coalesce(videos.claim_status, 'unlabelled') as claim_status,
        videos.verified_status,
        videos.author_ban_status,
        {% for metric in engagement_metrics() -%}
        {%- set square = "cast(videos." ~ metric ~ " as double) * videos." ~ metric -%}
        struct_pack(
            observation_count := count(videos.{{ metric }}),
            total := {{ exact_sum("videos." ~ metric, "units." ~ metric) }},
            unit := any_value(units.{{ metric }}),
            total_of_squares := {{ exact_sum(square, "units.square_of_" ~ metric) }},
            unit_of_squares := any_value(units.square_of_{{ metric }})
        ) as {{ metric }}{{ "," if not loop.last }}
        {% endfor -%}
    from videos
    cross join units
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
