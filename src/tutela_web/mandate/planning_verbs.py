"""How far the revision of a document after a new mandate is."""

from __future__ import annotations

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.policy import Standing
from tutela_web.mandate.models import Revision
from tutela_web.mandate.planning_queries import revisions_for
from tutela_web.mandate.queries import ACT
from tutela_web.records import verbs as records


@transaction.atomic
def move_revision(
    revision: Revision, state: str, note: str, *, version: int, by: Standing
) -> Revision:
    """Say how far the revision of a document is.

    Raises  Denied; BadParameter for another state, or where it need not change without a reason;
            Conflict.
    """
    by.require(ACT, of=revision)
    if state not in Revision.State.values:
        raise BadParameter(say("there is no such state"), next=say("choose one"))
    if state == Revision.State.NEEDLESS and not note.strip():
        raise BadParameter(say("a document need not change for a reason"), next=say("write it"))
    changes = {"state": state} | ({"note": note.strip()[:300]} if note.strip() else {})
    return records.edit(revision, changes, version=version, by=by.person, seen=revisions_for(by))
