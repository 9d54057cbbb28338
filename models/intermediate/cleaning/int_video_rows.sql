-- Every delivered row in exactly one state: accepted, rejected, duplicate or superseded.
with

videos as (
    select
        *,
        -- The free text comes last, so that no two different contents make one string.
        md5(concat_ws(
            '|', video_id, coalesce(claim_status, ''), verified_status, author_ban_status, video_duration_sec,
            {{ count_metrics() | join(', ') }}, video_transcription_text
        )) as content_hash
    from {{ ref('stg_deliveries__videos') }}
),

well_formed as (
    select
        source_file,
        row_number,
        video_id,
        content_hash,
        delivered_on,
        min(content_hash) over same_file != max(content_hash) over same_file as is_contradicted
    from videos
    where len(reasons) = 0
    window same_file as (partition by source_file, video_id)
),

-- A later delivery is told by its content, a date column or folder, and else by its file's name: never by when it
-- arrived, so that a rebuild from nothing ends in the same state.
versions as (
    select
        source_file,
        row_number,
        video_id,
        coalesce(content_hash = lag(content_hash) over earlier_first, false) as repeats_earlier_row,
        row_number() over earlier_first as delivery_number
    from well_formed
    where not is_contradicted
    window earlier_first as (
        partition by video_id order by delivered_on nulls first, source_file, row_number
    )
),

last_versions as (
    select
        video_id,
        max(delivery_number) as delivery_number
    from versions
    where not repeats_earlier_row
    group by video_id
)

select
    videos.* exclude (reasons),
    case
        when len(videos.reasons) > 0 or well_formed.is_contradicted then 'rejected'
        when versions.repeats_earlier_row then 'duplicate'
        when versions.delivery_number < last_versions.delivery_number then 'superseded'
        else 'accepted'
    end as row_state,
    case
        when well_formed.is_contradicted then ['video_id stands in this file with other contents']
        else videos.reasons
    end as reasons
from videos
left join well_formed using (source_file, row_number)
left join versions using (source_file, row_number)
left join last_versions on videos.video_id = last_versions.video_id
