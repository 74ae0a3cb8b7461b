"""{{ duty|duty_words }}, {{ key|office_words }}. Load reporting."""

from __future__ import annotations

from django import template

from tutela.base.say import term
from tutela.reporting.calendar import UPDATE, Duty
from tutela.reporting.products import STEPS
from tutela_web.look.said import in_page_language
from tutela_web.reporting.fills_of_report import office_name

register = template.Library()


@register.filter
def office_words(key: str) -> str:
    """The name of an office."""
    return office_name(key)


@register.filter
def duty_words(duty: Duty) -> str:
    """What is owed: the report, or the step of it."""
    title = in_page_language(term(duty.title))
    if not duty.step:
        return title
    step = "update" if duty.step == UPDATE else STEPS[duty.step]
    return f"{title}: {in_page_language(term(step))}"
