-- Every provided decision in exactly one state. The latest decision on a video counts. Two decisions on one video at
-- one time that differ are both rejected, whatever file they stand in, since nothing says which is right.
with

reviews as (
    select * from {{ ref('stg_input__reviews') }}
),

videos as (
    select video_id from {{ ref('int_videos') }}
),

well_formed as (
    select
        reviews.source_file,
        reviews.row_number,
        reviews.video_id,
        reviews.reviewed_at,
        min(reviews.is_claim) over same_time != max(reviews.is_claim) over same_time as is_contradicted
    from reviews
    inner join videos on reviews.video_id = videos.video_id
    where len(reviews.reasons) = 0
    window same_time as (partition by reviews.video_id, reviews.reviewed_at)
),

decisions as (
    select
        source_file,
        row_number,
        row_number() over same_time > 1 as repeats_earlier_row,
        reviewed_at < max(reviewed_at) over (partition by video_id) as has_later_decision
    from well_formed
    where not is_contradicted
    window same_time as (partition by video_id, reviewed_at order by source_file, row_number)
)

select
    reviews.* exclude (reasons),
    case
        when decisions.row_number is null then 'rejected'
        when decisions.repeats_earlier_row then 'duplicate'
        when decisions.has_later_decision then 'superseded'
        else 'accepted'
    end as row_state,
    case
        when len(reviews.reasons) > 0 then reviews.reasons
        when well_formed.row_number is null then ['video_id is not an accepted video']
        when well_formed.is_contradicted then ['video_id has another decision of the same time']
        else reviews.reasons
    end as reasons
from reviews
left join well_formed using (source_file, row_number)
left join decisions using (source_file, row_number)
