"""`claims score` says of every video what the build says, and cleans every value as the build cleans it."""

import re
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from conftest import ROOT, Warehouse

from claims_warehouse.command_line import main
from claims_warehouse.features import AUTHOR_STATUS, COUNTS, FEATURES
from claims_warehouse.score.cleaning import DURATION, ID, LENGTH, TEXT, Cleaner

SAMPLE = ROOT / "seeds" / "sample" / "simulated_videos.csv"
# A prediction of a row that the champion was trained on is that of a model which did not see it: bounds alone are
# compared there, by the champion's own score.
COMPARED = """
    select
        videos.video_id,
        scores.claim_probability,
        scores.has_unfamiliar_wording,
        scores.claim_probability > champions.decision_threshold as is_claim_predicted,
        case
            when scores.has_unfamiliar_wording then 'unsure'
            when scores.claim_probability >= champions.sure_claim_threshold then 'claim'
            when scores.claim_probability <= champions.sure_opinion_threshold then 'opinion'
            else 'unsure'
        end as prediction_state,
        predictions.scoring_stage,
        predictions.model_id
    from marts.videos
    left join intermediate.int_latest_predictions as predictions using (video_id)
    left join intermediate.int_champion_scores as scores using (video_id, model_id)
    left join marts.champions using (scoring_stage)
    order by all
"""


@pytest.mark.xdist_group("sample")
def test_every_video_of_the_sample_is_scored_as_the_release_does(sample_warehouse: Warehouse):
    output = sample_warehouse.home / "scores.parquet"
    arguments = ["score", str(SAMPLE), "--output", str(output)]
    result = CliRunner().invoke(main, arguments, env={"CLAIMS_HOME": str(sample_warehouse.home)})
    assert result.exit_code == 0, result.output
    scores = pq.read_table(output)
    with SAMPLE.open(encoding="utf-8") as lines:
        assert scores.num_rows == sum(1 for _ in lines) - 1
    assert scores["row_number"].to_pylist() == list(range(1, scores.num_rows + 1))
    with duckdb.connect(sample_warehouse.build_file, read_only=True) as build:
        expected = build.sql(COMPARED).to_arrow_table()
        names = ", ".join(expected.column_names)
        build.register("scores", scores)
        found = build.sql(
            f"select {names} from scores semi join marts.videos using (video_id) order by all"
        ).to_arrow_table()
        known = build.sql(
            f"""
            select {names} from marts.claim_predictions where prediction_origin = 'new'
            except select {names} from scores
            """
        ).fetchall()
    assert found.equals(expected)
    assert found["claim_probability"].null_count == 0
    assert found.num_rows == 19_084
    assert known == []


@pytest.mark.xdist_group("sample")
def test_the_example_of_the_page_is_what_it_prints(
    sample_warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """But for the id and the last digits of the model, which follow from its libraries."""
    ((file, shown),) = re.findall(
        r"(?ms)^```console\n\$ cat videos\.csv\n(.*?)^\$ claims score videos\.csv\n(.*?)^```",
        (ROOT / "docs" / "score.md").read_text(),
    )
    monkeypatch.chdir(tmp_path)
    Path("videos.csv").write_text(file)
    result = CliRunner().invoke(main, ["score", "videos.csv"], env={"CLAIMS_HOME": str(sample_warehouse.home)})
    assert result.exit_code == 0
    told, printed = (
        re.sub(r"-[0-9a-f]{12}\b|(?<=0\.[0-9]{4})[0-9]+", "", text) for text in (shown, result.stdout + result.stderr)
    )
    assert printed == told


@pytest.mark.builds
@pytest.mark.xdist_group("corpus")
def test_every_value_is_cleaned_as_the_build_cleans_it(corpus_warehouse: Warehouse):
    """Of files of all kinds, with all that is wrong in them: what is accepted has the same features."""
    with duckdb.connect(corpus_warehouse.build_file, read_only=True) as build:
        raw = build.sql("from raw.raw_videos order by source_file, row_number").to_arrow_table()
        cleaned = build.sql(
            "from intermediate.int_cleaned_video_rows order by source_file, row_number"
        ).to_arrow_table()
        accepted = build.sql("from intermediate.int_videos").to_arrow_table()
    cleaner = Cleaner(FEATURES["with_engagement"])
    found = cleaner.clean(raw)
    assert found.num_rows == cleaned.num_rows > 100
    names = [ID, TEXT, DURATION, *COUNTS, "verified_status", "author_ban_status"]
    assert found.select(names).to_pydict() == cleaned.select(names).to_pydict()
    # What a build asks of other columns, and that a column is there, is not asked of a row that is only scored.
    for ours, theirs, problem in zip(
        found["reasons"].to_pylist(), cleaned["reasons"].to_pylist(), raw["record_problem"].to_pylist(), strict=True
    ):
        if problem is None:
            # That another row has the same id is known of a whole input alone.
            kinds = [
                reason
                for reason in theirs
                if not reason.startswith(("running_number", "claim_status", "video_id stands"))
            ]
            assert set(ours) == {
                reason
                for reason in kinds
                if not reason.startswith("delivered_on")
                and (not reason.endswith(" is missing") or (reason.split()[0] in COUNTS and reason in ours))
            }
    one_by_one = [cleaner.clean_one(row) for row in raw.select(cleaner.inputs).slice(0, 200).to_pylist()]
    assert pa.concat_tables(one_by_one).drop_columns(["row_number"]) == found.slice(0, 200).drop_columns(["row_number"])
    derived = found.select([ID, *AUTHOR_STATUS, LENGTH, TEXT, DURATION, *COUNTS])
    with duckdb.connect() as connection:
        connection.register("accepted", accepted)
        connection.register("derived", derived)
        names = ", ".join(derived.column_names)
        assert connection.sql(f"select {names} from accepted except from derived").fetchall() == []
