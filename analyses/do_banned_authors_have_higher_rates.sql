-- Do banned authors and those under review get more likes, shares and comments per view than active ones?
-- As with views, the answer over all videos need not be the answer within a claim status.
with

over_all as (
    select
        'all' as stratum,
        author_ban_status,
        median_like_rate,
        median_share_rate,
        median_comment_rate
    from marts.engagement_by_author_ban_status
),

within_claim_status as (
    select
        claim_status as stratum,
        author_ban_status,
        median_like_rate,
        median_share_rate,
        median_comment_rate
    from marts.engagement_by_claim_and_ban_status
)

select * from over_all
union all
select * from within_claim_status
order by stratum, author_ban_status
