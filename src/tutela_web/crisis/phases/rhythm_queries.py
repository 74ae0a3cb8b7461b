"""The rhythm of places in prevention, beside what was done: of what somebody may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models.functions import Coalesce

from tutela.crisis.patrol_rhythm import KINDS, PATROLS, PlannedWeek, beats, monday_of, weeks
from tutela_web.access.policy import Standing
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.plans.models import Rhythm, RhythmDone
from tutela_web.places.models import Place
from tutela_web.records.versions.queries import versions_of_ids
from tutela_web.warning.models import NetworkContact

Found = dict[UUID, dict[tuple[str, date], int]]


@dataclass(frozen=True)
class PlaceRhythm:
    """The rhythm of one place: who planned it last, and each kind over the weeks."""

    plan: Rhythm | None
    rows: list[list[PlannedWeek]]

    @property
    def mondays(self) -> list[date]:
        """The weeks shown."""
        return [beat.monday for beat in self.rows[0]]

    @property
    def short(self) -> list[str]:
        """The kinds short of plan in the last full week."""
        return [row[-2].kind for row in self.rows if row[-2].state == "short"]

    @property
    def unknown(self) -> list[str]:
        """The kinds planned of which nothing is on record for the last full week."""
        return [row[-2].kind for row in self.rows if row[-2].state == "unknown"]

    @property
    def judged(self) -> bool:
        """Whether the last full week stood under a plan at all."""
        return any(row[-2].state != "unplanned" for row in self.rows)


def rhythms(standing: Standing, places: Iterable[Place]) -> dict[UUID, PlaceRhythm]:
    """The rhythm of each of these places, by its id. Five queries, however many places."""
    ids = [place.pk for place in places]
    since = weeks(standing.on)[0]
    plans: dict[UUID, list[Rhythm]] = defaultdict(list)
    seen = standing.sees("alerts")
    for plan in Rhythm.objects.filter(seen, place__in=ids).order_by("entered_at", "pk"):
        plans[plan.place_id].append(plan)
    done: Found = defaultdict(lambda: defaultdict(int))
    logged = RhythmDone.objects.filter(seen, place__in=ids, on__gte=since)
    for pk, kind, on, number in logged.values_list("place", "kind", "on", "number"):
        done[pk][kind, monday_of(on)] += number
    _patrols(standing, ids, since, done)
    _tests(standing, ids, since, done)
    return {
        pk: PlaceRhythm(
            plans[pk][-1] if plans[pk] else None,
            beats([(one.since, _planned_counts(one)) for one in plans[pk]], done[pk], standing.on),
        )
        for pk in ids
    }


LOGGED_SHOWN = 20
"""So many days of what was recorded are shown on the page of a place."""


def logged_of(standing: Standing, place: Place) -> list[RhythmDone]:
    """What was recorded of the rhythm of a place with a word on it, the newest first."""
    rows = RhythmDone.objects.filter(standing.sees("alerts"), place=place).exclude(words="")
    return list(rows.select_related("author").order_by("-on", "-entered_at")[:LOGGED_SHOWN])


def _planned_counts(plan: Rhythm) -> Mapping[str, int | None]:
    return {kind: getattr(plan, kind) for kind in KINDS}


def _patrols(standing: Standing, ids: list[UUID], since: date, done: Found) -> None:
    """Patrols of alerts there: those that left, by the day they did."""
    zone = ZoneInfo(standing.mission.time_zone)
    rows = Tasking.objects.filter(standing.sees("alerts"), alert__place__in=ids, option__in=PATROLS)
    rows = rows.annotate(went=Coalesce("departed_at", "arrived_at"))
    began = datetime.combine(since, time(), zone)
    for pk, at in rows.filter(went__gte=began).values_list("alert__place", "went"):
        done[pk]["patrol", monday_of(at.astimezone(zone).date())] += 1


def _tests(standing: Standing, ids: list[UUID], since: date, done: Found) -> None:
    """Tests of contacts there, of the contacts this person reads; else not known."""
    if not standing.reads("network"):
        return
    contacts = NetworkContact.objects.filter(standing.sees_open("network"), place__in=ids)
    place_of = dict(contacts.values_list("pk", "place"))
    versions = versions_of_ids(NetworkContact, place_of)
    tested = {(was.pk, on) for was in versions if (on := was.last_test_on) and on >= since}
    for pk, on in tested:
        done[place_of[pk]]["test", monday_of(on)] += 1
