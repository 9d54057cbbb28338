-- Each input file of the last release beside what this build has of it. A file is known by its name or its bytes.
with

last_release_files as (
    select * from {{ ref('last_release_files') }}
),

accepted_files as (
    select * from {{ ref('raw_accepted_files') }}
),

accepted_counts as (
    select
        file_kind,
        source_file,
        row_count
    from {{ ref('data_quality') }}
    where check_name = 'rows_accepted'
),

by_name as (
    select
        accepted_files.file_kind,
        accepted_files.source_file,
        accepted_files.sha256,
        accepted_counts.row_count
    from accepted_files
    inner join accepted_counts
        on
            accepted_files.file_kind = accepted_counts.file_kind
            and accepted_files.source_file = accepted_counts.source_file
),

by_content as (
    select
        file_kind,
        sha256,
        max(row_count) as row_count
    from by_name
    group by file_kind, sha256
)

select
    last_release_files.file_kind,
    last_release_files.source_file,
    last_release_files.accepted_rows as released_rows,
    coalesce(by_name.row_count, by_content.row_count, 0) as accepted_rows,
    by_name.source_file is null and by_content.sha256 is null as is_gone
from last_release_files
left join by_name
    on last_release_files.file_kind = by_name.file_kind and last_release_files.source_file = by_name.source_file
left join by_content
    on last_release_files.file_kind = by_content.file_kind and last_release_files.sha256 = by_content.sha256
