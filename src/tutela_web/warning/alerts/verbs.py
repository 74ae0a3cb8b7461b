"""How alerts change: raised, added to, issued, levelled, moved on, handed over, ended, reopened.

An alert raised is never held back: no grade, no verification and no field is asked for. What is
recorded may be recorded late and out of order; what was skipped is inferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Unpack
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.warning.calming import DECIDER, HEARD, OWNER, PERSON, RULE
from tutela.warning.clocks import LEVELS, HeldLevel
from tutela.warning.states import (
    ANSWERED,
    BELOW_TASKING,
    BESIDE,
    CALLED_BACK,
    CLOSED,
    ENDS,
    LOWERED,
    OUTCOME,
    PLACE_CORRECTED,
    REOPENED,
    SET_ASIDE,
    STATES,
    Moment,
    run_of,
    to_record,
)
from tutela_web.access import numbers
from tutela_web.access.audit import trail as audit
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, hold_name
from tutela_web.base.ids import new_id
from tutela_web.base.markings import Classification
from tutela_web.base.values import JsonValue, field_values
from tutela_web.base.writes import AT_ONCE, AtOnce
from tutela_web.channels import webhooks
from tutela_web.places.queries import boundaries_of
from tutela_web.records import verbs as records
from tutela_web.warning.board import queries
from tutela_web.warning.closing.closed_words import (
    FREE,
    changed_apart,
    compartment_harm,
    kept_apart,
)
from tutela_web.warning.closing.verbs import harm_of_closed, keep_as_raised
from tutela_web.warning.inputs import (
    EDITABLE,
    WHERE,
    WORDS,
    AlertInput,
    AlertOriginInput,
    WordInput,
    alert_input,
    where_said,
)
from tutela_web.warning.models import (
    FEEDBACK,
    FROM_PEOPLE,
    Alert,
    AlertHeld,
    AlertLevel,
    AlertMoment,
    AlertNotice,
    Channel,
    NetworkContact,
    Owed,
    Report,
    Spoken,
)
from tutela_web.warning.ringing.verbs import hear_for_post
from tutela_web.warning.telling import notify
from tutela_web.warning.telling.addressees import FilledPosts, Named
from tutela_web.warning.thread_parts import ReadPart
from tutela_web.warning.threads import reading
from tutela_web.warning.threads.endings import settle_by_moments, settle_what_hangs_on
from tutela_web.warning.threads.joinings import hold_threads, joined_under, root_of
from tutela_web.warning.threads.state import begin, settle, threads_of_parts, trail_of

CALL_BACK = timedelta(minutes=10)
"""A missed call is called back within it. Source: domain reference, W1 step 1."""

WHO_MAY = {
    "triaged": "keep_alert",
    "issued": "issue_alert",
    "acknowledged": "record_progress",
    "on the way": "record_progress",
    "arrived": "record_progress",
    "verifying": "raise_alert",
    CALLED_BACK: "keep_alert",
    REOPENED: "reopen_alert",
    SET_ASIDE: "keep_alert",
}
"""The act behind each moment a person records here; decisions, tasks and ends belong to crisis, and
a flash report is issued with its text, by joc."""


@dataclass(frozen=True)
class AlertReport:
    """One word that came: by which channel, when it was known, and what it said."""

    channel: str
    known_at: datetime | None = None
    said: WordInput | None = None
    id: UUID | None = None


# --- raising


@transaction.atomic
def raise_alert(
    fields: AlertInput,
    *,
    mission: Mission,
    by: Standing | None,
    level: str = "",
    word: AlertReport | None = None,
    id: UUID | None = None,
    trusted: bool = True,
    around: FilledPosts | None = None,
    marked: str = "",
    writes: AtOnce = AT_ONCE,
    **origin: Unpack[AlertOriginInput],
) -> Alert:
    """Raise an alert from whatever is known; it has an owner and running clocks at once.

    An ongoing attack warns its addressees in the same breath, before triage; where the number was
    unknown the clock gives a person five minutes to look first.

    Takes   fields of EDITABLE, any of them; by, None for what came through a gateway or from a
            tripwire; level, "warning" where nobody said; word, the report it came from;
            around, the filled posts, where the caller has read them a moment ago; marked, a harm
            of a compartment whose words these are, as who raises it says; origin: tripwire,
            evidence, risk.
    Raises  Denied without the act; BadParameter for a marking chosen so high that nobody who may
            close the alert could open it; NotNow if nobody at all could own it.
    """
    if by is not None and not by.may_somewhere("raise_alert"):
        by.require("raise_alert")
    person = by.person if by else None
    if id is not None:
        hold_name(id)
    if id is not None and (kept := Alert.objects.filter(pk=id).first()):
        if kept.mission_id != mission.pk or kept.author_id != (person.pk if person else None):
            raise Denied(say("this id is taken"), next=say("make a new id and send again"))
        return kept
    now = clock.now(mission)
    placed = with_location(fields, mission)
    if by is not None and fields.get("classification", 0) > Classification.CONFIDENTIAL:
        by.require_marking("alerts", fields["classification"])
    placed = {"classification": Classification.CONFIDENTIAL, "known_at": now, **placed}
    word = word or AlertReport(Channel.WEB)
    before, words = field_values(placed), (word.said or {}).get("words", "")
    placed, spoken, closed = kept_apart(
        placed, word.said or {}, mission=mission, by=person, marked=compartment_harm(marked)
    )
    if closed is not None:
        word = replace(word, said=spoken)
        origin.pop("risk", None)  # a line of the register may name the harm
    alert = Alert(
        id=id or new_id(),
        number=numbers.next_number(Alert, mission, writes=writes),
        reference=numbers.give_reference(
            Alert, mission, placed.get("area"), placed["classification"], writes=writes
        ),
        level=level or AlertLevel.WARNING,
        source=word.channel,
        words_closed=bool(marked),
        **placed,
        **origin,
    )
    alert.mission = mission
    alert.author = person
    around = around or FilledPosts(mission, now)
    chosen = by is not None and fields.get("classification", 0) > Classification.CONFIDENTIAL
    if chosen and alert.level != AlertLevel.ONGOING:  # an attack going on is held back by nothing
        _require_closable(alert, around)
    named = around.owner(alert)
    alert.owner, alert.owner_post = named.person, named.post
    alert = records.create(alert, mission=mission, by=person, resent=id is not None, writes=writes)
    received = min(placed["known_at"] or now, now)
    writes.insert(AlertHeld(alert=alert, level=alert.level, since=received, by=person))
    add_moments(alert, [("received", received, False)], by=by, known_at=received, writes=writes)
    report = add_word(
        alert,
        word,
        by=by,
        place=where_said(placed),
        level=level,
        settled=False,
        writes=writes,
    )
    told = notify.owner(alert, named, at=now, earlier=[], writes=writes)
    notify.news(alert, "raised", at=now, writes=writes)
    trail = [Moment("received", received)]
    if alert.level == AlertLevel.ONGOING and trusted:
        warn(alert, around=around, by=by, at=now, earlier=told, writes=writes)
        trail.append(Moment("issued", now))
    begin(alert, trail, HeldLevel(alert.level, received), report, writes=writes)
    if marked and closed is not None:
        keep_as_raised(alert, before, report, words, closed, marked, by)
    return alert


def _require_closable(alert: Alert, around: FilledPosts) -> None:
    if not around.can_be_closed(alert):
        raise BadParameter(
            say("nobody who may close this alert could open it under this marking"),
            next=say(
                "choose a lower marking, or ask the Chief of Staff for somebody who may close "
                "it and read it"
            ),
        )


def with_location(fields: AlertInput, mission: Mission) -> AlertInput:
    """The fields with what the place says: its point, and the area the point lies in.

    Half a point holds nothing up: what was given of it stands with the words of the place.

    Raises  TypeError for a field an alert has not.
    """
    if unknown := fields.keys() - set(EDITABLE):
        raise TypeError(f"no field of an alert: {sorted(unknown)}")
    located = fields.copy()
    if (located.get("latitude") is None) != (located.get("longitude") is None):
        half = {
            "latitude": located.pop("latitude", None),
            "longitude": located.pop("longitude", None),
        }
        words = " ".join(f"{name} {value}" for name, value in half.items() if value is not None)
        located["place_said"] = " ".join(filter(None, [located.get("place_said"), words]))[:200]
    place = located.get("place")
    if place is not None:
        if located.get("latitude") is None:
            located["latitude"] = place.latitude
            located["longitude"] = place.longitude
            located.setdefault("place_precision", place.place_precision)
        located.setdefault("place_said", place.name)
        located.setdefault("area", place.area)
        marking = located.get("classification", Classification.CONFIDENTIAL)
        located["classification"] = max(place.classification, marking)
    if located.get("area") is None and located.get("latitude") is not None:
        boundaries = boundaries_of(mission)
        (area,) = boundaries.area_ids([located["latitude"]], [located["longitude"]])
        located["area"] = next((own for own in boundaries.areas if own.pk == area), None)
    return located


@transaction.atomic
def add_word(
    alert: Alert,
    word: AlertReport,
    *,
    by: Standing | None,
    place: AlertInput | None = None,
    level: str = "",
    settled: bool = True,
    owes: bool = True,
    writes: AtOnce = AT_ONCE,
) -> Report:
    """Add one more report to an alert: each channel and each repeat counts. What is said of an
    alert that was joined to another meanwhile stands with that one.

    A missed call somebody wrote down is owed a call back; of one a gateway brought it is owed
    apart (`owes` False). Other reports of the community are owed an answer once the outcome is
    known: at once where it is known already.

    What is said of an alert that was closed tells its owner and the duty officer, and stands on
    the board until a person reopens it or sets it aside. Nobody waits for that where an attack is
    going on: of an alert that has ended, or whose outcome is on record and stopped its clocks, it
    raises a new one, which warns; an open one is raised.

    Takes   level, as it was said; of a person it is believed, of a gateway its caller decides.
    Gives   the report, with the alert it stands with.
    """
    if by is not None and not by.may_somewhere("raise_alert"):
        by.require("raise_alert")
    if by is not None:
        by.require_ours(alert)
    if settled:
        hold_threads(alert.pk)
    addressed, part = alert, None
    if settled and (root := root_of(alert.pk)) != alert.pk:
        addressed = Alert.objects.select_related("mission", "area").get(pk=alert.pk)
        part = reading.part_of(by, addressed)
        alert = Alert.objects.select_related("mission", "area").get(pk=root)
    mission, now = alert.mission, clock.now(alert.mission)
    run = run_of(trail_of(alert.pk)) if settled else {}
    known_as = addressed if part else alert
    if level == AlertLevel.ONGOING and (run.keys() | _run_read(part)) & {*ENDS, OUTCOME}:
        return _anew(known_as, word, by=by, place=place or {}, writes=writes)
    spoken = {**(place or {}), **(word.said or {})}
    where, said, closed = kept_apart(
        place or {},
        word.said or {},
        mission=mission,
        by=by.person if by else None,
        marked=harm_of_closed(known_as) if any(spoken.get(name) for name in FREE) else "",
    )
    if closed is not None:
        where = where_said(where)
    if unknown := said.keys() - set(WORDS):
        raise TypeError(f"no field of a report: {sorted(unknown)}")
    known = min(word.known_at or now, now)
    report = Report(
        id=word.id or new_id(),
        alert=alert,
        channel=word.channel,
        level=level,
        known_at=known,
        classification=known_as.classification,
        **field_values(where),
        **field_values(said),
        came_with=addressed if addressed.pk != alert.pk else None,
    )
    report.area = report.area or known_as.area
    if by is not None and settled:
        notify.mark_notices_acted_on(alert.pk, by.person.pk, at=now)
    report = records.create(
        report,
        mission=mission,
        by=by.person if by else None,
        resent=word.id is not None,
        writes=writes,
    )
    if report.channel == Channel.MISSED_CALL and owes:
        owe(report, Owed.Duty.CALL_BACK, due=known + CALL_BACK)
    if report.channel in FROM_PEOPLE and OUTCOME in run:
        owe_answer(report, now)
    if CLOSED in run:
        around = FilledPosts(mission, now)
        told = [*around.answering(alert), *around.chasing(alert)]
        notify.after_closing(alert, report, told, at=now, writes=writes)
    if report.contact_id:
        record_contact_heard(report.contact_id, known)
    if settled:
        settle(mission, [alert.pk], writes=writes)
    if settled and by is not None and level:
        nearer(alert, level, by=by, writes=writes)
        if part:  # who said it does not read the root: what they do read says it too
            _nearer_here(addressed, level, by=by, why="the caller said so")
    return report


def _anew(
    ended: Alert,
    word: AlertReport,
    *,
    by: Standing | None,
    place: AlertInput,
    writes: AtOnce,
) -> Report:
    """Raise an alert of an attack going on from what was said of one that has ended."""
    before = {
        name: getattr(ended, name)
        for name in (*WHERE, "act", "who", "actor", "whom", "classification", "language")
    }
    values = before | field_values(place) | {"note": str(ended), "known_at": word.known_at}
    fields = alert_input({name: value for name, value in values.items() if value is not None})
    trusted = by is not None or bool((word.said or {}).get("contact"))
    raised = raise_alert(
        fields,
        mission=ended.mission,
        by=by,
        level=AlertLevel.ONGOING,
        word=word,
        trusted=trusted,
        marked=harm_of_closed(ended),
        writes=writes,
    )
    writes.flush()
    return Report.objects.select_related("alert").get(alert=raised)


def _run_read(part: ReadPart | None) -> set[str]:
    """The names of the moments that count, as who reads a part of a thread knows it."""
    return set(run_of(_trail_read(part))) if part else set()


def _trail_read(part: ReadPart) -> list[Moment]:
    return list(threads_of_parts({part.head: part})[part.head][0].trail)


def _nearer_here(alert: Alert, level: str, *, by: Standing, why: str) -> None:
    """Raise the level of an alert that is read in the place of its root, which is raised apart."""
    if LEVELS.index(level) <= LEVELS.index(alert.level):
        return
    records.edit(alert, {"level": level}, version=alert.version, by=by.person, reason=why)
    now = clock.now(alert.mission)
    AlertHeld.objects.create(alert=alert, level=level, since=now, by=by.person, why=why[:300])
    _settle_thread(alert)


def _settle_thread(alert: Alert) -> None:
    """Make the row of an alert again, and that of the one its thread is read from."""
    root = root_of(alert.pk) if alert.merged_into_id else alert.pk
    settle(alert.mission, {alert.pk, root})


def nearer(alert: Alert, level: str, *, by: Standing | None, writes: AtOnce = AT_ONCE) -> None:
    """Raise the level of an alert to what was said, if that is nearer; a person lowers it again.
    For who takes what was said."""
    alert = _hold(alert)
    if LEVELS.index(level) <= LEVELS.index(alert.level):
        return
    now, why = clock.now(alert.mission), "the caller said so"
    alert = records.edit(
        alert,
        {"level": level},
        version=alert.version,
        by=by.person if by else None,
        reason=why,
        writes=writes,
    )
    AlertHeld.objects.create(
        alert=alert, level=level, since=now, by=by.person if by else None, why=why
    )
    notify.news(alert, "level", at=now, writes=writes)
    notify.send_what_waits_for_digest(alert)
    if level == AlertLevel.ONGOING:
        warn(alert, around=FilledPosts(alert.mission, now), by=by, at=now, writes=writes)
    settle(alert.mission, [alert.pk], writes=writes)


def record_contact_heard(contact: UUID, at: datetime) -> None:
    """Keep when a contact was heard last. A trace of the report, not a version of the contact."""
    earlier = Q(heard_at__isnull=True) | Q(heard_at__lt=at)
    NetworkContact.objects.filter(earlier, pk=contact).update(heard_at=at)


def owe(report: Report, what: str, *, due: datetime, not_before: datetime | None = None) -> Owed:
    """Put down what a person owes who told us; once a report and kind."""
    row, _new = Owed.objects.get_or_create(
        report=report,
        what=what,
        defaults={
            "mission": report.mission,
            "alert": report.alert,
            "due_at": due,
            "not_before": not_before,
            "made_at": clock.now(report.mission),
            "channel": report.contact.prefers if report.contact else "",
        },
    )
    return row


def owe_answer(report: Report, now: datetime) -> Owed:
    """Owe who told us what came of it, after the delay that keeps them safe."""
    wait = report.contact.delay_minutes if report.contact else 0
    return owe(
        report,
        Owed.Duty.FEEDBACK,
        due=now + FEEDBACK,
        not_before=now + timedelta(minutes=wait) if wait else None,
    )


# --- warning people


@transaction.atomic
def issue(
    alert: Alert, *, by: Standing, why: str = "", id: UUID | None = None
) -> list[AlertNotice]:
    """Warn the addressees together: base, field office, sector, police, JOC, POC adviser.

    Gives   the notices of those warned now; who was warned already is not told twice.
    """
    by.require("issue_alert", area=alert.area_id, of=alert)
    alert = _hold(alert, by=by)
    now = clock.now(alert.mission)
    told = warn(alert, around=FilledPosts(alert.mission, now), by=by, at=now, why=why, id=id)
    _settle_thread(alert)
    return told


@transaction.atomic
def warn_or_ask(alert: Alert, *, by: Standing) -> list[Named]:
    """Warn the addressees; for somebody who raises alerts and may not warn, ask those who may, and
    record whom. Who asks again asks nobody twice at one level.

    Gives   whom was asked; nobody where the addressees are warned, or where nobody may warn.
    """
    hold_threads(alert.pk)
    if "issued" in run_of(trail_of(alert.pk)):
        return []
    if by.may("issue_alert", area=alert.area_id):
        issue(alert, by=by)
        return []
    by.require_ours(alert)
    if not by.may_somewhere("raise_alert"):
        by.require("raise_alert")
    alert = _hold(alert)
    now = clock.now(alert.mission)
    told = FilledPosts(alert.mission, now).issuing(alert)
    notify.ask_to_issue(alert, told, at=now)
    add_moments(
        alert, [("asked", now, False)], by=by, detail={"posts": [str(one.post.pk) for one in told]}
    )
    settle(alert.mission, [alert.pk])
    return told


def warn(
    alert: Alert,
    *,
    around: FilledPosts,
    by: Standing | None,
    at: datetime,
    why: str = "",
    id: UUID | None = None,
    earlier: Sequence[AlertNotice] | None = None,
    writes: AtOnce = AT_ONCE,
) -> list[AlertNotice]:
    """Tell the addressees, and record that the alert was issued. For verbs and the ticker.

    The field office's head, where there is one, coordinates from now on, and so owns the alert.

    Takes   earlier, of an alert raised this moment, every notice of it so far.
    """
    warned = around.addressees(alert)
    told = _tell_addressees(alert, warned.people, at, earlier, writes=writes)
    notify.news(alert, "issued", at=at, writes=writes)
    add_moments(
        alert,
        [("issued", at, False)],
        by=by,
        why=why,
        id=id,
        detail={"told": len(warned.people), "gaps": warned.gaps, "barred": warned.barred},
        writes=writes,
    )
    _to_office(alert, around, by=by, writes=writes)
    return told


def _to_office(
    alert: Alert, around: FilledPosts, *, by: Standing | None, writes: AtOnce = AT_ONCE
) -> None:
    """Make the head of the field office the owner, where there is one."""
    head = around.owner(alert, roles=("head_of_field_office",))
    if head.post.role == "head_of_field_office" and head.person.pk != alert.owner_id:
        _give_alert_to(alert, head, by=by, why="", writes=writes)


def _tell_addressees(
    alert: Alert,
    people: Iterable[Named],
    at: datetime,
    earlier: Sequence[AlertNotice] | None = None,
    *,
    writes: AtOnce = AT_ONCE,
) -> list[AlertNotice]:
    """Tell those who were not told of this level yet."""
    return notify.people(
        alert,
        people,
        why=AlertNotice.NoticeReason.ISSUED,
        key=alert.level,
        at=at,
        earlier=earlier,
        writes=writes,
    )


# --- states and moments


@transaction.atomic
def record(
    alert: Alert,
    name: str,
    *,
    by: Standing,
    happened_at: datetime | None = None,
    why: str = "",
    on_behalf: str = "",
    channel: str = "",
    id: UUID | None = None,
) -> Alert:
    """Record that something happened: acknowledged, on the way, arrived, triaged, ...

    Any later state is accepted; those skipped are marked inferred.

    Takes   happened_at, when it did, if it was before now; on_behalf, the post it is said for;
            channel, of Spoken, by which they said it.
    Raises  Denied; BadParameter for a time to come; NotNow for an alert merged away.
    """
    by.require_ours(alert)
    if name not in WHO_MAY:
        raise BadParameter(say("this is recorded elsewhere"), where=name)
    by.require(WHO_MAY[name], area=alert.area_id)
    if name == REOPENED and not why.strip():
        raise BadParameter(say("opening an alert again needs a reason"), next=say("say why"))
    if name == SET_ASIDE and not why.strip():
        raise BadParameter(
            say("a reason is needed to set aside reports after closure"), next=say("say why")
        )
    return reach_state(
        alert,
        name,
        by=by,
        happened_at=happened_at,
        why=why,
        on_behalf=on_behalf,
        channel=channel,
        id=id,
    )


@transaction.atomic
def reach_state(
    alert: Alert,
    name: str,
    *,
    by: Standing | None,
    happened_at: datetime | None = None,
    why: str = "",
    on_behalf: str = "",
    channel: str = "",
    id: UUID | None = None,
    detail: Mapping[str, JsonValue] | None = None,
) -> Alert:
    """Bring an alert to a state or moment. For verbs of this room and those above, which have
    asked who may. What is said of an alert that was joined to another counts there, and goes with
    it when they are parted.

    Gives   the alert the thread is read from.
    Raises  NotNow if one that was joined is to end, or to be opened again, by itself.
    """
    hold_threads(alert.pk)
    said_of, root = alert.pk, root_of(alert.pk)
    about, part = alert, None
    if root != said_of:
        about = Alert.objects.select_related("mission").get(pk=said_of)
        part = reading.part_of(by, about)
    apart = name in (REOPENED, *ENDS) and part is None
    alert = _hold(alert if apart else Alert(pk=root))
    about = alert if root == said_of else about
    if part and name == REOPENED and part.ended:  # the thread ended: it is the thread that opens
        about = alert
    now = clock.now(alert.mission)
    at = happened_at or now
    if at > now + timedelta(minutes=5):
        raise BadParameter(say("this lies in the future"), next=say("record it when it happens"))
    if id is not None and AlertMoment.objects.filter(pk=id, alert=about).exists():
        return alert
    who = answers_as(about, alert, by, on_behalf, channel)
    if name in BESIDE:
        wanted = [(name, at, False)]
    else:
        trail = _trail_read(part) if part and about.pk != alert.pk else trail_of(alert.pk)
        wanted = [(m.state, m.at, m.inferred) for m in to_record(trail, name, at, who)]
    said: dict[str, JsonValue] = {**(detail or {}), **({"who": who} if name in ANSWERED else {})}
    if channel in Spoken.values:
        said["channel"] = channel
    add_moments(about, wanted, by=by, why=why, on_behalf=on_behalf, id=id, detail=said)
    if wanted and about.pk != alert.pk:
        webhooks.tell(alert.mission_id, "alert", alert.pk)
    if name == REOPENED:
        AlertHeld.objects.create(
            alert=about, level=about.level, since=now, by=by.person if by else None, why=why[:300]
        )
    settle(alert.mission, {alert.pk, about.pk})
    return alert


def answers_as(
    about: Alert, root: Alert, by: Standing | None, on_behalf: str = "", channel: str = ""
) -> str:
    """As whom somebody answers for an alert, a word of `calming.WHO`: with the name of who said it
    and by which way, whoever tasks units or keeps the record writes down what the owner or another
    answered.

    Takes   root, the alert its thread is read from; on_behalf, the post it is said for; blank where
            it is one's own act; channel, of Spoken, by which it was heard.
    """
    if by is None:
        return RULE
    area, named = about.area_id, " ".join(on_behalf.split()).casefold()
    hears = by.may("record_decision", area=area) or by.may("task_unit", area=area)
    hears = hears and channel in Spoken.values
    posts = {one.owner_post.title.casefold() for one in (about, root) if one.owner_post}
    if named and hears and named in posts:
        return OWNER
    if not named and by.person.pk in (about.owner_id, root.owner_id):
        return OWNER
    if by.may("decide_alert", area=area):
        return DECIDER
    return HEARD if named and hears else PERSON


def add_moments(
    alert: Alert,
    wanted: Sequence[tuple[str, datetime, bool]],
    *,
    by: Standing | None,
    why: str = "",
    on_behalf: str = "",
    id: UUID | None = None,
    known_at: datetime | None = None,
    detail: Mapping[str, JsonValue] | None = None,
    writes: AtOnce = AT_ONCE,
) -> None:
    """Append moments; the last one is what was said, those before follow from it. For this room."""
    if not wanted:
        return
    if wanted[0][0] != STATES[0]:  # a new alert was told of when its record was made
        webhooks.tell(alert.mission_id, "alert", alert.pk, writes=writes)
    now = clock.now(alert.mission)
    person = by.person if by else None
    if person and wanted[0][0] != STATES[0]:
        notify.mark_notices_acted_on(root_of(alert.pk), person.pk, at=now)
    title = by.titles[0] if by and by.titles else ""
    writes.insert(
        *(
            AlertMoment(
                id=id if id and last else new_id(),
                alert=alert,
                name=name,
                happened_at=at,
                known_at=known_at or now,
                entered_at=now,
                by=person,
                post=title[:120],
                on_behalf=on_behalf[:120],
                why=why[:300] if last else "",
                inferred=inferred,
                detail=dict(detail or {}) if last else {},
            )
            for name, at, inferred in wanted
            for last in [(name, at, inferred) == wanted[-1]]
        )
    )
    audit.record(
        "move",
        mission=alert.mission,
        by=person,
        kind="alert",
        subject=alert.pk,
        to=wanted[-1][0],
        inferred=len(wanted) - 1,
    )
    settle_by_moments(alert, (name for name, _at, _inferred in wanted), by)


def _hold(alert: Alert, *, by: Standing | None = None) -> Alert:
    """The alert as it is now, held until the transaction ends.

    Takes   by, who acts, where they may act on an alert that they read in the place of its root.
    Raises  NotNow if it was merged into another.
    """
    hold_threads(alert.pk)
    now = hold(alert, "mission")
    if now.merged_into_id and reading.part_of(by, now) is None:
        raise NotNow(say("this alert was merged into another"), next=say("go on with the other"))
    return now


@transaction.atomic
def set_level(alert: Alert, level: str, *, by: Standing, why: str = "") -> Alert:
    """Raise or lower the level; to lower it needs a reason. An attack that begins warns at once."""
    by.require("keep_alert", area=alert.area_id, of=alert)
    if level not in AlertLevel.values:
        raise BadParameter(say("there is no such level"))
    alert = _hold(alert, by=by)
    if level == alert.level:
        return alert
    if LEVELS.index(level) < LEVELS.index(alert.level) and not why.strip():
        raise BadParameter(say("to lower a level needs a reason"), next=say("say why"))
    alert = records.edit(alert, {"level": level}, version=alert.version, by=by.person, reason=why)
    now = clock.now(alert.mission)
    AlertHeld.objects.create(alert=alert, level=level, since=now, by=by.person, why=why[:300])
    notify.news(alert, "level", at=now)
    notify.send_what_waits_for_digest(alert)
    notify.mark_notices_acted_on(alert.pk, by.person.pk, at=now)
    if level == AlertLevel.ONGOING:
        warn(alert, around=FilledPosts(alert.mission, now), by=by, at=now, why=why)
    _settle_thread(alert)
    if level in BELOW_TASKING:
        settle_what_hangs_on(alert, LOWERED, by)
    if alert.merged_into_id:  # what is lowered here says nothing of the others of the thread
        nearer(Alert(pk=root_of(alert.pk)), level, by=by)
    return alert


@transaction.atomic
def read(alert: Alert, *, by: Standing) -> None:
    """Say that one has read what one was told of an alert. Raises Denied for who sees it not."""
    by.require_ours(alert)
    if not by.sees_one("alerts", alert):
        raise Denied(say("this alert is not yours to read"))
    hold_threads(alert.pk)
    now = clock.now(alert.mission)
    root = root_of(alert.pk)
    hear_for_post([root, *joined_under([root])], by=by)
    notify.mark_notices_acted_on(root, by.person.pk, at=now)
    audit.record(
        "read", mission=alert.mission, by=by.person, kind="alert", subject=alert.pk, said=True
    )
    settle(alert.mission, [alert.pk])


@transaction.atomic
def edit_alert(
    alert: Alert, changes: AlertInput, *, version: int, by: Standing, reason: str = ""
) -> Alert:
    """Complete or correct an alert: what was not known when it was raised.

    Marked higher, it goes to an owner who may open it; addressees who take the place of those who
    may not are warned. Once a place is matched, so are base, field office and sector there.

    Raises  Denied; Conflict if somebody changed the same fields meanwhile; BadParameter for a
            marking under which nobody who may close it could open it.
    """
    by.require_ours(alert)
    hold_threads(alert.pk)
    if not may_edit(alert, by):
        by.require("keep_alert", area=alert.area_id)
    if alert.author_id != by.person.pk and "classification" in changes:
        by.require_marking("alerts", changes["classification"])
    wanted = changes.copy()
    if wanted.keys() & {"latitude", "longitude"}:
        wanted = {"latitude": alert.latitude, "longitude": alert.longitude, **wanted}
    if WHERE & wanted.keys():
        wanted = with_location(wanted, alert.mission)
        # Said of the thread, it stays with the thread: nothing is given back on parting.
        own = {name: value for name, value in alert.own.items() if name.startswith("owner")}
    else:
        own = alert.own
    if unknown := wanted.keys() - set(EDITABLE):
        raise TypeError(f"not to be edited: {sorted(unknown)}")
    wanted, _closed = changed_apart(
        wanted, mission=alert.mission, by=by.person, marked=harm_of_closed(alert)
    )
    higher = wanted.get("classification", 0) > alert.classification
    elsewhere = bool(WHERE & wanted.keys())
    was = Alert.objects.select_related("place", "owner", "owner_post").get(pk=alert.pk)
    around = FilledPosts(alert.mission, clock.now(alert.mission)) if higher or elsewhere else None
    if around and higher and wanted["classification"] > Classification.CONFIDENTIAL:
        marked_higher = Alert(
            mission=alert.mission,
            classification=wanted["classification"],
            area=wanted.get("area", alert.area),
            author=alert.author,
        )
        _require_closable(marked_higher, around)
    kept = records.edit(
        alert,
        field_values(wanted) | {"own": own},
        version=version,
        by=by.person,
        reason=reason,
        seen=queries.alerts_for(by),
    )
    notify.mark_notices_acted_on(alert.pk, by.person.pk, at=clock.now(alert.mission))
    if around:
        reseat(kept, around, before=was, by=by)
    settle(alert.mission, [alert.pk])
    return kept


def reseat(alert: Alert, around: FilledPosts, *, before: Alert, by: Standing | None) -> None:
    """After a higher marking or a change of place: an owner who may open it; of an alert that was
    issued, those warned now who were not, and of one that moved to an area the head of its office
    as owner. That it moved is kept, and told to who answered for it, to who does now, and to the
    head of the office there; its clocks run on. For verbs of this room.

    Takes   before, the alert as it was.
    """
    now = clock.now(alert.mission)
    moved = _where_it_is(alert) != _where_it_is(before)
    if moved:
        _keep_move(alert, before, by, now)
    if alert.area_id != before.area_id:
        _move_reports(alert, before, by)
    if not alert.now.open or alert.merged_into_id:
        return
    rehome(alert, around)
    elsewhere = alert.area_id != before.area_id
    if "issued" in alert.now.moments:
        _tell_addressees(alert, around.addressees(alert).people, now)
        if elsewhere:
            _to_office(alert, around, by=None)
    if not moved:
        return
    head = around.holders_by_role(alert).get("head_of_field_office", [])[:1]
    owners = [Named(one.owner_post, one.owner) for one in (before, alert)]  # type: ignore[arg-type]  # every alert has one
    known = [owner for owner in owners if around.may_open(alert, owner.person.pk)]
    notify.tell_moved(alert, [*known, *head], at=now)
    if elsewhere:  # to who listens for that area it is new
        notify.news(alert, "raised", at=now)


def _move_reports(alert: Alert, before: Alert, by: Standing | None) -> None:
    """Have what was said of an alert follow it to the area it is in: whoever owns it reads the
    call. What was said of a place of its own stays where that is."""
    own = Q(came_with=alert) | Q(alert=alert, came_with=None)
    there = Q(area=before.area_id) & (Q(place=None) | Q(place=before.place_id))
    for report in Report.objects.filter(own, there):
        records.edit(
            report,
            {"area": alert.area},
            version=report.version,
            by=by.person if by else None,
            reason="its alert's place was corrected",
        )


def _where_it_is(alert: Alert) -> tuple[UUID | float | str | None, ...]:
    return alert.place_id, alert.area_id, alert.latitude, alert.longitude, alert.place_said


def _keep_move(alert: Alert, before: Alert, by: Standing | None, now: datetime) -> None:
    """Append where an alert was until now. To correct it is not to have read it: no notice of who
    does counts as acted on."""
    place = before.place.name if before.place else before.place_said
    was = _("the place was %(place)s") % {"place": place} if place else _("the place was not known")
    AlertMoment.objects.create(
        alert=alert,
        name=PLACE_CORRECTED,
        happened_at=now,
        known_at=now,
        entered_at=now,
        by=by.person if by else None,
        post=(by.titles[0] if by and by.titles else "")[:120],
        why=was[:300],
    )


def may_edit(alert: Alert, by: Standing) -> bool:
    """Whether this person may complete the alert: who keeps alerts there, and who raised it."""
    return by.may("keep_alert", area=alert.area_id) or (
        alert.author_id == by.person.pk and by.may_somewhere("raise_alert")
    )


# --- owners


@transaction.atomic
def hand_over(alert: Alert, to: Named, *, by: Standing, why: str) -> Alert:
    """Give the alert to another owner. The owner may, and who keeps alerts there.

    Raises  BadParameter without a reason; Denied.
    """
    by.require_ours(alert)
    alert = _hold(alert, by=by)
    if alert.owner_id != by.person.pk:
        by.require("keep_alert", area=alert.area_id)
    if not why.strip():
        raise BadParameter(say("a handover needs a reason"), next=say("say why"))
    around = FilledPosts(alert.mission, clock.now(alert.mission))
    if not around.may_open(alert, to.person.pk):
        raise BadParameter(say("this person may not open the alert"), next=say("choose another"))
    if to not in [n for named in around.holders_by_role(alert).values() for n in named]:
        raise BadParameter(say("this person holds no post that answers for the alert"))
    notify.mark_notices_acted_on(alert.pk, by.person.pk, at=clock.now(alert.mission))
    give_alert = _give_alert_to(alert, to, by=by, why=why)
    settle(alert.mission, [alert.pk])
    return give_alert


def _give_alert_to(
    alert: Alert, to: Named, *, by: Standing | None, why: str, writes: AtOnce = AT_ONCE
) -> Alert:
    own = {name: value for name, value in alert.own.items() if not name.startswith("owner")}
    kept = records.edit(
        alert,
        {"owner": to.person, "owner_post": to.post, "own": own},
        version=alert.version,
        by=by.person if by else None,
        reason=why,
        writes=writes,
    )
    alert.own, alert.owner, alert.owner_post, alert.version = (
        kept.own,
        kept.owner,
        kept.owner_post,
        kept.version,
    )
    notify.owner(kept, to, at=clock.now(alert.mission), writes=writes)
    return kept


def rehome(alert: Alert, around: FilledPosts) -> bool:
    """Give an alert whose owner's post changed hands, or whose owner may not open it any more, to
    who answers for it now.

    Gives   whether it has a new owner.
    Raises  NotNow where nobody may open it.
    """
    answering = around.seats_able_to_open(alert, around.of(alert))
    mine = next((s for s in answering if s.post.pk == alert.owner_post_id), None)
    people = [person.pk for person in mine.people] if mine else []
    if mine and alert.owner_id in (people[:1] if mine.on_duty else people):
        return False
    role = (alert.owner_post.role,) if alert.owner_post else ()
    to = around.owner(alert, roles=role)
    if (to.post.pk, to.person.pk) == (alert.owner_post_id, alert.owner_id):
        return False
    _give_alert_to(alert, to, by=None, why="the post changed hands")
    settle(alert.mission, [alert.pk])
    return True


def require_open(alert: Alert) -> None:
    """Raise NotNow for an alert that is closed."""
    if alert.now.state == CLOSED:
        raise NotNow(say("this alert is closed"), next=say("reopen it first"))
