"""The blank forms of reports from the field: few questions, in words that anybody answers.

A form asks no grade, no marking and no table of victims: these come when a report is looked at.
Where something was is asked by every form and is no question here: a place or a point goes with the
report. Answers marked private tell who somebody is; they go to the vault and into no record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, TypeAlias, TypedDict

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.base.values import plain
from tutela.intake.small_counts import count_kept

Value = str | int | bool | list[str] | None
"""An answer as it is kept."""

Sent: TypeAlias = "str | int | float | bool | Sequence[Sent] | Mapping[str, Sent] | None"
"""What somebody sent as an answer: anything that JSON holds."""

LONGEST = 2_000
"""Letters that an answer in words may have."""


class Kind(StrEnum):
    """What is reported."""

    DANGER = "danger"
    REPORT = "report"
    PATROL = "patrol"
    NOTHING_SEEN = "nothing_seen"
    PERIMETER = "perimeter"
    VISIT = "visit"


AnswerKind = Literal["words", "choice", "many", "number", "yesno", "moment"]


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form.

    choices   value and label of each, of a choice or of many
    needed    whether the form cannot be sent without it
    private   whether it tells who somebody is: kept in the vault alone
    few       whether it counts people who were met: of one to four nobody keeps the count
    """

    name: str
    ask: str
    answer: AnswerKind = "words"
    choices: tuple[tuple[str, str], ...] = ()
    needed: bool = False
    private: bool = False
    few: bool = False


class BlankQuestion(TypedDict):
    """A question as a phone shows it."""

    name: str
    ask: str
    answer: str
    choices: list[dict[str, str]]
    needed: bool
    private: bool


class BlankForm(TypedDict):
    """A form as a phone shows it."""

    kind: str
    title: str
    questions: list[BlankQuestion]


KNOWN_BY = (
    ("saw", say("I saw it myself")),
    ("told_by_witness", say("somebody who saw it told me")),
    ("heard", say("people say so")),
)
"""How a reporter knows; first-hand only where they saw it."""

CATEGORIES = (
    ("women", say("women")),
    ("men", say("men")),
    ("girls", say("girls")),
    ("boys", say("boys")),
    ("elders", say("elders")),
    ("displaced", say("displaced people")),
    ("authorities", say("local authorities")),
    ("leaders", say("traditional or religious leaders")),
    ("traders", say("traders and drivers")),
    ("soldiers", say("soldiers or police")),
    ("armed", say("armed people")),
    ("aid", say("aid workers")),
)
"""Kinds of people met on a way; never a name."""

_WHAT = Question("what", say("What happened, or what did you see?"), needed=True)
_WHEN = Question("when", say("When?"), "moment")
_WHO = Question("who", say("Who did it, and to whom? No names of people."))
_KNOWS = Question("known_by", say("How do you know?"), "choice", KNOWN_BY)
_SOURCE = (
    Question("source_name", say("Name of who told you"), private=True),
    Question("source_phone", say("Telephone"), private=True),
    Question("source_reach", say("How to reach them safely"), private=True),
)
_MET = Question("met", say("Which kinds of people were met?"), "many", CATEGORIES)
_WOMEN = Question("women_met", say("Were women met, apart from men?"), "yesno")

COUNTED = tuple(
    Question(name, ask, "number", few=True)
    for name, ask in (
        ("women", say("How many women were met? For one to four, 1 is kept.")),
        ("men", say("How many men?")),
        ("older_women", say("Of older people: how many women?")),
        ("older_men", say("Of older people: how many men?")),
        ("girls", say("How many girls, with Child Protection?")),
        ("boys", say("How many boys, with Child Protection?")),
        ("minority", say("Of all these, how many of a minority here?")),
    )
)
"""Who was met, by sex, age and minority: counts, never names, as an exchange with a community keeps
them."""

FORMS: dict[Kind, tuple[str, tuple[Question, ...]]] = {
    Kind.DANGER: (
        say("Danger"),
        (
            Question("what", say("What is happening, or about to happen?"), needed=True),
            Question("going_on", say("Is it happening now?"), "yesno"),
            _WHO,
            Question("how_many", say("How many attackers?"), "number"),
            Question("safe", say("Are you safe?"), "yesno"),
        ),
    ),
    Kind.REPORT: (
        say("What happened"),
        (
            _WHAT,
            _WHEN,
            _WHO,
            _KNOWS,
            Question("going_on", say("Does the danger go on?"), "yesno"),
            *_SOURCE,
        ),
    ),
    Kind.PATROL: (
        say("Patrol report"),
        (
            Question("task", say("What was the task?"), needed=True),
            Question("route", say("Which way did you take?"), needed=True),
            Question("left", say("When did you leave?"), "moment", needed=True),
            Question("returned", say("When did you return?"), "moment", needed=True),
            Question("reached", say("Which places did you reach?")),
            Question("not_reached", say("Which places did you not reach, and why?")),
            _MET,
            _WOMEN,
            Question("interpreter", say("Was there an interpreter?"), "yesno"),
            Question("observed", say("What did you observe? No names of people."), needed=True),
        ),
    ),
    Kind.NOTHING_SEEN: (
        say("Checked, nothing seen"),
        (
            Question("when", say("When did you look?"), "moment", needed=True),
            Question("how", say("From where, and for how long, did you look?")),
            Question("not_seen_into", say("What could you not see from there?")),
        ),
    ),
    Kind.PERIMETER: (
        say("Defect of a site's perimeter"),
        (
            Question(
                "defect",
                say("What is broken?"),
                "choice",
                (
                    ("fence", say("a fence or wall")),
                    ("gate", say("a gate or its lock")),
                    ("light", say("lights")),
                    ("ditch", say("a ditch or berm")),
                    ("tower", say("a post or tower")),
                    ("drainage", say("drainage")),
                    ("water", say("water")),
                    ("other", say("something else")),
                ),
                needed=True,
            ),
            Question("sector", say("On which side, or in which sector?"), needed=True),
            Question("people_pass", say("Can people or vehicles get through?"), "yesno"),
            Question("what", say("What else should be known?")),
        ),
    ),
    Kind.VISIT: (
        say("Visit to a community"),
        (
            _WHEN,
            _MET,
            *COUNTED,
            _WOMEN,
            Question("said", say("What are people afraid of, and what do they ask for?")),
            Question("promised", say("What did you promise them?")),
            Question("answer_safely", say("How can they be answered safely?")),
            *_SOURCE,
        ),
    ),
}
"""Every form: its title and its questions, in the order in which they are asked."""


def blank_forms() -> list[BlankForm]:
    """Every form without an answer, as a phone keeps it.

    >>> [form["kind"] for form in blank_forms()][:2]
    ['danger', 'report']
    """
    return [
        {
            "kind": kind.value,
            "title": title,
            "questions": [
                {
                    "name": question.name,
                    "ask": question.ask,
                    "answer": question.answer,
                    "choices": [
                        {"value": value, "label": label} for value, label in question.choices
                    ],
                    "needed": question.needed,
                    "private": question.private,
                }
                for question in questions
            ],
        }
        for kind, (title, questions) in FORMS.items()
    ]


def read_answers(
    questions: tuple[Question, ...], sent: Mapping[str, Sent], *, partly: bool = False
) -> tuple[dict[str, Value], dict[str, str]]:
    """Answers as they are kept, and apart from them the private ones.

    Takes   questions of a form; sent, an answer by the name of its question, blank or absent where
            nobody answered; partly, whether what is needed may be absent, because the form stopped.
    Gives   the answers, blanks left out; the private answers, in words.
    Raises  BadParameter for an answer to no question, of another type, or absent where needed.

    >>> read_answers(FORMS[Kind.REPORT][1], {"what": "shots", "source_phone": "0912"})
    ({'what': 'shots'}, {'source_phone': '0912'})
    """
    by_name = {one.name: one for one in questions}
    if unknown := sent.keys() - by_name.keys():
        name = min(unknown)[:40]
        raise BadParameter(
            say("this form has no question “{name}”", name=name),
            next=say("send the answers of the form as it stands"),
        )
    kept: dict[str, Value] = {}
    private: dict[str, str] = {}
    for question in questions:
        value = _read_answer(question, sent.get(question.name))
        if value is None or value == "" or value == []:
            if question.needed and not partly:
                raise BadParameter(
                    say("a question is not answered: {ask}", ask=question.ask),
                    where=question.name,
                    next=say("answer it and send again"),
                )
        elif question.private:
            private[question.name] = "; ".join(value) if isinstance(value, list) else str(value)
        else:
            kept[question.name] = value
    return kept, private


def _read_answer(question: Question, value: Sent) -> Value:
    """One answer as it is kept; None where nobody answered."""
    if value is None or value == "":
        return None
    match question.answer:
        case "words" if isinstance(value, str):
            if len(value) <= LONGEST:
                return value.strip()
        case "choice" if isinstance(value, str) and value in dict(question.choices):
            return str(value)
        case "many" if isinstance(value, list):
            if all(isinstance(one, str) and one in dict(question.choices) for one in value):
                return [str(one) for one in value]
        case "number" if (number := _read_number(value)) is not None:
            return count_kept(number) if question.few else number
        case "yesno" if value in (True, False, "yes", "no", "unknown"):
            return {"yes": True, "no": False, "unknown": None}.get(str(value), bool(value))
        case "moment" if isinstance(value, str) and _is_moment(value):
            return value
    raise BadParameter(
        say("this is no answer to: {ask}", ask=question.ask),
        where=question.name,
        next=say("answer the question again"),
    )


def _read_number(value: Sent) -> int | None:
    """A count of people, none below nought."""
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value)
    counts = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1_000_000
    return int(str(value)) if counts else None


def _is_moment(value: str) -> bool:
    return read_moment(value) is not None


def read_moment(value: str) -> datetime | date | None:
    """A day, or a day with its hour, as people of the place would say it; None for anything else.

    >>> read_moment("2018-12-31T14:00"), read_moment("2018-12-31"), read_moment("soon")
    (datetime.datetime(2018, 12, 31, 14, 0), datetime.date(2018, 12, 31), None)
    >>> read_moment("٢٠١٨-١٢-٣١")
    datetime.date(2018, 12, 31)
    """
    value = plain(value)
    try:
        if len(value) <= 10:
            return date.fromisoformat(value)
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return None


_TELEPHONE = re.compile(r"(?<![\w/.-])\+?\d(?:[ .()/-]{0,2}\d){7,14}(?![\w/-])")
_DATE = re.compile(r"\d{4}-\d\d-\d\d.*|\d{1,2}[./]\d{1,2}[./]\d{4}.*")


def part_telephones(text: str) -> tuple[str, list[str]]:
    """A text without the telephone numbers in it, and these: they tell who somebody is.

    >>> part_telephones("Call the teacher on +211 912 345 678, he saw 12 men on 2018-12-31.")
    ('Call the teacher on […], he saw 12 men on 2018-12-31.', ['+211 912 345 678'])
    """
    numbers: list[str] = []

    def part(match: re.Match[str]) -> str:
        if _DATE.fullmatch(match[0]):
            return match[0]
        numbers.append(match[0])
        return "[…]"

    return _TELEPHONE.sub(part, text), numbers


MARKS = {"crsv": say("sexual violence"), "child": say("a child")}
"""What makes a form stop asking: whom it may harm to be asked more by somebody untrained."""

CARE_QUESTIONS = (
    Question("agreed", say("Does the person agree to a message to the adviser?"), "yesno"),
    Question("call_back", say("May the adviser call you back?"), "yesno"),
    Question("care_now", say("Is care needed now?"), "yesno"),
)
"""All that is asked once a form stopped, beside a place as general as a town: not when, who or
what. Of a child, `agreed` is that it is best for the child."""

REFERRAL = (
    say("Stop asking. Do not interview, and do not ask for names or details."),
    say("See that the person is safe now, and not alone if they do not want to be."),
    say(
        "Offer medical care at once: within 72 hours it can prevent infection with HIV, within"
        " 120 hours pregnancy. Care depends on no report and no consent to one."
    ),
    say("Go nowhere and call nobody on their behalf unless they agree."),
    say("Write nothing more down. A message to the adviser goes only if the person agrees."),
)
CHILD_REFERRAL = (
    say("Stop asking. Do not interview the child, and promise nothing."),
    say("See that the child is safe now, with somebody they trust."),
    say("Offer medical care at once if the child is hurt."),
    say("Care waits for no adviser: go there with the child and somebody the child trusts."),
    say("Write nothing more down. Ask Child Protection only where that is best for the child."),
)


def referral_steps(marked: str) -> tuple[str, ...]:
    """What somebody untrained does at once, in order. Takes a mark of MARKS.

    >>> len(referral_steps("crsv")), len(referral_steps("child"))
    (5, 5)
    """
    return CHILD_REFERRAL if marked == "child" else REFERRAL
