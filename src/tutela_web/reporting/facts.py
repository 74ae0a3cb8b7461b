"""What is on record for a report, as its view may know it: what sentences are made of.

The sentences themselves are the core's (`tutela.reporting.sentences`). Each fact bears the kind and
id of its record, by which its page is found for who may open it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from tutela.reporting.facts import (
    AlertFact,
    AskFact,
    Facts,
    GapFact,
    HardFact,
    IncidentFact,
    RiskFact,
    TaskFact,
)
from tutela.reporting.figures import FigureChange, ReportFigure
from tutela_web.base import clock
from tutela_web.capacity.denial_queries import denials_for
from tutela_web.capacity.models import DeniedMovement
from tutela_web.crisis.metrics_words import reason_word
from tutela_web.crisis.models import Tasking, TaskingAnswer
from tutela_web.crisis.queries import about_alerts
from tutela_web.engagements.asks.models import Ask
from tutela_web.engagements.asks.queries import seen_asks
from tutela_web.fora.forum.queries import reports_for as upward_reports_for
from tutela_web.incidents.happened_queries import HARMED
from tutela_web.incidents.models import Incident, Verification
from tutela_web.incidents.queries import consents_told, standing_alone
from tutela_web.joc.queries import flashes_for
from tutela_web.lessons.queries import repeated_lessons
from tutela_web.look.said import day_and_hour, say_in_page_language
from tutela_web.monitoring.measured.queries import StandingIndicator, standing_indicators
from tutela_web.programme.matrix.queries import matrix
from tutela_web.reporting.counted import late_incidents, taskings_within
from tutela_web.reporting.view import FillView
from tutela_web.risk.queries import changes_since
from tutela_web.warning.models import Alert, AlertLevel
from tutela_web.warning.queries import is_overdue
from tutela_web.warning.running import alerts_that_run

MOST = 25
"""So many facts of one kind are told in sentences; the figures count them all."""

STANDING_OF = {Verification.VERIFIED: "verified"}
CAVEATS = frozenset({"declared_caveat", "capital"})
NEAR = (AlertLevel.IMMINENT, AlertLevel.ONGOING)
REFUSALS = ("refused", "delayed", "failed", "turned")


def fact_id(kind: str, pk: str) -> str:
    """How a record is named in a fact.

    >>> fact_id("incident", "ab")
    'incident:ab'
    """
    return f"{kind}:{pk}"


def incident_fact(incident: Incident, *, warned: bool = False, late: bool = False) -> IncidentFact:
    """An incident as sentences tell of it."""
    return IncidentFact(
        fact_id("incident", incident.pk.hex),
        incident.event_to or incident.event_from,
        place_of(incident),
        incident.area.name if incident.area else "",
        incident.harms[0] if incident.harms else "",
        incident.killed,
        STANDING_OF.get(Verification(incident.verification), "reported"),
        late,
        warned=warned,
        displaced=incident.displaced,
        sign=bool(incident.harms) and HARMED.isdisjoint(incident.harms),
    )


def place_of(one: Incident) -> str:
    """Where an incident was, as it is known."""
    return one.place.name if one.place else one.place_said or _("not known")


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
            tasks=self.tasks,
            asks=self.asks,
            obstacles=self.obstacles,
            changes=self.changes,
            figures=self.figures,
            silent_areas=view.silent,
            stale=[one.definition.words for one in self.indicators if one.state == "stale"],
            sources={
                fact_id("incident", one.pk.hex): one.grade for one in view.incidents if one.grade
            },
            consents=self.consents,
            done_so_far=self.done_so_far,
            next_update=self.next_update,
        )

    @cached_property
    def closed_facts(self) -> Facts:
        """Caveats and refusals: in the compartment capacity."""
        answers = self._answers
        return Facts(
            caveats=[_hard(one) for one in answers if one.reason in CAVEATS],
            refusals=[_hard(one) for one in answers],
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
        ).select_related("tasking__alert__place", "tasking__unit")
        return list(rows.order_by("answered_at", "pk")[:MOST])

    @cached_property
    def incidents(self) -> list[IncidentFact]:
        """The incidents of the period, and those that became known in it."""
        view = self.view
        warned = {one.incident for one in view.tables.figures.sights if one.answer == "alerted"}
        told = [incident_fact(one, warned=str(one.pk) in warned) for one in view.incidents[:MOST]]
        late = (
            standing_alone(view.standing)
            .filter(pk__in=late_incidents(view))
            .select_related("place", "area")
        )
        late = late.defer("area__boundary").order_by("event_from", "pk")
        return told + [incident_fact(one, late=True) for one in late[:MOST]]

    @cached_property
    def alerts(self) -> list[AlertFact]:
        """The alerts of the period, or the one a report is about; and those of earlier days that
        are open still."""
        view = self.view
        rows = {row["id"]: row for row in view.alert_rows.iter_rows(named=True)}
        opened = {str(one.pk): one for one in alerts_that_run(view.standing)}
        at = min(view.cut_off, clock.now(view.mission))
        facts = []
        for pk, alert in list(view.alerts.items())[:MOST]:
            row = rows[pk]
            fact = self._alert_fact(opened.get(pk, alert), at)
            facts.append(
                replace(
                    fact,
                    response=row["response"] or "unknown",
                    host=row["host"] or "unknown",
                    hours=row["hours_to_arrive"],
                )
            )
        start, _end = view.span
        if view.about is None:
            earlier = [one for one in opened.values() if one.known_at and one.known_at < start]
            facts += [
                replace(self._alert_fact(one, at), opened=False, response="waiting")
                for one in earlier[:MOST]
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
            str(alert.get_level_display()),
            state if alert.now.open else "closed",
            near=alert.level in NEAR,
        )

    @cached_property
    def denials(self) -> list[HardFact]:
        """Movements denied in the period."""
        view = self.view
        rows = denials_for(view.standing).filter(
            view.known_by_cut_off(), event_from__range=(view.first, view.last)
        )
        return [_denial(one) for one in rows[:MOST]]

    @cached_property
    def risks(self) -> list[RiskFact]:
        """Risks that rose or fell since the period began; all of them where they are counted."""
        start, _end = self.view.span
        top = None if self.view.product.outside else MOST
        return [
            RiskFact(
                fact_id("place", one.place.pk.hex),
                one.place.name,
                one.harm,
                one.now,
                one.before,
                say_in_page_language(one.why),
            )
            for one in changes_since(self.view.standing, start, top=top)
            if one.place is not None and one.now is not None
        ]

    @cached_property
    def gaps(self) -> list[GapFact]:
        """Priority risks that no line of the matrix answers."""
        now = matrix(self.view.standing, {})
        return [
            GapFact(fact_id("risk", one.pk.hex), one.place.name) for one in now.uncovered[:MOST]
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
        return [one for one in rows if about is None or one.alert_id == about.pk]

    @cached_property
    def consents(self) -> dict[str, str]:
        """What the sources of each incident agreed to, which goes with it onto paper."""
        told = consents_told(self.view.mission, [one.pk for one in self.view.incidents])
        return {fact_id("incident", pk.hex): purpose for pk, purpose in told.items()}

    @cached_property
    def done_so_far(self) -> dict[str, str]:
        """What was done about the alert a report is about, in the effect."""
        if self.view.about is None:
            return {}
        arrived = sum(1 for one in self._taskings if one.arrived_at is not None)
        told = _("%(n)s taskings were given; %(arrived)s arrived.") % {
            "n": len(self._taskings),
            "arrived": arrived,
        }
        return {fact_id("alert", self.view.about.pk.hex): told}

    @cached_property
    def asks(self) -> list[AskFact]:
        """What is asked of the reader: decisions fora seek, requests without an answer."""
        view = self.view
        reports = upward_reports_for(view.standing).filter(
            taken_up=None, on__gte=view.first - timedelta(days=30), on__lte=view.last
        )
        facts = [
            AskFact("", one.decisions_sought.strip().replace("\n", " "))
            for one in reports.order_by("on", "pk")
            if one.decisions_sought.strip()
        ]
        for ask in seen_asks(view.standing).filter(answered_on=None).order_by("due", "pk")[:MOST]:
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
