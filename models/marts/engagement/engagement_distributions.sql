-- How the values of each metric are distributed among the labelled videos of each group: counts in eight bins per power
-- of ten with whole numbers for edges, rates in forty bins of one width. Bins without a video have no row.
with

videos as (
    select * from {{ ref('int_videos') }}
    where claim_status is not null
),

widths as (
    select
        {% for metric in rate_metrics() -%}
        coalesce(nullif(max({{ metric }}), 0), 1) / 40 as {{ metric }},
        {% endfor -%}
        39 as last_bin
    from videos
),

binned as (
    {% for metric in engagement_metrics() -%}
    {% set is_rate = metric in rate_metrics() -%}
    select
        '{{ metric }}' as metric,
        videos.claim_status,
        videos.verified_status,
        videos.author_ban_status,
        {% if is_rate -%}
        cast(least(floor(videos.{{ metric }} / widths.{{ metric }}), widths.last_bin) as integer) as bin_number,
        {%- else -%}
        case
            when videos.{{ metric }} < 1 then -1
            -- The slack is for the rounding of the logarithm itself.
            else cast(floor(8 * log10(cast(videos.{{ metric }} as double)) + 1e-9) as integer)
        end as bin_number,
        {%- endif %}
        {{ "any_value(widths." ~ metric ~ ")" if is_rate else "cast(null as double)" }} as width,
        count(*) as video_count
    from videos
    {% if is_rate -%}
    cross join widths
    {% endif -%}
    where videos.{{ metric }} is not null
    group by videos.claim_status, videos.verified_status, videos.author_ban_status, bin_number
    {{ "union all" if not loop.last }}
    {% endfor -%}
),

grouped as (
    {% for grouping, author_group in [
        ('all', "'all'"), ('verified_status', 'verified_status'), ('author_ban_status', 'author_ban_status')
    ] -%}
    select
        metric,
        '{{ grouping }}' as grouping,
        {{ author_group }} as author_group,
        claim_status,
        bin_number,
        width,
        video_count
    from binned
    {{ "union all" if not loop.last }}
    {% endfor -%}
)

select
    metric,
    grouping,
    author_group,
    claim_status,
    bin_number,
    case
        when any_value(width) is not null then bin_number * any_value(width)
        when bin_number < 0 then 0
        else ceil(power(10.0, bin_number / 8) - 1e-9)
    end as lower_bound,
    case
        when any_value(width) is not null then (bin_number + 1) * any_value(width)
        else ceil(power(10.0, (bin_number + 1) / 8) - 1e-9)
    end as upper_bound,
    cast(sum(video_count) as bigint) as video_count
from grouped
group by metric, grouping, author_group, claim_status, bin_number
order by metric, grouping, author_group, claim_status, bin_number
