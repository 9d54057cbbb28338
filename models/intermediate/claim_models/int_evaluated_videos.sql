-- What makes evaluated videos alike: those of one claim share what is said, those of one attribution phrase how it is
-- said, and those of one segment a kind of author, a length or a script. Claims and phrases are numbered by their
-- smallest evaluated video, so that videos that are only scored change no number.
with

evaluated_videos as (
    select distinct video_id
    from {{ ref('int_evaluation_scores') }}
    where video_id is not null
),

video_features as (
    select * from {{ ref('int_video_features') }}
),

claim_statements as (
    select * from {{ ref('int_claim_statements') }}
),

claim_groups as (
    select * from {{ ref('int_claim_groups') }}
),

described as (
    select
        evaluated_videos.video_id,
        video_features.attribution_phrase,
        claim_groups.claim_id,
        video_features.verified_status,
        video_features.author_ban_status,
        video_features.video_duration_sec,
        {{ script_of("video_features.video_transcription_text") }} as script
    from evaluated_videos
    inner join video_features on evaluated_videos.video_id = video_features.video_id
    left join claim_statements on video_features.video_transcription_text = claim_statements.video_transcription_text
    left join claim_groups on claim_statements.normalised_statement = claim_groups.normalised_statement
),

numbered as (
    select
        *,
        case when claim_id is not null then min(video_id) over (partition by claim_id) end as first_of_claim,
        case
            when attribution_phrase is not null then min(video_id) over (partition by attribution_phrase)
        end as first_of_phrase
    from described
)

select
    video_id,
    case when first_of_claim is not null then dense_rank() over (order by first_of_claim) end as claim,
    case
        when first_of_phrase is not null then dense_rank() over (order by first_of_phrase)
    end as attribution_phrase,
    verified_status,
    author_ban_status,
    case
        when video_duration_sec <= 20 then 'up to 20 s'
        when video_duration_sec <= 40 then '21 to 40 s'
        else 'over 40 s'
    end as duration_band,
    script
from numbered
