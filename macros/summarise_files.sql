{#- First of all: which files are set aside, so that the release is not complete. -#}
{% macro summarise_files_set_aside(data_quality, facts) -%}
    {%- set files = run_query(
        "select file_kind, source_file, detail from " ~ data_quality
        ~ " where check_name = 'files_quarantined' order by file_kind, source_file"
    ).rows -%}
    {%- do facts.update({'is_complete': not files}) -%}
    {%- if files -%}
        {%- set (noun, verb) = ("file", "is") if files | length == 1 else ("files", "are") -%}
        {%- set named = [] -%}
        {%- for file in files -%}
            {%- do named.append(file.source_file ~ " (" ~ file.detail ~ ")") -%}
        {%- endfor -%}
        {%- do keep_ten(named, "data_quality") -%}
        {%- do facts.summary_warnings.append(
            "not complete: {} input {} cannot be read and {} set aside: {} (CLM-048)".format(
                files | length, noun, verb, named | join(", ")
            )
        ) -%}
        {%- do log_summary_line(
            "Not complete", "{:>9,}  {} cannot be read and {} set aside:".format(files | length, noun, verb)
        ) -%}
        {%- for name in named -%}
            {%- do log(" " * 13 ~ name, info=true) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}


{#- Leaves ten names in a list at most, in full, however long, since part of a path is no name. -#}
{% macro keep_ten(names, place='') -%}
    {%- set left_out = names | length - 9 if names | length > 10 else 0 -%}
    {%- for _ in range(left_out) -%}
        {%- do names.pop() -%}
    {%- endfor -%}
    {%- if left_out -%}
        {%- do names.append("and {} more".format(left_out) ~ (" in " ~ place if place else "")) -%}
    {%- endif -%}
{%- endmacro %}


{#- Which files a rule skips, and which are gone since the last release, for the summary of a build. -#}
{% macro summarise_skipped_files(data_quality) -%}
    {%- set rules = run_query(
        "select detail, count(*) as file_count, min(source_file) as first_file from " ~ data_quality
        ~ " where check_name = 'files_skipped' group by detail order by file_count desc, detail"
    ).rows -%}
    {%- if rules -%}
        {%- do log_summary_line("Files skipped", "{:>9,}".format(rules | sum(attribute="file_count") | int)) -%}
    {%- endif -%}
    {%- for rule in rules -%}
        {%- set files = rule.first_file ~ (", …" if rule.file_count > 1 else "") -%}
        {%- do log_counted_line(rule.file_count, rule.detail ~ ": " ~ files) -%}
    {%- endfor -%}
{%- endmacro %}


{% macro summarise_files_that_are_gone(released_files, facts) -%}
    {%- set files = run_query(
        "select source_file, released_rows from " ~ released_files
        ~ " where is_gone order by released_rows desc, source_file"
    ).rows -%}
    {%- if files -%}
        {%- set (paths, lines) = ([], []) -%}
        {%- for file in files -%}
            {%- do paths.append(file.source_file) -%}
            {%- do lines.append("{:>9,}  {}".format(file.released_rows | int, file.source_file)) -%}
        {%- endfor -%}
        {%- do keep_ten(paths) -%}
        {%- do keep_ten(lines, "release.released_files of the build file") -%}
        {%- do facts.summary_warnings.append(
            "input files of the last release that are gone: {} ({}) (CLM-081)".format(
                files | length, paths | join(", ")
            )
        ) -%}
        {%- do log_summary_line("Files gone", "{:>9,}  since the last release, with accepted rows:".format(files | length)) -%}
        {%- for line in lines -%}
            {%- do log("  " ~ line, info=true) -%}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}


{% macro log_counted_line(count, text) -%}
    {%- do log("  {:>9,}  {}".format(count | int, text | truncate(57, true)), info=true) -%}
{%- endmacro %}
