"""What if: toggles on the map, the places they gain and lose, what each restriction costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, Q, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela.base.messages import join
from tutela.capacity.travel import SEASONS
from tutela.deployment.whatif import (
    Count,
    Lever,
    Moment,
    Price,
    Reached,
    Setting,
    count_places,
    difference,
    prices,
    reach_places,
)
from tutela_web.access.models import DutyArea
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.caveats.queries import effects
from tutela_web.capacity.reach.queries import rules_of
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.crisis.decisions.hrddp_kind import files_for
from tutela_web.deployment.gap.queries import open_needs
from tutela_web.deployment.whatif import map as maps
from tutela_web.deployment.whatif.asked import HOURS, WhatIfAsked, asked_of
from tutela_web.deployment.whatif.losses import MOST as MOST_LOST
from tutela_web.deployment.whatif.losses import losses_at
from tutela_web.deployment.whatif.move_queries import ACT
from tutela_web.deployment.whatif.world import FIRST, Reckoning, reckoning_of
from tutela_web.look.translate import say_in_page_language, word
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name

SHOWN = 40
MOST_CHOICES = 200
"""So many places are offered to move to or to cut a road at: hotspots, crossings, sites first."""


@dataclass(frozen=True)
class PriceRow:
    """A restriction in words, what it costs, and the setting without it."""

    name: str
    words: str
    page: str
    gain: Count
    without: str
    known: bool = True


@dataclass(frozen=True)
class MomentRow:
    """Reached by day or night, in one season: today and under the setting."""

    name: str
    today: Count
    then: Count


@dataclass(frozen=True)
class Toggle:
    """What is otherwise than today, in words, the address without it, and of a request for it."""

    words: str
    off: str
    ask: str = ""


@mission_page("bases")
def what_if(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who would be reached under a setting: to others than holders it is not there; who plans moves
    is told whom to ask for the compartment."""
    if not holds_readiness(standing):
        if standing.may_somewhere(ACT):
            return render(request, "deployment/whatif_closed.html", status=403)
        raise Http404
    today = clock.today(standing.mission)
    asked = asked_of(request.GET, rules_of(standing.mission).season(today))
    reckoning = reckoning_of(standing, asked)
    if reckoning is None:
        return render(request, "deployment/whatif.html", {"found": None, "asked": asked})
    context: dict[str, Any] = {"found": reckoning, "asked": asked, "first": FIRST}
    context |= _choices(standing, reckoning, asked)
    context["toggles"] = _toggles(standing, reckoning, asked)
    context["limits"] = join("; ", reckoning.limits) if reckoning.limits else ""
    try:
        context |= _reckon(standing, reckoning, asked)
    except BadParameter as fault:
        context["refused"] = say_in_page_language(fault.as_sentence())
        return render(request, "deployment/whatif.html", context, status=400)
    return render(request, "deployment/whatif.html", context)


def _reckon(standing: Standing, reckoning: Reckoning, asked: WhatIfAsked) -> dict[str, Any]:
    world, moment = reckoning.world, reckoning.moment
    before = reach_places(world, Setting(), moment)
    after = reach_places(world, reckoning.setting, moment)
    change = difference(world, before, after)
    lost = reckoning.place_rows(change.lost, MOST_LOST)
    doubtful = {reckoning.places[at] for at in change.doubtful}
    priced = prices(world, reckoning.setting, _levers(reckoning), moment)
    return {
        "today": count_places(world, before.sure),
        "then": count_places(world, after.sure),
        "unsure": count_places(world, after.perhaps),
        "change": change,
        "gained": reckoning.place_rows(change.gained, SHOWN),
        "gained_total": len(change.gained),
        "lost": lost[:SHOWN],
        "lost_total": len(change.lost),
        "doubtful": {place.pk for place in lost if place.pk.hex in doubtful},
        "losses": losses_at(standing, lost),
        "moments": _moments(reckoning, before, after),
        "prices": [_price_row(standing, reckoning, asked, price) for price in priced.each],
        "together": priced.together,
        "unpriced": priced.unpriced,
        "overlap": say_in_page_language(priced.overlap) if priced.overlap else "",
        "map": maps.draw_change(reckoning, before, after),
        "legend": maps.legend(),
    }


def _levers(reckoning: Reckoning) -> list[Lever]:
    """What could still go: caveats in force, other tasks of units, roads cut in the setting."""
    day, setting = reckoning.world.on, reckoning.setting
    in_force = {
        pk
        for unit in reckoning.world.units
        for pk, caveat in unit.caveats
        if caveat.holds(day) and pk in reckoning.caveats and pk not in setting.dropped
    }
    return [
        *(Lever("caveat", pk) for pk in sorted(in_force)),
        *(Lever("task", pk) for pk in reckoning.committed if pk not in setting.freed),
        *(Lever("road", pk) for pk in sorted(setting.cuts)),
    ]


def _moments(reckoning: Reckoning, before: Reached, after: Reached) -> list[MomentRow]:
    rows = []
    for season in SEASONS:
        for dark in (False, True):
            moment = Moment(season, dark, reckoning.moment.within)
            pair = (
                (before, after)
                if moment == reckoning.moment
                else (
                    reach_places(reckoning.world, Setting(), moment),
                    reach_places(reckoning.world, reckoning.setting, moment),
                )
            )
            light = _("by night") if dark else _("by day")
            rows.append(
                MomentRow(
                    f"{word(season)}, {light}",
                    *(count_places(reckoning.world, state.sure) for state in pair),
                )
            )
    return rows


def _price_row(
    standing: Standing, reckoning: Reckoning, asked: WhatIfAsked, price: Price
) -> PriceRow:
    code, pk = standing.mission.code, price.lever.id
    if price.lever.kind == "caveat":
        caveat = reckoning.caveats[pk]
        unit = reckoning.units[str(caveat.unit_id)]
        effect_words = "; ".join(effects(caveat)) or _("effect not coded")
        return PriceRow(
            _("Caveat of %(unit)s") % {"unit": unit.name},
            effect_words,
            reverse("capacity:caveat", args=[code, pk]),
            price.gain,
            asked.with_one("drop", pk).query(),
            price.known,
        )
    if price.lever.kind == "task":
        unit = reckoning.units[pk]
        return PriceRow(
            _("Other task of %(unit)s") % {"unit": unit.name},
            unit.current_task,
            reverse("capacity:unit", args=[code, pk]),
            price.gain,
            asked.with_one("free", pk).query(),
        )
    return PriceRow(
        _("Road cut at %(place)s") % {"place": reckoning.sites[pk].name},
        "",
        reverse("site:place", args=[code, pk]),
        price.gain,
        asked.without_one("cut", pk).query(),
    )


def _site_name(reckoning: Reckoning, pk: str) -> str:
    site = reckoning.bases.get(pk) or reckoning.sites.get(pk)
    return site.name if site else _("not known")


def _toggles(standing: Standing, reckoning: Reckoning, asked: WhatIfAsked) -> list[Toggle]:
    """What is otherwise than today, of what the person may see."""
    toggles = []
    for pk in asked.drop:
        if pk in reckoning.caveats:
            unit = reckoning.units[str(reckoning.caveats[pk].unit_id)].name
            words = _("without a caveat of %(unit)s: %(kind)s") % {
                "unit": unit,
                "kind": reckoning.caveats[pk].get_kind_display(),
            }
            ask = _ask(standing, asked, asks="caveat", caveat=pk)
            toggles.append(Toggle(words, asked.without_one("drop", pk).query(), ask))
    for pk in asked.close:
        if pk in reckoning.bases:
            words = _("%(base)s closed") % {"base": reckoning.bases[pk].name}
            ask = _ask(standing, asked, asks="close", base=pk)
            toggles.append(Toggle(words, asked.without_one("close", pk).query(), ask))
    for pair in asked.moves:
        if (
            pair[0] in reckoning.units
            and pair[1] in reckoning.bases.keys() | reckoning.sites.keys()
        ):
            words = _("%(unit)s moved to %(site)s") % {
                "unit": reckoning.units[pair[0]].name,
                "site": _site_name(reckoning, pair[1]),
            }
            to = "to_base" if pair[1] in reckoning.bases else "to_place"
            ask = _ask(standing, asked, asks="move", unit=pair[0], **{to: pair[1]})
            toggles.append(Toggle(words, asked.without_one("moves", pair).query(), ask))
    for pk in asked.free:
        if pk in reckoning.units:
            words = _("%(unit)s without its other task") % {"unit": reckoning.units[pk].name}
            toggles.append(Toggle(words, asked.without_one("free", pk).query()))
    for pk in asked.cut:
        if pk in reckoning.sites:
            words = _("road cut at %(place)s") % {"place": reckoning.sites[pk].name}
            toggles.append(Toggle(words, asked.without_one("cut", pk).query()))
    for pair in asked.host:
        name = (
            reckoning.files[pair[0]].unit_name if pair[0] in reckoning.files else _("a host force")
        )
        words = _("%(force)s counted at %(site)s") % {
            "force": name,
            "site": _site_name(reckoning, pair[1]),
        }
        toggles.append(Toggle(words, asked.without_one("host", pair).query()))
    areas = DutyArea.objects.filter(mission=standing.mission, pk__in=asked.air).order_by("name")
    for area in areas if asked.air else ():
        words = _("by air in %(area)s: assurances given") % {"area": area.name}
        toggles.append(Toggle(words, asked.without_one("air", str(area.pk)).query()))
    return toggles


def _ask(standing: Standing, asked: WhatIfAsked, **named: str) -> str:
    """Where a request is drafted for one toggle; blank for who may draft none."""
    if not standing.may_somewhere(ACT):
        return ""
    query = urlencode({**named, "setting": asked.query()})
    return f"{reverse('deployment:move_new', args=[standing.mission.code])}?{query}"


def _choices(standing: Standing, reckoning: Reckoning, asked: WhatIfAsked) -> dict[str, Any]:
    """What each select offers, and what is chosen."""
    in_force = [
        (pk, f"{reckoning.units[str(caveat.unit_id)].name}: {caveat.get_kind_display()}", None)
        for pk, caveat in reckoning.caveats.items()
        if caveat.status != caveat.Status.LIFTED
    ]
    bases = [(pk, base.name, None) for pk, base in reckoning.bases.items()]
    places = _places_offered(standing, reckoning)
    areas = DutyArea.objects.filter(mission=standing.mission).order_by("name").only("name")
    return {
        "choices": {
            "hours": [(h, _("%(n)s h") % {"n": h}, None) for h in HOURS],
            "season": [(s, word(s), None) for s in SEASONS],
            "light": [("day", _("by day"), None), ("night", _("by night"), None)],
            "drop": sorted(in_force, key=lambda choice: choice[1]),
            "close": bases,
            "unit": [(pk, unit.name, None) for pk, unit in reckoning.units.items()],
            "to": [*bases, *places],
            "free": [(pk, reckoning.units[pk].name, None) for pk in reckoning.committed],
            "cut": places,
            "air": [(str(area.pk), area.name, None) for area in areas],
            "force": [(str(file.pk), file.unit_name, None) for file in files_for(standing)],
        },
        "shown": {
            "hours": _("%(n)s h") % {"n": asked.hours},
            "season": word(asked.season),
            "light": _("by night") if asked.dark else _("by day"),
        },
        "light": "night" if asked.dark else "day",
    }


def _places_offered(standing: Standing, reckoning: Reckoning) -> Sequence[tuple[str, str, None]]:
    """Places of needs and hotspots first, then crossings and sites, then towns and villages. One
    query."""
    named = {
        UUID(pk) for pk, hot in zip(reckoning.places, reckoning.world.hotspot, strict=True) if hot
    }
    kinds = [Place.Kind.CROSSING, Place.Kind.SITE, Place.Kind.TOWN, Place.Kind.VILLAGE]
    first = Q(pk__in=named) | Q(pk__in=open_needs(standing).order_by().values("place"))
    placed = places_by_name(standing).filter(first | Q(kind__in=kinds), latitude__isnull=False)
    rank = Case(When(first, then=0), When(kind__in=kinds[:2], then=1), default=2)
    rows = placed.order_by(rank, "name", "code").values_list("pk", "name")
    return [(str(pk), name, None) for pk, name in rows[:MOST_CHOICES]]
