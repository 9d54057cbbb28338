"""What every test may need: the project's root, the real file where it lies, and dbt in a folder of its own."""

import csv
import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pandas as pd
import parses
import pytest
from chromium import browser  # noqa: F401 - a fixture
from inputs.corpus import CASES
from reviewing import review, review_folder  # noqa: F401 - fixtures
from spark_session import spark  # noqa: F401 - a fixture

from claims_warehouse.simulation.videos import write_videos

# What compares with earlier releases, or was drawn for audits of earlier inputs, differs with them.
TABLES_OF_HISTORY = {
    "releases", "champion_comparison", "claim_changes", "audit_items", "audited_performance", "base_rates",
    "model_runs",
}  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]
# By how many processes, and by how many threads of one, models are computed.
ONE_CORE = {"LOKY_MAX_CPU_COUNT": "1", "OMP_NUM_THREADS": "1"}
# What this environment holds must appear nowhere.
SECRET = "s3cret-of-the-environment"  # noqa: S105 - it opens nothing
# What would do harm as SQL, as a template, in a shell, in a page or in a spreadsheet, if it ever became a part of one.
HOSTILE_TEXT = (
    """'); drop schema marts cascade; -- {{ env_var('CLAIMS_TEST_TOKEN') }} $(touch attacked) <script>x</script>"""
)
HOSTILE_NAME = """it's "; drop schema marts cascade; -- {{ env_var('CLAIMS_TEST_TOKEN') }} $(touch attacked) <b>.csv"""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name contents by their argument alone: compressed bytes hold the time, and workers have to agree on names."""
    return argname if isinstance(val, bytes) else None


@dataclass(frozen=True)
class Warehouse:
    """A home for builds: its private build file, its released file, and dbt's target and logs."""

    home: Path
    # By the environment, a change of the path costs dbt less than by a variable, which has the project read anew.
    names_videos_by_variable: ClassVar[bool] = False
    # The folder of what dbt has parsed, for all homes of all workers.
    parses: ClassVar[Path]

    @property
    def build_file(self) -> Path:
        return self.home / "build" / "claims_build.duckdb"

    @property
    def released_file(self) -> Path:
        return self.home / "warehouse" / "claims.duckdb"

    @property
    def compiled_models(self) -> Path:
        """The folder of the models' SQL as dbt compiled it."""
        return self.home / "target" / "compiled" / "claims_warehouse" / "models"

    def start(
        self,
        *arguments: str,
        videos: str | None = None,
        environment: Mapping[str, str] | None = None,
        project: Path = ROOT,
        unit_tests: bool = False,
        **variables: object,
    ) -> subprocess.Popen[str]:
        """Start dbt on the project from another current directory, as a user would, in a process group of its own.

        Unit tests say the same in each build: that of the sample runs them for all.
        """
        if videos is not None and self.names_videos_by_variable:
            variables["videos"] = videos
        parses.bring(self.parses, self.home / "target", project, variables)
        folders = [
            "--project-dir",
            str(project),
            "--profiles-dir",
            str(project),
            "--target-path",
            str(self.home / "target"),
        ]
        logs = ["--log-path", str(self.home / "logs"), "--no-use-colors"]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CLAIMS_", "DBT_"))}
        if "PYTEST_XDIST_WORKER" in os.environ:
            # Other tests keep the other core busy: processes of a model's own would only be started in vain.
            inherited |= ONE_CORE
        return subprocess.Popen(
            [Path(sys.executable).with_name("dbt"), *arguments, *folders, *logs, "--vars", json.dumps(variables)],
            cwd=self.home,
            env=inherited
            | {"PYTHONPATH": str(ROOT / "python"), "CLAIMS_HOME": str(self.home)}
            | ({} if videos is None else {"CLAIMS_VIDEOS": videos})
            | ({} if unit_tests else {"DBT_EXCLUDE_RESOURCE_TYPES": "unit_test"})
            | dict(environment or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def dbt(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run dbt to its end, with the options of `start`."""
        with self.start(*arguments, **options) as process:
            stdout, stderr = process.communicate()
        parses.keep(self.parses, self.home / "target")
        return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)

    def build(self, *arguments: str, videos: str | None = None, **variables: object) -> str:
        """Run `dbt build`, see that it succeeds, and return what it printed."""
        result = self.dbt("build", *arguments, videos=videos, **variables)
        assert result.returncode == 0, result.stdout[-4000:]
        return result.stdout

    def keep(self, name: str) -> None:
        """Keep a copy of the home, which `bring_back` puts in its place."""
        shutil.copytree(self.home, self.home.with_name(name), symlinks=True)

    def bring_back(self, name: str) -> None:
        shutil.rmtree(self.home)
        shutil.copytree(self.home.with_name(name), self.home, symlinks=True)

    def begin_with(self, other: "Warehouse") -> None:
        """Take over the build file of another warehouse, and with it the models that it has trained."""
        shutil.copytree(other.build_file.parent, self.build_file.parent)

    def holds_what(self, other: "Warehouse") -> None:
        """See that every row of every public table is that of another warehouse, but for its place in the file."""
        tables = [str(name) for (name,) in other.released("select table_name from duckdb_tables()")]
        assert len(tables) > 25
        for table in set(tables) - TABLES_OF_HISTORY:
            place = "exclude (row_number)" if table in {"videos", "rejected_rows"} else ""
            query = f"select * {place} from marts.{table} order by all"
            assert self.released(query) == other.released(query), table

    def released(self, query: str) -> list[tuple[object, ...]]:
        """Return the rows of a query on the released file."""
        with duckdb.connect(self.released_file, read_only=True) as connection:
            return connection.execute(query).fetchall()

    def frame(self, query: str) -> pd.DataFrame:
        """Return the rows of a query on the released file with the names of their columns."""
        with duckdb.connect(self.released_file, read_only=True) as connection:
            return connection.execute(query).df()


@dataclass(frozen=True)
class SmallWarehouse(Warehouse):
    """A warehouse of a thousand simulated videos, whose builds differ by what is provided under the same names."""

    names_videos_by_variable: ClassVar[bool] = True

    @property
    def videos(self) -> Path:
        return self.home / HOSTILE_NAME

    @property
    def reports(self) -> Path:
        return self.home / "reports.csv"

    @property
    def options(self) -> Mapping[str, object]:
        """The variables of every build: the same, so that dbt need not read the project anew."""
        return {
            "videos": str(self.videos),
            "reports": str(self.reports),
            "evaluation_repeats": 1,
            "retraining": "never",
        }

    def provide(self, number: int) -> None:
        """Provide what no build before had: other reports, and other videos each third time."""
        write_videos(self.videos, 1000 + number // 3 % 2, seed=number // 3 % 2)
        with self.videos.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        rows[1][4] = HOSTILE_TEXT
        with self.videos.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        self.reports.write_text(f"video_id,report_count\n{rows[1][2]},{number}\n")


def copy_project(folder: Path, *left_out: str) -> None:
    """Copy what is part of the project, with the times of its files, but for folders that a test leaves out."""
    made_by_use = (".git", ".venv*", ".*_cache", "__pycache__", "target", "logs", "build", "warehouse")
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*made_by_use, *left_out))


@pytest.fixture(scope="session")
def project_root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def real_file() -> Path:
    """The real data set, which is never part of the project."""
    path = Path(os.environ.get("CLAIMS_SHARED", ROOT.parent / "shared")) / "data" / "tiktok_dataset.csv"
    if not path.exists():
        pytest.skip("the real data set is not beside the checkout (../shared/data/tiktok_dataset.csv)")
    return path


@pytest.fixture(scope="session")
def few_videos() -> list[str]:
    """The header and every fortieth line of the sample: some 480 rows of all kinds."""
    with (ROOT / "seeds" / "sample" / "simulated_videos.csv").open(encoding="utf-8", newline="") as sample:
        lines = list(sample)
    return [lines[0], *lines[1::40]]


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all workers."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session", autouse=True)
def _parses(shared_folder: Path) -> None:
    Warehouse.parses = shared_folder / "parses"
    Warehouse.parses.mkdir(exist_ok=True)


@pytest.fixture(scope="session")
def trained_warehouse(shared_folder: Path, few_videos: list[str]) -> Warehouse:
    """A build of a few videos for others to begin with, one for all workers; nothing is built in it again."""
    warehouse = Warehouse(shared_folder / "trained")
    with (shared_folder / "trained.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not warehouse.released_file.exists():
            warehouse.home.mkdir()
            videos = warehouse.home / "it's [small] file.csv"
            videos.write_text("".join(few_videos), encoding="utf-8", newline="")
            warehouse.build(videos=str(videos))
    return warehouse


@pytest.fixture(scope="session")
def sample_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A build of the shipped sample, with the unit tests."""
    warehouse = Warehouse(tmp_path_factory.mktemp("sample"))
    warehouse.build("--selector", "with_unit_tests", unit_tests=True)
    return warehouse


@pytest.fixture(scope="session")
def released_sample(sample_warehouse: Warehouse) -> Path:
    return sample_warehouse.released_file


@pytest.fixture(scope="session")
def real_warehouse(tmp_path_factory: pytest.TempPathFactory, real_file: Path) -> Warehouse:
    """A build of the real file, with no other flag than its path."""
    warehouse = Warehouse(tmp_path_factory.mktemp("real"))
    warehouse.build(videos=str(real_file))
    return warehouse


@pytest.fixture(scope="session")
def corpus_warehouse(
    tmp_path_factory: pytest.TempPathFactory, few_videos: list[str], trained_warehouse: Warehouse
) -> Warehouse:
    """A build of all files of the corpus that are not refused, with some rows of the sample."""
    warehouse = Warehouse(tmp_path_factory.mktemp("corpus"))
    folder = warehouse.home / "it's a *corpus* [of files]"
    folder.mkdir()
    for case in CASES:
        if case.refused is None:
            case.write(folder)
    (folder / "rows of the sample.csv").write_text("".join(few_videos), encoding="utf-8")
    warehouse.begin_with(trained_warehouse)
    # The SQL that it compiles is that of a first build, which other tests run on rows in memory.
    warehouse.build("--full-refresh", videos=f"{folder}/*", retraining="never")
    return warehouse


@pytest.fixture(scope="session")
def small_warehouse(tmp_path_factory: pytest.TempPathFactory) -> SmallWarehouse:
    """A warehouse that was built where all may write what is made, in an environment that holds a secret."""
    warehouse = SmallWarehouse(tmp_path_factory.mktemp("small") / "home")
    warehouse.home.mkdir()
    warehouse.provide(0)
    before = os.umask(0)
    try:
        result = warehouse.dbt("build", environment={"CLAIMS_TEST_TOKEN": SECRET}, **warehouse.options)
    finally:
        os.umask(before)
    assert result.returncode == 0, result.stdout[-4000:]
    return warehouse
