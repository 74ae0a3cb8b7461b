"""What pages of this room say of a record. Load with {% load incidents %}.

Rows of long tables use such tags: a template included in each row costs a third of the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from django import template
from django.utils.formats import localize, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tutela_web.access.models import Precision
from tutela_web.incidents.happened.queries import toll_in_words
from tutela_web.incidents.models import ClosedIncident, Incident, Verification
from tutela_web.look.chips import unknown_chip
from tutela_web.look.days import date_format
from tutela_web.look.translate import with_label

register = template.Library()
K = TypeVar("K")
V = TypeVar("V")


@register.filter
def of(table: Mapping[K, V], key: K) -> V | str:
    """What a table says of a key; nothing where it says nothing."""
    return table.get(key, "")


@register.simple_tag
def when(incident: Incident | ClosedIncident) -> SafeString:
    """The days of an incident, with its hour and how exactly they are known."""
    if not incident.event_from:
        return unknown_chip(_("day not known"))
    hour = incident.event_from_time
    said = date_format(incident.event_from, "j M Y")
    said += f", {time_format(hour, 'H:i')}" if hour else ""
    if incident.event_to and incident.event_to != incident.event_from:
        said += f" – {date_format(incident.event_to, 'j M Y')}"
    exact = incident.event_precision in (Precision.DAY, Precision.MINUTE)
    how = "" if exact else incident.get_event_precision_display()
    return format_html("<bdi>{}</bdi>{}", said, how and format_html("<br><small>{}</small>", how))


@register.simple_tag
def killed(incident: Incident | ClosedIncident) -> SafeString:
    """The killed, best (least–most); a question mark where a figure is not known."""
    best, least, most = (
        None if n is None else localize(n)
        for n in (incident.killed, incident.killed_low, incident.killed_high)
    )
    if best is None and least is None and most is None:
        return unknown_chip()
    between = "" if least is None and most is None else f" ({least or '?'}–{most or '?'})"
    return format_html("<bdi>{}{}</bdi>", best or "?", between)


@register.simple_tag
def figures(incident: Incident) -> str:
    """How many were harmed, as far as somebody counted, to stand behind the day."""
    counts = {
        _("Injured"): incident.injured,
        _("Abducted"): incident.abducted,
        _("Displaced"): incident.displaced,
    }
    said = [toll_in_words(incident.killed, incident.civilians_killed)]
    said += [with_label(name, localize(n)) for name, n in counts.items() if n is not None]
    return "".join(f" · {words}" for words in said if words)


_KINDS = {
    Verification.VERIFIED: "ok",
    Verification.REFUTED: "danger",
    Verification.WITHDRAWN: "danger",
    Verification.COULD_NOT_VERIFY: "unknown",
}


@register.simple_tag
def verification(incident: Incident | ClosedIncident) -> SafeString:
    """The verification of an incident, and the grade of its source."""
    grade = incident.grade and format_html(" <b><bdi>{}</bdi></b>", incident.grade)
    kind = _KINDS.get(Verification(incident.verification), "part")
    said = incident.get_verification_display()
    return format_html('<span class="chip {}">{}</span>{}', kind, said, grade)
