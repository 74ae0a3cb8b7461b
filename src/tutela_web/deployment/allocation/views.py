"""The page of the mix of activities."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tutela.deployment.allocation import MIXES
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.deployment.allocation.mix_queries import MIX_WORDS, mix_of
from tutela_web.deployment.allocation.queries import KIND, REASONS
from tutela_web.links.fields import field_offices


@mission_page(KIND)
def mix(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The mix of activities month by month, beside the agreed hotspots and the reasons given."""
    asked = request.GET.get("area", "")
    offices = field_offices(standing).defer("boundary")
    area = get_object_or_404(offices, code=asked) if asked else None
    context = {
        "mix": mix_of(standing, area),
        "words": [MIX_WORDS[mix] for mix in MIXES],
        "areas": [(office.code, office.name, None) for office in offices],
        "asked": asked,
        "may_reason": standing.may(REASONS, area=area.pk if area else None),
    }
    return render(request, "deployment/mix.html", context)
