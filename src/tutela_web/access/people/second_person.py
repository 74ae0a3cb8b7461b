"""The two-person rule: who asks never decides, and nothing is decided twice.

Shared by the vault's break-glass and by the changes of how somebody signs in.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from tutela_web.access.models import Asked
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold

AnyAsked = TypeVar("AnyAsked", bound=Asked)


def require_second(asked: Asked, *, by: Standing, next: str) -> None:
    """Raise Denied to who asked; `next` says who may decide."""
    if asked.asked_by_id == by.person.pk:
        raise Denied(_("a second person decides: you asked yourself"), next=next)


def lock_undecided(asked: AnyAsked) -> AnyAsked:
    """The request as it stands now, locked until the transaction ends; NotNow if it is decided."""
    now = hold(asked)
    if now.approved_at or now.refused_at:
        raise NotNow(_("this request is decided already"), next=_("load the page again"))
    return now


def approve(asked: Asked, *, by: Standing, at: datetime) -> None:
    """Note that the second person agreed; the caller saves."""
    asked.approved_by_id, asked.approved_at = by.person.pk, at


def refuse(asked: Asked, *, by: Standing, at: datetime) -> None:
    """Note that the second person said no; the caller saves."""
    asked.approved_by_id, asked.refused_at = by.person.pk, at
