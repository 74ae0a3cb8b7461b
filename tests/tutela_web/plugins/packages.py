"""Packages laid in a folder as an installer lays them: modules, and their entry points."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[3]
MINISTRY = ROOT / "examples/ministry"

APPS = """
from tutela_web.plugins.rooms import Room

class BadRoom(Room):
    name = "{package}"
    label = "x_{name}"
    contract = {contract}
"""
URLS = "from tutela_web.access.page_access import mission_page\nurlpatterns = []\n"


def lay(folder: Path, package: str, points: dict[str, dict[str, str]], **files: str) -> None:
    """Lay a package: its entry points by group, its files by name ("data__roles_csv")."""
    here = folder / package
    for name, text in {"__init___py": "", **files}.items():
        path, _, kind = name.replace("__", "/", name.startswith("data__")).rpartition("_")
        path = "__init__" if name == "__init___py" else path
        (here / f"{path}.{kind}").parent.mkdir(parents=True, exist_ok=True)
        (here / f"{path}.{kind}").write_text(text)
    _say_points(folder, package, "1.0", points)


def lay_room(folder: Path, name: str, *, contract: int = 1, **files: str) -> None:
    """Lay a package that brings a room, whole but for what its files say."""
    package = f"{name}_package"
    apps = APPS.format(package=package, name=name, contract=contract)
    files = {"apps_py": apps, "urls_py": URLS, "models_py": ""} | files
    lay(folder, package, {"tutela.rooms": {name: f"{package}.apps:BadRoom"}}, **files)


def lay_ministry(folder: Path) -> None:
    """Lay the worked example, as its own pyproject.toml has it."""
    told = tomllib.loads((MINISTRY / "pyproject.toml").read_text())["project"]
    shutil.copytree(MINISTRY / "src", folder, dirs_exist_ok=True)
    _say_points(folder, "tutela_ministry", told["version"], told["entry-points"])


def _say_points(
    folder: Path, package: str, version: str, points: dict[str, dict[str, str]]
) -> None:
    about = folder / f"{package}-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {package.replace('_', '-')}\nVersion: {version}\n"
    )
    lines = [
        line
        for group, named in points.items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in named.items()))
    ]
    (about / "entry_points.txt").write_text("\n".join(lines) + "\n")


def without_places(text: str) -> str:
    """What is told of faults, without the lines they came up in."""
    return re.sub(r"(it failed with \w+) at [\w.]+:\d+", r"\1", text)


def run(folder: Path, program: str, data: Path) -> str:
    """What a program prints where these packages are installed, on an empty platform."""
    ours = ("TUTELA_", "DATABASE_URL", "KEYS_DATABASE_URL", "PYTEST")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(ours)} | {
        "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT / "src")]),
        "DJANGO_SETTINGS_MODULE": "tutela_web.settings",
        "TUTELA_DATA": str(data),
    }
    told = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout
