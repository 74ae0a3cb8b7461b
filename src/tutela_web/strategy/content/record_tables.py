"""Tables of the records behind the elements of sections A, E and J, for the snapshot of a strategy.

Whoever reads the strategy reads them, as far as marking and compartment let them. Of records whose
readers are fewer (alerts, contingency plans, engagements with armed groups) stands their number
alone, of those that are not Strictly Confidential.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import override

from tutela.strategy.consultation import stakeholders
from tutela.strategy.triggers import rules
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.crisis.plans.queries import seen_plans
from tutela_web.engagements.engagement.models import GUARDED
from tutela_web.engagements.engagement.queries import engagements_for
from tutela_web.engagements.no_response.models import NoResponse
from tutela_web.engagements.no_response.queries import standing_choices
from tutela_web.links.queries import in_force
from tutela_web.mandate.models import MandatedTask, Resolution
from tutela_web.mandate.queries import resolutions_for, tasks_for
from tutela_web.partners.wider.queries import kept_outside
from tutela_web.programme.measures.queries import duties_for, indicators_for
from tutela_web.programme.objectives.queries import objectives_for, plans_for
from tutela_web.records.models import Record
from tutela_web.strategy.based.queries import rests_on
from tutela_web.strategy.consulting.models import Waiver
from tutela_web.strategy.content.joint import joint_tables
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import beside_for
from tutela_web.strategy.edition.takeup import Printed
from tutela_web.warning.board.queries import alerts_for, each_thread_once
from tutela_web.warning.models import ClockLimit

Row = dict[str, Any]

RECORD_KINDS: dict[str, tuple[str, ...]] = {
    "mandated": ("mandates",),
    "objectives": ("strategy",),
    "linked_plans": ("strategy",),
    "outside": ("strategy",),
    "limits": ("strategy",),
    "figures": ("strategy",),
    "indicators": ("strategy",),
    "reporting": ("strategy",),
    "triggers": ("strategy",),
    "watched": ("strategy",),
    "resolutions": ("mandates",),
    "left_out": ("strategy",),
    "beside": ("strategy",),
    "joint": ("risks",),
    "dissent": ("risks",),
    "assessments": ("risks",),
    "not_responding": ("risks",),
}
"""The kinds of record each table is made of."""

WATCHED: list[Callable[[Standing, Strategy], list[tuple[Record, str, list[str]]]]] = []
"""What else a strategy is reviewed on: who follows it registers the records that are watched."""


def record_tables(standing: Standing, strategy: Strategy, printed: Printed) -> dict[str, list[Row]]:
    """The tables, each as far as its kinds are read and the edition takes them up. Nineteen queries
    at most."""
    tables: dict[str, list[Row]] = {name: [] for name in RECORD_KINDS}
    if standing.reads("mandates"):
        tables["mandated"] = _mandated_tasks(standing)
        tables["resolutions"] = _resolutions(standing)
    if standing.reads("strategy"):
        tables |= {
            "objectives": _objectives(standing, printed),
            "linked_plans": _linked_plans(standing, printed),
            "outside": _concerns_outside(standing, printed),
            "limits": _limits(standing),
            "figures": _figures(standing),
            "indicators": _indicators(standing, printed),
            "reporting": _reporting(standing, printed),
            "triggers": _triggers(),
            "left_out": _left_out(strategy),
        }
        tables["watched"] = _watched_rows(standing, strategy)
        tables["beside"] = _printed_beside(standing, strategy)
    if standing.reads("risks"):
        tables["assessments"] = _assessments(standing, strategy)
        tables["not_responding"] = _not_responding(standing)
    tables |= joint_tables(standing, marking=strategy.classification)
    for name in ("watched", "beside", "joint", "dissent", "assessments", "not_responding"):
        if not tables[name]:
            del tables[name]  # a text that was signed before it was told stays the same
    return tables


def _printed_beside(standing: Standing, strategy: Strategy) -> list[Row]:
    """What is kept beside the strategy and printed with it, as annexes."""
    rows = beside_for(standing).filter(strategy=strategy, printed=True)
    return [{"heading": str(one), "text": one.text, **_common(one)} for one in rows]


def _assessments(standing: Standing, strategy: Strategy) -> list[Row]:
    """The dated assessments that section B rests on, each with its id: the map is of the same."""
    return [
        {
            "id": str(one.assessment_id),
            "on": _day(one.assessment.on),
            "issued_by": one.issued_by,
            "words": one.words,
            "events": one.assessment.events,
            **_common(one),
        }
        for one in rests_on(standing, strategy)
    ]


def _not_responding(standing: Standing) -> list[Row]:
    """The open choices not to respond to a risk."""
    return [
        {
            "risk": str(one.risk_id),
            "place": one.risk.place.name,
            "actor": one.risk.actor,
            "harm": one.risk.harm,
            "reason": one.reason,
            "told": one.told,
            "by": one.decided_by.title,
            "on": _day(one.decided_on),
            "review_on": _day(one.review_on),
            "due": one.state(standing.on) == NoResponse.State.DUE,
            **_common(one),
            "marking": max(
                one.classification, one.risk.classification, one.risk.place.classification
            ),
            "area": one.area.code if one.area else "",
        }
        for one in standing_choices(standing)
    ]


def _mandated_tasks(standing: Standing) -> list[Row]:
    tasks = tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED)
    ordered = tasks.select_related("paragraph__resolution").order_by("rank", "entered_at", "pk")
    return [
        {
            "paragraph": one.cited,
            "what": one.what,
            "tier": one.tier,
            "limit": one.limit,
            "means": one.means,
            "host": one.host,
            **_common(one),
        }
        for one in ordered
        if one.holds(standing.on)
    ]


def _objectives(standing: Standing, printed: Printed) -> list[Row]:
    return [
        {
            "code": one.code,
            "term": one.term,
            "term_label": _english(one.Term(one.term)),
            "tiers": list(one.tiers),
            "words": one.words,
            "aim": one.aim,
            "end_state": one.end_state,
            **_common(one),
        }
        for one in printed.rows("objectives", objectives_for(standing))
        .filter(in_force(standing))
        .order_by("number")
    ]


def _linked_plans(standing: Standing, printed: Printed) -> list[Row]:
    return [
        {
            "kind": one.kind,
            "kind_label": _english(one.Kind(one.kind)),
            "title": one.title,
            "whose": one.whose,
            "reference": one.reference,
            "fits": one.fits,
            "checked_on": _day(one.checked_on),
            **_common(one),
        }
        for one in printed.rows("linked_plans", plans_for(standing))
        .filter(in_force(standing))
        .order_by("kind", "title", "pk")
    ]


def _concerns_outside(standing: Standing, printed: Printed) -> list[Row]:
    return [
        {
            "what": one.what,
            "reason": one.reason,
            "office": one.office,
            "referred_on": _day(one.referred_on),
            **_common(one),
        }
        for one in printed.rows("outside", kept_outside(standing))
    ]


def _limits(standing: Standing) -> list[Row]:
    """The mission's own limits of its clocks."""
    rows = ClockLimit.objects.filter(mission=standing.mission).order_by("level", "clock")
    return [
        {
            "clock": one.clock,
            "level": one.level,
            "minutes": f"{one.minutes:g}",
            "marking": 0,
            "area": "",
        }
        for one in rows
    ]


def _figures(standing: Standing) -> list[Row]:
    """How many records stand behind elements whose records have fewer readers."""
    open_to = Classification.CONFIDENTIAL
    year = clock.now(standing.mission) - timedelta(days=365)
    numbers = {}
    if standing.reads("alerts"):
        alerts = alerts_for(standing).filter(each_thread_once(standing), entered_at__gte=year)
        numbers["alerts"] = alerts.filter(classification__lte=open_to).count()
        plans = seen_plans(standing).filter(classification__lte=open_to)
        numbers["plans"] = plans.filter(place__classification__lte=open_to).count()
    if standing.reads("engagements"):
        armed = engagements_for(standing).filter(obligations=True, actor__type__in=GUARDED)
        numbers["armed_groups"] = armed.filter(classification__lte=open_to).count()
    return [
        {"of": name, "number": number, "marking": 1, "area": ""}
        for name, number in numbers.items()
        if number
    ]


def _indicators(standing: Standing, printed: Printed) -> list[Row]:
    return [
        {
            "code": one.code,
            "of": one.objective.code if one.objective else one.line.code if one.line else "",
            "words": one.words,
            "perception": one.perception,
            "monitored_by": one.monitored_by,
            "baseline": one.baseline,
            "benchmark": one.benchmark,
            "every_days": one.every_days,
            **_common(one),
        }
        for one in printed.rows("indicators", indicators_for(standing))
        .filter(in_force(standing))
        .order_by("number")
    ]


def _reporting(standing: Standing, printed: Printed) -> list[Row]:
    return [
        {
            "to": one.to,
            "to_label": _english(one.To(one.to)),
            "title": one.title,
            "office": one.office,
            "system": one.system,
            "rests_on": one.rests_on,
            "due": _day(one.due),
            "every_days": one.every_days,
            **_common(one),
        }
        for one in printed.rows("reporting", duties_for(standing))
        .filter(in_force(standing))
        .order_by("to", "title", "pk")
    ]


def _resolutions(standing: Standing) -> list[Row]:
    """The mission's own resolutions, the newest first."""
    own = resolutions_for(standing).filter(series=Resolution.Series.OWN, retired_on=None)
    return [
        {
            "symbol": one.symbol,
            "title": one.title,
            "adopted": _day(one.adopted),
            "until": _day(one.until),
            **_common(one),
        }
        for one in own.order_by("-adopted", "symbol")
    ]


def _triggers() -> list[Row]:
    """What has a strategy looked at again, by the rules it is followed with."""
    return [
        {
            "kind": rule.kind,
            "label": rule.label,
            "sections": "".join(rule.sections),
            "marking": 0,
            "area": "",
        }
        for rule in rules().values()
    ]


def _watched_rows(standing: Standing, strategy: Strategy) -> list[Row]:
    """The changes around the mission and the facts the text relies on, which are watched."""
    return [
        {"words": words, "sections": "".join(letters), **_common(record)}
        for watch in WATCHED
        for record, words, letters in watch(standing, strategy)
    ]


def _left_out(strategy: Strategy) -> list[Row]:
    """The classes of stakeholders nobody consulted, why, and by whose word."""
    rows = Waiver.objects.filter(strategy=strategy, ended_on=None).exclude(stakeholder="")
    return [
        {
            "stakeholder": one.stakeholder,
            "name": stakeholders()[one.stakeholder].name,
            "why": one.why,
            "by": one.given_by.title,
            "on": _day(one.given_on),
            **_common(one),
        }
        for one in rows.select_related("given_by").order_by("stakeholder")
    ]


def _common(record: Record) -> Row:
    return {
        "marking": record.classification,
        "area": "",
        "compartment": record.compartment,
    }


def _day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def _english(choice: TextChoices) -> str:
    with override("en"):
        return str(choice.label)
