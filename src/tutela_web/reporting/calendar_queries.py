"""What reports a person's office owes, in the calendar they fetch at their private address."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from tutela.coordination.calendar import Entry
from tutela.reporting.calendar import say_duty
from tutela_web.access.policy import Standing
from tutela_web.look.said import in_page_language
from tutela_web.reporting.queries import READS, duty_calendar, holds_office

BACK = timedelta(days=7)


def calendar_entries(standing: Standing, key: UUID) -> list[Entry]:
    """What the offices of this person owe: titles of products and of offices alone."""
    if not standing.reads(READS):
        return []
    drill = _("EXERCISE: ") if standing.mission.is_exercise else ""
    code = standing.mission.pk.hex
    return [
        Entry(
            uuid5(key, f"{code}:{one.duty.key}").hex,
            drill + in_page_language(say_duty(one.duty)),
            one.duty.due.date() if one.duty.whole_day else one.duty.due,
            one.duty.due,  # the same each time it is fetched, so that a program sees no change
            off=one.state == "done",
            version=2 if one.state == "done" else 1,
        )
        for one in duty_calendar(standing, standing.on - BACK).duties
        if holds_office(standing, one.duty.office)
    ]
