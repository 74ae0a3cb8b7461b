"""What a survey of how people feel asks: the place, how it went, who answered, its own questions.

Only people of full age are asked. Every question has a list of answers or a number, so that no
name, telephone or story can come back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.intake.own_questions import (
    ChoiceData,
    QuestionData,
    blank_question,
    offices_for,
    require_sound_questions,
)
from tutela.intake.xlsform import write_xlsform

PLACE, RESULT, SEX, AGE_GROUP, ADULTS = "place", "result", "sex", "age_group", "adults"

ANSWERED = "answered"
UNKNOWN = "unknown"

RESULTS = {
    ANSWERED: say("answered"),
    "refused": say("did not want to answer"),
    "absent": say("nobody was there"),
    "unable": say("could not answer: language or health"),
}
SEXES = {
    "female": say("woman"),
    "male": say("man"),
    "other": say("another answer"),
    UNKNOWN: say("not known"),
}
AGE_GROUPS = {
    "18_29": say("18 to 29"),
    "30_44": say("30 to 44"),
    "45_59": say("45 to 59"),
    "60_plus": say("60 and more"),
    UNKNOWN: say("not known"),
}

UNSAID = ("dont_know", "no_answer")
"""Answers that say nothing. They stand at the end of every list and never count."""

_OWN: tuple[ChoiceData, ...] = (
    {
        "value": "dont_know",
        "label": "Does not know",
        "label_fr": "Ne sait pas",
        "label_ar": "لا يعرف",
    },
    {
        "value": "no_answer",
        "label": "Does not want to say",
        "label_fr": "Ne souhaite pas répondre",
        "label_ar": "لا يرغب في الإجابة",
    },
)

_WORDS: dict[str, tuple[str, str, str]] = {
    PLACE: ("Place", "Lieu", "المكان"),
    RESULT: ("How did it go?", "Comment cela s’est-il passé ?", "كيف جرت المقابلة؟"),
    SEX: ("Sex, as the person says", "Sexe, selon la personne", "الجنس كما يقول الشخص"),
    AGE_GROUP: ("Age", "Âge", "العمر"),
    ADULTS: (
        "How many people of 18 years and more live in this household?",
        "Combien de personnes de 18 ans et plus vivent dans ce ménage ?",
        "كم شخصاً في سن الثامنة عشرة فأكثر يعيش في هذه الأسرة؟",
    ),
    ANSWERED: ("Answered", "A répondu", "أجاب"),
    "refused": ("Did not want to answer", "N’a pas souhaité répondre", "لم يرغب في الإجابة"),
    "absent": ("Nobody was there", "Personne n’était là", "لم يكن أحد موجوداً"),
    "unable": (
        "Could not answer: language or health",
        "N’a pas pu répondre : langue ou santé",
        "لم يستطع الإجابة: اللغة أو الصحة",
    ),
    "female": ("Woman", "Femme", "امرأة"),
    "male": ("Man", "Homme", "رجل"),
    "other": ("Another answer", "Autre réponse", "إجابة أخرى"),
    UNKNOWN: ("Not known", "Non connu", "غير معروف"),
    "18_29": ("18 to 29", "18 à 29", "18 إلى 29"),
    "30_44": ("30 to 44", "30 à 44", "30 إلى 44"),
    "45_59": ("45 to 59", "45 à 59", "45 إلى 59"),
    "60_plus": ("60 and more", "60 et plus", "60 فأكثر"),
}

ASKED_OF_ANSWERED = f"${{{RESULT}}} = '{ANSWERED}'"
"""The condition of a question that is asked only where somebody answered."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question whose answers are estimated.

    counts   the answers that count: the estimate is the share of people who gave one of them
    """

    name: str
    label: str
    label_fr: str
    label_ar: str
    choices: tuple[ChoiceData, ...]
    counts: frozenset[str]

    @property
    def values(self) -> frozenset[str]:
        """Every answer that may be given, those that say nothing too."""
        return frozenset(choice["value"] for choice in self.choices) | frozenset(UNSAID)


def questions_of(items: Sequence[Item], places: Mapping[str, str]) -> list[QuestionData]:
    """The whole questionnaire, in the order in which it is asked.

    Takes   places, the name of each drawn place by its code on the form.

    >>> [one["name"] for one in questions_of([], {"p01": "Luma"})]
    ['place', 'result', 'sex', 'age_group', 'adults']
    """
    standard = [
        _standard_question(PLACE, [_choice(code, (name, "", "")) for code, name in places.items()]),
        _standard_question(RESULT, [_choice(value, _WORDS[value]) for value in RESULTS]),
        _standard_question(SEX, [_choice(value, _WORDS[value]) for value in SEXES], answered=True),
        _standard_question(
            AGE_GROUP, [_choice(value, _WORDS[value]) for value in AGE_GROUPS], answered=True
        ),
        _standard_question(ADULTS, answered=True) | {"answer": "number", "needed": False},
    ]
    return [*standard, *(_question_of(item) for item in items)]


def _standard_question(
    name: str, choices: Sequence[ChoiceData] = (), *, answered: bool = False
) -> QuestionData:
    question = blank_question(name, _WORDS[name][0])
    question["label_fr"], question["label_ar"] = _WORDS[name][1:]
    question["answer"], question["choices"] = "choice", list(choices)
    question["needed"] = True
    question["condition"] = ASKED_OF_ANSWERED if answered else ""
    return question


def _choice(value: str, words: tuple[str, str, str]) -> ChoiceData:
    return {"value": value, "label": words[0], "label_fr": words[1], "label_ar": words[2]}


def _question_of(item: Item) -> QuestionData:
    question = blank_question(item.name, item.label)
    question["label_fr"], question["label_ar"] = item.label_fr, item.label_ar
    question["answer"], question["choices"] = "choice", [*item.choices, *_OWN]
    question["needed"], question["condition"] = True, ASKED_OF_ANSWERED
    return question


def require_sound_items(items: Sequence[Item]) -> None:
    """Raise BadParameter for what a survey may not ask, or cannot estimate.

    Of children and of sexual violence nobody is asked in a survey: that is for their offices.
    """
    taken = {PLACE, RESULT, SEX, AGE_GROUP, ADULTS}
    questions = [_question_of(item) for item in items]
    require_sound_questions(questions, taken=taken)
    for item, question in zip(items, questions, strict=True):
        if len(offices_for([question])) > 1:
            raise BadParameter(
                say("of children and of sexual violence no survey asks"),
                where=item.name,
                next=say("leave the question out, and ask their adviser"),
            )
        given = item.values - set(UNSAID)
        if not item.counts or not item.counts < given:
            raise BadParameter(
                say("the answers that count must be some of the list, and not all"),
                where=item.name,
                next=say("write the values that count, as: safe; very_safe"),
            )


def digest_of_items(items: Iterable[Item], about: Sequence[str]) -> str:
    """What tells one questionnaire from another: it is approved as it stands, and no other.

    Takes   about, what is approved with the questions: why they are asked.
    """
    asked_text = [[*map(_question_of, items)], [*about]]
    return sha256(json.dumps(asked_text, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def survey_as_xlsform(
    code: str, title: str, items: Sequence[Item], places: Mapping[str, str], *, version: str
) -> bytes:
    """The questionnaire as an XLSForm, which KoboToolbox and ODK take."""
    return write_xlsform(code, title, version, questions_of(items, places))
