"""Which alerts were joined to which: over however many joinings, and whoever may read them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from tutela_web.warning.models import Alert
from tutela_web.warning.thread_parts import Joining


def joined_to(pk: UUID) -> list[UUID]:
    """The alerts joined to one, directly or through others."""
    return list(joined_under([pk]))


def joinings(ids: Iterable[UUID]) -> dict[UUID, Joining]:
    """The alerts joined to any of these, directly or through others, as they came in. A query for
    each joining that follows another."""
    under: dict[UUID, Joining] = {}
    ahead = {pk: pk for pk in ids}
    while ahead:
        rows = Alert.objects.filter(merged_into__in=ahead).order_by("entered_at", "pk")
        new = {
            pk: Joining(ahead[into], into, at)
            for pk, into, at in rows.values_list("pk", "merged_into", "merged_at")
            if into is not None
        }
        ahead = {pk: one.root for pk, one in new.items()}
        under |= new
    return under


def joined_under(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The alerts joined to any of these, each with the one of these it is read from."""
    return {pk: one.root for pk, one in joinings(ids).items()}


def whole_thread(pk: UUID) -> list[UUID]:
    """The alert that an alert's thread is read from, first, and all that were joined to it."""
    root = root_of(pk)
    return [root, *joined_to(root)]


def root_of(pk: UUID) -> UUID:
    """The alert that an alert's thread is read from: itself, or the one it was joined to, over
    however many joinings."""
    while (into := Alert.objects.values_list("merged_into", flat=True).get(pk=pk)) is not None:
        pk = into
    return pk


def roots_of(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The alert that the thread of each of these is read from. A query for each joining that
    follows another, and one."""
    roots = {pk: pk for pk in ids}
    ahead = set(roots.values())
    while ahead:
        rows = Alert.objects.filter(pk__in=ahead, merged_into__isnull=False)
        into = dict(rows.values_list("pk", "merged_into"))
        roots = {pk: into.get(root) or root for pk, root in roots.items()}
        ahead = {pk for pk in into.values() if pk is not None}
    return roots


def hold_threads(*ids: UUID) -> None:
    """Hold the threads of these alerts until the transaction ends, by the alerts they are read
    from: nothing is added to them, joined, parted or ended by others meanwhile."""
    while connection.features.has_select_for_update:
        roots = set(roots_of(ids).values())
        before = transaction.savepoint()
        rows = Alert.objects.select_for_update(no_key=True).filter(pk__in=roots).order_by("pk")
        if not any(rows.values_list("merged_into", flat=True)):
            transaction.savepoint_commit(before)
            return
        # One was joined while we waited: let go of all, for who holds its root may want it.
        transaction.savepoint_rollback(before)


def hold_thread(alert: Alert) -> Alert:
    """The alert as it stands now, its thread held: what a verb that is about an alert begins with.
    One that is read as a part of its thread stays as it was read."""
    hold_threads(alert.pk)
    if alert.part is not None:
        return alert
    held = Alert.objects.select_related("area", "place", "now").get(pk=alert.pk)
    held.mission = alert.mission
    return held
