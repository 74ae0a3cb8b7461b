"""What is said of a place that people act on: can one telephone there, can one get there, is there
a channel by which people are warned and call.

Each is asked here and nowhere else, and each page that tells of one shows everything that is said
of it, by whom and when. What a record says is never overruled in silence: where others say
otherwise, both stand there. Rooms above this one register what they know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.warning.cap import holds_point
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.records.versions.queries import versions_of
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.warning.delivery_models import FeedHazard
from tutela_web.warning.feed.queries import hazards_for, shape_of
from tutela_web.warning.models import Channel, Report
from tutela_web.warning.network.queries import contacts_for, has_missed_call, last_heard

BY_TELEPHONE = (Channel.CALL, Channel.SMS, Channel.MISSED_CALL)
LATELY = timedelta(days=90)
"""So old may be what is said of something that happened, an arrival or a refusal [P]."""

CHANNEL_FACTOR = "no warning channel"
NO_CHANNEL, SOME_CHANNEL = 4, 2
"""From this score on a score sheet says that there is no channel; up to this one, that there is."""


class PlaceFact(models.TextChoices):
    """What is asked of a place."""

    TELEPHONE = "telephone", gettext_lazy("Phone coverage")
    ACCESS = "access", gettext_lazy("Access")
    CHANNEL = "channel", gettext_lazy("Warning channel")


@dataclass(frozen=True)
class FactWords:
    """A fact in words: yes and no by themselves; before who says so; what to do about doubt."""

    yes: Any
    no: Any
    says_yes: Any
    says_no: Any
    doubt: Any


WORDS: Mapping[str, FactWords] = {
    PlaceFact.TELEPHONE: FactWords(
        gettext_lazy("covered"),
        gettext_lazy("no coverage"),
        gettext_lazy("One can telephone there:"),
        gettext_lazy("One cannot telephone there:"),
        gettext_lazy("Records on telephone coverage conflict: ask, and correct what is wrong"),
    ),
    PlaceFact.ACCESS: FactWords(
        gettext_lazy("can be reached"),
        gettext_lazy("cannot be reached"),
        gettext_lazy("It can be reached:"),
        gettext_lazy("It cannot be reached:"),
        gettext_lazy("Not everything said of access can be so: ask, and correct what is wrong"),
    ),
    PlaceFact.CHANNEL: FactWords(
        gettext_lazy("in use"),
        gettext_lazy("none"),
        gettext_lazy("People there can be warned and can call:"),
        gettext_lazy("People there cannot be warned or cannot call:"),
        gettext_lazy(
            "Not everything said of the warning channel can be so: test it, and correct what is "
            "wrong"
        ),
    ),
}


@dataclass(frozen=True)
class Statement:
    """What somebody or something says of one fact of a place.

    holds  whether it is so; None where what is said does not settle it; by, who or what says so;
           on, since when; url, its page.
    """

    fact: str
    holds: bool | None
    by: str
    on: date | None = None
    url: str = ""

    @property
    def words(self) -> Any:
        """What is said, before who says it."""
        if self.holds is None:
            return _("see also:")
        return WORDS[self.fact].says_yes if self.holds else WORDS[self.fact].says_no


@dataclass(frozen=True)
class FactSaid:
    """What the record of a place says of one fact, if it has a field for it, and everything else
    that is said."""

    fact: str
    record: bool | None
    statements: Sequence[Statement] = ()

    @property
    def title(self) -> Any:
        """The fact in words."""
        return PlaceFact(self.fact).label

    @property
    def others(self) -> list[Statement]:
        """What does not agree with the record, or says what it does not."""
        return [said for said in self.statements if said.holds is not self.record or not said.holds]

    @property
    def contradicted(self) -> bool:
        """Whether not everything that is said can be so."""
        return {True, False} <= {self.record, *(said.holds for said in self.statements)}

    @property
    def answer(self) -> bool | None:
        """What all that is said comes to; None where that is not known, or contradicted."""
        if self.contradicted:
            return None
        known = {self.record, *(said.holds for said in self.statements)} - {None}
        return known.pop() if known else None

    @property
    def settled(self) -> bool:
        """Whether it is known: all that is said agrees, be it that it is not so."""
        return self.answer is not None

    @property
    def answer_words(self) -> Any:
        """What the record says, or where it is silent what all others agree on; "" where nothing
        is known, or they do not agree."""
        said = self.answer if self.record is None else self.record
        if said is None:
            return ""
        return WORDS[self.fact].yes if said else WORDS[self.fact].no

    @property
    def doubt(self) -> Any:
        """What to do where not everything can be so."""
        return WORDS[self.fact].doubt if self.contradicted else ""


StatementsOf = Callable[[Standing, Place], Iterable[Statement]]

STATEMENTS: dict[str, StatementsOf] = {}
"""What rooms above this one know, by room: each registers what its records say of a place."""


def facts_at(standing: Standing, place: Place) -> dict[str, FactSaid]:
    """What this person may know of each fact of a place, by `PlaceFact`. Five queries at most, and
    those of rooms above."""
    said = [
        *_heard_by_telephone(standing, place),
        *_roads_not_passable(standing, place),
        *_contacts_there(standing, place),
        *_score_statements(standing, place),
    ]
    for of_room in STATEMENTS.values():
        said += of_room(standing, place)
    recorded = {PlaceFact.TELEPHONE: place.phone_coverage, PlaceFact.ACCESS: place.reachable}
    return {
        str(fact): FactSaid(
            fact,
            recorded.get(fact),
            sorted(
                (one for one in said if one.fact == fact),
                key=lambda one: one.on or date.min,
                reverse=True,
            ),
        )
        for fact in PlaceFact
    }


def _heard_by_telephone(standing: Standing, place: Place) -> list[Statement]:
    """When a contact there was last heard by telephone, within three months; never which."""
    if not standing.reads("network"):
        return []
    now = clock.now(standing.mission)
    heard = Report.objects.filter(
        contact__in=contacts_for(standing).filter(place=place).values("pk"),
        channel__in=BY_TELEPHONE,
        known_at__gte=now - LATELY,
    ).aggregate(at=Max("known_at"))["at"]
    if heard is None:
        return []
    by = _("a contact there was heard by telephone")
    return [Statement(PlaceFact.TELEPHONE, True, by, heard.date())]


def _roads_not_passable(standing: Standing, place: Place) -> list[Statement]:
    """The hazards of roads the mission released that lie over the place now: they are public."""
    if place.latitude is None or place.longitude is None:
        return []
    now = clock.now(standing.mission)
    released = hazards_for(standing).filter(
        kind=FeedHazard.Kind.ROADS, onset__lte=now, expires__gt=now, withdrawn_at=None
    )
    return [
        Statement(
            PlaceFact.ACCESS,
            False,
            f"{one.get_kind_display()}, {one.area_name}",
            one.onset.date(),
            reverse("warning:feed", args=[standing.mission.code]),
        )
        for one in released.prefetch_related(None)
        if holds_point(shape_of(one), place.latitude, place.longitude)
    ]


def _contacts_there(standing: Standing, place: Place) -> list[Statement]:
    """Whether the contacts there answer, by which ways, and when one was last heard; never who."""
    if not standing.reads("network"):
        return []
    now = clock.now(standing.mission)
    there = contacts_for(standing).filter(place=place, retired=False)
    contacts = [one for one in there if not one.has_lapsed(standing.on)]
    if not contacts:
        return []
    answering = [contact for contact in contacts if not has_missed_call(contact, now)]
    ways = ", ".join(sorted({str(one.get_prefers_display()) for one in answering or contacts}))
    heard = max(filter(None, map(last_heard, answering or contacts)), default=None)
    by = (
        _("contacts there answer their tests, by %(ways)s")
        if answering
        else _("every contact there missed its test, by %(ways)s")
    ) % {"ways": ways}
    url = reverse("warning:network", args=[standing.mission.code])
    day = heard.date() if heard else None
    return [Statement(PlaceFact.CHANNEL, bool(answering), by, day, url)]


def _score_statements(standing: Standing, place: Place) -> list[Statement]:
    """What score sheets of the place answer, agreed or proposed; of each line of the register the
    newest answer."""
    if not standing.reads("risks"):
        return []
    said = []
    for risk in risks_for(standing).filter(place=place).exclude(status__in=Risk.OFF):
        score = _channel_score(risk)
        if score is None or SOME_CHANNEL < score < NO_CHANNEL:
            continue
        day = versions_of(risk).last_written() if risk.proposal else None
        on = day or risk.agreed_at
        said.append(
            Statement(
                PlaceFact.CHANNEL,
                score <= SOME_CHANNEL,
                _("score sheet: no warning channel, %(score)s of 5") % {"score": f"{score:g}"},
                on.date() if on else None,
                reverse("risk:risk", args=[standing.mission.code, risk.pk]),
            )
        )
    return said


def _channel_score(risk: Risk) -> float | None:
    """The score of the factor in the newest sheet that has one: proposed, else agreed."""
    for sheet in ((risk.proposal or {}).get("factors", []), risk.factors):
        kept = sheet.values() if isinstance(sheet, Mapping) else sheet
        for one in kept:
            if one.get("factor") == CHANNEL_FACTOR and one.get("value") is not None:
                return float(one["value"])
    return None
