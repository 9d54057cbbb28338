{#- First of all: which files are set aside, so that the release is not complete. -#}
{% macro summarise_files_set_aside(data_quality, facts) -%}
    {%- set files = run_query(
        "select file_kind, source_file, detail from " ~ data_quality
        ~ " where check_name = 'files_quarantined' order by file_kind, source_file"
    ).rows -%}
    {%- do facts.update({'is_complete': not files}) -%}
    {%- if files -%}
        {%- set shown = 10 if files | length <= 10 else 9 -%}
        {%- set (noun, verb) = ("file", "is") if files | length == 1 else ("files", "are") -%}
        {%- set named = [] -%}
        {%- for file in files -%}
            {%- do named.append(file.source_file ~ " (" ~ file.detail ~ ")") -%}
        {%- endfor -%}
        {%- do facts.summary_warnings.append(
            "not complete: {} input {} cannot be read and {} set aside: {}{} (CLM-048)".format(
                files | length, noun, verb, named[:shown] | join(", "),
                " and {} more".format(files | length - shown) if files | length > shown else ""
            )
        ) -%}
        {%- do log_summary_line(
            "Not complete", "{:>9,}  {} cannot be read and {} set aside:".format(files | length, noun, verb)
        ) -%}
        {#- In full, however long: part of a path is no name. -#}
        {%- for name in named[:shown] -%}
            {%- do log(" " * 13 ~ name, info=true) -%}
        {%- endfor -%}
        {%- if files | length > shown -%}
            {%- do log(" " * 13 ~ "and {} more in data_quality".format(files | length - shown), info=true) -%}
        {%- endif -%}
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
        {%- do facts.summary_warnings.append("{} files are gone since the last release (CLM-081)".format(files | length)) -%}
        {%- do log_summary_line("Files gone", "{:>9,}  since the last release, with accepted rows:".format(files | length)) -%}
    {%- endif -%}
    {%- set shown = 10 if files | length <= 10 else 9 -%}
    {#- In full, however long: part of a path is no name. -#}
    {%- for file in files[:shown] -%}
        {%- do log("  {:>9,}  {}".format(file.released_rows | int, file.source_file), info=true) -%}
    {%- endfor -%}
    {%- if files -%}
        {%- do facts.summary_warnings.append(
            "input files of the last release that are gone: {} ({}{}) (CLM-081)".format(
                files | length, (files | map(attribute="source_file") | list)[:shown] | join(", "),
                " and {} more".format(files | length - shown) if files | length > shown else ""
            )
        ) -%}
    {%- endif -%}
    {%- if files | length > shown -%}
        {%- do log(" " * 13 ~ "and {} more in release.released_files of the build file".format(files | length - shown), info=true) -%}
    {%- endif -%}
{%- endmacro %}


{% macro log_counted_line(count, text) -%}
    {%- do log("  {:>9,}  {}".format(count | int, text | truncate(57, true)), info=true) -%}
{%- endmacro %}
