"""The rules suggest, name themselves, and know the difference between a task and an appeal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.mandate.read import parse, read_resolution
from tutela.mandate.suggest import ENOUGH, rules, suggest, tasks


def of(*paragraphs: str):
    """What is suggested of these paragraphs of one resolution."""
    lines = [f"{n}. {text}" for n, text in enumerate(paragraphs, start=1)]
    return suggest(parse("\n".join(["The Security Council,", *lines])))


def test_the_adviser_sees_the_paragraph_that_mandates_protection_and_why(karuna):
    found = {one.paragraph: one for one in suggest(parse(karuna))}
    physical = found["2 (a) (i)"]
    assert physical.poc
    assert physical.score >= ENOUGH
    assert "threat" in [rule.rule for rule in physical.rules]
    assert physical.score == sum(rule.poc for rule in physical.rules)
    assert [(t.task, t.tier) for t in physical.tasks] == [("physical_protection", 2)]


def test_every_paragraph_is_answered_for_once(karuna):
    read = parse(karuna)
    assert [one.paragraph for one in suggest(read)] == [one.number for one in read.operative]


@pytest.mark.parametrize(
    "appeal",
    [
        "Urges all parties to protect civilians under threat of physical violence;",
        "Calls upon the Government of Karuna to ensure the protection of civilians;",
        "Reiterates that the authorities of Karuna have primary responsibility to protect "
        "civilians and recalls its resolution 1894 (2009) on the protection of civilians;",
        "Welcomes the efforts of UNMIKA towards the protection of civilians;",
        "Decides that UNMIKA shall include 300 civilian police to protect its premises;",
    ],
)
def test_what_is_asked_of_others_or_only_welcomed_is_no_mandate(appeal):
    assert not of(appeal)[0].poc


@pytest.mark.parametrize(
    "given_task",
    [
        "Authorizes UNMIKA to protect civilians under imminent threat of physical violence;",
        "Encourages UNMIKA to continue assisting the Government in protecting civilians in camps;",
        "Decides that UNMIKA may respond to imminent threats of violence to civilians near it;",
        "Requests UNMIKA to arrange for the safe transfer of wounded civilians;",
    ],
)
def test_what_the_mission_is_told_to_do_is_a_mandate(given_task):
    assert of(given_task)[0].poc


@pytest.mark.parametrize("mission", ["UNMIKA", "MONUC", "MONUA", "ONUB", "MINUSCA", "the Mission"])
def test_whom_the_council_asks_is_known_by_any_missions_letters(mission):
    assert of(f"Requests {mission} to protect civilians in Luma;")[0].poc


def test_what_hangs_under_an_appeal_is_an_appeal_too():
    found = suggest(
        parse(
            "The Security Council,\n1. Urges the Government of Karuna:\n"
            "(a) To ensure respect for human rights;\n(b) To protect civilians from attacks."
        )
    )
    assert not any(one.poc or one.tasks for one in found)


@pytest.mark.parametrize(
    ("text", "task", "tier"),
    [
        ("Requests UNMIKA to use its good offices between the parties;", "political_process", 1),
        ("Requests UNMIKA to monitor the ceasefire;", "ceasefire", 1),
        ("Requests UNMIKA to monitor violations of human rights;", "human_rights", 3),
        ("Requests UNMIKA to help victims of sexual violence;", "sexual_violence", 3),
        (
            "Requests UNMIKA to secure the delivery of humanitarian assistance;",
            "humanitarian_access",
            3,
        ),
        ("Requests UNMIKA to help the return of refugees;", "displacement", 3),
        ("Requests UNMIKA to support mine action;", "mine_action", 3),
        ("Requests UNMIKA to keep up active patrols;", "presence", 2),
    ],
)
def test_tasks_carry_their_tier_and_phases(text, task, tier):
    found = of(text)[0].tasks
    assert [(t.task, t.tier) for t in found] == [(task, tier)]
    assert found[0].phases


def test_every_rule_speaks_for_something_it_names():
    phases = {"prevention", "pre-emption", "response", "consolidation"}
    for task in tasks().values():
        assert task.tier in (1, 2, 3)
        assert set(task.phases) <= phases
    names = [rule.rule for rule in rules()]
    assert len(names) == len(set(names))
    for rule in rules():
        assert rule.where in ("words", "lead", "any")
        assert rule.task in tasks() or (not rule.task and rule.poc < 0)
        assert rule.means
        assert not re.search(r"\{[a-z]", rule.pattern.pattern), "a short form nobody knows"


WORDS = st.sampled_from(
    [
        "protect",
        "civilians",
        "under",
        "imminent",
        "threat",
        "of",
        "physical",
        "violence",
        "UNMIKA",
        "urges",
        "the",
        "parties",
        "to",
        "human",
        "rights",
        "return",
        "refugees",
        "women",
        "children",
        "disarmament",
        "of resolution 1894 (2009)",
    ]
)


@given(st.lists(WORDS, min_size=1, max_size=25), st.integers(1, 24))
def test_where_a_line_breaks_changes_no_suggestion(words, at):
    one = "The Security Council,\n1. Decides " + " ".join(words) + ".\n2. Requests a report."
    two = one.replace(" ".join(words), " ".join(words[:at]) + "\n" + " ".join(words[at:]))
    told = [[(s.paragraph, s.poc, s.score, s.tasks) for s in suggest(parse(t))] for t in (one, two)]
    assert told[0] == told[1]


def test_haiti_2004_mandates_protection_in_one_paragraph(real):
    found = suggest(read_resolution(real(1542, 2004)))
    assert [one.paragraph for one in found if one.poc] == ["7 (I) (f)"]
