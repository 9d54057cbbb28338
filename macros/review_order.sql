{#- The order in which moderators see rows: by user reports, by expected exposure, by the probability of a claim where no
    exposure is known, by exposure where no model scores them, and by number. Rows are videos, or items of several. -#}
{% macro review_order() -%}
    coalesce(report_count, 0) desc, expected_exposure desc nulls last, expected_claim_video_count desc nulls last,
    exposure_so_far desc nulls last, video_id
{%- endmacro %}

{#- What the order goes by behind the reports. -#}
{% macro ranked_by() -%}
    case
        when expected_exposure is not null then 'expected_exposure'
        when claim_probability is not null then 'probability'
        else 'reports_and_views'
    end
{%- endmacro %}

{#- How many of the first rows of each lane are selected, of the CTE `lane_lengths`: a share of the lane, or as many as are
    reviewed in a day. What that number leaves of the lane `priority` goes to what the model is unsure of, and then to
    predicted opinions. -#}
{% macro lane_capacities() -%}
    {%- set counted = "sum(case when review_lane in ({}) then row_count else 0 end) over ()" -%}
    {%- set unsure_count = "ceil(" ~ unsure_review_capacity() ~ " * row_count)" -%}
    select
        review_lane,
        row_count,
        cast(case review_lane
            when 'fresh' then ceil({{ fresh_review_capacity() }} * row_count)
            {% if var('reviews_per_day') is none -%}
            when 'priority' then ceil({{ review_capacity() }} * row_count)
            when 'unsure' then case when {{ review_capacity() }} = 1 then row_count else {{ unsure_count }} end
            when 'unlikely' then case when {{ review_capacity() }} = 1 then row_count else 0 end
            {%- else -%}
            when 'priority' then {{ reviews_per_day() }}
            when 'unsure' then greatest({{ reviews_per_day() }} - {{ counted.format("'priority'") }}, {{ unsure_count }})
            when 'unlikely' then greatest({{ reviews_per_day() }} - {{ counted.format("'priority', 'unsure'") }}, 0)
            {%- endif %}
        end as bigint) as capacity
    from lane_lengths
{%- endmacro %}
