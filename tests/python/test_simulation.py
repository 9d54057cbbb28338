from pathlib import Path

import duckdb
import pandas as pd
import pytest

from claims_warehouse.simulation import videos, wording

COUNTS = [f"video_{action}_count" for action in ("view", "like", "share", "download", "comment")]


@pytest.fixture(scope="module")
def sample(project_root: Path) -> pd.DataFrame:
    return pd.read_csv(project_root / "seeds" / "sample" / "simulated_videos.csv")


@pytest.fixture(scope="module")
def complete(sample: pd.DataFrame) -> pd.DataFrame:
    return sample.dropna().astype(dict.fromkeys(COUNTS, int))


def test_the_shipped_sample_is_written_again_byte_for_byte(project_root: Path, tmp_path: Path):
    output = tmp_path / "again.csv"
    videos.write_videos(output)
    assert output.read_bytes() == (project_root / "seeds" / "sample" / "simulated_videos.csv").read_bytes()


def test_the_sample_has_the_released_counts(sample: pd.DataFrame, complete: pd.DataFrame):
    assert len(sample) == 19_382
    assert complete["claim_status"].value_counts().to_dict() == {"claim": 9_608, "opinion": 9_476}
    assert complete.groupby(["claim_status", "verified_status"]).size()["claim", "verified"] == 209
    assert complete.groupby(["claim_status", "verified_status"]).size()["opinion", "verified"] == 991
    ban = complete.groupby(["claim_status", "author_ban_status"]).size()
    assert ban["claim"].to_dict() == {"active": 6_566, "banned": 1_439, "under review": 1_603}
    assert ban["opinion"].to_dict() == {"active": 8_817, "banned": 196, "under review": 463}


def test_incomplete_rows_are_the_last_and_written_two_ways(project_root: Path):
    lines = (project_root / "seeds" / "sample" / "simulated_videos.csv").read_text("utf-8").splitlines()
    incomplete = [line.split(",") for line in lines if line.endswith(",#N/A,#N/A,#N/A,#N/A,#N/A")]
    assert len(incomplete) == 298
    assert [int(fields[0]) for fields in incomplete] == list(range(19_085, 19_383))
    assert {(fields[1], fields[4]) for fields in incomplete} == {("", "")}


def test_identifiers_are_unique_and_pass_four_bytes(sample: pd.DataFrame):
    assert sample["video_id"].is_unique
    assert sample["video_id"].between(1_234_567_890, 9_999_999_999).all()
    assert (sample["video_id"] > 2**31).mean() > 0.5


def test_engagement_has_the_ranges_of_its_class(complete: pd.DataFrame):
    views = complete.groupby("claim_status")["video_view_count"]
    assert views.min()["claim"] >= 1_000
    assert views.max()["opinion"] < 10_000
    assert views.median()["claim"] == pytest.approx(500_500, rel=0.02)
    assert views.median()["opinion"] == pytest.approx(5_010, rel=0.02)
    assert (complete["video_like_count"] <= complete["video_view_count"]).all()
    assert (complete["video_share_count"] <= complete["video_like_count"]).all()
    assert (complete["video_download_count"] <= complete["video_like_count"]).all()
    assert (complete["video_comment_count"] <= complete["video_download_count"]).all()
    like_rate = (complete["video_like_count"] / complete["video_view_count"]).groupby(complete["claim_status"]).median()
    assert like_rate["claim"] == pytest.approx(1 / 3, abs=0.01)
    assert like_rate["opinion"] == pytest.approx(2 / 9, abs=0.01)
    assert complete["video_duration_sec"].min() == 5
    assert complete["video_duration_sec"].max() == 60


def test_statements_are_shared_by_both_classes_and_phrases_by_none(complete: pd.DataFrame):
    assert len(set(wording.statements())) == 320
    claims = {*wording.claim_phrases(), *wording.claim_phrases_without_that()}
    opinions = {*wording.opinion_phrases(), *wording.opinion_phrases_without_that()}
    assert (len(claims), len(opinions)) == (180, 180)
    assert not claims & opinions
    assert not any(" that " in f" {statement} " for statement in wording.statements())
    with_that = complete[complete["video_transcription_text"].str.contains(" that ")]
    parts = with_that["video_transcription_text"].str.split(" that ", n=1, expand=True)
    classes = parts.assign(claim_status=with_that["claim_status"])
    assert (classes.groupby(1)["claim_status"].nunique() == 2).mean() > 0.95
    assert classes.groupby(0)["claim_status"].nunique().max() == 1
    assert 1 - len(with_that) / len(complete) == pytest.approx(0.028, abs=0.005)


def test_no_wording_of_the_real_file_is_in_the_sample(real_file: Path, complete: pd.DataFrame):
    real = pd.read_csv(real_file)["video_transcription_text"].dropna()
    parts = real.str.split(" that ", n=1, expand=True)
    text = "\n".join([*wording.statements(), *wording.claim_phrases(), *wording.opinion_phrases()])
    assert not set(real) & set(complete["video_transcription_text"])
    assert not [part for part in {*parts[0], *parts[1].dropna()} if part in text]


def test_the_number_of_threads_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    connect = duckdb.connect
    for threads in (1, 2):
        monkeypatch.setattr(duckdb, "connect", lambda threads=threads: connect(config={"threads": threads}))
        videos.write_videos(tmp_path / f"{threads}.csv", 200_000)
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()


def test_a_larger_file_keeps_the_shares_and_another_seed_gives_another_file(tmp_path: Path):
    for seed in (1, 2):
        videos.write_videos(tmp_path / f"{seed}.parquet", 100_000, seed)
    first, second = (pd.read_parquet(tmp_path / f"{seed}.parquet") for seed in (1, 2))
    assert not first.equals(second)
    assert first["video_id"].is_unique
    shares = first["claim_status"].value_counts(dropna=False, normalize=True)
    assert shares["claim"] == pytest.approx(9_608 / 19_382, abs=1e-4)
    verified = first[first["claim_status"] == "claim"]["verified_status"].value_counts(normalize=True)
    assert verified["verified"] == pytest.approx(209 / 9_608, abs=1e-4)


def test_rows_can_be_spread_over_days(tmp_path: Path):
    videos.write_videos(tmp_path / "all.parquet", 2_000)
    videos.write_videos(tmp_path / "days", 2_000, days=3)
    folders = sorted((tmp_path / "days").iterdir())
    assert [folder.name for folder in folders] == [f"delivered_on=2026-01-0{day}" for day in (1, 2, 3)]
    by_day = [pd.concat(pd.read_parquet(file) for file in folder.glob("*.parquet")) for folder in folders]
    assert [len(day) for day in by_day] == [667, 667, 666]
    assert {day["claim_status"].nunique(dropna=False) for day in by_day} == {3}
    together = pd.concat(by_day)[lambda frame: frame.columns.drop("delivered_on", errors="ignore")]
    expected = pd.read_parquet(tmp_path / "all.parquet")
    pd.testing.assert_frame_equal(together.sort_values("#", ignore_index=True), expected)


@pytest.mark.parametrize(("name", "rows"), [("videos.xlsx", 1_000), ("videos.csv", 10), ("videos.csv", 10_000_001)])
def test_what_cannot_be_written_is_refused_in_words(tmp_path: Path, name: str, rows: int):
    with pytest.raises(ValueError, match="the simulator writes"):
        videos.write_videos(tmp_path / name, rows)


def test_more_days_than_a_year_has_are_refused_in_words(tmp_path: Path):
    with pytest.raises(ValueError, match="the simulator writes up to 366"):
        videos.write_videos(tmp_path / "days", 2_000, days=1_000)
