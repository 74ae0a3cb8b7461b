"""How consultations, what was said in them, and what was left out are read: as drafts are.

Few people are not broken down for those who do not keep the consultation: a small group told by
sex and age is a list of names to whoever lives there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.urls import reverse

from tutela.base.disclosure import LEAST, cells_to_show
from tutela.base.later import np
from tutela.base.messages import Sentence
from tutela.strategy import consultation as core
from tutela.strategy.consultation import Party, Stakeholder
from tutela.strategy.matrix import PARTS
from tutela_web.access.policy import Standing
from tutela_web.engagements.engagement.queries import engagements_for
from tutela_web.incidents.models import Age, Sex
from tutela_web.links.queries import with_seen
from tutela_web.partners.overview.queries import CONSULTED, ConsultationHeld
from tutela_web.programme.objectives.models import Objective
from tutela_web.strategy.consulting.models import (
    Consultation,
    DraftingPlan,
    PlanStep,
    StakeholderView,
    Waiver,
    WorkingSeat,
)
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import strategies_for

KEEPS = "keep_consultation"

REOPENED: list[Callable[[Strategy], bool]] = []
"""What tells that consultations on a strategy are kept though it is written no more; what is built
on the strategy registers it."""


def hears(strategy: Strategy) -> bool:
    """Whether consultations on it are kept: while it is written, or an amendment of it is open."""
    now = Strategy.objects.get(pk=strategy.pk)
    return now.writable or any(reopened(now) for reopened in REOPENED)


def consultations_for(standing: Standing) -> QuerySet[Consultation]:
    """The consultations this person may see; each says whether its place may be seen too."""
    seen = Consultation.objects.filter(
        standing.sees_open("drafts"), strategy__in=strategies_for(standing)
    )
    linked = seen.select_related("strategy", "place", "area", "engagement", "decided_by")
    return with_seen(standing, linked, "place").defer("area__boundary")


def views_for(standing: Standing) -> QuerySet[StakeholderView]:
    """What was said in the consultations this person may see."""
    rows = StakeholderView.objects.filter(standing.sees_open("drafts"))
    seen = Consultation.objects.filter(standing.sees_open("drafts"))
    return rows.filter(consultation__in=seen).select_related("consultation", "answered_by")


def waivers_for(standing: Standing) -> QuerySet[Waiver]:
    """What was left out of the strategies this person may see, and still is."""
    rows = Waiver.objects.filter(standing.sees_open("drafts"), ended_on=None)
    return rows.filter(strategy__in=strategies_for(standing)).select_related("given_by", "strategy")


def waivers_ended(standing: Standing, strategy: Strategy, *, of_elements: bool) -> list[Waiver]:
    """What was left out of a strategy and taken back, newest first: elements, or stakeholders."""
    rows = Waiver.objects.filter(
        standing.sees_open("drafts"), strategy=strategy, ended_on__isnull=False
    )
    rows = rows.exclude(element="") if of_elements else rows.filter(element="")
    return list(rows.filter(strategy__in=strategies_for(standing)).order_by("-ended_on", "-pk"))


def plans_for(standing: Standing) -> QuerySet[DraftingPlan]:
    """The plans of the strategies this person may see as drafts."""
    rows = DraftingPlan.objects.filter(standing.sees_open("drafts"))
    seen = rows.filter(strategy__in=strategies_for(standing))
    return seen.select_related("strategy", "leader", "office", "named_by")


def unmeasured_key(objective: Objective) -> str:
    """What a waiver of an objective's indicator names; no element of the Framework is called so."""
    return f"indicator of {objective.code}"


def waived_elements(standing: Standing, strategy: Strategy) -> dict[str, Waiver]:
    """What elements are left out, by their key, as far as this person may see it. One query."""
    rows = waivers_for(standing).filter(strategy=strategy).exclude(element="")
    return {row.element: row for row in rows}


# --- who took part


@dataclass(frozen=True)
class Attendance:
    """Who took part, as one reader may know it.

    total  how many; None where nobody counted, or few took part and the reader may not know
    few    whether fewer than five took part and the reader may not know how many
    rows   an age group and its cells by sex: a number, or None where it is not told
    minorities  "none" met, "some" of whom the number is `of_minorities`, "few" where it is not
            told, or "unknown": nobody counted them
    """

    total: int | None
    few: bool
    sexes: list[str]
    rows: list[tuple[str, list[int | None]]]
    minorities: str = "unknown"
    of_minorities: int | None = None

    @property
    def hides(self) -> bool:
        """Whether a cell is not told."""
        return any(cell is None for _age, cells in self.rows for cell in cells)


def attendance_of(consultation: Consultation, *, all_told: bool) -> Attendance:
    """Who took part in a consultation.

    Takes   all_told, whether the reader keeps it; else counts below five are not told, nor what
            they could be had from.
    """
    counted: Mapping[str, int] = consultation.attendance
    total = sum(counted.values())
    if not total:
        return Attendance(None, False, [], [])
    if total < LEAST and not all_told:
        return Attendance(None, True, [], [])
    cells = np.array(list(counted.values()), dtype=np.int64)
    open_cells = (
        np.ones(len(cells), dtype=bool)
        if all_told
        else cells_to_show(cells[None, :], totals=True)[0]
    )
    shown = {
        key: n if ok else None for (key, n), ok in zip(counted.items(), open_cells, strict=True)
    }
    sexes = [sex for sex in Sex if any(key.split()[0] == sex for key in counted)]
    ages = [age for age in Age if any(key.split()[1] == age for key in counted)]
    rows = [(str(age.label), [shown.get(f"{sex} {age}", 0) for sex in sexes]) for age in ages]
    met, number = _minorities_of(consultation, total, all_told=all_told)
    return Attendance(total, False, [str(sex.label) for sex in sexes], rows, met, number)


def _minorities_of(
    consultation: Consultation, total: int, *, all_told: bool
) -> tuple[str, int | None]:
    """Whether people of minorities were met, and how many, where neither they nor the others are
    fewer than five or the reader keeps the consultation."""
    met = consultation.minorities
    if met is None:
        return "unknown", None
    if met == 0:
        return "none", 0
    is_told = all_told or (met >= LEAST and (met == total or total - met >= LEAST))
    return ("some", met) if is_told else ("few", None)


def _of_sex(consultation: Consultation, sex: str) -> int:
    return sum(n for key, n in consultation.attendance.items() if key.split()[0] == sex)


def held_with_women(standing: Standing, since: date) -> list[ConsultationHeld]:
    """The consultations held since a day, each with the women and men who took part, as far as
    counts below five and what they could be had from may be told. One query."""
    rows = consultations_for(standing).filter(held_on__gte=since).order_by("-held_on", "pk")
    told = []
    for consultation in rows:
        attendance = attendance_of(
            consultation, all_told=standing.may(KEEPS, area=consultation.area_id)
        )
        women, men = _of_sex(consultation, Sex.FEMALE), _of_sex(consultation, Sex.MALE)
        counted = attendance.total is not None and not attendance.hides and women + men > 0
        told.append(
            ConsultationHeld(
                consultation.who,
                consultation.held_on or since,
                reverse("strategy:consultation", args=[standing.mission.code, consultation.pk]),
                women if counted else None,
                men if counted else None,
                attendance.few,
                consultation.apart,
            )
        )
    return told


def connect() -> None:
    """Tell the page of women's part of consultations."""
    CONSULTED[:] = [held_with_women]


def voice_of(view: StakeholderView, consultation: Consultation, *, all_told: bool) -> str:
    """Whether women or men said it; not told where there were fewer than five of them."""
    sex = {"women": Sex.FEMALE, "men": Sex.MALE}.get(view.voice)
    if sex is None or not (all_told or _of_sex(consultation, sex) >= LEAST):
        return ""
    return str(view.get_voice_display())


# --- the eight classes


@dataclass(frozen=True)
class ConsultationRow:
    """One consultation as a reader sees it."""

    record: Any
    lacks: list[Sentence]
    attendance: Attendance
    views: list[StakeholderView]
    only_leaders: bool

    @property
    def open_views(self) -> int:
        """How many views nobody has answered."""
        return sum(view.taken == StakeholderView.Taken.OPEN for view in self.views)


@dataclass(frozen=True)
class StakeholderRow:
    """One class of stakeholders: what was held, who is left out, what gaps there are.

    state  unheard, planned, waived or heard
    left   those within the class whom nothing that was held reached
    """

    stakeholder: Stakeholder
    held: list[ConsultationRow]
    waiver: Waiver | None
    state: str
    left: list[Party]

    @property
    def gaps(self) -> int:
        """How many gaps its consultations have."""
        return sum(len(one.lacks) for one in self.held)


ORDER = ("unheard", "planned", "heard", "waived")


def consultation_rows(standing: Standing, strategy: Strategy) -> list[StakeholderRow]:
    """The eight classes of a strategy, the unheard first. Three queries.

    Gives   nothing to those who read no drafts.
    """
    if not standing.reads("drafts"):
        return []
    by_stakeholder: dict[str, list[Consultation]] = defaultdict(list)
    begun = None  # the day the drafting begins, if its plan says so
    listed = consultations_for(standing).filter(strategy=strategy)
    for consultation in listed.annotate(begun=F("strategy__plan__begins")).order_by(
        "planned_on", "entered_at"
    ):
        by_stakeholder[consultation.stakeholder].append(consultation)
        begun = consultation.begun
    views: dict[Any, list[StakeholderView]] = defaultdict(list)
    for view in views_for(standing).filter(consultation__strategy=strategy).order_by("entered_at"):
        views[view.consultation_id].append(view)
    waivers = {
        waiver.stakeholder: waiver
        for waiver in waivers_for(standing).filter(strategy=strategy, element="")
    }
    rows = [
        _row(standing, one, by_stakeholder[key], views, waivers.get(key), begun)
        for key, one in core.stakeholders().items()
    ]
    return sorted(rows, key=lambda row: ORDER.index(row.state))


def _row(
    standing: Standing,
    stakeholder: Stakeholder,
    found: Iterable[Consultation],
    views: Mapping[UUID, list[StakeholderView]],
    waiver: Waiver | None,
    begun: date | None,
) -> StakeholderRow:
    standing_ones = [one for one in found if one.called_off_on is None]
    held = [held_of(standing, one, views.get(one.pk, []), begun) for one in standing_ones]
    heard = any(one.held_on for one in standing_ones)
    state = "heard" if heard else "waived" if waiver else "planned" if held else "unheard"
    left = core.not_met(stakeholder.key, [one.as_core() for one in standing_ones])
    return StakeholderRow(stakeholder, held, waiver, state, left)


def drafting_begins(standing: Standing, strategy: Strategy) -> date | None:
    """The day the drafting of a strategy begins, if its plan says so. One query."""
    return plans_for(standing).filter(strategy=strategy).values_list("begins", flat=True).first()


def held_of(
    standing: Standing, consultation: Consultation, views: list[StakeholderView], begun: date | None
) -> ConsultationRow:
    """One consultation as this person sees it. No query.

    Takes   begun, what `drafting_begins` gives for its strategy.
    """
    waiting = sum(view.taken == StakeholderView.Taken.OPEN for view in views)
    seen = consultation.as_core(waiting, begun)
    lacks = [] if consultation.called_off_on else core.lacks(seen, standing.on)
    keeps = standing.may(KEEPS, area=consultation.area_id)
    population = consultation.stakeholder == "population"
    return ConsultationRow(
        consultation,
        lacks,
        attendance_of(consultation, all_told=keeps),
        views,
        population and core.only_leaders(seen),
    )


def unheard_of(standing: Standing, strategy: Strategy) -> list[Stakeholder]:
    """The classes nobody heard and nobody waived, in the Framework's order. Two queries."""
    consultations = Consultation.objects.filter(standing.sees_open("drafts"), strategy=strategy)
    heard = consultations.exclude(held_on=None).filter(called_off_on=None)
    waivers = waivers_for(standing).filter(strategy=strategy, element="")
    waived = set(waivers.values_list("stakeholder", flat=True))
    seen = [
        core.Consultation(key, held=day) for key, day in heard.values_list("stakeholder", "held_on")
    ]
    return [core.stakeholders()[key] for key in core.unheard_classes(seen, waived)]


def parties_told(consultation: Consultation) -> list[Party]:
    """Those within its class whom a consultation reaches."""
    return [
        party
        for key, party in core.parties_of(consultation.stakeholder).items()
        if key in consultation.parties
    ]


def engagement_seen(standing: Standing, consultation: Consultation) -> bool:
    """Whether the engagement behind a consultation may be opened."""
    if consultation.engagement_id is None:
        return False
    return engagements_for(standing).filter(pk=consultation.engagement_id).exists()


# --- the plan of drafting


def unsettled_of(standing: Standing, strategy: Strategy) -> list[Sentence]:
    """What is to be settled before a strategy is drafted, as far as this person may see it; nothing
    once its drafting began. Three queries."""
    if strategy.begun_on is not None:
        return []
    plan = plans_for(standing).filter(strategy=strategy).first()
    dated = consultations_for(standing).filter(strategy=strategy, called_off_on=None)
    dated = dated.exclude(planned_on=None, held_on=None)
    left_out = waivers_for(standing).filter(strategy=strategy, element="")
    planned = {
        *dated.order_by().values_list("stakeholder", flat=True),
        *left_out.values_list("stakeholder", flat=True),
    }
    return core.list_unsettled(plan.ends if plan else None, planned)


@dataclass(frozen=True)
class PlanShown:
    """A plan as the page shows it.

    days  how many days of the term are gone
    """

    plan: DraftingPlan
    seats: list[WorkingSeat]
    steps: list[PlanStep]
    lacks: list[Sentence]
    days: int
    term: int
    late: list[PlanStep]


def plan_of(standing: Standing, strategy: Strategy) -> PlanShown | None:
    """The plan of a strategy, its seats and steps; None where nobody named who drafts. Five
    queries."""
    plan = plans_for(standing).filter(strategy=strategy).first()
    if plan is None:
        return None
    seats = list(
        plan.seats.filter(ended_on=None).select_related("post").order_by("part", "entered_at")
    )
    steps = list(plan.steps.select_related("owner", "done_by"))
    outside = WorkingSeat.Part.PARTNER
    seen = core.Planned(
        plan.begins,
        plan.ends,
        frozenset(seat.part for seat in seats if seat.part != outside),
        sum(seat.part == outside for seat in seats),
    )
    waiting = len(unheard_of(standing, strategy))
    lacks = core.plan_lacks(seen, PARTS, waiting, standing.on) if strategy.writable else []
    return PlanShown(
        plan,
        seats,
        steps,
        lacks,
        max((standing.on - plan.begins).days, 0),
        (plan.ends - plan.begins).days,
        [step for step in steps if step.late(standing.on)],
    )
