"""Words of the lists of decisions, options, outcomes and reasons."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from tutela.capacity.able import REASONS
from tutela.crisis.tables import decisions, hazards, options, outcomes, reasons
from tutela_web.base.said import said, word

register = template.Library()


@register.filter
def option_word(name: str) -> str:
    """An option in words."""
    return word(options()[name].label) if name in options() else name


@register.filter
def decision_word(name: str) -> str:
    """A decision in words."""
    return word(decisions()[name].label) if name in decisions() else name


@register.filter
def outcome_word(name: str) -> str:
    """An outcome in words."""
    return word(outcomes()[name].label) if name in outcomes() else name


@register.filter
def reason_word(name: str) -> str:
    """A reason in words."""
    return word(reasons()[name].label) if name in reasons() else name


@register.filter
def hazard_word(name: str) -> str:
    """A hazard in words."""
    return word(hazards()[name][0]) if name in hazards() else name


@register.filter
def unable_word(code: str) -> str:
    """Why a unit is not able, for who holds the compartment capacity."""
    return said(REASONS[code]) if code in REASONS else code


MEASURES = {
    "acknowledged in time": _("acknowledged in time"), "decided in time": _("decided in time"),
    "no decision": _("no decision by the clock"), "UN responded": _("the mission responded"),
    "UN arrived before harm": _("the mission arrived before harm"),
    "UN arrived during harm": _("the mission arrived during harm"),
    "UN arrived after harm": _("the mission arrived after harm"),
    "host force acted in time": _("the host force acted in time"),
    "a partner acted": _("a partner acted"), "protected": _("people were protected"),
    "false alarm": _("false alarm"), "community answered": _("the community was answered"),
}  # fmt: skip
GROUPS = {"office": _("office"), "distance": _("distance"), "light": _("light")}
PARTS = {"night": _("night"), "day": _("day"), "not known": _("not known"),
         "": _("no office")}  # fmt: skip


@register.filter
def measure_word(name: str) -> Any:
    """A measure of the response, or a reason, in words."""
    return MEASURES.get(name) or reason_word(name)


@register.filter
def group_word(group: str) -> str:
    """A group of medians: "office: North"."""
    kind, _sep, part = group.partition(": ")
    return f"{GROUPS.get(kind, kind)}: {PARTS.get(part, part)}"
