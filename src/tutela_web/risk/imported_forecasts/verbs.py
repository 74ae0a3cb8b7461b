"""How a forecast of others comes in: whole, or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TypedDict

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.forecast.imported import RefusedLine, read_forecast
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.records import verbs as records
from tutela_web.risk.imported_forecasts.models import ForecastValue, ImportedForecast

ACT = "import_records"
AT_ONCE = 2_000


class IssueInput(TypedDict):
    """When a file was issued, under which licence, and how its publisher is cited."""

    issued_on: date
    licence: str
    citation: str


def import_forecast(
    path: Path, issue: IssueInput, *, by: Standing, invented: bool = False
) -> tuple[ImportedForecast | None, tuple[RefusedLine, ...]]:
    """Keep a file of forecasts as its publisher issued it; where a row is refused, nothing is kept.

    Gives   the forecast, or the rows refused, one or the other.
    Raises  Denied; UnreadableFile; BadParameter for a file of nobody known, one that says nothing
            of the country, a day ahead, months that were over when it was issued, or the same
            issue again.
    """
    by.require(ACT)
    if issue["issued_on"] > clock.today(by.mission):
        raise BadParameter(
            say("this lies in the future"),
            where="issued_on",
            next=say("give the day on which it was published"),
        )
    read = read_forecast(path, by.mission.iso3)  # apart, and nobody waits for a lock meanwhile
    if read.refused:
        return None, read.refused
    months = sorted({value.month for value in read.values})
    if months[-1] < issue["issued_on"].replace(day=1):
        raise BadParameter(
            say("every month of the file was over when it was issued"),
            where="issued_on",
            next=say("look at the day of issue again"),
        )
    with transaction.atomic():
        same = ImportedForecast.objects.filter(
            mission=by.mission,
            publisher=read.publisher,
            unit=read.unit,
            issued_on=issue["issued_on"],
            withdrawn=False,
        )
        if same.exists():
            raise BadParameter(
                say("this issue is on file already"),
                next=say("withdraw it first, if it was wrong"),
            )
        forecast = ImportedForecast(
            publisher=read.publisher,
            unit=read.unit,
            first_month=months[0],
            last_month=months[-1],
            classification=Classification.UNCLASSIFIED,
            invented=invented,
            **issue,
        )
        records.create(forecast, mission=by.mission, by=by.person)
        ForecastValue.objects.bulk_create(
            (
                ForecastValue(
                    forecast=forecast,
                    key=value.key,
                    name=value.name,
                    month=value.month,
                    probability=value.probability,
                    expected=value.expected,
                )
                for value in read.values
            ),
            batch_size=AT_ONCE,
        )
    return forecast, ()
