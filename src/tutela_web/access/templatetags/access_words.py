"""Words and small shapes of the pages about people and signing in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from tutela_web.access.audit.archived import archived_until
from tutela_web.access.audit.queries import clock_behind
from tutela_web.access.audit.trail import HOUSE
from tutela_web.access.models import AuditEntry, Compartment, Person
from tutela_web.access.people.queries import happened_to
from tutela_web.base.values import Words

register = template.Library()

ACTS = {
    "make_account": _("Account created"),
    "end_account": _("Account ended"),
    "reopen_account": _("Account opened again"),
    "give_password_link": _("Link for a new password handed out"),
    "ask_give_password_link": _("A link for a new password asked for"),
    "ask_reset_second_factor": _("Requested removal of the second factor"),
    "approve_account_change": _("A second person agreed"),
    "refuse_account_change": _("A second person refused"),
    "link_subject": _("Linked to an identity provider"),
    "reset_second_factor": _("Second factor removed"),
    "end_access": _("Signed out everywhere"),
    "sign_in": _("Signed in"),
    "sign_out": _("Signed out"),
    "enrol_second_factor": _("Second factor enrolled"),
    "remove_second_factor": _("Second factor removed"),
    "renew_recovery_codes": _("Recovery codes renewed"),
    "use_recovery_code": _("Recovery code used"),
    "second_factor_failed": _("Wrong code"),
    "change_password": _("Password changed"),
}


@register.simple_tag
def act_words(act: str) -> Any:
    """A line of the house's chain in words."""
    return ACTS.get(act, act)


@register.simple_tag
def happened(person: Person) -> list[AuditEntry]:
    """The last twenty lines about somebody's account."""
    lines = list(happened_to(person)[:20])
    for line in lines:
        line.about = person.pk  # type: ignore[attr-defined]
    return lines


@register.simple_tag
def archived_before() -> datetime | None:
    """Until when lines about accounts lie in archived months of the trail; None where none does."""
    return archived_until(HOUSE)


@register.simple_tag
def named(labels: Mapping[str, Words], name: str) -> Any:
    """A role, or a kind of record, in words."""
    return labels.get(name, name)


@register.simple_tag
def named_compartment(compartment: str) -> Any:
    """A compartment in words."""
    return dict(Compartment.choices).get(compartment, compartment)


@register.filter
def in_fours(text: str) -> str:
    """A long code in groups of four, as people copy it."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


@register.filter
def drawn(svg: str) -> SafeString:
    """A drawing made by this house from its own numbers, as part of the page."""
    return mark_safe(svg)  # nosec B703 # its docstring says of what


@register.inclusion_tag("access/_clock.html")
def clock_note() -> dict[str, bool]:
    """Says that the server's clock was set back, as long as that is news."""
    return {"clock_behind": clock_behind() is not None}
