"""The core passes its tests on the Python of Debian 13, in a bare root of it without a route.

It takes minutes, a gigabyte and root: `make proof` alone.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from release import wheels
from tests.counts import PROOF
from tests.deploy import bare

ROOT = Path(__file__).parents[2]
MADE = ("tutela/base/documents/fonts/*", "tutela_web/look/static/**/*", "tutela_web/locale/**/*.mo")
"""What `make` builds and git does not hold."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.skipif(not PROOF, reason="minutes long: in make proof"),
    pytest.mark.skipif(not bare.may_make(), reason="mmdebstrap or root is not here"),
]


@pytest.fixture
def root() -> Iterator[Path]:
    with bare.room("next") as made:
        yield bare.make(made / "root", suite="trixie", packages=("python3-venv", "git", "tzdata"))


def test_the_core_passes_on_the_next_python(root: Path) -> None:
    held, checkout = root / "opt/wheels", root / "opt/checkout"
    held.mkdir()
    wheels.fetch((ROOT / "requirements-dev.lock").read_text(), held, python="3.13")
    (held / "requirements.txt").write_text(wheels.hashed(wheels.read_all(held)))
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    made = [path for part in MADE for path in (ROOT / "src").glob(part) if path.is_file()]
    for name in [*filter(None, tracked), *(str(path.relative_to(ROOT)) for path in made)]:
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, checkout / name)
    ran = bare.run(
        root,
        """cd /opt/checkout
        python3 -m venv /opt/venv
        /opt/venv/bin/python -m pip --isolated install -q --no-cache-dir --no-index \\
            --find-links /opt/wheels --require-hashes -r /opt/wheels/requirements.txt
        /opt/venv/bin/python --version
        export PYTHONPATH=src LANG=C.UTF-8
        /opt/venv/bin/python -m pytest -q -n 2 -p no:randomly tests/tutela src/tutela""",
        timeout=3600,
    )
    assert ran.code == 0, ran.said[-4000:]
    assert "Python 3.13" in ran.said
