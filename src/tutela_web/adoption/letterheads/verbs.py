"""How a letterhead comes into use: tried, uploaded, looked at, approved by a second person."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from tutela.base.documents.letterhead import TEMPLATE_SUFFIX, try_letterhead
from tutela.base.errors import BadParameter, TutelaError
from tutela.base.guards.limits import require_bytes
from tutela.base.messages import say
from tutela_web.access.policy import Standing
from tutela_web.adoption.letterheads.models import Letterhead
from tutela_web.adoption.letterheads.queries import ACT
from tutela_web.adoption.version_verbs import (
    MOST_WHY,
    decide_version,
    send_version,
    withdraw_unfit,
    withdraw_version,
)
from tutela_web.adoption.versions import VersionState


def upload_letterhead(
    template: bytes, *, name: str, language: str = "", by: Standing
) -> Letterhead:
    """Try a Word template and have it wait for approval.

    Takes   name, of the file; language, of the papers it is for: blank, of all.
    Raises  Denied; UnreadableFile with what and where for a template that may not be used; NotNow
            for one that waits or is in use already.
    """
    by.require(ACT)
    if language and language not in dict(settings.LANGUAGES):
        raise BadParameter(say("there is no such language"), where="language")
    require_bytes("letterhead_bytes", len(template), name)
    letterhead = Letterhead(
        language=language,
        template=template,
        digest=hashlib.sha256(template).hexdigest(),
        placeholders=list(_placeholders_of(template, name)),
    )
    return send_version(letterhead, by=by, beside={"language": language})


def _placeholders_of(template: bytes, name: str) -> tuple[str, ...]:
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


def decide_letterhead(
    letterhead: Letterhead, *, approved: bool, why: str = "", by: Standing
) -> Letterhead:
    """Approve a letterhead that waits, or refuse it. Papers are written into it from then on.

    Raises  Denied without the act, and for who uploaded it; else as `decide_version`.
    """
    by.require(ACT, of=letterhead)
    beside = {"language": letterhead.language}
    return decide_version(letterhead, approved=approved, why=why, by=by, beside=beside)


def withdraw_letterhead(letterhead: Letterhead, *, why: str, by: Standing) -> Letterhead:
    """Take a letterhead out of use: papers are laid out by the platform again. Papers that became
    final on it stay on it.

    Raises  Denied; else as `withdraw_version`.
    """
    by.require(ACT, of=letterhead)
    return withdraw_version(letterhead, why=why, by=by)


def judge_letterheads() -> list[Letterhead]:
    """Try every letterhead that papers may be written on once more: a later version asks more.

    Gives   those that do not pass any more. They are out of use from now on, and papers that became
            final on one are laid out by the platform.
    """
    rows = Letterhead.objects.filter(
        Q(state=VersionState.WAITING) | Q(approved_at__isnull=False), fault=""
    )
    unfit = []
    for letterhead in rows.select_related("mission"):
        try:
            _placeholders_of(bytes(letterhead.template), f"letterhead{TEMPLATE_SUFFIX}")
        except TutelaError as fault:
            letterhead.fault = str(fault)[:MOST_WHY]
            with transaction.atomic():
                letterhead.save(update_fields=["fault"])
                withdraw_unfit(letterhead, why=letterhead.fault)
            unfit.append(letterhead)
    return unfit
