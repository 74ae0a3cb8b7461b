"""Threads as they are read by who may not read the alert they are read from: from the highest they
may read, which stands as if the thread were its own, and tells nothing of the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.utils.dateparse import parse_datetime

from tutela.warning.states import ENDS
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.warning.models import Alert, AlertNow, Report
from tutela_web.warning.thread_parts import Joining, ReadPart
from tutela_web.warning.threads.joinings import joinings, roots_of
from tutela_web.warning.threads.state import rows_of_parts


def heads_of(
    standing: Standing, joined: Collection[UUID]
) -> dict[UUID, tuple[UUID, ReadPart | None]]:
    """Of alerts that were joined to others and that this person may read, the alert each is read
    from, and what they may read of the thread: None where that is the whole thread's own root.

    No query where there are none; else one, and two for each joining that follows another.
    """
    if not joined:
        return {}
    roots = roots_of(joined)
    under = joinings(set(roots.values()))
    every = Alert.objects.filter(standing.sees("alerts"), pk__in={*under, *roots.values()})
    numbers = {pk: (at, n) for pk, at, n in every.values_list("pk", "entered_at", "number")}
    hidden = {root for root in roots.values() if root not in numbers}
    ends = _ends_of(hidden)
    parts: dict[UUID, ReadPart] = {}
    for root in hidden:
        mine = [pk for pk, one in under.items() if one.root == root and pk in numbers]
        if mine:
            head = min(mine, key=lambda pk: (_depth(pk, under), *numbers[pk]))
            rest = {
                pk: Joining(head, _into_of(pk, under, {*mine}, head), under[pk].at)
                for pk in mine
                if pk != head
            }
            parts[root] = ReadPart(head, root, rest, ends.get(root))
    return {
        pk: (parts[root].head, parts[root]) if root in parts else (root, None)
        for pk, root in roots.items()
        if root in parts or root in numbers
    }


def heads_then(standing: Standing, kept: Mapping[UUID, datetime]) -> dict[UUID, UUID]:
    """Of alerts that something was kept of, those this person may not read, each with the alert
    they read its thread from, if that had been joined by then. What was joined later was not meant,
    and is not told.

    Takes   kept, by id when it was kept. One query where they may read all.
    """
    seen = Alert.objects.filter(standing.sees("alerts"), pk__in=kept)
    hidden = kept.keys() - seen.values_list("pk", flat=True) if kept else set()
    under = joinings(hidden) if hidden else {}
    heads = heads_of(standing, _pick_readable(standing, under))
    then: dict[UUID, UUID] = {}
    for head, part in heads.values():
        if part is None or head not in under:
            continue
        pk, joined_by_then = head, True
        while pk in under:
            at = under[pk].at
            joined_by_then &= at is not None and at <= kept[under[head].root]
            pk = under[pk].into
        if joined_by_then:
            then[under[head].root] = head
    return then


def _pick_readable(standing: Standing, joined: Collection[UUID]) -> list[UUID]:
    """Of these alerts those this person may read. No query where there are none."""
    if not joined:
        return []
    rows = Alert.objects.filter(standing.sees("alerts"), pk__in=joined)
    return list(rows.values_list("pk", flat=True))


def _depth(pk: UUID, under: Mapping[UUID, Joining]) -> int:
    """Over how many joinings an alert is read."""
    above = 0
    while pk in under:
        pk, above = under[pk].into, above + 1
    return above


def _into_of(pk: UUID, under: Mapping[UUID, Joining], mine: Collection[UUID], head: UUID) -> UUID:
    """The alert that the reader knows one to have been joined to."""
    above = under[pk].into
    while above in under and above not in mine:
        above = under[above].into
    return above if above in mine else head


def _ends_of(roots: Collection[UUID]) -> dict[UUID, tuple[str, datetime]]:
    """Of threads that ended, how and when."""
    ends = {}
    rows = AlertNow.objects.filter(alert__in=roots, state__in=ENDS)
    for pk, state, moments in rows.values_list("alert", "state", "moments"):
        at = parse_datetime(moments[state][0])
        if at is not None:
            ends[pk] = (state, at)
    return ends


def parts_of(standing: Standing, joined: Collection[UUID]) -> dict[UUID, ReadPart]:
    """The parts of threads that this person reads in the place of the whole, by their heads: of
    alerts that were joined to others and that they may read. As many queries as `heads_of`."""
    heads = heads_of(standing, joined)
    return {pk: part for pk, (head, part) in heads.items() if part is not None and pk == head}


def part_of(standing: Standing | None, alert: Alert) -> ReadPart | None:
    """What somebody may read of a thread who acts on the alert they read it from, and may not read
    its root; None for everybody else, and for a rule."""
    if standing is None or alert.merged_into_id is None:
        return None
    return parts_of(standing, [alert.pk]).get(alert.pk)


def rows_of(standing: Standing, parts: Mapping[UUID, ReadPart]) -> dict[UUID, AlertNow]:
    """Where these parts of threads stand, by their heads, as far as this person may know it. No
    query where there are none; else so many, however many parts."""
    if not parts:
        return {}
    of = {pk: part.head for part in parts.values() for pk in part.alerts}
    counts: dict[UUID, Counter[str]] = {pk: Counter() for pk in parts}
    newest: dict[UUID, datetime | None] = dict.fromkeys(parts)
    rows = Report.objects.filter(standing.sees("alerts"), came_with__in=of).order_by("known_at")
    for pk, channel, at in rows.values_list("came_with", "channel", "known_at"):
        if pk is not None:
            counts[of[pk]][channel] += 1
            newest[of[pk]] = at or newest[of[pk]]
    told = {pk: (counts[pk], newest[pk]) for pk in parts}
    return rows_of_parts(standing.mission, parts, told, at=clock.now(standing.mission))
