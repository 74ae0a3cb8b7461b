"""How long it is retained who meant to be heard of, and when."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutela_web.field.models import CheckIn
from tutela_web.safeguards.retained import RetainedClass, declare


def connect() -> None:
    """Tell the room of safeguards, which lies below, what is reviewed here."""
    declare(
        RetainedClass(
            name="check_ins",
            label=_("Check-ins of staff with a field telephone"),
            months=3,
            model=CheckIn,
            over=~Q(heard_at=None),
            since="set_at",
            by_month=True,
            deletes=True,
        )
    )
