"""The mission's other work."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force
from tutela_web.programme.efforts.models import MEASURES, Programme
from tutela_web.programme.efforts.queries import programmes_for
from tutela_web.programme.fields import LINE_ACT


@mission_page("strategy")
def programmes(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The mission's other work by kind: examined for its effect on civilians, or not yet."""
    rows = list(programmes_for(standing).filter(in_force(standing)).order_by("title", "pk"))
    asked = request.GET.get("kind", "")
    chosen = [kind for kind in Programme.Kind if kind == asked] or list(Programme.Kind)
    context = {
        "kinds": [(kind, [row for row in rows if row.kind == kind]) for kind in chosen],
        "every_kind": list(Programme.Kind),
        "asked": asked,
        "mines": [(row, _measures(row)) for row in rows if row.kind == Programme.Kind.MINES],
        "unexamined": sum(row.examined_on is None for row in rows),
        "total": len(rows),
        "may_keep": standing.may(LINE_ACT),
    }
    return render(request, "programme/programmes.html", context)


def _measures(programme: Programme) -> list[tuple[str, str, str]]:
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
        (words, getattr(programme, f"get_{name}_display")(), getattr(programme, f"{name}_came"))
        for name, words in names.items()
    ]
