"""The planning record, and the documents to revise after a new mandate."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.mandate import planning_queries as found
from tutela_web.mandate import planning_verbs as verbs
from tutela_web.mandate.forms import PivotForm, RevisionForm, RevisionStateForm
from tutela_web.mandate.models import Resolution, Revision
from tutela_web.mandate.queries import ACT, resolutions_for
from tutela_web.records.new import beside, new_page, posted_atop
from tutela_web.records.pages import edit_record, history_of, read_line, saved_as


@mission_page("mandates")
def planning(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every step of planning and what it said of protection; silent ones flagged."""
    rows = list(found.pivots_for(standing))
    context = {
        "rows": rows,
        "silent": sum(not one.poc.strip() for one in rows),
        "never": found.never_planned(rows),
        "may_keep": standing.may(ACT),
    }
    return render(request, "mandate/planning.html", context)


@mission_page("mandates")
def pivot_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record a step of planning."""
    form = PivotForm(
        request.POST or None, standing=standing, initial={"classification": 1, "on": standing.on}
    )
    here = reverse("mandate:planning", args=[standing.mission.code])
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.record_pivot(given, by=standing),
        allowed=standing.may(ACT),
        title=_("Record a step of planning"),
        trail=[(here, _("Planning record"))],
        to=lambda made: reverse("mandate:pivot", args=[standing.mission.code, made.pk]),
    )


@mission_page("mandates")
def pivot(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One step of planning."""
    one = get_object_or_404(found.pivots_for(standing), pk=pk)
    edited = edit_record(request, standing, one, PivotForm, verbs.edit_pivot, act=ACT, area=None)
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "mandate:pivot", pk)
    read_line(standing, one)
    context = {"pivot": one, "edited": edited, "history": history_of(standing, one, PivotForm)}
    return render(request, "mandate/pivot.html", context, status=edited.status)


# --- documents to revise


def _resolution(standing: Standing, pk: UUID) -> Resolution:
    return get_object_or_404(resolutions_for(standing), pk=pk)


@mission_page("mandates")
def revisions(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """What is to be revised because of a resolution: whose, by when, how far."""
    return _revisions(request, standing, _resolution(standing, pk))


def _revisions(
    request: HttpRequest, standing: Standing, resolution: Resolution, **given: forms.Form
) -> HttpResponse:
    rows = list(found.revisions_for(standing).filter(resolution=resolution))
    context = {
        "resolution": resolution,
        "rows": [(one, one.overdue(standing.on)) for one in rows],
        "overdue": sum(one.overdue(standing.on) for one in rows),
        "missing": found.kinds_missing(resolution, rows),
        "may_keep": standing.may(ACT),
        "states": Revision.State.choices,
        "form": given.get("form") or RevisionForm(standing=standing),
    }
    return render(request, "mandate/revisions.html", context, status=400 if given else 200)


told = beside("mandates", _resolution, _revisions, "mandate:revisions")


@told("form", RevisionForm, of_standing=True)
def revision_list(standing: Standing, resolution: Resolution, given: dict[str, Any]) -> None:
    """A document is to be revised."""
    verbs.list_revision(resolution, given, by=standing)


@require_POST
@mission_page("mandates")
def revision_move(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """How far the revision of a document is."""
    one = get_object_or_404(found.revisions_for(standing), pk=pk)
    form = RevisionStateForm(request.POST)
    posted_atop(
        request,
        form,
        lambda given: verbs.move_revision(
            one, given["state"], given["note"], version=version_sent(request), by=standing
        ),
    )
    return redirect("mandate:revisions", standing.mission.code, one.resolution_id)
