"""Five questions to the released file, with two charts: `make notebook` opens it, `python` prints the answers."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium")


@app.cell
def _():
    import os
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo

    # Where builds release: CLAIMS_HOME, or else the folder of the project.
    home = Path(os.environ.get("CLAIMS_HOME") or Path(__file__).resolve().parents[1]).expanduser()

    def ask(query):
        with duckdb.connect(home / "warehouse" / "claims.duckdb", read_only=True) as released:
            return released.sql(query).df()

    release = ask("select release_id, input_kind from marts.releases where is_current").iloc[0]
    mo.md(f"# Five questions\n\nRelease `{release.release_id}`, of {release.input_kind} videos.")
    return alt, ask, mo


@app.cell
def _(ask, mo):
    how_many = ask("""
        select prediction_state, count(*) as video_count, count(*) filter (where is_claim) as labelled_claim_count
        from marts.videos
        left join marts.claim_predictions as predictions
            on videos.video_id = predictions.video_id and predictions.scoring_stage = 'at_upload'
        group by prediction_state
        order by video_count desc
    """)
    mo.vstack([mo.md("## 1. How many videos does the model call claims, and how many are labelled so?"), how_many])
    return (how_many,)


@app.cell
def _(alt, ask, mo):
    views = ask("""
        select claim_status, percentile_5, percentile_25, percentile_50, percentile_75, percentile_95
        from marts.engagement_quantiles
        where metric = 'video_view_count' and "grouping" = 'all' and claim_status != 'all'
        order by claim_status
    """)
    status = alt.Y("claim_status:N", title=None)
    scale = alt.Scale(type="symlog")
    powers = alt.Axis(values=[0, *(10**power for power in range(1, 10))], labelExpr="format(datum.value, '~s')")
    views_chart = alt.layer(
        alt.Chart(views)
        .mark_rule()
        .encode(
            status,
            x=alt.X("percentile_5:Q", scale=scale, axis=powers, title="views: of 90% and half the videos; median"),
            x2="percentile_95:Q",
        ),
        alt.Chart(views)
        .mark_bar(size=14)
        .encode(status, x=alt.X("percentile_25:Q", scale=scale), x2="percentile_75:Q"),
        alt.Chart(views).mark_tick(color="white").encode(status, x=alt.X("percentile_50:Q", scale=scale)),
    ).properties(width=500, height=80)
    mo.vstack([mo.md("## 2. Do claims get more views than opinions?"), views_chart, views])
    return views, views_chart


@app.cell
def _(ask, mo):
    authors = ask("""
        select group_a, group_b, is_significant_all, is_significant_claim, is_significant_opinion, finding_code
        from marts.stratified_comparisons
        where metric = 'video_view_count' and test_name = 'welch_t'
        order by group_a, group_b
    """)
    mo.vstack(
        [mo.md("## 3. Which groups of authors differ in views, overall, within claims, and within opinions?"), authors]
    )
    return (authors,)


@app.cell
def _(alt, ask, mo):
    models = ask("""
        select model_name, scoring_stage, is_in_use, claim_f1, claim_f1_lower_bound, claim_f1_upper_bound,
            claim_recall, claim_precision
        from marts.model_scores
        order by claim_f1 desc, model_name
    """)
    name = alt.Y("model_name:N", title=None, sort=None)
    models_chart = alt.layer(
        alt.Chart(models)
        .mark_rule()
        .encode(
            name,
            x=alt.X("claim_f1_lower_bound:Q", title="F1 of claims, 95% interval", scale=alt.Scale(zero=False)),
            x2="claim_f1_upper_bound:Q",
        ),
        alt.Chart(models).mark_point(filled=True, opacity=1).encode(name, x="claim_f1:Q", color="is_in_use:N"),
    ).properties(width=500)
    mo.vstack([mo.md("## 4. How good is each model, and how sure is that?"), models_chart, models])
    return models, models_chart


@app.cell
def _(ask, mo):
    first_claims = ask("""
        select review_rank, claim_text, video_count, total_view_count, claim_probability
        from marts.review_queue
        where is_selected_for_review and review_lane = 'priority'
        order by review_rank
        limit 10
    """)
    mo.vstack([mo.md("## 5. Which claims should moderators see first?"), first_claims])
    return (first_claims,)


@app.cell
def _(authors, first_claims, how_many, mo, models, views):
    if mo.app_meta().mode == "script":
        for answer in (how_many, views, authors, models, first_claims):
            print(answer.to_string(index=False), end="\n\n")
    return


if __name__ == "__main__":
    app.run()
