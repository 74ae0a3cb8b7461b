"""What a server process loads to stand ready; the rest waits for the request that needs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

LATER = {
    "docx",  # a document to edit
    "duckdb",  # a panel is counted
    "fastexcel",  # a workbook that is read
    "ibis",
    "lightgbm",  # a learnt model
    "lxml",
    "mapbox_vector_tile",  # a tile
    "markdown_it",  # a page of help
    "ninja",  # a call of the API
    "numpy",  # a table, as the next
    "polars",
    "psycopg",  # a database on PostgreSQL
    "pydantic",
    "pyogrio",  # a GeoPackage
    "rapidfuzz",  # names that are alike
    "scipy",  # neighbours, ways
    "shapely",  # a shape on a map
    "typst",  # a PDF
    "xlsxwriter",  # a workbook that is written
}

MOST_MODULES = 3010
"""2,933 on 30 November 2026; 3,603 when the API and seven libraries were loaded to stand ready."""
MOST_OWN_MB = 200
"""Of no other process; 183 on 30 November 2026, and 252 before."""

START = """
import gc, json, sys
from pathlib import Path
import tutela_web.wsgi
from django.urls import resolve, reverse

def own_megabytes():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    own = sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty"))
    return own * 1024 / 1e6

threads = [said.read_text().strip() for said in Path("/proc/self/task").glob("*/comm")]
passed_over = gc.get_freeze_count() > 0 and gc.isenabled()
ready = {
    "modules": list(sys.modules), "threads": threads, "own_mb": own_megabytes(),
    "passed_over": passed_over, "page": reverse("site:start"),
}
ready["after_a_name"] = list(sys.modules)
ready["call"] = resolve("/api/v1/version").url_name, reverse("api:openapi-json")
ready["after_a_call"] = list(sys.modules)
print(json.dumps(ready))
"""


@pytest.fixture(scope="module")
def ready() -> dict[str, Any]:
    """What a server process is once it stands ready."""
    env = {name: said for name, said in os.environ.items() if not name.endswith("DATABASE_URL")}
    started = subprocess.run(
        [sys.executable, "-c", START],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env=env,
    )
    told: dict[str, Any] = json.loads(started.stdout)
    return told


def test_a_server_process_starts_without_what_only_some_requests_need(
    ready: dict[str, Any],
) -> None:
    assert "tutela_web.takeaway.tiles" in ready["modules"], "every page's address is read"
    assert not LATER & set(ready["modules"])
    assert len(ready["threads"]) == 1, "libraries of tables begin threads of their own"
    assert ready["passed_over"], "what is loaded to stay is walked by the collector"


def test_the_api_is_read_with_its_first_call_and_not_with_a_page(ready: dict[str, Any]) -> None:
    assert ready["page"] == "/"
    assert "tutela_web.site.api" not in ready["after_a_name"]
    assert ready["call"] == ["version", "/api/v1/openapi.json"]
    assert "tutela_web.site.api" in ready["after_a_call"]


def test_a_server_process_stays_as_light_as_it_became(ready: dict[str, Any]) -> None:
    assert len(ready["modules"]) <= MOST_MODULES
    assert ready["own_mb"] <= MOST_OWN_MB
