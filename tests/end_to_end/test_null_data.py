"""Labels without any relation to texts or counts: the whole product finds nothing in them, and says so.

`make test-null` builds ten seeds, other runs one. Each is delivered twice, the second time with a fifth more rows.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import Warehouse
from inputs.texts import unrelated_texts
from scipy.stats import binom

from claims_warehouse.simulation.texts import videos_of_texts

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("null data")]

SEEDS = int(os.environ.get("SEEDS", "1"))
LABELLED, NEW = 500, 100
# A count of false alarms beyond this quantile of what the stated rate gives is no chance.
QUANTILE = 0.999
Rows = list[tuple[object, ...]]
QUERIES = {
    "champions": "select scoring_stage, model_name from marts.champions where model_id is not null",
    "predictions": "select video_id from marts.claim_predictions limit 1",
    "queue": """
        select ranked_by, exposure_so_far from marts.review_queue_videos order by review_rank
    """,
    # One-sided tests of the same differences say nothing else.
    "families": """
        select family, bool_or(reject_null_holm) from marts.hypothesis_tests
        where alternative = 'two-sided' group by family
    """,
    "drift": "select feature from marts.feature_drift where is_drifting and compared_rows = 'new'",
    "gate": "select scoring_stage, verdict_code from marts.champion_comparison",
}


@dataclass(frozen=True)
class NullRelease:
    """What the two builds of a seed released, and what the second said."""

    seed: int
    tables: dict[str, Rows]
    output: str


def write_null_file(path: Path, seed: int, row_count: int) -> None:
    """Write a hundred new videos, the same each time, and the first labelled ones of a seed."""
    texts, labels = unrelated_texts(NEW + 2 * LABELLED, claim_share=0.4, seed=seed)
    new = videos_of_texts(texts[:NEW], [None] * NEW, seed=seed)
    labelled = slice(NEW, NEW + row_count)
    known = videos_of_texts(texts[labelled], labels[labelled], seed=seed, first_number=NEW + 1)
    pq.write_table(pa.concat_tables([new, known]), path)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[NullRelease]:
    # In one home dbt reads the project once.
    warehouse = Warehouse(tmp_path_factory.mktemp("null"))
    found = []
    for seed in range(SEEDS):
        for folder in ("build", "warehouse"):
            shutil.rmtree(warehouse.home / folder, ignore_errors=True)
        for row_count in (LABELLED, LABELLED * 6 // 5):
            path = warehouse.home / "videos.parquet"
            write_null_file(path, seed, row_count)
            output = warehouse.build("--exclude-resource-type", "unit_test", videos=str(path))
        found.append(NullRelease(seed, {name: warehouse.released(query) for name, query in QUERIES.items()}, output))
    return found


def most_by_chance(tries: int, rate: float) -> int:
    return int(binom.ppf(QUANTILE, tries, rate))


def test_no_champion_is_named_and_the_build_says_so(releases: list[NullRelease]):
    named = [(release.seed, *row) for release in releases for row in release.tables["champions"]]
    assert named == []
    for release in releases:
        assert release.tables["predictions"] == []
        assert "No model is better than chance here." in release.output


def test_the_queue_is_ranked_by_reports_and_views(releases: list[NullRelease]):
    for release in releases:
        queue = release.tables["queue"]
        assert len(queue) == NEW + LABELLED * 6 // 5
        assert {ranked_by for ranked_by, _ in queue} == {"reports_and_views"}
        views = [int(str(count)) for _, count in queue]
        assert views == sorted(views, reverse=True)


def test_no_difference_is_claimed_beyond_the_stated_rate(releases: list[NullRelease]):
    """Holm's adjustment keeps the rate of any false difference of a family of tests at 5%."""
    families = [(release.seed, *row) for release in releases for row in release.tables["families"]]
    wrong = [(seed, family) for seed, family, is_claimed in families if is_claimed]
    assert len(wrong) <= most_by_chance(len(families), 0.05), wrong


def test_no_feature_drifts_beyond_the_stated_rate(releases: list[NullRelease]):
    wrong = [release.tables["drift"] for release in releases if release.tables["drift"]]
    assert len(wrong) <= most_by_chance(SEEDS, 0.05), wrong


def test_the_gate_does_not_stop(releases: list[NullRelease]):
    verdicts = {str(verdict) for release in releases for _, verdict in release.tables["gate"]}
    assert verdicts.isdisjoint({"worse", "only_last_beats_chance", "none_beats_chance"}), verdicts
