"""Means against agreed risks: the page of all; the sentence beside a place, a line, a threat."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.deployment.gap import queries as found
from tutela_web.deployment.gap.kinds import MEASURE, NEED
from tutela_web.deployment.gap.models import Need, ThreatMeasure
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.records.pages import read_lines
from tutela_web.risk.models import Risk


@mission_page(found.KIND)
def gaps(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every agreed hotspot and line in force: what it takes, who is able, what is lacking."""
    context = {
        "against": found.means_against_risks(standing),
        "may_keep": standing.may_somewhere(found.ACT),
        "holds": holds_readiness(standing),
        "standing": standing,
    }
    return render(request, "deployment/gaps.html", context)


@mission_page(found.KIND, of=places_for)
def gaps_at(request: HttpRequest, standing: Standing, place: Place) -> HttpResponse:
    """The gaps of a place and of its hotspot: a panel, fetched once the page of it stands."""
    may = standing.may(found.ACT, area=place.area_id)
    new = f"{NEED.new_address(standing)}?place={place.pk}" if may else ""
    return _show_beside(request, standing, place, found.needs_at(standing, place), new)


@mission_page(found.KIND, of=lines_for)
def gaps_of_line(request: HttpRequest, standing: Standing, line: MatrixLine) -> HttpResponse:
    """The gaps of a line of the matrix: a panel, fetched once its page stands."""
    may = standing.may_somewhere(found.ACT)
    new = f"{NEED.new_address(standing)}?line={line.pk}" if may else ""
    return _show_beside(request, standing, line, found.open_needs(standing).filter(line=line), new)


def _show_beside(
    request: HttpRequest,
    standing: Standing,
    here: Place | MatrixLine,
    needs: QuerySet[Need],
    new: str,
) -> HttpResponse:
    rows = found.gaps_of(standing, needs)
    read_lines(standing, [need_gap.need for need_gap in rows])
    context = {"here": here, "gaps": rows, "new_url": new}
    part = request.htmx  # type: ignore[attr-defined]
    return render(
        request, "deployment/_gaps_at.html" if part else "deployment/gaps_at.html", context
    )


@mission_page(found.KIND, of=found.threats_of)
def measures_of(request: HttpRequest, standing: Standing, risk: Risk) -> HttpResponse:
    """What the mission could do to anticipate, mitigate, prevent and halt a threat: a panel."""
    rows = list(found.measures_for(standing).filter(risk=risk))
    read_lines(standing, rows)
    verbs = [
        (verb, [measure for measure in rows if measure.verb == verb]) for verb in ThreatMeasure.Verb
    ]
    may = MEASURE.may_write(standing, beside=risk)
    new = MEASURE.new_address(standing, risk) if may else ""
    context = {"here": risk, "verbs": verbs, "new_url": new}
    part = request.htmx  # type: ignore[attr-defined]
    return render(
        request, "deployment/_measures_of.html" if part else "deployment/measures_of.html", context
    )
