"""How far the revision of a document after a new mandate is, and who is told that one is owed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import holders_of
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.channels import outbox
from tutela_web.mandate.models import Resolution, Revision
from tutela_web.mandate.planning.queries import ABOUT, owns, revisions_for
from tutela_web.mandate.queries import ACT
from tutela_web.records import verbs as records

REVISED_WITHIN = timedelta(days=30)
"""So long after a renewal is listed its documents are due, until somebody sets another day [P]."""


@transaction.atomic
def move_revision(
    revision: Revision, state: str, note: str, *, version: int, by: Standing
) -> Revision:
    """Say how far the revision of a document is: who keeps the mandate, or holds the post that
    owns the document.

    Raises  Denied; BadParameter for another state, or where it need not change without a reason;
            Conflict.
    """
    if not owns(revision, by):
        by.require(ACT)
    by.require_ours(revision)
    if state not in Revision.State.values:
        raise BadParameter(say("there is no such state"), next=say("choose one"))
    if state == Revision.State.NEEDLESS and not note.strip():
        raise BadParameter(say("a document need not change for a reason"), next=say("write it"))
    changes = {"state": state} | ({"note": note.strip()[:300]} if note.strip() else {})
    return records.edit(revision, changes, version=version, by=by.person, seen=revisions_for(by))


def tell_owner(revision: Revision, by: Standing) -> None:
    """Tell who owns a document that it is to be revised (`revision_kind.REVISION.follows`)."""
    by.require(ACT, of=revision)
    _tell_owners([revision], by)


def _tell_owners(revisions: Iterable[Revision], by: Standing) -> None:
    """Tell who holds the posts that own documents: a message that says "Open Tutela"."""
    for revision in revisions:
        outbox.send_all(
            by.mission.pk,
            [("mail", "person", pk) for pk in holders_of(revision.owner_id, by.on)],
            about_kind=ABOUT,
            about_id=revision.pk,
        )


def list_again(renewal: Resolution, *, by: Standing) -> list[Revision]:
    """List under a renewal the documents that the resolution it renews had, each once more to be
    revised, and tell their owners. Nothing where the renewal has a list, or renews none.

    They are due a month from today, until somebody sets another day.
    """
    by.require(ACT, of=renewal)
    if renewal.supersedes_id is None or renewal.revisions.exists():
        return []
    due = clock.today(by.mission) + REVISED_WITHIN
    listed = [
        Revision(
            resolution=renewal,
            kind=revision.kind,
            title=revision.title,
            owner=revision.owner,
            due=due,
            area=revision.area,
            classification=revision.classification,
            known_at=clock.now(by.mission),
        )
        for revision in Revision.objects.filter(resolution=renewal.supersedes_id)
    ]
    records.create_many(listed, mission=by.mission, by=by.person)
    _tell_owners(listed, by)
    return listed
