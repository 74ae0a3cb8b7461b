"""Roles and responsibilities, and the strengths and weaknesses of the host state."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.engagements.groups.queries import conveyed_to_host
from tutela_web.partners.roles import queries as found
from tutela_web.partners.roles import verbs
from tutela_web.partners.roles.forms import ClearForm, HostForm, RoleForm
from tutela_web.partners.roles.models import HostNote, RoleLine
from tutela_web.records.new import new_page, posted
from tutela_web.records.pages import Edited, edit_record, history_of, read_line, saved_as


def _trail(standing: Standing, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [(reverse("partners:roles", args=[standing.mission.code]), _("Roles")), *more]


# --- roles


@mission_page("strategy")
def roles(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who does what, and of whom nothing is said."""
    rows = found.role_matrix(standing)
    context = {
        "rows": rows,
        "stated": found.stated(rows),
        "what": [one.label for one in RoleLine.What],
        "may_keep": standing.may(verbs.ACT),
        "reads_host": standing.reads("drafts"),
    }
    return render(request, "partners/roles.html", context)


@mission_page("strategy")
def role_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """State a role."""
    form = RoleForm(request.POST or None, standing=standing, initial={"classification": 0})
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.say_role(given, by=standing),
        allowed=standing.may(verbs.ACT),
        title=_("State a role"),
        trail=_trail(standing),
        to=lambda made: reverse("partners:role", args=[standing.mission.code, made.pk]),
    )


@mission_page("strategy")
def role(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One line of roles, its form and its history."""
    rows = found.with_forum(standing, found.role_lines_for(standing))
    rows = rows.select_related("area", "mission", "forum")
    one = get_object_or_404(rows, pk=pk)
    read_line(standing, one)
    edited = edit_record(
        request, standing, one, RoleForm, verbs.edit_role, act=verbs.ACT, area=None
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "partners:role", pk)
    context = {"line": one, "edited": edited, "history": history_of(standing, one, RoleForm)}
    return render(request, "partners/role.html", context, status=edited.status)


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


@mission_page("drafts")
def host_note_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Note a strength or a weakness."""
    begun = {"classification": 1, "seen_on": standing.on}
    here = reverse("partners:host", args=[standing.mission.code])
    return new_page(
        request,
        standing,
        HostForm(request.POST or None, standing=standing, initial=begun),
        lambda given: verbs.note_host(given, by=standing),
        allowed=standing.may(verbs.ACT),
        title=_("Note a strength or a weakness"),
        trail=[(here, _("The host state"))],
        to=lambda made: reverse("partners:host_note", args=[standing.mission.code, made.pk]),
    )


def _note(standing: Standing, pk: UUID) -> HostNote:
    return get_object_or_404(found.host_notes_for(standing).select_related("mission"), pk=pk)


@mission_page("drafts")
def host_note(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One note, and what of it may leave the mission."""
    one = _note(standing, pk)
    edited = edit_record(
        request, standing, one, HostForm, verbs.edit_host_note, act=verbs.ACT, area=None
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "partners:host_note", pk)
    return _shown(request, standing, one, edited)


def _shown(
    request: HttpRequest, standing: Standing, one: HostNote, edited: Edited, form: Any = None
) -> HttpResponse:
    read_line(standing, one)
    context = {
        "note": one,
        "edited": edited,
        "may_clear": standing.may(verbs.CLEAR),
        "form": form or ClearForm(initial={"words": one.cleared_words}),
        "history": history_of(standing, one, HostForm, ("cleared_words", "cleared_by")),
    }
    status = 400 if form is not None else edited.status
    return render(request, "partners/host_note.html", context, status=status)


@require_POST
@mission_page("drafts")
def host_clear(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The Head of Mission clears what may leave."""
    one = _note(standing, pk)
    form = ClearForm(request.POST)
    cleared = posted(
        form,
        lambda given: verbs.clear_note(
            one, given["words"], version=version_sent(request), by=standing
        ),
    )
    if not cleared:
        return _shown(request, standing, one, Edited(version=one.version), form)
    return redirect("partners:host_note", standing.mission.code, pk)
