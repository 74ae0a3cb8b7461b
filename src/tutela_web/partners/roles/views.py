"""Roles and responsibilities, and the strengths and weaknesses of the host state."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.engagements.groups.queries import conveyed_to_host
from tutela_web.partners.roles import queries as found
from tutela_web.partners.roles import verbs
from tutela_web.partners.roles.forms import ClearedWordsForm
from tutela_web.partners.roles.kind import HOST_NOTE, ROLE
from tutela_web.partners.roles.models import HostNote, RoleLine
from tutela_web.partners.roles.verbs import ClearedWords
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import forms_beside_record

# --- roles


@mission_page("strategy")
def roles(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who does what, and of whom nothing is said."""
    rows = found.role_matrix(standing)
    context = {
        "rows": rows,
        "stated": found.how_far_stated(rows),
        "mine": list(found.lines_to_confirm(standing)),
        "what": [one.label for one in RoleLine.What],
        "may_keep": standing.may(verbs.ACT),
        "reads_host": standing.reads("drafts"),
    }
    return render(request, "partners/roles.html", context)


@mission_post("strategy", of=ROLE.rows_shown)
def role_confirm(request: HttpRequest, standing: Standing, line: RoleLine) -> HttpResponse:
    """Who holds the post confirms a responsibility as their own."""
    with refused_atop(request):
        verbs.confirm_role(line, version=version_sent(request), by=standing)
    return redirect("partners:role", standing.mission.code, line.pk)


# --- the host state


@mission_page("drafts")
def host(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Host institutions: will and ability apart, strengths and weaknesses with dated evidence."""
    conveyed = conveyed_to_host(standing) if standing.reads("engagements") else None
    context = {
        "rows": found.host_register(standing),
        "may_keep": standing.may(verbs.ACT),
        "conveyed": conveyed,
    }
    return render(request, "partners/host.html", context)


@mission_page("drafts")
def host_version(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What may be told to the host: cleared words only, and how much is withheld."""
    return render(request, "partners/host_version.html", {"version": found.host_version(standing)})


told = forms_beside_record(
    "drafts", partial(find_record, HOST_NOTE), partial(show_record, HOST_NOTE), "partners:host_note"
)


@told("form", ClearedWordsForm, versioned=True)
def host_clear(standing: Standing, note: HostNote, given: ClearedWords, version: int) -> None:
    """The Head of Mission clears what may leave."""
    verbs.clear_note(note, given["words"], version=version, by=standing)
