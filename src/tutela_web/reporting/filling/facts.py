"""What is on record for a report, as its view may know it: what sentences are made of.

The sentences themselves are the core's (`tutela.reporting.sentences`). Each fact bears the kind and
id of its record, by which its page is found for who may open it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tutela.base.later import pl
from tutela.outreach.debts import days_waited, is_late
from tutela.reporting.facts import (
    AlertFact,
    AskFact,
    DisputeFact,
    ExchangeFact,
    Facts,
    GapFact,
    HardFact,
    IncidentFact,
    NeedFact,
    PointFact,
    RiskFact,
    RumourFact,
    TaskFact,
    TellingFact,
)
from tutela.reporting.figures import FigureChange, ReportFigure
from tutela.reporting.products import INSIDE_MISSION
from tutela_web.capacity.caveats.denial_queries import denials_for
from tutela_web.capacity.models import Base, DeniedMovement
from tutela_web.capacity.reach.queries import IN_TIME
from tutela_web.capacity.units.queries import bases_for
from tutela_web.crisis.decisions.queries import about_alerts
from tutela_web.crisis.metrics.words import reason_word
from tutela_web.crisis.models import Tasking, TaskingAnswer
from tutela_web.deployment.gap.queries import gaps_of, open_needs
from tutela_web.engagements.asks.models import Ask
from tutela_web.engagements.asks.queries import seen_asks
from tutela_web.fora.forum.queries import reports_for as upward_reports_for
from tutela_web.incidents.happened.queries import HARMED
from tutela_web.incidents.lists.queries import consents_told, standing_alone
from tutela_web.incidents.models import Incident, Verification
from tutela_web.joc.queries import flashes_for
from tutela_web.lessons.queries import repeated_lessons
from tutela_web.look.translate import day_and_hour
from tutela_web.monitoring.measured.queries import StandingIndicator, standing_indicators
from tutela_web.outreach.dialogue.queries import exchanges_for, points_for
from tutela_web.outreach.disputes.queries import disputes_for
from tutela_web.outreach.messages.queries import messages_for, peopled_places, tellings_for
from tutela_web.outreach.rumours.queries import rumours_for
from tutela_web.places.ground import Placed, km_from
from tutela_web.reporting.filling.report_figures import late_incidents, taskings_within
from tutela_web.reporting.filling.risk_changes import risks_moved
from tutela_web.reporting.filling.view import FillView
from tutela_web.warning.board.queries import is_overdue
from tutela_web.warning.board.running import is_near
from tutela_web.warning.models import Alert

MOST = 25
"""So many words of people, requests and lessons, are told. What is counted is never cut: a sentence
that says how many counts all."""

NEAR_BASE_KM = 10
"""Within so many kilometres of a base the mission was near [P]."""

STANDING_OF = {Verification.VERIFIED: "verified"}
CAVEATS = frozenset({"declared_caveat", "capital"})
UNANSWERED = ("late", "never")
CHAIN = ("warned", "acknowledged", "decided")
REFUSALS = ("refused", "delayed", "failed", "turned")


ASKED_OF = {
    "headquarters": (Ask.AskedParty.HEADQUARTERS, Ask.AskedParty.BUDGET, Ask.AskedParty.STATES),
    "council": (Ask.AskedParty.COUNCIL,),
    "contributors": (Ask.AskedParty.CONTRIBUTOR,),
}
"""Of what the mission asked of others, what is asked of the readers of a report."""


def fact_id(kind: str, pk: str) -> str:
    """How a record is named in a fact.

    >>> fact_id("incident", "ab")
    'incident:ab'
    """
    return f"{kind}:{pk}"


def incident_fact(
    incident: Incident,
    *,
    warned: bool = False,
    late: bool = False,
    sign: bool | None = None,
    near_base_km: float | None = None,
) -> IncidentFact:
    """An incident as sentences tell of it.

    Takes   sign, whether figures of harm leave it out; not said, it is one where no harm is named.
    """
    if sign is None:
        sign = bool(incident.harms) and HARMED.isdisjoint(incident.harms)
    return IncidentFact(
        fact_id("incident", incident.pk.hex),
        incident.event_to or incident.event_from,
        place_of(incident),
        incident.area.name if incident.area else "",
        incident.harms[0] if incident.harms else "",
        incident.killed,
        STANDING_OF.get(Verification(incident.verification), "reported"),
        late,
        near_base_km=near_base_km,
        warned=warned,
        displaced=incident.displaced,
        sign=sign,
        placed=_point_of(incident) is not None,
    )


def _point_of(incident: Incident) -> Placed | None:
    """What says where an incident was: itself, else its place; None where no point is known."""
    for one in (incident, incident.place):
        if one is not None and one.latitude is not None and one.longitude is not None:
            return one
    return None


def place_of(incident: Incident) -> str:
    """Where an incident was, as it is known."""
    return incident.place.name if incident.place else incident.place_said or _("not known")


class FactsOf:
    """The facts of a view, each kind read once and only where a section asks for it."""

    def __init__(self, view: FillView, changes: list[FigureChange], figures: list[ReportFigure]):
        self.view, self.changes, self.figures = view, changes, figures

    @cached_property
    def facts(self) -> Facts:
        """All of them."""
        view = self.view
        return Facts(
            incidents=self.incidents,
            alerts=self.alerts,
            denials=self.denials,
            risks=self.risks,
            gaps=self.gaps,
            needs=self.needs,
            tasks=self.tasks,
            asks=self.asks,
            obstacles=self.obstacles,
            points=self.points,
            heard=self.heard,
            tellings=self.tellings,
            untold=self.untold,
            withdrawn=self.withdrawn,
            rumours=self.rumours,
            disputes=self.disputes,
            changes=self.changes,
            figures=self.figures,
            silent_areas=view.silent,
            stale=[
                indicator.definition.words
                for indicator in self.indicators
                if indicator.state == "stale"
            ],
            sources={
                fact_id("incident", incident.pk.hex): incident.grade
                for incident in view.incidents
                if incident.grade
            },
            consents=self.consents,
            done_so_far=self.done_so_far,
            next_update=self.next_update,
            within_hours=round(IN_TIME / timedelta(hours=1)),
        )

    @cached_property
    def closed_facts(self) -> Facts:
        """Caveats and refusals: in the compartment capacity."""
        answers = self._answers
        return Facts(
            caveats=[_hard(answer) for answer in answers if answer.reason in CAVEATS],
            refusals=[_hard(answer) for answer in answers],
        )

    @cached_property
    def _answers(self) -> list[TaskingAnswer]:
        """The refusals and delays of the period, on alerts that may be told of."""
        start, end = self.view.span
        told = about_alerts(self.view.closed, Tasking.objects.filter(mission=self.view.mission))
        rows = TaskingAnswer.objects.filter(
            tasking__in=told.order_by().values("pk"),
            answered_at__gte=start,
            answered_at__lt=end,
            answer__in=REFUSALS,
            late=False,
        ).select_related("tasking__alert__place", "tasking__unit")
        return list(rows.order_by("answered_at", "pk"))

    @cached_property
    def incidents(self) -> list[IncidentFact]:
        """The incidents of the period, and those that became known in it. Those that figures of
        harm count are told from the very rows the figures count."""
        view = self.view
        warned = {
            sight.incident for sight in view.tables.figures.sights if sight.answer == "alerted"
        }
        counted = set(view.harm.filter(pl.col("kind") == "incident")["pk"])
        told = [
            incident_fact(
                incident,
                warned=str(incident.pk) in warned,
                sign=incident.pk.hex not in counted,
                near_base_km=self._km_to_base(incident),
            )
            for incident in view.incidents
        ]
        late = (
            standing_alone(view.standing)
            .filter(pk__in=late_incidents(view))
            .select_related("place", "area")
        )
        late = late.defer("area__boundary").order_by("event_from", "pk")
        return told + [incident_fact(one, late=True) for one in late]

    @cached_property
    def _bases(self) -> list[Base]:
        rows = bases_for(self.view.standing).filter(retired=False, latitude__isnull=False)
        return list(rows.exclude(longitude=None))

    def _km_to_base(self, incident: Incident) -> float | None:
        """How far the nearest base lay that stood on the day, where that was near."""
        point, day = _point_of(incident), incident.event_to or incident.event_from
        if point is None or day is None:
            return None
        stood = [
            base
            for base in self._bases
            if (base.opened is None or base.opened <= day)
            and (base.closed is None or base.closed > day)
        ]
        near = [km for km in km_from(point, stood) if km is not None and km <= NEAR_BASE_KM]
        return min(near, default=None)

    @cached_property
    def alerts(self) -> list[AlertFact]:
        """The alerts of the period, or the one a report is about; and those of earlier days that
        are open still. Those that are imminent or ongoing now come first, of whatever day."""
        view = self.view
        rows = {row["id"]: row for row in view.alert_rows.iter_rows(named=True)}
        opened = {str(one.pk): one for one in view.running}
        at = view.at
        facts = []
        for pk, alert in view.alerts.items():
            row = rows[pk]
            fact = self._alert_fact(opened.get(pk, alert), at)
            facts.append(
                replace(
                    fact,
                    response=row["response"] or "",
                    host=row["host"] or "unknown",
                    hours=row["hours_to_arrive"],
                    late=tuple((one, row[one]) for one in CHAIN if row[one] in UNANSWERED),
                )
            )
        if view.about is None:
            told = set(view.alerts)
            facts += [
                replace(self._alert_fact(one, at), opened=False, response="")
                for pk, one in opened.items()
                if pk not in told
            ]
        return sorted(facts, key=lambda one: not one.near)

    def _alert_fact(self, alert: Alert, at: datetime) -> AlertFact:
        """An alert as it stands; what it answers to a measure is not said. Overdue is the board's:
        a clock has run out."""
        known = alert.known_at.astimezone(self.view.zone).date() if alert.known_at else None
        state = "overdue" if is_overdue(alert.now, at) else "open"
        return AlertFact(
            fact_id("alert", alert.pk.hex),
            known or self.view.last,
            alert.place.name if alert.place else alert.place_said or _("not known"),
            alert.standing_said,
            state if alert.now.open else "closed",
            near=alert.now.open and is_near(alert),
        )

    @cached_property
    def denials(self) -> list[HardFact]:
        """Movements denied in the period."""
        view = self.view
        rows = denials_for(view.standing).filter(
            view.known_by_cut_off(), event_from__range=(view.first, view.last)
        )
        return [_denial(row) for row in rows]

    @cached_property
    def heard(self) -> list[ExchangeFact]:
        """The exchanges with communities held in the period."""
        view = self.view
        rows = exchanges_for(view.standing).filter(
            view.known_by_cut_off(), held_on__range=(view.first, view.last)
        )
        ids = rows.values_list("pk", flat=True)
        return [ExchangeFact(fact_id("exchange", pk.hex)) for pk in ids]

    @cached_property
    def points(self) -> list[PointFact]:
        """What communities raised until the end of the period, as it stood then."""
        view = self.view
        rows = points_for(view.standing).filter(
            view.known_by_cut_off(), exchange__held_on__lte=view.last
        )
        facts = []
        for row in rows:
            ended = row.told_on is not None and row.told_on <= view.last
            facts.append(
                PointFact(
                    fact_id("point", row.pk.hex),
                    row.state if ended else "owed",
                    days_waited(row.exchange.held_on, view.last),
                    is_late(ended, row.due, view.last),
                    ended and row.told_on is not None and row.told_on >= view.first,
                )
            )
        return facts

    @cached_property
    def tellings(self) -> list[TellingFact]:
        """Who was told a message until the end of the period, as it stood then."""
        view = self.view
        rows = tellings_for(view.standing).filter(view.known_by_cut_off(), told_on__lte=view.last)
        _start, end = view.span
        return [
            TellingFact(
                fact_id("telling", row.pk.hex),
                row.place_id.hex if row.place_id else "",
                row.told_on is not None and row.told_on >= view.first,
                row.message.withdrawn_at is not None
                and row.message.withdrawn_at < end
                and (row.told_anew_on is None or row.told_anew_on > view.last),
            )
            for row in rows.select_related("message")
        ]

    @cached_property
    def untold(self) -> int:
        """How many places where people live are not known to have been told anything."""
        reached = [UUID(fact.place) for fact in self.tellings if fact.place]
        places = peopled_places(self.view.standing).order_by()
        return places.filter(self.view.known_by_cut_off()).exclude(pk__in=reached).count()

    @cached_property
    def withdrawn(self) -> list[str]:
        """The messages that were withdrawn in the period."""
        start, end = self.view.span
        rows = messages_for(self.view.standing).filter(
            withdrawn_at__gte=start, withdrawn_at__lt=end
        )
        return [fact_id("message", pk.hex) for pk in rows.values_list("pk", flat=True)]

    @cached_property
    def rumours(self) -> list[RumourFact]:
        """The rumours first heard in the period, each once; whether it was answered by its end."""
        view = self.view
        rows = rumours_for(view.standing).filter(
            view.known_by_cut_off(), heard_on__range=(view.first, view.last), same_as=None
        )
        return [
            RumourFact(
                fact_id("rumour", row.pk.hex),
                any(answer.on <= view.last for answer in row.answers.all()),
            )
            for row in rows
        ]

    @cached_property
    def disputes(self) -> list[DisputeFact]:
        """The disputes between communities that were not settled at the end of the period."""
        view = self.view
        open_then = Q(settled_on=None) | Q(settled_on__gt=view.last)
        rows = disputes_for(view.standing).filter(view.known_by_cut_off(), open_then)
        return [
            DisputeFact(fact_id("dispute", row.pk.hex), row.comes_near(view.last)) for row in rows
        ]

    @cached_property
    def risks(self) -> list[RiskFact]:
        """Risks that moved since the period began; all of them where they are counted."""
        return [
            RiskFact(
                fact_id("place", one.place.pk.hex),
                one.place.name,
                one.harm,
                one.now,
                one.before,
                new=one.new,
                chance=one.chance,
            )
            for one in risks_moved(self.view)
        ]

    @cached_property
    def gaps(self) -> list[GapFact]:
        """Every priority risk: whether a line of the matrix answers it, and whether an able unit
        comes to it in time, each as its own page says it."""
        return [
            GapFact(
                fact_id("risk", priority_gap.risk.pk.hex),
                priority_gap.risk.place.name,
                priority_gap.planned,
                priority_gap.reach,
            )
            for priority_gap in self.view.priority_gaps
        ]

    @cached_property
    def needs(self) -> list[NeedFact]:
        """What people said that agreed risks and lines take, and whether it is there in time; by
        its effect alone."""
        view = self.view
        known = open_needs(view.standing).filter(view.known_by_cut_off())
        return [
            NeedFact(
                fact_id("need", need_gap.need.pk.hex),
                **{half.when: half.met for half in need_gap.gap.halves},
            )
            if need_gap.gap and need_gap.gap.halves
            else NeedFact(fact_id("need", need_gap.need.pk.hex), "unknown", "unknown")
            for need_gap in gaps_of(view.standing, known, reasons=False)
        ]

    @cached_property
    def tasks(self) -> list[TaskFact]:
        """The taskings of the period."""
        facts = []
        for tasking in self._taskings:
            not_done = tasking.state in REFUSALS and tasking.arrived_at is None
            state = "done" if tasking.arrived_at else "not done" if not_done else "planned"
            facts.append(TaskFact(fact_id("alert", tasking.alert_id.hex), state))
        return facts

    @cached_property
    def _taskings(self) -> list[Tasking]:
        rows = taskings_within(self.view)
        about = self.view.about
        return [row for row in rows if about is None or row.alert_id == about.pk]

    @cached_property
    def consents(self) -> dict[str, str]:
        """What the sources of each incident agreed to, which goes with it onto paper."""
        told = consents_told(self.view.mission, [incident.pk for incident in self.view.incidents])
        return {fact_id("incident", pk.hex): purpose for pk, purpose in told.items()}

    @cached_property
    def done_so_far(self) -> dict[str, str]:
        """What was done about the alert a report is about, in the effect."""
        if self.view.about is None:
            return {}
        arrived = sum(1 for tasking in self._taskings if tasking.arrived_at is not None)
        told = _("%(n)s taskings were given; %(arrived)s arrived.") % {
            "n": len(self._taskings),
            "arrived": arrived,
        }
        return {fact_id("alert", self.view.about.pk.hex): told}

    @cached_property
    def asks(self) -> list[AskFact]:
        """What is asked of the reader: of leaders the decisions that fora seek, and alerts of
        imminent or ongoing harm that nobody decided on; of others what the mission asked of them
        and they did not answer. What it asked of somebody else is told as an obstacle."""
        view = self.view
        facts = []
        if view.product.audience in INSIDE_MISSION:
            for alert in view.running:
                if is_near(alert) and "decided" not in alert.now.moments:
                    told = _("Decide on %(alert)s, %(place)s (%(level)s): no decision is on record")
                    said = told % {
                        "alert": alert,
                        "place": alert.place.name if alert.place else alert.place_said,
                        "level": alert.standing_said,
                    }
                    facts.append(AskFact(fact_id("alert", alert.pk.hex), said))
            reports = upward_reports_for(view.standing).filter(
                taken_up=None,
                on__gte=view.first - timedelta(days=30),
                on__lte=max(view.last, view.standing.on),
            )
            facts += [
                AskFact(
                    "", f"{report.forum.name}: {report.decisions_sought.strip()}".replace("\n", " ")
                )
                for report in reports.order_by("on", "pk")
                if report.decisions_sought.strip()
            ]
        of = ASKED_OF.get(view.product.audience, ())
        waiting = seen_asks(view.standing).filter(answered_on=None, of__in=of)
        for ask in waiting.order_by("due", "pk")[:MOST]:
            addressee = _name_addressee(ask)
            facts.append(AskFact(fact_id("ask", ask.pk.hex), ask.what, addressee, ask.asked_on))
        return facts

    @cached_property
    def obstacles(self) -> list[AskFact]:
        """Obstacles met, with whether somebody took them up; failures that happened again."""
        view = self.view
        facts = []
        reports = upward_reports_for(view.standing).filter(on__range=(view.first, view.last))
        for report in reports.order_by("on", "pk"):
            if report.constraints.strip():
                taken = _("taken up") if report.taken_up_id else _("not taken up yet")
                facts.append(
                    AskFact("", f"{report.constraints.strip()} ({taken})".replace("\n", " "))
                )
        if view.product.audience in INSIDE_MISSION:
            asks = seen_asks(view.standing).filter(answered_on=None)
            for ask in asks.order_by("due", "pk")[:MOST]:
                one = _name_addressee(ask)
                facts.append(AskFact(fact_id("ask", ask.pk.hex), ask.what, one, ask.asked_on))
        for lesson in repeated_lessons(view.standing)[:MOST]:
            told = _("The same failure happened again: %(lesson)s") % {"lesson": lesson.title}
            facts.append(AskFact(fact_id("lesson", lesson.pk.hex), told))
        return facts

    @cached_property
    def indicators(self) -> list[StandingIndicator]:
        """The indicators in force with their last values."""
        return standing_indicators(self.view.standing)

    @cached_property
    def next_update(self) -> str:
        """When the next update on the alert follows."""
        about = self.view.about
        if about is None:
            return ""
        rows = flashes_for(self.view.standing).filter(alert=about, next_at__isnull=False)
        last = rows.exclude(final=True).order_by("-number").first()
        if last is None or last.next_at is None:
            return ""
        return day_and_hour(last.next_at.astimezone(self.view.zone))


def _hard(answer: TaskingAnswer) -> HardFact:
    alert = answer.tasking.alert
    return HardFact(
        fact_id("alert", alert.pk.hex),
        answer.answered_at.date(),
        alert.place.name if alert.place else alert.place_said or _("not known"),
        str(answer.tasking.unit or answer.tasking.component or ""),
        str(reason_word(answer.reason)) if answer.reason else "",
        kind=answer.answer,
    )


def _denial(denial: DeniedMovement) -> HardFact:
    return HardFact(
        fact_id("denial", denial.pk.hex),
        denial.event_from or date.min,
        denial.where or _("place not named"),
        why=f"{denial.get_kind_display()}: {denial.authority}",
    )


def _name_addressee(ask: Ask) -> str:
    return ask.of_whom or str(ask.get_of_display())
