"""Files that come day by day: the gate stops on evidence alone, and finds labels that are shuffled from a day on.

Every run builds three days of a set made by code; `make test-days` builds ten days of it and of each real set.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import ROOT, Warehouse
from inputs.texts import daily_files, labelled_texts
from scipy.stats import binom

pytestmark = [pytest.mark.builds, pytest.mark.xdist_group("daily deliveries")]

DAYS, SHUFFLED_FROM = 10, 6
TEXTS = Path(os.environ.get("TEXTS", ROOT.parent / "shared" / "data" / "texts"))
NO_SETS = pytest.param("real sets", marks=pytest.mark.skip(reason=f"{TEXTS.name} holds no set of texts"))
REAL_SETS = [path.stem for path in sorted(TEXTS.glob("*.parquet"))] or [NO_SETS]
# Both stages may have one champion: what is compared once counts once.
COMPARISONS = """
    select distinct on (test_name, model_id, compared_model_id) *
    from marts.champion_comparison where p_value is not null order by all
"""
STOPS = {"worse", "only_last_beats_chance", "none_beats_chance"}
# The level of each test, and the quantile of the number of false alarms beyond which there are too many.
LEVEL, QUANTILE = 0.01, 0.999
Texts = tuple[Sequence[str], Sequence[bool]]


@dataclass(frozen=True)
class Day:
    """What the build after a day's delivery said of its champions."""

    number: int
    comparisons: list[dict[str, object]]
    output: str

    @property
    def stops(self) -> list[dict[str, object]]:
        return [row for row in self.comparisons if row["verdict_code"] in STOPS]


def made_by_code(row_count: int = 1_500) -> Texts:
    return labelled_texts(row_count, seed=6)


def real_texts(name: str) -> Texts:
    rows = pq.read_table(TEXTS / f"{name}.parquet", columns=["text", "is_claim"]).to_pydict()
    return rows["text"], rows["is_claim"]


def deliver(
    warehouse: Warehouse, texts: Texts, *, first_build: int = 1, last: int = DAYS, shuffled_from: int | None = None
) -> Iterator[Day]:
    """Build after the delivery of each day, from a day on."""
    folder = warehouse.home / "input"
    files = daily_files(folder, *texts, days=DAYS, shuffled_from=shuffled_from)
    for number, _ in zip(range(1, last + 1), files, strict=False):
        if number >= first_build:
            output = warehouse.build("--exclude-resource-type", "unit_test", videos=str(folder / "*.parquet"))
            yield Day(number, warehouse.frame(COMPARISONS).to_dict("records"), output)


def test_an_honest_day_passes_and_shuffled_labels_are_found(tmp_path: Path):
    assert_found(deliver(Warehouse(tmp_path), made_by_code(), first_build=4, last=7, shuffled_from=SHUFFLED_FROM))


def assert_found(days: Iterator[Day]) -> None:
    """See that the second test finds the labels on their first or second day, with both figures in the message.

    On the first, the other test may stop alone.
    """
    for day in days:
        found = [stop for stop in day.stops if stop["test_name"] == "new_labels"]
        assert day.number >= SHUFFLED_FROM or not day.stops
        if found:
            for figure in ("measure_value", "compared_value"):
                assert f"{found[0][figure]:.2f}" in day.output
            return
    pytest.fail("the last day has passed")


@pytest.mark.long
@pytest.mark.parametrize("name", ["made by code", *REAL_SETS])
def test_ten_honest_days_pass(tmp_path: Path, name: str):
    texts = made_by_code() if name == "made by code" else real_texts(name)
    days = list(deliver(Warehouse(tmp_path), texts))
    comparisons = sum(len(day.comparisons) for day in days)
    stops = [(day.number, stop) for day in days for stop in day.stops]
    assert comparisons >= DAYS - 1
    assert len(stops) <= binom.ppf(QUANTILE, comparisons, LEVEL), stops


@pytest.mark.long
@pytest.mark.parametrize("name", ["made by code", *REAL_SETS])
def test_labels_shuffled_from_day_six_on_are_found(tmp_path: Path, name: str):
    texts = made_by_code() if name == "made by code" else real_texts(name)
    days = deliver(
        Warehouse(tmp_path), texts, first_build=SHUFFLED_FROM - 1, last=SHUFFLED_FROM + 1, shuffled_from=SHUFFLED_FROM
    )
    assert_found(days)
