"""The documents to revise after a new mandate."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tutela_web.access.page_access import mission_page, mission_post
from tutela_web.access.policy import Standing
from tutela_web.base.forms import version_sent
from tutela_web.mandate.forms import RevisionStateForm
from tutela_web.mandate.models import Resolution, Revision
from tutela_web.mandate.planning import queries as found
from tutela_web.mandate.planning import verbs
from tutela_web.mandate.queries import ACT, resolutions_for
from tutela_web.records.create_page import posted_atop


@mission_page("mandates", of=resolutions_for)
def revisions(request: HttpRequest, standing: Standing, resolution: Resolution) -> HttpResponse:
    """What is to be revised because of a resolution: whose, by when, how far."""
    rows = list(found.revisions_for(standing).filter(resolution=resolution))
    told = found.owners_told(standing, rows)
    mine = {revision.pk for revision in found.revisions_owed(standing)}
    context = {
        "resolution": resolution,
        "rows": [(row, row.overdue(standing.on), told.get(row.pk), row.pk in mine) for row in rows],
        "overdue": sum(row.overdue(standing.on) for row in rows),
        "missing": found.kinds_missing(resolution, rows),
        "may_keep": standing.may(ACT),
        "states": Revision.State.choices,
    }
    return render(request, "mandate/revisions.html", context)


@mission_post("mandates", of=found.revisions_for)
def revision_move(request: HttpRequest, standing: Standing, revision: Revision) -> HttpResponse:
    """How far the revision of a document is."""
    form = RevisionStateForm(request.POST)
    posted_atop(
        request,
        form,
        lambda given: verbs.move_revision(
            revision, given["state"], given["note"], version=version_sent(request), by=standing
        ),
    )
    return redirect("mandate:revisions", standing.mission.code, revision.resolution_id)
