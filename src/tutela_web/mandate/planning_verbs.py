"""How steps of planning are recorded, and documents listed to be revised after a new mandate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.mandate.models import Resolution, Revision
from tutela_web.mandate.planning_queries import revisions_for
from tutela_web.mandate.queries import ACT
from tutela_web.records import verbs as records


@transaction.atomic
def list_revision(resolution: Resolution, fields: Mapping[str, Any], *, by: Standing) -> Revision:
    """List a document to revise because a resolution changed the mandate.

    Raises  Denied; BadParameter without title, owner or day, for another kind, or a post of another
            mission.
    """
    by.require(ACT, of=resolution)
    values = dict(fields)
    if values.get("kind") not in Revision.Kind.values or not str(values.get("title", "")).strip():
        raise BadParameter(
            say("a document to revise has a kind and a title"), next=say("write both")
        )
    owner = values.get("owner")
    if owner is None or not values.get("due"):
        raise BadParameter(
            say("a document to revise has an owner and a day"), next=say("choose both")
        )
    by.require_ours(owner)
    made = Revision(resolution=resolution, known_at=clock.now(by.mission), **values)
    return records.create(made, mission=by.mission, by=by.person)


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
