"""Fields and rules that the kinds of this feature share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.messages import say
from tutela.outreach import messages as core
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.base.values import FieldValue
from tutela_web.outreach.messages.models import MessagePart, Released, said_here
from tutela_web.outreach.messages.queries import KIND

TONES = {
    Released.ASKED: "warn",
    Released.RELEASED: "ok",
    Released.WITHDRAWN: "danger",
}


def picks_of_kinds(kinds: Iterable[str]) -> list[tuple[str, str]]:
    return [
        (pick.pick, said_here(pick.pick)) for pick in core.picks().values() if pick.kind in kinds
    ]


def promises() -> list[tuple[str, str]]:
    return picks_of_kinds([core.CAN])


def picks_offered() -> list[tuple[str, Any]]:
    kinds = (core.CAN, core.CANNOT, core.STATE)
    groups = [(MessagePart.Kind(kind).label, picks_of_kinds([kind])) for kind in kinds]
    return [("", _("in our own words, below")), *groups]


def several(choices: Any) -> Any:
    """What makes a control of several boxes to be ticked."""
    return lambda: forms.MultipleChoiceField(
        required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )


def marked_as_linked(values: Any, by: Standing, *links: Any) -> dict[str, Any]:
    """Values at least as highly marked as what they name; who writes them reads them."""
    by.require_ours(*links, values.get("area"))
    marking = max(
        [values.get("classification", 1), *(link.classification for link in links if link)]
    )
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


def only_drafts(record: Any, changed: Mapping[str, FieldValue], by: Standing) -> dict[str, Any]:
    if changed and record.state != Released.DRAFT:
        raise NotNow(
            say("only the words of a draft are changed"),
            next=say("have it sent back, or write another"),
        )
    return {}
