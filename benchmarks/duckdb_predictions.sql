-- The predictions and the review queue, from the scores of a build that is attached as `build`.
create table claim_predictions as
select
    champion_scores.video_id,
    champions.scoring_stage,
    champion_scores.model_id,
    -- A row that the model was trained on is given the score of a model that did not see it.
    coalesce(known.y_score, champion_scores.claim_probability) as claim_probability,
    coalesce(known.y_score, champion_scores.claim_probability) > champions.decision_threshold as is_claim_predicted,
    case
        when known.split is null then 'new'
        when known.split = 'cross_validation' then 'out_of_fold'
        else 'held_out'
    end as prediction_origin,
    champion_scores.has_unfamiliar_wording
from build.intermediate.int_champion_scores as champion_scores
inner join build.intermediate.int_champions as champions using (model_id)
left join build.intermediate.int_evaluation_scores as known
    on
        champion_scores.model_id = known.model_id and champion_scores.video_id = known.video_id
        and known.threshold_rule = 'lowest_cost'
order by champions.scoring_stage, champion_scores.video_id;

create table review_queue as
with

latest_predictions as (
    from claim_predictions
    qualify row_number() over (partition by video_id order by scoring_stage desc) = 1
),

unreviewed as (
    select
        if(videos.video_view_count is null, 'fresh', 'priority') as review_lane,
        latest_predictions.*,
        if(claim_probability is null, 'reports_and_views', 'probability') as ranked_by,
        null::bigint as report_count,
        videos.* like 'video_%_count',
        videos.video_transcription_text,
        videos.video_duration_sec,
        videos.verified_status,
        videos.author_ban_status
    from videos
    left join latest_predictions using (video_id)
)

select
    review_lane,
    row_number() over ranking as review_rank,
    * exclude (review_lane, has_unfamiliar_wording),
    review_rank <= ceil(0.10::decimal(18, 9) * count(*) over (partition by review_lane)) as is_selected_for_review
from unreviewed
window ranking as (partition by review_lane order by claim_probability desc, video_view_count desc, video_id)
order by review_lane, review_rank;
