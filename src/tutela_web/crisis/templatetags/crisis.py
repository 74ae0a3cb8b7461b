"""Words of the lists of decisions, options, outcomes and reasons."""

from __future__ import annotations

from django import template

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
