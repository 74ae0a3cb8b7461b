"""How reports a resolution asks for become duties of the mission, by their kind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from django.db import transaction

from tutela_web.access.policy import Standing
from tutela_web.mandate.models import Resolution
from tutela_web.programme.fields import ACT
from tutela_web.programme.measures.duty_kind import REPORT_DUTY
from tutela_web.programme.measures.models import ReportDuty
from tutela_web.records.kind_verbs import create_record


class OwedInput(TypedDict):
    """A report a resolution asks for, as the mission takes it."""

    title: str
    office: str
    due: date | None
    every_days: int | None


@transaction.atomic
def owe_reports(
    resolution: Resolution, owed: Iterable[tuple[str, OwedInput]], *, by: Standing
) -> list[ReportDuty]:
    """Take reports a resolution asks for as duties of the mission, each with the words it rests on.

    Raises  Denied without the act draft_strategy; BadParameter for a resolution of another mission;
            as create_record.
    """
    by.require(ACT, of=resolution)
    return [
        create_record(
            REPORT_DUTY,
            {
                "to": ReportDuty.To.COUNCIL,
                "title": " ".join(one["title"].split()),
                "office": one["office"].strip(),
                "rests_on": rests_on,
                "due": one["due"],
                "every_days": one["every_days"],
                "classification": resolution.classification,
            },
            by=by,
            invented=resolution.invented,
        )
        for rests_on, one in owed
    ]
