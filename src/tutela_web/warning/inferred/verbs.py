"""How a place that was inferred is asked about, answered, and climbs while nobody answers.

It stands as a line on the alert that caused it, and belongs to who answers for the place: the head
of its field office, where there is one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.warning.clocks import LEVELS, HeldLevel
from tutela.warning.inferring import answer_due, steps_due
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.base.jobs import MomentRows, moments_of
from tutela_web.base.markings import Classification
from tutela_web.channels import outbox, webhooks
from tutela_web.places.ground import km_from
from tutela_web.places.models import Place
from tutela_web.warning.alerts.verbs import AlertReport, raise_alert
from tutela_web.warning.board.inferred_queries import may_answer
from tutela_web.warning.inferred_models import InferredPlace
from tutela_web.warning.inputs import AlertInput
from tutela_web.warning.merging.verbs import propose
from tutela_web.warning.models import Alert, AlertHeld, AlertLevel, Channel, ThreadProposal
from tutela_web.warning.telling.addressees import FilledPosts, Named
from tutela_web.warning.threads.joinings import hold_threads

log = logging.getLogger(__name__)

Answer = InferredPlace.Answer
ABOUT = "inferredplace"
HEAD = "head_of_field_office"


@dataclass(frozen=True)
class Inferred:
    """A place where a tripwire fired on what was reported elsewhere: the rule, and the ids of what
    it rests on."""

    place: Place
    rule: str
    evidence: tuple[str, ...]


# --- asking


@transaction.atomic
def ask_about(alert: Alert, places: Iterable[Inferred]) -> int:
    """Put places that were inferred down on the alert that caused them, and ask who answers for
    each; what was asked of the same evidence before is not asked again.

    Where an alert of no lesser level is open at the place, the line says so and asks nobody.

    Gives   how many lines are new.
    """
    hold_threads(alert.pk)
    mission, now = alert.mission, clock.now(alert.mission)
    known: dict[UUID, list[InferredPlace]] = {}
    for row in InferredPlace.objects.filter(alert=alert):
        known.setdefault(row.place_id, []).append(row)
    around: FilledPosts | None = None
    new: list[InferredPlace] = []
    for inferred in places:
        before = known.get(inferred.place.pk, [])
        asked = {name for row in before for name in row.evidence}
        fresh = [name for name in inferred.evidence if name not in asked]
        if not fresh:
            continue
        if waiting := next((row for row in before if row.answer == Answer.ASKED), None):
            waiting.evidence = [*waiting.evidence, *fresh]
            waiting.save(update_fields=["evidence"])
            continue
        around = around or FilledPosts(mission, now)
        line = _line(alert, inferred, fresh, around, now)
        known.setdefault(inferred.place.pk, []).append(line)
        new.append(line)
    for line in new:
        trail.record(
            "create", mission=mission, by=None, kind=ABOUT, subject=line.pk, alert=str(alert.pk)
        )
    _tell_owners([line for line in new if line.answer == Answer.ASKED])
    if new:
        webhooks.tell(mission.pk, "alert", alert.pk)
    return len(new)


def _line(
    alert: Alert, inferred: Inferred, evidence: Sequence[str], around: FilledPosts, now: datetime
) -> InferredPlace:
    place = inferred.place
    line = InferredPlace(
        mission=alert.mission,
        alert=alert,
        place=place,
        area=place.area,
        classification=max(Classification.CONFIDENTIAL, alert.classification, place.classification),
        rule=inferred.rule[:60],
        km=km_from(place, [alert])[0],
        evidence=list(evidence)[:200],
        asked_at=now,
        due_at=answer_due(now, _levels_of(alert)),
    )
    owner = around.owner(_stands_at(line), roles=(HEAD,))
    line.owner, line.owner_post = owner.person, owner.post
    if stands := _alert_standing_at(line):
        line.answer, line.opened, line.answered_at = Answer.OPENED, stands, now
    line.save(force_insert=True)
    return line


def _alert_standing_at(line: InferredPlace) -> Alert | None:
    """The open alert of no lesser level that stands at the place already."""
    least = LEVELS.index(line.alert.level)
    rows = Alert.objects.filter(
        mission=line.mission,
        place=line.place,
        now__open=True,
        merged_into=None,
        level__in=LEVELS[least:],
    )
    return rows.exclude(pk=line.alert_id).order_by("number").first()


def _levels_of(alert: Alert) -> list[HeldLevel]:
    rows = AlertHeld.objects.filter(alert=alert).order_by("since", "id")
    return [HeldLevel(level, since) for level, since in rows.values_list("level", "since")]


def _stands_at(line: InferredPlace) -> Alert:
    """What the roster is asked about: an alert at the place, of no record."""
    return Alert(
        mission=line.mission,
        area_id=line.area_id,
        latitude=line.place.latitude,
        longitude=line.place.longitude,
        classification=line.classification,
    )


def _tell_owners(lines: Iterable[InferredPlace]) -> None:
    """One message to each owner, however many places they are asked about at once."""
    first: dict[tuple[UUID, UUID | None], InferredPlace] = {}
    for line in lines:
        first.setdefault((line.owner_id, line.owner_post_id), line)
    for line in first.values():
        named = Named(line.owner_post, line.owner)  # type: ignore[arg-type]  # every line has one
        _tell(line, [named])


def _tell(line: InferredPlace, told: Iterable[Named]) -> None:
    """Send "Open Tutela" to people and to the telephones of their posts."""
    people = list(dict.fromkeys(told))
    ways = [
        *(("mail", "person", named.person.pk) for named in people),
        *(("sms", "post", named.post.pk) for named in people if named.post),
    ]
    urgency = LEVELS.index(line.alert.level)
    outbox.send_all(line.mission_id, ways, about_kind=ABOUT, about_id=line.pk, urgency=urgency)


# --- answering


@transaction.atomic
def open_alert(line: InferredPlace, *, by: Standing, on_behalf: str = "") -> Alert:
    """Open an alert at the place, linked to the line; near harm elsewhere is imminent here.

    Raises  Denied; NotNow once it is answered.
    """
    held = _hold_to_answer(line, by, on_behalf)
    cause = held.alert
    near = cause.level in (AlertLevel.IMMINENT, AlertLevel.ONGOING)
    fields: AlertInput = {
        "place": held.place,
        "act": held.rule,
        "known_at": clock.now(by.mission),
        "classification": held.classification,
    }
    opened = raise_alert(
        fields,
        mission=by.mission,
        by=by,
        level=AlertLevel.IMMINENT if near else AlertLevel.WARNING,
        word=AlertReport(Channel.TRIPWIRE, said={"act": held.rule[:60]}),
        tripwire=held.rule,
        evidence=held.evidence,
    )
    propose(opened)
    ThreadProposal.objects.filter(alert=opened, earlier=cause).delete()  # it is another place
    _answer(held, Answer.OPENED, by, on_behalf, opened=opened)
    return opened


@transaction.atomic
def set_aside(line: InferredPlace, *, by: Standing, why: str, on_behalf: str = "") -> InferredPlace:
    """Say that what was reported elsewhere does not concern the place, and why.

    Raises  Denied; BadParameter without a reason; NotNow once it is answered.
    """
    if not why.strip():
        raise BadParameter(
            say("why it does not concern the place is not written"), next=say("say why")
        )
    held = _hold_to_answer(line, by, on_behalf)
    return _answer(held, Answer.NOT, by, on_behalf, why=why)


def _hold_to_answer(line: InferredPlace, by: Standing, on_behalf: str) -> InferredPlace:
    by.require_ours(line)
    held = hold(line, "alert__mission", "place__area", "mission")
    if not may_answer(held, by):
        by.require("record_decision", area=held.area_id)
        if not on_behalf.strip():
            raise Denied(
                say("this is answered by who decides on alerts at the place"),
                next=say("ask them, and write down whose answer it is"),
            )
    if held.answer != Answer.ASKED:
        raise NotNow(say("this was answered already"), next=say("look at the alert again"))
    return held


def _answer(
    inferred_place: InferredPlace,
    answer: str,
    by: Standing,
    on_behalf: str,
    *,
    why: str = "",
    opened: Alert | None = None,
) -> InferredPlace:
    inferred_place.answer, inferred_place.opened, inferred_place.why = (
        answer,
        opened,
        why.strip()[:300],
    )
    inferred_place.answered_at, inferred_place.answered_by = clock.now(by.mission), by.person
    inferred_place.on_behalf = "" if may_answer(inferred_place, by) else on_behalf.strip()[:120]
    inferred_place.changed_at = real_now()
    inferred_place.save()
    webhooks.tell(inferred_place.mission_id, "alert", inferred_place.alert_id)
    trail.record(
        "answer",
        mission=by.mission,
        by=by.person,
        kind=ABOUT,
        subject=inferred_place.pk,
        answer=answer,
    )
    return inferred_place


# --- silence


def climb(mission: Mission) -> int:
    """Tell who is to hear that nobody answered: the owner and the duty officers once it is late,
    then a rung of the ladders each further time as long. Of an alert that came nearer meanwhile the
    answer is due sooner.

    Gives   how many steps were taken.
    """
    now = clock.now(mission)
    waiting = InferredPlace.objects.filter(mission=mission, answer=Answer.ASKED)
    rows = list(waiting.select_related("alert").order_by("due_at"))
    if not rows:
        return 0
    taken, around = 0, None
    for row in rows:
        due = min(row.due_at, answer_due(row.asked_at, _levels_of(row.alert)))
        if due == row.due_at and steps_due(due, row.asked_at, now) <= row.steps:
            continue
        around = around or FilledPosts(mission, now)
        taken += _climb(row.pk, around, now)
    return taken


def asked_since() -> MomentRows:
    """Since when an answer is waited for: as long as one is, its steps are looked at each time."""
    asked = InferredPlace.objects.filter(answer=Answer.ASKED)
    return moments_of(asked, "asked_at", "mission__clock_shift")


@transaction.atomic
def _climb(pk: UUID, around: FilledPosts, now: datetime) -> int:
    rows = InferredPlace.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    rows = rows.select_related("alert", "place", "owner", "owner_post", "mission")
    row = rows.filter(pk=pk, answer=Answer.ASKED).first()
    if row is None:  # another is at it, or somebody answered meanwhile
        return 0
    row.due_at = min(row.due_at, answer_due(row.asked_at, _levels_of(row.alert)))
    steps = steps_due(row.due_at, row.asked_at, now)
    told: list[Named] = []
    there = _stands_at(row)
    for step in range(row.steps + 1, steps + 1):
        if step == 1:
            owner = Named(row.owner_post, row.owner)  # type: ignore[arg-type]  # as above
            told += [owner, *around.chasing(there)]
        else:
            told += around.at_rung(there, step).everybody
    taken = steps - row.steps
    if taken > 0:
        row.steps, row.late_at = steps, row.late_at or now
        _tell(row, told)
        trail.record(
            "alarm", mission=around.mission, by=None, kind=ABOUT, subject=pk, told=len(set(told))
        )
    row.changed_at = real_now()
    row.save(update_fields=["due_at", "steps", "late_at", "changed_at"])
    return max(taken, 0)


def rehome(mission: Mission) -> int:
    """Give lines that wait to who answers for the place now; gives how many."""
    rows = InferredPlace.objects.filter(mission=mission, answer=Answer.ASKED)
    waiting = list(rows.select_related("alert", "place", "mission"))
    if not waiting:
        return 0
    around, moved = FilledPosts(mission, clock.now(mission)), []
    for line in waiting:
        try:
            now = around.owner(_stands_at(line), roles=(HEAD,))
        except NotNow as fault:
            log.error("inferred place %s keeps its owner: %s", line.pk, fault)
            continue
        if (now.person.pk, now.post.pk) != (line.owner_id, line.owner_post_id):
            mine = InferredPlace.objects.filter(pk=line.pk, answer=Answer.ASKED)
            if mine.update(owner=now.person, owner_post=now.post, changed_at=real_now()):
                line.owner, line.owner_post = now.person, now.post
                moved.append(line)
    _tell_owners(moved)
    return len(moved)
