"""A Spark master with two workers, and a Spark server, both started from the wheel: `make test-spark-cluster`."""

import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Warehouse

from claims_warehouse.simulation.videos import write_videos

pytestmark = [
    pytest.mark.xdist_group("spark_cluster"),
    pytest.mark.skipif("SPARK_CLUSTER" not in os.environ, reason="make test-spark-cluster runs it: it takes minutes"),
]
SCORES = ["build", "--select", "+int_champion_scores", "--exclude-resource-type", "test", "unit_test"]
VIDEO_COUNT = 4_000
SECONDS_TO_START = 90


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while not is_so():
        assert time.monotonic() < deadline, f"{what} is not there after {SECONDS_TO_START} s"
        time.sleep(0.5)


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Return a function that starts a program of the wheel and returns the file of what it says."""
    pyspark = pytest.importorskip("pyspark", reason="the environment of make spark is not there")
    programs = Path(pyspark.__file__).parent / "bin"
    processes: list[subprocess.Popen[bytes]] = []
    environment = os.environ | {"PYSPARK_PYTHON": sys.executable, "SPARK_WORKER_DIR": str(tmp_path / "work")}

    def start_program(program: str, *arguments: str) -> Path:
        log = tmp_path / f"{program}_{len(processes)}.log"
        with log.open("wb") as stream:
            command = [programs / program, *arguments]
            processes.append(subprocess.Popen(command, env=environment, stdout=stream, stderr=stream, cwd=tmp_path))
        return log

    yield start_program
    for process in reversed(processes):
        process.terminate()
    for process in processes:
        process.wait(SECONDS_TO_START)


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    home = tmp_path / "home"
    (home / "build" / "spark").mkdir(parents=True)
    write_videos(home / "videos.csv", VIDEO_COUNT)
    return Warehouse(home)


def rows_scored(event_log: Path) -> Counter[str]:
    """Return how many rows each executor mapped in Arrow batches: those it scored, and one for each file it read."""
    events = [json.loads(line) for line in event_log.read_text(encoding="utf-8").splitlines()]
    stages = {
        event["Stage Info"]["Stage ID"]
        for event in events
        if event["Event"] == "SparkListenerStageSubmitted"
        and any("MapInArrow" in str(rdd["Scope"]) for rdd in event["Stage Info"]["RDD Info"])
    }
    rows: Counter[str] = Counter()
    for event in events:
        if event["Event"] == "SparkListenerTaskEnd" and event["Stage ID"] in stages:
            read = event["Task Metrics"]["Shuffle Read Metrics"]["Total Records Read"]
            rows[event["Task Info"]["Executor ID"]] += read
    return rows


def test_both_workers_of_a_cluster_score_rows(start: Callable[..., Path], warehouse: Warehouse, tmp_path: Path):
    master = f"spark://127.0.0.1:{(port := free_port())}"
    start("spark-class", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port))
    wait_until(lambda: listens(port), "the master")
    for _ in range(2):
        worker = ["org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g"]
        start("spark-class", *worker, master)
    settings = {
        "spark.driver.host": "127.0.0.1",
        # A worker has one core, so that two executors lie on two workers; the job waits for both.
        "spark.executor.cores": "1",
        "spark.executor.memory": "512m",
        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        "spark.cores.max": "2",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": str(tmp_path / "events"),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
    }
    (tmp_path / "events").mkdir()
    (tmp_path / "conf").mkdir()
    lines = [f"{name} {value}\n" for name, value in settings.items()]
    (tmp_path / "conf" / "spark-defaults.conf").write_text("".join(lines), encoding="utf-8")
    built = warehouse.dbt(
        *SCORES,
        "--target",
        "spark_cluster",
        videos=str(warehouse.home / "videos.csv"),
        environment={
            "CLAIMS_SPARK_MASTER": master,
            "CLAIMS_SPARK_TABLES": str(warehouse.home / "build" / "spark" / "tables"),
            "CLAIMS_SPARK_PARTITIONS": "8",
            "SPARK_CONF_DIR": str(tmp_path / "conf"),
        },
    )
    assert built.returncode == 0, built.stdout[-4000:]
    (event_log,) = (tmp_path / "events").iterdir()
    rows = rows_scored(event_log)
    print(f"rows scored by executor: {dict(rows)}")
    assert len([executor for executor, count in rows.items() if count]) == 2
    assert sum(rows.values()) > VIDEO_COUNT / 2


def test_sql_over_thrift_and_python_over_connect_work_on_one_server(
    start: Callable[..., Path], warehouse: Warehouse, tmp_path: Path
):
    thrift, connect = free_port(), free_port()
    settings = {
        "spark.master": "local[2]",
        "spark.driver.memory": "2g",
        "spark.plugins": "org.apache.spark.sql.connect.SparkConnectPlugin",
        "spark.connect.grpc.binding.port": connect,
        "spark.sql.warehouse.dir": warehouse.home / "build" / "spark" / "tables",
        "spark.hadoop.javax.jdo.option.ConnectionURL": f"jdbc:derby:;databaseName={tmp_path}/catalog;create=true",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.shuffle.partitions": 4,
        "spark.ui.enabled": "false",
    }
    options = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    server = ["--class", "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2", "spark-internal"]
    ports = [
        "--hiveconf",
        f"hive.server2.thrift.port={thrift}",
        "--hiveconf",
        "hive.server2.thrift.bind.host=127.0.0.1",
    ]
    start("spark-submit", *options, *server, *ports)
    wait_until(lambda: listens(thrift) and listens(connect), "the server")
    built = warehouse.dbt(
        *SCORES,
        "--target",
        "spark_thrift",
        videos=str(warehouse.home / "videos.csv"),
        environment={
            "CLAIMS_SPARK_HOST": "127.0.0.1",
            "CLAIMS_SPARK_PORT": str(thrift),
            "CLAIMS_SPARK_CONNECT": f"sc://127.0.0.1:{connect}",
        },
    )
    assert built.returncode == 0, built.stdout[-4000:]
