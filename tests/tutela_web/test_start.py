"""What a server process loads to stand ready; the rest waits for the request that needs it."""

from __future__ import annotations

import re
import subprocess
import sys

LATER = {
    "docx",  # a document to edit
    "duckdb",  # a panel is counted
    "fastexcel",  # a workbook that is read
    "ibis",
    "lightgbm",  # a learnt model
    "lxml",
    "mapbox_vector_tile",  # a tile
    "pyogrio",  # a GeoPackage
    "rapidfuzz",  # names that are alike
    "scipy",  # neighbours, ways
    "typst",  # a PDF
    "xlsxwriter",  # a workbook that is written
}

START = """
import sys
from pathlib import Path
import tutela_web.wsgi
print(*sys.modules)
from django.urls import get_resolver
get_resolver().url_patterns
print(*(said.read_text().strip() for said in Path("/proc/self/task").glob("*/comm")))
print(*sys.modules)
"""


def test_a_server_process_starts_without_what_only_some_requests_need() -> None:
    started = subprocess.run(
        [sys.executable, "-c", START], capture_output=True, text=True, check=True, timeout=120
    )
    ready, threads, loaded = (line.split() for line in started.stdout.splitlines())
    assert "ninja" not in ready, "the API's library is read with the first address, not before"
    assert "tutela_web.takeaway.tiles" in loaded
    assert not LATER & set(loaded)
    # The table engine starts these with its first table: none is read to stand ready.
    assert not {name for name in threads if re.fullmatch(r"polars-\d+", name)}
