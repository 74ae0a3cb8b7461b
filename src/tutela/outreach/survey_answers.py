"""Answers of a survey as they come back, from a file or a server of forms: read or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutela.base.messages import Sentence, say
from tutela.base.values import key
from tutela.outreach.survey_form import (
    ADULTS,
    AGE_GROUP,
    AGE_GROUPS,
    ANSWERED,
    PLACE,
    RESULT,
    RESULTS,
    SEX,
    SEXES,
    UNKNOWN,
    UNSAID,
    Item,
)

MOST_ADULTS = 60

SUBMISSION_COLUMNS = ("_uuid", "instanceid", "meta/instanceid", "key")
"""How KoboToolbox and ODK call what tells one submission from another."""


@dataclass(frozen=True, slots=True)
class SurveyAnswer:
    """One approach to somebody: where, how it went, and of who answered the classes and answers."""

    place: str
    result: str
    sex: str
    age_group: str
    adults: int
    answers: dict[str, str]
    submission: str = ""
    submission_root: str = ""


class RefusedAnswer(ValueError):
    """Why a row cannot be taken, as a sentence. What somebody answered is not in it."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(str(why))
        self.why = why


def columns_read(heads: Sequence[str], items: Sequence[Item]) -> dict[str, str]:
    """Which column of a file holds which question; groups of a form do not matter.

    Gives   column by question. What the survey does not ask is in none, and never read.

    >>> columns_read(["group/place", "Result", "phone"], [])
    {'place': 'group/place', 'result': 'Result'}
    """
    asked = {PLACE, RESULT, SEX, AGE_GROUP, ADULTS, *(item.name for item in items)}
    columns: dict[str, str] = {}
    for head in heads:
        name = head.strip().rpartition("/")[2].casefold()
        if name in asked and name not in columns:
            columns[name] = head
        elif head.strip().casefold() in SUBMISSION_COLUMNS and "submission" not in columns:
            columns["submission"] = head
    return columns


def read_answer(
    row: Mapping[str, str | None], items: Sequence[Item], places: Mapping[str, str]
) -> SurveyAnswer:
    """A row as an answer.

    Takes   row, by question; places, by every name a drawn place goes by, folded (`key`), its code
            on the form.
    Raises  RefusedAnswer.
    """
    place = places.get(key(row.get(PLACE) or ""))
    if place is None:
        raise RefusedAnswer(say("the place was not drawn"))
    result = _read_choice(row, RESULT, RESULTS, blank=ANSWERED)
    submission = (row.get("submission") or "").strip()[:120]
    if result != ANSWERED:
        return SurveyAnswer(place, result, UNKNOWN, UNKNOWN, 1, {}, submission)
    return SurveyAnswer(
        place,
        result,
        _read_choice(row, SEX, SEXES, blank=UNKNOWN),
        _read_choice(row, AGE_GROUP, AGE_GROUPS, blank=UNKNOWN),
        _adults(row.get(ADULTS)),
        {item.name: _read_choice(row, item.name, item.values, blank=UNSAID[1]) for item in items},
        submission,
    )


def _read_choice(
    row: Mapping[str, str | None], name: str, known: Mapping[str, str] | frozenset[str], blank: str
) -> str:
    said = (row.get(name) or "").strip().casefold()
    if not said:
        return blank
    if said not in known:
        raise RefusedAnswer(say("{column}: this is none of its answers", column=name))
    return said


def _adults(said: str | None) -> int:
    """How many could have been chosen in the household; one where nobody asked."""
    if not (said or "").strip():
        return 1
    text = (said or "").strip().removesuffix(".0")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MOST_ADULTS):
        raise RefusedAnswer(say("{column}: this is no number of people", column=ADULTS))
    return int(text)
