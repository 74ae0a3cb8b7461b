"""Whom an alert was told, and how far it got: from the notices and the ledger of messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tutela.warning.telling import REACHED, Addressed, Telling, best_delivery
from tutela_web.access.models import Post
from tutela_web.channels.models import Message
from tutela_web.warning.delivery_models import Delivery
from tutela_web.warning.models import AlertNotice


def tellings(under: Mapping[UUID, UUID]) -> dict[UUID, Telling]:
    """How far the telling of alerts, and of those joined to them, got. Six queries at most.

    Takes   under, each alert with the one it is read from, itself or another.
    """
    ways: dict[UUID, dict[UUID, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    opened: dict[UUID, set[UUID]] = defaultdict(set)
    own: dict[UUID, set[UUID | None]] = defaultdict(set)
    notices = AlertNotice.objects.filter(alert__in=under).order_by()
    notices = notices.exclude(why__in=AlertNotice.OF_OTHERS)
    for alert, person, post, at, author in notices.values_list(
        "alert", "person", "post", "opened_at", "alert__author"
    ):
        root = under[alert]
        own[root].add(author)
        ways[root][person] |= {person} | ({post} if post else set())
        if at:
            opened[root].add(person)
    states: dict[tuple[UUID, UUID], list[str]] = defaultdict(list)
    sent = Message.objects.filter(about_id__in=under, outgoing=True).exclude(channel="webhook")
    for about, to, state in sent.values_list("about_id", "to_id", "state"):
        if about is not None and to is not None:
            states[under[about], to].append(state)
    for alert, person, state in _several_alerts_at_once(list(under)):
        states[under[alert], person].append(state)
    for alert, person, state in _by_digest(list(under)):
        states[under[alert], person].append(state)
    return {
        root: Telling(
            {
                person: Addressed(
                    best_delivery(state for one in to for state in states[root, one]),
                    person in opened[root],
                    person in own[root],
                )
                for person, to in ways[root].items()
            }
        )
        for root in set(under.values())
    }


def _several_alerts_at_once(alerts: list[UUID]) -> list[tuple[UUID, UUID, str]]:
    """Of messages that told a listener of several alerts at once: alert, person and state."""
    rows = Delivery.objects.filter(news__alert__in=alerts, state=Delivery.State.TOLD)
    told = [
        (alert, person, UUID(message))
        for alert, person, messages in rows.values_list("news__alert", "person", "messages")
        for message in messages
    ]
    if not told:
        return []
    kept = Message.objects.filter(pk__in={message for *_who, message in told}, about_id=None)
    states = dict(kept.values_list("pk", "state"))
    return [(alert, person, states[pk]) for alert, person, pk in told if pk in states]


def _by_digest(alerts: list[UUID]) -> list[tuple[UUID, UUID, str]]:
    """Of the messages that told somebody of every watch of a day: alert, person and state."""
    rows = AlertNotice.objects.filter(alert__in=alerts, digest__isnull=False)
    told = [
        (alert, person, UUID(message))
        for alert, person, messages in rows.values_list("alert", "person", "digest__messages")
        for message in messages
    ]
    if not told:
        return []
    kept = Message.objects.filter(pk__in={message for *_who, message in told})
    states = dict(kept.values_list("pk", "state"))
    return [(alert, person, states[pk]) for alert, person, pk in told if pk in states]


@dataclass(frozen=True)
class RecipientLine:
    """One person who was told of an alert: for which post, how far it got, when they acted."""

    person: UUID
    name: str
    post: Post | None
    how: Addressed
    at: datetime
    opened_at: datetime | None


def lines_of(alerts: Iterable[UUID], telling: Telling) -> list[RecipientLine]:
    """Who was told of the alerts of one thread, those nobody reached first.

    Takes   telling, of the thread; who was told since it was read stands on the next page.
    """
    rows = AlertNotice.objects.filter(alert__in=list(alerts))
    rows = rows.exclude(why__in=AlertNotice.OF_OTHERS)
    lines: dict[UUID, RecipientLine] = {}
    rows = rows.filter(person__in=list(telling.people))
    for delivery in rows.select_related("person", "post").order_by("at", "pk"):
        last = lines.get(delivery.person_id)
        lines[delivery.person_id] = RecipientLine(
            delivery.person_id,
            str(delivery.person),
            delivery.post or (last.post if last else None),
            telling.people[delivery.person_id],
            last.at if last else delivery.at,
            min(filter(None, (delivery.opened_at, last.opened_at if last else None)), default=None),
        )
    return sorted(
        lines.values(),
        key=lambda line: (line.how.opened, -REACHED.index(line.how.reached), line.at, line.name),
    )
