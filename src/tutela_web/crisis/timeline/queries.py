"""Who knew what, when: everything on record about an alert, in the order it happened.

For who reads the alert, with its words; for the auditor, moments, steps and clocks without one.
Sources and sealed words are in neither: a report is its channel, and a contact's pseudonym.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tutela.crisis.tables import options
from tutela_web.access.audit.archived import archived_until
from tutela_web.access.models import AuditEntry, Compartment, Holding, Mission, Post, RoleGrant
from tutela_web.access.policy import Standing, roles
from tutela_web.channels.models import Message
from tutela_web.crisis.decisions.queries import reads_exposure, told_of, who_of, with_unit
from tutela_web.crisis.metrics.queries import reason_told, words_told
from tutela_web.crisis.models import (
    Decision,
    Dissent,
    HostRelease,
    Outcome,
    Tasking,
    TaskingAnswer,
)
from tutela_web.crisis.plans.models import MeasureRefusal
from tutela_web.crisis.taskings.queries import intent_in_words
from tutela_web.records.models import Record
from tutela_web.records.shared_texts.versions import Version
from tutela_web.records.versions.queries import versions_of_ids
from tutela_web.warning.board import queries as alerts
from tutela_web.warning.board.queries import TimelineEntry
from tutela_web.warning.models import (
    Alert,
    AlertHeld,
    AlertMoment,
    AlertNotice,
    Owed,
    Report,
)
from tutela_web.warning.threads.state import clocks_running

TOLD = (
    "level",
    "act",
    "who",
    "whom",
    "how_many",
    "affected",
    "number_said",
    "heading",
    "onset_from",
    "onset_to",
    "grade",
    "place_said",
    "classification",
)
"""Fields of the alert whose earlier and later words a timeline holds."""
NAMED_ONLY = (
    "place",
    "latitude",
    "longitude",
    "area",
    "owner",
    "caller_safe",
    "how_known",
    "note",
    "actor",
    "merged_into",
)
"""Fields of which only that they changed: points, and words that may lead to a source."""

MOVED = ("on the way", "arrived")
"""What is said for those tasked."""

WORDS = "words"
"""Where the detail of a line holds names and words, which an auditor is not told."""


@dataclass(frozen=True)
class ReadableTimeline:
    """A timeline as one reader may have it."""

    alert: Alert
    joined: list[UUID]
    lines: list[TimelineEntry]
    people: dict[str, UUID]  # id of a line -> who
    narrative: bool


def clocks_for(standing: Standing) -> QuerySet[Alert]:
    """The alerts whose moments and clocks an auditor follows: all of the mission, of no words."""
    if not standing.reads("clocks"):
        return Alert.objects.none()
    return Alert.objects.filter(mission=standing.mission).select_related("now", "mission")


def timeline_of(standing: Standing, alert: Alert, *, narrative: bool) -> ReadableTimeline:
    """Everything on record about an alert and those joined to it. A fixed number of queries.

    Takes   narrative, whether this person reads the alert's words; else who is a post, and why is
            blank.
    """
    reader = standing if narrative else None
    joined = [*alert.part.under] if alert.part else alerts.joined_seen(alert.pk, reader)
    ids = [alert.pk, *joined]
    base = alerts.timeline(alert, reader=reader)
    people = _people_of(ids)
    entries: list[TimelineEntry] = [*base]
    for lines, who in (
        _decisions(standing, ids, narrative),
        _taskings(standing, ids, narrative),
        _refusals(standing, ids, narrative),
        _outcomes(standing, ids, narrative),
        _releases(ids),
        _versions(ids, alert.pk if alert.part else None),
        _messages(alert.mission, ids),
        _reads(alert.mission, ids, since=min((entry.at for entry in base), default=None)),
    ):
        entries += lines
        people |= who
    units = {entry.id: entry.detail[WORDS] for entry in entries if entry.kind == "tasking"}
    entries = [_for_unit(entry, units) if narrative else entry for entry in entries]
    posts = _Posts(alert.mission, people.values())
    entries = [_entry_with_post(entry, people, posts, narrative=narrative) for entry in entries]
    entries.sort(key=lambda entry: (entry.at, entry.entered_at or entry.at, entry.kind, entry.id))
    return ReadableTimeline(alert, joined, entries, people, narrative)


def _for_unit(entry: TimelineEntry, units: Mapping[str, str]) -> TimelineEntry:
    """A movement, said for those tasked, as the reader may know them."""
    unit = units.get(str(entry.detail.get("tasking", ""))) if entry.kind == "moment" else None
    return replace(entry, post=unit) if unit and entry.what in MOVED else entry


def _entry_with_post(
    entry: TimelineEntry, people: Mapping[str, UUID], posts: _Posts, *, narrative: bool
) -> TimelineEntry:
    """A line with the post of who it was, where it says none; without words for an auditor."""
    person = people.get(entry.id)
    post = posts.of(person, entry.at) if person is not None else ""
    if narrative or entry.kind == "message":
        return replace(entry, post=entry.post or post)
    detail = {name: value for name, value in entry.detail.items() if name != WORDS}
    return replace(entry, who="", post=post, why="", detail=detail)


def _people_of(ids: Sequence[UUID]) -> dict[str, UUID]:
    """Who stands behind each line of the room below, by the line's id."""
    people: dict[str, UUID] = {}
    for model, person, about in (
        (AlertMoment, "by", "alert__in"),
        (AlertHeld, "by", "alert__in"),
        (AlertNotice, "person", "alert__in"),
        (Owed, "done_by", "alert__in"),
        (Report, "author", "alert__in"),
    ):
        rows = model.objects.filter(**{about: ids, f"{person}__isnull": False})
        people |= {str(pk): who for pk, who in rows.values_list("pk", person)}
    return people


class _Posts:
    """What posts and roles people held, asked by person and day; two queries."""

    def __init__(self, mission: Mission, people: Iterable[UUID]) -> None:
        self.zone = ZoneInfo(mission.time_zone)
        self.held: dict[UUID, list[tuple[date, date | None, str]]] = defaultdict(list)
        wanted = set(people)
        rows = Holding.objects.filter(post__mission=mission, person__in=wanted)
        for person, starts, ends, title in rows.order_by("order", "starts").values_list(
            "person", "starts", "ends", "post__title"
        ):
            self.held[person].append((starts, ends, title))
        given = RoleGrant.objects.filter(mission=mission, person__in=wanted).order_by("starts")
        for person, starts, ends, role in given.values_list("person", "starts", "ends", "role"):
            label = roles()[role].label if role in roles() else role
            self.held[person].append((starts, ends, label))

    def of(self, person: UUID, at: datetime) -> str:
        """The first post or role held that day."""
        on = at.astimezone(self.zone).date()
        rows = self.held.get(person, ())
        return next((t for s, e, t in rows if s <= on and (e is None or on < e)), "")


Found = tuple[list[TimelineEntry], dict[str, UUID]]


def _held_back(standing: Standing, reason: str) -> str:
    """A reason, unless it tells of a caveat to who does not hold that compartment."""
    return reason_told(reason, Compartment.CAPACITY in standing.compartments)


def _words(standing: Standing, words: str, *reasons: str) -> str:
    """Words beside reasons, unless one of them is held back."""
    return words_told(words, reasons, Compartment.CAPACITY in standing.compartments)


R = TypeVar("R", bound=Record)


def _readable_rows(standing: Standing, rows: QuerySet[R], narrative: bool) -> QuerySet[R]:
    """Records about the alert: under the policy for who reads words; for an auditor, all."""
    return rows.filter(standing.sees("alerts")) if narrative else rows


def _decisions(standing: Standing, ids: Sequence[UUID], narrative: bool) -> Found:
    lines, who = [], {}
    rows = _readable_rows(standing, Decision.objects.filter(alert__in=ids), narrative)
    kept = {row.pk: row for row in rows.select_related("decider")}
    for row in kept.values():
        weighed = {
            "taken": [o["option"] for o in row.options if o["taken"]],
            "left": [o["option"] for o in row.options if not o["taken"]],
            WORDS: {
                o["option"]: why
                for o in row.options
                if (why := _words(standing, o.get("why", ""), row.reason_code))
            },
        }
        lines.append(
            TimelineEntry(
                row.decided_at,
                "decision",
                row.choice,
                str(row.decider or ""),
                row.decider_said,
                _words(standing, row.reason, row.reason_code),
                row.known_at,
                row.entered_at,
                id=str(row.pk),
                detail={
                    "authority": row.authority,
                    "channel": row.said_channel,
                    "outside_chain": row.outside_chain,
                    "reason_code": _held_back(standing, row.reason_code),
                    "exposure_asked": row.exposure_asked,
                    "not_said": row.not_said,
                    "accounts": _accounts(standing, row) if narrative else {},
                    **weighed,
                },
            )
        )
        if person := row.decider_id or row.author_id:
            who[str(row.pk)] = person
    for note in Dissent.objects.filter(decision__in=kept).select_related("by"):
        lines.append(
            TimelineEntry(
                note.at, "dissent", "dissent", str(note.by), note.post, note.words, id=str(note.pk)
            )
        )
        who[str(note.pk)] = note.by_id
    return lines, who


def _refusals(standing: Standing, ids: Sequence[UUID], narrative: bool) -> Found:
    """The measures refused by name about the alert."""
    lines, who = [], {}
    rows = _readable_rows(standing, MeasureRefusal.objects.filter(alert__in=ids), narrative)
    for row in rows.select_related("author"):
        lines.append(
            TimelineEntry(
                row.entered_at,
                "refusal",
                row.option,
                str(row.author or ""),
                "",
                row.reason,
                row.known_at,
                row.entered_at,
                id=str(row.pk),
            )
        )
        if row.author_id:
            who[str(row.pk)] = row.author_id
    return lines, who


ACCOUNTS = ("force_rule", "force_aim", "force_account", "host_unable")


def _accounts(standing: Standing, row: Decision) -> dict[str, str]:
    """What a decision says beside its reason, by field, as far as the reader may read it."""
    accounts = {name: _words(standing, getattr(row, name), row.reason_code) for name in ACCOUNTS}
    if reads_exposure(standing, row):
        accounts["exposure_found"] = row.exposure_found
    return {name: text for name, text in accounts.items() if text}


def _taskings(standing: Standing, ids: Sequence[UUID], narrative: bool) -> Found:
    lines, who = [], {}
    rows = _readable_rows(standing, Tasking.objects.filter(alert__in=ids), narrative)
    kept = {row.pk: row for row in with_unit(standing, rows).select_related("author")}
    for row in kept.values():
        unit = who_of(row)
        lines.append(
            TimelineEntry(
                row.entered_at,
                "tasking",
                row.option,
                str(row.author or ""),
                "",
                intent_in_words(row),
                row.known_at,
                row.entered_at,
                id=str(row.pk),
                detail={WORDS: unit, "read_back": row.roe_read_back_at is not None},
            )
        )
        if row.author_id:
            who[str(row.pk)] = row.author_id
        if row.roe_read_back_at:
            lines.append(
                TimelineEntry(
                    row.roe_read_back_at,
                    "read_back",
                    row.option,
                    "",
                    row.roe_read_back_by if narrative else "",
                    id=f"{row.pk}-roe",
                    detail={WORDS: unit},
                )
            )
        if row.withdrawn_at:
            lines.append(
                TimelineEntry(
                    row.withdrawn_at,
                    "withdrawal",
                    row.option,
                    "",
                    "",
                    row.withdrawn_why,
                    id=f"{row.pk}-withdrawn",
                    detail={WORDS: unit},
                )
            )
        if row.withdrawal_read_back_at:
            lines.append(
                TimelineEntry(
                    row.withdrawal_read_back_at,
                    "withdrawn",
                    row.option,
                    "",
                    row.withdrawal_read_back_by if narrative else "",
                    id=f"{row.pk}-unbound",
                    detail={WORDS: unit, "channel": row.withdrawal_channel},
                )
            )
        if row.left_at:
            lines.append(
                TimelineEntry(
                    row.left_at, "left", row.option, id=f"{row.pk}-left", detail={WORDS: unit}
                )
            )
    answers = TaskingAnswer.objects.filter(tasking__in=kept).select_related("by")
    if narrative:
        accepted = Q(answer=TaskingAnswer.Answer.ACCEPTED)
        answers = answers.filter(accepted | told_of(standing, at="tasking__"))
    for said in answers:
        lines.append(
            TimelineEntry(
                said.answered_at,
                "answer",
                said.answer,
                str(said.by),
                said.said_by or said.post if narrative else said.post,
                _words(standing, said.words, said.reason),
                entered_at=said.entered_at,
                id=str(said.pk),
                detail={
                    "reason": _held_back(standing, said.reason),
                    "expected_arrival": said.expected_arrival,
                    "channel": said.channel,
                },
            )
        )
        who[str(said.pk)] = said.by_id
    return lines, who


def _outcomes(standing: Standing, ids: Sequence[UUID], narrative: bool) -> Found:
    lines, who = [], {}
    rows = _readable_rows(standing, Outcome.objects.filter(alert__in=ids), narrative)
    for row in rows.select_related("author"):
        lines.append(
            TimelineEntry(
                row.happened_at,
                "outcome",
                row.outcome,
                str(row.author or ""),
                "",
                _words(standing, row.evidence, *row.reasons),
                row.known_at,
                row.entered_at,
                id=str(row.pk),
                detail={
                    "reasons": [_held_back(standing, reason) for reason in row.reasons],
                    "host": row.host_acted,
                },
            )
        )
        if row.author_id:
            who[str(row.pk)] = row.author_id
    return lines, who


def _releases(ids: Sequence[UUID]) -> Found:
    """That a hazard was asked to be passed on, advised on, decided; never to whom."""
    lines, who = [], {}
    for row in HostRelease.objects.filter(alert__in=ids):
        steps = (
            ("asked", row.asked_at, row.asked_by_id),
            ("advised", row.advised_at, row.advised_by_id),
            ("released" if row.state == "released" else "held", row.decided_at, row.decided_by_id),
        )
        for what, at, person in steps:
            if at is not None:
                lines.append(TimelineEntry(at, "release", what, id=f"{row.pk}-{what}"))
                if person:
                    who[f"{row.pk}-{what}"] = person
    return lines, who


def _versions(ids: Sequence[UUID], head: UUID | None) -> Found:
    """The versions of the alert's record: which fields changed, and what they said.

    Takes   head, of an alert read in the place of its root: what it was joined to is not told.
    """
    lines, who = [], {}
    before: dict[UUID, Version] = {}
    for row in versions_of_ids(Alert, ids, compartments=Compartment.values):
        last = before.get(row.id)
        before[row.id] = row
        fields = [
            name
            for name in (*TOLD, *NAMED_ONLY)
            if last is not None
            and not (row.id == head and name == "merged_into")
            and _stored_value(last, name) != _stored_value(row, name)
        ]
        told = [name for name in fields if name in TOLD]
        if last is not None and not fields:
            continue
        name = f"{row.id}-v{row.version}-{row.version_key}"
        lines.append(
            TimelineEntry(
                row.version_at,
                "version",
                "alert",
                "",
                "",
                row.version_why,
                entered_at=row.version_at,
                id=name,
                detail={
                    "version": row.version,
                    "alert": f"AL-{row.number:04}",
                    "joined": row.merged_into_id is not None,
                    "fields": fields,
                    WORDS: [[name, _text(last, name), _text(row, name)] for name in told if last],
                },
            )
        )
        if row.version_by_id:
            who[name] = row.version_by_id
    return lines, who


def _stored_value(row: Version, name: str) -> Any:
    return getattr(row, f"{name}_id", None) if hasattr(row, f"{name}_id") else getattr(row, name)


def _text(row: Version, name: str) -> str:
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, datetime) else "" if value is None else str(value)


def _messages(mission: Mission, ids: Sequence[UUID]) -> Found:
    """What left by mail or text about the alert, and what became of it; never an address."""
    lines, who = [], {}
    rows = Message.objects.filter(mission_id=mission.pk, about_id__in=ids, outgoing=True)
    kept = list(rows.exclude(channel="webhook"))
    posts = dict(
        Post.objects.filter(
            pk__in=[row.to_id for row in kept if row.to_kind == "post"]
        ).values_list("pk", "title")
    )
    for row in kept:
        lines.append(
            TimelineEntry(
                row.made_at + mission.clock_shift,
                "message",
                row.state,
                post=posts.get(row.to_id, "") if row.to_id else "",
                id=str(row.pk),
                detail={
                    "channel": row.channel,
                    "fault": row.fault,
                    "sent_at": _in_mission_time(row.sent_at, mission),
                    "receipt_at": _in_mission_time(row.receipt_at, mission),
                },
            )
        )
        if row.to_kind == "person" and row.to_id:
            who[str(row.pk)] = row.to_id
    return lines, who


def _in_mission_time(at: datetime | None, mission: Mission) -> datetime | None:
    return None if at is None else at + mission.clock_shift


def _reads(mission: Mission, ids: Sequence[UUID], *, since: datetime | None) -> Found:
    """Who opened the record, by post: the first time, the last, and how often; and until when that
    is in archived months of the audit, which no page reads. `since`, the alert's first moment."""
    reads_by_person: dict[UUID, list[datetime]] = defaultdict(list)
    rows = AuditEntry.objects.filter(
        mission=mission,
        kind="alert",
        subject_id__in=[str(pk) for pk in ids],
        act__in=["read", "open"],
        person_id__isnull=False,
    )
    for person, at in rows.order_by("number").values_list("person_id", "at"):
        if person is not None:  # as the query asks
            reads_by_person[person].append(at + mission.clock_shift)
    lines, who = [], {}
    until = _in_mission_time(archived_until(str(mission.pk)), mission)
    if until is not None and since is not None and until >= since:
        lines.append(TimelineEntry(until, "archived", "", id="archived"))
    for person, times in reads_by_person.items():
        name = f"read-{person}"
        lines.append(
            TimelineEntry(
                times[0], "read", "read", id=name, detail={"times": len(times), "last": times[-1]}
            )
        )
        who[name] = person
    return lines, who


def merge_entries(lines: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """The lines as a page shows them: several people told, or written to, within one minute for
    one reason stand in one, with how many and how many of them opened it."""
    merged: list[TimelineEntry] = []
    for entry in lines:
        many = entry.kind in ("told", "message")
        last = merged[-1] if merged else None
        same = many and last is not None and _are_same(last, entry)
        before = last.detail if same and last is not None else None
        if entry.kind == "told":
            detail = alerts.count_people_told(entry.detail, before)
        elif many:
            detail = {**entry.detail, "messages": (before or {}).get("messages", 0) + 1}
        if many and not same:
            entry = replace(entry, detail=detail)
        if same and last is not None:
            posts = list(dict.fromkeys(filter(None, (*last.post.split(", "), entry.post))))
            merged[-1] = replace(last, post=", ".join(posts), who="", detail=detail)
        else:
            merged.append(entry)
    return merged


def _are_same(timeline_entry: TimelineEntry, other: TimelineEntry) -> bool:
    def key(entry: TimelineEntry) -> tuple[Any, ...]:
        minute = entry.at.replace(second=0, microsecond=0)
        return entry.kind, entry.what, minute, entry.detail.get("channel")

    return key(timeline_entry) == key(other)


def measures_of(lines: Sequence[TimelineEntry]) -> list[tuple[str, str, str]]:
    """Every measure of the library, in its order: taken, left and why, or not considered in any
    decision about the alert; a tasking takes its measure too, and one refused by name is left.
    Nothing where nobody decided."""
    measures = [entry for entry in lines if entry.kind in ("decision", "tasking")]
    taken = {entry.what for entry in measures if entry.kind == "tasking"}
    left: set[str] = set()
    why: dict[str, str] = {}
    for entry in measures:
        taken |= set(entry.detail.get("taken", ()))
        left |= set(entry.detail.get("left", ()))
        why |= entry.detail[WORDS] if entry.kind == "decision" else {}
    if not measures:
        return []
    for entry in lines:
        if entry.kind == "refusal":
            left.add(entry.what)
            why[entry.what] = entry.why
    return [
        (name, "taken", "")
        if name in taken
        else (name, "left", why.get(name, ""))
        if name in left
        else (name, "not considered", "")
        for name in options()
    ]


# --- clocks


@dataclass(frozen=True)
class Clock:
    """A clock of the alert since it was last opened: due, met or not."""

    name: str
    due: datetime
    met: datetime | None
    late: bool


def clocks(alert: Alert, now: datetime) -> list[Clock]:
    """The clocks that began, in the order they fall due."""
    ran = [
        Clock(one.clock, one.due, one.met, (one.met or now) > one.due)
        for one in clocks_running(alert)
    ]
    return sorted(ran, key=lambda one: one.due)
