{#-
    The pairs of groups that are compared, by grouping. The first of a pair is the group whose values the document supposes
    to be the greater.
-#}
{% macro group_pairs() -%}
    {{ return([
        ("claim_status", "claim", "opinion"),
        ("verified_status", "not verified", "verified"),
        ("author_ban_status", "banned", "active"),
        ("author_ban_status", "under review", "active"),
        ("author_ban_status", "banned", "under review"),
    ]) }}
{%- endmacro %}
