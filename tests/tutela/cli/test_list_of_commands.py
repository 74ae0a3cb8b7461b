"""`tutela --help` lists the commands without importing what only running one needs."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"django", "docx", "jinja2", "numpy", "polars", "rich", "scipy", "shapely", "typst"}

LIST = """
import sys
from tutela.cli import main
main(["--help"], standalone_mode=False)
print(*sys.modules, file=sys.stderr)
"""


def test_the_list_of_commands_is_shown_without_importing_them() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", LIST], capture_output=True, text=True, check=True, timeout=300
    )
    for line in ("risk        Which risks come first", "platform    The web platform"):
        assert line in shown.stdout
    assert not HEAVY & set(shown.stderr.split())
    assert not {name for name in shown.stderr.split() if name.startswith("tutela.risk")}
