-- Cleaning and its marts, written by hand for one Parquet file, named by the variable `videos`, without dates of
-- input file, so that no row is superseded.

create macro trimmed(field) as trim(field, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(65279));

create macro text_or_null(field) as case
    when lower(trimmed(field)) not in (
        '', '#n/a', '#n/a n/a', '#na', 'n/a', 'na', '<na>', 'nan', '-nan', '#null!', 'null', '\n', 'nil', 'none',
        'missing', '-', '--', '.', '?'
    ) then trimmed(field)
end;

create macro whole_number(field) as
    try_cast(regexp_extract(field, '^[+]?0*([0-9]{1,18})([.]0*)?$', 1) as bigint);

create macro fault(name, field, number, least, most) as case
    when field is null then name || ' is missing'
    when number between least and most then null
    when regexp_full_match(field, '-[0-9]+([.][0-9]*)?') then name || ' is negative'
    when not regexp_full_match(field, '[+]?[0-9]+([.]0*)?') then name || ' is not a whole number'
    when number < least then name || ' is less than ' || least
    else name || ' is out of range'
end;

create macro unknown(name, field, status) as case
    when field is not null and status is null then name || ' is not in the vocabulary'
end;

create macro missing(name, field) as case when field is null then name || ' is missing' end;

create macro repair(name, field, raw) as case when field != raw then name || ' trimmed' end;

create macro decimals(name, field) as case
    when regexp_full_match(field, '[+]?[0-9]+[.]0*') then name || ' written with decimals'
end;

create macro spelt(name, field, status) as case when field != status then name || ' spelt otherwise' end;

create macro status_of(field, vocabulary) as vocabulary[regexp_replace(lower(field), '\s+', ' ', 'g')];

-- One pass over the file. Lists are made for those rows alone that give cause for them.
create table input_rows as
with

raw as (
    select
        file_row_number + 1 as row_number,
        "#"::varchar as running_number,
        columns(* exclude ("#", file_row_number))::varchar
    from read_parquet(getvariable('videos'), file_row_number = true)
),

texts as (
    select
        row_number,
        text_or_null(columns(* exclude (row_number))),
        columns(* exclude (row_number)) as 'raw_\0'
    from raw
),

typed as (
    select
        *,
        status_of(claim_status, map {'claim': 'claim', 'opinion': 'opinion'}) as claim,
        status_of(verified_status, map {'verified': 'verified', 'not verified': 'not verified'}) as verified,
        status_of(author_ban_status, map {
            'active': 'active', 'under review': 'under review', 'under scrutiny': 'under review', 'banned': 'banned'
        }) as ban,
        whole_number(running_number) as running,
        whole_number(video_id) as id,
        whole_number(video_duration_sec) as duration,
        whole_number(video_view_count) as views,
        whole_number(video_like_count) as likes,
        whole_number(video_share_count) as shares,
        whole_number(video_download_count) as downloads,
        whole_number(video_comment_count) as comments
    from texts
)

select
    row_number,
    running as running_number,
    claim as claim_status,
    id as video_id,
    duration as video_duration_sec,
    video_transcription_text,
    verified as verified_status,
    ban as author_ban_status,
    views as video_view_count,
    likes as video_like_count,
    shares as video_share_count,
    downloads as video_download_count,
    comments as video_comment_count,
    case
        when
            id is not null and duration between 1 and 1000000 and video_transcription_text is not null
            and (claim is not null or claim_status is null) and verified is not null and ban is not null
            and greatest(views, likes, shares, downloads, comments) <= 1000000000000000
            and views is not null and likes is not null and shares is not null and downloads is not null
            and comments is not null
            then []::varchar[]
        else list_filter([
            fault('video_id', video_id, id, 0, 999999999999999999),
            fault('video_duration_sec', video_duration_sec, duration, 1, 1000000),
            missing('video_transcription_text', video_transcription_text),
            unknown('claim_status', claim_status, claim),
            missing('verified_status', verified_status),
            unknown('verified_status', verified_status, verified),
            missing('author_ban_status', author_ban_status),
            unknown('author_ban_status', author_ban_status, ban),
            fault('video_view_count', video_view_count, views, 0, 1000000000000000),
            fault('video_like_count', video_like_count, likes, 0, 1000000000000000),
            fault('video_share_count', video_share_count, shares, 0, 1000000000000000),
            fault('video_download_count', video_download_count, downloads, 0, 1000000000000000),
            fault('video_comment_count', video_comment_count, comments, 0, 1000000000000000)
        ], lambda reason: reason is not null)
    end as reasons,
    case
        when
            running_number is not distinct from raw_running_number
            and raw_running_number is not distinct from running::varchar
            and raw_video_id = id::varchar and raw_video_duration_sec = duration::varchar
            and raw_video_transcription_text = video_transcription_text
            and raw_claim_status is not distinct from claim and raw_verified_status = verified
            and raw_author_ban_status = ban and raw_video_view_count = views::varchar
            and raw_video_like_count = likes::varchar and raw_video_share_count = shares::varchar
            and raw_video_download_count = downloads::varchar and raw_video_comment_count = comments::varchar
            then []::varchar[]
        else list_filter([
            repair('running_number', running_number, raw_running_number),
            repair('claim_status', claim_status, raw_claim_status),
            repair('video_id', video_id, raw_video_id),
            repair('video_duration_sec', video_duration_sec, raw_video_duration_sec),
            repair('video_transcription_text', video_transcription_text, raw_video_transcription_text),
            repair('verified_status', verified_status, raw_verified_status),
            repair('author_ban_status', author_ban_status, raw_author_ban_status),
            repair('video_view_count', video_view_count, raw_video_view_count),
            repair('video_like_count', video_like_count, raw_video_like_count),
            repair('video_share_count', video_share_count, raw_video_share_count),
            repair('video_download_count', video_download_count, raw_video_download_count),
            repair('video_comment_count', video_comment_count, raw_video_comment_count),
            decimals('running_number', running_number),
            decimals('video_id', video_id),
            decimals('video_duration_sec', video_duration_sec),
            decimals('video_view_count', video_view_count),
            decimals('video_like_count', video_like_count),
            decimals('video_share_count', video_share_count),
            decimals('video_download_count', video_download_count),
            decimals('video_comment_count', video_comment_count),
            spelt('claim_status', claim_status, claim),
            spelt('verified_status', verified_status, verified),
            spelt('author_ban_status', author_ban_status, ban)
        ], lambda repair: repair is not null)
    end as repairs
from typed;

-- The rows whose video is in more than one row, with their states.
create table repeated_rows as
with

well_formed as (
    select * exclude (running_number, repairs) from input_rows
    where len(reasons) = 0
),

repeated as (
    select
        row_number,
        video_id,
        hash(*columns(* exclude (row_number, reasons))) as content_hash
    from well_formed
    semi join (select video_id from well_formed group by video_id having count(*) > 1) using (video_id)
),

compared as (
    select
        row_number,
        min(content_hash) over same_video != max(content_hash) over same_video as is_contradicted,
        row_number > min(row_number) over same_video as repeats_earlier_row
    from repeated
    window same_video as (partition by video_id)
)

select
    row_number,
    case when is_contradicted then 'rejected' when repeats_earlier_row then 'duplicate' else 'accepted' end as row_state,
    if(is_contradicted, ['video_id stands in this file with other contents'], []::varchar[]) as reasons
from compared;

create view video_rows as
select
    input_rows.* exclude (reasons),
    if(len(input_rows.reasons) > 0, 'rejected', coalesce(repeated_rows.row_state, 'accepted')) as row_state,
    coalesce(repeated_rows.reasons, input_rows.reasons) as reasons
from input_rows
left join repeated_rows using (row_number);

create table videos as
select
    video_id,
    running_number,
    claim_status,
    claim_status = 'claim' as is_claim,
    verified_status,
    verified_status = 'verified' as is_verified,
    author_ban_status,
    author_ban_status = 'active' as is_author_active,
    author_ban_status = 'under review' as is_author_under_review,
    author_ban_status = 'banned' as is_author_banned,
    video_duration_sec,
    video_transcription_text,
    length(video_transcription_text) as transcription_length,
    columns('video_.*_count'),
    video_like_count / nullif(video_view_count, 0) as like_rate,
    video_share_count / nullif(video_view_count, 0) as share_rate,
    video_download_count / nullif(video_view_count, 0) as download_rate,
    video_comment_count / nullif(video_view_count, 0) as comment_rate,
    row_number
from video_rows
where row_state = 'accepted';

create table rejected_rows as
select
    video_rows.row_number,
    raw.* exclude (file_row_number),
    video_rows.reasons
from read_parquet(getvariable('videos'), file_row_number = true) as raw
inner join video_rows on raw.file_row_number + 1 = video_rows.row_number
where video_rows.row_state = 'rejected'
order by video_rows.row_number;

create table data_quality as
with

counts as (
    select
        count(*) as rows_read,
        count(*) filter (where row_state = 'accepted') as rows_accepted,
        count(*) filter (where row_state = 'rejected') as rows_rejected,
        count(*) filter (where row_state = 'duplicate') as rows_duplicate,
        count(*) filter (where len(repairs) > 0) as rows_repaired
    from video_rows
)

select
    check_name,
    'all' as detail,
    row_count
from (unpivot counts on * into name check_name value row_count)
union all
select
    'rows_rejected_for' as check_name,
    detail,
    count(*) as row_count
from (select unnest(reasons) as detail from video_rows where row_state = 'rejected')
group by detail
union all
select
    'rows_repaired_by' as check_name,
    detail,
    count(*) as row_count
from (select unnest(repairs) as detail from video_rows)
group by detail;
