"""The page of what a plug-in may bring says what the code does."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from tutela.base.plugins import CONTRACT, GROUPS, MOST

PAGE = (Path(__file__).parents[3] / "docs/reference/plug-ins.md").read_text()


def rows(heading: str) -> list[list[str]]:
    """The rows of the table below a heading, each cell without its signs."""
    part = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]


def test_its_groups_are_those_of_the_loader() -> None:
    told = [(group, of, by, int(longest)) for group, _brings, of, by, longest in rows("The groups")]
    assert told == [(group, one.brings, one.loaded, one.longest) for group, one in GROUPS.items()]
    assert f"At most {MOST} plug-ins of a group" in PAGE and f"**contract {CONTRACT}**" in PAGE


def test_each_class_is_there_and_each_group_is_loaded_where_the_page_says() -> None:
    for group, one in GROUPS.items():
        module, _, name = one.brings.rpartition(".")
        assert isinstance(getattr(import_module(module), name), type)
        loaded = Path(str(import_module(one.loaded).__file__)).read_text()
        assert group in loaded or "added" in loaded or "rooms" in loaded, group


def test_the_names_it_shows_are_those_of_the_worked_example_and_stand_in_its_modules() -> None:
    ministry = Path(__file__).parents[3] / "examples/ministry"
    points = tomllib.loads((ministry / "pyproject.toml").read_text())["project"]["entry-points"]
    told = {group: {name: of} for group, name, of in rows("How each is named")}
    assert told == points and list(told) == list(GROUPS)
    written = "\n".join(path.read_text() for path in ministry.glob("src/**/*.py"))
    [objects] = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    for line in objects.splitlines():
        assert line in written.splitlines(), line


@pytest.mark.parametrize(
    "module, names", [tuple(row) for row in rows("What is stable, until when")]
)
def test_what_is_stable_is_there(module: str, names: str) -> None:
    there = import_module(module)
    said = re.findall(r"\w+", names)
    assert said and not [name for name in said if not hasattr(there, name)]
