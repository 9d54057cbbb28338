"""Which names of a file are a column, which are asked about, and which are nobody's business."""

import csv
from pathlib import Path

import pytest
from inputs.cleaning import COLUMNS
from inputs.small_files import CSV, inspect, read
from inputs.writing import HEADER, parquet, workbook

from claims_warehouse.intake.columns import canonical, match_columns, require
from claims_warehouse.intake.files import inspect_files


def question(file_kind: str, header: list[str]) -> str:
    """Return the message with which a header is refused."""
    with pytest.raises(ValueError, match=r"^has no column") as error:
        require(header, COLUMNS[file_kind])
    return str(error.value)


@pytest.mark.parametrize(
    "name",
    [
        *("reports", "Report Counts", "reportcount", "reportCount", "report.count", "report_count*", "[report_count]"),
        *("report_cnt", "count_star()", "count(*)", "Times reported", "report_count_total"),
        *("reprot_count", "report_cout", "report_count.1", "report_count_x", "count", "number of reports", "n_reports"),
    ],
)
def test_a_count_of_reports_under_a_name_that_is_nearly_right_is_asked_about(name: str):
    message = question("user_reports", ["video_id", name])
    assert f"has no column report_count: did you mean report_count by '{name}'? Rename it" in message


@pytest.mark.parametrize(
    "name", ["delivered", "delivered_at", "deliverd_on", "Delivery Date", "deliveredOn", "delivered_ts"]
)
def test_a_date_under_a_name_that_is_nearly_right_is_asked_about(name: str):
    assert f"did you mean delivered_on by '{name}'?" in question("videos", [*HEADER, name])


@pytest.mark.parametrize(
    ("file_kind", "header"),
    [
        ("user_reports", ["report_reason", "report_country", "report_account", "report_id", "report_date", "reporter"]),
        ("user_reports", ["reported_at", "report_content", "comment_count", "view_count", "country", "account", ""]),
        ("videos", ["video_title", "views_per_day", "uploaded_on", "delivered_by", "video_url", "date", "Unnamed: 0"]),
        ("videos", ["video_views_count", "videoid", "claim", "reports", "report_count"]),
        ("reviews", ["reviewer_note", "review_note", "review_id", "claim_status", "suggested_decision", "claim_text"]),
    ],
)
def test_other_columns_stop_no_build(file_kind: str, header: list[str]):
    columns = [column for column in COLUMNS[file_kind] if column.is_required or column.all_or_none]
    found = require([*header, *(column.label for column in columns)], COLUMNS[file_kind])
    assert found == [column.name for column in columns]


@pytest.mark.parametrize(
    ("header", "is_enough"),
    [(["video_id"], True), (["claim_id", "release_id"], True), (["claim_id"], False), (["release_id"], False)],
)
def test_a_decision_names_a_video_or_a_claim_of_a_release(header: list[str], is_enough: bool):
    header = [*header, "is_claim", "reviewed_at"]
    if is_enough:
        assert len(require(header, COLUMNS["reviews"])) == len(header)
    else:
        expected = "video_id (or claim_id and release_id), decision, reviewed_at"
        message = f"has no column video_id. Add it; expected are the columns {expected}"
        assert message in question("reviews", header)


def test_a_name_over_two_lines_is_reported_in_one():
    assert "did you mean report_count by 'number of reports'?" in question(
        "user_reports", ["video_id", "number of\nreports"]
    )


def test_a_column_that_is_there_is_asked_for_by_no_other_name():
    assert require(["reports", "video_id", "report_count"], COLUMNS["user_reports"]) == ["video_id", "report_count"]


@pytest.mark.parametrize(
    ("column", "name"),
    [
        *(("video_id", name) for name in ("vido_id", "videoid", "vid_id", "video id no")),
        *(
            ("video_view_count", name)
            for name in ("view_count", "video_views", "video_veiw_count", "Video Views Count")
        ),
        ("video_transcription_text", "video_transcription"),
        ("claim_status", "claim status?!"),
        ("#", "row_number"),
    ],
)
def test_a_required_column_is_asked_for_by_the_name_that_is_nearest(column: str, name: str):
    header = [name if label == column else label for label in HEADER]
    message = question("videos", header)
    assert f"has no column {column}: did you mean {column} by '{name}'? Rename it" in message
    expected = f"{', '.join(HEADER[:7])}, and all or none of {', '.join(HEADER[7:])}"
    assert message.endswith(f"expected are the columns {expected} (CLM-039)")


def test_a_file_without_any_count_is_one_of_fresh_videos():
    assert require([*HEADER[:7], "video_title", "video_hashtag_count"], COLUMNS["videos"])[1:] == HEADER[1:7]


@pytest.mark.parametrize("position", range(7, 12))
def test_a_file_with_some_counts_must_have_all(position: int):
    header = [*HEADER[:position], *HEADER[position + 1 :]]
    assert f"has no column {HEADER[position]}. Add it" in question("videos", header)


@pytest.mark.parametrize(
    "name",
    ["video_veiw_count", "videoViewCount", "video_views_count", "views", "View Count", "like_count", "num_comments"],
)
def test_counts_under_other_names_are_no_file_of_fresh_videos(name: str):
    """They would be lost, and the videos taken for fresh ones."""
    assert "did you mean video_" in question("videos", [*HEADER[:7], name])


def test_each_name_is_held_against_one_column_and_what_is_not_there_at_all_is_named_too():
    message = question("videos", [*HEADER[:7], "video_liek_count", *HEADER[9:11]])
    assert "has no column video_view_count, video_like_count, video_comment_count: did you mean" in message
    assert "did you mean video_like_count by 'video_liek_count'? Rename it" in message


def test_a_header_without_one_right_name_is_asked_about_and_a_row_of_values_is_none():
    assert "did you mean report_count by 'reports', video_id by 'vido_id'?" in question(
        "user_reports", ["vido_id", "reports"]
    )
    with pytest.raises(ValueError, match="has no header"):
        require(["7017666017", "claim", "2026-01-31"], COLUMNS["reviews"])
    with pytest.raises(ValueError, match=r"has no column video_id\. Add it"):
        require(["report_count", "channel"], COLUMNS["user_reports"])


@pytest.mark.parametrize(
    "name",
    ["report_count\u00a0", "\u200breport_count", "\u3000report\u00a0count", "\uff32eport_count", "report\u00adcount"],
)
def test_what_cannot_be_seen_in_a_name_does_not_matter(name: str):
    assert canonical(name) in {"report_count", "reportcount"}
    if "\u00ad" not in name:
        assert match_columns(["video_id", name], COLUMNS["user_reports"]) == {"video_id": 0, "report_count": 1}


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_a_file_says_which_columns_it_has(tmp_path: Path, suffix: str):
    """A column whose fields are all blank is there all the same."""
    for name, header in {
        "counts": ["video_id", "report_count"],
        "one by one": ["Video ID"],
        "near": ["video_id", "reports"],
    }.items():
        path, row = tmp_path / f"{name}.{suffix}", ["7017666017", ""][: len(header)]
        if suffix == "csv":
            with path.open("w", newline="") as file:
                csv.writer(file).writerows([header, row])
        elif suffix == "xlsx":
            path.write_bytes(workbook([header, row]))
        else:
            path.write_bytes(parquet({column: [value] for column, value in zip(header, row, strict=True)}))
    files = inspect_files({"user_reports": f"{tmp_path}/*"}, Path("/"), COLUMNS).to_pylist()
    found = {Path(file["path"]).stem: file["file_columns"] for file in files}
    assert found == {"counts": ["video_id", "report_count"], "one by one": ["video_id"], "near": None}
    (problem,) = [file["problem"] for file in files if file["problem"]]
    assert problem.startswith(
        f"{tmp_path}/near.{suffix}: has no column report_count: did you mean report_count by 'reports'?"
    )


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_an_error_in_place_of_a_name_refuses_the_file(tmp_path: Path, suffix: str):
    """An optional column would count as absent."""
    rows = [["#", "text", "#REF!"], ["1", "one", "2026-01-31"]]
    content = workbook(rows) if suffix == "xlsx" else "".join(",".join(row) + "\n" for row in rows).encode()
    (tmp_path / f"videos.{suffix}").write_bytes(content)
    (file,) = inspect(f"videos.{suffix}", tmp_path)
    assert "has the spreadsheet error #REF! in place of a column's name. Correct the name, or" in str(file["problem"])


@pytest.mark.parametrize("key", ["delivered", "deliveredon", "delivery_date", "delivred_on", "Delivered At"])
def test_a_folder_whose_name_is_nearly_right_is_asked_about(tmp_path: Path, key: str):
    """Its date would be ignored, and the older file would win."""
    (tmp_path / f"{key}=2026-01-31").mkdir()
    (tmp_path / f"{key}=2026-01-31" / "videos.csv").write_text(CSV)
    (file,) = inspect_files({"videos": "*/*.csv"}, tmp_path, COLUMNS).to_pylist()
    assert f"lies in a folder '{key}=…': did you mean delivered_on=…? Rename the folder" in str(file["problem"])


def test_a_folder_with_another_name_beside_that_of_the_date_is_no_matter(tmp_path: Path):
    folder = tmp_path / "delivered_by=north" / "delivery=1" / "delivered_on=2026-01-31"
    folder.mkdir(parents=True)
    (folder / "videos.csv").write_text(CSV)
    assert {row["delivered_on"] for row in read("**/*.csv", tmp_path)} == {"2026-01-31"}
