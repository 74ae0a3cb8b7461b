"""{{ duty|duty_words }}, {{ key|office_words }}, {{ report|days_told }}. Load reporting."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from tutela.base.messages import term
from tutela.reporting.calendar import UPDATE, Duty
from tutela.reporting.products import STEPS
from tutela_web.access.models import Mission
from tutela_web.capacity.readiness_models import Contributor
from tutela_web.look.days import date_format
from tutela_web.look.translate import in_page_language, with_label
from tutela_web.reporting.editions.ask_queries import say_became
from tutela_web.reporting.filling.of_report import office_name
from tutela_web.reporting.models import ReportAsk, ReportEdition

register = template.Library()


@register.filter
def office_words(key: str) -> str:
    """The name of an office."""
    return office_name(key)


@register.filter
def duty_words(duty: Duty) -> str:
    """What is owed: the report, or the step of it."""
    title = in_page_language(term(duty.title))
    return with_label(title, step_words(duty)) if duty.step else title


@register.filter
def step_words(duty: Duty) -> str:
    """Which step of a report is owed."""
    return in_page_language(term("update" if duty.step == UPDATE else STEPS[duty.step]))


@register.filter
def days_told(report: ReportEdition) -> str:
    """The days an edition tells of; the year of the first where it is another."""
    first, last = report.first, report.last
    told = date_format(last, "j M Y")
    if first == last:
        return told
    return f"{date_format(first, 'j M' if first.year == last.year else 'j M Y')} – {told}"


@register.filter
def answer_words(ask: ReportAsk) -> str:
    """What became of what a report asked of a leader."""
    return say_became(ask)


@register.simple_tag
def draft_address(
    mission: Mission, product: str, due: date, country: Contributor | None = None
) -> str:
    """Where an edition of a product due on a day is begun, for one contributor where it is."""
    page = reverse("reporting:report_new", args=[mission.code])
    asked = {"product": product, "due": due.isoformat()}
    if country is not None:
        asked["contributor"] = str(country.pk)
    return f"{page}?{urlencode(asked)}"
