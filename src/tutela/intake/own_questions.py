"""The questions a mission adds by itself: what each must say of its answers, and who approves it.

A question that tells who somebody is (a name, a telephone, a document, the group somebody belongs
to) stands on a form only where its answers are sealed into the vault. What concerns children or
sexual violence is approved by the adviser for it too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TypedDict, cast

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.base.values import key
from tutela.intake.questions import AnswerKind, Question

LANGUAGES = ("en", "fr", "ar")

MOST_QUESTIONS = 60
"""A longer form is not filled in where people wait in the sun, and collects what nobody reads."""

MOST_CHOICES = 60

NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")

ANSWERS: dict[AnswerKind, str] = {
    "words": say("words"),
    "choice": say("one of a list"),
    "many": say("several of a list"),
    "number": say("a whole number"),
    "yesno": say("yes or no"),
    "moment": say("a day, or a day and hour"),
}

OFFICES = {
    "data_protection": say("data-protection focal point"),
    "child_protection": say("child protection adviser"),
    "women_protection": say("women's protection adviser"),
}
"""Who approves a form: the first always, the others where it concerns them."""

TOLD = {
    "name": say("a name"),
    "telephone": say("a telephone or another way to reach somebody"),
    "document": say("an identity document"),
    "ethnicity": say("the group that somebody belongs to"),
}
"""What tells who somebody is."""

CONCERNS = {
    "child": ("mrm", "child_protection"),
    "crsv": ("crsv", "women_protection"),
}
"""What an adviser approves: the compartment of such answers, and the office."""


class ChoiceData(TypedDict):
    """One answer of a list, as data."""

    value: str
    label: str
    label_fr: str
    label_ar: str


class QuestionData(TypedDict):
    """A question as data: what a form, a file and a telephone hold of it."""

    name: str
    label: str
    label_fr: str
    label_ar: str
    hint: str
    answer: str
    choices: list[ChoiceData]
    needed: bool
    condition: str
    sealed: bool
    marking: int
    compartment: str
    suppressed: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a question: its field, why, and what to do."""

    field: str
    why: str
    next: str


def blank_question(name: str, label: str = "") -> QuestionData:
    """A question of words whose answers are Confidential, open and suppressed in small counts."""
    return {
        "name": name,
        "label": label,
        "label_fr": "",
        "label_ar": "",
        "hint": "",
        "answer": "words",
        "choices": [],
        "needed": False,
        "condition": "",
        "sealed": False,
        "marking": 1,
        "compartment": "",
        "suppressed": True,
    }


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    rows = shipped_rows("tutela.intake", "telling_words.csv")
    return {
        tells: tuple(re.compile(row["pattern"]) for row in rows if row["tells"] == tells)
        for tells in {row["tells"] for row in rows}
    }


def told_by(*texts: str) -> frozenset[str]:
    """What the answers to a question worded so would tell: see TOLD, and `child`, `crsv`.

    >>> sorted(told_by("First name of the mother")), told_by("Price of sorghum, no names of people")
    (['name'], frozenset())
    >>> sorted(told_by("Numéro de téléphone")), sorted(told_by("How many girls were raped?"))
    (['telephone'], ['child', 'crsv'])
    """
    patterns = _patterns()
    told: set[str] = set()
    for text in texts:
        plain = key(text)
        for harmless in patterns["not_asked"]:
            plain = harmless.sub(" ", plain)
        told |= {
            tells
            for tells, asked in patterns.items()
            if tells != "not_asked" and any(one.search(plain) for one in asked)
        }
    return frozenset(told)


def tells_of(question: QuestionData) -> frozenset[str]:
    """What the answers to a question would tell, by its name, labels, hint and choices. A list may
    name no person, but whom it concerns it may."""
    asked = [question["name"], question["hint"]]
    asked += [question["label"], question["label_fr"], question["label_ar"]]
    listed = [
        words
        for one in question["choices"]
        for words in (one["value"], one["label"], one["label_fr"], one["label_ar"])
    ]
    return told_by(*asked) | (told_by(*listed) & CONCERNS.keys())


def offices_for(questions: Iterable[QuestionData]) -> tuple[str, ...]:
    """The offices that approve a form of these questions, in order.

    >>> offices_for([blank_question("price", "Price of a bag")])
    ('data_protection',)
    >>> offices_for([blank_question("out", "How many girls left school?")])
    ('data_protection', 'child_protection')
    """
    asked: set[str] = {"data_protection"}
    for question in questions:
        tells = tells_of(question)
        asked |= {
            office
            for concern, (compartment, office) in CONCERNS.items()
            if concern in tells or question["compartment"] == compartment
        }
    return tuple(office for office in OFFICES if office in asked)


def faults_of_question(question: QuestionData) -> list[Fault]:
    """What must be put right before a question may stand on a form."""
    faults = []
    if not NAME.fullmatch(question["name"]):
        faults.append(
            Fault(
                "name",
                say("the name of a question has small letters, digits and _, up to 32"),
                say("write one such as price_of_sorghum"),
            )
        )
    if not question["label"].strip():
        faults.append(Fault("label", say("the question has no words"), say("write what is asked")))
    if question["answer"] not in ANSWERS:
        faults.append(
            Fault("answer", say("there is no such kind of answer"), say("choose one of the list"))
        )
    faults += _faults_of_choices(question)
    if (told := TOLD.keys() & tells_of(question)) and not question["sealed"]:
        faults.append(
            Fault(
                "sealed",
                say(
                    "this asks for {what}, which is kept in the vault alone",
                    what=TOLD[min(told)],
                ),
                say("seal its answers, or leave the question out"),
            )
        )
    if question["sealed"] and question["compartment"]:
        faults.append(
            Fault(
                "compartment",
                say("what is sealed lies in the vault, and in no compartment beside it"),
                say("choose one of the two"),
            )
        )
    if question["marking"] not in (0, 1, 2):
        faults.append(
            Fault("marking", say("there is no such classification"), say("choose one of the list"))
        )
    return faults


def _faults_of_choices(question: QuestionData) -> list[Fault]:
    choices = question["choices"]
    lists = question["answer"] in ("choice", "many")
    values = [choice["value"] for choice in choices]
    if lists and not choices:
        why = say("the list has no answers")
    elif not lists and choices:
        why = say("only a list has answers to choose from")
    elif len(choices) > MOST_CHOICES:
        why = say("the list has more than {most} answers", most=MOST_CHOICES)
    elif len(set(values)) < len(values):
        why = say("two answers of the list have the same value")
    elif any(not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,39}", one) for one in values):
        why = say("the value of an answer has letters, digits, _ and -, up to 40")
    elif any(not choice["label"].strip() for choice in choices):
        why = say("an answer of the list has no words")
    else:
        return []
    return [Fault("choices", why, say("put the list right"))]


def require_sound_questions(
    questions: Sequence[QuestionData], *, taken: Iterable[str] = ()
) -> None:
    """Raise BadParameter for the first question that may not stand on a form.

    Takes   taken, names of questions that the form asks anyway.
    """
    if not questions:
        raise BadParameter(say("the form asks nothing"), next=say("add a question"))
    if len(questions) > MOST_QUESTIONS:
        raise BadParameter(
            say(
                "the form has {n} questions, more than {most}",
                n=len(questions),
                most=MOST_QUESTIONS,
            ),
            next=say("leave out what nobody uses"),
        )
    met = set(taken)
    for question in questions:
        if question["name"] in met:
            raise BadParameter(
                say("two questions have this name"),
                where=question["name"],
                next=say("give one of them another name"),
            )
        met.add(question["name"])
        for fault in faults_of_question(question):
            raise BadParameter(fault.why, where=question["name"], next=fault.next)


def digest_of(questions: Sequence[QuestionData], asked_too: Sequence[str]) -> str:
    """What tells one form from another: it is approved as it stands, and no other.

    Takes   asked_too, what else is approved with the questions: title, purpose.
    """
    told = json.dumps([list(questions), list(asked_too)], ensure_ascii=False, sort_keys=True)
    return sha256(told.encode()).hexdigest()


def label_in(language: str, said: QuestionData | ChoiceData) -> str:
    """The words of a question or an answer in a language; English where it has none."""
    labels = {"fr": said["label_fr"], "ar": said["label_ar"]}
    return labels.get(language) or said["label"]


def as_question(question: QuestionData, language: str = "en") -> Question:
    """A question as every form asks it."""
    return Question(
        question["name"],
        label_in(language, question),
        cast("AnswerKind", question["answer"]),
        tuple((one["value"], label_in(language, one)) for one in question["choices"]),
        question["needed"],
        question["sealed"],
    )


def choices_in_words(choices: Sequence[ChoiceData]) -> str:
    """A list of answers as people write it in one cell or box.

    >>> choices_in_words([{"value": "y", "label": "Yes", "label_fr": "Oui", "label_ar": ""}])
    'y: Yes | Oui'
    """
    return "\n".join(
        f"{choice['value']}: "
        + " | ".join((choice["label"], choice["label_fr"], choice["label_ar"])).rstrip(" |")
        for choice in choices
    )


def choices_said(text: str) -> list[ChoiceData]:
    """A list of answers from lines such as "y: Yes | Oui"; of a line without a value, one is made.

    >>> [one["value"] for one in choices_said("y: Yes | Oui; Not at all")]
    ['y', 'not_at_all']
    """
    choices: list[ChoiceData] = []
    for line in re.split(r"[\n;]", text):
        value, colon, labels = line.partition(":")
        if not colon:
            value, labels = "", line
        said = [one.strip() for one in labels.split("|")]
        if not line.strip():
            continue
        value = value.strip() or key(said[0]).replace(" ", "_")[:40]
        padded = [*said, "", ""]
        choices.append(
            {"value": value, "label": padded[0], "label_fr": padded[1], "label_ar": padded[2]}
        )
    return choices
