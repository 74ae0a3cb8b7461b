"""Fields and rules that the kinds of this feature share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.messages import say
from tutela.outreach import messages as core
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.errors import NotNow
from tutela_web.base.values import FieldValue, Words
from tutela_web.outreach.messages.models import (
    CapacityStatement,
    MessagePart,
    PublicMessage,
    Released,
    said_here,
)
from tutela_web.outreach.messages.queries import KIND
from tutela_web.places.models import Place

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


def picks_offered() -> list[tuple[str, Words | list[tuple[str, str]]]]:
    kinds = (core.CAN, core.CANNOT, core.STATE)
    groups = [(str(MessagePart.Kind(kind).label), picks_of_kinds([kind])) for kind in kinds]
    return [("", _("in our own words, below")), *groups]


def several(
    choices: Sequence[tuple[str, Words]] | Callable[[], list[tuple[str, str]]],
) -> Callable[[], forms.Field]:
    """What makes a control of several boxes to be ticked."""
    return lambda: forms.MultipleChoiceField(
        required=False, choices=choices, widget=forms.CheckboxSelectMultiple
    )


class MarkedInput(TypedDict, total=False):
    """The fields by which what is told lies somewhere, and is marked."""

    area: DutyArea | None
    classification: int


def marked_as_linked(
    values: MarkedInput, by: Standing, place: Place | None = None
) -> dict[str, Any]:
    """Values at least as highly marked as the place they name; who writes them reads them."""
    by.require_ours(place, values.get("area"))
    marking = max(values.get("classification", 1), place.classification if place else 1)
    by.require_marking(KIND, marking)
    return {**values, "classification": marking}


def only_drafts(
    record: PublicMessage | CapacityStatement, changed: Mapping[str, FieldValue], by: Standing
) -> dict[str, Any]:
    if changed and record.state != Released.DRAFT:
        raise NotNow(
            say("only the words of a draft are changed"),
            next=say("have it sent back, or write another"),
        )
    return {}
