"""The check of the matrix, the mission plan and concepts of operations, roles and lines, and the
mission's other work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.programme.efforts import queries as found
from tutela_web.programme.efforts.models import MEASURES, Programme
from tutela_web.programme.fields import LINE_ACT
from tutela_web.programme.matrix.queries import check_matrix
from tutela_web.programme.objectives.queries import links_for


@mission_page("strategy")
def check(request: HttpRequest, standing: Standing) -> HttpResponse:
    """How each priority risk is answered, what is done twice, how the tiers move."""
    return render(request, "programme/matrix_check.html", {"checked": check_matrix(standing)})


@mission_page("strategy")
def plans_page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The plans and concepts, where they break off, and the lines that draw on nothing."""
    context = {
        "held": found.read_plans(standing, links_for(standing)),
        "may_keep": standing.may(LINE_ACT),
    }
    return render(request, "programme/planned.html", context)


@mission_page("strategy")
def role_lines(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Roles of section G and lines of the matrix side by side, and where they do not agree."""
    held = found.roles_and_lines(standing, links_for(standing))
    return render(request, "programme/role_lines.html", {"held": held})


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
        "may_keep": standing.may(LINE_ACT),
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
