"""Words of the lists of decisions, options, outcomes and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from tutela.capacity.able import REASONS
from tutela.crisis.tables import decisions, hazards, options, outcomes
from tutela.mandate.library import Reference, norms_of
from tutela_web.base.said import said, word
from tutela_web.crisis import metrics_words
from tutela_web.crisis.metrics import reason_told, words_told
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.queries import who_of

register = template.Library()


@register.filter
def option_word(name: str) -> str:
    """An option in words."""
    return word(options()[name].label) if name in options() else name


@register.filter
def whom(tasking: Tasking) -> str:
    """Whom a tasking is for, as the reader may know them."""
    return who_of(tasking)


@register.filter
def decision_word(name: str) -> str:
    """A decision in words."""
    return word(decisions()[name].label) if name in decisions() else name


@register.filter
def outcome_word(name: str) -> str:
    """An outcome in words."""
    return word(outcomes()[name].label) if name in outcomes() else name


@register.filter
def reason_word(name: str, holds: bool = False) -> str:
    """A reason in words; one that tells of a caveat only for who holds the compartment capacity."""
    return str(metrics_words.reason_word(reason_told(name, holds)))


@register.simple_tag
def words_beside(text: str, reasons: Sequence[str] | str, holds: bool) -> str:
    """Words written beside reasons; blank for who may not read one of the reasons."""
    return words_told(text, [reasons] if isinstance(reasons, str) else reasons, holds)


RHYTHM = {"patrol": _("patrols"), "visit": _("staff visits"), "liaison": _("liaison meetings"),
          "test": _("contact tests")}  # fmt: skip


@register.filter
def rhythm_word(kind: str) -> Any:
    """A kind of the rhythm of prevention in words."""
    return RHYTHM.get(kind, kind)


@register.simple_tag
def norms_of_option(option: str) -> list[Reference]:
    """The norms a unit acknowledges with a tasking."""
    return norms_of(option)


@register.filter
def hazard_word(name: str) -> str:
    """A hazard in words."""
    return word(hazards()[name][0]) if name in hazards() else name


@register.filter
def unable_word(code: str) -> str:
    """Why a unit is not able, for who holds the compartment capacity."""
    return said(REASONS[code]) if code in REASONS else code
