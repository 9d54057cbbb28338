"""The dashboard of the shipped sample, in a real browser: what it says and does."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import Visit, changed_copy, overflow, rows, specifications, undrawn, visit
from playwright.sync_api import Browser

from claims_warehouse.dashboard.site import write_site
from claims_warehouse.sentences import engagement as say_engagement
from claims_warehouse.sentences import trust as say_trust

pytestmark = pytest.mark.xdist_group("sample")

HOSTILE = """<script>window.attacked = true</script><img src="x" onerror="window.attacked = true">&lt;b&gt;"""


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
            choice.select_option(option.inner_text())
            assert undrawn(opened.page) == [], option.inner_text()
    assert opened.page.evaluate("() => views.size") == opened.page.locator("[data-chart]").count()
    assert opened.complaints == []
    assert {Path(url).name for url in opened.requests} == {"index.html", "charts.js"}
    assert all(url.startswith(site.as_uri()) for url in opened.requests)


def test_five_sections_follow_their_readers_and_each_is_linked(opened: Visit):
    names = ["today", "claims", "trust", "quality", "method"]
    page = opened.page
    assert page.evaluate("() => [...document.querySelectorAll('main section')].map((part) => part.id)") == names
    links = page.locator("nav a").evaluate_all("(links) => links.map((link) => link.getAttribute('href'))")
    assert links == [f"#{name}" for name in names]


def test_the_first_screen_holds_the_decision(opened: Visit, released: Path):
    page = opened.page
    shown = dict(
        zip(
            page.locator(".figures dt").all_inner_texts(),
            page.locator(".figures .value").all_inner_texts(),
            strict=True,
        )
    )
    [(items, drawn, rejected)] = rows(
        released,
        "select count(*), count(*) filter (where review_lane = 'audit'), (select count(*) from marts.rejected_rows) "
        "from marts.review_list",
    )
    [(settled,)] = rows(
        released,
        "select video_share from marts.review_workload "
        "where review_lane = 'priority' and decided_by = 'claim' and is_capacity",
    )
    assert shown == {
        "To review": f"{items} items",
        f"{items - drawn} decisions settle": f"{settled:.1%}",
        "Claims that the model finds": "Not known",
        "Rows rejected": f"{rejected:,}",
        "Alarms": "None",
    }
    assert page.locator("h1").inner_text() == f"Review {items - drawn} claims and {drawn} random videos today."
    assert "Simulated data" in page.locator(".simulated").inner_text()
    assert "20260102T030405Z-0123abcd" in page.locator(".release").inner_text()
    for part in ("h1", ".figures", "#first", ".notes", "#lanes"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900, part


def test_the_first_items_are_those_of_the_review_page(opened: Visit, released: Path):
    shown = opened.page.locator("#first tbody tr td:nth-child(2)").all_inner_texts()
    head = rows(
        released,
        "select coalesce(claim_text, video_transcription_text) from marts.review_list order by list_rank limit 5",
    )
    assert [text.rstrip("…") for text in shown] == [
        str(text)[: len(cut.rstrip("…"))] for (text,), cut in zip(head, shown, strict=True)
    ]
    # The document's figures are not compared with the simulated ones of the sample.
    assert opened.page.locator("nav a[href='reference.html']").count() == 0
    assert "reference analysis" not in opened.page.locator("main").inner_text().lower()


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
        (row["author_group"], row["stratum"]): row["mean"] for row in specs["means-verified_status"]["datasets"]["rows"]
    }
    for status, group, mean in rows(
        released,
        "select claim_status, verified_status, mean_video_view_count "
        "from marts.engagement_by_claim_and_verified_status",
    ):
        assert means[str(group).capitalize(), status] == pytest.approx(mean)
    videos = sum(row["videos"] for row in specs["distribution-video_view_count"]["datasets"]["rows"])
    [(viewed,)] = rows(released, "select count(video_view_count) from marts.videos where is_claim is not null")
    assert videos == viewed
    quantile = {
        (row["author_group"], row["claim_status"]): row["percentile_50"]
        for row in specs["quantiles-video_view_count"]["datasets"]["rows"]
    }
    [(median,)] = rows(
        released, "select median_video_view_count from marts.engagement_by_claim_status where claim_status = 'claim'"
    )
    assert quantile["all", "claim"] == median


def test_a_perfect_model_has_a_sentence_and_no_curves(opened: Visit, released: Path):
    [(errors,)] = rows(released, "select sum(test_error_count) from marts.champions")
    assert errors == 0
    trust = opened.page.locator("#trust")
    assert "Be suspicious" in trust.inner_text()
    assert trust.locator("[id^=roc-], [id^=precision-recall-], [id^=calibration-], [id^=confusion-]").count() == 0
    # New wording comes before known wording.
    headings = trust.locator("h3").all_inner_texts()
    assert headings.index(say_trust.NEW_WORDING) < headings.index(say_trust.KNOWN_WORDING)
    worst = rows(released, "select max(metric_value) from marts.shift_evaluations where metric = 'error_rate'")
    assert f"{worst[0][0]:.1%}" in trust.locator(".answer").inner_text()


def test_one_switch_fades_the_other_class_in_every_chart(browser: Browser, site: Path):
    page = visit(browser, site).page
    faded = """(name) => [...document.querySelectorAll(`#${name} svg *`)]
        .filter((mark) => getComputedStyle(mark).opacity === "0.15").length"""
    names = ["shares", "quantiles-video_view_count", "distribution-video_view_count", "means-verified_status"]
    assert [page.evaluate(faded, name) for name in names] == [0, 0, 0, 0]
    (button,) = page.get_by_role("button", name="Claims", exact=True).all()
    button.press("Enter")
    assert all(page.evaluate(faded, name) > 0 for name in names)
    assert button.get_attribute("aria-pressed") == "true"
    # It stays in sight.
    page.locator("#method").scroll_into_view_if_needed()
    assert button.evaluate("(button) => button.getBoundingClientRect().top") >= 0
    button.press("Enter")
    assert [page.evaluate(faded, name) for name in names] == [0, 0, 0, 0]


def test_a_table_is_sorted_filtered_and_downloaded(browser: Browser, site: Path, released: Path):
    page = visit(browser, site).page
    page.locator("#engagement-table summary").click()
    table = page.locator("#engagement-table")
    table.get_by_role("button", name="Videos", exact=True).click()
    table.locator("th[aria-sort=ascending]").wait_for()
    counts = [int(text.replace(",", "")) for text in table.locator("tbody td:nth-child(2)").all_inner_texts()]
    assert counts == sorted(counts)
    table.get_by_role("button", name="Videos", exact=True).click()
    table.locator("th[aria-sort=descending]").wait_for()
    assert table.locator("tbody td:nth-child(2)").first.inner_text() == f"{counts[-1]:,}"
    table.get_by_role("searchbox").fill("opinion, banned")
    assert table.locator("tbody tr:visible").count() == 1
    with page.expect_download() as download:
        table.get_by_role("button", name="Download as CSV").click()
    with download.value.path().open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    [(videos, mean)] = rows(
        released,
        "select video_count, mean_video_view_count from marts.engagement_by_claim_and_ban_status "
        "where claim_status = 'opinion' and author_ban_status = 'banned'",
    )
    assert (row["Group"], float(row["Videos"]), float(row["Mean views"])) == ("opinion, banned", videos, mean)


def test_markup_in_a_transcript_is_text(browser: Browser, released: Path, tmp_path: Path):
    text = HOSTILE.replace("'", "''")
    hostile = changed_copy(
        released,
        tmp_path / "hostile.duckdb",
        f"update marts.review_list set claim_text = '{text}', video_transcription_text = '{text}'",
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
    assert opened.page.locator("#first td").filter(has_text="<img src=").count() == 5
    assert opened.page.locator("#first td").filter(has_text="&lt;b&gt;").count() == 5
    assert opened.complaints == []
    assert opened.page.locator(".simulated").count() == 0
    opened.page.get_by_role("link", name="Reference").click()
    opened.page.wait_for_selector("body[data-charts=drawn]")
    assert opened.page.locator("#figures-table td").filter(has_text="<img src=").count() == 2
    assert opened.page.evaluate("() => window.attacked") is None
    assert opened.complaints == []


def test_a_script_that_gets_into_the_page_does_not_run(browser: Browser, site: Path, tmp_path: Path):
    folder = shutil.copytree(site, tmp_path / "site")
    page = folder / "index.html"
    page.write_text(page.read_text().replace("<main", f"{HOSTILE}<main"))
    assert visit(browser, folder).page.evaluate("() => window.attacked") is None


NO_ROWS = "select 'delete from marts.' || table_name from duckdb_tables() where table_name != 'releases'"
OF_LABELLED = ["engagement_differences", "engagement_distributions", "stratified_comparisons", "model_ablation"]
OF_MODELS = ["champions", "model_registry", "model_evaluations", "review_queue_sizes"]
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
