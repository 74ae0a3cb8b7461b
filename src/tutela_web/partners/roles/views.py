"""Roles and responsibilities, and the strengths and weaknesses of the host state."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.engagements.groups.queries import conveyed_to_host
from tutela_web.partners.roles import queries as found
from tutela_web.partners.roles import verbs
from tutela_web.partners.roles.models import RoleLine
from tutela_web.partners.roles.panels import panels_of

# --- roles


@mission_page("strategy")
def roles(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who does what, and of whom nothing is said."""
    rows = found.role_matrix(standing)
    context = {
        "rows": rows,
        "stated": found.how_far_stated(rows),
        "mine": list(found.lines_to_confirm(standing)),
        "what": [role_task.label for role_task in RoleLine.RoleTask],
        "may_keep": standing.may(verbs.ACT),
        "reads_host": standing.reads("drafts"),
    }
    return render(request, "partners/roles.html", context)


# --- the host state


@mission_page("drafts")
def host(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Host institutions: will and ability apart, strengths and weaknesses with dated evidence."""
    conveyed = conveyed_to_host(standing) if standing.reads("engagements") else None
    context = {
        "rows": found.host_register(standing),
        "may_keep": standing.may(verbs.ACT),
        "conveyed": conveyed,
        "panels": panels_of(standing),
    }
    return render(request, "partners/host.html", context)


@mission_page("drafts")
def host_version(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What may be told to the host: cleared words only, and how much is withheld."""
    return render(request, "partners/host_version.html", {"version": found.host_version(standing)})
