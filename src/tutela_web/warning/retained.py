"""How long texts, calls and the ledger of messages are retained, class by class."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutela_web.channels.models import Message
from tutela_web.safeguards.retained import NEEDED_BY, RetainedClass, declare
from tutela_web.warning.models import CallBack, Courtesy, NetworkContact, Report


def is_contact(subject: UUID) -> bool:
    """Whether an identity is that of a contact of the network who was not taken out of it."""
    return NetworkContact.objects.filter(subject=subject, retired=False).exists()


def _minute_in(name: str) -> Callable[[Any], str]:
    """What a row without a number is called: the minute it came."""
    return lambda row: f"{getattr(row, name):%Y-%m-%d %H:%M}"


def connect() -> None:
    """Tell the room of safeguards, which lies below, what is reviewed here."""
    NEEDED_BY.append(is_contact)
    declare(
        RetainedClass(
            name="texts",
            label=_("Words of texts and calls about an alert"),
            months=24,
            model=Report,
            over=Q(alert__now__open=False),
            called=_minute_in("entered_at"),
            blanks={"words": "", "place_said": "", "latitude": None, "longitude": None},
            identities=("sealed",),
        ),
        RetainedClass(
            name="courtesies",
            label=_("Tests of the line, and thanks"),
            months=6,
            model=Courtesy,
            over=Q(),
            since="at",
            called=_minute_in("at"),
            blanks={"address_hash": "", "place_said": ""},
            identities=("sealed",),
        ),
        RetainedClass(
            name="calls",
            label=_("Missed calls: numbers, and what was said"),
            months=12,
            model=CallBack,
            over=~Q(state=CallBack.State.DUE),
            since="last_at",
            called=_minute_in("last_at"),
            blanks={"address_hash": "", "said": ""},
            identities=("sealed",),
        ),
        RetainedClass(
            name="ledger",
            label=_("Ledger of messages: which number each came from or went to"),
            months=24,
            model=Message,
            over=~Q(state=Message.State.WAITING),
            since="made_at",
            blanks={"address_hash": "", "gateway_message_id": ""},
            by_month=True,
        ),
    )
