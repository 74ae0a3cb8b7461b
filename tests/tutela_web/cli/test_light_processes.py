"""What a process loads before anybody asked it for anything stays in memory as long as it runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

NEVER = (
    "scipy",
    "pyogrio",
    "typst",
    "sklearn",
    "openpyxl",
    "docx",
    "pypdf",
    "pyxform",
    "rapidfuzz",
)
"""Libraries that a few calculations, readers and papers use, each where it is used."""

LOADED = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"


def loaded_after(imports: str, data: Path) -> set[str]:
    env = os.environ | {
        "TUTELA_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "tutela_web.settings",
        "TUTELA_DEBUG": "yes",
    }
    done = subprocess.run(
        [sys.executable, "-c", f"{imports}; {LOADED}"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_who_starts_the_workers_loads_nothing_of_the_platform(tmp_path: Path) -> None:
    loaded = loaded_after("import tutela_web.cli.workers", tmp_path)
    assert "tutela_web" in loaded and not {"django", "polars", "numpy", "click"} & loaded


def test_a_server_with_every_address_loads_no_library_of_papers_and_models(tmp_path: Path) -> None:
    every_address = (
        "import tutela_web.wsgi; from django.urls import get_resolver; get_resolver().url_patterns"
    )
    assert not loaded_after(every_address, tmp_path) & set(NEVER)
