"""Apache Superset with its default settings, asked through its web interface inside this process: no port is opened."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ["SUPERSET_SECRET_KEY"] = secrets.token_hex(32)

import flask_migrate
import superset
from asking import Client, main
from superset.app import create_app

USER = {"username": "developer", "password": secrets.token_hex(32)}


def superset_with_a_user() -> Any:
    app = create_app()
    with app.app_context():
        flask_migrate.upgrade(directory=str(Path(superset.__file__).with_name("migrations")))
        superset.appbuilder.add_permissions(update_perms=True)
        superset.security_manager.sync_role_definitions()
        admin = superset.security_manager.find_role("Admin")
        superset.security_manager.add_user(
            USER["username"], "BI", "Developer", "developer@example.org", admin, password=USER["password"]
        )
    return app


APP = superset_with_a_user()


@contextmanager
def open_client(path: str) -> Iterator[Client]:
    browser = APP.test_client()
    headers = {}

    def call(method: str, address: str, **body: Any) -> Any:
        response = browser.open(f"/api/v1/{address}", method=method, headers=headers, json=body or None)
        if response.status_code not in (200, 201):
            raise RuntimeError(f"{method} {address}: {response.status_code} {response.text}")
        return response.json

    token = call("POST", "security/login", provider="db", **USER)["access_token"]
    headers["Authorization"] = f"Bearer {token}"
    headers["X-CSRFToken"] = call("GET", "security/csrf_token/")["result"]
    database_id = call(
        "POST",
        "database/",
        database_name=f"claims {secrets.token_hex(4)}",
        sqlalchemy_uri=f"duckdb:///{path}",
        extra='{"engine_params": {"connect_args": {"read_only": true}}}',
    )["id"]

    def dataset(table_name: str, **what: str) -> dict[str, Any]:
        dataset_id = call("POST", "dataset/", database=database_id, schema="marts", table_name=table_name, **what)["id"]
        return call("GET", f"dataset/{dataset_id}")["result"]

    datasets: dict[str, dict[str, Any]] = {}

    def rows(query: str) -> list[list[Any]]:
        if query not in datasets:
            # The names of datasets are unique in all of Superset.
            datasets[query] = dataset(f"question {secrets.token_hex(4)}", sql=query)
        columns = [column["column_name"] for column in datasets[query]["columns"]]
        chart = call(
            "POST",
            "chart/data",
            datasource={"id": datasets[query]["id"], "type": "table"},
            # A chart has an order of its own. Every question is ordered by its second column.
            queries=[{"columns": columns, "metrics": [], "orderby": [[columns[1], True]]}],
            force=True,
        )
        return [[row[column] for column in columns] for row in chart["result"][0]["data"]]

    def tables() -> list[str]:
        found = call("GET", f"database/{database_id}/tables/?q=(schema_name:marts)")["result"]
        return [table["value"] for table in found]

    def description() -> str:
        columns = dataset("videos")["columns"]
        return next(column["description"] for column in columns if column["column_name"] == "video_id")

    yield Client(rows, tables, description)


main(open_client)
