"""How people are told of an alert: a notice for their page, and a message that says "Open Tutela".

Nothing of the alert leaves with the message, not even its level; who opens it sees what the policy
lets them see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from tutela.warning.clocks import LEVELS
from tutela_web.base.ids import new_id
from tutela_web.base.writes import AT_ONCE, AtOnce
from tutela_web.channels import outbox
from tutela_web.warning.delivery_models import News
from tutela_web.warning.models import Alert, AlertLevel, AlertNotice, AlertStep, Report
from tutela_web.warning.telling.addressees import Named
from tutela_web.warning.threads.joinings import joined_under


def people(
    alert: Alert,
    told: Iterable[Named],
    *,
    why: str,
    key: str,
    at: datetime,
    earlier: Sequence[AlertNotice] | None = None,
    about: Sequence[str] = (),
    writes: AtOnce = AT_ONCE,
) -> list[AlertNotice]:
    """Tell people of an alert, each once for this reason; gives the new notices.

    Takes   earlier, of an alert raised this moment, every notice of it so far; about, the people
            the notice is about.
    """
    later = alert.level == AlertLevel.WATCH
    apart = why in AlertNotice.OF_OTHERS  # what it says of others, no message of its own changes
    named = {one.person.pk: one for one in reversed(list(told))}
    kept: Iterable[UUID] = (
        one.person_id for one in earlier or () if (one.why, one.key) == (why, key)
    )
    if earlier is None:
        kept = AlertNotice.objects.filter(alert=alert, why=why, key=key).values_list(
            "person", flat=True
        )
    before = set(kept)
    new = [
        AlertNotice(
            id=new_id(),
            alert=alert,
            person=one.person,
            post=one.post,
            why=why,
            key=key,
            at=at,
            about=list(about),
            in_digest=later,
        )
        for pk, one in named.items()
        if pk not in before
    ]
    writes.insert_new(*new)
    if later:  # told once a day, with the others
        return new
    outbox.send_all(
        alert.mission_id,
        _ways(_notices_to_message(new, alert.level)),
        about_kind="alerts" if apart else "alert",
        about_id=None if apart else alert.pk,
        urgency=LEVELS.index(alert.level),
        before=None if earlier is None else _ways(_notices_to_message(earlier, alert.level)),
        writes=writes,
    )
    return new


def send_what_waits_for_digest(alert: Alert) -> None:
    """Tell at once who was to hear of a watch in a digest: it is no watch any more."""
    waiting = AlertNotice.objects.filter(alert=alert, in_digest=True, digest=None)
    notices = list(waiting.filter(opened_at=None).select_related("post"))
    waiting.update(in_digest=False)
    outbox.send_all(
        alert.mission_id,
        _ways(_notices_to_message(notices, alert.level)),
        about_kind="alert",
        about_id=alert.pk,
        urgency=LEVELS.index(alert.level),
    )


PAGED_FROM = LEVELS.index("imminent")
"""From this level on the Head of Mission gets a message; of less, a notice on the page."""

BY_CLIMBING = (AlertNotice.NoticeReason.ISSUED, AlertNotice.NoticeReason.STEP)


def _notices_to_message(notices: Iterable[AlertNotice], level: str) -> list[AlertNotice]:
    """The notices a message goes with. The Head of Mission gets one of imminent harm and of an
    attack going on, and of an alert that is theirs, because nobody else could own it."""
    return [
        notice
        for notice in notices
        if LEVELS.index(level) >= PAGED_FROM
        or notice.why not in BY_CLIMBING
        or notice.post is None
        or notice.post.role != "head_of_mission"
    ]


def _ways(notices: Iterable[AlertNotice]) -> list[outbox.To]:
    """The messages that go with notices: a mail to each person, a text to each post's number."""
    posts = [("sms", "post", notice.post_id) for notice in notices if notice.post_id]
    return [*(("mail", "person", notice.person_id) for notice in notices), *posts]


def owner(
    alert: Alert,
    named: Named,
    *,
    at: datetime,
    earlier: Sequence[AlertNotice] | None = None,
    writes: AtOnce = AT_ONCE,
) -> list[AlertNotice]:
    """Tell somebody that the alert is theirs."""
    return people(
        alert,
        [named],
        why=AlertNotice.NoticeReason.OWNER,
        key=str(alert.version),
        at=at,
        earlier=earlier,
        writes=writes,
    )


def step(alert: Alert, applied: AlertStep, told: Iterable[Named]) -> list[AlertNotice]:
    """Tell whom a clock that ran out tells."""
    key = f"{applied.clock} {applied.rung} {applied.round} {applied.of}".strip()
    return people(alert, told, why=AlertNotice.NoticeReason.STEP, key=key, at=applied.applied_at)


def tell_expired(alert: Alert, applied: AlertStep) -> None:
    """Tell the owner, by name, that the alert ran out with nobody deciding: it is theirs still."""
    owner = Named(alert.owner_post, alert.owner)  # type: ignore[arg-type]  # every alert has one
    people(
        alert,
        [owner],
        why=AlertNotice.NoticeReason.EXPIRED,
        key=str(applied.round),
        at=applied.applied_at,
    )


def ask_to_issue(alert: Alert, told: Iterable[Named], *, at: datetime) -> None:
    """Ask who may warn the addressees to do it: somebody who may not asked for it."""
    people(alert, told, why=AlertNotice.NoticeReason.ASKED, key=alert.level, at=at)


def tell_reopened(alert: Alert, *, at: datetime) -> None:
    """Tell the owner that what was decided is not carried out, so that its clocks run on."""
    _tell_owner(alert, AlertNotice.NoticeReason.REOPENED, at.isoformat()[:40], at)


def tell_danger_lasts(
    alert: Alert, leaders: Iterable[Named], *, key: str, at: datetime
) -> list[AlertNotice]:
    """Tell the leaders of the mission and of its forces that a result is recorded, and that nobody
    has said that the danger ended.

    Takes   key, another for each result.
    """
    return people(alert, leaders, why=AlertNotice.NoticeReason.LASTS, key=key, at=at)


def tell_moved(alert: Alert, told: Iterable[Named], *, at: datetime) -> list[AlertNotice]:
    """Tell who answered for an alert, and who answers now, that its place was corrected."""
    return people(alert, told, why=AlertNotice.NoticeReason.MOVED, key=str(alert.version), at=at)


def tell_taken_back(alert: Alert, report: Report, *, at: datetime) -> None:
    """Ask the owner to hear a second contact: the number that told of the alert takes it back."""
    _tell_owner(alert, AlertNotice.NoticeReason.DENIED, str(report.pk), at)


def tell_unit_shared(
    alert: Alert, tasking: UUID, *, at: datetime, deciders: Iterable[Named] = ()
) -> None:
    """Tell the owner, and who gave the tasking, that a unit tasked for the alert is committed
    elsewhere too."""
    owner = [Named(alert.owner_post, alert.owner)] if alert.owner is not None else []  # type: ignore[arg-type]  # every alert has one
    addressees = [*owner, *deciders]
    people(alert, addressees, why=AlertNotice.NoticeReason.UNIT, key=tasking.hex, at=at)


def ask_what_becomes(
    alert: Alert, deciders: Iterable[Named], tasking: UUID, *, at: datetime
) -> None:
    """Ask who gave a tasking of an alert that ended: withdraw it, let it stay, or task anew."""
    people(alert, deciders, why=AlertNotice.NoticeReason.STANDS, key=tasking.hex, at=at)


def tell_late_answer(
    alert: Alert, deciders: Iterable[Named], answer: UUID, *, at: datetime
) -> None:
    """Tell who decided that a tasking was answered after its end: it commits nobody."""
    people(alert, deciders, why=AlertNotice.NoticeReason.LATE, key=answer.hex, at=at)


def _tell_owner(alert: Alert, why: str, key: str, at: datetime) -> None:
    if alert.owner is not None:
        people(alert, [Named(alert.owner_post, alert.owner)], why=why, key=key, at=at)  # type: ignore[arg-type]  # every alert has one


def tell_nobody_reached(
    alert: Alert, told: Iterable[Named], missed: Sequence[str], *, at: datetime
) -> list[AlertNotice]:
    """Tell who answers for an alert, and who is on duty, once, which persons no message reached."""
    key = str(alert.now.round)
    return people(alert, told, why=AlertNotice.NoticeReason.MISSED, key=key, at=at, about=missed)


def tell_some_not_reached(
    alert: Alert, told: Iterable[Named], missed: Sequence[str], *, key: str, at: datetime
) -> list[AlertNotice]:
    """Tell the owner of an alert which persons their messages did not reach.

    Takes   missed, ids of those nobody told them of yet; key, another for each such group.
    """
    return people(alert, told, why=AlertNotice.NoticeReason.SOME, key=key, at=at, about=missed)


def tell_flash(alert: Alert, told: Iterable[Named], number: int, *, at: datetime) -> None:
    """Tell people that a flash report of an alert, or an update of it, is issued.

    Takes   number, of the report.
    """
    people(alert, told, why=AlertNotice.NoticeReason.FLASH, key=str(number), at=at)


def after_closing(
    alert: Alert,
    report: Report,
    told: Iterable[Named],
    *,
    at: datetime,
    writes: AtOnce = AT_ONCE,
) -> None:
    """Tell who answers for a closed alert, and who is on duty, that more was said of it."""
    people(alert, told, why=AlertNotice.NoticeReason.WORD, key=str(report.pk), at=at, writes=writes)


def mark_notices_acted_on(alert: UUID, person: UUID, *, at: datetime) -> None:
    """Keep that somebody who was told of an alert, or of one joined to it, acted on it."""
    ids = [alert, *joined_under([alert])]
    rows = AlertNotice.objects.filter(alert__in=ids, person=person, opened_at=None)
    rows.update(opened_at=at)


def news(alert: Alert, what: str, *, at: datetime, writes: AtOnce = AT_ONCE) -> None:
    """Leave word for those who listen; the worker finds and tells them, so no alert waits."""
    writes.insert(News(alert=alert, what=what, level=alert.level, at=at))


class ListenerNotice(NamedTuple):
    """What one listener is to be told, and by which ways beside the page."""

    alert: UUID
    person: UUID
    key: str  # the level, as the news has it
    mail: bool
    post: UUID | None  # whose telephone gets a text


def listeners(
    mission_id: UUID, told: Sequence[ListenerNotice], *, at: datetime
) -> dict[UUID, list[UUID]]:
    """Tell listeners: a notice for each alert, and one message to each person however many.

    Gives   the messages in the ledger, by person. What is about several alerts names none.
    """
    AlertNotice.objects.bulk_create(
        (
            AlertNotice(
                id=new_id(),
                alert_id=one.alert,
                person_id=one.person,
                key=one.key,
                why=AlertNotice.NoticeReason.LISTENS,
                at=at,
            )
            for one in told
        ),
        ignore_conflicts=True,
    )
    alerts: dict[UUID, set[UUID]] = defaultdict(set)
    ways: dict[UUID, dict[outbox.To, None]] = defaultdict(dict)
    for told_listener in told:
        alerts[told_listener.person].add(told_listener.alert)
        if told_listener.mail:
            ways[told_listener.person]["mail", "person", told_listener.person] = None
        if told_listener.post:
            ways[told_listener.person]["sms", "post", told_listener.post] = None
    nearest = {one.alert: LEVELS.index(one.key) for one in sorted(told, key=_level)}
    about: dict[UUID | None, dict[outbox.To, UUID]] = defaultdict(dict)
    for person, tos in ways.items():
        alert = next(iter(alerts[person])) if len(alerts[person]) == 1 else None
        about[alert] |= dict.fromkeys(tos, person)
    sent: dict[UUID, list[UUID]] = defaultdict(list)
    for alert, people_of in about.items():
        messages = outbox.send_all(
            mission_id,
            people_of,
            about_id=alert,
            about_kind="alert" if alert else "alerts",
            urgency=nearest[alert] if alert else 0,
        )
        for message in messages:
            if message.to_id is not None:
                to = message.channel, message.to_kind, message.to_id
                sent[people_of[to]].append(message.pk)
    return sent


def _level(listener_notice: ListenerNotice) -> int:
    return LEVELS.index(listener_notice.key)
