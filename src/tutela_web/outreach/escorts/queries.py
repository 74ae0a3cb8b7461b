"""Who reads what was asked of a unit for a community: the office that asks, the POC adviser, and
who commands the unit. To all others there is nothing there."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse

from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.capacity.models import Unit
from tutela_web.capacity.training.limits import barred_from
from tutela_web.capacity.units.queries import units_for
from tutela_web.crisis.tasked.other_duties import AlsoAsked
from tutela_web.crisis.taskings.queries import ANSWERS
from tutela_web.outreach.escorts.models import EscortAsk
from tutela_web.places.models import Place
from tutela_web.places.profile.models import ClosedFact, CommunityNeed
from tutela_web.places.profile.queries import (
    closed_facts_for,
    needs_for,
    of_own_communities,
    reads_closed,
)

KIND = "escorts"
ACT = "describe_community"
ESCORT = "firewood_escort"
"""The kind of task that what is asked of a unit for a community is."""


def escorts_for(standing: Standing) -> QuerySet[EscortAsk]:
    """What was asked of units, as far as this person asks it or is asked, what waits first."""
    rows = EscortAsk.objects.filter(
        of_own_communities(standing) | _of_commanded(standing), mission=standing.mission
    )
    return rows.select_related("mission", "place", "need__place", "unit").order_by(
        "until", "-entered_at"
    )


def _of_commanded(standing: Standing) -> Q:
    """What is asked of the units this person commands."""
    areas = standing.authority.get(ANSWERS, frozenset())
    return Q(unit__isnull=False) if areas is EVERYWHERE else Q(unit__area__in=areas or ())


def asked_of_own_units(standing: Standing) -> list[AlsoAsked]:
    """What is asked of the units this person commands and is not over: read on *My taskings*."""
    open_states = (EscortAsk.State.ASKED, EscortAsk.State.ACCEPTED)
    rows = escorts_for(standing).filter(_of_commanded(standing), state__in=open_states)
    return [
        AlsoAsked(
            f"{escort.need.get_need_display()}: {escort.place.name}",
            escort.unit.name,
            reverse("outreach:escort", args=[standing.mission.code, escort.pk]),
            escort.get_state_display(),
            escort.waits,
        )
        for escort in rows.exclude(until__lt=standing.on)
    ]


def needs_of_ours(standing: Standing) -> QuerySet[CommunityNeed]:
    """The needs from which this person may ask something of a unit: those of communities whose
    closed facts are theirs to read, where presence would not expose people."""
    if not reads_closed(standing):
        return CommunityNeed.objects.none()
    ours = needs_for(standing).filter(of_own_communities(standing))
    return ours.exclude(need=CommunityNeed.Need.KEEP_AWAY)


def units_to_ask(standing: Standing) -> QuerySet[Unit]:
    """The units that may be asked: none that fails what is required for an escort."""
    units = units_for(standing).filter(retired=False)
    return units.exclude(pk__in=barred_from(ESCORT, standing)).order_by("name")


def routines_at(standing: Standing, place: Place) -> QuerySet[ClosedFact]:
    """The closed routines of a community that say a window or a stretch, for its office."""
    rows = closed_facts_for(standing).filter(place=place)
    return rows.filter(topic=ClosedFact.Topic.ROUTINE)
