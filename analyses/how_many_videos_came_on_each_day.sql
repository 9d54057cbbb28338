-- How many videos came on each day, and how many of them are claims by their label or by the model?
-- A video counts on the day on which a file first had it; videos whose files have no dates are not in it.
select
    first_seen_on,
    video_count,
    labelled_claim_count,
    predicted_claim_count,
    unsure_count,
    total_view_count
from marts.videos_by_day
order by first_seen_on
