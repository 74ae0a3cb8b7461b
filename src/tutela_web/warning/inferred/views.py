"""Pages of inferred places: those that wait, and what who answers for them says."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.warning.board.inferred_queries import inferred_for, lines_read
from tutela_web.warning.inferred import verbs
from tutela_web.warning.inferred_models import InferredPlace

ANSWERED_SHOWN = 50


@mission_page("alerts")
def inferred_places(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Places inferred from what was reported of others: those nobody answered, the soonest due
    first; then those answered, newest first."""
    rows = inferred_for(standing)
    waiting = rows.filter(answer=InferredPlace.Answer.ASKED).order_by("due_at", "km", "pk")
    ended = rows.exclude(answer=InferredPlace.Answer.ASKED).order_by("-answered_at", "pk")
    context = {
        "waiting": lines_read(standing, waiting),
        "answered": lines_read(standing, ended[:ANSWERED_SHOWN]),
    }
    return render(request, "warning/inferred.html", context)


@mission_post("alerts")
def answer(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Answer for a place: open an alert there, or say why what was reported does not concern it."""
    line = inferred_for(standing).filter(pk=pk).first()
    if line is None:
        raise Http404
    on_behalf = request.POST.get("on_behalf", "")
    with refused_atop(request):
        if request.POST.get("answer") == "open":
            opened = verbs.open_alert(line, by=standing, on_behalf=on_behalf)
            messages.success(request, _("%(alert)s is open at this place.") % {"alert": opened})
            return redirect("warning:alert", standing.mission.code, opened.pk)
        verbs.set_aside(line, by=standing, why=request.POST.get("why", ""), on_behalf=on_behalf)
        messages.success(request, _("Saved: it does not concern this place."))
    return redirect("warning:inferred", standing.mission.code)
