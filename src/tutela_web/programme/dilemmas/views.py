"""What a person says beside a dilemma: which decisions applied its line."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from tutela_web.access.page_access import mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.crisis.decisions.queries import decisions_for
from tutela_web.crisis.models import Decision
from tutela_web.programme.dilemmas import queries as found
from tutela_web.programme.dilemmas import verbs
from tutela_web.programme.dilemmas.models import Dilemma


@mission_post("strategy", of=found.dilemmas_for)
def dilemma_use(request: HttpRequest, standing: Standing, dilemma: Dilemma) -> HttpResponse:
    """Say that a decision applied the line, or parted from it."""
    with refused_atop(request):
        verbs.use_dilemma(
            dilemma,
            _decision(standing, request.POST.get("decision", "")),
            kept=request.POST.get("kept") == "yes",
            words=request.POST.get("words", ""),
            by=standing,
        )
    return redirect("programme:dilemma", standing.mission.code, dilemma.pk)


def _decision(standing: Standing, ref: str) -> Decision | None:
    try:
        return decisions_for(standing).filter(pk=UUID(ref)).first()
    except ValueError:
        return None
