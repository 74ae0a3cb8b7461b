"""After a change those tests run to which an arrow leads; what waits is told, and not for long."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import arrows, deferral
from tests.arrows import Arrows
from tests.deferral import Accepted, Chosen, choose

ROOT = Path(__file__).parents[1]
RISK = "tests/tutela_web/risk/test_due.py"
FORA = "tests/tutela_web/fora/test_calendar.py"
LANE = "tests/tutela_web/cli/test_upgrade.py"


@pytest.fixture(scope="module")
def tree() -> Arrows:
    """The arrows of the tree as it is."""
    return Arrows()


def led_to(tree: Arrows, path: str) -> set[str] | None:
    files, _why = tree.led_to([path])
    return None if files is None else {str(file.relative_to(ROOT)) for file in files}


@pytest.mark.parametrize(
    ("changed", "test"),
    [
        pytest.param(
            "src/tutela_web/fora/calendar/queries.py",
            "tests/tutela_web/fora/test_calendar.py",
            id="by import",
        ),
        pytest.param(
            "src/tutela_web/warning/closing/views.py",
            "tests/tutela_web/warning/test_closed_words.py",
            id="by address",
        ),
        pytest.param(
            "src/tutela_web/crisis/taskings/supporting.py",
            "tests/tutela_web/places/test_community.py",
            id="by registration: what a room gives to a room below",
        ),
        pytest.param(
            "src/tutela_web/fora/templates/fora/calendar.html",
            "tests/tutela_web/fora/test_calendar.py",
            id="a template, to the views that show it",
        ),
        pytest.param(
            "src/tutela/warning/data/calms.csv",
            "tests/tutela/warning/test_calming.py",
            id="a table, to the modules that read it",
        ),
        pytest.param(
            "tests/tutela_web/warning/story.py",
            "tests/tutela_web/warning/test_running.py",
            id="a helper of tests, to who imports it",
        ),
        pytest.param(RISK, RISK, id="a test to itself"),
    ],
)
def test_a_change_leads_to_what_it_can_break(tree: Arrows, changed: str, test: str) -> None:
    assert (ROOT / changed).exists() and (ROOT / test).exists()
    led = led_to(tree, changed)
    assert led is not None and test in led


def test_a_change_of_one_feature_leads_to_a_part_of_the_tests(tree: Arrows) -> None:
    led = led_to(tree, "src/tutela_web/exercise/drills/verbs.py")
    assert led is not None
    assert not {file for file in led if file.startswith(("tests/tutela/", "src/tutela/"))}
    assert len([file for file in led if file.startswith("tests/")]) < len(tree.test_files) / 4


@pytest.mark.parametrize(
    "changed",
    [
        "src/tutela_web/base/clock.py",
        "src/tutela_web/access/policy.py",
        "tests/tutela_web/cast.py",
        "pyproject.toml",
        "a-file-nobody-" + "knows.xyz",
        "src/tutela_web/risk/gone.py",
    ],
)
def test_what_all_stand_on_and_what_no_rule_maps_leads_to_every_test(
    tree: Arrows, changed: str
) -> None:
    assert led_to(tree, changed) is None


def test_a_change_leads_to_the_addresses_that_it_can_change(tree: Arrows) -> None:
    routes = tree.routes_led_to(["src/tutela_web/fora/calendar/queries.py"])
    assert "m/<slug:code>/fora/calendar/" in routes or any("calendar" in text for text in routes)
    assert not [text for text in routes if text.startswith("m/<slug:code>/mandate/")]


def test_a_module_leads_to_its_own_docstring(tree: Arrows) -> None:
    led = led_to(tree, "src/tutela/warning/calming.py")
    assert led is not None and "src/tutela/warning/calming.py" in led


def _waiting(monkeypatch: pytest.MonkeyPatch, *deferred: set[str]) -> None:
    changes = tuple(Accepted(str(n), frozenset(units)) for n, units in enumerate(deferred))
    monkeypatch.setattr(deferral, "accepted_changes", lambda: changes)


def chosen_of(paths: list[str] | None, files: set[str] | None) -> Chosen:
    return choose(paths, lambda _paths: (files, {}), [RISK, FORA])


def test_what_no_arrow_leads_to_waits_and_says_for_how_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _waiting(monkeypatch, {RISK}, {RISK, FORA}, {FORA})
    chosen = chosen_of(["a.py"], {RISK})
    assert chosen.runs(f"{RISK}::test_a[1]") and not chosen.runs(f"{FORA}::test_a")
    assert chosen.deferred[FORA] == 3


def test_no_test_waits_for_more_than_ten_accepted_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    _waiting(monkeypatch, *[{FORA, LANE}] * deferral.OLDEST)
    chosen = chosen_of(["a.py"], set())
    assert chosen.runs(f"{FORA}::test_a") and chosen.runs(f"{LANE}::test_a")
    assert not chosen.runs(f"{RISK}::test_a"), "it ran with the last change"
    assert max(chosen.deferred.values()) <= deferral.OLDEST


def test_a_test_of_a_lane_runs_where_a_file_of_its_own_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _waiting(monkeypatch)
    assert not chosen_of(["src/tutela_web/base/clock.py"], None).runs(f"{LANE}::test_a")
    assert chosen_of(["src/tutela_web/cli/upgrade.py"], None).runs(f"{LANE}::test_a")


def test_where_nobody_knows_what_was_accepted_every_test_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _waiting(monkeypatch)
    assert deferral.changed_paths() is None
    unknown = chosen_of(None, set())
    assert unknown.runs(f"{FORA}::test_a") and unknown.runs(f"{LANE}::test_a")


def test_while_writing_only_what_an_arrow_leads_to_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    _waiting(monkeypatch, *[{FORA, LANE}] * deferral.OLDEST)
    chosen = choose(["a.py"], lambda _paths: ({RISK}, {}), [RISK, FORA], writing=True)
    assert chosen.files == {RISK} and chosen.lanes == []


def test_twins_misconduct_survivors_suppression_and_what_calms_run_with_every_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _waiting(monkeypatch)
    with deferral.ALWAYS.open(encoding="utf-8", newline="") as file:
        always = [row["file"] for row in csv.DictReader(file)]
    assert len(always) > 20
    chosen = choose(["README.md"], lambda _paths: (set(), {}), [*always, FORA])
    assert all(chosen.runs(f"{file}::test_a") for file in always)
    assert not chosen.runs(f"{FORA}::test_a")


def test_the_tables_name_files_that_are_there() -> None:
    with deferral.ALWAYS.open(encoding="utf-8", newline="") as file:
        named = [row["file"] for row in csv.DictReader(file)]
    named += [lane.tests.partition("::")[0] for lane in deferral.lanes()]
    assert [name for name in named if not (ROOT / name).exists()] == []
    patterns = [pattern for lane in deferral.lanes() for pattern in lane.when]
    assert [pattern for pattern in patterns if not list(ROOT.glob(pattern))] == []
    for rule in arrows.read_rules():
        led = rule.leads_to.split() if rule.leads_to != "everything" else []
        assert [part for part in led if not list(ROOT.glob(part))] == [], rule.pattern


def test_every_accepted_change_names_a_commit_once() -> None:
    commits = [change.commit for change in deferral.accepted_changes()]
    assert commits and len(set(commits)) == len(commits)
    assert all(len(commit) == 40 for commit in commits)


@pytest.fixture
def run_that_chose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """run_that_chose(chosen): as if this run had chosen so."""

    def forget() -> None:
        deferral.chosen_of_run.cache_clear()
        deferral._everybody_meets.cache_clear()

    def chose(chosen: Chosen) -> None:
        forget()
        deferral.save(chosen, tmp_path / "chosen.json")
        monkeypatch.setenv(deferral.CHOSEN, str(tmp_path / "chosen.json"))

    yield chose
    monkeypatch.undo()
    forget()


BOARD = "m/<slug:code>/alerts/"
CLASSES = [f"class {n}" for n in range(60)]


def test_everybody_meets_what_a_change_leads_to_and_else_a_third_of_them(
    run_that_chose: Any,
) -> None:
    run_that_chose(Chosen(set(), [], {}, {}, {BOARD}))
    assert all(deferral.is_met_by(who, BOARD) for who in CLASSES)
    by_others = [who for who in CLASSES if deferral.is_met_by(who, "m/<slug:code>/risks/")]
    assert 10 < len(by_others) < 30


def test_after_a_change_of_who_sees_what_everybody_meets_every_address(
    run_that_chose: Any,
) -> None:
    run_that_chose(Chosen(None, [], {}, {"src/tutela_web/base/clock.py": "every test: base"}))
    assert not all(deferral.is_met_by(who, BOARD) for who in CLASSES)
    run_that_chose(Chosen(None, [], {}, {"src/tutela_web/access/policy.py": "every test: policy"}))
    assert all(deferral.is_met_by(who, BOARD) for who in CLASSES)
    run_that_chose(Chosen(None, [], {}, {}))
    assert all(deferral.is_met_by(who, BOARD) for who in CLASSES), "nobody knows what changed"
