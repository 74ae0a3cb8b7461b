"""The page of a community as it lives, and the lists of those nobody asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from tutela.places.profile import TOPICS
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.fields import choice, day, few_words, text
from tutela_web.places.models import Place
from tutela_web.places.profile.models import PartnerAdvice
from tutela_web.places.profile.queries import (
    KIND,
    LISTS,
    CommunityLine,
    communities_for,
    in_list,
    is_due,
    marking_of_closed,
    may_describe,
    profile_of,
    told_by_place,
)
from tutela_web.places.profile.verbs import note_advice
from tutela_web.places.queries import places_for
from tutela_web.records.acts import Act, ActsOn, one_of
from tutela_web.records.pages import YesNoField, read_line, read_lines
from tutela_web.records.paging import page_context


@mission_page(KIND, of=places_for)
def community(request: HttpRequest, standing: Standing, place: Place) -> HttpResponse:
    """A community as it lives: what it told, what it does for itself, and what nobody asked."""
    return show_community(request, standing, place)


def show_community(
    request: HttpRequest,
    standing: Standing,
    place: Place,
    *,
    status: int | None = None,
    advice_form: forms.Form | None = None,
) -> HttpResponse:
    """The page of a community.

    Takes   advice_form, that was refused; status, 400 with it, else 200.
    """
    read_line(standing, place)
    profile = profile_of(standing, place)
    closed = [*(profile.closed or ()), *profile.partners.values(), *profile.sentences]
    read_lines(standing, closed)
    may = may_describe(standing, place)
    context: dict[str, Any] = {
        "place": place,
        "profile": profile,
        "may": may,
        "may_close": may and profile.closed is not None,
        "advice_form": advice_form or NOTE_ADVICE.form_for(standing, record=place),
        "advised": [(advice, profile.partners.get(advice.pk)) for advice in profile.advice],
        "due": {role.pk for role in profile.roles if is_due(role, standing.on)},
        "about_here": urlencode({"place": str(place.pk), "q": place.name}),
        "may_warn": {
            "incident": standing.may("record_incident", area=place.area_id)
            and standing.reads("incidents"),
            "alert": standing.may("raise_alert", area=place.area_id) and standing.reads("alerts"),
        },
    }
    if profile.closed is not None:
        context["marking"] = marking_of_closed(standing)
    code = status or (400 if advice_form is not None else 200)
    return render(request, "places/community.html", context, status=code)


LIST_WORDS = {
    "": _("all"),
    "never": _("never asked about a part"),
    "leaders": _("described by leaders only"),
    "unknown": _("nothing described"),
    "review": _("a part to look at again"),
}


@mission_page(KIND)
def communities(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every community, with what it was asked and through whom."""
    lines, all_of_them = told_by_place(standing), communities_for(standing)
    asked = request.GET.get("list", "")
    chosen = asked if asked in LISTS else ""
    rows = all_of_them.filter(in_list(chosen, lines)) if chosen else all_of_them
    context = {
        "tabs": [
            (
                f"?list={name}",
                f"{words} ({count_in_list(all_of_them, name, lines)})",
                name == chosen,
            )
            for name, words in LIST_WORDS.items()
        ],
        "chosen": chosen,
        "topics": len(TOPICS),
        **page_context(request, rows),
    }
    context["rows"] = [(place, lines.get(place.pk) or CommunityLine()) for place in context["page"]]
    return render(request, "places/communities.html", context)


def count_in_list(
    communities: QuerySet[Place], name: str, lines: Mapping[UUID, CommunityLine]
) -> int:
    """How many communities a list holds."""
    return (communities.filter(in_list(name, lines)) if name else communities).count()


COMMUNITY = ActsOn((KIND,), "places:community", find=one_of(places_for), shown=show_community)

NOTE_ADVICE = Act(
    note_advice,
    on=COMMUNITY,
    path="communities/<uuid:pk>/advice/",
    name="advice_note",
    form="advice_form",
    auto_id="advice_%s",
    fields={
        "before": choice(_("Before"), PartnerAdvice.Before.choices),
        "partner": text(
            _("Trusted partner that was asked"),
            200,
            _("Read by this office and the POC adviser alone. Not “the Cluster”."),
        ),
        "asked_on": day(_("Asked on")),
        "advice": text(
            _("Advice"), 1000, _("Without who gave it: others read what you open."), rows=3
        ),
        "changed": few_words(_("What changed"), 1000, rows=2),
        "hiding": YesNoField(label=_("Does this say where people hide or flee to?")),
    },
    begins=lambda standing, place: {"asked_on": standing.on},
    says=_("It is noted. The name is for this office and the POC adviser alone."),
)
ACTS = (NOTE_ADVICE,)
