"""The fields a mission adds to its records: what each must say of its values, and what it refuses.

A field that would tell who somebody is (a name, a telephone, a document, the group somebody belongs
to) is refused: a record is read by many, and no field of it is sealed. What concerns children or
sexual violence is approved by the adviser for it, as a question of a form is.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import TypedDict

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.intake.own_questions import (
    NAME,
    TOLD,
    ChoiceData,
    Fault,
    QuestionData,
    faults_of_question,
    label_in,
    offices_for,
    tells_of,
)

TYPES = {
    "words": say("words"),
    "number": say("a number"),
    "day": say("a day"),
    "yesno": say("yes or no"),
    "choice": say("one of a list"),
}
"""What a field may hold."""

COUNTED = ("choice", "yesno")
"""The types whose values are few: a list is filtered by them, and they are counted."""

MOST_WORDS = 1_000
MOST_NUMBER = 1e12

Held = str | int | float | bool | None
"""A value as it is kept: a day as YYYY-MM-DD; None is not known."""


class FieldData(TypedDict):
    """A field as it was approved, as data."""

    code: str
    label: str
    label_fr: str
    label_ar: str
    hint: str
    holds: str
    choices: list[ChoiceData]
    needed: bool
    in_list: bool
    marking: int
    compartment: str
    suppressed: bool


def blank_field(code: str, label: str = "", holds: str = "words") -> FieldData:
    """A field whose values are Confidential, open and suppressed in small counts."""
    return {
        "code": code,
        "label": label,
        "label_fr": "",
        "label_ar": "",
        "hint": "",
        "holds": holds,
        "choices": [],
        "needed": False,
        "in_list": True,
        "marking": 1,
        "compartment": "",
        "suppressed": True,
    }


def as_question(field: FieldData) -> QuestionData:
    """The field as a question of a form, which the same rules judge and count."""
    return {
        "name": field["code"],
        "label": field["label"],
        "label_fr": field["label_fr"],
        "label_ar": field["label_ar"],
        "hint": field["hint"],
        "answer": "moment" if field["holds"] == "day" else field["holds"],
        "choices": field["choices"],
        "needed": field["needed"],
        "condition": "",
        "sealed": False,
        "marking": field["marking"],
        "compartment": field["compartment"],
        "suppressed": field["suppressed"],
    }


def faults_of_field(field: FieldData) -> list[Fault]:
    """What must be put right before a field may stand on records.

    >>> [one.field for one in faults_of_field(blank_field("who", "Telephone of the witness"))]
    ['label']
    >>> faults_of_field(blank_field("water_km", "Distance to water (km)", "number"))
    []
    """
    question = as_question(field)
    faults = []
    if not NAME.fullmatch(field["code"]):
        faults.append(
            Fault(
                "code",
                say("the code of a field has small letters, digits and _, up to 32"),
                say("write one such as distance_to_water"),
            )
        )
    if field["holds"] not in TYPES:
        faults.append(
            Fault("holds", say("there is no such kind of value"), say("choose one of the list"))
        )
    if tells := TOLD.keys() & tells_of(question):
        faults.append(
            Fault(
                "label",
                say("this asks for {what}, which no record holds", what=TOLD[min(tells)]),
                say("leave the field out: the vault alone holds who somebody is"),
            )
        )
    judged_here = {"name", "sealed", "answer"}
    return faults + [
        fault for fault in faults_of_question(question) if fault.field not in judged_here
    ]


def offices_of_field(field: FieldData) -> tuple[str, ...]:
    """The offices that approve a field, in order.

    >>> offices_of_field(blank_field("girls_out", "Girls who left school", "number"))
    ('data_protection', 'child_protection')
    """
    return offices_for([as_question(field)])


def digest_of_field(field: FieldData, asked_too: Mapping[str, str]) -> str:
    """What tells one field from another: it is approved as it stands, and no other.

    Takes   asked_too, what else is approved with it: the kind of record, why it is held.
    """
    text = json.dumps([field, dict(asked_too)], ensure_ascii=False, sort_keys=True)
    return sha256(text.encode()).hexdigest()


def read_held(field: FieldData, said: Held | date) -> Held:
    """A value as it is kept, from what a form, a file or a program gave.

    Raises  BadParameter for what the field cannot hold.

    >>> water = blank_field("water_km", "Distance to water (km)", "number")
    >>> read_held(water, "1.5"), read_held(water, 3), read_held(water, "")
    (1.5, 3, None)
    """
    if isinstance(said, str):
        said = said.strip().replace("\r\n", "\n")
    if said is None or said == "":
        return None
    holds = field["holds"]
    if holds == "number":
        return _number(said)
    if holds == "day":
        return _day(said)
    if holds == "yesno":
        return _yes_or_no(said)
    if not isinstance(said, str):
        raise BadParameter(say("this is no text"), next=say("write words"))
    if holds == "choice" and said not in {choice["value"] for choice in field["choices"]}:
        raise BadParameter(say("this is not on the list"), next=say("choose one of the list"))
    if len(said) > MOST_WORDS:
        raise BadParameter(
            say("longer than {most} letters", most=MOST_WORDS), next=say("shorten it")
        )
    return said


def _number(said: Held | date) -> int | float:
    try:
        number = math.nan if isinstance(said, bool) else float(str(said).replace(",", "."))
    except ValueError:
        number = math.nan
    if not abs(number) < MOST_NUMBER:
        raise BadParameter(say("this is no number"), next=say("write a number such as 1.5"))
    return int(number) if number.is_integer() else number


def _day(said: Held | date) -> str:
    try:
        return (said if isinstance(said, date) else date.fromisoformat(str(said))).isoformat()[:10]
    except ValueError:
        raise BadParameter(say("this is no day"), next=say("write YYYY-MM-DD")) from None


def _yes_or_no(said: Held | date) -> bool:
    known = {"true": True, "yes": True, "false": False, "no": False}
    answer = known.get(str(said).casefold())
    if answer is None:
        raise BadParameter(say("this is neither yes nor no"), next=say("say true or false"))
    return answer


def label_of_choice(field: FieldData, value: Held, language: str) -> str:
    """How a value of the list is called; the value itself where the list has it no more."""
    listed = (label_in(language, choice) for choice in field["choices"] if choice["value"] == value)
    return next(listed, str(value))
