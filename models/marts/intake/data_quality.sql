-- What became of every input row, counted per source file.
with

all_rows as (
    select
        'videos' as file_kind,
        source_file,
        row_state,
        reasons,
        repairs,
        withdrawn_values,
        row_state = 'accepted' and video_view_count is null as is_fresh,
        row_state = 'accepted' and video_transcription_text is null as is_without_transcript
    from {{ ref('int_video_rows') }}
    {% for file_kind, state_rows in [
        ('user_reports', 'int_user_report_rows'),
        ('reviews', 'int_review_rows'),
        ('fact_checks', 'int_fact_check_rows'),
    ] -%}
    union all
    select
        '{{ file_kind }}' as file_kind,
        source_file,
        row_state,
        reasons,
        repairs,
        cast([] as varchar[]) as withdrawn_values,
        false as is_fresh,
        false as is_without_transcript
    from {{ ref(state_rows) }}
    {% endfor %}
),

-- A file with only a header keeps its zeros.
files as (
    select
        file_kind,
        source_file,
        lines_above_header,
        repeated_headers,
        skip_rule,
        quarantine_code
    from {{ ref('raw_files') }}
),

input_rows as (
    select
        files.file_kind,
        files.source_file,
        count(all_rows.row_state) as rows_read,
        {% for row_state in ['accepted', 'rejected', 'duplicate', 'superseded'] -%}
        count(*) filter (where all_rows.row_state = '{{ row_state }}') as rows_{{ row_state }},
        {% endfor -%}
        count(*) filter (where len(all_rows.repairs) > 0) as rows_repaired,
        count(*) filter (where all_rows.is_fresh) as fresh_videos,
        count(*) filter (where all_rows.is_without_transcript) as videos_without_transcript
    from files
    left join all_rows using (file_kind, source_file)
    where files.skip_rule is null
    group by files.file_kind, files.source_file
),

checks as (
    unpivot input_rows
    on
    rows_read, rows_accepted, rows_rejected, rows_duplicate, rows_superseded, rows_repaired, fresh_videos,
    videos_without_transcript
    into name check_name value row_count
),

details as (
    select
        file_kind,
        source_file,
        'rows_rejected_for' as check_name,
        unnest(reasons) as detail
    from all_rows
    where row_state = 'rejected'
    union all
    select
        file_kind,
        source_file,
        'rows_repaired_by' as check_name,
        unnest(repairs) as detail
    from all_rows
    union all
    select
        file_kind,
        source_file,
        'values_withdrawn' as check_name,
        unnest(withdrawn_values) as detail
    from all_rows
)

select
    file_kind,
    source_file,
    check_name,
    'all' as detail,
    row_count
from checks
union all
select
    file_kind,
    source_file,
    check_name,
    detail,
    count(*) as row_count
from details
group by all
union all
select
    file_kind,
    source_file,
    'lines_left_out' as check_name,
    'above the header' as detail,
    lines_above_header as row_count
from files
where lines_above_header > 0
union all
select
    file_kind,
    source_file,
    'lines_left_out' as check_name,
    'repeated header' as detail,
    repeated_headers as row_count
from files
where repeated_headers > 0
union all
select
    file_kind,
    source_file,
    'files_skipped' as check_name,
    skip_rule as detail,
    1 as row_count
from files
where skip_rule is not null and quarantine_code is null
union all
select
    file_kind,
    source_file,
    'files_quarantined' as check_name,
    quarantine_code as detail,
    1 as row_count
from files
where quarantine_code is not null
