"""What each audience last received of reports, what is due to it, and what is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, Q

from tutela.base.messages import term
from tutela.reporting.products import AUDIENCES, CONTRIBUTORS, Product
from tutela_web.access.policy import Standing
from tutela_web.capacity.readiness.queries import contributors_for
from tutela_web.capacity.readiness_models import Contributor
from tutela_web.links.queries import in_force
from tutela_web.look.translate import in_page_language
from tutela_web.programme.measures.queries import duties_for
from tutela_web.reporting.editions.queries import (
    OwedDuty,
    duty_calendar,
    editions_for,
    receipts_for,
)
from tutela_web.reporting.models import ReportEdition, ReportReceipt


@dataclass(frozen=True)
class AudienceRow:
    """A report one audience is owed: the last edition it was given, and what is due.

    country   the contributor it is for, where it is for one
    due       the next day, or the day that has gone by
    receipts  to whom the last edition was given, and who has confirmed it
    """

    product: str
    title: str
    country: Contributor | None = None
    last: ReportEdition | None = None
    receipts: list[ReportReceipt] = field(default_factory=list)
    due: date | None = None
    late: bool = False

    @property
    def confirmed(self) -> int:
        """How many of those it was given to have said that they received it."""
        return sum(receipt.received_at is not None for receipt in self.receipts)


@dataclass(frozen=True)
class AudienceOwed:
    """An audience and the reports made for it, the late first."""

    label: str
    rows: list[AudienceRow]

    @property
    def late(self) -> int:
        """How many of its reports are late."""
        return sum(row.late for row in self.rows)


Key = tuple[str, UUID | None]


def by_audience(standing: Standing) -> list[AudienceOwed]:
    """Every audience with its reports. The same queries for any number of reports."""
    calendar = duty_calendar(standing)
    last = _last_editions(standing)
    receipts: dict[UUID, list[ReportReceipt]] = {}
    for receipt in receipts_for(standing).filter(
        report__in=[edition.pk for edition in last.values()]
    ):
        receipts.setdefault(receipt.report_id, []).append(receipt)
    due = _due_days(calendar.duties)
    countries = _countries(standing, last)

    def row(product: Product, country: Contributor | None = None) -> AudienceRow:
        edition = last.get((product.key, country.pk if country else None))
        day, late = (countries[country] if country else due.get(product.key)) or (None, False)
        return AudienceRow(
            product.key,
            in_page_language(term(product.title)),
            country,
            edition,
            receipts.get(edition.pk, []) if edition else [],
            day,
            late,
        )

    owed: dict[str, list[AudienceRow]] = {audience: [] for audience in AUDIENCES}
    for product in calendar.products.values():
        owed[product.audience].append(row(product))
        if product.audience == CONTRIBUTORS:
            owed[product.audience] += [row(product, country) for country in countries]
    return [
        AudienceOwed(
            in_page_language(term(AUDIENCES[audience])), sorted(rows, key=lambda row: not row.late)
        )
        for audience, rows in owed.items()
        if rows
    ]


def _last_editions(standing: Standing) -> dict[Key, ReportEdition]:
    """The last released edition of each product, and for each contributor. Two queries."""
    released = editions_for(standing).filter(state=ReportEdition.State.RELEASED).order_by()
    newest = released.values("product", "contributor").annotate(at=Max("released_at"))
    moments = [row["at"] for row in newest]
    rows = released.filter(released_at__in=moments).defer("figures", "data")
    ordered = rows.order_by("released_at", "edition")
    return {(edition.product, edition.contributor_id): edition for edition in ordered}


def _due_days(duties: Iterable[OwedDuty]) -> dict[str, tuple[date, bool]]:
    """Of each product the day it is due next, or the first that has gone by, and whether it has."""
    due: dict[str, tuple[date, bool]] = {}
    for owed in duties:
        duty = owed.duty
        if duty.step or owed.state == "done":
            continue
        late = owed.state == "overdue"
        if late or duty.product not in due:
            due.setdefault(duty.product, (duty.due.date(), late))
    return due


def _countries(
    standing: Standing, last: dict[Key, ReportEdition]
) -> dict[Contributor, tuple[date, bool] | None]:
    """The contributors somebody briefed or owes a briefing to, and the day of what is owed. Two
    queries."""
    duties = duties_for(standing).filter(in_force(standing), contributor__isnull=False)
    owed: dict[Any, date | None] = {}
    for key, day in duties.order_by().values_list("contributor", "due"):
        known = owed.get(key)
        owed[key] = min(day, known) if day and known else day or known
    briefed = [country for _product, country in last if country is not None]
    rows = contributors_for(standing).filter(Q(pk__in=briefed) | Q(pk__in=list(owed)))
    days: dict[Contributor, tuple[date, bool] | None] = {}
    for country in rows:
        day = owed.get(country.pk)
        days[country] = (day, day < standing.on) if day is not None else None
    return days
