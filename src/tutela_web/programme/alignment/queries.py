"""Plans, directives and roles beside the lines of the matrix that people joined to them: what draws
on what, what cites what, and what is joined to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from tutela.strategy.concept import STEPS, Broken, Item, broken_items
from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force
from tutela_web.partners.roles.models import RoleLine
from tutela_web.partners.roles.queries import role_lines_for
from tutela_web.programme.efforts.models import PlanItem
from tutela_web.programme.efforts.queries import directives_for, planned_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for, whole_matrix
from tutela_web.programme.objectives.queries import links_for

# --- the mission plan and the concepts of operations


@dataclass
class Branch:
    """One part of a concept, what lies below it, and the lines of the matrix that draw on it."""

    item: PlanItem
    lines: list[MatrixLine] = field(default_factory=list)
    below: list[Branch] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)


@dataclass
class Paper:
    """One plan: its lines, and its concept from outcomes down."""

    paper: PlanItem.Paper
    tops: list[Branch]


@dataclass
class Planned:
    """The papers with something in them, where their concepts break off, and the lines of the
    matrix that draw on nothing recorded here."""

    papers: list[Paper]
    broken: list[tuple[Broken, PlanItem]]
    drawing: dict[UUID, list[PlanItem]]
    without: list[MatrixLine]


def read_plans(standing: Standing) -> Planned:
    """The plans as one reader sees them. Four queries."""
    rows = list(planned_for(standing).filter(in_force(standing)).order_by("reference", "title"))
    branches = {one.pk: Branch(one) for one in rows}
    lines = list(lines_for(standing).exclude(status__in=("done", "stopped")).order_by("code"))
    by_line = {one.pk: one for one in lines}
    drawing: dict[UUID, list[PlanItem]] = {}
    joined = links_for(standing).filter(ended_on=None, line__isnull=False, planned__isnull=False)
    for line, item in joined.order_by("entered_at").values_list("line", "planned"):
        if line in by_line and item in branches:
            branches[item].lines.append(by_line[line])
            drawing.setdefault(line, []).append(branches[item].item)
    every = PlanItem.objects.filter(in_force(standing), mission=standing.mission)
    held = set(every.exclude(under=None).values_list("under", flat=True))
    broken = broken_items(
        [Item(str(one.pk), one.kind, str(one.under_id or "")) for one in rows if one.kind in STEPS],
        hidden={str(pk) for pk in held},
    )
    by_id = {str(pk): branch for pk, branch in branches.items()}
    for fault in broken:
        by_id[fault.id].broken.append(fault)
    tops: dict[str, list[Branch]] = {}
    for branch in branches.values():
        under = branch.item.under_id
        if under is not None and under in branches:
            branches[under].below.append(branch)
        else:
            tops.setdefault(branch.item.paper, []).append(branch)
    return Planned(
        [Paper(paper, tops[paper.value]) for paper in PlanItem.Paper if paper.value in tops],
        [(fault, by_id[fault.id].item) for fault in broken],
        drawing,
        [one for one in lines if one.pk not in drawing],
    )


# --- directives of the Force Commander


@dataclass
class Directive:
    """A directive in force: the lines that cite it, and those that still cite the one before."""

    item: PlanItem
    lines: list[MatrixLine] = field(default_factory=list)
    stale: list[MatrixLine] = field(default_factory=list)


@dataclass(frozen=True)
class Directives:
    """The directives in force, and the military lines that cite none of them."""

    rows: list[Directive]
    without: list[MatrixLine]


def directives(standing: Standing) -> Directives:
    """The directives of the strategy with the lines each governs. Three queries."""
    every = list(directives_for(standing).order_by("reference", "pk"))
    now = {
        one.pk: Directive(one)
        for one in every
        if one.ended_on is None or one.ended_on > standing.on
    }
    after = {one.replaces_id: one.pk for one in every if one.replaces_id}
    lines = {one.pk: one for one in lines_for(standing).exclude(status__in=("done", "stopped"))}
    cited = set()
    joined = links_for(standing).filter(ended_on=None, line__isnull=False, planned__in=every)
    for pk, item in joined.order_by("line__code").values_list("line", "planned"):
        if pk not in lines:
            continue
        if item in now:
            now[item].lines.append(lines[pk])
            cited.add(pk)
        elif (newest := _newest(item, after)) in now:
            now[newest].stale.append(lines[pk])
    rows = sorted(lines.values(), key=lambda one: one.code)
    return Directives(
        list(now.values()), [one for one in rows if one.part == "military" and one.pk not in cited]
    )


def _newest(item: UUID, after: Mapping[UUID, UUID]) -> UUID:
    """The directive that took its place in the end."""
    while item in after:
        item = after[item]
    return item


def directives_of(standing: Standing, line: MatrixLine) -> list[tuple[PlanItem, PlanItem | None]]:
    """What directives a line cites: each with the one that took its place, if one did. Two
    queries."""
    held = links_for(standing).filter(ended_on=None, line=line).values("planned")
    every = {one.pk: one for one in directives_for(standing)}
    after = {one.replaces_id: one.pk for one in every.values() if one.replaces_id}
    cited = directives_for(standing).filter(pk__in=held).order_by("reference", "pk")
    return [(one, every.get(_newest(one.pk, after)) if one.pk in after else None) for one in cited]


def directives_cited(
    standing: Standing, line: MatrixLine
) -> dict[str, list[tuple[PlanItem, PlanItem | None]]]:
    """What directives a line cites, for its page."""
    return {"cites": directives_of(standing, line)}


# --- roles and lines


@dataclass(frozen=True)
class RolesAndLines:
    """Roles with the lines a person linked to each and how it takes part; roles without a line;
    lines without a role; who leads or supports a line and has no role."""

    rows: list[tuple[RoleLine, list[tuple[MatrixLine, str]]]]
    without_lines: list[RoleLine]
    without_roles: list[MatrixLine]
    nameless: list[str]


def roles_and_lines(standing: Standing) -> RolesAndLines:
    """Section G and the matrix side by side. Seven queries."""
    roles = list(role_lines_for(standing).filter(in_force(standing)).order_by("number"))
    lines = list(whole_matrix(standing).exclude(status="stopped").order_by("code"))
    by_line = {one.pk: one for one in lines}
    joined = links_for(standing).filter(ended_on=None, line__isnull=False, role__isnull=False)
    held: dict[UUID, list[MatrixLine]] = {}
    linked = set()
    for line, role in joined.order_by("line__code").values_list("line", "role"):
        if line in by_line:
            held.setdefault(role, []).append(by_line[line])
            linked.add(line)
    known = {name.casefold() for one in roles for name in (one.name, str(one.get_who_display()))}
    names = {name.strip() for one in lines for name in (one.lead, *one.support)}
    return RolesAndLines(
        [
            (
                one,
                [
                    (line, takes_part(one.name or str(one.get_who_display()), line))
                    for line in held[one.pk]
                ],
            )
            for one in roles
            if one.pk in held
        ],
        [one for one in roles if one.pk not in held],
        [one for one in lines if one.pk not in linked],
        sorted((n for n in names if n and n.casefold() not in known), key=str.casefold),
    )


def takes_part(name: str, line: MatrixLine) -> str:
    """How one of this name takes part in a line: "leads", "supports", or not said by the name."""
    if name.casefold() == line.lead.strip().casefold():
        return "leads"
    if name.casefold() in {one.strip().casefold() for one in line.support}:
        return "supports"
    return ""
