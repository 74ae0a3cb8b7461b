"""How roles are confirmed by those who hold them, and what is said of the host state cleared."""

from __future__ import annotations

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.people.queries import post_acting
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.base.values import FieldValue
from tutela_web.partners.roles.models import HostNote, RoleLine
from tutela_web.partners.roles.queries import post_confirming, role_lines_for
from tutela_web.records import verbs as records

ACT = "keep_roles_said"
CLEAR = "clear_host"


@transaction.atomic
def confirm_role(line: RoleLine, *, version: int, by: Standing) -> RoleLine:
    """Confirm a line as one's own responsibility, by the post it names.

    Takes   version, the one that was read: a line changed since is not confirmed.
    Raises  Denied for who holds another post; NotNow if it is confirmed already, or changed since.
    """
    by.require_ours(line)
    now = hold(line)
    post = post_confirming(now, by) if role_lines_for(by).filter(pk=line.pk).exists() else None
    if post is None:
        raise Denied(
            say("only who holds the post confirms what is its own"),
            next=say("ask them to confirm it"),
        )
    if now.agreed_by_id is not None:
        raise NotNow(say("this is confirmed already"), next=say("look at it again"))
    if now.version != version:
        raise NotNow(say("this line was changed since you read it"), next=say("read it again"))
    changes: dict[str, FieldValue] = {"agreed_by": post, "agreed_on": clock.today(by.mission)}
    return records.edit(now, changes, version=version, by=by.person)


@transaction.atomic
def clear_note(note: HostNote, words: str, *, version: int, by: Standing) -> HostNote:
    """Clear what of a note may leave the mission, in these words.

    Takes   version, the one the Head of Mission read: a note changed since is not cleared.
    Raises  Denied for anybody but the Head of Mission; BadParameter without words; NotNow if the
            note changed since.
    """
    by.require(CLEAR, of=note)
    if not words.strip():
        raise BadParameter(say("what leaves the mission has words"), next=say("write them"))
    now = hold(note)
    if now.version != version:
        raise NotNow(say("this note was changed since you read it"), next=say("read it again"))
    changes: dict[str, FieldValue] = {
        "cleared_words": words.strip(),
        "cleared_by": post_acting(by, CLEAR),
        "cleared_on": clock.today(by.mission),
    }
    return records.edit(now, changes, version=version, by=by.person)
