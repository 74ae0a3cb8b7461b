"""The README under test: rooms, commands, figures and what is not there yet are as they stand."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import click

from tutela.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
DOCS = ROOT / "docs"


def words(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split())


def part(head: str) -> str:
    """What stands below a head, up to the next."""
    return README.split(f"\n## {head}\n", 1)[1].split("\n## ", 1)[0]


def rooms(folder: str) -> set[str]:
    return {path.parent.name for path in (ROOT / "src" / folder).glob("*/__init__.py")}


def test_every_room_is_named_and_every_name_is_a_room() -> None:
    core, web = rooms("tutela"), rooms("tutela_web")
    row_of = dict(
        re.findall(r"^\| `src/(\w+)/` \| (.+) \|$", part("Where things are"), re.MULTILINE)
    )
    named = {
        folder: {name for listed in re.findall(r"`([a-z ]+)`", row) for name in listed.split()}
        for folder, row in row_of.items()
    }
    assert named["tutela"] == core
    assert named["tutela_web"] == web - core, "those of the core's names are said to be there"


def test_every_command_is_one_and_every_target_of_make_too() -> None:
    blocks = "\n".join(re.findall(r"```\n(.*?)```", README, re.DOTALL)) + " ".join(
        re.findall(r"`((?:tutela|make) [^`]+)`", README)
    )
    made = set(re.findall(r"\bmake (\w+)", blocks))
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert made and made <= targets
    ran = re.findall(r"(?:^|[/\s&])tutela ([a-z][a-z -]*?)(?= *(?:--|-\w|\S+\.\w+|#|$|\n))", blocks)
    assert len(ran) >= 5
    for line in ran:
        command: click.Command | None = main
        context = click.Context(main)
        for word in line.split():
            assert isinstance(command, click.Group), line
            command = command.get_command(context, word)
            assert command is not None, f"there is no `tutela {line}`"


def test_every_link_and_picture_is_there() -> None:
    for target in re.findall(r"\]\((?!https:)([^)#]+)[^)]*\)", README):
        assert (ROOT / target).exists(), target
    pictures = re.findall(r"\((docs/pictures/readme-\w+\.png)\)", README)
    assert len(pictures) == 3
    assert sum((ROOT / one).stat().st_size for one in pictures) < 450_000


def test_what_was_measured_stands_on_the_page_its_command_writes() -> None:
    rows = re.findall(
        r"^\| ([^|]+ \| [^|]+) \| .*\]\((docs/[^)]+)\) \|$", part("Measured"), re.MULTILINE
    )
    assert len(rows) == 6
    for said, page in rows:
        told = words((ROOT / page).read_text())
        for figure in re.findall(r"\d[\d,.]*\d|\d", said):
            assert re.search(rf"(?<![\d,.]){re.escape(figure)}(?!\d)", told), (figure, page)


def test_the_requirements_are_counted_as_they_stand() -> None:
    with (DOCS / "requirements/requirements.csv").open() as file:
        states = [row["state"] for row in csv.DictReader(file)]
    told = words(part("What is not there yet"))
    assert (
        f"Of {len(states)} requirements {states.count('done')} are done, "
        f"{states.count('partly')} partly, {states.count('not yet')} not yet"
    ) in told


def test_no_room_of_the_requirements_is_missing() -> None:
    with (DOCS / "requirements/requirements.csv").open() as file:
        asked = {row["room"] for row in csv.DictReader(file)}
    assert asked - rooms("tutela") - rooms("tutela_web") == set()


def test_the_version_of_the_wheel_is_the_newest_of_the_changelog() -> None:
    (newest, *_older) = re.findall(
        r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    assert f"tutela-{newest}-py3-none-any.whl" in README


def test_a_version_of_the_changelog_is_a_page_at_most() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text()
    for one in changelog.split("\n## ")[1:]:
        assert len(one.split()) <= 650, one.splitlines()[0]
