"""The check of the matrix, the mission plan and concepts of operations, UN entities outside the
mission, and the mission's other work."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.ids import is_id
from tutela_web.programme.chain.words import call
from tutela_web.programme.efforts import queries as found
from tutela_web.programme.efforts import verbs
from tutela_web.programme.efforts.forms import ItemForm, PartForm, ProgrammeForm
from tutela_web.programme.efforts.models import MEASURES, OutsidePart, PlanItem, Programme
from tutela_web.programme.matrix.queries import checked, lines_for
from tutela_web.programme.objectives.queries import links_for
from tutela_web.records.new import new_page
from tutela_web.records.pages import chosen, edit_record, history_of, read_line, saved_as, values_of


@mission_page("strategy")
def check(request: HttpRequest, standing: Standing) -> HttpResponse:
    """How each priority risk is answered, what is done twice, how the tiers move."""
    return render(request, "programme/matrix_check.html", {"checked": checked(standing)})


def _trail(standing: Standing, name: str, words: str) -> list[tuple[str, Any]]:
    return [(reverse(f"programme:{name}", args=[standing.mission.code]), words)]


def _linked(standing: Standing, **holder: Any) -> list[Any]:
    """What is linked to a plan item or a programme, as it is called."""
    rows = links_for(standing).filter(ended_on=None, **holder).select_related("line", "objective")
    ends = [link.line or link.objective for link in rows.order_by("entered_at")]
    for one in ends:
        one.mission = standing.mission
    return [call(one) for one in ends]


# --- the mission plan and the concepts of operations


@mission_page("strategy")
def planned(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The plans and concepts, where they break off, and the lines that draw on nothing."""
    context = {
        "held": found.planned(standing, links_for(standing)),
        "may_keep": standing.may(verbs.LINE_ACT),
    }
    return render(request, "programme/planned.html", context)


@mission_page("strategy")
def planned_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record a line of a plan, or a part of a concept."""
    begun: dict[str, Any] = {
        "classification": 1,
        "kind": request.GET.get("kind", ""),
        "paper": request.GET.get("paper", ""),
    }
    if is_id(last := request.GET.get("renews", "")):
        former = found.directives_for(standing).filter(pk=last).first()
        names = ("paper", "kind", "title", "reference", "gives", "governs", "classification")
        begun |= values_of(former, names) | {"replaces": former} if former else {}
    return new_page(
        request,
        standing,
        ItemForm(request.POST or None, standing=standing, initial=begun),
        lambda given: verbs.plan_item(given, by=standing),
        allowed=standing.may(verbs.LINE_ACT),
        title=_("Record a line of a plan"),
        trail=_trail(standing, "planned", _("Mission plan and CONOPS")),
        to=lambda made: reverse("programme:planned_one", args=[standing.mission.code, made.pk]),
    )


@mission_page("strategy")
def planned_one(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One line of a plan or part of a concept: what it serves, what serves it, its history."""
    one: PlanItem = get_object_or_404(found.planned_for(standing).select_related("mission"), pk=pk)
    read_line(standing, one)
    edited = edit_record(
        request, standing, one, ItemForm, verbs.edit_item, act=verbs.LINE_ACT, area=None
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "programme:planned_one", pk)
    seen = found.planned_for(standing)
    context = {
        "one": one,
        "edited": edited,
        "history": history_of(standing, one, ItemForm),
        "above": seen.filter(pk=one.under_id).first() if one.under_id else None,
        "below": seen.filter(found.in_force(standing), under=one).order_by("title"),
        "linked": _linked(standing, planned=one),
        "renewed_by": seen.filter(replaces=one).first(),
        "former": seen.filter(pk=one.replaces_id).first() if one.replaces_id else None,
        "may_renew": one.kind == PlanItem.Kind.DIRECTIVE
        and one.ended_on is None
        and standing.may(verbs.LINE_ACT),
    }
    return render(request, "programme/planned_one.html", context, status=edited.status)


@mission_page("strategy")
def role_lines(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Roles of section G and lines of the matrix side by side, and where they do not agree."""
    held = found.roles_and_lines(standing, links_for(standing))
    return render(request, "programme/role_lines.html", {"held": held})


# --- UN entities outside the mission


@mission_page("strategy")
def outside(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What UN entities outside the mission are expected to do, and whether they agreed."""
    asked = {name: request.GET.get(name, "") for name in ("entity", "answer")}
    choices: dict[str, Any] = {
        "entity": [(name, name, None) for name in found.entities(standing)],
        "answer": [(one.value, one.label, None) for one in OutsidePart.Answer],
    }
    context = {
        "rows": found.outside(standing, asked),
        "asked": asked,
        "choices": choices,
        "shown": chosen(asked, choices),
        "filtered": any(asked.values()),
        "may_keep": standing.may_somewhere(verbs.LINE_ACT) or standing.may(verbs.ACT),
    }
    return render(request, "programme/outside.html", context)


@mission_page("strategy")
def outside_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Say what an outside entity is expected to do."""
    try:
        line = lines_for(standing).filter(pk=UUID(request.GET.get("line", ""))).first()
    except ValueError:
        line = None
    begun = {"classification": 1, "side": "support", "answer": "not asked", "line": line}
    may = standing.may_somewhere(verbs.LINE_ACT) or standing.may(verbs.ACT)
    return new_page(
        request,
        standing,
        PartForm(request.POST or None, standing=standing, initial=begun),
        lambda given: verbs.expect(given, by=standing),
        allowed=may,
        title=_("Say what is expected of a UN entity"),
        trail=_trail(standing, "outside", _("UN entities outside the mission")),
        to=lambda made: reverse("programme:outside_one", args=[standing.mission.code, made.pk]),
    )


@mission_page("strategy")
def outside_one(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One part of an outside entity, its form and its history."""
    one: OutsidePart = get_object_or_404(
        found.outside_for(standing).select_related("mission"), pk=pk
    )
    read_line(standing, one)
    act = verbs.LINE_ACT if one.line_id else verbs.ACT
    edited = edit_record(
        request, standing, one, PartForm, verbs.edit_part, act=act, area=one.area_id
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "programme:outside_one", pk)
    context = {"one": one, "edited": edited, "history": history_of(standing, one, PartForm)}
    return render(request, "programme/outside_one.html", context, status=edited.status)


# --- other work of the mission


@mission_page("strategy")
def programmes(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The mission's other work by kind: examined for its effect on civilians, or not yet."""
    rows = list(
        found.programmes_for(standing).filter(found.in_force(standing)).order_by("title", "pk")
    )
    context = {
        "kinds": [(kind, [one for one in rows if one.kind == kind]) for kind in Programme.Kind],
        "mines": [(one, _measures(one)) for one in rows if one.kind == Programme.Kind.MINES],
        "unexamined": sum(one.examined_on is None for one in rows),
        "total": len(rows),
        "may_keep": standing.may(verbs.LINE_ACT),
    }
    return render(request, "programme/programmes.html", context)


def _measures(one: Programme) -> list[tuple[str, str, str]]:
    """The four measures of mine action: what each is, how it stands, what came of it."""
    names = dict(
        zip(
            MEASURES,
            (
                _("clearance"),
                _("risk education"),
                _("help for victims"),
                _("destruction of stockpiles"),
            ),
            strict=True,
        )
    )
    return [
        (words, getattr(one, f"get_{name}_display")(), getattr(one, f"{name}_came"))
        for name, words in names.items()
    ]


@mission_page("strategy")
def programme_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record other work of the mission."""
    begun = {"classification": 1, "kind": request.GET.get("kind", "")}
    return new_page(
        request,
        standing,
        ProgrammeForm(request.POST or None, standing=standing, initial=begun),
        lambda given: verbs.add_programme(given, by=standing),
        allowed=standing.may(verbs.LINE_ACT),
        title=_("Record other work of the mission"),
        trail=_trail(standing, "programmes", _("Other work of the mission")),
        to=lambda made: reverse("programme:programme", args=[standing.mission.code, made.pk]),
    )


@mission_page("strategy")
def programme(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One programme: the risk it lowers, what it may bring, what is done, its history."""
    one: Programme = get_object_or_404(
        found.programmes_for(standing).select_related("mission"), pk=pk
    )
    read_line(standing, one)
    edited = edit_record(
        request, standing, one, ProgrammeForm, verbs.edit_programme, act=verbs.LINE_ACT, area=None
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "programme:programme", pk)
    context = {
        "one": one,
        "edited": edited,
        "history": history_of(standing, one, ProgrammeForm),
        "measures": _measures(one) if one.kind == Programme.Kind.MINES else [],
        "linked": _linked(standing, programme=one),
    }
    return render(request, "programme/programme.html", context, status=edited.status)
