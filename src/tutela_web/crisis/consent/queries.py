"""Where consent was lost, as somebody may read it, and what can no longer go ahead there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from tutela.crisis.consent import LOSES, hinders, plan_hinders
from tutela_web.access.models import Mission
from tutela_web.access.people.queries import seats
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.crisis.consent.models import ConsentLoss
from tutela_web.crisis.decisions.queries import who_of, with_unit
from tutela_web.crisis.models import HostRelease, Tasking
from tutela_web.crisis.plans.queries import plans
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert
from tutela_web.warning.telling.addressees import Named
from tutela_web.warning.threads.joinings import joined_under

SPEAKS = ("head_of_mission", "chief_of_staff")
"""Whose posts speak to headquarters."""

UNDER_WAY = (
    Tasking.State.GIVEN,
    Tasking.State.ACCEPTED,
    Tasking.State.DELAYED,
    Tasking.State.MOVING,
    Tasking.State.THERE,
)


def escalators(mission: Mission) -> list[Named]:
    """Who can take a loss of consent to headquarters now, on duty first: the Head of Mission, then
    the Chief of Staff."""
    found = [seat for seat in seats(mission, clock.now(mission)) if seat.post.role in SPEAKS]
    found.sort(key=lambda seat: (SPEAKS.index(seat.post.role), not seat.on_duty))
    return [Named(seat.post, person) for seat in found for person in seat.people]


def losses_for(standing: Standing) -> QuerySet[ConsentLoss]:
    """The losses of consent this person may read, open ones first, the newest first."""
    rows = ConsentLoss.objects.filter(standing.sees("alerts"))
    return rows.select_related("area", "owner", "owner_post", "author", "ended_by").order_by(
        F("ended_at").desc(nulls_first=True), "-known_at"
    )


def lost_over(standing: Standing, area: UUID | None) -> list[ConsentLoss]:
    """The bare fact for a decider: which consent is lost over an area, and since when.

    Known to who reads alerts up to its marking, in whichever area: nobody is to be sent where the
    mission may not go. Only kind, area and day are read. One query.
    """
    reading = standing.readings.get("alerts")
    if reading is None:
        return []
    rows = ConsentLoss.objects.filter(
        mission=standing.mission, ended_at=None, classification__lte=reading.clearance
    )
    if area is not None:
        rows = rows.filter(Q(area=None) | Q(area=area))
    return list(rows.only("kind", "since", "area_id").order_by("since"))


@dataclass(frozen=True)
class Relying:
    """Something that relies on the consent that was lost."""

    sort: str  # tasking, plan, release, line
    label: str
    who: str
    place: str
    url: str
    relies: frozenset[str]
    placed: bool  # whether its area is known: else it may or may not lie there


MORE: list[Callable[[Standing, ConsentLoss], list[Relying]]] = []
"""What rooms above this one add: the lines of the matrix."""


def relying(standing: Standing, loss: ConsentLoss) -> list[Relying]:
    """What can no longer go ahead, of what this person may read; a suggestion by its kind."""
    relying_records = [
        *_taskings(standing, loss),
        *_releases(standing, loss),
        *_plans(standing, loss),
    ]
    for more in MORE:
        relying_records += more(standing, loss)
    return relying_records


def where_consent_lost(loss: ConsentLoss, at: str = "area") -> Q:
    """What lies where consent was lost, or of which nobody knows where it lies."""
    return Q() if loss.area_id is None else Q(**{at: loss.area_id}) | Q(**{f"{at}__isnull": True})


def _taskings(standing: Standing, loss: ConsentLoss) -> list[Relying]:
    joined = Alert.objects.filter(mission=standing.mission, now__open=True, merged__isnull=False)
    under = joined_under(joined.values_list("pk", flat=True))
    rows = with_unit(
        standing,
        Tasking.objects.filter(
            standing.sees("alerts"),
            where_consent_lost(loss),
            Q(alert__now__open=True) | Q(alert__in=under),
            state__in=UNDER_WAY,
            alert__in=alerts_for(standing),
        ),
    ).select_related("alert__place")
    return [
        Relying(
            "tasking",
            row.option,
            who_of(row),
            row.alert.place.name if row.alert.place else row.alert.place_said,
            reverse("crisis:decision", args=[standing.mission.code, row.alert_id]),
            lost,
            row.area_id is not None,
        )
        for row in rows.order_by("entered_at")
        if (lost := hinders(row.option, loss.kind))
    ]


def _releases(standing: Standing, loss: ConsentLoss) -> list[Relying]:
    """Hazards asked to be passed to a host force and not decided yet."""
    if "forces" not in LOSES[loss.kind]:
        return []
    waiting = (HostRelease.State.ASKED, HostRelease.State.ADVISED)
    rows = HostRelease.objects.filter(
        where_consent_lost(loss, "alert__area"),
        alert__in=alerts_for(standing),
        state__in=waiting,
        until__gt=clock.now(standing.mission),
    ).select_related("place", "alert")
    return [
        Relying(
            "release",
            row.hazard,
            "",
            row.place.name,
            reverse("crisis:decision", args=[standing.mission.code, row.alert_id]),
            frozenset({"forces"}),
            row.alert.area_id is not None,
        )
        for row in rows.order_by("asked_at")
    ]


def _plans(standing: Standing, loss: ConsentLoss) -> list[Relying]:
    plans_relying = []
    for shown in plans(standing):
        plan = shown.plan
        if loss.area_id is not None and plan.area_id not in (None, loss.area_id):
            continue
        moves = bool(plan.units or plan.units_said.strip() or plan.evacuation.strip())
        lost = plan_hinders(host_role=bool(plan.host_role.strip()), moves=moves, kind=loss.kind)
        if lost:
            url = reverse("crisis:plan", args=[standing.mission.code, plan.pk])
            plans_relying.append(
                Relying(
                    "plan", "", plan.owner, plan.place.name, url, lost, plan.area_id is not None
                )
            )
    return plans_relying
