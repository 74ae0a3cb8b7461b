"""Partners with the record of each; leaders, women and gaps across fora and partners."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.queries import fora_for, last_held
from tutela_web.partners.arrangements import queries as arrangement_queries
from tutela_web.partners.overview import queries as record_queries
from tutela_web.partners.overview.queries import record_of
from tutela_web.partners.partner import queries as found
from tutela_web.partners.partner import verbs
from tutela_web.partners.partner.forms import PartnerForm
from tutela_web.partners.partner.models import Partner
from tutela_web.records.new import new_page
from tutela_web.records.pages import chosen, edit_record, history_of, read_line, saved_as


@mission_page("engagements")
def leaders(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What each senior leader raised with which party, and critical risks nobody ever raised."""
    return render(request, "partners/leaders.html", {"found": record_queries.leaders(standing)})


@mission_page("fora")
def womens_part(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Women's share in fora, at meetings and in units; the men-only ones flagged."""
    found = record_queries.womens_part(standing)
    return render(request, "partners/womens_part.html", {"found": found})


@mission_page("fora")
def gaps(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Gaps raised with partners, and what these offered or declined."""
    return render(request, "partners/gaps.html", {"rows": record_queries.gaps_raised(standing)})


def lack_words() -> dict[str, Any]:
    """What a partner may lack, in words."""
    return {
        "contact": _("no contact point"),
        "channel": _("no channel"),
        "depth": _("never asked how far it goes along"),
    }


@mission_page("fora")
def partners(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who protects beside the mission: those that lack a channel or a contact first."""
    asked = {name: request.GET.get(name, "") for name in found.FILTERS}
    words = lack_words()
    choices: dict[str, Any] = {
        "kind": [(value, label, None) for value, label in Partner.Kind.choices],
        "depth": [(value, label, None) for value, label in Partner.Depth.choices],
        "lacks": [(name, label, None) for name, label in words.items()],
    }
    rows = found.partner_list(standing, asked)
    everyone = rows if not any(asked.values()) else found.partner_list(standing, {})
    context = {
        "rows": [(one, [words[name] for name in one.lacks]) for one in rows],
        "leads": found.cluster_leads(standing, everyone),
        "asked": asked,
        "host": found.host_channels(standing),
        "filtered": any(asked.values()),
        "choices": choices,
        "shown": chosen(asked, choices),
        "kinds_without": [
            kind.label for kind in Partner.Kind if kind not in {one.kind for one in everyone}
        ],
        "may_keep": standing.may_somewhere(verbs.ACT),
    }
    return render(request, "partners/partners.html", context)


def _trail(standing: Standing) -> list[tuple[str, Any]]:
    return [(reverse("partners:partners", args=[standing.mission.code]), _("Partners"))]


@mission_page("fora")
def partner_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record a partner."""
    form = PartnerForm(request.POST or None, standing=standing, initial={"classification": 1})
    return new_page(
        request,
        standing,
        form,
        lambda given: verbs.make_partner(given, by=standing),
        allowed=standing.may_somewhere(verbs.ACT),
        title=_("Record a partner"),
        trail=_trail(standing),
        to=lambda made: reverse("partners:partner", args=[standing.mission.code, made.pk]),
    )


@mission_page("fora")
def partner(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One partner: its contact, forum and way of working, and what it is bound by."""
    rows = found.partners_for(standing).select_related("area", "mission")
    one = get_object_or_404(rows, pk=pk)
    read_line(standing, one)
    edited = edit_record(
        request, standing, one, PartnerForm, verbs.edit_partner, act=verbs.ACT, area=one.area_id
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "partners:partner", pk)
    words = lack_words()
    bound = arrangement_queries.standing_arrangements(standing).filter(
        parties__partner=one, parties__until=None
    )
    context = {
        "partner": one,
        "edited": edited,
        "lacks": [words[name] for name in one.lacks],
        "forum": fora_for(standing).filter(pk=one.forum_id).first() if one.forum_id else None,
        "last": last_held(standing).get(one.forum_id) if one.forum_id else None,
        "record": record_of(standing, one)[:200],
        "arrangements": bound.distinct(),
        "history": history_of(standing, one, PartnerForm),
    }
    return render(request, "partners/partner.html", context, status=edited.status)
