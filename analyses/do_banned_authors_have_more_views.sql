-- Do banned authors and those under review have more views than active ones?
-- Groups that post more claims may differ over all videos, and less, or the other way, within a claim status.
with

over_all as (
    select
        'all' as stratum,
        author_ban_status,
        video_count,
        median_video_view_count
    from marts.engagement_by_author_ban_status
),

within_claim_status as (
    select
        claim_status as stratum,
        author_ban_status,
        video_count,
        median_video_view_count
    from marts.engagement_by_claim_and_ban_status
)

select * from over_all
union all
select * from within_claim_status
order by stratum, author_ban_status
