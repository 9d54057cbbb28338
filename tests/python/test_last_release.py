"""What the last release predicted for rows that its champions had not seen."""

from pathlib import Path

import duckdb
import pytest

from claims_warehouse.release.last_release import FILES_SCHEMA, SCHEMA, evaluated_predictions, released_files


def test_held_out_and_labelled_rows_of_the_asked_moments_are_returned(tmp_path: Path):
    path = tmp_path / "claims.duckdb"
    with duckdb.connect(path) as released:
        released.execute(
            """
            create schema marts;
            create table marts.videos as
            from (values (1::bigint, true), (2, false), (3, null), (4, true)) as videos (video_id, is_claim);
            create table marts.claim_predictions as
            from (values
                (1::bigint, 'at_upload', 'm', true, 'held_out'),
                (2, 'at_upload', 'm', true, 'held_out'),
                (3, 'at_upload', 'm', true, 'held_out'),
                (4, 'at_upload', 'm', true, 'out_of_fold'),
                (1, 'with_engagement', 'n', true, 'held_out')
            ) as predictions (video_id, scoring_stage, model_id, is_claim_predicted, prediction_origin)
            """
        )
    rows = evaluated_predictions(path, ["at_upload"]).to_pylist()
    assert [(row["video_id"], row["model_id"], row["is_claim"]) for row in rows] == [(1, "m", True), (2, "m", False)]


def test_nothing_released_and_an_older_file_have_nothing_to_compare_with(tmp_path: Path):
    assert evaluated_predictions(tmp_path / "claims.duckdb", ["at_upload"]).equals(SCHEMA.empty_table())
    with duckdb.connect(tmp_path / "old.duckdb") as connection:
        connection.execute("create table anything as select 1 as one")
    assert evaluated_predictions(tmp_path / "old.duckdb", ["at_upload"]).equals(SCHEMA.empty_table())


def released(path: Path, input_kind: str) -> Path:
    files = '[{"file_kind": "videos", "source_file": "its.csv", "sha256": "0a", "byte_count": 1}]'
    with duckdb.connect(path) as released:
        released.execute("create schema marts")
        released.execute(
            "create table marts.releases as select ? as input_kind, ? as input_files, true as is_current",
            [input_kind, files],
        )
        released.execute(
            """
            create table marts.data_quality as
            from (values ('videos', 'its.csv', 'rows_accepted', 7::bigint), ('videos', 'its.csv', 'rows_rejected', 1))
            as data_quality (file_kind, source_file, check_name, row_count)
            """
        )
    return path


def test_the_input_files_of_the_last_release_are_returned_with_their_accepted_rows(tmp_path: Path):
    path = released(tmp_path / "claims.duckdb", "provided")
    assert released_files(path, "provided").to_pylist() == [
        {"file_kind": "videos", "source_file": "its.csv", "sha256": "0a", "accepted_rows": 7}
    ]


def test_nothing_is_compared_with_the_sample_or_with_an_older_file(tmp_path: Path):
    sample = released(tmp_path / "sample.duckdb", "simulated")
    own = released(tmp_path / "own.duckdb", "provided")
    with duckdb.connect(tmp_path / "old.duckdb") as connection:
        connection.execute("create schema marts; create table marts.releases as select 1 as input_files")
    for path, input_kind in ((sample, "provided"), (sample, "simulated"), (own, "simulated")):
        assert released_files(path, input_kind).num_rows == 0
    assert released_files(tmp_path / "old.duckdb", "provided").equals(FILES_SCHEMA.empty_table())
    assert released_files(tmp_path / "none.duckdb", "provided").equals(FILES_SCHEMA.empty_table())


def test_input_files_that_are_no_list_are_reported_and_stop_no_build(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    path = released(tmp_path / "claims.duckdb", "provided")
    with duckdb.connect(path) as connection:
        connection.execute("update marts.releases set input_files = 'videos.csv, reports.csv'")
    assert released_files(path, "provided").num_rows == 0
    assert "releases.input_files cannot be read" in caplog.text
