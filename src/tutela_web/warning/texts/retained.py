"""How long texts, calls and the ledger of messages are retained, class by class."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutela_web.channels.models import Message
from tutela_web.safeguards.retained import NEEDED_BY, RetainedClass, declare
from tutela_web.warning.models import Alert, CallBack, Courtesy, NetworkContact, Report

OF_NO_OPEN_THREAD = (
    Q(merged_into=None)
    | Q(merged_into__now__open=False, merged_into__merged_into=None)
    | Q(merged_into__merged_into__now__open=False)
)
"""Alerts that were not merged into one that is open."""


def is_contact(subject: UUID) -> bool:
    """Whether an identity is that of a contact of the network who was not taken out of it."""
    return NetworkContact.objects.filter(subject=subject, retired=False).exists()


def connect() -> None:
    """Tell the room of safeguards, which lies below, what is reviewed here. Words that a person
    closed are never due: they are sealed with their compartment, and would come back from there."""
    NEEDED_BY.append(is_contact)
    declare(
        RetainedClass(
            name="alerts",
            label=_("Words of alerts; level, act, place and what was done stay"),
            months=60,
            model=Alert,
            over=Q(now__open=False, words_closed=False) & OF_NO_OPEN_THREAD,
            blanks={"who": "", "whom": "", "heading": "", "how_known": "", "note": ""},
        ),
        RetainedClass(
            name="texts",
            label=_("Words of texts and calls about an alert"),
            months=24,
            model=Report,
            over=Q(alert__now__open=False, alert__words_closed=False),
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
