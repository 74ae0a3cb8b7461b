"""What reports are owed, for other pages: in the calendar a person fetches at their private
address, and among the cut-offs of an operations centre."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid5

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.messages import say, term
from tutela.coordination.calendar import Entry
from tutela.reporting.calendar import UPDATE, Duty, say_duty
from tutela.reporting.products import STEPS
from tutela_web.access.policy import Standing
from tutela_web.joc.queries import CutOff
from tutela_web.look.translate import in_page_language, with_label
from tutela_web.reporting.editions.queries import READS, duty_calendar, holds_office, rows_of_duties

BACK = timedelta(days=7)


def calendar_entries(standing: Standing, key: UUID) -> list[Entry]:
    """What the offices of this person owe: titles of products and of offices alone."""
    if not standing.reads(READS):
        return []
    drill = _("EXERCISE: ") if standing.mission.is_exercise else ""
    code = standing.mission.pk.hex
    return [
        Entry(
            uuid5(key, f"{code}:{duty.duty.key}").hex,
            drill + in_page_language(say_duty(duty.duty)),
            duty.duty.due.date() if duty.duty.whole_day else duty.duty.due,
            duty.duty.due,  # the same each time it is fetched, so that a program sees no change
            off=duty.state == "done",
            version=2 if duty.state == "done" else 1,
        )
        for duty in duty_calendar(standing, standing.on - BACK).duties
        if holds_office(standing, duty.duty.office)
    ]


def _in_words(duty: Duty) -> str:
    title = in_page_language(term(duty.title))
    if duty.step == UPDATE:
        return with_label(title, in_page_language(say("update")))
    step = STEPS.get(duty.step, "")
    return with_label(title, in_page_language(term(step))) if step else title


def cut_offs(standing: Standing, until: date) -> list[CutOff]:
    """What of reports is due from today until a day and not done: what is overdue of today, and of
    each report and step of it the next. What several offices owe by one moment is one."""
    if not standing.reads(READS):
        return []
    owed = duty_calendar(standing, standing.on, until).duties
    rows = rows_of_duties(one for one in owed if one.state != "done")
    ahead = {(row.duty.product, row.duty.step): row for row in rows[::-1] if row.state == "ahead"}
    code = standing.mission.code
    return [
        CutOff(
            _in_words(row.duty),
            row.duty.due.date(),
            reverse("reporting:report", args=[code, row.report.pk])
            if row.report
            else reverse("reporting:reports", args=[code]),
            row.state == "overdue",
            None if row.duty.whole_day else row.duty.due,
        )
        for row in rows
        if row.state == "overdue" or ahead[row.duty.product, row.duty.step] is row
    ]
