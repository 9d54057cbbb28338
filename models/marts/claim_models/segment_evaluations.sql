-- How well the claim models do on parts of the test rows.
with

models as (
    select * from {{ ref('int_models') }}
),

scores as (
    select *
    from {{ ref('int_evaluation_scores') }}
    where split = 'test' and video_id is not null
),

videos as (
    select
        video_id,
        verified_status,
        author_ban_status,
        case
            when video_duration_sec <= 20 then 'up to 20 s'
            when video_duration_sec <= 40 then '21 to 40 s'
            else 'over 40 s'
        end as duration_band
    from {{ ref('videos') }}
),

segments as (
    unpivot videos
    on verified_status, author_ban_status, duration_band
    into name segment_kind value segment
),

counts as (
    select
        scores.model_id,
        scores.evaluation_scheme,
        scores.threshold_rule,
        scores.split,
        segments.segment_kind,
        segments.segment,
        count(*) as row_count,
        count(*) filter (where scores.y_true = scores.y_pred) as right_count,
        count(*) filter (where scores.y_true) as claim_count,
        count(*) filter (where scores.y_pred) as predicted_count,
        count(*) filter (where scores.y_true and scores.y_pred) as found_count
    from scores
    inner join segments on scores.video_id = segments.video_id
    group by all
),

measured as (
    {% for metric, metric_value in [
        ('accuracy', 'right_count / row_count'),
        ('error_count', 'row_count - right_count'),
        ('precision', 'found_count / nullif(predicted_count, 0)'),
        ('recall', 'found_count / nullif(claim_count, 0)'),
        ('support', 'claim_count'),
    ] -%}
    select
        *,
        '{{ metric }}' as metric,
        {{ metric_value }} as metric_value
    from counts
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    models.model_name,
    measured.evaluation_scheme,
    measured.threshold_rule,
    models.scoring_stage,
    measured.split,
    measured.segment_kind,
    measured.segment,
    measured.row_count,
    measured.metric,
    measured.metric_value,
    measured.model_id
from measured
inner join models on measured.model_id = models.model_id
order by
    models.model_name, measured.threshold_rule, measured.segment_kind, measured.segment, measured.metric
