"""Consultation on a strategy: who is to be asked what, who is unheard, what a consultation lacks.

The machine says what is missing. Whether people were heard well, those who met them say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from tutela.base.data_tables import shipped_rows
from tutela.base.messages import Sentence, day_said, join, say, say_n, term

AT_RISK = "at risk"
SECURITY = "security"
OPTIONAL = "may"

NOTICE_DAYS = 7
"""Those consulted know of it at least so many days before [P]. Source: Framework, paragraph 9."""

TERM_DAYS = 92
"""Three months, within which drafting ends. Source: Framework, paragraph 8."""

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "meeting": "meeting",
        "small group": "talk in a small group",
        "single": "talk with one person",
        "survey": "survey of perceptions",
        "partner": "through a partner",
        "writing": "in writing",
    }
)
"""By what method somebody is consulted."""


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """One of the eight classes: on what it is asked, in which limits, and where that stands."""

    key: str
    name: str
    asked: str
    seed: str
    limits: str


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody within a class. `kind`: must, may, at risk, society or security."""

    stakeholder: str
    key: str
    name: str
    kind: str

    @property
    def expected(self) -> bool:
        """Whether one says so when nobody asked them."""
        return self.kind != OPTIONAL


def _table(name: str) -> list[dict[str, str]]:
    return shipped_rows("tutela.strategy", name)


@cache
def stakeholders() -> Mapping[str, Stakeholder]:
    """The eight classes, by key, in the Framework's order.

    >>> list(stakeholders())[:3]
    ['host', 'armed groups', 'population']
    """
    return MappingProxyType(
        {
            r["key"]: Stakeholder(r["key"], r["name"], r["asked"], r["source"], r["limits"])
            for r in _table("stakeholders.csv")
        }
    )


@cache
def parties() -> tuple[Party, ...]:
    """Who within the classes is to be heard.

    >>> [one.key for one in parties() if one.stakeholder == "headquarters"]
    ['iot', 'imtf', 'ola']
    """
    return tuple(
        Party(r["stakeholder"], r["key"], r["name"], r["kind"]) for r in _table("parties.csv")
    )


def parties_of(stakeholder: str) -> dict[str, Party]:
    """The parties of one class, by key."""
    return {party.key: party for party in parties() if party.stakeholder == stakeholder}


@dataclass(frozen=True, slots=True)
class Consultation:
    """One consultation as the rules look at it.

    stakeholder   the class
    parties       keys of those within it who are asked
    sections      letters of the sections of the draft, empty where it is none
    noticed, planned, held   days
    begun         the day the drafting begins; None where no plan says so
    safe          whether taking part is safe for them; None where nobody said
    decided       whether somebody with authority decided what to do although it is not safe
    partner_on    the day a trusted partner outside the mission was asked; None if none was
    apart         whether women and men are heard apart; None where nobody said
    apart_safer   whether that is safer for them
    authorised    whether it is an engagement the Head of Mission authorised
    open_views    how many views nobody has answered
    """

    stakeholder: str
    parties: frozenset[str] = frozenset()
    sections: str = ""
    method: str = ""
    noticed: date | None = None
    planned: date | None = None
    held: date | None = None
    begun: date | None = None
    safe: bool | None = None
    decided: bool = False
    partner_on: date | None = None
    apart: bool | None = None
    apart_safer: bool = False
    authorised: bool = False
    open_views: int = 0

    @property
    def day(self) -> date | None:
        """When it was held, or is to be."""
        return self.held or self.planned


def lacks(consultation: Consultation, on: date) -> list[Sentence]:
    """What a consultation lacks, the gravest first.

    Takes   on, today.
    Source  Framework, paragraph 9; domain.md, section g.

    >>> lacks(Consultation("council", method="writing", sections="A", noticed=date(2031, 1, 1),
    ...     planned=date(2031, 2, 1)), date(2031, 1, 5))
    []
    >>> lacks(Consultation("armed groups", safe=True, method="meeting", planned=date(2031, 2, 1)),
    ...     date(2031, 1, 5))
    ['no engagement the Head of Mission authorised stands behind it']

    Those consulted are told early (paragraph 7): before drafting begins.

    >>> lacks(Consultation("council", method="writing", sections="A", noticed=date(2031, 1, 1),
    ...     planned=date(2031, 2, 1), begun=date(2030, 12, 1)), date(2031, 1, 5))
    ['they were told after drafting began on 1 December 2030']
    """
    told = [*_unsafe(consultation), *_of_class(consultation)]
    if consultation.held is None and consultation.planned is not None and consultation.planned < on:
        told.append(say("it was to be held on {day}", day=day_said(consultation.planned)))
    if not consultation.method:
        told.append(say("nobody said how they are consulted"))
    if consultation.stakeholder != "armed groups":
        told += _missing_preparations(consultation)
    if consultation.open_views:
        told.append(
            say_n("{n} view is not answered", "{n} views are not answered", consultation.open_views)
        )
    return told


def _unsafe(consultation: Consultation) -> list[Sentence]:
    if consultation.stakeholder not in ("population", "armed groups"):
        return []
    if consultation.safe is None:
        return [say("nobody said whether it is safe for those who take part")]
    if not consultation.safe and not consultation.decided:
        return [say("it is not safe, and nobody decided what to do")]
    return []


def _of_class(consultation: Consultation) -> list[Sentence]:
    if consultation.stakeholder == "armed groups" and not consultation.authorised:
        return [say("no engagement the Head of Mission authorised stands behind it")]
    if (
        consultation.stakeholder == "host"
        and consultation.parties
        and consultation.parties <= _keys("host", SECURITY)
    ):
        return [say("only police and army are asked")]
    if consultation.stakeholder != "population":
        return []
    told = []
    if not consultation.parties & _keys("population", AT_RISK):
        told.append(say("no group at risk is asked"))
    if consultation.apart_safer and not consultation.apart:
        told.append(say("women and men are not heard apart, though that is safer"))
    if consultation.partner_on is None:
        told.append(say("no trusted partner outside the mission was asked first"))
    elif consultation.day is not None and consultation.partner_on > consultation.day:
        told.append(say("the trusted partner was asked only afterwards"))
    return told


def _missing_preparations(consultation: Consultation) -> list[Sentence]:
    """What the drafting office settles before: who, on which parts, and that they know of it."""
    told = []
    if parties_of(consultation.stakeholder) and not consultation.parties:
        told.append(say("nobody said who takes part"))
    if not consultation.sections:
        told.append(say("nobody said on which sections"))
    if consultation.noticed is None:
        told.append(say("nobody told them beforehand"))
    elif (
        consultation.day is not None
        and (consultation.day - consultation.noticed).days < NOTICE_DAYS
    ):
        told.append(say("they were told fewer than {n} days before", n=NOTICE_DAYS))
    if (
        consultation.noticed is not None
        and consultation.begun is not None
        and consultation.noticed > consultation.begun
    ):
        told.append(
            say("they were told after drafting began on {day}", day=day_said(consultation.begun))
        )
    return told


def _keys(stakeholder: str, kind: str) -> frozenset[str]:
    return frozenset(party.key for party in parties_of(stakeholder).values() if party.kind == kind)


def unheard_classes(
    consultations: Iterable[Consultation], waived: Collection[str] = ()
) -> list[str]:
    """The classes with which nothing was held and which nobody waived, in the Framework's order.

    >>> unheard_classes([Consultation("host", held=date(2031, 1, 5))], waived=["council"])[:2]
    ['armed groups', 'population']
    """
    heard = {
        consultation.stakeholder for consultation in consultations if consultation.held is not None
    }
    return [key for key in stakeholders() if key not in heard and key not in waived]


def not_met(stakeholder: str, consultations: Iterable[Consultation]) -> list[Party]:
    """Those within a class whom no consultation that was held reached.

    >>> [one.key for one in not_met("headquarters", [
    ...     Consultation("headquarters", frozenset({"imtf"}), held=date(2031, 1, 5))])]
    ['iot', 'ola']
    """
    met: set[str] = set()
    for consultation in consultations:
        if consultation.stakeholder == stakeholder and consultation.held is not None:
            met |= consultation.parties
    found = parties_of(stakeholder).values()
    return [one for one in found if one.expected and one.key not in met]


def only_leaders(consultation: Consultation) -> bool:
    """Whether those who speak for others were asked, and nobody of those at risk.

    >>> only_leaders(Consultation("population", frozenset({"traditional"})))
    True
    """
    society = _keys("population", "society")
    return bool(consultation.parties) and consultation.parties <= society


# --- what is settled before drafting


def list_unsettled(ends: date | None, planned: Collection[str]) -> list[Sentence]:
    """What is to be settled before a strategy is drafted: the office and its last day, and a day of
    consultation with each class of stakeholders.

    Takes   ends, the last day of the plan that names the office; None where there is none.
            planned, the classes with whom a day is planned or was held, or who are left out.
    Source  Framework, paragraph 6.

    >>> list_unsettled(date(2031, 4, 3), list(stakeholders()))
    []
    >>> len(list_unsettled(None, []))
    2
    """
    told = []
    if ends is None:
        told.append(say("no office that drafts, and no last day, is settled"))
    if missing := [
        stakeholder.name
        for stakeholder in stakeholders().values()
        if stakeholder.key not in planned
    ]:
        told.append(
            say(
                "no day of consultation is planned with: {classes}",
                classes=join("; ", map(term, missing)),
            )
        )
    return told


# --- the plan of drafting


@dataclass(frozen=True, slots=True)
class Step:
    """One step of drafting: what, and by which day after the beginning it is done [P]."""

    key: str
    name: str
    day: int


@cache
def steps() -> tuple[Step, ...]:
    """The steps of drafting within three months, in order. Source: domain.md, workflow W2.

    >>> steps()[0].name, steps()[-1].day <= TERM_DAYS
    ('Parameters agreed with Headquarters', True)
    """
    return tuple(Step(r["key"], r["name"], int(r["day"])) for r in _table("steps.csv"))


def due_days(begins: date) -> dict[str, date]:
    """The day by which each step is done, of a drafting that begins on a day.

    >>> max(due_days(date(2031, 1, 1)).values())
    datetime.date(2031, 4, 3)
    """
    return {step.key: begins + timedelta(days=step.day) for step in steps()}


@dataclass(frozen=True, slots=True)
class Planned:
    """A drafting plan as the rules look at it.

    parts   of the mission (civilian, military, police, support) with a seat in the working group
    """

    begins: date
    ends: date
    parts: frozenset[str] = frozenset()
    partners: int = 0


def plan_lacks(plan: Planned, all_parts: Iterable[str], waiting: int, on: date) -> list[Sentence]:
    """What stands against a plan: a part without a seat, too long a term, too little time left.

    Takes   waiting, how many consultations are not held yet.

    >>> plan_lacks(Planned(date(2031, 1, 1), date(2031, 4, 3), frozenset({"military"}), 1),
    ...     ["military"], 0, date(2031, 1, 2))
    []
    """
    told = []
    if (plan.ends - plan.begins).days > TERM_DAYS:
        told.append(say("it takes longer than three months"))
    if missing := [part for part in all_parts if part not in plan.parts]:
        told.append(
            say("no seat in the working group: {parts}", parts=join(", ", map(term, missing)))
        )
    if not plan.partners:
        told.append(say("no partner outside the mission sits in the working group"))
    left = (plan.ends - on).days
    if left < 0:
        told.append(say("the term ended on {day}", day=day_said(plan.ends)))
    elif waiting * NOTICE_DAYS > left:
        told.append(
            say_n(
                "{n} consultation is not held yet: the time left cannot hold it",
                "{n} consultations are not held yet: the time left cannot hold them",
                waiting,
            )
        )
    return told
