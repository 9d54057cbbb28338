{#-
    The rows of a relation over all videos, and again within each claim status, marked by `stratum`. Unlabelled videos
    count overall only.
-#}
{% macro strata(relation) %}
    select
        'all' as stratum,
        *
    from {{ relation }}
    union all
    select
        claim_status as stratum,
        *
    from {{ relation }}
    where claim_status != 'unlabelled'
{% endmacro %}

{#- The groupings whose groups are compared, and the condition under which a row of the strata belongs to one. -#}
{% macro groupings() -%}
    {{ return([
        ("claim_status", "stratum = 'all' and claim_status != 'unlabelled'"),
        ("verified_status", "true"),
        ("author_ban_status", "true"),
    ]) }}
{%- endmacro %}
