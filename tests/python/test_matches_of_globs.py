"""Each match of a glob is read, refused by name, or skipped by a named rule."""

import gzip
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from inputs.small_files import CSV, inspect, read

PATTERNS = ["*.csv", "**/*.csv", "*", "**"]


def put(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(CSV)


def outcomes(pattern: str, root: Path) -> dict[object, object]:
    """Return what becomes of each match: it is read, skipped by a rule, or has a problem, here without its path."""
    found = {}
    for file in inspect(pattern, root):
        problem = str(file["problem"]).removeprefix(f"{file['path']}: ")
        found[file["source_file"]] = file["skip_rule"] or ("read" if file["problem"] is None else problem)
    return found


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_link_that_leads_nowhere_is_refused(tmp_path: Path, pattern: str):
    put(tmp_path / "a.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "gone" / "b.csv")
    assert outcomes(pattern, tmp_path) == {
        "a.csv": "read",
        "b.csv": f"is a link to {tmp_path}/gone/b.csv, which is not there. Put it back, or remove the link (CLM-023).",
    }
    assert set(outcomes("b.csv", tmp_path)) == {"b.csv"}


@pytest.mark.parametrize("pattern", ["*/*.csv", "**/*.csv", "*/a.csv", "day ?/*", "[d]ay*/**"])
def test_a_link_to_a_folder_that_is_gone_is_refused(tmp_path: Path, pattern: str):
    put(tmp_path / "day 1" / "a.csv")
    (tmp_path / "day 2").symlink_to("not mounted")
    assert outcomes(pattern, tmp_path)["day 2"] == (
        "is a link to not mounted, which is not there. Put it back, or remove the link (CLM-023)."
    )
    assert outcomes("day 2/*.csv", tmp_path) == {
        "day 2": "is a link to not mounted, which is not there. Put it back, or remove the link (CLM-023)."
    }


def test_a_link_to_itself_is_refused(tmp_path: Path):
    put(tmp_path / "a.csv")
    (tmp_path / "b.csv").symlink_to("b.csv")
    assert "is a link to b.csv, which is not there" in str(outcomes("*.csv", tmp_path)["b.csv"])


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_is_no_regular_file_is_refused(tmp_path: Path, pattern: str):
    put(tmp_path / "a.csv")
    os.mkfifo(tmp_path / "b.csv")
    assert outcomes(pattern, tmp_path) == {"a.csv": "read", "b.csv": "is no regular file. Provide a file (CLM-025)."}


@pytest.mark.parametrize("pattern", ["*.csv", "?.csv", "**/*.csv", "**/b.csv"])
def test_a_folder_with_the_name_of_a_file_is_refused(tmp_path: Path, pattern: str):
    put(tmp_path / "a.csv")
    put(tmp_path / "b.csv" / "part-0.txt")
    assert "is a directory. Name the files in it with a glob" in str(outcomes(pattern, tmp_path)["b.csv"])


def test_a_folder_with_the_name_of_a_file_is_looked_into(tmp_path: Path):
    put(tmp_path / "b.csv" / "part-0.csv")
    assert outcomes("**/*.csv", tmp_path) == {"b.csv/part-0.csv": "read"}
    assert outcomes("*.csv/*.csv", tmp_path) == {"b.csv/part-0.csv": "read"}


def test_folders_beside_the_files_of_a_star_are_counted(tmp_path: Path):
    put(tmp_path / "a.csv")
    put(tmp_path / "archive" / "b.csv")
    assert outcomes("*", tmp_path) == {"a.csv": "read", "archive": "folder"}
    assert outcomes("**", tmp_path) == outcomes("**/*", tmp_path) == {"a.csv": "read", "archive/b.csv": "read"}


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("_SUCCESS", "job_file"),
        ("_committed_42", "job_file"),
        ("_temporary/0/part-00000.csv", "job_file"),
        ("_delta_log/0.json", "job_file"),
        (".part-00000.csv.crc", "checksum"),
        ("videos.csv.sha256", "checksum"),
        ("~$videos.xlsx", "lock_file"),
        (".~lock.videos.csv#", "lock_file"),
        ("videos.csv.part", "partial_download"),
        ("videos.csv.crdownload", "partial_download"),
        ("videos.csv.TMP", "partial_download"),
        ("videos.csv~", "editor_backup"),
        ("videos.csv.bak", "editor_backup"),
        (".DS_Store", "system_file"),
        ("Thumbs.db", "system_file"),
        ("__MACOSX/videos.csv", "system_file"),
        ("lost+found/videos.csv", "system_file"),
        (".videos.csv", "hidden"),
        (".Trash-1000/files/videos.csv", "hidden"),
    ],
)
def test_files_of_other_programs_are_skipped_by_a_named_rule(tmp_path: Path, name: str, rule: str):
    put(tmp_path / "a.csv")
    put(tmp_path / name)
    top = Path(name).parts[0]
    for pattern in ("*", "**", "**/*"):
        assert outcomes(pattern, tmp_path) == {"a.csv": "read", top: rule}
    # Who names it gets it.
    assert outcomes(name, tmp_path) == {Path(name).name: "read"}
    asked = f"{name}/**" if (tmp_path / name).is_dir() else name.replace("videos", "*")
    assert "read" in outcomes(asked, tmp_path).values()


def test_a_glob_that_asks_for_such_files_finds_them(tmp_path: Path):
    put(tmp_path / ".videos.csv")
    put(tmp_path / "videos.tmp")
    assert outcomes(".*.csv", tmp_path) == {".videos.csv": "read"}
    assert outcomes("*.tmp", tmp_path) == {"videos.tmp": "read"}


def test_what_a_glob_does_not_match_is_not_counted(tmp_path: Path):
    for name in ("a.csv", "_SUCCESS", ".hidden", "a.csv.part"):
        put(tmp_path / name)
    assert outcomes("*.csv", tmp_path) == {"a.csv": "read"}


def test_a_glob_that_finds_skipped_files_alone_says_so(tmp_path: Path):
    for number in range(5):
        put(tmp_path / f"{number}.csv.part")
    (problem,) = [file["problem"] for file in inspect("*", tmp_path) if file["problem"]]
    assert problem == (
        "*: "
        "all that it finds is skipped: 0.csv.part (partial_download), 1.csv.part (partial_download), "
        "2.csv.part (partial_download) and 2 more. Name a file by its path to have it read all the same (CLM-021)."
    )


def test_a_folder_that_links_to_itself_is_read_once(tmp_path: Path):
    put(tmp_path / "a.csv")
    (tmp_path / "self").symlink_to(".")
    assert outcomes("**/*.csv", tmp_path) == outcomes("**", tmp_path) == {"a.csv": "read", "self": "same_file"}


def test_two_folders_that_link_to_each_other_are_read_once(tmp_path: Path):
    for folder, other in (("a", "b"), ("b", "a")):
        put(tmp_path / folder / "videos.csv")
        (tmp_path / folder / "other").symlink_to(tmp_path / other)
    assert outcomes("**/*.csv", tmp_path) == {
        "a/other": "same_file",
        "a/videos.csv": "read",
        "b/other": "same_file",
        "b/videos.csv": "read",
    }


@pytest.mark.parametrize("pattern", ["*/*.csv", "**/*.csv", "*/**"])
def test_a_further_name_of_a_folder_is_not_read_again(tmp_path: Path, pattern: str):
    put(tmp_path / "day 1" / "videos.csv")
    # A link comes first by its name, and is the further name all the same.
    (tmp_path / "a latest").symlink_to("day 1")
    assert outcomes(pattern, tmp_path) == {"a latest": "same_file", "day 1/videos.csv": "read"}


def test_a_further_name_of_a_file_is_not_read_again(tmp_path: Path):
    put(tmp_path / "in" / "videos.csv")
    put(tmp_path / "store" / "other.csv")
    (tmp_path / "in" / "a latest.csv").symlink_to("videos.csv")
    for name in ("other 1.csv", "other 2.csv"):
        (tmp_path / "in" / name).symlink_to("../store/other.csv")
    assert outcomes("in/*.csv", tmp_path) == {
        "a latest.csv": "same_file",
        "other 1.csv": "read",
        "other 2.csv": "same_file",
        "videos.csv": "read",
    }


def test_copies_are_files_of_their_own(tmp_path: Path):
    """A hard link cannot be told from one; a copy that comes later may put an earlier content back in its place."""
    put(tmp_path / "day 1.csv")
    (tmp_path / "day 3.csv").hardlink_to(tmp_path / "day 1.csv")
    assert outcomes("*.csv", tmp_path) == {"day 1.csv": "read", "day 3.csv": "read"}


def in_bytes(folder: Path, name: bytes) -> Path:
    return Path(os.fsdecode(os.fsencode(folder) + b"/" + name))


@pytest.mark.parametrize("pattern", ["*", "**/*.*", "vid*"])
@pytest.mark.parametrize("ending", ["csv", "csv.gz", "parquet"])
def test_a_name_that_is_not_utf_8_is_written_in_digits_and_read(tmp_path: Path, pattern: str, ending: str):
    path = in_bytes(tmp_path, b"vid\xe9os." + ending.encode())
    path.write_bytes(gzip.compress(CSV.encode()) if ending == "csv.gz" else CSV.encode())
    if ending == "parquet":
        with path.open("wb") as file:
            pq.write_table(pa.table({"#": [1, 2], "text": ["one", "two"]}), file)
    rows = read(pattern, tmp_path)
    assert [row["text"] for row in rows] == ["one", "two"]
    assert {row["source_file"] for row in rows} == {rf"vid\xe9os.{ending}"}
    # Neither variables nor the environment can hold the bytes: it is named as it is shown.
    assert read(rf"vid\xe9os.{ending}", tmp_path) == read(rf"vid\xe9*.{ending}", tmp_path) == rows


def test_a_name_that_is_not_utf_8_is_readable_in_a_message(tmp_path: Path):
    in_bytes(tmp_path, b"vid\xe9os.csv").touch()
    put(in_bytes(tmp_path, b"delivered_on=\xff/a.csv"))
    read_file, refused = inspect("**", tmp_path)
    assert read_file["partition_date"] == r"\xff"
    assert str(refused["problem"]).startswith(rf"{tmp_path}/vid\xe9os.csv: the file is empty")
    assert str(inspect(os.fsdecode(b"\xff*"), tmp_path)[0]["problem"]).startswith(r"\xff*: no such file")


def test_a_line_end_in_a_name_does_not_end_a_line_of_a_message(tmp_path: Path):
    (tmp_path / "a\nb.csv").touch()
    (file,) = inspect("*.csv", tmp_path)
    assert file["problem"] == (
        rf"{tmp_path}/a\x0ab.csv: the file is empty; "
        "expected is a header with the columns' names. Provide it again (CLM-026)."
    )


@pytest.mark.parametrize("pattern", ["a\0b.csv", "a\0b/*.csv", "*\0/*.csv"])
def test_what_is_no_path_finds_nothing(tmp_path: Path, pattern: str):
    put(tmp_path / "a.csv")
    (file,) = inspect(pattern, tmp_path)
    assert "no such file" in str(file["problem"])


def test_no_two_names_are_written_alike(tmp_path: Path):
    r"""A name may hold the characters by which another is written; `\x41` is no such."""
    names = ["a\nb.csv", r"a\x0ab.csv", r"a\x5cx0ab.csv", r"a\x41.csv", "a\u2028b.csv", "\x9b31mred.csv", "\u202ea.csv"]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(f"#,text\n1,{number}\n", encoding="utf-8")
    rows = {row["text"]: row["source_file"] for row in read("*.csv", tmp_path)}
    assert rows == {
        "0": r"a\x0ab.csv",
        "1": r"a\x5cx0ab.csv",
        "2": r"a\x5cx5cx0ab.csv",
        "3": r"a\x41.csv",
        "4": r"a\xe2\x80\xa8b.csv",
        "5": r"\xc2\x9b31mred.csv",
        "6": r"\xe2\x80\xaea.csv",
    }
