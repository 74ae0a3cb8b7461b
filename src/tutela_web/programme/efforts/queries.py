"""How the mission plan, the concepts of operations, other programmes and the parts of UN entities
outside the mission are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from tutela.strategy.concept import STEPS, Broken, Item, broken_items
from tutela_web.access.policy import Standing
from tutela_web.links.queries import with_seen
from tutela_web.partners.roles.models import RoleLine
from tutela_web.partners.roles.queries import role_lines_for
from tutela_web.programme.efforts.models import OutsidePart, PlanItem, Programme
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.risk.queries import risks_for


def in_force(standing: Standing) -> Q:
    """What has not ended today."""
    return Q(ended_on=None) | Q(ended_on__gt=standing.on)


def planned_for(standing: Standing) -> QuerySet[PlanItem]:
    """The lines of plans and parts of concepts this person may see; those that ended too."""
    return PlanItem.objects.filter(standing.sees_open("strategy"))


def items_for(standing: Standing) -> QuerySet[PlanItem]:
    """The same, each with whether what it lies under and what it replaces may be seen too
    (`under_seen`, `replaces_seen`)."""
    seen = planned_for(standing).order_by()
    return planned_for(standing).annotate(
        under_seen=Exists(seen.filter(pk=OuterRef("under"))),
        replaces_seen=Exists(seen.filter(pk=OuterRef("replaces"))),
    )


def programmes_for(standing: Standing) -> QuerySet[Programme]:
    """The programmes this person may see, of risks they may see; each says whether its place may
    be seen too (`place_seen`)."""
    of_risks = Q(risk=None) | Q(risk__in=risks_for(standing).order_by().values("pk"))
    rows = Programme.objects.filter(standing.sees_open("strategy"), of_risks)
    return with_seen(standing, rows, "place").select_related("risk__place", "place")


def outside_for(standing: Standing) -> QuerySet[OutsidePart]:
    """What this person may see of what UN entities outside the mission are to do: of lines they
    may see, and of sections."""
    of_lines = Q(line=None) | Q(line__in=lines_for(standing).order_by().values("pk"))
    rows = OutsidePart.objects.filter(standing.sees_open("strategy"), of_lines)
    return rows.select_related("line")


# --- the mission plan and the concepts of operations


@dataclass
class Branch:
    """One part of a concept, what lies below it, and the lines of the matrix that draw on it."""

    item: PlanItem
    lines: list[Any] = field(default_factory=list)
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
    drawing: dict[Any, list[PlanItem]]
    without: list[Any]


def read_plans(standing: Standing, links: QuerySet[Any]) -> Planned:
    """The plans as one reader sees them. Four queries.

    Takes   links, those of the chain this person may see.
    """
    rows = list(planned_for(standing).filter(in_force(standing)).order_by("reference", "title"))
    branches = {one.pk: Branch(one) for one in rows}
    lines = list(lines_for(standing).exclude(status__in=("done", "stopped")).order_by("code"))
    by_line = {one.pk: one for one in lines}
    drawing: dict[Any, list[PlanItem]] = {}
    joined = links.filter(ended_on=None, line__isnull=False, planned__isnull=False)
    for line, item in joined.order_by("entered_at").values_list("line", "planned"):
        if line in by_line and item in branches:
            branches[item].lines.append(by_line[line])
            drawing.setdefault(line, []).append(branches[item].item)
    every = PlanItem.objects.filter(in_force(standing), mission=standing.mission)
    held = set(every.exclude(under=None).values_list("under", flat=True))
    found = broken_items(
        [Item(str(one.pk), one.kind, str(one.under_id or "")) for one in rows if one.kind in STEPS],
        hidden={str(pk) for pk in held},
    )
    by_id = {str(pk): branch for pk, branch in branches.items()}
    for one in found:
        by_id[one.id].broken.append(one)
    tops: dict[str, list[Branch]] = {}
    for branch in branches.values():
        above = branches.get(branch.item.under_id)
        if above is not None:
            above.below.append(branch)
        else:
            tops.setdefault(branch.item.paper, []).append(branch)
    return Planned(
        [Paper(paper, tops[paper.value]) for paper in PlanItem.Paper if paper.value in tops],
        [(one, by_id[one.id].item) for one in found],
        drawing,
        [one for one in lines if one.pk not in drawing],
    )


# --- directives of the Force Commander


def directives_for(standing: Standing) -> QuerySet[PlanItem]:
    """The directives this person may see, those in force and those that were renewed."""
    return planned_for(standing).filter(kind=PlanItem.Kind.DIRECTIVE)


@dataclass
class Directive:
    """A directive in force: the lines that cite it, and those that still cite the one before."""

    item: PlanItem
    lines: list[Any] = field(default_factory=list)
    stale: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class Directives:
    """The directives in force, and the military lines that cite none of them."""

    rows: list[Directive]
    without: list[Any]


def directives(standing: Standing, links: QuerySet[Any]) -> Directives:
    """The directives of the strategy with the lines each governs. Three queries.

    Takes   links, those of the chain this person may see.
    """
    every = list(directives_for(standing).order_by("reference", "pk"))
    now = {
        one.pk: Directive(one)
        for one in every
        if one.ended_on is None or one.ended_on > standing.on
    }
    after = {one.replaces_id: one.pk for one in every if one.replaces_id}
    lines = {one.pk: one for one in lines_for(standing).exclude(status__in=("done", "stopped"))}
    cited = set()
    joined = links.filter(ended_on=None, line__isnull=False, planned__in=every)
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


def _newest(item: Any, after: Mapping[Any, Any]) -> Any:
    """The directive that took its place in the end."""
    while item in after:
        item = after[item]
    return item


def directives_of(standing: Standing, line: Any, links: QuerySet[Any]) -> list[Any]:
    """What directives a line cites: each with the one that took its place, if one did. Two
    queries."""
    held = links.filter(ended_on=None, line=line).values("planned")
    every = {one.pk: one for one in directives_for(standing)}
    after = {one.replaces_id: one.pk for one in every.values() if one.replaces_id}
    cited = directives_for(standing).filter(pk__in=held).order_by("reference", "pk")
    return [(one, every.get(_newest(one.pk, after)) if one.pk in after else None) for one in cited]


# --- roles and lines


@dataclass(frozen=True)
class RolesAndLines:
    """Roles with the lines a person linked to each and how it takes part; roles without a line;
    lines without a role; who leads or supports a line and has no role."""

    rows: list[tuple[RoleLine, list[tuple[Any, str]]]]
    without_lines: list[RoleLine]
    without_roles: list[Any]
    nameless: list[str]


def roles_and_lines(standing: Standing, links: QuerySet[Any]) -> RolesAndLines:
    """Section G and the matrix side by side. Three queries.

    Takes   links, those of the chain this person may see.
    """
    roles = list(role_lines_for(standing).filter(in_force(standing)).order_by("number"))
    lines = list(lines_for(standing).exclude(status="stopped").order_by("code"))
    by_line = {one.pk: one for one in lines}
    joined = links.filter(ended_on=None, line__isnull=False, role__isnull=False)
    held: dict[Any, list[Any]] = {}
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


def takes_part(name: str, line: Any) -> str:
    """How one of this name takes part in a line: "leads", "supports", or not said by the name."""
    if name.casefold() == line.lead.strip().casefold():
        return "leads"
    if name.casefold() in {one.strip().casefold() for one in line.support}:
        return "supports"
    return ""


# --- outside entities


def entities(standing: Standing) -> list[str]:
    """Every outside entity something is expected of, once."""
    names = outside_for(standing).filter(in_force(standing)).order_by().values_list("entity")
    return sorted({name for (name,) in names}, key=str.casefold)
