"""What the mission's abbreviations stand for on its papers: proposed by the shipped table, said by
a person once for each language. The name of an actor is never explained by a word of the UN."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db import transaction

from tutela.base.abbreviations import shipped_meanings, words_abbreviated
from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.crisis.papers.models import AbbreviationMeaning
from tutela_web.records import verbs as records

ACT = "draft_strategy"
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def actors_abbreviated(mission: Mission) -> dict[str, str]:
    """The abbreviations that are names of the mission's actors, or stand in them, each with the
    name of the actor. One query."""
    named: dict[str, str] = {}
    rows = Actor.objects.filter(mission=mission, compartment="").values_list("name", "other_names")
    for name, others in rows.order_by("name"):
        names = [name, *(str(one.get("name", "")) for one in others)]
        for short in words_abbreviated(names):
            named.setdefault(short, name)
    return named


def confirmed_meanings(mission: Mission, language: str) -> dict[str, str]:
    """What the mission says its abbreviations stand for in a language. Where an actor came to be
    called so since, the word of the UN is left out. Two queries."""
    rows = AbbreviationMeaning.objects.filter(mission=mission, language=language)
    kept = dict(rows.exclude(meaning="").values_list("short", "meaning"))
    if not kept:
        return {}
    actors = actors_abbreviated(mission)
    return {
        short: meaning
        for short, meaning in kept.items()
        if not (short in actors and _is_shipped(short, meaning))
    }


def _is_shipped(short: str, meaning: str) -> bool:
    return meaning.casefold() in {
        shipped_meaning.casefold() for shipped_meaning in shipped_meanings(short).values()
    }


@dataclass(frozen=True)
class FoundAbbreviation:
    """An abbreviation that papers use.

    number     how often, in the paper that uses it most
    actor      the actor it is a name of, or stands in the name of
    meanings   what it stands for by language: as confirmed, else as proposed
    confirmed  whether a person of the mission said so
    """

    short: str
    number: int
    actor: str
    meanings: Mapping[str, str]
    confirmed: bool


def find_abbreviations(
    mission: Mission, papers: Iterable[Iterable[str]]
) -> list[FoundAbbreviation]:
    """The abbreviations some papers use, those nobody confirmed first, then the most used. Three
    queries.

    Takes   papers, the lines of each: one text in several languages is not counted together.
    """
    used: Counter[str] = reduce(or_, map(words_abbreviated, papers), Counter())
    actors = actors_abbreviated(mission)
    kept: dict[str, dict[str, str]] = {}
    rows = AbbreviationMeaning.objects.filter(mission=mission, short__in=list(used))
    for short, language, meaning in rows.values_list("short", "language", "meaning"):
        kept.setdefault(short, {})[language] = meaning
    abbreviations = [
        FoundAbbreviation(
            short,
            number,
            actors.get(short, ""),
            kept.get(short) or _propose_meanings(short, actors.get(short, "")),
            short in kept,
        )
        for short, number in used.items()
    ]
    return sorted(
        abbreviations,
        key=lambda abbreviation: (abbreviation.confirmed, -abbreviation.number, abbreviation.short),
    )


def _propose_meanings(short: str, actor: str) -> dict[str, str]:
    if actor:
        return dict.fromkeys(LANGUAGES, actor) if actor != short else {}
    return shipped_meanings(short)


@transaction.atomic
def confirm_abbreviations(
    meanings: Mapping[str, Mapping[str, str]], *, by: Standing
) -> list[AbbreviationMeaning]:
    """Confirm what abbreviations stand for in the mission's papers.

    Takes   meanings, by the abbreviation, then by language; a blank one is not explained.
    Raises  Denied without the act draft_strategy; BadParameter where a word of the UN is to
            explain the name of an actor.
    """
    by.require(ACT)
    actors = actors_abbreviated(by.mission)
    for short, told in meanings.items():
        if short in actors and any(_is_shipped(short, one) for one in told.values()):
            raise BadParameter(
                say("{short} is a name of {actor} here", short=short, actor=actors[short]),
                next=say("write what the name stands for, or leave it blank"),
            )
    held = {
        (abbreviation_meaning.short, abbreviation_meaning.language): abbreviation_meaning
        for abbreviation_meaning in AbbreviationMeaning.objects.filter(
            mission=by.mission, short__in=list(meanings)
        )
    }
    kept: list[AbbreviationMeaning] = []
    edited: list[AbbreviationMeaning] = []
    for short, told in meanings.items():
        for language in LANGUAGES:
            values: dict[str, Any] = {
                "meaning": " ".join(told.get(language, "").split())[:200],
                "post": by.as_said,
                "confirmed_on": clock.today(by.mission),
            }
            before = held.get((short, language))
            if before is None:
                kept.append(
                    AbbreviationMeaning(
                        short=short,
                        language=language,
                        classification=Classification.UNCLASSIFIED,
                        known_at=clock.now(by.mission),
                        **values,
                    )
                )
            elif before.meaning != values["meaning"]:
                edited.append(records.edit(before, values, version=before.version, by=by.person))
    records.create_many(kept, mission=by.mission, by=by.person)
    return kept + edited
