-- What people have decided of the videos that earlier releases drew at random, stratum by stratum. A decision that a
-- video inherits is none: nobody looked at it.
with

released_audits as (
    select * from {{ ref('raw_released_audits') }}
),

reviews as (
    select * from {{ ref('int_reviews') }}
)

select
    released_audits.audit_id,
    released_audits.audit_number,
    released_audits.stratum,
    released_audits.selected_for,
    released_audits.is_claim_predicted,
    max(released_audits.stratum_video_count) as video_count,
    count(*) as drawn_count,
    count(reviews.video_id) as decided_count,
    count(*) filter (where reviews.is_claim) as claim_count
from released_audits
left join reviews on released_audits.video_id = reviews.video_id
group by
    released_audits.audit_id,
    released_audits.audit_number,
    released_audits.stratum,
    released_audits.selected_for,
    released_audits.is_claim_predicted
