"""Every message has a code, every code a message, and no number is used twice."""

import ast
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT

from claims_warehouse import messages
from claims_warehouse.command_line import main
from claims_warehouse.intake import (
    cell_problems,
    cells,
    formats,
    parquets,
    problems,
    records,
    splitting,
    undecoded,
    western,
    workbooks,
)
from claims_warehouse.intake import files as intake_files
from claims_warehouse.messages import MESSAGES, MESSAGES_OF_OTHERS, builds, commands, files, rows
from claims_warehouse.release import champion_gate
from claims_warehouse.sentences import champions

# Which code means what, as it was ever given out: a line is added for a new one, and none is changed or removed.
GIVEN_OUT = json.loads((ROOT / "tests" / "message_codes.json").read_text())
SOURCES = {
    path: path.read_text()
    for pattern in ("python/**/*.py", "macros/**/*.sql", "models/**/*.sql", "tests/dbt/*.sql", "deploy/*")
    for path in sorted(ROOT.glob(pattern))
    if "messages" not in path.parts
}
MACROS_AND_MODELS = [path for path in SOURCES if path.suffix == ".sql"]
# Exceptions whose words people read. The others are a programmer's mistakes, or become part of another message.
TOLD = {
    "InputFileError", "SentenceEncoderError", "ReleaseError", "WorseChampionError", "UntrustedTypeError",
    "TamperedArtifactError", "NothingToPutBackError", "ClickException", "RuntimeError",
}  # fmt: skip
# What is wrong within a workbook becomes a part of one message: it is damaged.
WITHIN_A_WORKBOOK = {"cells.py", "spreadsheets.py"}


def literals(node: ast.AST) -> str:
    return "".join(
        part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def raised(path: Path) -> list[tuple[int, str, str]]:
    """Return the line, the exception and the words of each message that a module writes down where it raises it."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if (name in TOLD and literals(node.args[0])) or (
                name == "warning" and isinstance(node.args[0], ast.Constant)
            ):
                found.append((node.lineno, name, literals(node.args[0])))
    return found


def test_a_number_is_never_used_again():
    assert {code: message.name for code, message in MESSAGES.items()} | dict.fromkeys(messages.RETIRED) == {
        code: None if code in messages.RETIRED else name for code, name in GIVEN_OUT.items()
    }
    every = (*builds.MESSAGES, *files.MESSAGES, *commands.MESSAGES, *rows.MESSAGES)
    assert len(every) == len(MESSAGES) == len({message.name for message in every})
    assert all(re.fullmatch(r"CLM-\d{3}", code) for code in MESSAGES)
    assert not messages.RETIRED & MESSAGES.keys()


def test_every_code_is_given_by_a_message_and_every_message_of_a_known_code():
    given = {code for text in SOURCES.values() for code in re.findall(r"CLM-\d{3}", text)}
    of_reasons = {message.code for message in rows.MESSAGES}
    assert given | of_reasons | set(MESSAGES_OF_OTHERS.values()) | {messages.UNEXPECTED} == MESSAGES.keys()
    assert not given & of_reasons


@pytest.mark.parametrize("path", [path for path in SOURCES if path.suffix == ".py"], ids=lambda path: path.name)
def test_what_python_says_has_a_code(path: Path):
    for line, exception, words in raised(path):
        assert (
            messages.CODE.search(words)
            or (exception == "InputFileError" and path.name in WITHIN_A_WORKBOOK)
            # Text that a variable ends with: a constant that holds the code, or a code by the verdict.
            or re.search(r"it has no sheet '|^%s \(%s\)$|\. $", words)
        ), f"{path.name}, line {line}: {words}"


def calls(text: str) -> list[str]:
    """Return the arguments of each call of SQL or Jinja that ends a build, up to its closing parenthesis."""
    found = []
    for start in re.finditer(r"raise_compiler_error\(|(?<!macro )refuse_unless\(", text):
        depth, end = 1, start.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        found.append(text[start.end() : end - 1])
    return found


@pytest.mark.parametrize("path", MACROS_AND_MODELS, ids=lambda path: path.name)
def test_what_sql_says_has_a_code(path: Path):
    for arguments in calls(SOURCES[path]):
        # The verdicts of an inspection, and a message whose code its macro adds.
        of_others = {"'refusal is null', 'refusal'", """message ~ " (" ~ code ~ ")\""""}
        assert "CLM-" in arguments or arguments in of_others, arguments
    for warning in re.findall(r"^.*\bas warning\b", SOURCES[path], re.MULTILINE):
        assert "CLM-" in warning


def test_what_a_file_is_in_place_of_a_table_is_said_with_a_code():
    refusals = [*formats.NOT_READ.values(), *formats.NOT_READ_ARCHIVES.values(), formats.UNPACK, problems.EMPTY]
    refusals += [western.UNKNOWN_ENCODING, records.OTHER_ORDER, intake_files.NOT_READABLE, formats.COMPRESS_OTHERWISE]
    refusals += [problems.nothing_found(pattern, ROOT) for pattern in ("none.csv", "https://example.org/none.csv")]
    assert [text for text in refusals if not messages.CODE.search(text)] == []


def test_each_verdict_that_is_warned_of_has_its_code():
    assert champion_gate.CODES.keys() == champions.WARNS
    assert {MESSAGES[code].name for code in champion_gate.CODES.values()} == champions.WARNS


def reasons() -> set[str]:
    """Return every rejection reason of the project, with a name in place of what is filled in."""
    folders = ("macros/intake", "models/staging", "models/intermediate/intake", "models/intermediate/moderation")
    texts = [path.read_text() for folder in folders for path in (ROOT / folder).rglob("*.sql")]
    # `'… is missing'` after `then`, or as the one reason of a list.
    quoted = re.findall(r"(?:then|else)\s+\[?'([^']+)'", "\n".join(texts))
    plain = [re.sub(r"\{\{[^}]*\}\}", "5", text) for text in quoted]
    return {text for text in plain if " " in text and re.search(r" (is|are|has|holds|stands) ", f" {text} ")}


def test_each_rejection_reason_is_found_by_one_code():
    written = [f"video_id {text}" for text in (cells.ROUNDED, cells.NOT_COMPUTED, cells.DAMAGED, workbooks.MERGED)]
    written += [f"video_id {text}" for text in (parquets.INEXACT, parquets.NOT_UTF8)]
    written += [splitting.QUOTES_DO_NOT_MATCH, splitting.JOINED, undecoded.UNDECODABLE.format("UTF-8")]
    written += [undecoded.HALF_A_CHARACTER, "the record has 5 fields, the header 12"]
    assert "holds the spreadsheet error " in Path(cell_problems.__file__).read_text()
    written += ["video_id holds the spreadsheet error #REF! in place of a value. Correct it, or leave the field empty"]
    found = {}
    for reason in {*written, *reasons()}:
        matching = [message.code for message in rows.MESSAGES if re.search(message.pattern, reason)]
        assert len(matching) == 1, (reason, matching)
        found[matching[0]] = reason
    assert found.keys() == {message.code for message in rows.MESSAGES}


def test_the_page_of_messages_is_written_from_the_registry(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(ROOT / "docs" / "generators")
    import messages as generator

    assert (ROOT / "docs" / "messages.md").read_text() == generator.table()


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("CLM-041", "CLM-041"),
        ("CLM-071", "CLM-071"),
        ("video_id is missing", "CLM-100"),
        ("clm41", "CLM-041"),
        ("videos.csv: has no column #. Add it (CLM-041).", "CLM-041"),
        ("x (CLM-020).csv: has no column #. Add it (CLM-041).", "CLM-041"),
        ("not complete: 1 input file is set aside: b.csv (CLM-040) (CLM-048)", "CLM-048"),
    ],
)
def test_a_code_a_message_and_a_reason_are_explained(what: str, code: str):
    result = CliRunner().invoke(main, ["explain", what])
    message = MESSAGES[code]
    assert result.exit_code == 0
    assert " ".join(result.output.split()) == (
        f"{code} {message.name} Cause: {message.cause}. Remedy: {message.remedy}."
    )


def test_an_unknown_code_is_answered_in_one_line():
    result = CliRunner().invoke(main, ["explain", "CLM-999"])
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "no message has this code" in result.output


def test_every_explanation_fits_into_80_columns():
    explained = "\n".join(map(messages.explain, MESSAGES.values()))
    assert max(map(len, explained.splitlines())) <= 80
