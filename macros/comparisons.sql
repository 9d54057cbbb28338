{#-
    Every group of videos by claim status, verified status or ban status of the author, and by claim status together with one
    of the others; a status that is none does not matter. `name` is the group's name in columns.
-#}
{% macro video_groups() -%}
    {%- set found = [] -%}
    {%- for claim_status in [none, "claim", "opinion", "unlabelled"] -%}
        {%- for verified_status, author_ban_status in [
            (none, none), ("verified", none), ("not verified", none), (none, "active"), (none, "banned"), (none, "under review")
        ] -%}
            {%- if claim_status or verified_status or author_ban_status -%}
                {%- do found.append({
                    "name": group_name(claim_status, verified_status or author_ban_status),
                    "claim_status": claim_status,
                    "verified_status": verified_status,
                    "author_ban_status": author_ban_status,
                }) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{% macro group_name(claim_status, author_status) -%}
    {{ return(((claim_status or "all") ~ "__" ~ (author_status or "all")) | replace(" ", "_")) }}
{%- endmacro %}

{#-
    Every comparison of two groups: over all videos, and within each claim status, which claim statuses themselves are not.
    `name_a` and `name_b` are the groups' names in columns.
-#}
{% macro comparisons() -%}
    {%- set found = [] -%}
    {%- for stratum in ["all", "claim", "opinion"] -%}
        {%- for grouping, group_a, group_b in group_pairs() if stratum == "all" or grouping != "claim_status" -%}
            {%- set is_by_claim = grouping == "claim_status" -%}
            {%- do found.append({
                "stratum": stratum,
                "grouping": grouping,
                "group_a": group_a,
                "group_b": group_b,
                "name_a": group_name(group_a, none) if is_by_claim else group_name(stratum, group_a),
                "name_b": group_name(group_b, none) if is_by_claim else group_name(stratum, group_b),
            }) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#-
    What is counted once so that every group's number follows from it: by claim status, all videos and those of three of the
    author's statuses. The other two are the rest.
-#}
{% macro counted_groups() -%}
    {%- set found = {} -%}
    {%- for claim_status in ["claim", "opinion", "unlabelled"] -%}
        {%- set of_claim = "coalesce(claim_status, 'unlabelled') = '" ~ claim_status ~ "'" -%}
        {%- do found.update({group_name(claim_status, none): of_claim}) -%}
        {%- for column_name, status in [
            ("verified_status", "verified"), ("author_ban_status", "banned"), ("author_ban_status", "under review")
        ] -%}
            {%- do found.update({group_name(claim_status, status): of_claim ~ " and " ~ column_name ~ " = '" ~ status ~ "'"}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- The number of a group as an expression of what was counted, in columns that begin with `prefix`. -#}
{% macro number_in_group(group, prefix) -%}
    {%- set terms = [] -%}
    {%- for claim_status in ([group.claim_status] if group.claim_status else ["claim", "opinion", "unlabelled"]) -%}
        {%- set all_of_claim = prefix ~ group_name(claim_status, none) -%}
        {%- set of_status = prefix ~ group_name(claim_status, group.verified_status or group.author_ban_status) -%}
        {%- if group.verified_status == "not verified" -%}
            {%- do terms.append(all_of_claim ~ " - " ~ prefix ~ group_name(claim_status, "verified")) -%}
        {%- elif group.author_ban_status == "active" -%}
            {%- do terms.append(
                all_of_claim ~ " - " ~ prefix ~ group_name(claim_status, "banned")
                ~ " - " ~ prefix ~ group_name(claim_status, "under review")
            ) -%}
        {%- else -%}
            {%- do terms.append(of_status) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ terms | join(" + ") }}
{%- endmacro %}
