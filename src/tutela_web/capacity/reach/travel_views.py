"""Travel time: its table for who reads bases; reach for who holds the compartment capacity."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela.base.messages import join
from tutela.capacity.travel import SEASONS, TravelRules
from tutela_web.access.page_access import mission_page, mission_post, refusals
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.forms import version_sent
from tutela_web.capacity.models import GroundLayer
from tutela_web.capacity.reach import travel_verbs
from tutela_web.capacity.reach.coverage import HOURS, OUTSIDE, coverage
from tutela_web.capacity.reach.map import draw_coverage_map, legend
from tutela_web.capacity.reach.queries import rules_of
from tutela_web.capacity.reach.travel_queries import ground_for, settings_of, state_of
from tutela_web.capacity.reach.travel_verbs import ACT
from tutela_web.capacity.units.forms import GroundForm, TravelForm
from tutela_web.capacity.units.queries import bases_for, holds_readiness
from tutela_web.look.translate import say_in_page_language, word
from tutela_web.records.pages import retire_on


@mission_page("bases")
def travel(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The mission's speeds, seasons and night, and what travel times rest on."""
    may = standing.may_somewhere(ACT)
    if request.method == "POST" and not may:
        raise PermissionDenied
    rules = rules_of(standing.mission)
    form = TravelForm(request.POST or None, rules=rules)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                travel_verbs.set_travel(
                    form.travel_rules(),
                    version=version_sent(request),
                    by=standing,
                    reason=request.POST.get("reason", "")[:100],
                )
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
        else:
            messages.success(request, _("Saved. Travel times are recalculated within minutes."))
            return redirect("capacity:travel", standing.mission.code)
    context = _context(standing, rules) | {"form": form, "may_edit": may}
    return render(request, "capacity/travel.html", context, status=400 if form.errors else 200)


def _context(standing: Standing, rules: TravelRules) -> dict[str, Any]:
    layers = list(ground_for(standing))
    return {
        "rules": rules,
        "roads_known": any(layer.roads and not layer.retired for layer in layers),
        "months": [word(name) for n, name in TravelForm.MONTHS if int(n) in rules.rains],
        "season": word(rules.season(clock.today(standing.mission))),
        "settings": settings_of(standing),
        "layers": layers,
        "state": state_of(standing.mission),
        "holds_capacity": holds_readiness(standing),
    }


@mission_page("bases", may_somewhere=ACT)
def new_ground(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Roads and kinds of ground from a file."""
    form = GroundForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            with refusals():
                layer, shapes = travel_verbs.add_ground(
                    values["file"], name=values["name"], source=values["source"], by=standing
                )
        except TutelaError as fault:
            form.add_error("file", say_in_page_language(fault.as_sentence()))
        else:
            told = _("%(roads)s roads and %(shapes)s shapes are saved.") % {
                "roads": layer.roads,
                "shapes": layer.shapes,
            }
            messages.success(request, told)
            if shapes.rejected:
                first = shapes.rejected[0]
                refused = _("%(n)s refused; the first, number %(row)s: %(why)s.")
                why = {
                    "n": len(shapes.rejected),
                    "row": first.row,
                    "why": say_in_page_language(first.why),
                }
                messages.warning(request, refused % why)
            return redirect("capacity:travel", standing.mission.code)
    above = [("bases", _("Bases")), ("travel", _("Travel time"))]
    context = {
        "form": form,
        "title": _("Roads and kinds of ground"),
        "words": _("Only shapes and classes are taken from the file."),
        "button": _("Add roads"),
        "trail": [
            (reverse(f"capacity:{name}", args=[standing.mission.code]), words)
            for name, words in above
        ],
    }
    return render(request, "records/new.html", context, status=400 if form.errors else 200)


@mission_post("bases", of=ground_for)
def retire_ground(request: HttpRequest, standing: Standing, found: GroundLayer) -> HttpResponse:
    """Take roads out of the travel times, or bring them back."""
    retire_on(request, found, travel_verbs.retire_ground, standing)
    return redirect("capacity:travel", standing.mission.code)


@mission_page("bases")
def reach(request: HttpRequest, standing: Standing) -> HttpResponse:
    """How far each base reaches, and who lies outside: to others it is not there."""
    if not holds_readiness(standing):
        raise Http404
    mission = standing.mission
    rules = rules_of(mission)
    now = clock.now(mission)
    asked = {name: request.GET.get(name, "") for name in ("season", "light", "base")}
    season = next((s for s in SEASONS if s == asked["season"]), rules.season(now.date()))
    light = asked["light"] if asked["light"] in ("day", "night") else "day"
    bases = bases_for(standing).filter(latitude__isnull=False, retired=False)
    base = bases.filter(pk=asked["base"]).first() if _is_id(asked["base"]) else None
    covered = coverage(standing, season, dark=light == "night", base=base)
    context = {
        "season": season,
        "light": light,
        "base": base,
        "hours": HOURS,
        "most": OUTSIDE,
        "found": covered,
        "night": rules.night,
        "told": join("; ", covered.surface.limits_in_words()) if covered else "",
        "map": draw_coverage_map(covered, mission.iso3, alone=base is not None) if covered else "",
        "legend": legend(),
        "choices": {
            "season": [(s, word(s), None) for s in SEASONS],
            "light": [("day", _("by day"), None), ("night", _("by night"), None)],
            "base": [(str(b.pk), b.name, None) for b in bases.order_by("name")],
        },
        "shown": {
            "season": word(season),
            "light": _("by night") if light == "night" else _("by day"),
            "base": base.name if base else _("any base"),
        },
    }
    return render(request, "capacity/reach.html", context)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
