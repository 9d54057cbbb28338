{#-
    Every comparison of two groups: over all videos, and within each claim status, which claim statuses themselves are not.
    `column_a` and `column_b` name the groups within their stratum.
-#}
{% macro comparisons() -%}
    {%- set found = [] -%}
    {%- for stratum in ["all", "claim", "opinion"] -%}
        {%- for grouping, group_a, group_b in group_pairs() if stratum == "all" or grouping != "claim_status" -%}
            {%- do found.append({
                "stratum": stratum,
                "grouping": grouping,
                "group_a": group_a,
                "group_b": group_b,
                "column_a": (stratum ~ "__" ~ group_a) | replace(" ", "_"),
                "column_b": (stratum ~ "__" ~ group_b) | replace(" ", "_"),
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- The compared groups by the name of their column, each with the condition under which a video belongs to it. -#}
{% macro compared_groups() -%}
    {%- set found = {} -%}
    {%- for comparison in comparisons() -%}
        {%- for side in ["a", "b"] -%}
            {%- set in_group = comparison.grouping ~ " = '" ~ comparison["group_" ~ side] ~ "'" -%}
            {%- set in_stratum = "" if comparison.stratum == "all" else " and claim_status = '" ~ comparison.stratum ~ "'" -%}
            {%- do found.update({comparison["column_" ~ side]: in_group ~ in_stratum}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
