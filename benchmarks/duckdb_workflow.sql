-- The tables of a build that SQL makes, written by hand for one Parquet file without dates of delivery, so that no row
-- is superseded. The variable `videos` names the file. The last two tables need the scores of a build, attached as
-- `build`. `duckdb_workflow.py` runs one statement after the other.

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
create table delivered as
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

-- The rows whose video is delivered more than once, with their states.
create table repeated_rows as
with

well_formed as (
    select * exclude (running_number, repairs) from delivered
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
    delivered.* exclude (reasons),
    if(len(delivered.reasons) > 0, 'rejected', coalesce(repeated_rows.row_state, 'accepted')) as row_state,
    coalesce(repeated_rows.reasons, delivered.reasons) as reasons
from delivered
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
        count(*) as rows_delivered,
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
    unnest(reasons) as detail,
    count(*) as row_count
from video_rows
where row_state = 'rejected'
group by detail
union all
select
    'rows_repaired_by' as check_name,
    unnest(repairs) as detail,
    count(*) as row_count
from video_rows
where len(repairs) > 0
group by detail;

create macro profile_of_text(field) as {
    'data_type': 'text',
    'null_count': count(*) - count(field),
    'distinct_count': count(distinct field),
    'minimum': min(field),
    'maximum': max(field),
    'mean': null::double,
    'median': null::double,
    'skewness': null::double
};

create macro profile_of_number(field) as {
    'data_type': 'whole number',
    'null_count': count(*) - count(field),
    'distinct_count': count(distinct field),
    'minimum': min(field)::varchar,
    'maximum': max(field)::varchar,
    'mean': avg(field),
    'median': median(field),
    'skewness': case when min(field) != max(field) then skewness(field) end
};

-- A column after the other: the distinct values of all at once would not fit the memory.
create table column_profile as
select
    column_position,
    column_name,
    row_count,
    unnest(profile)
from (
    select 1 as column_position, '#' as column_name, count(*) as row_count, profile_of_number(running_number) as profile
    from delivered
    union all
    select 2, 'claim_status', count(*), profile_of_text(claim_status) from delivered
    union all
    select 3, 'video_id', count(*), profile_of_number(video_id) from delivered
    union all
    select 4, 'video_duration_sec', count(*), profile_of_number(video_duration_sec) from delivered
    union all
    select 5, 'video_transcription_text', count(*), profile_of_text(video_transcription_text) from delivered
    union all
    select 6, 'verified_status', count(*), profile_of_text(verified_status) from delivered
    union all
    select 7, 'author_ban_status', count(*), profile_of_text(author_ban_status) from delivered
    union all
    select 8, 'video_view_count', count(*), profile_of_number(video_view_count) from delivered
    union all
    select 9, 'video_like_count', count(*), profile_of_number(video_like_count) from delivered
    union all
    select 10, 'video_share_count', count(*), profile_of_number(video_share_count) from delivered
    union all
    select 11, 'video_download_count', count(*), profile_of_number(video_download_count) from delivered
    union all
    select 12, 'video_comment_count', count(*), profile_of_number(video_comment_count) from delivered
);

create view metrics as
select
    coalesce(claim_status, 'unlabelled') as claim_status,
    verified_status,
    author_ban_status,
    columns('video_.*_count'),
    columns('.*_rate')
from videos;

-- One table after the other: medians keep all values in memory.
create table engagement_by_author_ban_status as
select
    author_ban_status,
    count(*) as video_count,
    count(*) / sum(count(*)) over () as share_of_videos,
    avg(columns('.*_(count|rate)')) as 'mean_\0',
    median(columns('.*_(count|rate)')) as 'median_\0'
from metrics
group by all;

create table engagement_by_claim_and_ban_status as
select
    claim_status,
    author_ban_status,
    count(*) as video_count,
    count(*) / sum(count(*)) over () as share_of_videos,
    avg(columns('.*_(count|rate)')) as 'mean_\0',
    median(columns('.*_(count|rate)')) as 'median_\0'
from metrics
group by all;

create table engagement_by_claim_and_verified_status as
select
    claim_status,
    verified_status,
    count(*) as video_count,
    count(*) / sum(count(*)) over () as share_of_videos,
    avg(columns('.*_(count|rate)')) as 'mean_\0',
    median(columns('.*_(count|rate)')) as 'median_\0'
from metrics
group by all;

create table engagement_by_claim_status as
select
    claim_status,
    count(*) as video_count,
    count(*) / sum(count(*)) over () as share_of_videos,
    avg(columns('.*_(count|rate)')) as 'mean_\0',
    median(columns('.*_(count|rate)')) as 'median_\0'
from metrics
group by all;

create table engagement_by_verified_status as
select
    verified_status,
    count(*) as video_count,
    count(*) / sum(count(*)) over () as share_of_videos,
    avg(columns('.*_(count|rate)')) as 'mean_\0',
    median(columns('.*_(count|rate)')) as 'median_\0'
from metrics
group by all;

-- What the means are compared by: all groups in one pass.
create table moments as
with

groups as (
    select
        claim_status,
        verified_status,
        author_ban_status,
        grouping(claim_status) as is_over_all,
        case
            when grouping(verified_status) = 0 then 'verified_status'
            when grouping(author_ban_status) = 0 then 'author_ban_status'
            else 'claim_status'
        end as grouping_name,
        {'n': count(columns('.*_(count|rate)')), 'mean': avg(columns('.*_(count|rate)')),
            'variance': var_samp(columns('.*_(count|rate)'))}
    from metrics
    group by grouping sets (
        (claim_status), (verified_status), (author_ban_status), (claim_status, verified_status),
        (claim_status, author_ban_status)
    )
)

select
    grouping_name as grouping,
    if(is_over_all = 1 or grouping_name = 'claim_status', 'all', claim_status) as stratum,
    coalesce(verified_status, author_ban_status, claim_status) as group_name,
    metric,
    unnest(moments)
from (
    unpivot groups on columns('.*_(count|rate)') into name metric value moments
);

-- The sums of the placements of one group's values among another's, doubled so that they are whole numbers. Each
-- distinct value of a metric is ranked once, over all videos and within the claim status.
create table rank_sums as
with

metric_values as (
    unpivot (select * replace (video_view_count::double as video_view_count, video_like_count::double as video_like_count,
        video_share_count::double as video_share_count, video_download_count::double as video_download_count,
        video_comment_count::double as video_comment_count) from metrics)
    on columns('.*_(count|rate)') into name metric value metric_value
),

value_counts as (
    select
        if(grouping(claim_status) = 1, 'all', claim_status) as stratum,
        metric,
        metric_value,
        count(*) filter (where claim_status = 'claim') as claims,
        count(*) filter (where claim_status = 'opinion') as opinions,
        count(*) filter (where verified_status = 'not verified') as others,
        count(*) filter (where verified_status = 'verified') as verified,
        count(*) filter (where author_ban_status = 'active') as active,
        count(*) filter (where author_ban_status = 'under review') as reviewed,
        count(*) filter (where author_ban_status = 'banned') as banned
    from metric_values
    group by grouping sets ((metric, metric_value), (claim_status, metric, metric_value))
),

placed as (
    select
        stratum,
        metric,
        columns('claims|opinions|others|verified|active|reviewed|banned')::hugeint,
        2 * sum(columns('claims|opinions|others|verified|active|reviewed|banned')) over up_to_value
        - columns('claims|opinions|others|verified|active|reviewed|banned') as 'below_\0'
    from value_counts
    where stratum != 'unlabelled'
    window up_to_value as (
        partition by stratum, metric order by metric_value rows between unbounded preceding and current row
    )
)

select
    stratum,
    metric,
    unnest([
        {'grouping': 'claim_status', 'group_a': 'claim', 'group_b': 'opinion',
            'sum_a': sum(claims * below_opinions), 'squares_a': sum(claims * below_opinions * below_opinions),
            'sum_b': sum(opinions * below_claims), 'squares_b': sum(opinions * below_claims * below_claims)},
        {'grouping': 'verified_status', 'group_a': 'not verified', 'group_b': 'verified',
            'sum_a': sum(others * below_verified), 'squares_a': sum(others * below_verified * below_verified),
            'sum_b': sum(verified * below_others), 'squares_b': sum(verified * below_others * below_others)},
        {'grouping': 'author_ban_status', 'group_a': 'banned', 'group_b': 'active',
            'sum_a': sum(banned * below_active), 'squares_a': sum(banned * below_active * below_active),
            'sum_b': sum(active * below_banned), 'squares_b': sum(active * below_banned * below_banned)},
        {'grouping': 'author_ban_status', 'group_a': 'under review', 'group_b': 'active',
            'sum_a': sum(reviewed * below_active), 'squares_a': sum(reviewed * below_active * below_active),
            'sum_b': sum(active * below_reviewed), 'squares_b': sum(active * below_reviewed * below_reviewed)},
        {'grouping': 'author_ban_status', 'group_a': 'banned', 'group_b': 'under review',
            'sum_a': sum(banned * below_reviewed), 'squares_a': sum(banned * below_reviewed * below_reviewed),
            'sum_b': sum(reviewed * below_banned), 'squares_b': sum(reviewed * below_banned * below_banned)}
    ], recursive := true)
from placed
group by stratum, metric;

create table group_comparisons as
select
    rank_sums.grouping,
    rank_sums.stratum,
    rank_sums.metric,
    rank_sums.group_a,
    rank_sums.group_b,
    a.n as n_a,
    a.mean as mean_a,
    a.variance as variance_a,
    (a.n * squares_a - sum_a * sum_a) / nullif(4::hugeint * a.n * (a.n - 1) * b.n * b.n, 0) as placement_variance_a,
    b.n as n_b,
    b.mean as mean_b,
    b.variance as variance_b,
    (b.n * squares_b - sum_b * sum_b) / nullif(4::hugeint * b.n * (b.n - 1) * a.n * a.n, 0) as placement_variance_b,
    (sum_a - a.n * b.n) / nullif(a.n * b.n, 0) as cliffs_delta
from rank_sums
inner join moments as a
    on
        rank_sums.grouping = a.grouping and rank_sums.stratum = a.stratum and rank_sums.metric = a.metric
        and rank_sums.group_a = a.group_name
inner join moments as b
    on
        rank_sums.grouping = b.grouping and rank_sums.stratum = b.stratum and rank_sums.metric = b.metric
        and rank_sums.group_b = b.group_name;
