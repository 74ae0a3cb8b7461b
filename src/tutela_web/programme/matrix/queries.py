"""How the matrix is read: lines, what they lack, and which priority risks none answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.crisis.consent import hinders
from tutela.strategy.matrix import (
    ENDED,
    Answered,
    Flag,
    Line,
    Over,
    answers_to_risks,
    flags,
    over_time,
    spread,
)
from tutela_web.access.policy import Standing
from tutela_web.crisis.consent_models import ConsentLoss
from tutela_web.crisis.consent_queries import Relying
from tutela_web.links.queries import with_seen
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

HIGH = 2
"""The lowest priority (of tutela.risk.score.PRIORITIES) that asks for a line."""

INDICATORS: list[Callable[[Standing, Sequence[MatrixLine]], Mapping[UUID, str]]] = []
"""Who reads indicators, and gives the words of one of each line that has any: the feature that
holds them says so."""

FILTERS = ("risk", "lead", "tier", "phase", "status", "part", "joint", "flag")
JOINT = {"yes": True, "no": False, "unknown": None}
"""What the list may be asked for."""


def lines_for(standing: Standing) -> QuerySet[MatrixLine]:
    """The lines of risks this person may see, with their risks and places; each says whether its
    place may be seen too (`place_seen`)."""
    seen = MatrixLine.objects.filter(standing.sees_open("strategy"), risk__in=risks_for(standing))
    return with_seen(standing, seen, "place").select_related("risk__place", "place", "area")


def place_told(line: MatrixLine) -> str:
    """Where a line of `lines_for` is carried out, as its reader may know it."""
    if line.place_id and not line.place_seen:
        return _("a place you may not read")
    return line.place.name if line.place else line.place_said


def priority_risks(standing: Standing) -> QuerySet[Risk]:
    """Risks of high and critical priority the forum adopted and this person may see."""
    risks = risks_for(standing).filter(status=Risk.Status.ADOPTED, priority__gte=HIGH)
    return risks.select_related("place").order_by("-priority", "place__name", "pk")


def core_line(line: MatrixLine) -> Line:
    """A line as the core knows it."""
    return Line(
        str(line.pk),
        str(line.risk_id),
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

    @property
    def flagged(self) -> int:
        """How many lines somebody should look at."""
        return len(self.flags)


def matrix(standing: Standing, asked: Mapping[str, str]) -> Matrix:
    """The matrix, filtered; an indicator that is read counts as one named. Four queries.

    Takes   asked: any of FILTERS; lead, who leads or supports.
    """
    every = list(lines_for(standing).order_by("code"))
    risks = list(priority_risks(standing))
    held = {pk: words for read in INDICATORS for pk, words in read(standing, every).items()}
    rows = [
        replace(line, indicator=held.get(one.pk, "")) if not line.indicator.strip() else line
        for one in every
        for line in (core_line(one),)
    ]
    flagged = flags(rows, {str(r.pk) for r in risks}, on=standing.on)
    by_line: dict[str, list[Flag]] = {}
    for flag in flagged:
        for pk in flag.lines:
            by_line.setdefault(pk, []).append(flag)
    by_id = {str(risk.pk): risk for risk in (*risks, *(line.risk for line in every))}
    shown = [one for one in every if _matches_filter(one, asked, by_line.get(str(one.pk), []))]
    return Matrix(
        shown,
        by_line,
        [by_id[flag.risk] for flag in flagged if flag.kind == "uncovered"],
        [by_id[flag.risk] for flag in flagged if flag.kind == "response only"],
        spread(core_line(one) for one in every if one.status != "stopped"),
        len(every),
    )


def _matches_filter(line: MatrixLine, asked: Mapping[str, str], flagged: Iterable[Flag]) -> bool:
    who = asked.get("lead", "").casefold()
    return all(
        (
            asked.get("risk", "") in ("", str(line.risk_id)),
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
    builds its capacity, what is done twice, and how its tiers move over time."""

    answers: list[tuple[Risk, Answered]]
    for_host: list[MatrixLine]
    double: list[tuple[MatrixLine, MatrixLine]]
    over: Over

    @property
    def flagged(self) -> int:
        """How many priority risks a planner should look at."""
        return sum(bool(answer.flags) for _risk, answer in self.answers)


def check_matrix(standing: Standing) -> MatrixCheck:
    """The check of the matrix. Two queries."""
    every = list(lines_for(standing).order_by("code"))
    risks = list(priority_risks(standing))
    rows = [core_line(one) for one in every]
    agreed = {
        str(one.pk) for one in every if one.accepted_on and set(one.support) <= set(one.confirmed)
    }
    told = answers_to_risks(rows, [str(one.pk) for one in risks], agreed=agreed)
    by_id = {str(one.pk): one for one in every}
    return MatrixCheck(
        list(zip(risks, told, strict=True)),
        [one for one in every if one.for_host and one.status != "stopped"],
        [
            (by_id[flag.lines[0]], by_id[flag.lines[1]])
            for flag in flags(rows, on=standing.on)
            if flag.kind == "duplicate"
        ],
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
        area = line.area_id or (line.place.area_id if line.place else None)
        elsewhere = loss.area_id is not None and area not in (None, loss.area_id)
        if not elsewhere and (lost := hinders(line.activity, loss.kind)):
            place = place_told(line) or line.risk.place.name
            url = reverse("programme:line", args=[standing.mission.code, line.pk])
            relying.append(
                Relying("line", str(line), line.lead, place, url, lost, area is not None)
            )
    return relying


def leads(lines: Iterable[MatrixLine]) -> list[str]:
    """Everybody who leads or supports a line, once."""
    names = {name.strip() for line in lines for name in (line.lead, *line.support)}
    return sorted(names - {""}, key=str.casefold)


def counts_for(standing: Standing) -> dict[str, int]:
    """How many records stand behind each live element the matrix feeds. Two queries."""
    seen = matrix(standing, {})
    lines = [one for one in seen.lines if one.status != "stopped"]
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
