"""A script of an exercise: read, written, and every fault of it found."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tutela.base.errors import BadParameter
from tutela.exercise.script import (
    MOST_BYTES,
    MOST_PARTS,
    Expectation,
    Inject,
    Role,
    Script,
    find_faults,
    read_script,
    said_in,
    validate,
    write_script,
)

NIGHT = Script(
    "night",
    {"en": "A night at Luma", "fr": "Une nuit à Luma"},
    {"en": "The army left its post.", "fr": "L'armée a quitté son poste."},
    (
        Role("joc", {"en": "JOC", "fr": "JOC"}, "joc_duty_officer"),
        Role("unit", {"en": "Base", "fr": "Base"}, "unit_commander"),
    ),
    (
        Inject("first", 0, "", "call", "joc", "Luma", {"en": "A call.", "fr": "Un appel."}),
        Inject("no", 5, "decides", "refusal", "unit", "", {"en": "No.", "fr": "Non."}),
    ),
    (
        Expectation(
            "decides", "joc", 30, "first", {"en": "Raises an alert", "fr": "Lance une alerte"}
        ),
    ),
    "invented",
)


def as_told() -> dict[str, Any]:
    """The night as it stands in its file."""
    told: dict[str, Any] = json.loads(write_script(NIGHT))
    return told


def as_file(told: object) -> bytes:
    return json.dumps(told).encode()


def where_at_fault(told: object) -> list[str]:
    """Where the faults of a file are."""
    return [fault.where for fault in find_faults(as_file(told))]


def test_what_is_written_is_read_again() -> None:
    assert read_script(write_script(NIGHT)) == NIGHT
    assert NIGHT.languages == ("en", "fr")
    assert said_in(NIGHT.title, "ar") == "A night at Luma"


def test_a_file_that_is_no_json_says_the_line() -> None:
    with pytest.raises(BadParameter, match="line 2: it is no JSON"):
        read_script(b'{"format": "tutela exercise script 1",\n "code": }')


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe\x00", "no text in UTF-8"),
        (b"[]", "does not stand"),
        (b'{"format": "another"}', "does not stand"),
        (b" " * (MOST_BYTES + 1), "larger than"),
        (b"[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_script_says_why(content: bytes, why: str) -> None:
    (fault,) = find_faults(content)
    assert why in str(fault)


def test_all_faults_of_the_form_are_told_at_once() -> None:
    told = as_told()
    told["injects"][0]["minute"] = "soon"
    told["injects"][1]["words"] = "No."
    told["roles"][0]["label"] = {"sw": "Kituo"}
    told["expectations"][0]["points"] = 10
    told["code"] = 7
    assert sorted(where_at_fault(told)) == [
        "code",
        "expectations[0].points",
        "injects[0].minute",
        "injects[1].words",
        "roles[0].label",
    ]


def test_a_list_that_is_none_or_too_long() -> None:
    told = as_told()
    told["roles"] = {}
    told["injects"] = told["injects"] * MOST_PARTS
    assert where_at_fault(told) == ["roles", "injects"]


def test_all_faults_of_what_it_says_are_told_at_once() -> None:
    first, second = NIGHT.injects
    faulty = replace(
        NIGHT,
        code="A Night",
        source=" ",
        injects=(
            replace(first, by="pigeon", to="nobody", place="x" * 200),
            replace(second, code="first", minute=-1, after="nothing", words={"en": "No."}),
        ),
        expectations=(replace(NIGHT.expectations[0], of="x", from_inject="y", within_minutes=0),),
    )
    assert {fault.where for fault in validate(faulty, {"joc_duty_officer"})} == {
        "code",
        "source",
        "injects[0].by",
        "injects[0].to",
        "injects[0].place",
        "injects[1].code",
        "injects[1].minute",
        "injects[1].after",
        "injects[1].words.fr",
        "expectations[0].of",
        "expectations[0].from_inject",
        "expectations[0].within_minutes",
        "roles[1].role",
    }


def test_words_in_a_language_the_title_has_not_and_words_too_long() -> None:
    role = replace(NIGHT.roles[0], label={"en": "x" * 161, "fr": "JOC", "ar": "مركز"})
    faulty = replace(NIGHT, roles=(role, NIGHT.roles[1]))
    assert [fault.where for fault in validate(faulty)] == ["roles[0].label.en", "roles[0].label.ar"]


def test_an_empty_script_says_all_it_lacks() -> None:
    empty = Script("night", {}, {}, (), (), (), "invented")
    assert [fault.where for fault in validate(empty)] == ["title", "roles", "injects"]


def test_a_wait_that_never_ends_is_found_through_what_is_expected() -> None:
    first, second = NIGHT.injects
    faulty = replace(NIGHT, injects=(replace(first, after="no"), second))
    assert [fault.where for fault in validate(faulty)] == ["injects[0].after", "injects[1].after"]
