"""How a hot debrief opens by itself: once an event, by the rules of tutela.lessons.triggers.

The worker looks over what the rooms below have on record. It opens a page and freezes the timeline;
what is found, and whether a formal review is held, people write and decide.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from tutela.base.distances import distance_km
from tutela.base.later import np
from tutela.crisis.tables import outcomes
from tutela.lessons.recurrence import Failure, is_repeated
from tutela.lessons.triggers import DEBRIEF_HOURS, SAME_EVENT, Cause, is_same_event, triggers
from tutela.warning.states import OUTCOME
from tutela_web.access import numbers
from tutela_web.access.audit import trail
from tutela_web.access.models import AuditHead, DutyArea, Mission
from tutela_web.access.policy import Standing, operator_of
from tutela_web.base import clock
from tutela_web.base.holding import hold
from tutela_web.base.markings import Classification
from tutela_web.capacity.units.queries import bases_of
from tutela_web.crisis.models import Outcome, TaskingAnswer
from tutela_web.crisis.papers.signing import PaperValue, canonical, fingerprint, signer
from tutela_web.engagements.engagement.models import Commitment
from tutela_web.incidents.happened.queries import happened_in, newest_of, with_positions
from tutela_web.incidents.models import Event, Incident
from tutela_web.lessons.models import (
    Debrief,
    DebriefCause,
    FrozenTimeline,
    Lesson,
    LessonRepeat,
    OpenedBy,
)
from tutela_web.lessons.queries import failure_of, timeline_now, version_of_thing
from tutela_web.places.ground import km_from, within_box
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.records import verbs as records
from tutela_web.warning.models import Alert, AlertState

FORMAT = "tutela-debrief-timeline/1"
NOT_DONE = (
    TaskingAnswer.Answer.REFUSED,
    TaskingAnswer.Answer.FAILED,
    TaskingAnswer.Answer.TURNED,
)
LEAST_MARKING = Classification.CONFIDENTIAL
NEAR_KM = 3.0
NO_DECISION = "no decision"


class Sighting:
    """A cause with the records it comes from."""

    def __init__(
        self,
        rule: OpenedBy,
        key: str,
        at: datetime,
        *,
        alert: Alert | None = None,
        place: Place | None = None,
        commitment: Commitment | None = None,
        area: DutyArea | None = None,
        title: str = "",
        words: str = "",
        classification: int = LEAST_MARKING,
    ) -> None:
        self.rule, self.key, self.at, self.words = rule, key, at, words
        self.alert, self.commitment = alert, commitment
        self.place = place or (alert.place if alert else None)
        self.area = area or (alert.area if alert else None)
        self.title = title or (self.place.name if self.place else str(alert or ""))
        self.classification = max(
            classification,
            alert.classification if alert else 0,
            commitment.classification if commitment else 0,
        )

    @property
    def cause(self) -> Cause:
        """It as the core compares it."""
        place, thread = (str(one.pk) if one else "" for one in (self.place, self.alert))
        return Cause(str(self.rule), self.key, place, self.at, thread)


def open_debriefs(mission: Mission) -> int:
    """Open a debrief for each event that a rule calls for and none was opened of; note that a
    failure was repeated. Gives how many were opened."""
    taken = set(DebriefCause.objects.filter(mission=mission).values_list("key", flat=True))
    opened = 0
    for sighting in _sightings(mission):
        if sighting.key not in taken:
            taken.add(sighting.key)
            _debrief, is_new = open_debrief(mission, sighting)
            opened += is_new
    note_repeats(mission)
    return opened


@transaction.atomic
def open_debrief(
    mission: Mission, sighting: Sighting, *, by: Standing | None = None
) -> tuple[Debrief, bool]:
    """The debrief of an event, and whether it was opened now: one that is open already takes the
    cause, so that one event has one however many alerts it had."""
    debrief = _of_same_event(mission, sighting)
    is_new = debrief is None
    if debrief is None:
        now = clock.now(mission)
        draft = Debrief(
            number=numbers.next_number(Debrief, mission),
            title=sighting.title[:160],
            place=sighting.place,
            alert=sighting.alert,
            area=sighting.area,
            occurred_at=sighting.at,
            due_at=now + timedelta(hours=DEBRIEF_HOURS),
            classification=sighting.classification,
            known_at=now,
        )
        debrief = records.create(draft, mission=mission, by=by.person if by else None)
    DebriefCause.objects.create(
        mission=mission,
        debrief=debrief,
        rule=sighting.rule,
        key=sighting.key,
        alert=sighting.alert,
        commitment=sighting.commitment,
        words=sighting.words,
        at=sighting.at,
    )
    if is_new:
        freeze_timeline(debrief, by=by)
    return debrief, is_new


def _of_same_event(mission: Mission, sighting: Sighting) -> Debrief | None:
    """An earlier debrief of the same event, never one that its readers would not see together."""
    lately = sighting.at - timedelta(days=30)
    earlier = Debrief.objects.filter(
        mission=mission, occurred_at__gte=lately, classification=sighting.classification
    )
    for debrief in earlier.prefetch_related("causes").order_by("-occurred_at"):
        threads = [str(cause.alert_id) for cause in debrief.causes.all() if cause.alert_id]
        place = str(debrief.place_id) if debrief.place_id else ""
        if is_same_event(sighting.cause, place, debrief.occurred_at, threads):
            return debrief
    return None


def freeze_timeline(debrief: Debrief, *, by: Standing | None = None) -> FrozenTimeline:
    """Keep who knew what, when, as the ledger has it now, signed: it is never changed again."""
    mission = debrief.mission
    reader = operator_of(mission)
    ledger = timeline_now(debrief, reader)
    head = AuditHead.objects.filter(chain=str(mission.pk)).first()
    now = clock.now(mission)
    paper: dict[str, PaperValue] = {
        "format": FORMAT,
        "debrief": str(debrief),
        "mission": mission.code,
        "made_at": now.astimezone(UTC).isoformat(),
        "audit": {"lines": head.number if head else 0, "head": head.hash if head else ""},
        "lines": [
            {
                "id": entry.id,
                "at": entry.at.astimezone(UTC).isoformat(),
                "kind": entry.kind,
                "what": entry.what,
                "post": entry.post,
                "inferred": "yes" if entry.inferred else "no",
            }
            for entry in (ledger.lines if ledger else ())
        ],
    }
    hand = signer()
    if hand.new:
        trail.record(
            "make_signing_key",
            by=by.person if by else None,
            kind="signing_key",
            fingerprint=fingerprint(hand.public),
            public_key=hand.public.hex(),
        )
    frozen = FrozenTimeline.objects.create(
        debrief=debrief,
        signed=hand.sign(paper).decode(),
        digest=hashlib.sha256(canonical(paper)).hexdigest(),
        frozen_at=now,
    )
    trail.record(
        "freeze",
        mission=mission,
        by=by.person if by else None,
        kind="debrief",
        subject=debrief.pk,
        sha256=frozen.digest,
    )
    return frozen


# --- what the rules see


def _sightings(mission: Mission) -> Iterator[Sighting]:
    yield from _alerts_undecided(mission)
    yield from _not_done(mission)
    yield from _not_protected(mission)
    yield from _broken_promises(mission)
    yield from _deaths_near_bases(mission)


def _begin_of(mission: Mission, rule: OpenedBy) -> datetime:
    return clock.now(mission) - timedelta(days=triggers()[rule].days or 0)


def _alerts_undecided(mission: Mission) -> Iterator[Sighting]:
    """Alerts that ended undecided, or for which nobody had decided so long after the clock."""
    rule, now = triggers()[OpenedBy.EXPIRED], clock.now(mission)
    late = now - timedelta(hours=rule.undecided_hours or 0)
    ended = Q(moments__name=AlertState.EXPIRED)
    undecided = Q(moments__name=NO_DECISION, moments__happened_at__lte=late)
    rows = Alert.objects.filter(
        ended | undecided,
        mission=mission,
        merged_into=None,
        moments__happened_at__gte=_begin_of(mission, OpenedBy.EXPIRED),
    )
    for alert in rows.select_related("now", "place", "area").distinct().order_by("known_at", "pk"):
        if "decided" not in alert.now.moments:
            round_key = f"expired:{alert.pk}:{alert.now.round}"
            yield Sighting(OpenedBy.EXPIRED, round_key, _time_of(alert), alert=alert)


def _time_of(alert: Alert) -> datetime:
    return alert.known_at or alert.entered_at


def _not_done(mission: Mission) -> Iterator[Sighting]:
    rows = TaskingAnswer.objects.filter(
        tasking__mission=mission,
        answer__in=NOT_DONE,
        late=False,
        answered_at__gte=_begin_of(mission, OpenedBy.NOT_DONE),
    )
    for answer in rows.select_related("tasking__alert__place", "tasking__alert__area"):
        alert = answer.tasking.alert
        root = alert.merged_into or alert
        yield Sighting(OpenedBy.NOT_DONE, f"answer:{answer.pk}", _time_of(root), alert=root)


def _not_protected(mission: Mission) -> Iterator[Sighting]:
    """Results that protected nobody as far as is known, once the danger ended, or after 72 hours:
    who is still at it is not asked what they learned."""
    unprotected = [name for name, one in outcomes().items() if one.protective in ("no", "unknown")]
    rows = Outcome.objects.filter(
        mission=mission,
        outcome__in=unprotected,
        happened_at__gte=_begin_of(mission, OpenedBy.NOT_DONE),
    )
    long_ago = clock.now(mission) - SAME_EVENT
    for result in rows.select_related(
        "alert__place", "alert__area", "alert__now", "alert__merged_into__now"
    ):
        root = result.alert.merged_into or result.alert
        if OUTCOME in root.now.moments or result.happened_at <= long_ago:
            yield Sighting(OpenedBy.NOT_DONE, f"outcome:{result.pk}", _time_of(root), alert=root)


def _broken_promises(mission: Mission) -> Iterator[Sighting]:
    rows = Commitment.objects.filter(
        mission=mission,
        judged=Commitment.Judged.BROKEN,
        judged_on__gte=_begin_of(mission, OpenedBy.PROMISE).date(),
    )
    for promise in rows.select_related("engagement__place", "area"):
        assert promise.judged_on is not None  # as the query asks
        yield Sighting(
            OpenedBy.PROMISE,
            f"promise:{promise.pk}:{promise.judged_on}",
            _noon(promise.judged_on, mission),
            commitment=promise,
            place=promise.engagement.place,
            area=promise.area,
            title=promise.engagement.place.name if promise.engagement.place else str(promise.due),
        )


def _noon(day: date, mission: Mission) -> datetime:
    """Noon of a day there, or now where that is still to come."""
    return min(clock.moment_of(day, time(12), mission), clock.now(mission))


def _deaths_near_bases(mission: Mission) -> Iterator[Sighting]:
    """Incidents and events that killed civilians near a base, as the POC adviser reads them up to
    Confidential: what lies in a compartment opens nothing here."""
    rule, reader = triggers()[OpenedBy.DIED], operator_of(mission)
    since = _begin_of(mission, OpenedBy.DIED).date()
    bases = bases_of(mission, reader.on).bases
    if not bases:
        return
    deadly = happened_in(reader, None, since=since)
    deadly = deadly.filter(
        deadly["against_civilians"] & (deadly["killed"] >= (rule.least_deaths or 1))
    ).drop_nulls("day")
    if deadly.is_empty():
        return
    lats = np.array([base.lat for base in bases])
    lons = np.array([base.lon for base in bases])
    positions = with_positions(reader, deadly)
    known = {row["pk"]: (row["latitude"], row["longitude"]) for row in positions.to_dicts()}
    for happened in newest_of(reader, deadly, deadly.height):
        record, day = happened.record, happened.day
        key = record.pk.hex if isinstance(record, Incident) else str(record.pk)
        lat, lon = known[key]
        if lat is None or lon is None or day is None:
            continue
        if distance_km(np.array(lat), np.array(lon), lats, lons).min() > (rule.within_km or 0):
            continue
        place = record.place if isinstance(record, Incident) else _place_at(reader, lat, lon)
        yield Sighting(
            OpenedBy.DIED,
            f"{happened.kind}:{key}",
            _noon(day, mission),
            place=place,
            area=record.area or (place.area if place else None),
            title=place.name if place else _where_said(record) or str(day),
            classification=record.classification,
        )


def _where_said(record: Incident | Event) -> str:
    """Where it happened in the words of the record, or the area it lies in."""
    words = record.place_said if isinstance(record, Incident) else record.place
    return words or (record.area.name if record.area else "")


@dataclass
class _Point:
    latitude: float | None
    longitude: float | None


def _place_at(reader: Standing, latitude: float, longitude: float) -> Place | None:
    """The nearest known place within three kilometres."""
    here = _Point(latitude, longitude)
    near = list(places_for(reader).filter(within_box(here, NEAR_KM)))
    far = km_from(here, near)
    by_distance = sorted((km, n) for n, km in enumerate(far) if km is not None and km <= NEAR_KM)
    return near[by_distance[0][1]] if by_distance else None


# --- the same failure again


def note_repeats(mission: Mission) -> int:
    """Say of each lesson whose failure happened again that it did; one that was thought done is
    open once more. Gives how many were noted."""
    since = clock.now(mission) - timedelta(days=30)
    drawn = list(
        Lesson.objects.filter(mission=mission)
        .exclude(reason_code="")
        .select_related("plan", "line")
    )
    if not drawn:
        return 0
    noted = 0
    debriefs = Debrief.objects.filter(mission=mission, entered_at__gte=since)
    for debrief in debriefs.select_related("alert__actor", "place"):
        failure = failure_of(debrief)
        for lesson in drawn:
            earlier = Failure(lesson.place_class, lesson.actor_class, [lesson.reason_code])
            own = lesson.debrief_id == debrief.pk or lesson.entered_at >= debrief.entered_at
            if not own and is_repeated(earlier, failure):
                noted += _note_repeat(lesson, debrief)
    return noted


@transaction.atomic
def _note_repeat(lesson: Lesson, debrief: Debrief) -> bool:
    lesson = hold(lesson)
    repeat, is_new = LessonRepeat.objects.get_or_create(
        lesson=lesson,
        debrief=debrief,
        defaults={"stage": lesson.stage, "at": clock.now(lesson.mission)},
    )
    if not is_new:
        return False
    changes: dict[str, object] = {"repeats": lesson.repeats + 1}
    if repeat.stage in (Lesson.Stage.IMPLEMENTED, Lesson.Stage.LEARNED):
        changes |= {
            "stage": Lesson.Stage.VALIDATED,
            "version_before": version_of_thing(lesson),
            "version_after": None,
            "changed_said": "",
            "changed_on": None,
            "tried_on": None,
            "tried": "",
        }
    records.edit(lesson, changes, version=lesson.version, by=None)  # type: ignore[arg-type]
    return True
