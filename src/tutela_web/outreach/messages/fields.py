"""Fields and rules that the kinds of this feature share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.messages import say
from tutela.outreach import messages as core
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.base.fields import Offered
from tutela_web.base.values import FieldValue, TypedFields
from tutela_web.outreach.messages.models import (
    CapacityStatement,
    MessagePart,
    PublicMessage,
    Released,
    said_here,
)
from tutela_web.outreach.messages.queries import KIND
from tutela_web.records.models import Record

TONES = {
    Released.ASKED: "warn",
    Released.RELEASED: "ok",
    Released.WITHDRAWN: "danger",
}


def offer_picks(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """The sentences of some kinds, in the language of the page."""
    return [
        (pick.pick, said_here(pick.pick)) for pick in core.picks().values() if pick.kind in kinds
    ]


def promises() -> list[tuple[str, str]]:
    """The sentences that promise something."""
    return offer_picks([core.CAN])


def picks_offered() -> list[tuple[Any, Any]]:
    """Every sentence, by what it tells, and our own words first."""
    kinds = (core.CAN, core.CANNOT, core.STATE)
    groups = [(MessagePart.Kind(kind).label, offer_picks([kind])) for kind in kinds]
    return [("", _("in our own words, below")), *groups]


def several(choices: Offered) -> Callable[[], forms.Field]:
    """What makes a control of several boxes to be ticked."""
    return lambda: forms.MultipleChoiceField(
        required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )


def marked_as_linked(
    given: Mapping[str, FieldValue] | TypedFields,
    by: Standing,
    *links: Record | None,
    **kept: FieldValue,
) -> dict[str, Any]:
    """Values, and those `kept` otherwise than given, at least as highly marked as what they name;
    who writes them reads them."""
    values: dict[str, Any] = dict(given) | kept
    by.require_ours(*links, values.get("area"))
    marking = max(
        [values.get("classification", 1), *(link.classification for link in links if link)]
    )
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


def only_drafts(
    record: CapacityStatement | PublicMessage, changed: Mapping[str, FieldValue], by: Standing
) -> dict[str, Any]:
    if changed and record.state != Released.DRAFT:
        raise NotNow(
            say("only the words of a draft are changed"),
            next=say("have it sent back, or write another"),
        )
    return {}
