"""As whom a report is filled: the policy view of its product, its period and its cut-off.

A report is told to many, so it is filled as nobody in particular: a reader of the whole mission,
in no compartment, up to what the product may bear and its office may read. Two databases, with and
without a record of a compartment, fill it byte for byte alike. What tells of caveats and refusals
is filled apart, as a reader in the compartment capacity, into parts that lie in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tutela.base.days import RowsByPeriod, split_by_period
from tutela.base.design_tokens import MARKINGS
from tutela.base.later import pl
from tutela.reporting.products import Product, offices
from tutela_web.access.models import Compartment, Mission
from tutela_web.access.policy import Standing, operator_of, roles
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.capacity.reach.queries import PlaceCover, reach_for
from tutela_web.incidents.lists.queries import standing_alone
from tutela_web.incidents.models import NOT_SCORED, Incident
from tutela_web.monitoring.measured.queries import area_names
from tutela_web.monitoring.measured.tables import MeasuredTables
from tutela_web.programme.matrix.queries import matrix, priority_risks
from tutela_web.reporting.models import ReportEdition
from tutela_web.risk.models import Risk
from tutela_web.strategy.content.snapshot import up_to
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.board.results import put_results
from tutela_web.warning.board.running import alerts_that_run
from tutela_web.warning.models import Alert

CLOSED_SOURCES = frozenset({"caveats_used", "refusals"})
"""What tells of caveats and refusals lies in the compartment capacity, wherever it is told."""


def marking_of(product: Product) -> Classification:
    """What an edition of a product is marked as: its ceiling, and no more than the office that
    drafts it may read."""
    ceiling = list(MARKINGS).index(product.ceiling)
    role = roles().get(offices()[product.office].role)
    return Classification(min(ceiling, role.clearance if role else ceiling))


def product_view(mission: Mission, product: Product, on: date) -> Standing:
    """Who a product is filled as: the whole mission, no compartment, up to its marking."""
    view = up_to(operator_of(mission), marking_of(product))
    return replace(view, on=on, compartments=frozenset())


@dataclass(frozen=True)
class PriorityGap:
    """A priority risk: whether a line of the matrix answers it, and who comes, in time, late or
    unknown."""

    risk: Risk
    planned: bool
    reach: str
    cover: PlaceCover | None


@dataclass
class FillView:
    """What a fill function is given: as whom it reads, which days, and what was known by when.

    before   the last edition that was released, if there was one
    """

    product: Product
    standing: Standing
    first: date
    last: date
    cut_off: datetime
    about: Alert | None = None
    before: ReportEdition | None = None
    report: ReportEdition | None = None

    @property
    def mission(self) -> Mission:
        """The mission it is filled for."""
        return self.standing.mission

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone whose days are counted."""
        return ZoneInfo(self.mission.time_zone)

    @cached_property
    def closed(self) -> Standing:
        """As the same, in the compartment capacity: for the parts that lie in it."""
        return replace(self.standing, compartments=frozenset([Compartment.CAPACITY.value]))

    @property
    def candid(self) -> bool:
        """Whether it tells the whole; else the effect alone, and no contributor."""
        return not self.product.effect_only

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when, and until before when: the days, and never beyond the cut-off."""
        start = datetime.combine(self.first, datetime.min.time(), self.zone)
        end = datetime.combine(self.last + timedelta(days=1), datetime.min.time(), self.zone)
        return start, min(end, self.cut_off + timedelta(microseconds=1))

    def known_by_cut_off(self) -> Q:
        """Of records: that the mission knew them by the cut-off."""
        at = self.cut_off
        return Q(known_at__lte=at) | Q(known_at=None, entered_at__lte=at)

    # --- what happened

    @cached_property
    def tables(self) -> MeasuredTables:
        """The tables indicators count, of the same days under the same view."""
        return MeasuredTables(self.standing, self.first, self.last)

    @cached_property
    def late_ids(self) -> frozenset[str]:
        """Incidents that became known after the cut-off, as hex: in no figure of this edition."""
        rows = standing_alone(self.standing).filter(known_at__gt=self.cut_off)
        return frozenset(pk.hex for pk in rows.order_by().values_list("pk", flat=True))

    @cached_property
    def harm(self) -> pl.DataFrame:
        """Attacks on civilians of the period known by the cut-off, each once."""
        return self.harm_by_period.within

    @cached_property
    def harm_by_period(self) -> RowsByPeriod:
        """Those attacks, and the ones dated only to a span that reaches beyond the period."""
        late = pl.col("kind").eq("incident") & pl.col("pk").is_in(sorted(self.late_ids))
        rows = self.tables.harm.filter(~late).sort("kind", "pk")
        return split_by_period(rows, self.first, self.last)

    @cached_property
    def incidents(self) -> list[Incident]:
        """The mission's own incidents of the period known by the cut-off, the gravest first."""
        rows = self.incidents_within(self.first, self.last).filter(self.known_by_cut_off())
        return sorted(rows, key=lambda row: (-(row.killed or 0), row.event_from, str(row.pk)))

    def incidents_within(self, first: date, last: date) -> QuerySet[Incident]:
        """The mission's own incidents of some days, whenever they became known."""
        ended = Q(event_to__isnull=True, event_from__lte=last) | Q(event_to__lte=last)
        rows = standing_alone(self.standing).filter(ended, event_from__gte=first)
        rows = rows.exclude(verification__in=NOT_SCORED).select_related("place", "area")
        return rows.defer("area__boundary")

    # --- alerts

    @cached_property
    def alert_rows(self) -> pl.DataFrame:
        """The alerts of the period known by the cut-off, and how each was answered."""
        late = alerts_for(self.standing).filter(known_at__gt=self.cut_off).order_by()
        ids = [str(pk) for pk in late.values_list("pk", flat=True)]
        return self.tables.alerts.filter(~pl.col("id").is_in(ids)).sort("id")

    @cached_property
    def alerts(self) -> dict[str, Alert]:
        """Those alerts as records, by id as the tables have it, the newest first."""
        ids = [UUID(one) for one in self.alert_rows["id"]]
        rows = alerts_for(self.standing).filter(pk__in=ids).select_related("place", "area", "now")
        newest = list(rows.order_by("-known_at", "pk"))
        put_results(self.standing, newest)
        return {str(row.pk): row for row in newest}

    @cached_property
    def at(self) -> datetime:
        """The moment clocks are read at, once: the cut-off, or now before that. Read twice, a clock
        that runs out between would make a sentence contradict its figure."""
        return min(self.cut_off, clock.now(self.mission))

    @cached_property
    def running(self) -> list[Alert]:
        """The alerts that run now, of whatever day, in their one order."""
        return alerts_that_run(self.standing)

    # --- priority risks

    @cached_property
    def priority_gaps(self) -> list[PriorityGap]:
        """The priority risks, with what lacks of each: as the matrix and the page of its place have
        it today."""
        uncovered = {one.pk for one in matrix(self.standing, {}).uncovered}
        reach = reach_for(self.standing, at=clock.now(self.mission), reasons=False)
        gaps = []
        for risk in priority_risks(self.standing):
            lat, lon = risk.place.latitude, risk.place.longitude
            cover = None if lat is None or lon is None else reach.cover(lat, lon)
            shown = cover.gap_shown if cover else "unknown"
            gaps.append(PriorityGap(risk, risk.pk not in uncovered, shown, cover))
        return gaps

    # --- areas

    @cached_property
    def areas(self) -> dict[str, str]:
        """The field offices' areas: name by id as hex."""
        return area_names(self.mission)

    @cached_property
    def heard(self) -> frozenset[str]:
        """The areas somebody was heard from in the period: from the others none is not nothing."""
        return self.tables.areas_heard(self.first, self.last) & frozenset(self.areas)

    @cached_property
    def silent(self) -> list[str]:
        """The names of areas nobody was heard from."""
        return [name for pk, name in self.areas.items() if pk not in self.heard]
