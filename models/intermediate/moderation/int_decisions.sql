-- The decision in force of each video: what people decided of it, or what it inherits from videos that say the same. An
-- opinion passes to equal transcripts alone: the same statement may be made as a claim elsewhere. A claim passes to
-- equal statements, where the model predicts that they are made as claims. Nothing is inherited from what is inherited.
with

reviews as (
    select * from {{ ref('int_reviews') }}
),

videos as (
    select
        video_id,
        video_transcription_text
    from {{ ref('int_videos') }}
),

claim_statements as (
    select
        video_transcription_text,
        normalised_statement,
        normalised_transcript
    from {{ ref('int_claim_statements') }}
),

predicted_claims as (
    select video_id
    from {{ ref('int_latest_predictions') }}
    where is_claim_predicted
),

-- Few statements are decided; the others are left out before any video is looked at.
decided as (
    select
        reviews.video_id,
        reviews.decision,
        reviews.reviewed_at,
        claim_statements.normalised_statement,
        claim_statements.normalised_transcript
    from reviews
    inner join videos on reviews.video_id = videos.video_id
    inner join claim_statements on videos.video_transcription_text = claim_statements.video_transcription_text
    where {{ inherit_decisions() }}
),

-- Who decided first is whom the others inherit from, so that later decisions change nothing.
statements as (
    select
        normalised_statement,
        video_id,
        reviewed_at
    from decided
    where decision = 'claim'
    qualify row_number() over (partition by normalised_statement order by reviewed_at, video_id) = 1
),

transcripts as (
    select
        normalised_transcript,
        video_id,
        reviewed_at,
        -- Where equal transcripts are decided in both ways, nothing passes.
        min(decision) over (partition by normalised_transcript) = 'opinion' as is_opinion
    from decided
    qualify
        max(decision) over (partition by normalised_transcript) = 'opinion'
        and row_number() over (partition by normalised_transcript order by reviewed_at, video_id) = 1
),

inheritable as (
    select
        claim_statements.video_transcription_text,
        case when transcripts.video_id is null then 'claim' else 'opinion' end as decision,
        coalesce(transcripts.video_id, statements.video_id) as decided_video_id,
        coalesce(transcripts.reviewed_at, statements.reviewed_at) as decided_at
    from claim_statements
    left join statements on claim_statements.normalised_statement = statements.normalised_statement
    left join transcripts on claim_statements.normalised_transcript = transcripts.normalised_transcript
    where coalesce(transcripts.is_opinion, statements.video_id is not null)
),

inherited as (
    select
        videos.video_id,
        inheritable.decision,
        inheritable.decided_at,
        inheritable.decided_video_id
    from videos
    inner join inheritable on videos.video_transcription_text = inheritable.video_transcription_text
    left join predicted_claims on videos.video_id = predicted_claims.video_id
    where inheritable.decision = 'opinion' or predicted_claims.video_id is not null
)

select
    video_id,
    decision,
    'reviewed' as decision_origin,
    reviewed_at as decided_at,
    video_id as decided_video_id
from reviews
union all
select
    inherited.video_id,
    inherited.decision,
    'inherited' as decision_origin,
    inherited.decided_at,
    inherited.decided_video_id
from inherited
-- What people have looked at waits for them, settled or not.
anti join {{ ref('int_reviewed_videos') }} as reviewed_videos on inherited.video_id = reviewed_videos.video_id
