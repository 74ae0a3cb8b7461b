"""How the matrix is read: lines, what they lack, and which priority risks none answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.messages import say
from tutela.crisis.consent import hinders
from tutela.strategy.answering import (
    Answering,
    Position,
    Purpose,
    RiskAt,
    answer_risks,
    positions,
)
from tutela.strategy.matrix import (
    ENDED,
    KINDS,
    Answered,
    Flag,
    Line,
    Over,
    answers_to_risks,
    double_pairs,
    flags,
    over_time,
    spread,
)
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.capacity.reach.queries import ways_between
from tutela_web.crisis.consent.models import ConsentLoss
from tutela_web.crisis.consent.queries import Relying
from tutela_web.links.queries import with_seen
from tutela_web.look.translate import word
from tutela_web.places.models import Place
from tutela_web.places.profile.queries import TaskSeen
from tutela_web.programme.fields import Kept, keep_all
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

HIGH = 2
"""The lowest priority (of tutela.risk.score.PRIORITIES) that asks for a line."""

INDICATORS: list[Callable[[Standing, Sequence[MatrixLine]], Mapping[UUID, str]]] = []
"""Who reads indicators, and gives the words of one of each line that has any: the feature that
holds them says so."""

MOVED: list[Callable[[Standing, Sequence[MatrixLine]], Mapping[UUID, Sequence[Any]]]] = []
"""Who knows under which of these lines a risk moved since they were set: by line, what moved."""

FILTERS = ("risk", "lead", "tier", "phase", "status", "part", "joint", "flag")
JOINT = {"yes": True, "no": False, "unknown": None}
"""What the list may be asked for."""


def lines_for(standing: Standing) -> QuerySet[MatrixLine]:
    """The lines of risks this person may see, and those for an area or a theme, with their risks
    and places; each says whether its place may be seen too (`place_seen`)."""
    named = Q(risk=None) | Q(risk__in=risks_for(standing))
    seen = MatrixLine.objects.filter(standing.sees_open("strategy"), named)
    return with_seen(standing, seen, "place").select_related(
        "risk__place", "place", "area", "for_area"
    )


def lines_by_code(standing: Standing, codes: Collection[str]) -> dict[str, TaskSeen]:
    """Which of these codes are lines this person may see, and how each stands."""
    if not standing.reads("strategy"):
        return {}
    seen = MatrixLine.objects.filter(standing.sees_open("strategy"), code__in=codes)
    seen = seen.filter(Q(risk=None) | Q(risk__in=risks_for(standing)))
    code = standing.mission.code
    return {
        task.code: TaskSeen(reverse("programme:line", args=[code, task.pk]), word(task.status))
        for task in seen
    }


def whole_matrix(standing: Standing) -> QuerySet[MatrixLine]:
    """As `lines_for`, for who reads all of them: a thousand lines share a hundred risks and places,
    which are read once each and without what no list shows. Five queries."""
    areas = DutyArea.objects.defer("boundary")
    risks = Risk.objects.select_related("place").defer("factors", "place__other_names")
    shared = {
        "risk": risks,
        "place": Place.objects.defer("other_names"),
        "area": areas,
        "for_area": areas,
    }
    rows = lines_for(standing).select_related(None)
    return rows.prefetch_related(*(Prefetch(name, queryset=of) for name, of in shared.items()))


def place_told(line: MatrixLine) -> str:
    """Where a line of `lines_for` is carried out, as its reader may know it."""
    if line.place_id and not line.place_seen:
        return _("a place you may not read")
    return line.place.name if line.place else line.place_said


def priority_risks(standing: Standing) -> QuerySet[Risk]:
    """Risks of high and critical priority the forum adopted and this person may see."""
    risks = risks_for(standing).filter(status=Risk.Status.ADOPTED, priority__gte=HIGH)
    return risks.select_related("place").order_by("-priority", "place__name", "pk")


def answering(standing: Standing, lines: Iterable[MatrixLine]) -> Answering:
    """Which risks the forum adopted, of those this person may see, each of these lines answers, and
    why; lines in the order of their codes. One query, and those of the travel times."""
    seen = risks_for(standing).filter(status=Risk.Status.ADOPTED)
    rows = seen.values_list(
        "pk", "actor", "harm", "place__area_id", "place__latitude", "place__longitude"
    )
    risks = [
        RiskAt(str(pk), actor, harm, str(area or ""), position_of(lat, lon))
        for pk, actor, harm, area, lat, lon in rows
    ]
    purposes = [
        _purpose(line)
        for line in sorted(lines, key=lambda one: one.code)
        if line.status != "stopped"
    ]
    return answer_risks(purposes, risks, ways_between(standing, positions(purposes, risks)))


def answered_by(standing: Standing, line: MatrixLine, risks: Sequence[RiskAt]) -> Mapping[str, str]:
    """Which of these risks one line answers, with why: those of no register too, such as a hotspot.
    A stopped line answers none."""
    if line.status == "stopped":
        return {}
    purpose = _purpose(line)
    if line.risk is not None:
        at = position_of(line.risk.place.latitude, line.risk.place.longitude)
        own = RiskAt(str(line.risk_id), line.risk.actor, line.risk.harm, "", at)
        risks = [own, *risks]
    between = ways_between(standing, positions([purpose], risks))
    whys = answer_risks([purpose], risks, between).risks[str(line.pk)]
    return {risk: why for risk, why in whys.items() if risk != str(line.risk_id)}


SOMEWHERE = "a place in words"


def _purpose(line: MatrixLine) -> Purpose:
    place = line.place if line.place_seen else None
    at = position_of(place.latitude, place.longitude) if place and not line.risk_id else None
    same = (line.measure, line.lead, line.place_said, str(line.place_id))
    return Purpose(
        str(line.pk),
        (str(line.risk_id),) if line.risk_id else (),
        # A place in words that names no area of ours is somewhere: not the whole mission.
        str(line.for_area_id or (SOMEWHERE if line.place_said and at is None else "")),
        at,
        tuple(line.harms),
        tuple(line.actors),
        line.measure,
        bool(line.activity),
        (*same, str(line.starts), str(line.ends)) if line.measure.strip() else (),
    )


def position_of(latitude: float | None, longitude: float | None) -> Position | None:
    """A position, where both degrees are known."""
    return None if latitude is None or longitude is None else Position(latitude, longitude)


def core_line(line: MatrixLine, answering_lines: Answering) -> Line:
    """A line as the core knows it, with the risks it answers."""
    return Line(
        str(line.pk),
        str(line.risk_id or ""),
        line.activity,
        line.measure,
        line.lead,
        tuple(line.support),
        tuple(line.tiers),
        line.phase,
        line.place.name if line.place else line.place_said,
        line.starts,
        line.ends,
        line.resources,
        line.indicator,
        line.status,
        "",
        line.part,
        line.joint,
        line.for_host,
        answers=tuple(answering_lines.risks.get(str(line.pk), ())),
    )


@dataclass(frozen=True)
class Matrix:
    """The matrix as one reader sees it: lines, flags by line, risks without one, the spread."""

    lines: list[MatrixLine]
    flags: Mapping[str, list[Flag]]
    uncovered: list[Risk]
    response_only: list[Risk]
    spread: Mapping[str, Mapping[Any, int]]
    total: int
    answering_lines: Answering
    leads: list[str]

    def worst_first(self) -> list[MatrixLine]:
        """The lines with what somebody should look at first, the heaviest kind first; else by
        code."""
        by_kind = {pk: min(KINDS.index(one.kind) for one in of) for pk, of in self.flags.items()}
        return sorted(self.lines, key=lambda one: by_kind.get(str(one.pk), len(KINDS)))

    def answered_by(self, line: MatrixLine) -> int:
        """How many risks the forum adopted a line answers."""
        return len(self.answering_lines.risks.get(str(line.pk), ()))

    @property
    def flagged(self) -> int:
        """How many lines somebody should look at."""
        return len(self.flags)


def matrix(standing: Standing, asked: Mapping[str, str]) -> Matrix:
    """The matrix, filtered; an indicator that is read counts as one named. Nine queries.

    Takes   asked: any of FILTERS; lead, who leads or supports.
    """
    every = list(whole_matrix(standing).order_by("code"))
    risks = list(priority_risks(standing))
    answering_lines = answering(standing, every)
    held = {pk: words for read in INDICATORS for pk, words in read(standing, every).items()}
    rows = [
        replace(line, indicator=held.get(one.pk, "")) if not line.indicator.strip() else line
        for one in every
        for line in (core_line(one, answering_lines),)
    ]
    flagged = [
        *flags_of_nothing(answering_lines),
        *flags(rows, {str(r.pk) for r in risks}, on=standing.on),
    ]
    by_line: dict[str, list[Flag]] = {}
    for flag in flagged:
        for pk in flag.lines:
            by_line.setdefault(pk, []).append(flag)
    named = [line.risk for line in every if line.risk is not None]
    by_id = {str(risk.pk): risk for risk in (*risks, *named)}
    shown = [
        one
        for one in every
        if _matches_filter(one, asked, by_line.get(str(one.pk), []))
        and asked.get("risk", "")
        in ("", str(one.risk_id), *answering_lines.risks.get(str(one.pk), ()))
    ]
    return Matrix(
        shown,
        by_line,
        [by_id[flag.risk] for flag in flagged if flag.kind == "uncovered"],
        [
            by_id[flag.risk]
            for flag in flagged
            if flag.kind == "response only" and flag.risk in by_id
        ],
        spread(one for one in rows if one.status != "stopped"),
        len(every),
        answering_lines,
        leads(every),
    )


def flags_of_nothing(answering_lines: Answering) -> Iterable[Flag]:
    """What a planner looks at of lines that answer nothing."""
    for pk, why in answering_lines.nothing.items():
        yield Flag("says nothing", why, say("say what is done, or delete the line"), (pk,))


def _matches_filter(line: MatrixLine, asked: Mapping[str, str], flagged: Iterable[Flag]) -> bool:
    who = asked.get("lead", "").casefold()
    return all(
        (
            not who or who in (line.lead.casefold(), *(name.casefold() for name in line.support)),
            not asked.get("tier") or asked["tier"] in map(str, line.tiers),
            asked.get("phase", "") in ("", line.phase),
            asked.get("status", "") in ("", line.status),
            asked.get("part", "") in ("", line.part),
            asked.get("joint") not in JOINT or JOINT[asked["joint"]] is line.joint,
            not asked.get("flag") or asked["flag"] in {flag.kind for flag in flagged},
        )
    )


@dataclass(frozen=True)
class MatrixCheck:
    """What the matrix leaves open: how each priority risk is answered, what helps the host state or
    builds its capacity, what is done twice, and how its tiers move over time.

    double   each two lines that do the same, by their ids; lines, every line by its id
    """

    answers: list[tuple[Risk, Answered]]
    for_host: list[MatrixLine]
    double: list[tuple[str, str]]
    lines: Mapping[str, MatrixLine]
    over: Over

    @property
    def flagged(self) -> int:
        """How many priority risks a planner should look at."""
        return sum(bool(answer.flags) for _risk, answer in self.answers)


def check_matrix(standing: Standing) -> MatrixCheck:
    """The check of the matrix. Seven queries."""
    every = list(whole_matrix(standing).order_by("code"))
    risks = list(priority_risks(standing))
    answering_lines = answering(standing, every)
    rows = [core_line(one, answering_lines) for one in every]
    agreed = {
        str(one.pk) for one in every if one.accepted_on and set(one.support) <= set(one.confirmed)
    }
    told = answers_to_risks(rows, [str(one.pk) for one in risks], agreed=agreed)
    by_id = {str(one.pk): one for one in every}
    answers = list(zip(risks, told, strict=True))
    return MatrixCheck(
        sorted(answers, key=lambda one: -len(one[1].flags)),
        [one for one in every if one.for_host and one.status != "stopped"],
        double_pairs(rows),
        by_id,
        over_time(rows, on=standing.on),
    )


def lines_for_host(standing: Standing) -> list[MatrixLine]:
    """The lines that help the host state to protect or build its capacity to, those that build it
    first. One query."""
    rows = lines_for(standing).exclude(for_host="").exclude(status="stopped")
    return list(rows.order_by("-for_host", "code"))


def relying_lines(standing: Standing, loss: ConsentLoss) -> list[Relying]:
    """Lines not done or stopped whose activity relies on the consent that was lost. One query."""
    rows = lines_for(standing).exclude(status__in=ENDED).order_by("code")
    relying = []
    for line in rows:
        area = line.area_id or (line.place.area_id if line.place else None) or line.for_area_id
        elsewhere = loss.area_id is not None and area not in (None, loss.area_id)
        if not elsewhere and (lost := hinders(line.activity, loss.kind)):
            place = place_told(line) or (line.risk.place.name if line.risk else line.against)
            url = reverse("programme:line", args=[standing.mission.code, line.pk])
            relying.append(
                Relying("line", str(line), line.lead, place, url, lost, area is not None)
            )
    return relying


def leads(lines: Iterable[MatrixLine]) -> list[str]:
    """Everybody who leads or supports a line, once."""
    names = {name.strip() for line in lines for name in (line.lead, *line.support)}
    return sorted(names - {""}, key=str.casefold)


def counts_for(standing: Standing, kept: Kept = keep_all) -> dict[str, int]:
    """How many lines stand behind each live element the matrix feeds, of those kept. One query."""
    lines = list(kept("lines", lines_for(standing)).exclude(status="stopped"))
    return {
        "matrix": len(lines),
        "matrix_leads": sum(bool(line.lead) for line in lines),
        "matrix_components": sum(bool(line.part) for line in lines),
        "matrix_tiers": sum(bool(line.tiers) for line in lines),
        "matrix_phases": sum(bool(line.phase) for line in lines),
        "matrix_flags": len(lines),
        "matrix_resources": sum(bool(line.resources) for line in lines),
        "matrix_host": sum(bool(line.for_host) for line in lines),
        "matrix_partners": sum(bool(line.joint) for line in lines),
    }
