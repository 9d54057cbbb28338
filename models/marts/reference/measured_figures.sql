-- Each figure of the document, measured on the data at hand: one SELECT per figure or family of figures.
with

video_rows as (
    select * from {{ ref('int_video_rows') }}
),

videos as (
    select * from {{ ref('videos') }}
),

column_profile as (
    select * from {{ ref('column_profile') }}
),

by_claim_status as (
    select * from {{ ref('engagement_by_claim_status') }}
),

by_ban_status as (
    select * from {{ ref('engagement_by_author_ban_status') }}
),

by_claim_and_ban_status as (
    select * from {{ ref('engagement_by_claim_and_ban_status') }}
),

by_claim_and_verified_status as (
    select * from {{ ref('engagement_by_claim_and_verified_status') }}
),

welch_test as (
    select *
    from {{ ref('hypothesis_tests') }}
    where
        metric = 'video_view_count'
        and grouping = 'verified_status'
        and stratum = 'all'
        and alternative = 'greater'
        and test_name = 'welch_t'
),

coefficients as (
    select *
    from {{ ref('verified_status_coefficients') }}
    where evaluation_scheme = 'reference'
),

regression_report as (
    select *
    from {{ ref('model_evaluations') }}
    where model_name = 'verified_status_regression' and evaluation_scheme = 'reference' and split = 'test'
),

classifier_report as (
    select *
    from {{ ref('model_evaluations') }}
    where model_name = 'random_forest' and threshold_rule = 'one_half' and split = 'test'
),

importances as (
    select
        feature,
        row_number() over (order by importance desc, feature) as importance_rank
    from {{ ref('feature_importances') }}
    where model_name = 'random_forest' and importance_kind = 'impurity'
),

preparation as (
    select
        'row_count' as figure,
        cast(count(*) as double) as measured_value
    from video_rows
    union all
    select
        'column_count' as figure,
        count(*) as measured_value
    from column_profile
    union all
    select
        'rows_with_nulls' as figure,
        count(*) as measured_value
    from video_rows
    where
        false
        {% for column_name in raw_video_columns() -%}
        or {{ column_name }} is null
        {% endfor %}
    union all
    select
        'duplicate_rows' as figure,
        count(*) filter (where row_state = 'duplicate') as measured_value
    from video_rows
    union all
    select
        claim_status || '_count' as figure,
        video_count as measured_value
    from by_claim_status
    where claim_status != 'unlabelled'
    {% for action in ['view', 'like', 'comment', 'share'] -%}
    union all
    select
        '{{ action }}s_are_right_skewed' as figure,
        cast(skewness > 0 as integer) as measured_value
    from column_profile
    where column_name = 'video_{{ action }}_count'
    {% endfor -%}
    -- If several files number their rows from 1, none is the document's first row.
    {% for action in ['like', 'share', 'comment'] -%}
    union all
    select
        '{{ action }}_rate_of_row_' || running_number as figure,
        max({{ action }}_rate) as measured_value
    from videos
    where running_number between 1 and 3
    group by running_number
    having count(*) = 1
    {% endfor %}
),

exploration as (
    {% for average in ['mean', 'median'] -%}
    select
        'claims_have_more_{{ average }}_views' as figure,
        cast(claims.{{ average }}_video_view_count > opinions.{{ average }}_video_view_count as integer)
            as measured_value
    from by_claim_status as claims
    inner join by_claim_status as opinions on claims.claim_status = 'claim' and opinions.claim_status = 'opinion'
    union all
    {% endfor -%}
    select
        'claims_have_fewer_verified_authors' as figure,
        cast(claims.video_count < opinions.video_count as integer) as measured_value
    from by_claim_and_verified_status as claims
    inner join by_claim_and_verified_status as opinions
        on
            claims.claim_status = 'claim'
            and opinions.claim_status = 'opinion'
            and claims.verified_status = 'verified'
            and opinions.verified_status = 'verified'
    {% for ban_status, figure in [('banned', 'banned_authors'), ('under review', 'authors_under_review')] -%}
    union all
    select
        'claims_have_more_{{ figure }}' as figure,
        cast(claims.video_count > opinions.video_count as integer) as measured_value
    from by_claim_and_ban_status as claims
    inner join by_claim_and_ban_status as opinions
        on
            claims.claim_status = 'claim'
            and opinions.claim_status = 'opinion'
            and claims.author_ban_status = '{{ ban_status }}'
            and opinions.author_ban_status = '{{ ban_status }}'
    {% endfor -%}
    {% for metric, figure in [
        ('video_view_count', 'more_median_views'),
        ('like_rate', 'higher_median_like_rate'),
        ('share_rate', 'higher_median_share_rate'),
        ('comment_rate', 'higher_median_comment_rate'),
    ] -%}
    union all
    select
        replace(sanctioned.author_ban_status, ' ', '_') || '_have_{{ figure }}' as figure,
        cast(sanctioned.median_{{ metric }} > active.median_{{ metric }} as integer) as measured_value
    from by_ban_status as sanctioned
    inner join by_ban_status as active
        on active.author_ban_status = 'active' and sanctioned.author_ban_status != 'active'
    {% endfor %}
),

-- The document's level is 5%, whatever the variable `significance_level` says.
hypothesis_test as (
    {% for figure, column_name in [
        ('mean_views_not_verified', 'mean_a'),
        ('mean_views_verified', 'mean_b'),
        ('t_statistic', 'statistic'),
        ('t_critical_value', 'case when significance_level = 0.05 then critical_value end'),
        ('t_test_rejects_null', 'cast(p_value < 0.05 as integer)'),
    ] -%}
    select
        '{{ figure }}' as figure,
        {{ column_name }} as measured_value
    from welch_test
    {{ "union all" if not loop.last }}
    {% endfor %}
),

regression as (
    select
        replace(class_label, ' ', '_') || '_' || metric as figure,
        metric_value as measured_value
    from regression_report
    where class_label != 'all'
    union all
    select
        'regression_' || metric as figure,
        metric_value as measured_value
    from regression_report
    where metric in ('accuracy', 'roc_auc')
    union all
    select
        'macro_' || metric as figure,
        avg(metric_value) as measured_value
    from regression_report
    where metric in ('precision', 'recall', 'f1')
    group by metric
    union all
    select
        'weighted_' || report.metric as figure,
        sum(report.metric_value * supports.metric_value) / sum(supports.metric_value) as measured_value
    from regression_report as report
    inner join regression_report as supports
        on report.class_label = supports.class_label and supports.metric = 'support'
    where report.metric in ('precision', 'recall', 'f1')
    group by report.metric
    union all
    select
        'coefficient_' || term as figure,
        coefficient as measured_value
    from coefficients
    where term != 'intercept'
    union all
    select
        'duration_odds_ratio_per_second' as figure,
        odds_ratio as measured_value
    from coefficients
    where term = 'video_duration_sec'
),

classifier as (
    select
        'classifier_' || metric as figure,
        metric_value as measured_value
    from classifier_report
    where metric = 'accuracy' or (class_label = 'claim' and metric in ('precision', 'recall'))
    union all
    select
        'classifier_test_rows' as figure,
        metric_value as measured_value
    from classifier_report
    where metric = 'row_count'
    union all
    select
        'importances_are_views_likes_shares_downloads' as figure,
        cast(
            {% for action in ['view', 'like', 'share', 'download'] -%}
            {{ "and " if not loop.first }}
            max(feature) filter (where importance_rank = {{ loop.index }}) = 'video_{{ action }}_count'
            {% endfor -%}
            as integer
        ) as measured_value
    from importances
)

select * from preparation
union all
select * from exploration
union all
select * from hypothesis_test
union all
select * from regression
union all
select * from classifier
