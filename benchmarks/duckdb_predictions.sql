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
    champion_scores.has_unfamiliar_wording,
    case
        when champion_scores.has_unfamiliar_wording then 'unsure'
        when coalesce(known.y_score, champion_scores.claim_probability) >= champions.sure_claim_threshold then 'claim'
        when coalesce(known.y_score, champion_scores.claim_probability) <= champions.sure_opinion_threshold then 'opinion'
        else 'unsure'
    end as prediction_state
from build.intermediate.int_champion_scores as champion_scores
inner join build.intermediate.int_champions as champions using (model_id)
left join build.intermediate.int_evaluation_scores as known
    on
        champion_scores.model_id = known.model_id and champion_scores.video_id = known.video_id
        and known.threshold_rule = 'lowest_cost'
order by champions.scoring_stage, champion_scores.video_id;

-- The videos of the queue, without reports and decisions, where each video has counts.
create table review_queue_videos as
with

latest_predictions as (
    from claim_predictions
    qualify row_number() over (partition by video_id order by scoring_stage desc) = 1
),

undecided as (
    select
        case
            when latest_predictions.prediction_state = 'unsure' then 'unsure'
            when not latest_predictions.is_claim_predicted then 'unlikely'
            when videos.video_view_count is null then 'fresh'
            else 'priority'
        end as review_lane,
        videos.video_id,
        latest_predictions.claim_probability,
        videos.video_view_count as exposure_so_far,
        latest_predictions.claim_probability * videos.video_view_count as expected_exposure
    from videos
    left join latest_predictions using (video_id)
)

select
    review_lane,
    row_number() over ranking as review_rank,
    * exclude (review_lane),
    review_lane != 'unlikely'
    and review_rank <= ceil(0.10::decimal(18, 9) * count(*) over (partition by review_lane)) as is_selected_for_review
from undecided
window ranking as (
    partition by review_lane
    order by expected_exposure desc nulls last, claim_probability desc nulls last, exposure_so_far desc nulls last, video_id
)
order by review_lane, review_rank;
