"""What a person says beside a dilemma: which decisions applied its line."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tutela_web.access.doors import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.crisis.models import Decision
from tutela_web.crisis.queries import decisions_for
from tutela_web.programme.dilemmas import queries as found
from tutela_web.programme.dilemmas import verbs


@require_POST
@mission_page("strategy")
def dilemma_use(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that a decision applied the line, or parted from it."""
    dilemma = get_object_or_404(found.dilemmas_for(standing), pk=pk)
    with refused_atop(request):
        verbs.use_dilemma(
            dilemma,
            _decision(standing, request.POST.get("decision", "")),
            kept=request.POST.get("kept") == "yes",
            words=request.POST.get("words", ""),
            by=standing,
        )
    return redirect("programme:dilemma", standing.mission.code, pk)


def _decision(standing: Standing, ref: str) -> Decision | None:
    try:
        return decisions_for(standing).filter(pk=UUID(ref)).first()
    except ValueError:
        return None
