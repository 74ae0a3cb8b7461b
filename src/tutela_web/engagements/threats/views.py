"""Each priority threat's own approach: the list, one with its versions, and setting the next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.markings import Classification
from tutela_web.engagements.threats import queries as found
from tutela_web.engagements.threats import verbs
from tutela_web.engagements.threats.forms import ApproachForm
from tutela_web.records.create_page import new_page
from tutela_web.records.pages import label_of, read_line, values_of
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for


@mission_page("risks")
def threats(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every priority threat and its approach; those without one first."""
    context = {"rows": found.threat_list(standing)}
    return render(request, "engagements/threats.html", context)


def _threat(standing: Standing, pk: UUID) -> Risk:
    return get_object_or_404(risks_for(standing).select_related("place", "area"), pk=pk)


@mission_page("risks")
def threat(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One threat: what stands, the versions before, what each changed and why."""
    risk = _threat(standing, pk)
    versions = [
        (row.approach, [label_of(ApproachForm, name) for name in row.changed])
        for row in found.versions_of(standing, risk)
    ]
    for one, _changed in versions[:1]:
        read_line(standing, one)
    critical = (risk.priority or 0) >= found.CRITICAL
    context = {
        "risk": risk,
        "level": found.level_of(risk),
        "versions": versions,
        "critical": critical,
        # an approach is at least Confidential, else marked as its risk
        "whole": standing.readings["risks"].reaches(Classification.CONFIDENTIAL, risk.area_id),
        "may_set": standing.may(verbs.ACT, area=risk.area_id)
        and (risk.priority or 0) >= found.HIGH
        and risk.status not in Risk.OFF,
    }
    return render(request, "engagements/threat.html", context)


@mission_page("risks")
def approach(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Set the next version of a threat's approach; it begins with what stands."""
    risk = _threat(standing, pk)
    last = found.approaches_for(standing).filter(risk=risk).first()
    begun: dict[str, Any] = values_of(last, found.TOLD) if last else {}
    form = ApproachForm(request.POST or None, standing=standing, initial=begun)
    here = reverse("engagements:threat", args=[standing.mission.code, pk])
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.set_approach(risk, given, by=standing),
        allowed=standing.may(verbs.ACT, area=risk.area_id),
        title=_("Set the approach"),
        trail=[
            (reverse("engagements:threats", args=[standing.mission.code]), _("Threats")),
            (here, risk.place.name),
        ],
        to=lambda _made: here,
        words=_("Earlier versions stay. It names no person."),
    )
