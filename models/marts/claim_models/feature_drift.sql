-- How far the videos that no model was trained on lie from the training rows: those held out, which tell what chance
-- does, and new ones, of which as many are drawn at most as models are trained on. The population stability index adds
-- up (share - training share) * ln(share / training share) over the bins of a feature; half a row in each bin keeps
-- empty ones from being infinite.
with

profile as (
    select * from {{ ref('int_training_profile') }}
),

known_rows as (
    select distinct
        video_id,
        split
    from {{ ref('int_evaluation_scores') }}
    where threshold_rule = 'one_half' and video_id is not null
),

new_rows as (
    select videos.video_id
    from {{ ref('videos') }} as videos
    anti join known_rows on videos.video_id = known_rows.video_id
    order by md5(cast(videos.video_id as varchar)), videos.video_id
    limit {{ training_rows() }}
),

compared_rows as (
    select
        video_id,
        'held_out' as compared_rows
    from known_rows
    where split != 'cross_validation'
    union all
    select
        video_id,
        'new' as compared_rows
    from new_rows
),

compared as (
    select
        videos.*,
        compared_rows.compared_rows
    from {{ ref('videos') }} as videos
    inner join compared_rows on videos.video_id = compared_rows.video_id
),

numbers as (
    select
        compared_rows,
        {% for feature in profiled_numbers() -%}
        cast({{ feature }} as double) as {{ feature }},
        {% endfor -%}
        video_id
    from compared
),

feature_values as (
    unpivot numbers
    on {{ profiled_numbers() | join(", ") }}
    into name feature value feature_value
),

bins as (
    select
        feature,
        bin_number,
        coalesce(lag(upper_bound) over (partition by feature order by bin_number), '-infinity') as lower_bound,
        coalesce(upper_bound, 'infinity') as upper_bound,
        training_count,
        sum(training_count) over (partition by feature) as training_row_count,
        count(*) over (partition by feature) as bin_count
    from profile
    where vocabulary is null
),

binned as (
    select
        bins.feature,
        bins.bin_number,
        feature_values.compared_rows,
        count(*) as row_count
    from feature_values
    inner join bins
        on
            feature_values.feature = bins.feature
            and feature_values.feature_value > bins.lower_bound
            and feature_values.feature_value <= bins.upper_bound
    group by all
),

-- A video that lacks a feature, as a fresh one lacks counts, has no part in its drift.
totals as (
    select
        feature,
        compared_rows,
        count(*) as row_count
    from feature_values
    group by feature, compared_rows
    union all
    select
        'video_transcription_text' as feature,
        compared_rows,
        count(video_transcription_text) as row_count
    from compared
    group by compared_rows
),

shares as (
    select
        bins.feature,
        bins.bin_number,
        totals.compared_rows,
        totals.row_count,
        (coalesce(binned.row_count, 0) + 0.5) / (totals.row_count + 0.5 * bins.bin_count) as share,
        (bins.training_count + 0.5) / (bins.training_row_count + 0.5 * bins.bin_count) as training_share
    from bins
    inner join totals on bins.feature = totals.feature
    left join binned
        on
            bins.feature = binned.feature
            and bins.bin_number = binned.bin_number
            and totals.compared_rows = binned.compared_rows
),

number_drift as (
    select
        feature,
        compared_rows,
        any_value(row_count) as row_count,
        list_sum(list((share - training_share) * ln(share / training_share) order by bin_number))
            as population_stability_index,
        cast(null as double) as new_vocabulary_share
    from shares
    group by feature, compared_rows
),

words as (
    select distinct
        compared_rows,
        unnest(regexp_extract_all(lower(video_transcription_text), '[\p{L}\p{N}_]{2,}')) as word
    from compared
),

known_words as (
    select distinct unnest(vocabulary) as word
    from profile
    where vocabulary is not null
),

text_drift as (
    select
        'video_transcription_text' as feature,
        words.compared_rows,
        any_value(totals.row_count) as row_count,
        cast(null as double) as population_stability_index,
        count(*) filter (where known_words.word is null) / count(*) as new_vocabulary_share
    from words
    inner join totals
        on words.compared_rows = totals.compared_rows and totals.feature = 'video_transcription_text'
    left join known_words on words.word = known_words.word
    where exists (select 1 from profile)
    group by words.compared_rows
),

drift as (
    select * from number_drift
    union all
    select * from text_drift
)

select
    *,
    coalesce(population_stability_index, new_vocabulary_share) > {{ drift_warning() }} as is_drifting
from drift
order by feature, compared_rows
