{#-
    What a whole build came to, told at its end in lines that fit into 80 columns beside the time that dbt puts before
    each. A build whose last node did not succeed, or that published nothing, has told why by then.
-#}
{% macro build_summary(results) -%}
    {%- if execute and flags.WHICH == 'build' -%}
        {%- set tables = {} -%}
        {%- for result in results if result.status == 'success' -%}
            {%- do tables.update({result.node.name: result.node.relation_name}) -%}
        {%- endfor -%}
        {%- if 'published_snapshot' in tables -%}
            {%- set publications = run_query(
                "select distinct publication_id, is_new_publication, published_file from " ~ tables.published_snapshot
            ) -%}
            {%- for publication in publications.rows -%}
                {%- do log("", info=true) -%}
                {%- do summarise_deliveries(tables.data_quality, tables.publications) -%}
                {%- do summarise_skipped_files(tables.data_quality) -%}
                {%- do summarise_files_that_are_gone(tables.released_files) -%}
                {%- do summarise_predictions(tables.int_champions, tables.review_queue) -%}
                {%- do summarise_publication(publication) -%}
                {%- do log("", info=true) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{% macro summarise_deliveries(data_quality, publications) -%}
    {%- set inputs = run_query("select input_kind from " ~ publications ~ " where is_this").rows -%}
    {%- if inputs[0].input_kind == 'simulated' -%}
        {%- do log_summary_line("Input", "the shipped sample, which is simulated") -%}
    {%- endif -%}
    {%- set counts = run_query(
        "select file_kind, check_name, detail, sum(row_count) as row_count from " ~ data_quality
        ~ " group by all order by row_count desc, detail"
    ).rows -%}
    {%- for file_kind, noun in {'videos': 'Rows', 'user_reports': 'Report rows', 'reviews': 'Decisions'}.items() -%}
        {%- do summarise_rows(noun, counts | selectattr('file_kind', 'equalto', file_kind) | list) -%}
    {%- endfor -%}
{%- endmacro %}


{% macro summarise_rows(noun, counts) -%}
    {%- for state in ['delivered', 'accepted', 'duplicate', 'superseded', 'rejected'] -%}
        {%- for row in counts if row.check_name == "rows_" ~ state
            and (row.row_count or state in ['delivered', 'accepted', 'rejected']) -%}
            {%- do log_summary_line(noun ~ " " ~ state, "{:>9,}".format(row.row_count | int)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {#- The line that would count one more reason tells it. -#}
    {%- set reasons = counts | selectattr('check_name', 'equalto', 'rows_rejected_for') | list -%}
    {%- set told = 6 if reasons | length <= 6 else 5 -%}
    {%- for row in reasons[:told] -%}
        {%- do log("  {:>9,}  {}".format(row.row_count | int, row.detail | truncate(57, true)), info=true) -%}
    {%- endfor -%}
    {%- if reasons | length > told -%}
        {%- do log(" " * 13 ~ "and {} more in data_quality".format(reasons | length - told), info=true) -%}
    {%- endif -%}
{%- endmacro %}


{% macro summarise_predictions(champions, review_queue) -%}
    {%- for champion in run_query("select * from " ~ champions ~ " order by moment desc").rows -%}
        {%- do log_summary_line("Champion " ~ champion.moment | replace("_", " "), champion.model_name) -%}
        {%- if champion.validation_recall is none or champion.validation_precision is none -%}
            {%- do log_summary_line("", "not measurable on the validation rows: too few claims") -%}
        {%- else -%}
            {%- do log_summary_line("", "validation recall {:.4f}, precision {:.4f}".format(
                champion.validation_recall | float, champion.validation_precision | float
            )) -%}
        {%- endif -%}
    {%- else -%}
        {%- do log_summary_line("Champion", "none can be estimated from these videos") -%}
    {%- endfor -%}
    {%- set queue = run_query(
        "select count(*) as videos, count(*) filter (where is_selected_for_review) as selected from " ~ review_queue
    ).rows[0] -%}
    {%- do log_summary_line("Review queue", "{:,} videos, {:,} selected".format(queue.videos | int, queue.selected | int)) -%}
{%- endmacro %}


{% macro summarise_publication(publication) -%}
    {%- if publication.is_new_publication -%}
        {%- do log_summary_line("Published", publication.publication_id) -%}
    {%- else -%}
        {%- do log("Unchanged: publication " ~ publication.publication_id ~ " stays", info=true) -%}
    {%- endif -%}
    {%- do log("  " ~ publication.published_file, info=true) -%}
    {%- do log("  " ~ publication.published_file | replace("claims.duckdb", "dashboard/index.html"), info=true) -%}
{%- endmacro %}


{% macro log_summary_line(label, text) -%}
    {%- do log("{:<28}{}".format(label, text), info=true) -%}
{%- endmacro %}
