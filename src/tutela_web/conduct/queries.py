"""Who reads a receipt, how Conduct and Discipline is reached, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tutela_web.access.models import Holding, Mission, Person, current
from tutela_web.access.policy import Standing, acts
from tutela_web.base import clock
from tutela_web.conduct.models import (
    ConductOffice,
    MisconductReceipt,
    SealedItem,
    UnsureCase,
    WhoseOffice,
)

ACT = "receive_misconduct"
DECIDE = "decide_unsure_misconduct"


def receipts_for(standing: Standing) -> QuerySet[MisconductReceipt]:
    """The receipts somebody may read, the newest first: their own, and all of the mission for
    Conduct and Discipline. Nobody else learns that there is one."""
    rows = MisconductReceipt.objects.filter(mission=standing.mission)
    if not standing.may(ACT):
        rows = rows.filter(reporter=standing.person)
    return rows.select_related("area", "sealed").defer("area__boundary").order_by("-on", "number")


def unsure_cases_for(standing: Standing) -> QuerySet[UnsureCase]:
    """What may tell of misconduct, the newest first: what somebody sent, and all of the mission for
    human rights. Nobody else learns that there is one."""
    rows = UnsureCase.objects.filter(mission=standing.mission)
    if not standing.may(DECIDE):
        rows = rows.filter(sender=standing.person)
    rows = rows.select_related("area").defer("area__boundary", "words")
    return rows.order_by("-came_at", "pk")


def office_of(mission: Mission, whose: str = WhoseOffice.UN) -> ConductOffice | None:
    """How the mission's Conduct and Discipline office is reached, where it said so; or the focal
    point of aid organisations."""
    return ConductOffice.objects.filter(mission=mission, whose=whose).first()


def waits_without_key(mission: Mission) -> list[str]:
    """The offices for which something came in that could not be sealed to their key."""
    waiting = SealedItem.objects.filter(receipt__mission=mission, public_key="")
    return sorted(set(waiting.values_list("receipt__whose", flat=True)))


def holders(mission: Mission, act: str = ACT) -> list[Person]:
    """Who holds a post today that receives such reports, or may do another act."""
    holdings = Holding.objects.filter(
        current(clock.today(mission)),
        post__mission=mission,
        post__role__in=acts()[act],
        person__is_active=True,
    )
    return list(Person.objects.filter(pk__in=holdings.values("person")).order_by("pk"))


@dataclass(frozen=True)
class ConductNotice:
    """What somebody is told of a mission where they sign in: what waits for them, and what the
    office lacks. No notice depends on what its reader may not know."""

    own: int = 0
    to_confirm: int = 0
    no_key: bool = False
    nobody: bool = False
    unsure: int = 0

    def __bool__(self) -> bool:
        return bool(self.own or self.to_confirm or self.no_key or self.nobody or self.unsure)


def notices(standings: Iterable[Standing]) -> dict[UUID, ConductNotice]:
    """By mission: receipts of the person's own and of the office that nobody confirmed; and for the
    administrator, whether anything could be sealed and read there at all."""
    every = [standing for standing in standings if standing]
    own = Q(reporter__in={one.person.pk for one in every})
    waiting = MisconductReceipt.objects.filter(
        confirmed_at=None, mission__in=[one.mission.pk for one in every]
    )
    counted = {
        row["mission"]: row
        for row in waiting.order_by()
        .values("mission")
        .annotate(own=Count("pk", filter=own), all=Count("pk"))
    }
    unsure: dict[UUID, dict[UUID | None, int]] = {}
    cases = UnsureCase.objects.filter(
        state=UnsureCase.State.WAITING, mission__in=[one.mission.pk for one in every]
    )
    senders = cases.order_by().values_list("mission", "sender").annotate(n=Count("pk"))
    for mission, sender, number in senders:
        unsure.setdefault(mission, {})[sender] = number
    by_mission = {}
    for standing in every:
        waiting_here = unsure.get(standing.mission.pk, {})
        row = counted.get(standing.mission.pk, {"own": 0, "all": 0})
        receives, keeps = standing.may(ACT), standing.reads("accounts")
        told = receives or keeps
        office = office_of(standing.mission) if told else None
        by_mission[standing.mission.pk] = ConductNotice(
            own=row["own"],
            to_confirm=row["all"] if receives else 0,
            no_key=told
            and (not (office and office.public_key) or bool(waits_without_key(standing.mission))),
            nobody=keeps and not holders(standing.mission),
            unsure=sum(waiting_here.values())
            if standing.may(DECIDE)
            else waiting_here.get(standing.person.pk, 0),
        )
    return by_mission


def missions_without_key() -> list[str]:
    """Codes of live missions whose Conduct and Discipline gave no public key, or where something
    waits for want of one of the focal point's."""
    live = Mission.objects.filter(kind=Mission.Kind.LIVE)
    keyed = ConductOffice.objects.filter(whose=WhoseOffice.UN).exclude(public_key="")
    waiting = SealedItem.objects.filter(public_key="").values("receipt__mission")
    without = live.exclude(pk__in=keyed.values("mission")) | live.filter(pk__in=waiting)
    return list(without.distinct().order_by("code").values_list("code", flat=True))
