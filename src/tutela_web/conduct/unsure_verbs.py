"""What may tell of misconduct by personnel: held apart, and decided by who sent it or human rights.

The room that a case came from says what follows from a decision (`FOLLOWERS`): it lies above.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.db import transaction

from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import DutyArea, Mission, Person
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold
from tutela_web.base.ids import keyed_digest
from tutela_web.base.values import JsonValue
from tutela_web.base.writes import AT_ONCE, AtOnce
from tutela_web.conduct.models import SealedItem, UnsureCase
from tutela_web.conduct.queries import DECIDE, unsure_cases_for
from tutela_web.conduct.verbs import Material, destroy_on_commit, receive, remind_holders

KIND = "unsurecase"

CaseWords = dict[str, Any]
"""What was said, as the room that holds it apart reads it again: JSON."""

Follower = Callable[[UnsureCase, CaseWords], None]
FOLLOWERS: dict[str, Follower] = {}
"""By kind of case, what takes it back into its room, or out of it, once it is decided. It is given
the case, decided, and its words."""

SEALED_AS = {
    UnsureCase.Kind.ROW: SealedItem.Kind.ROWS,
    UnsureCase.Kind.TEXT: SealedItem.Kind.TEXT,
    UnsureCase.Kind.FORM: SealedItem.Kind.FORM,
}


def fingerprint_of(mission: Mission, words: JsonValue) -> str:
    """A keyed digest of words: the same again is known, and nothing is read from it."""
    return keyed_digest("unsure", str(mission.pk), words)


def hold_apart(
    mission: Mission,
    kind: str,
    words: JsonValue,
    *,
    door: str,
    sender: Person | None,
    fingerprint: str = "",
    area: DutyArea | None = None,
    address: str = "",
    asks: bool = True,
    writes: AtOnce = AT_ONCE,
) -> UnsureCase:
    """Seal what may tell of misconduct, and ask human rights to look.

    Takes   words, what was said, as the room that holds it will read it again; fingerprint, where
            something else than the words tells that it is the same again; address, of the form;
            asks, whether human rights is asked now: of many rows of a file once is enough.
    Gives   the case; the earlier one where the same came before, decided or not.
    """
    mark = fingerprint or fingerprint_of(mission, words)
    if before := UnsureCase.objects.filter(mission=mission, fingerprint=mark).first():
        return before
    case = UnsureCase(
        mission=mission,
        kind=kind,
        door=door,
        sender=sender,
        area=area,
        fingerprint=mark,
        address=address[:200],
        came_at=real_now(),
    )
    case.words = words
    with transaction.atomic():
        case.save(force_insert=True)
        trail.record("receive", mission=mission, kind=KIND, subject=case.pk)
        if asks:
            ask_human_rights(mission, writes)
    return case


def ask_human_rights(mission: Mission, writes: AtOnce = AT_ONCE) -> None:
    """A mail to who decides for human rights that says "Open Tutela", and not what it is about."""
    remind_holders(mission, writes, act=DECIDE)


def read_words(case: UnsureCase, *, by: Standing) -> Any:
    """The words of a case, None once they are erased; reading them is a line of the trail."""
    by.require_ours(case)
    words = case.words
    if words is not None:
        _record_of("read", case, by)
    return words


@transaction.atomic
def decide_case(case: UnsureCase, *, misconduct: bool, by: Standing) -> UnsureCase:
    """Say whether it tells of misconduct: then it is sealed to Conduct and Discipline, under a
    receipt of who sent it; else it goes back as the ordinary record it is.

    What was written in a form waits, once it is ordinary, until somebody records it.

    Raises  Denied for whoever neither sent it nor decides for human rights; NotNow if decided.
    """
    now = _lock_case(case, by)
    if now.state != UnsureCase.State.WAITING:
        raise NotNow(say("this was decided before"), next=say("nothing needs doing"))
    words = now.words
    now.state = UnsureCase.State.MISCONDUCT if misconduct else UnsureCase.State.ORDINARY
    now.decided_at, now.decided_by = real_now(), by.person
    if misconduct:
        receive(
            now.mission,
            now.door,
            by=standing_of(now.sender, now.mission) if now.sender else None,
            material=Material(
                SEALED_AS[UnsureCase.Kind(now.kind)],
                json.dumps(words, ensure_ascii=False).encode(),
            ),
            area=now.area,
        )
    if follow := FOLLOWERS.get(now.kind):
        follow(now, words)
    if misconduct or now.kind != UnsureCase.Kind.FORM:
        _erase_words(now)
    now.save()
    _record_of("decide", now, by)
    return now


@transaction.atomic
def close_recorded(case: UnsureCase, *, by: Standing) -> None:
    """What was held was recorded by an ordinary form: its words are erased here.

    Raises  Denied for whoever neither sent it nor decides for human rights.
    """
    now = _lock_case(case, by)
    if now.state == UnsureCase.State.MISCONDUCT:
        raise NotNow(say("this was decided before"), next=say("nothing needs doing"))
    if now.state == UnsureCase.State.WAITING:
        now.state, now.decided_at = UnsureCase.State.ORDINARY, real_now()
        now.decided_by = by.person
    _erase_words(now)
    now.save()
    _record_of("close", now, by)


def _lock_case(case: UnsureCase, by: Standing) -> UnsureCase:
    by.require_ours()
    if not unsure_cases_for(by).filter(pk=case.pk).exists():
        raise Denied(say("who sent it and human rights alone decide"))
    return hold(case)


def _erase_words(case: UnsureCase) -> None:
    case.words, case.address = None, case.address.partition("?")[0]
    destroy_on_commit(case.pk)


def _record_of(act: str, case: UnsureCase, by: Standing) -> None:
    """A line of the trail; who acts on what they sent is not named, as with receipts."""
    person = None if case.sender_id == by.person.pk else by.person
    trail.record(act, mission=case.mission, by=person, kind=KIND, subject=case.pk, state=case.state)
