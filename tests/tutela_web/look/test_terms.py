"""One table of terms: what a word means, what the United Nations call it, which record it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po
from django.apps import apps

from tutela.base.shipped import shipped_rows
from tutela_web.look.words import catalogue

TERMS = shipped_rows("tutela.base", "terms.csv")
BESIDE = {
    "access.Answered": "a program's request that was answered",
    "access.TriedName": "sign-in that failed",
    "base.Beat": "a sign of life of a process",
    "base.SearchLine": "what is searched of a record",
    "capacity.GroundLayer": "what a travel time is counted over",
    "capacity.NotAble": "an answer to a tasking, as the unit stands by it",
    "capacity.TravelSettings": "a mission's settings of travel time",
    "crisis.PhaseStep": "a part of a phase",
    "crisis.RhythmDone": "what was done of a planned rhythm",
    "fora.Member": "a seat in a forum",
    "incidents.ClosedEvent": "an event that a compartment holds",
    "incidents.Compared": "which pairs were compared for doubles",
    "incidents.EventIdentity": "which editions are one event",
    "incidents.IncidentLink": "which events an incident rests on",
    "incidents.Matching": "the columns of a source, remembered",
    "partners.OpenSite": "a site of a check of humanitarian space",
    "partners.Party": "a party to an arrangement",
    "programme.DilemmaUse": "where a dilemma was met",
    "programme.PlanMatch": "how a plan of others fits an objective",
    "review.PlanningDay": "a day of the planning cycle",
    "risk.AssessmentRule": "how many assessments a mission keeps",
    "risk.LastLook": "when somebody looked last",
    "strategy.PlanStep": "a step of a drafting plan",
    "strategy.SectionLease": "who writes in a section now",
    "vault.KeyedHash": "how a sealed value is found again",
    "vault.SubjectKey": "the key of one identity",
    "warning.AlertHeld": "what a joined alert knew by itself",
    "warning.AlertNow": "where an alert stands",
    "warning.Delivery": "a message on its way",
    "warning.FeedHazard": "a hazard in the public feed",
    "warning.FeedMessage": "a message of the public feed",
    "warning.News": "that a board has something new",
}
"""Records that are no term of the field: a row beside another, or of the machinery."""


def our_models() -> Iterator[str]:
    for model in apps.get_models():
        version = model.__name__.endswith("Version") or model.__name__.startswith("Historical")
        if model.__module__.startswith("tutela_web") and not version:
            yield model._meta.label


def test_every_term_says_what_it_means_in_three_languages_and_what_the_united_nations_say() -> None:
    for row in TERMS:
        assert all(row[column] for column in ("term", "un_term", "fr", "ar", "meaning")), row
        assert row["part"] in ("noun", "verb"), row
    assert [
        term for term, n in Counter((r["term"], r["part"]) for r in TERMS).items() if n > 1
    ] == []


def test_every_record_is_one_term_or_stands_beside_another() -> None:
    named = [row["class"] for row in TERMS if row["class"]]
    assert [label for label, n in Counter(named).items() if n > 1] == []
    assert sorted([*named, *BESIDE]) == sorted(our_models())


HOMONYMS = {"Ask", "Call back", "Clear", "Close", "Report", "Standing", "Task"}
"""Words that are another thing on a button or a label than the term is."""


def bare(words: str) -> str:
    """Words without capitals, and without the article that an Arabic label may carry."""
    return " ".join(word.removeprefix("ال") for word in words.lower().split())


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_labels_say_what_the_table_says(language: str) -> None:
    with catalogue(language).open("rb") as file:
        words = {str(m.id): str(m.string) for m in read_po(file) if isinstance(m.id, str)}
    other = {
        row["term"]: (row[language], words[row["term"]])
        for row in TERMS
        if row["term"] in words.keys() - HOMONYMS
        and bare(words[row["term"]]) != bare(row[language])
    }
    assert other == {}
