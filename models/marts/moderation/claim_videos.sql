-- Which video makes which claim. Members are the videos with a decision in force that they are claims and, where there
-- is none, those that are predicted to be claims.
with

latest_predictions as (
    select * from {{ ref('int_latest_predictions') }}
),

decisions as (
    select * from {{ ref('int_decisions') }}
),

videos as (
    select
        video_id,
        video_transcription_text
    from {{ ref('videos') }}
),

claim_statements as (
    select * from {{ ref('int_claim_statements') }}
),

claim_groups as (
    select * from {{ ref('int_claim_groups') }}
),

members as (
    select
        videos.video_id,
        videos.video_transcription_text,
        case
            when decisions.decision_origin = 'reviewed' then 1.0
            else latest_predictions.claim_probability
        end as claim_probability,
        decisions.decision,
        decisions.decision_origin,
        decisions.decided_at
    from videos
    left join latest_predictions on videos.video_id = latest_predictions.video_id
    left join decisions on videos.video_id = decisions.video_id
    where coalesce(decisions.decision = 'claim', latest_predictions.is_claim_predicted)
)

select
    members.video_id,
    -- What a video without a transcript claims is not known to be claimed by another.
    coalesce(claim_groups.claim_id, 'video-' || cast(members.video_id as varchar)) as claim_id,
    case when claim_groups.is_first_statement = false then 'near' else 'exact' end as match_kind,
    coalesce(claim_groups.similarity, 1.0) as similarity,
    members.claim_probability,
    claim_statements.attribution_phrase,
    claim_statements.statement,
    members.decision,
    members.decision_origin,
    members.decided_at
from members
left join claim_statements on members.video_transcription_text = claim_statements.video_transcription_text
left join claim_groups on claim_statements.normalised_statement = claim_groups.normalised_statement
