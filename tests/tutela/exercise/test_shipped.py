"""The ready scripts, the example of the documentation, and the command that checks a file."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from click.testing import CliRunner

import tutela.exercise
from tutela.cli import main
from tutela.exercise.script import (
    LONGEST_LABEL,
    LONGEST_WORDS,
    MOST_BYTES,
    MOST_MINUTES,
    MOST_PARTS,
    WAYS,
    Expectation,
    Inject,
    Role,
    Script,
    find_faults,
    read_script,
    write_script,
)
from tutela.exercise.shipped import shipped_scripts

ROOT = Path(__file__).parents[3]
FOLDER = Path(tutela.exercise.__file__).parent / "scripts"
FORMAT = ROOT / "docs" / "reference" / "exercise-scripts.md"


def example() -> bytes:
    """The script that the documentation shows."""
    (told,) = re.findall(r"```json\n(.*?)```", FORMAT.read_text("utf-8"), re.S)
    return str(told).encode()


def test_six_scripts_in_three_languages_use_every_way_an_inject_comes_by() -> None:
    scripts = shipped_scripts()
    assert len(scripts) == 6
    assert {one.languages for one in scripts.values()} == {("en", "fr", "ar")}
    assert {inject.by for one in scripts.values() for inject in one.injects} == set(WAYS)
    assert all(one.expectations for one in scripts.values())
    for code, script in scripts.items():
        content = (FOLDER / f"{code}.json").read_bytes()
        assert write_script(script) == content, "what is read and written again is the same"


def test_each_ready_script_says_where_it_comes_from() -> None:
    with (FOLDER / "SOURCES.csv").open(encoding="utf-8", newline="") as opened:
        sources = {row["file"]: row["source"] for row in csv.DictReader(opened)}
    assert sources == {f"{code}.json": one.source for code, one in shipped_scripts().items()}


def test_the_documented_example_and_limits_are_true() -> None:
    assert find_faults(example()) == ()
    assert read_script(example()).injects[1].after == "alert"
    text = FORMAT.read_text("utf-8")
    parts = (Script, Role, Inject, Expectation)
    names = {name for part in parts for name in part.__dataclass_fields__}
    assert all(f"`{name}`" in text or f".{name}`" in text or f'"{name}"' in text for name in names)
    assert all(f"`{way}`" in text for way in WAYS)
    for figure in (
        f"{MOST_BYTES:,}",
        MOST_MINUTES,
        MOST_PARTS,
        LONGEST_LABEL,
        f"{LONGEST_WORDS:,}",
    ):
        assert str(figure) in text


def test_the_command_says_every_fault_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "night.json"
    file.write_bytes(example())
    told = CliRunner().invoke(main, ["exercise", "check", str(file)])
    assert told.exit_code == 0 and "A short night: 1 roles, 2 injects" in told.output
    faulty = json.loads(example())
    faulty["injects"][0]["by"] = "pigeon"
    faulty["injects"][1]["to"] = "nobody"
    file.write_text(json.dumps(faulty), "utf-8")
    told = CliRunner().invoke(main, ["exercise", "check", str(file), "--json"])
    assert told.exit_code == 1
    assert [one["where"] for one in json.loads(told.output)] == ["injects[0].by", "injects[1].to"]
    file.write_bytes(example())
    told = CliRunner().invoke(main, ["exercise", "check", str(file), "--csv"])
    assert (told.exit_code, told.output) == (0, "where,what,next\n")
    missing = CliRunner().invoke(main, ["exercise", "check", str(tmp_path / "none.json")])
    assert missing.exit_code == 2 and "cannot be read" in missing.output
