"""How roles are stated, the host state is described, and what is said of it is cleared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.say import say
from tutela_web.access import numbers
from tutela_web.access.policy import Standing
from tutela_web.access.queries import post_acting
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.partners.roles.models import HostNote, RoleLine
from tutela_web.partners.roles.queries import host_notes_for, role_lines_for
from tutela_web.records import verbs as records

ACT = "keep_roles_said"
CLEAR = "clear_host"


@transaction.atomic
def say_role(fields: Mapping[str, Any], *, by: Standing) -> RoleLine:
    """State one thing somebody does, under the next number; a number is never given twice.

    Raises  Denied; BadParameter for an unknown actor or role, without words, or marked higher than
            the person reads.
    """
    by.require(ACT)
    values = _role(dict(fields), by)
    number = numbers.next_number(RoleLine, by.mission)
    made = RoleLine(number=number, known_at=clock.now(by.mission), **values)
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_role(
    line: RoleLine, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> RoleLine:
    """Change a line; its number stays. With `ended_on` it is over, and can still be cited.

    Raises  as say_role; Conflict.
    """
    by.require(ACT, of=line)
    names = ("who", "what", "says", "agreed_on", "contested")
    before = {name: getattr(line, name) for name in names}
    values = _role(before | dict(changes), by)
    changed = records.differing(before, values)
    return records.edit(
        line, changed, version=version, by=by.person, reason=reason, seen=role_lines_for(by)
    )


def _role(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    if values.get("who") not in RoleLine.Who.values or values.get("what") not in RoleLine.What:
        raise BadParameter(say("a role says who does what"), next=say("choose both"))
    if not str(values.get("says", "")).strip():
        raise BadParameter(say("a role has words"), next=say("write them"))
    if values.get("agreed_on") and str(values.get("contested") or "").strip():
        raise BadParameter(
            say("what is contested is not agreed"),
            where="contested",
            next=say("leave one of the two open"),
        )
    by.require_ours(values.get("area"))
    by.require_marking("strategy", values.get("classification", 0))
    return values


# --- the host state


@transaction.atomic
def note_host(fields: Mapping[str, Any], *, by: Standing) -> HostNote:
    """Note a strength or a weakness of a host institution, with dated evidence; cleared by nobody.

    Raises  Denied; BadParameter without institution, words, evidence or day, or for a day ahead.
    """
    by.require(ACT)
    made = HostNote(known_at=clock.now(by.mission), **_note(dict(fields), by))
    return records.create(made, mission=by.mission, by=by.person)


@transaction.atomic
def edit_host_note(
    note: HostNote, changes: Mapping[str, Any], *, version: int, by: Standing, reason: str = ""
) -> HostNote:
    """Change a note. What was cleared was the note as it stood: a change takes the clearance back.

    Raises  as note_host; Conflict.
    """
    by.require(ACT, of=note)
    names = ("institution", "side", "of", "what", "evidence", "seen_on")
    before = {name: getattr(note, name) for name in names}
    values = _note(before | dict(changes), by)
    changed = records.differing(before, values)
    if any(name in before for name in changed):
        changed |= {"cleared_words": "", "cleared_by": None, "cleared_on": None}
    return records.edit(
        note, changed, version=version, by=by.person, reason=reason, seen=host_notes_for(by)
    )


def _note(values: dict[str, Any], by: Standing) -> dict[str, Any]:
    if values.get("side") not in HostNote.Side.values or values.get("of") not in HostNote.Of:
        raise BadParameter(
            say("a note says whether it is a strength, and of what"), next=say("choose both")
        )
    for name in ("institution", "what", "evidence"):
        if not str(values.get(name, "")).strip():
            raise BadParameter(
                say("a note names the institution, what is so, and the evidence"),
                next=say("write all three"),
            )
    if not values.get("seen_on") or values["seen_on"] > clock.today(by.mission):
        raise BadParameter(
            say("evidence has a day, and none that lies ahead"), next=say("give the day")
        )
    by.require_ours(values.get("area"))
    by.require_marking("drafts", values.get("classification", 0))
    return values


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
    now = HostNote.objects.select_for_update().get(pk=note.pk)
    if now.version != version:
        raise NotNow(say("this note was changed since you read it"), next=say("read it anew"))
    changes = {
        "cleared_words": words.strip(),
        "cleared_by": post_acting(by, CLEAR),
        "cleared_on": clock.today(by.mission),
    }
    return records.edit(now, changes, version=version, by=by.person)
