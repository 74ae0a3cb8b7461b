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


FORKS = """
import json, os, sys
from pathlib import Path
from tutela_web.base.upkeep.loading import load_house

load_house()
from django.db import connections
from tutela_web.base.ids import new_id, random_id

threads = len(list(Path("/proc/self/task").iterdir()))
opened = [alias for alias in connections if connections[alias].connection is not None]
new_id(), random_id()  # whatever makes them has begun
reads, writes = os.pipe()
for _part in range(4):
    if os.fork() == 0:
        made = [str(make()) for _ in range(500) for make in (new_id, random_id)]
        os.write(writes, (json.dumps(made) + "\\n").encode())
        os._exit(0)
    os.wait()
    made_ids = json.loads(os.fdopen(os.dup(reads)).readline())
    print(*made_ids)
print(threads, len(opened))
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_what_parts_are_forked_from_has_one_thread_no_database_open_and_no_table(
    tmp_path: Path,
) -> None:
    env = os.environ | {"TUTELA_DATA": str(tmp_path), "TUTELA_DEBUG": "yes"}
    done = subprocess.run(
        [sys.executable, "-c", FORKS], env=env, capture_output=True, text=True, check=True
    )
    *parts, counted, loaded = [line.split() for line in done.stdout.splitlines()]
    assert counted == ["1", "0"]
    assert not {*NEVER, "polars", "numpy", "shapely"} & set(loaded)
    # What makes ids goes on in each part from where it stood: no two parts make the same.
    assert len({made_id[-12:] for part in parts for made_id in part}) == 4 * 1000


def test_a_thread_begun_while_the_house_is_loaded_is_told_and_nothing_is_forked(
    tmp_path: Path,
) -> None:
    begins = "import threading, time; sleep = threading.Thread(target=time.sleep, args=(60,)); "
    runs = "sleep.daemon = True; sleep.start(); import runpy, sys; sys.argv = ['', '1', 'rounds']; "
    runs += "runpy.run_module('tutela_web.cli.workers', run_name='__main__')"
    env = os.environ | {"TUTELA_DATA": str(tmp_path), "TUTELA_DEBUG": "yes"}
    done = subprocess.run(
        [sys.executable, "-c", begins + runs], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "a thread was begun" in done.stderr


def test_a_server_with_every_address_loads_no_library_of_papers_and_models(tmp_path: Path) -> None:
    every_address = (
        "import tutela_web.wsgi; from django.urls import get_resolver; get_resolver().url_patterns"
    )
    assert not loaded_after(every_address, tmp_path) & set(NEVER)
