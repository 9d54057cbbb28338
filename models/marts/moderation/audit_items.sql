-- The videos that say what the queue misses. Of all undecided ones, those that are selected for review are taken, and
-- of the rest a random sample, stratified by score. Each input is drawn from once: what was drawn stays drawn.
with

released_audits as (
    select * from {{ ref('raw_released_audits') }}
),

input_files as (
    select md5(string_agg(sha256, ',' order by sha256)) as audit_id
    from {{ ref('raw_accepted_files') }}
),

new_audit as (
    select
        input_files.audit_id,
        1 + coalesce((select max(audit_number) from released_audits), 0) as audit_number
    from input_files
    where
        {{ audit_size() }} > 0
        and input_files.audit_id not in (select audit_id from released_audits)
),

selected_items as (
    select video_id
    from {{ ref('review_queue') }}
    where is_selected_for_review
),

reviews as (
    select video_id
    from {{ ref('int_reviews') }}
),

-- What nobody has decided. A probability is calibrated, so that one in ten means one in ten.
frame as (
    select
        undecided_videos.video_id,
        undecided_videos.claim_probability,
        undecided_videos.is_claim_predicted,
        new_audit.audit_id,
        new_audit.audit_number,
        selected_items.video_id is not null as is_selected,
        case when selected_items.video_id is not null then 'selected_' else '' end
        || case
            when undecided_videos.is_claim_predicted then 'predicted_claim'
            when undecided_videos.claim_probability is null then 'unscored'
            when undecided_videos.claim_probability >= 0.1 then 'likely_opinion'
            else 'very_likely_opinion'
        end as stratum
    from {{ ref('int_undecided_videos') }} as undecided_videos
    cross join new_audit
    left join selected_items on undecided_videos.video_id = selected_items.video_id
),

strata as (
    select
        stratum,
        is_selected,
        count(*) as video_count,
        coalesce({{ fixed_point_mean("claim_probability") }}, 0.5) as mean_probability
    from frame
    group by stratum, is_selected
),

-- Neyman's allocation, one video at a time to the stratum that is furthest behind its part. The score is what an audit
-- checks: a stratum that is certain by it is drawn from as if one video in a hundred were not.
weights as (
    select
        stratum,
        video_count,
        video_count * greatest(sqrt(mean_probability * (1 - mean_probability)), 0.1) as weight,
        least(video_count, 5) as least_count
    from strata
    where not is_selected
),

places as (
    select
        stratum,
        weight,
        unnest(range(least_count, least(video_count, {{ audit_size() }}))) as drawn_before
    from weights
),

ranked_places as (
    select
        stratum,
        row_number() over (order by weight / (drawn_before + 1) desc, stratum, drawn_before) as place
    from places
),

filled_places as (
    select
        stratum,
        count(*) as filled_count
    from ranked_places
    where place <= {{ audit_size() }} - (select sum(least_count) from weights)
    group by stratum
),

drawn_counts as (
    select
        weights.stratum,
        weights.video_count,
        weights.least_count + coalesce(filled_places.filled_count, 0) as drawn_count
    from weights
    left join filled_places on weights.stratum = filled_places.stratum
    union all
    select
        stratum,
        video_count,
        video_count as drawn_count
    from strata
    where is_selected
),

hashed as (
    select
        frame.*,
        drawn_counts.video_count as stratum_video_count,
        drawn_counts.drawn_count,
        md5(frame.audit_id || cast(frame.video_id as varchar)) as draw_hash
    from frame
    inner join drawn_counts on frame.stratum = drawn_counts.stratum
),

-- Of a large stratum one video in 256 is sorted, eight times as many as are drawn at least.
numbered as (
    select
        *,
        row_number() over (partition by stratum order by draw_hash, video_id) as draw_number
    from hashed
    where stratum_video_count < 2000 * drawn_count or draw_hash < '01'
),

drawn as (
    select
        audit_id,
        audit_number,
        video_id,
        stratum,
        case when is_selected then 'priority' else 'audit' end as selected_for,
        is_claim_predicted,
        claim_probability,
        drawn_count / stratum_video_count as selection_probability,
        stratum_video_count
    from numbered
    where draw_number <= drawn_count
),

all_drawn as (
    select * from released_audits
    union all
    select * from drawn
)

select
    all_drawn.*,
    all_drawn.audit_id = input_files.audit_id as is_current,
    -- An inherited decision closes no audit.
    reviews.video_id is null as is_open
from all_drawn
cross join input_files
left join reviews on all_drawn.video_id = reviews.video_id
