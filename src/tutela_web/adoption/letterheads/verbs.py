"""How a letterhead comes into use: tried, uploaded, looked at, approved by a second person."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from tutela.base.documents.letterhead import TEMPLATE_SUFFIX, try_letterhead
from tutela.base.errors import BadParameter
from tutela.base.guards.limits import require_bytes
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.adoption.letterheads.models import Letterhead
from tutela_web.adoption.letterheads.queries import ACT
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, hold_name

State = Letterhead.State


def upload_letterhead(
    template: bytes, *, name: str, language: str = "", by: Standing
) -> Letterhead:
    """Try a Word template and have it wait for approval; an earlier one that waits is replaced.

    Takes   name, of the file; language, of the papers it is for: blank, of all.
    Raises  Denied; UnreadableFile with what and where for a template that may not be used; NotNow
            for one that waits or is in use already.
    """
    by.require(ACT)
    if language and language not in dict(settings.LANGUAGES):
        raise BadParameter(say("there is no such language"), where="language")
    require_bytes("letterhead_bytes", len(template), name)
    placeholders = _tried(template, name)
    digest = hashlib.sha256(template).hexdigest()
    with transaction.atomic():
        hold_name(f"letterheads of {by.mission.pk}")
        rows = Letterhead.objects.filter(mission=by.mission)
        standing_ones = rows.filter(language=language, state__in=(State.WAITING, State.APPROVED))
        if standing_ones.filter(digest=digest).exists():
            raise NotNow(
                say("this very template waits or is in use already"),
                next=say("look at the list of letterheads"),
            )
        for waiting in standing_ones.filter(state=State.WAITING):
            _end(waiting, State.REPLACED, "", by)
        highest = rows.aggregate(highest=Max("number"))["highest"] or 0
        made = Letterhead.objects.create(
            mission=by.mission,
            number=highest + 1,
            language=language,
            template=template,
            digest=digest,
            placeholders=list(placeholders),
            uploaded_by=by.person,
            uploaded_at=clock.now(by.mission),
        )
        _line("create", made, by)
    return made


def _tried(template: bytes, name: str) -> tuple[str, ...]:
    """The placeholders of a template that passed in a child process."""
    if not name.casefold().endswith(TEMPLATE_SUFFIX):
        raise BadParameter(
            say("a letterhead is a Word document whose name ends in .docx"),
            where=name,
            next=say("save it as DOCX, without macros"),
        )
    with TemporaryDirectory(prefix="tutela-") as folder:
        path = Path(folder) / f"letterhead{TEMPLATE_SUFFIX}"
        path.write_bytes(template)
        return try_letterhead(path).placeholders


@transaction.atomic
def decide_letterhead(
    letterhead: Letterhead, *, approved: bool, why: str = "", by: Standing
) -> Letterhead:
    """Approve a letterhead that waits, or refuse it. Papers are written into it from then on.

    Raises  Denied without the act, and for who uploaded it; BadParameter for a refusal without
            its reason; NotNow where it is settled.
    """
    by.require(ACT, of=letterhead)
    hold_name(f"letterheads of {by.mission.pk}")
    held = hold(letterhead)
    if held.uploaded_by_id == by.person.pk:
        raise Denied(
            say("nobody approves what they uploaded themselves"),
            next=say("ask somebody else who lays papers out"),
        )
    if held.state != State.WAITING:
        raise NotNow(say("this was decided already"), next=say("look at the page again"))
    why = why.strip()[:300]
    held.decided_by = by.person
    if not approved:
        if not why:
            raise BadParameter(say("a refusal has its reason"), where="why", next=say("write it"))
        held.save(update_fields=["decided_by"])
        _end(held, State.REFUSED, why, by)
        _line("refuse", held, by)
        return held
    for earlier in Letterhead.objects.filter(
        mission=by.mission, language=held.language, state=State.APPROVED
    ):
        _end(earlier, State.REPLACED, "", by)
    held.state, held.approved_at = State.APPROVED, clock.now(by.mission)
    held.save(update_fields=["state", "approved_at", "decided_by"])
    _line("approve", held, by)
    return held


@transaction.atomic
def withdraw_letterhead(letterhead: Letterhead, *, why: str, by: Standing) -> Letterhead:
    """Take a letterhead out of use: papers are laid out by the platform again. Papers that became
    final on it stay on it.

    Raises  Denied; BadParameter without a reason; NotNow where it is neither in use nor waits.
    """
    by.require(ACT, of=letterhead)
    held = hold(letterhead)
    why = why.strip()[:300]
    if not why:
        raise BadParameter(say("a withdrawal has its reason"), where="why", next=say("write it"))
    if held.state not in (State.WAITING, State.APPROVED):
        raise NotNow(say("this letterhead is not in use"), next=say("nothing needs doing"))
    _end(held, State.WITHDRAWN, why, by)
    _line("withdraw", held, by)
    return held


def _end(letterhead: Letterhead, state: str, why: str, by: Standing) -> None:
    letterhead.state, letterhead.ended_why = state, why
    letterhead.ended_at, letterhead.ended_by = clock.now(by.mission), by.person
    letterhead.save(update_fields=["state", "ended_at", "ended_why", "ended_by"])


def _line(act: str, letterhead: Letterhead, by: Standing) -> None:
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind="letterhead",
        subject=letterhead.pk,
        number=letterhead.number,
        sha256=letterhead.digest,
    )
