"""The tables indicators are computed over, of the records one standing reads: through the queries
of the rooms, so that what the policy keeps back is in no figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from tutela.actors.identify import UNKNOWN, type_of
from tutela.base.days import first_of_span, lies_within
from tutela.base.later import pl
from tutela.monitoring.indicators import empty_table
from tutela.risk.factors import PRIORITIES
from tutela_web.access.policy import Standing
from tutela_web.accountability.models import Violation, ViolationStep
from tutela_web.accountability.queries import steps_for, violations_for
from tutela_web.crisis.metrics.queries import FiguresPeriod, PeriodFigures, measure_period
from tutela_web.incidents.happened.queries import happened_in, with_positions
from tutela_web.incidents.lists.queries import standing_alone
from tutela_web.incidents.models import NOT_SCORED, Victims
from tutela_web.programme.matrix.queries import answering, lines_for
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.warning.board.queries import alerts_for

READS: Mapping[str, tuple[str, ...]] = {
    "alerts": ("alerts",),
    "harm": ("incidents", "events"),
    "incidents": ("incidents", "alerts"),
    "victims": ("incidents",),
    "risks": ("risks", "strategy"),
    "lines": ("strategy", "risks"),
    "violations": ("violations",),
}
"""By which kinds of the policy each table is read: a figure is shown to who reads all of them."""

ENDINGS = frozenset(
    {
        ViolationStep.Ending.CONVICTED,
        ViolationStep.Ending.ACQUITTED,
        ViolationStep.Ending.DROPPED,
    }
)
"""How a step ends an answer; a reply or a promise does not."""

HOST = "host force"
ANSWERS = (
    ("warned", "warned"),
    ("acknowledged", "acknowledged"),
    ("decided", "decided"),
    ("response", "response"),
    ("arrival", "arrival"),
    ("host", "host"),
    ("partner", "partner"),
    ("protected", "protected"),
    ("false_alarm", "false alarm"),
    ("feedback", "feedback"),
)
HOURS = (
    ("hours_to_acknowledge", "acknowledge"),
    ("hours_to_decide", "decide"),
    ("hours_to_depart", "depart"),
    ("hours_to_arrive", "arrive"),
)


@dataclass
class MeasuredTables:
    """The tables of a span of days, each read once."""

    standing: Standing
    first: date
    last: date

    def table(self, name: str) -> pl.DataFrame:
        """A table by the name a description gives it."""
        made: pl.DataFrame = getattr(self, name)
        columns = empty_table(name).schema
        return made.select(pl.col(column).cast(kind) for column, kind in columns.items())

    @cached_property
    def figures(self) -> PeriodFigures:
        """How the alerts of the span were answered."""
        return measure_period(self.standing, FiguresPeriod(self.first, self.last))

    @cached_property
    def alerts(self) -> pl.DataFrame:
        """The alerts, with what each answers to every measure and the hours to each step."""
        rows = self.figures.grouped
        for column, measure in ANSWERS:
            answer = self.figures.rows.filter(pl.col("measure") == measure)
            rows = rows.join(answer.select("alert", "answer"), "alert", "left")
            rows = rows.rename({"answer": column})
        for column, step in HOURS:
            timed = self.figures.timed.filter(pl.col("step") == step)
            hours = timed.select("alert", hours=pl.col("minutes") / 60)
            rows = rows.join(hours, "alert", "left").rename({"hours": column})
        areas = dict(
            alerts_for(self.standing)
            .filter(pk__in=[UUID(one) for one in rows["alert"]])
            .order_by()
            .values_list("pk", "area")
        )
        hexes = [_hex(areas.get(UUID(one))) for one in rows["alert"]]
        return rows.rename({"alert": "id"}).with_columns(area=pl.Series(hexes, dtype=pl.String))

    @cached_property
    def harm(self) -> pl.DataFrame:
        """Incidents and imported events against civilians, each once."""
        rows = happened_in(self.standing, None, since=self.first)
        rows = rows.filter(
            pl.col("against_civilians"),
            pl.col("day").is_null() | (first_of_span() <= self.last),
        )
        classes = [
            HOST if host else type_of(names[0]) if names else UNKNOWN
            for host, names in rows.select("host_force", "names").iter_rows()
        ]
        placed = with_positions(self.standing, rows).select("kind", "pk", "area")
        rows = rows.with_columns(actor=pl.Series(classes, dtype=pl.String))
        return rows.join(placed, on=["kind", "pk"], how="left").with_columns(
            id=pl.col("kind") + ":" + pl.col("pk"),
            imported=pl.when(pl.col("kind") == "event").then(pl.lit("yes")).otherwise(pl.lit("no")),
        )

    @cached_property
    def incidents(self) -> pl.DataFrame:
        """The mission's own incidents, and whether an alert stood before each."""
        sights = {UUID(sight.incident): sight.answer for sight in self.figures.sights}
        rows = [
            {
                "id": row.pk.hex,
                "since": row.event_from,
                "day": row.event_to or row.event_from,
                "area": _hex(row.area_id),
                "harm": next(iter(row.harms), None),
                "verification": row.verification,
                "warned_before": sights.get(row.pk),
            }
            for row in standing_alone(self.standing)
            .exclude(verification__in=NOT_SCORED)
            .only("event_from", "event_to", "area", "harms", "verification")
            .order_by("pk")
        ]
        return pl.DataFrame(rows, schema=empty_table("incidents").schema)

    @cached_property
    def victims(self) -> pl.DataFrame:
        """Victims of the mission's own incidents as counted now, a row a line."""
        days = {
            row["id"]: (row["since"], row["day"], row["area"])
            for row in self.incidents.iter_rows(named=True)
        }
        lines = Victims.objects.filter(
            incident__in=standing_alone(self.standing).values("pk"), ended_at__isnull=True
        ).order_by("pk")
        rows = [
            (incident.hex, *days[incident.hex], harm, sex, age, number)
            for incident, harm, sex, age, number in lines.values_list(
                "incident", "harm", "sex", "age", "number"
            )
            if incident.hex in days
        ]
        return pl.DataFrame(rows, schema=empty_table("victims").schema, orient="row")

    @cached_property
    def risks(self) -> pl.DataFrame:
        """The adopted risks of today: priority, review, whether a line of the matrix answers."""
        lines = lines_for(self.standing).exclude(status="stopped")
        answering_lines = answering(self.standing, lines)
        answered = {UUID(risk) for risks in answering_lines.risks.values() for risk in risks}
        rows = [
            {
                "id": row.pk.hex,
                "area": _hex(row.area_id),
                "priority": None if row.priority is None else PRIORITIES[row.priority],
                "review": None
                if row.review_on is None
                else "overdue"
                if row.review_on < self.standing.on
                else "in time",
                "answered": "yes" if row.pk in answered else "no",
            }
            for row in risks_for(self.standing)
            .filter(status=Risk.Status.ADOPTED)
            .only("area", "priority", "review_on")
            .order_by("pk")
        ]
        return pl.DataFrame(rows, schema=empty_table("risks").schema)

    @cached_property
    def lines(self) -> pl.DataFrame:
        """The lines of the matrix of today."""
        on = self.standing.on
        rows = [
            {
                "id": row.pk.hex,
                "area": _hex(row.area_id),
                "tier": "several"
                if len(row.tiers) > 1
                else str(row.tiers[0])
                if row.tiers
                else None,
                "status": row.status,
                "time": "done"
                if row.status == "done"
                else None
                if row.ends is None
                else "over"
                if row.ends < on
                else "within",
                "lead": "named" if row.lead.strip() else "none",
            }
            for row in lines_for(self.standing).exclude(status="stopped").order_by("code")
        ]
        return pl.DataFrame(rows, schema=empty_table("lines").schema)

    @cached_property
    def violations(self) -> pl.DataFrame:
        """Violations and abuses outside compartments, and how far an answer to each came."""
        came: dict[UUID, int] = {}
        for violation, replied, ending in steps_for(self.standing).values_list(
            "violation", "reply_on", "ending"
        ):
            far = 2 if ending in ENDINGS else 1 if replied or ending else 0
            came[violation] = max(came.get(violation, 0), far)
        words = ("told", "replied", "ended")
        rows = [
            {
                "id": row.pk.hex,
                "day": row.on,
                "area": _hex(row.area_id),
                "kind": row.kind,
                "harm": row.harm,
                "status": row.status,
                "answer": words[came[row.pk]] if row.pk in came else "none",
            }
            for row in violations_for(self.standing)
            .exclude(status=Violation.Status.REFUTED)
            .filter(compartment="")
            .order_by("pk")
        ]
        return pl.DataFrame(rows, schema=empty_table("violations").schema)

    def areas_heard(self, first: date, last: date) -> frozenset[str]:
        """The areas anything was recorded of in some days, an alert or a harm: from the others
        nobody was heard, and a count of none is not nothing."""
        heard: set[str] = set()
        for rows in (self.alerts, self.harm, self.incidents):
            began = "since" if "since" in rows.columns else "day"
            within = rows.filter(lies_within(first, last, first=began))
            heard |= {area for area in within["area"].drop_nulls()}
        return frozenset(heard)


def _hex(pk: UUID | None) -> str | None:
    return None if pk is None else pk.hex
