"""How a version of what a mission makes its own is sent, decided, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django.db import transaction
from django.db.models import Max

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.policy import Standing
from tutela_web.adoption.versions import AdoptedVersion, VersionState
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, hold_name

V = TypeVar("V", bound=AdoptedVersion)
MOST_WHY = 300


def send_version(version: V, *, by: Standing, beside: Mapping[str, str] | None = None) -> V:
    """Have a version wait for approval; an earlier one that waits is replaced.

    Takes   version, unsaved, with its digest; beside, what tells it from others that may be in use
            at the same time: a language.
    Raises  NotNow where the very same waits or is in use.
    """
    model = type(version)
    with transaction.atomic():
        hold_name(f"{model._meta.label} of {by.mission.pk}")
        rows = model._default_manager.filter(mission=by.mission)
        standing_ones = rows.filter(
            state__in=(VersionState.WAITING, VersionState.APPROVED), **(beside or {})
        )
        if standing_ones.filter(digest=version.digest).exists():
            raise NotNow(
                say("this very version waits or is in use already"),
                next=say("look at the list of versions"),
            )
        for waiting in standing_ones.filter(state=VersionState.WAITING):
            _end(waiting, VersionState.REPLACED, "", by)
        version.mission, version.sent_by, version.sent_at = (
            by.mission,
            by.person,
            clock.now(by.mission),
        )
        version.number = 1 + (rows.aggregate(highest=Max("number"))["highest"] or 0)
        version.save()
        record_line("create", version, by)
    return version


@transaction.atomic
def decide_version(
    version: V,
    *,
    approved: bool,
    why: str = "",
    by: Standing,
    beside: Mapping[str, str] | None = None,
) -> V:
    """Approve a version that waits, or refuse it; the caller asked whether the person may.

    Raises  Denied for who sent it; BadParameter for a refusal without its reason; NotNow where it
            is settled.
    """
    model = type(version)
    hold_name(f"{model._meta.label} of {by.mission.pk}")
    current = hold(version)
    if current.sent_by_id == by.person.pk:
        raise Denied(
            say("nobody approves what they sent themselves"), next=say("ask who holds the post too")
        )
    if current.state != VersionState.WAITING:
        raise NotNow(say("this was decided already"), next=say("look at the page again"))
    why = why.strip()[:MOST_WHY]
    if not approved and not why:
        raise BadParameter(say("a refusal has its reason"), where="why", next=say("write it"))
    current.decided_by = by.person
    if not approved:
        current.save(update_fields=["decided_by"])
        _end(current, VersionState.REFUSED, why, by)
        record_line("refuse", current, by)
        return current
    rows = model._default_manager.filter(mission=by.mission, **(beside or {}))
    for earlier in rows.filter(state=VersionState.APPROVED):
        _end(earlier, VersionState.REPLACED, "", by)
    current.state, current.approved_at = VersionState.APPROVED, clock.now(by.mission)
    current.save(update_fields=["state", "approved_at", "decided_by"])
    record_line("approve", current, by)
    return current


@transaction.atomic
def withdraw_version(version: V, *, why: str, by: Standing) -> V:
    """Take a version out of use, or back before it was decided; the caller asked whether the
    person may.

    Raises  BadParameter without a reason; NotNow where it is neither in use nor waits.
    """
    hold_name(f"{type(version)._meta.label} of {by.mission.pk}")
    current = hold(version)
    why = why.strip()[:MOST_WHY]
    if not why:
        raise BadParameter(say("a withdrawal has its reason"), where="why", next=say("write it"))
    if current.state not in (VersionState.WAITING, VersionState.APPROVED):
        raise NotNow(say("this version is not in use"), next=say("nothing needs doing"))
    _end(current, VersionState.WITHDRAWN, why, by)
    record_line("withdraw", current, by)
    return current


def withdraw_unfit(version: AdoptedVersion, *, why: str) -> None:
    """Take a version out of use, or back before it was decided, that this version of the platform
    refuses. No person does it: it is asked by the caller, after an upgrade."""
    if version.state in (VersionState.WAITING, VersionState.APPROVED):
        _end(version, VersionState.WITHDRAWN, why[:MOST_WHY])
        trail.record(
            "withdraw",
            mission=version.mission,
            kind=version._meta.model_name or "",
            subject=version.pk,
            number=version.number,
            sha256=version.digest,
        )


def _end(version: AdoptedVersion, state: str, why: str, by: Standing | None = None) -> None:
    version.state, version.ended_why = state, why
    version.ended_at = clock.now(version.mission)
    version.ended_by = by.person if by else None
    version.save(update_fields=["state", "ended_at", "ended_why", "ended_by"])


def record_line(act: str, version: AdoptedVersion, by: Standing) -> None:
    """A line of the trail about a version."""
    trail.record(
        act,
        mission=by.mission,
        by=by.person,
        kind=version._meta.model_name or "",
        subject=version.pk,
        number=version.number,
        sha256=version.digest,
    )
