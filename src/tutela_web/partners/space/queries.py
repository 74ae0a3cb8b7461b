"""How checks of humanitarian space are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tutela.crisis.tables import options
from tutela_web.access.policy import Standing
from tutela_web.crisis.models import Tasking
from tutela_web.links.queries import with_seen
from tutela_web.partners.space.models import OpenSite, SpaceCheck
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for


@dataclass(frozen=True)
class CheckedTask:
    """A tasking, and the checks of distinction that were made of it."""

    tasking: Tasking
    checks: list[SpaceCheck]

    @property
    def option(self) -> str:
        """What is done, as the list of options calls it."""
        option = options().get(self.tasking.option)
        return option.label if option else self.tasking.option

    @property
    def lacks(self) -> bool:
        """Whether it is a joint task that nobody checked."""
        return self.tasking.joint and not self.checks


def checks_for(standing: Standing) -> QuerySet[SpaceCheck]:
    """The checks this person may see, as fora are read."""
    rows = with_seen(standing, SpaceCheck.objects.filter(standing.sees_open("fora")), "place")
    return rows.select_related("place", "area", "approved_by").defer("area__boundary")


def whole_checks(standing: Standing) -> QuerySet[SpaceCheck]:
    """The checks this person may see, for pages that ask themselves what else they may."""
    rows = SpaceCheck.objects.filter(standing.sees_open("fora"))
    return rows.select_related("mission", "approved_by")


def check_list(standing: Standing, asked: Mapping[str, str]) -> list[SpaceCheck]:
    """The checks a filter finds, those with open questions or without approval first. One query."""
    checks = checks_for(standing).order_by("-on", "-entered_at")
    if asked.get("kind"):
        checks = checks.filter(kind=asked["kind"])
    return sorted(checks, key=lambda check: not (check.open_questions or check.waits))


def sites_of(standing: Standing, space_check: SpaceCheck) -> list[tuple[OpenSite, Place | None]]:
    """The sites open to reprisals; each with its place, None where it may not be seen. Two
    queries."""
    sites = list(space_check.sites.select_related("watched_by"))
    seen = places_for(standing).in_bulk([site.place_id for site in sites])
    return [(site, seen.get(site.place_id)) for site in sites]


def taskings_checkable(standing: Standing) -> QuerySet[Tasking]:
    """The taskings of alerts this person may see, the newest first."""
    rows = Tasking.objects.filter(standing.sees("alerts", at="alert__"), mission=standing.mission)
    return rows.select_related("alert", "unit").order_by("-entered_at")


def checks_of_tasks(standing: Standing, alerts: Iterable[UUID]) -> list[CheckedTask]:
    """Each tasking of these alerts with its checks of distinction, as far as this person may see
    both. Two queries."""
    tasks = list(taskings_checkable(standing).filter(alert__in=alerts))
    checks: dict[UUID, list[SpaceCheck]] = {}
    for check in checks_for(standing).filter(tasking__in=tasks).order_by("on", "entered_at"):
        if check.tasking_id is not None:
            checks.setdefault(check.tasking_id, []).append(check)
    return [CheckedTask(task, checks.get(task.pk, [])) for task in tasks]
