"""The worked example, as a mission gets it: two wheels in an environment made of the locked
libraries, taken in as docs/how-to/write-a-plug-in.md says, and its own tests run there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from release import wheels
from tests.counts import PROOF

ROOT = Path(__file__).parents[2]
MINISTRY = ROOT / "examples" / "ministry"
BUILT = ROOT / "src" / "tutela_web" / "look" / "static" / "tutela"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.skipif(not PROOF, reason="minutes long: in make proof"),
    pytest.mark.skipif(not (BUILT / ".made").exists(), reason="the pages' styles are not built"),
]


def run(*words: str | Path, at: Path, **settings: str) -> str:
    """What a program prints, in surroundings that know nothing of this checkout."""
    ours = ("TUTELA_", "DJANGO_", "DATABASE_URL", "KEYS_DATABASE_URL", "PYTHONPATH", "PYTEST")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(ours)} | settings
    told = subprocess.run(words, cwd=at, env=clean, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
    return told.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the libraries of here, which the lock names, and Tutela's own wheel."""
    folder = tmp_path_factory.mktemp("environment")
    own = wheels.build_own(folder)
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    [site] = (folder / "venv" / "lib").glob("python*/site-packages")
    libraries = [path for path in map(Path, sys.path) if path.name == "site-packages"]
    # .pth of this checkout is not read again: a path named in another .pth is no site folder.
    (site / "libraries.pth").write_text("\n".join(map(str, libraries)) + "\n")
    install(python, own, folder)
    return folder


def install(python: Path, wheel: Path, at: Path) -> None:
    """As the how-to says: without a network, and nothing beside it."""
    run(
        python,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-index",
        "--no-deps",
        "--ignore-installed",
        wheel,
        at=at,
    )


def wheel_of_example(folder: Path) -> Path:
    """Build it as its README says: words first."""
    source = shutil.copytree(MINISTRY, folder / "source")
    bin_folder = Path(sys.executable).parent
    locale = "src/tutela_ministry/locale"
    run(bin_folder / "pybabel", "-q", "compile", "-D", "django", "-d", locale, at=source)
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, at=source)
    [wheel] = folder.glob("tutela_ministry-*.whl")
    return wheel


def test_the_example_installs_from_its_wheel_beside_a_running_platform_and_passes_its_tests(
    environment: Path,
) -> None:
    python, tutela = (environment / "venv" / "bin" / name for name in ("python", "tutela"))
    data = {"TUTELA_DATA": str(environment / "data")}
    run(tutela, "platform", "prepare", "--no-static", at=environment, **data)
    install(python, wheel_of_example(environment), environment)
    where = run(python, "-c", "import tutela_web; print(tutela_web.__file__)", at=environment)
    assert where.startswith(str(environment)), "the wheel's own, not this checkout's"
    run(tutela, "platform", "prepare", "--no-static", at=environment, **data)
    told = subprocess.run(
        [tutela, "platform", "check", "--json"],
        cwd=environment,
        env=os.environ | data,
        capture_output=True,
        text=True,
    )
    findings = {one["name"]: one for one in json.loads(told.stdout)}
    assert "ministry of tutela.rooms" in findings["plug-ins"]["what"]
    assert findings["main database's steps"]["ready"], findings
    said = run(
        *(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"),
        at=environment / "source",
        **data,
    )
    assert " passed" in said and "failed" not in said
