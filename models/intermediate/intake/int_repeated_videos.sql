-- The state of each well-formed row whose video has several rows. All other rows are accepted or rejected on their own.
with

well_formed as (
    select * from {{ ref('int_cleaned_video_rows') }}
    where len(reasons) = 0
),

repeated_videos as (
    select video_id
    from well_formed
    group by video_id
    having count(*) > 1
),

repeated_rows as (
    select
        source_file,
        row_number,
        video_id,
        delivered_on,
        video_view_count is not null as has_counts,
        video_transcription_text is not null as has_transcript,
        -- The free text comes last, so that no two different contents make one string.
        md5(concat_ws(
            '|', video_id, coalesce(claim_status, ''), verified_status, author_ban_status, video_duration_sec,
            {% for column_name in count_metrics() -%}
            coalesce(cast({{ column_name }} as varchar), ''),
            {% endfor -%}
            coalesce(video_transcription_text, '')
        )) as content_hash
    from well_formed
    semi join repeated_videos using (video_id)
),

compared as (
    select
        *,
        min(content_hash) over same_file != max(content_hash) over same_file as is_contradicted
    from repeated_rows
    window same_file as (partition by source_file, video_id)
),

-- A date column, a date folder or else the file's name says which file is later, never the time of arrival: a rebuild
-- ends in the same state. Of one date, a row with counts is the later.
versions as (
    select
        source_file,
        row_number,
        video_id,
        has_counts,
        has_transcript,
        coalesce(content_hash = lag(content_hash) over earlier_first, false) as repeats_earlier_row,
        row_number() over earlier_first as version_number
    from compared
    where not is_contradicted
    window earlier_first as (
        partition by video_id order by delivered_on nulls first, has_counts, source_file, row_number
    )
),

last_versions as (
    select
        video_id,
        max(version_number) filter (where not repeats_earlier_row) as version_number,
        bool_or(has_counts) as had_counts,
        bool_or(has_transcript) as had_transcript
    from versions
    group by video_id
)

select
    compared.source_file,
    compared.row_number,
    case
        when compared.is_contradicted then 'rejected'
        when versions.repeats_earlier_row then 'duplicate'
        when versions.version_number < last_versions.version_number then 'superseded'
        else 'accepted'
    end as row_state,
    case
        when compared.is_contradicted then ['video_id stands in this file with other contents']
        else cast([] as varchar[])
    end as reasons,
    -- The last row holds as a whole. `values_withdrawn` counts what it takes away.
    case
        when
            not compared.is_contradicted
            and not versions.repeats_earlier_row
            and versions.version_number = last_versions.version_number
            then list_filter([
                case when last_versions.had_counts and not compared.has_counts then 'counts' end,
                case
                    when last_versions.had_transcript and not compared.has_transcript then 'video_transcription_text'
                end
            ], lambda withdrawn: withdrawn is not null)
        else cast([] as varchar[])
    end as withdrawn_values
from compared
left join versions
    on compared.source_file = versions.source_file and compared.row_number = versions.row_number
left join last_versions on compared.video_id = last_versions.video_id
