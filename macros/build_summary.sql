{#-
    The summary at the end of a build, in lines that fit into 80 columns beside the time that dbt puts before each:
    of a build that failed, or that was of a part, what there is to tell. `build_report_plugin` shows the lines with
    `--quiet` too, and gets the same as facts.
-#}
{% macro build_summary(results) -%}
    {%- if execute and flags.WHICH in ('build', 'run') -%}
        {%- set facts = {
            'refusal': release_refusal() | trim, 'warnings': warnings_of_tests(results), 'summary_warnings': [], 'counts': {},
        } -%}
        {%- set statuses = results | map(attribute='status') | map('string') | list -%}
        {%- set tables = {} -%}
        {%- for result in results if result.status == 'success' -%}
            {%- do tables.update({result.node.name: result.node.relation_name}) -%}
        {%- endfor -%}
        {%- if 'raw_accepted_files' in tables -%}
            {%- do facts.update({'video_files_sha256': run_query(
                "select distinct sha256 from " ~ tables.raw_accepted_files ~ " where file_kind = 'videos' order by sha256"
            ).columns[0].values() | list}) -%}
        {%- endif -%}
        {%- if flags.WHICH == 'build' -%}
            {%- do summarise(tables, facts) -%}
        {%- endif -%}
        {%- for warning in facts.warnings -%}
            {%- do log("Warning: " ~ warning, info=true) -%}
        {%- endfor -%}
        {%- if facts.refusal and 'error' not in statuses and 'fail' not in statuses -%}
            {%- do log("Nothing is released: " ~ facts.refusal ~ " (CLM-077).", info=true) -%}
        {%- endif -%}
        {%- do log("claims_warehouse build facts: " ~ tojson(facts)) -%}
    {%- endif -%}
{%- endmacro %}


{% macro summarise(tables, facts) -%}
    {%- set releases = [] -%}
    {%- if 'released_tables' in tables -%}
        {%- set releases = run_query(
            "select distinct release_id, is_new_release, released_file from " ~ tables.released_tables
        ).rows -%}
    {%- endif -%}
    {%- if releases or 'data_quality' in tables -%}
        {%- do log("", info=true) -%}
    {%- endif -%}
    {%- if 'data_quality' in tables -%}
        {%- do summarise_files_set_aside(tables.data_quality, facts) -%}
    {%- endif -%}
    {%- if releases and 'simulated' in run_query(
        "select input_kind from " ~ tables.releases ~ " where is_current"
    ).columns[0].values() -%}
        {%- do log_summary_line("Input", "the shipped sample, which is simulated") -%}
    {%- endif -%}
    {%- if 'data_quality_totals' in tables -%}
        {%- do summarise_input(tables.data_quality_totals, tables.last_release_files, facts) -%}
        {%- do summarise_skipped_files(tables.data_quality) -%}
    {%- endif -%}
    {%- if 'released_files' in tables -%}
        {%- do summarise_files_that_are_gone(tables.released_files, facts) -%}
    {%- endif -%}
    {%- if 'champions' in tables and 'review_queue_sizes' in tables -%}
        {%- do summarise_predictions(tables.champions, tables.model_registry, tables.review_queue_sizes) -%}
    {%- endif -%}
    {%- for release in releases -%}
        {%- do summarise_release(release) -%}
        {%- do facts.update({'is_new_release': release.is_new_release}) -%}
    {%- endfor -%}
    {%- if releases or 'data_quality' in tables -%}
        {%- do log("", info=true) -%}
    {%- endif -%}
{%- endmacro %}


{#- What tests warn of: a test says it in a column `warning`, or else is named. -#}
{% macro warnings_of_tests(results) -%}
    {%- set warnings = [] -%}
    {%- for result in results if result.status == 'warn' -%}
        {%- set found = run_query("select * from (\n" ~ engine_query(result.node.compiled_code) ~ "\n) as found limit 5") -%}
        {%- if 'warning' in found.column_names -%}
            {%- do warnings.extend(found.columns['warning'].values()) -%}
        {%- else -%}
            {%- do warnings.append(result.node.name ~ ": " ~ result.message ~ " (CLM-013)") -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(warnings) }}
{%- endmacro %}


{#- SQL of the project as the engine reads it, where dbt does not have it translated. -#}
{% macro engine_query(sql) -%}
    {{ return(adapter.dispatch('engine_query')(sql)) }}
{%- endmacro %}

{% macro default__engine_query(sql) -%}
    {{ return(sql) }}
{%- endmacro %}

{% macro spark__engine_query(sql) -%}
    {{ return(adapter.spark_query(sql)) }}
{%- endmacro %}


{#- Rows are rejected on most nights: more of them than in the release before are worth a warning. -#}
{% macro summarise_input(data_quality_totals, last_release_files, facts) -%}
    {%- set states = [
        'rows_read', 'rows_accepted', 'rows_duplicate', 'rows_superseded', 'rows_rejected',
    ] -%}
    {%- set counts = run_query(
        "select * from " ~ data_quality_totals ~ " order by row_count desc, detail"
    ).rows -%}
    {%- set rejected_before = dict(run_query(
        "select file_kind, sum(rejected_rows) from " ~ last_release_files ~ " group by file_kind"
    ).rows.values()) if last_release_files else {} -%}
    {%- for file_kind, noun in {
        'videos': 'Rows', 'user_reports': 'Report rows', 'reviews': 'Decisions', 'fact_checks': 'Fact-checks',
    }.items() -%}
        {%- set matching_counts = counts | selectattr('file_kind', 'equalto', file_kind) | list -%}
        {%- do summarise_rows(noun, matching_counts) -%}
        {%- set by_state = {} -%}
        {%- for state in states -%}
            {%- for row in matching_counts if row.check_name == state -%}
                {%- do by_state.update({state.removeprefix("rows_"): row.row_count | int}) -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- do facts.counts.update({file_kind: by_state}) if by_state -%}
        {%- set before = rejected_before.get(file_kind) -%}
        {%- if by_state.get('rejected', 0) > (before or 0) | int -%}
            {%- do facts.summary_warnings.append("{} of {} rows of {} are rejected{} (CLM-080)".format(
                by_state.rejected, by_state.read, file_kind,
                "" if before is none else ", " ~ (before | int) ~ " in the last release"
            )) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{% macro summarise_rows(noun, counts) -%}
    {%- for state in ['read', 'accepted', 'duplicate', 'superseded', 'rejected'] -%}
        {%- for row in counts if row.check_name == "rows_" ~ state
            and (row.row_count or state in ['read', 'accepted', 'rejected']) -%}
            {%- do log_summary_line(noun ~ " " ~ state, "{:>9,}".format(row.row_count | int)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {#- The line that would count one more reason tells it. -#}
    {%- set reasons = counts | selectattr('check_name', 'equalto', 'rows_rejected_for') | list -%}
    {%- set shown = 6 if reasons | length <= 6 else 5 -%}
    {%- for row in reasons[:shown] -%}
        {%- do log("  {:>9,}  {}".format(row.row_count | int, row.detail | truncate(57, true)), info=true) -%}
    {%- endfor -%}
    {%- if reasons | length > shown -%}
        {%- do log(" " * 13 ~ "and {} more in data_quality".format(reasons | length - shown), info=true) -%}
    {%- endif -%}
{%- endmacro %}


{#- The last sentences are the page's, which a test holds: no macro can call `sentences`. -#}
{% macro summarise_predictions(champions, model_registry, review_queue_sizes) -%}
    {%- for champion in run_query("select * from " ~ champions ~ " order by scoring_stage").rows -%}
        {%- do log_summary_line("Champion " ~ champion.scoring_stage | replace("_", " "), champion.model_name) -%}
        {%- if champion.use_code == 'chosen' and champion.baseline_measure_value is not none -%}
            {%- do log_summary_line("", "{} {:.4f}, baseline {:.4f}".format(
                champion.measure | replace("_", " "), champion.measure_value | float, champion.baseline_measure_value | float
            )) -%}
        {%- elif champion.use_code != 'chosen' -%}
            {#- A warning says why, with the figures. -#}
            {%- do log_summary_line("", "of an earlier release, not the model of this build") -%}
        {%- endif -%}
        {%- if loop.last and champion.scoring_stage == "at_upload" -%}
            {%- do log_summary_line("Champion with engagement", "none beats the one-line rule on views") -%}
        {%- endif -%}
    {%- else -%}
        {%- set trained = run_query("select 1 from " ~ model_registry ~ " where decision_threshold is not null limit 1").rows -%}
        {%- if trained -%}
            {%- do log("No model is better than chance here.", info=true) -%}
            {%- do log("The review queue is ranked by user reports and by views.", info=true) -%}
        {%- else -%}
            {%- do log_summary_line("Champion", "none can be estimated from these videos") -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for lane in run_query("select * from " ~ review_queue_sizes ~ " order by review_lane = 'priority' desc, review_lane").rows -%}
        {%- do log_summary_line(
            "Review queue" if lane.review_lane == "priority" else "Review queue, " ~ lane.review_lane,
            "{:,} {} of {:,} videos, {:,} selected".format(
                lane.item_count | int,
                "claims" if lane.claim_count == lane.item_count else "items",
                lane.video_count | int,
                lane.selected_count | int,
            )
        ) -%}
    {%- else -%}
        {%- do log_summary_line("Review queue", "0 claims, 0 selected") -%}
    {%- endfor -%}
{%- endmacro %}


{% macro summarise_release(release) -%}
    {%- if release.is_new_release -%}
        {%- do log_summary_line("Released", release.release_id) -%}
    {%- else -%}
        {%- do log("Unchanged: release " ~ release.release_id ~ " stays", info=true) -%}
    {%- endif -%}
    {%- do log("  " ~ release.released_file, info=true) -%}
    {%- do log("  " ~ release.released_file | replace("claims.duckdb", "dashboard/index.html"), info=true) -%}
{%- endmacro %}


{% macro log_summary_line(label, text) -%}
    {%- do log("{:<28}{}".format(label, text), info=true) -%}
{%- endmacro %}
