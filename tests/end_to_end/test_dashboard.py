"""The dashboard of the shipped sample, in a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import CHROMIUM, Visit, changed_copy, overflow, rows, specifications, started_browser, undrawn, visit
from playwright.sync_api import Browser

from claims_warehouse.dashboard.site import write_site
from claims_warehouse.sentences import engagement as say_engagement

pytestmark = pytest.mark.xdist_group("sample")

HOSTILE = """<script>window.attacked = true</script><img src="x" onerror="window.attacked = true">&lt;b&gt;"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Debian's chromium is not installed: apt-get install chromium")
    with started_browser(CHROMIUM) as started:
        yield started


@pytest.fixture(scope="module")
def released(released_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return changed_copy(released_sample, tmp_path_factory.mktemp("reference") / "claims.duckdb")


@pytest.fixture(scope="module")
def site(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dashboard")
    write_site(released, folder)
    return folder


@pytest.fixture(scope="module")
def opened(browser: Browser, site: Path) -> Iterator[Visit]:
    """The page at its first sight; a test that changes it opens one of its own."""
    first = visit(browser, site)
    yield first
    first.page.context.close()


def test_the_folder_holds_one_page_and_one_script(site: Path):
    assert {path.name for path in site.iterdir()} == {"index.html", "charts.js"}
    assert sum(path.stat().st_size for path in site.iterdir()) < 2_500_000


def test_the_script_of_the_same_libraries_is_used_on(site: Path, released: Path, tmp_path: Path):
    earlier = tmp_path / "earlier"
    earlier.mkdir()
    script = (site / "charts.js").read_text(encoding="utf-8")
    for written, is_used in ((script + "// marked", True), ("// Vega-Lite 1.0\n", False)):
        (earlier / "charts.js").write_text(written, encoding="utf-8")
        write_site(released, tmp_path / "site", earlier)
        assert (tmp_path / "site" / "charts.js").read_text(encoding="utf-8") == (written if is_used else script)


def test_the_page_draws_every_chart_without_a_complaint_and_asks_for_nothing_outside(browser: Browser, site: Path):
    opened = visit(browser, site)
    assert undrawn(opened.page) == []
    for choice in opened.page.locator("select").all():
        for option in choice.locator("option").all():
            choice.select_option(option.get_attribute("value") or option.inner_text())
            opened.page.wait_for_function("() => [...views.values()].every((view) => view !== null)")
            assert undrawn(opened.page) == [], option.inner_text()
    assert opened.page.evaluate("() => views.size") == opened.page.locator("[data-chart]").count()
    assert opened.complaints == []
    assert {Path(url).name for url in opened.requests} == {"index.html", "charts.js"}
    assert all(url.startswith(site.as_uri()) for url in opened.requests)


def test_the_figures_of_the_summary_are_those_of_the_file(opened: Visit, released: Path):
    shown = dict(
        zip(
            opened.page.locator(".figures dt").all_inner_texts(),
            opened.page.locator(".figures .value").all_inner_texts(),
            strict=True,
        )
    )
    [(videos, claims, rejected)] = rows(
        released,
        "select count(*), avg(is_claim::integer), (select count(*) from marts.rejected_rows) from marts.videos",
    )
    assert shown["Videos"] == f"{videos:,}"
    assert shown["Claims"] == f"{claims:.1%}"
    assert shown["Rejected"] == f"{rejected:,}"
    assert "Simulated data" in opened.page.locator(".simulated").inner_text()
    assert "20260102T030405Z-0123abcd" in opened.page.locator(".release").inner_text()


def test_the_figures_of_the_charts_are_those_of_the_file(opened: Visit, released: Path):
    specs = specifications(opened.page)
    drawn = {
        (row["author_group"], row["claim_status"]): row["video_count"] for row in specs["shares"]["datasets"]["rows"]
    }
    for grouping in ("verified", "ban"):
        column = {"verified": "verified_status", "ban": "author_ban_status"}[grouping]
        counted = rows(
            released,
            f"select {column}, claim_status, video_count from marts.engagement_by_claim_and_{grouping}_status",
        )
        assert {(group, status): number for group, status, number in counted}.items() <= drawn.items()
    means = {
        (row["author_group"], row["stratum"]): row["mean"]
        for row in specs["means-verified_status-within"]["datasets"]["rows"]
    }
    for status, group, mean in rows(
        released,
        "select claim_status, verified_status, mean_video_view_count "
        "from marts.engagement_by_claim_and_verified_status",
    ):
        assert means[str(group).capitalize(), status] == pytest.approx(mean)
    videos = sum(
        row["videos"] for row in specs["distribution-video_view_count"]["datasets"]["rows"] if row["segment"] == "all"
    )
    [(viewed,)] = rows(released, "select count(video_view_count) from marts.videos where is_claim is not null")
    assert videos == viewed
    quantile = {
        (row["segment"], row["claim_status"]): row["percentile_50"]
        for row in specs["quantiles-video_view_count"]["datasets"]["rows"]
    }
    [(median,)] = rows(
        released, "select median_video_view_count from marts.engagement_by_claim_status where claim_status = 'claim'"
    )
    assert quantile["all", "claim"] == median


def test_a_thinned_curve_keeps_its_end_points(opened: Visit):
    specs = specifications(opened.page)
    for name in [name for name in specs if name.startswith("roc-")]:
        points = specs[name]["datasets"]["rows"]
        for model in {point["model_name"] for point in points}:
            curve = [point for point in points if point["model_name"] == model]
            assert (curve[0]["x"], curve[0]["y"]) == (0, 0)
            assert (curve[-1]["x"], curve[-1]["y"]) == (1, 1)
            assert len(curve) <= 200


def test_the_head_of_the_queue_is_that_of_the_file(opened: Visit, released: Path):
    shown = opened.page.locator("#queue-head tbody tr td:nth-child(2)").all_inner_texts()
    head = rows(
        released, "select video_id from marts.review_queue where review_lane = 'priority' order by review_rank limit 20"
    )
    assert shown == [str(video) for (video,) in head]
    # The document's figures are not compared with the simulated ones of the sample.
    assert opened.page.locator("#reference, #findings, nav a[href='#reference']").count() == 0
    assert "reference analysis" not in opened.page.locator("main").inner_text().lower()


def test_the_slider_says_the_recall_of_the_file_in_words(browser: Browser, site: Path, released: Path):
    page = visit(browser, site).page
    slider = page.locator("#capacity-share")
    sentence = page.locator("#capacity-share-sentence")
    before = sentence.inner_text()
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert sentence.inner_text() != before
    slider.fill("24")
    [(share, recall)] = rows(
        released,
        "select capacity_share, recall from marts.review_capacity_curve where ranking = 'most_views' "
        "order by capacity_share limit 1 offset 24",
    )
    assert f"look at {share:.1%} of the videos" in sentence.inner_text()
    assert f"{recall:.1%} by most views" in sentence.inner_text()
    assert slider.get_attribute("aria-valuetext") == "25 per cent"
    assert page.evaluate("() => views.get('capacity-curve').signal('capacity')") == pytest.approx(share)


def test_a_class_and_a_segment_are_chosen_for_all_charts(browser: Browser, site: Path):
    page = visit(browser, site).page
    faint = "(name) => document.querySelectorAll(`#${name} [opacity='0.15']`).length"
    names = ["shares", "statuses", "quantiles-video_view_count", "means-verified_status-within"]
    assert [page.evaluate(faint, name) for name in names] == [0, 0, 0, 0]
    button = page.get_by_role("button", name="Claims").first
    button.press("Enter")
    page.wait_for_function("() => document.querySelector(\"#shares [opacity='0.15']\")")
    assert all(page.evaluate(faint, name) > 0 for name in names)
    assert button.get_attribute("aria-pressed") == "true"
    button.press("Enter")
    page.wait_for_function("() => !document.querySelector(\"#shares [opacity='0.15']\")")
    # A mark of the chart of quantiles chooses the authors whose distribution is drawn.
    page.locator("#quantiles-video_view_count .mark-rect path").last.click()
    chosen = page.locator("#segment").input_value()
    assert chosen != "all"
    assert page.evaluate("() => views.get('distribution-video_view_count').signal('segment')") == chosen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_fits_and_axe_finds_no_violation(browser: Browser, site: Path, width: int, scheme: str):
    page = visit(browser, site, width, scheme).page
    assert overflow(page) <= 0
    wide = page.evaluate(
        """() => [...document.querySelectorAll("[data-chart] svg")]
            .filter((svg) => {
                const frame = svg.closest(".component");
                return svg.getBoundingClientRect().right > frame.getBoundingClientRect().right;
            })
            .map((svg) => svg.closest("[data-chart]").dataset.chart)"""
    )
    assert wide == []
    for folded in page.locator("details").all():
        folded.evaluate("(details) => { details.open = true; }")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert overflow(page) <= 0


def test_light_and_dark_differ_in_the_charts_too(browser: Browser, site: Path):
    ink = "() => getComputedStyle(document.querySelector('#shares .role-axis-label text')).fill"
    light, dark = (visit(browser, site, scheme=scheme).page.evaluate(ink) for scheme in ("light", "dark"))
    assert light != dark


def test_in_print_the_label_of_simulated_data_stands_on_every_page(browser: Browser, site: Path):
    page = visit(browser, site, scheme="dark").page
    page.emulate_media(media="print")
    # What is fixed is printed on every page.
    assert page.locator(".simulated").evaluate("(note) => getComputedStyle(note).position") == "fixed"
    assert page.locator(".simulated").is_visible()
    assert not page.locator("nav").is_visible()
    assert page.locator("h1").evaluate("(heading) => getComputedStyle(heading).color") == "rgb(0, 0, 0)"


def test_markup_in_a_transcript_is_text(browser: Browser, released: Path, tmp_path: Path):
    text = HOSTILE.replace("'", "''")
    hostile = changed_copy(
        released,
        tmp_path / "hostile.duckdb",
        f"update marts.review_queue set claim_text = '{text}', video_transcription_text = '{text}'",
        f"update marts.column_profile set minimum = '{text}', maximum = '{text}'",
        f"update marts.data_quality_totals set detail = '{text}' where detail != 'all'",
        "insert into marts.reference_figures by name select 'a figure' as figure, 2 as task, 1 as reference_value, "
        f"'{text}' as remark, '{text}' as description, 'differs' as verdict, 'remarked' as explanation_code",
        input_kind="provided",
    )
    write_site(hostile, tmp_path / "site")
    opened = visit(browser, tmp_path / "site")
    assert opened.page.evaluate("() => window.attacked") is None
    assert opened.page.locator("img").count() == 0
    assert opened.page.locator("#queue-head td").filter(has_text="<img src=").count() == 20
    assert opened.page.locator("#queue-head td").filter(has_text="&lt;b&gt;").count() == 20
    assert opened.complaints == []
    assert opened.page.locator(".simulated").count() == 0


def test_a_script_that_gets_into_the_page_does_not_run(browser: Browser, site: Path, tmp_path: Path):
    folder = shutil.copytree(site, tmp_path / "site")
    page = folder / "index.html"
    page.write_text(page.read_text().replace("<main", f"{HOSTILE}<main"))
    assert visit(browser, folder).page.evaluate("() => window.attacked") is None


NO_ROWS = "select 'delete from marts.' || table_name from duckdb_tables() where table_name != 'releases'"
OF_LABELLED = ["engagement_differences", "engagement_distributions", "stratified_comparisons", "model_ablation"]
OF_MODELS = ["champions", "model_registry", "review_capacity_curve", "model_evaluations", "review_queue_sizes"]
DEGENERATE = {
    "nothing": say_engagement.NO_LABELS,
    "claims alone": "Every labelled video is a claim",
    "no label": say_engagement.NO_LABELS,
    "no champion": "No model is better than chance here",
}


@pytest.mark.parametrize("case", sorted(DEGENERATE))
def test_degenerate_data_give_sentences_and_no_empty_frames(
    browser: Browser, released: Path, tmp_path: Path, case: str
):
    statements = {
        "nothing": [str(statement) for (statement,) in rows(released, NO_ROWS)],
        "claims alone": [
            f"delete from marts.{table} where claim_status != 'claim'"
            for table in ("claims_by_author_group", "engagement_distributions", "engagement_quantiles")
        ]
        + [f"delete from marts.{table}" for table in (*OF_MODELS, "stratified_comparisons", "model_ablation")]
        + ["update marts.engagement_differences set finding_code = 'not_estimable' where grouping = 'claim_status'"],
        "no label": [f"delete from marts.{table}" for table in (*OF_LABELLED, *OF_MODELS, "claims_by_author_group")],
        "no champion": ["delete from marts.champions", "update marts.model_registry set is_in_use = false"],
    }[case]
    write_site(changed_copy(released, tmp_path / "claims.duckdb", *statements), tmp_path / "site")
    opened = visit(browser, tmp_path / "site")
    assert undrawn(opened.page) == []
    assert opened.complaints == []
    assert overflow(opened.page) <= 0
    assert "nan" not in opened.page.locator("main").inner_text().lower().split()
    assert DEGENERATE[case] in opened.page.locator("main").inner_text()
    if case == "nothing":
        assert opened.page.locator("[data-chart]").count() == 0
