-- The profile, engagement by group, and what the comparisons of groups are computed from.

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
    from input_rows
    union all
    select 2, 'claim_status', count(*), profile_of_text(claim_status) from input_rows
    union all
    select 3, 'video_id', count(*), profile_of_number(video_id) from input_rows
    union all
    select 4, 'video_duration_sec', count(*), profile_of_number(video_duration_sec) from input_rows
    union all
    select 5, 'video_transcription_text', count(*), profile_of_text(video_transcription_text) from input_rows
    union all
    select 6, 'verified_status', count(*), profile_of_text(verified_status) from input_rows
    union all
    select 7, 'author_ban_status', count(*), profile_of_text(author_ban_status) from input_rows
    union all
    select 8, 'video_view_count', count(*), profile_of_number(video_view_count) from input_rows
    union all
    select 9, 'video_like_count', count(*), profile_of_number(video_like_count) from input_rows
    union all
    select 10, 'video_share_count', count(*), profile_of_number(video_share_count) from input_rows
    union all
    select 11, 'video_download_count', count(*), profile_of_number(video_download_count) from input_rows
    union all
    select 12, 'video_comment_count', count(*), profile_of_number(video_comment_count) from input_rows
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
create table scoring_stages as
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
    unnest(scoring_stages)
from (
    unpivot groups on columns('.*_(count|rate)') into name metric value scoring_stages
);

create macro rank_sums_of(grouping_name, stratum, group_a, group_b, a, below_a, b, below_b) as {
    'grouping': grouping_name,
    'stratum': stratum,
    'group_a': group_a,
    'group_b': group_b,
    'sum_a': sum(a * below_b),
    'squares_a': sum(a * below_b * below_b),
    'sum_b': sum(b * below_a),
    'squares_b': sum(b * below_a * below_a)
};

-- The sums of the placements of one group's values among another's, doubled so that they are whole numbers. Each
-- distinct value of a metric is met once for all pairs.
create table rank_sums as
with

metric_values as (
    unpivot (
        select
            claim_status,
            verified_status,
            author_ban_status,
            columns('.*_(count|rate)')::double
        from metrics
    )
    on columns('.*_(count|rate)') into name metric value metric_value
),

value_counts as (
    select
        metric,
        metric_value,
        count(*) filter (where claim_status = 'claim') as claims,
        count(*) filter (where claim_status = 'opinion') as opinions,
        count(*) filter (where verified_status = 'not verified') as others,
        count(*) filter (where verified_status = 'verified') as verified,
        count(*) filter (where author_ban_status = 'active') as active,
        count(*) filter (where author_ban_status = 'under review') as reviewed,
        count(*) filter (where author_ban_status = 'banned') as banned,
        count(*) filter (where verified_status = 'not verified' and claim_status = 'claim') as claim_others,
        count(*) filter (where verified_status = 'verified' and claim_status = 'claim') as claim_verified,
        count(*) filter (where author_ban_status = 'active' and claim_status = 'claim') as claim_active,
        count(*) filter (where author_ban_status = 'under review' and claim_status = 'claim') as claim_reviewed,
        count(*) filter (where author_ban_status = 'banned' and claim_status = 'claim') as claim_banned,
        count(*) filter (where verified_status = 'not verified' and claim_status = 'opinion') as opinion_others,
        count(*) filter (where verified_status = 'verified' and claim_status = 'opinion') as opinion_verified,
        count(*) filter (where author_ban_status = 'active' and claim_status = 'opinion') as opinion_active,
        count(*) filter (where author_ban_status = 'under review' and claim_status = 'opinion') as opinion_reviewed,
        count(*) filter (where author_ban_status = 'banned' and claim_status = 'opinion') as opinion_banned
    from metric_values
    group by metric, metric_value
),

placed as (
    select
        metric,
        columns(* exclude (metric, metric_value))::hugeint,
        2 * sum(columns(* exclude (metric, metric_value))) over up_to_value - columns(* exclude (metric, metric_value))
            as 'below_\0'
    from value_counts
    window up_to_value as (
        partition by metric order by metric_value rows between unbounded preceding and current row
    )
)

select
    metric,
    unnest([
        rank_sums_of('claim_status', 'all', 'claim', 'opinion', claims, below_claims, opinions, below_opinions),
        rank_sums_of('verified_status', 'all', 'not verified', 'verified', others, below_others, verified, below_verified),
        rank_sums_of('author_ban_status', 'all', 'banned', 'active', banned, below_banned, active, below_active),
        rank_sums_of('author_ban_status', 'all', 'under review', 'active', reviewed, below_reviewed, active, below_active),
        rank_sums_of('author_ban_status', 'all', 'banned', 'under review', banned, below_banned, reviewed, below_reviewed),
        rank_sums_of('verified_status', 'claim', 'not verified', 'verified', claim_others, below_claim_others, claim_verified, below_claim_verified),
        rank_sums_of('author_ban_status', 'claim', 'banned', 'active', claim_banned, below_claim_banned, claim_active, below_claim_active),
        rank_sums_of('author_ban_status', 'claim', 'under review', 'active', claim_reviewed, below_claim_reviewed, claim_active, below_claim_active),
        rank_sums_of('author_ban_status', 'claim', 'banned', 'under review', claim_banned, below_claim_banned, claim_reviewed, below_claim_reviewed),
        rank_sums_of('verified_status', 'opinion', 'not verified', 'verified', opinion_others, below_opinion_others, opinion_verified, below_opinion_verified),
        rank_sums_of('author_ban_status', 'opinion', 'banned', 'active', opinion_banned, below_opinion_banned, opinion_active, below_opinion_active),
        rank_sums_of('author_ban_status', 'opinion', 'under review', 'active', opinion_reviewed, below_opinion_reviewed, opinion_active, below_opinion_active),
        rank_sums_of('author_ban_status', 'opinion', 'banned', 'under review', opinion_banned, below_opinion_banned, opinion_reviewed, below_opinion_reviewed)
    ], recursive := true)
from placed
group by metric;

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
inner join scoring_stages as a
    on
        rank_sums.grouping = a.grouping and rank_sums.stratum = a.stratum and rank_sums.metric = a.metric
        and rank_sums.group_a = a.group_name
inner join scoring_stages as b
    on
        rank_sums.grouping = b.grouping and rank_sums.stratum = b.stratum and rank_sums.metric = b.metric
        and rank_sums.group_b = b.group_name;
