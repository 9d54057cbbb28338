"""What the last publication predicted for rows that its champions had not seen."""

from pathlib import Path

import duckdb

from claims_warehouse.publication.last_published import SCHEMA, evaluated_predictions


def test_held_out_and_labelled_rows_of_the_asked_moments_are_returned(tmp_path: Path):
    path = tmp_path / "claims.duckdb"
    with duckdb.connect(path) as published:
        published.execute(
            """
            create schema marts;
            create table marts.videos as
            from (values (1::bigint, true), (2, false), (3, null), (4, true)) as videos (video_id, is_claim);
            create table marts.claim_predictions as
            from (values
                (1::bigint, 'at_publication', 'm', true, 'held_out'),
                (2, 'at_publication', 'm', true, 'held_out'),
                (3, 'at_publication', 'm', true, 'held_out'),
                (4, 'at_publication', 'm', true, 'out_of_fold'),
                (1, 'after_publication', 'n', true, 'held_out')
            ) as predictions (video_id, moment, model_id, is_claim_predicted, prediction_origin)
            """
        )
    rows = evaluated_predictions(path, ["at_publication"]).to_pylist()
    assert [(row["video_id"], row["model_id"], row["is_claim"]) for row in rows] == [(1, "m", True), (2, "m", False)]


def test_nothing_published_and_an_older_file_have_nothing_to_compare_with(tmp_path: Path):
    assert evaluated_predictions(tmp_path / "claims.duckdb", ["at_publication"]).equals(SCHEMA.empty_table())
    with duckdb.connect(tmp_path / "old.duckdb") as published:
        published.execute("create table anything as select 1 as one")
    assert evaluated_predictions(tmp_path / "old.duckdb", ["at_publication"]).equals(SCHEMA.empty_table())
