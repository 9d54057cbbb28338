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
                {%- do summarise_deliveries(tables.data_quality) -%}
                {%- do summarise_predictions(tables.int_champions, tables.review_queue) -%}
                {%- do summarise_publication(publication) -%}
                {%- do log("", info=true) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{% macro summarise_deliveries(data_quality) -%}
    {%- set counts = run_query(
        "select check_name, detail, sum(row_count) as row_count from " ~ data_quality ~ " where file_kind = 'videos' "
        ~ "group by all order by row_count desc, detail"
    ).rows -%}
    {%- set always_told = ['rows_delivered', 'rows_accepted', 'rows_rejected'] -%}
    {%- for state, label in {
        'rows_delivered': 'Rows delivered',
        'rows_accepted': 'Rows accepted',
        'rows_duplicate': 'Rows duplicate',
        'rows_superseded': 'Rows superseded',
        'rows_rejected': 'Rows rejected',
    }.items() -%}
        {%- for row in counts if row.check_name == state and (row.row_count or state in always_told) -%}
            {%- do log_summary_line(label, "{:>9,}".format(row.row_count | int)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set reasons = counts | selectattr('check_name', 'equalto', 'rows_rejected_for') | list -%}
    {%- for row in reasons[:5] -%}
        {%- do log("  {:>9,}  {}".format(row.row_count | int, row.detail | truncate(57, true)), info=true) -%}
    {%- endfor -%}
    {%- if reasons | length > 5 -%}
        {%- do log(" " * 13 ~ "and {} more in data_quality".format(reasons | length - 5), info=true) -%}
    {%- endif -%}
{%- endmacro %}


{% macro summarise_predictions(champions, review_queue) -%}
    {%- for champion in run_query("select * from " ~ champions ~ " order by moment desc").rows -%}
        {%- do log_summary_line("Champion " ~ champion.moment | replace("_", " "), champion.model_name) -%}
        {%- do log_summary_line("", "validation recall {:.4f}, precision {:.4f}".format(
            champion.validation_recall | float, champion.validation_precision | float
        )) -%}
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
