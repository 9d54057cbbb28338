"""What docs/connect.md tells people to type works as it stands there."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Warehouse
from test_clients import client_environment, python_of

pytestmark = pytest.mark.xdist_group("sample")

# By the client's environment: the heading of its chapter, and what its example is then asked for.
EXAMPLES = {
    "duckdb_1.0": ("DuckDB, Python, and pandas", "print(len(rows))"),
    "duckdb_2.0": ("DuckDB, Python, and pandas", "print(len(rows))"),
    "pandas": ("DuckDB, Python, and pandas", "print(len(rows) if len(rows) == len(frame) else frame)"),
    "adbc": ("ADBC", "print(len(rows))"),
    "sqlalchemy": ("SQLAlchemy", "print(len(rows))"),
}
QUERY = "select count(*) as n from marts.videos"


MANUAL = (ROOT / "docs" / "connect.md").read_text()


def blocks(heading: str, language: str) -> list[str]:
    (chapter,) = re.findall(rf"^## {heading}\n.*?(?=^## |\Z)", MANUAL, re.MULTILINE | re.DOTALL)
    return re.findall(rf"^```{language}\n(.+?)```", chapter, re.MULTILINE | re.DOTALL)


def environment(client: str, home: Path) -> Mapping[str, str]:
    programs = str(python_of(client).parent)
    return client_environment(home) | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}


def typed(client: str, command: str, sample: Warehouse, home: Path, text: str = "") -> str:
    result = subprocess.run(
        ["bash", "-c", command],
        cwd=sample.home,
        env=environment(client, home),
        input=text,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("client", EXAMPLES)
def test_an_example_in_python_runs(client: str, sample_warehouse: Warehouse, tmp_path: Path):
    heading, question = EXAMPLES[client]
    (example,) = blocks(heading, "python")
    if client.startswith("duckdb"):
        # It has no pandas.
        example = re.sub(r".*\.df\(\)\n", "", example)
    assert typed(client, "python -", sample_warehouse, tmp_path, f"{example}\n{question}\n") == "2\n"


def test_tables_and_columns_tell_what_they_are(sample_warehouse: Warehouse):
    (block,) = re.findall(r"^```sql\n(.+?)```", MANUAL, re.MULTILINE | re.DOTALL)
    for query in block.strip().splitlines():
        rows = sample_warehouse.released(query)
        assert len(rows) > 20
        assert all(row[-1] for row in rows)


def test_duckdbs_command_line_opens_the_file(sample_warehouse: Warehouse, tmp_path: Path):
    one_query, terminal = re.findall(r"^duckdb .+", MANUAL, re.MULTILINE)
    ((count,),) = sample_warehouse.released(QUERY)
    assert str(count) in typed("duckdb_cli", terminal, sample_warehouse, tmp_path, f"{QUERY};\n.exit\n")
    assert '"claim_status":"opinion"' in typed("duckdb_cli", one_query, sample_warehouse, tmp_path)


def test_an_analysis_is_answered_on_duckdbs_command_line(sample_warehouse: Warehouse, tmp_path: Path):
    (command,) = re.findall(r"^duckdb .+", (ROOT / "docs" / "analyse.md").read_text(), re.MULTILINE)
    answer = typed("duckdb_cli", command.replace("analyses/", f"{ROOT}/analyses/"), sample_warehouse, tmp_path)
    assert "phrase_logistic_regression" in answer


def test_harlequin_opens_in_a_terminal_and_without(sample_warehouse: Warehouse, tmp_path: Path):
    (both,) = blocks("Harlequin", "sh")
    in_a_terminal, without = both.splitlines()
    assert "opinion" in typed("harlequin", without, sample_warehouse, tmp_path)
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
    with subprocess.Popen(
        ["bash", "-c", in_a_terminal],
        cwd=sample_warehouse.home,
        env=environment("harlequin", tmp_path) | {"TERM": "xterm-256color"},
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
    ) as harlequin:
        os.close(its)
        screen = b""
        # The name of the database in the catalog: it is open.
        while b"claims" not in screen:
            screen += os.read(ours, 65536)
        os.write(ours, b"\x11")
        while harlequin.poll() is None:
            try:
                os.read(ours, 65536)
            except OSError:
                # Its end of the terminal is closed.
                harlequin.wait(30)
    os.close(ours)
    assert harlequin.returncode == 0


def test_who_opens_the_file_for_writing_shuts_the_others_out(sample_warehouse: Warehouse):
    writer = f"import duckdb; c = duckdb.connect({str(sample_warehouse.released_file)!r}); print('open'); input()"
    with subprocess.Popen(
        [sys.executable, "-c", writer], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        if process.stdout.readline() == "open\n":
            # Only root gets this far.
            with pytest.raises(duckdb.IOException, match="Could not set lock on file"):
                sample_warehouse.released(QUERY)
            process.communicate("\n")
        else:
            assert "Permission denied" in process.stderr.read()
    assert sample_warehouse.released(QUERY)
