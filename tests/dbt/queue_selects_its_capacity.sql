-- Guards that the queue holds every predicted claim of its stage that nobody has decided, ranks without gaps, and
-- selects the first share.
with

queue as (
    select
        count(*) as queue_length,
        max(review_rank) as last_rank,
        count(*) filter (where is_selected_for_review) as selected,
        max(review_rank) filter (where is_selected_for_review) as last_selected_rank
    from {{ ref('review_queue') }}
),

predicted as (
    select count(*) as predicted_claims
    from {{ ref('claim_predictions') }}
    where
        is_claim_predicted
        and scoring_stage = '{{ review_stage() }}'
        and video_id not in (select video_id from {{ ref('int_reviews') }})
)

select *
from queue
cross join predicted
where
    queue.queue_length != predicted.predicted_claims
    or coalesce(queue.last_rank, 0) != queue.queue_length
    or queue.selected != ceil({{ review_capacity() }} * queue.queue_length)
    or coalesce(queue.last_selected_rank, 0) != queue.selected
