"""How safe a site is: what everybody reads, what is closed, and the photos of a defect."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela.places.perimeter import CANNOT_WALK
from tutela_web.access.page_access import mission_page, mission_post
from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.places.sites.safety_forms import PhotoForm
from tutela_web.places.sites.safety_kinds import (
    CAPACITY_ACT,
    CLOSED_KINDS,
    PLAN,
    SECTOR,
)
from tutela_web.places.sites.safety_models import DefectPhoto, SiteDefect, SitePlan
from tutela_web.places.sites.safety_queries import (
    KEEP,
    KIND,
    able_at,
    able_at_each,
    answers_for,
    closed_read,
    defects_for,
    holds_answers,
    kept_sites,
    photos_for,
    plans_for,
    refuges_for,
    routes_for,
    sectors_for,
)
from tutela_web.places.sites.safety_verbs import (
    add_photo,
    open_photo,
    remove_photo,
    say_faceless,
)
from tutela_web.records.kind_views import pages_of
from tutela_web.records.pages import read_lines, refused_atop


@mission_page(KIND)
def safety_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The sites this person may see, and of each what they may read of its safety."""
    sites = list(refuges_for(standing))
    able = able_at_each(place.pk for place in sites)
    whole = set(kept_sites(standing).values_list("pk", flat=True))
    late = Counter(
        defects_for(standing)
        .filter(mended_on=None, due__lt=standing.on, place__in=whole)
        .order_by()
        .values_list("place", flat=True)
    )
    rows = [(place, able[place.pk], place.pk in whole, late[place.pk]) for place in sites]
    context = {"rows": rows, "reads_defects": bool(whole)}
    return render(request, "places/safety_list.html", context)


@mission_page(KIND, of=refuges_for)
def site_safety(request: HttpRequest, standing: Standing, place: Place) -> HttpResponse:
    """How safe one site is: able or not for everybody, the rest for who reads it whole."""
    whole = kept_sites(standing).filter(pk=place.pk).exists()
    context = {"place": place, "able": able_at(place), "whole": whole}
    defects = list(defects_for(standing).filter(place=place))
    if whole:
        sectors, routes = (
            list(of(standing).filter(place=place)) for of in (sectors_for, routes_for)
        )
        plan = plans_for(standing).select_related("manager", "leads").filter(place=place).first()
        closed_read(standing, place, len(defects) + len(sectors) + len(routes) + bool(plan))
        context |= {
            "sectors": sectors,
            "routes": routes,
            "plan": plan,
            "cannot_walk": _cannot_walk(plan),
            "may_keep": standing.may(KEEP, area=place.area_id),
        }
    open_ones = [defect for defect in defects if defect.mended_on is None]
    answers = list(answers_for(standing).filter(place=place))
    read_lines(standing, answers)
    context |= {
        "defects": open_ones,
        "fixed": len(defects) - len(open_ones),
        "late": [defect for defect in open_ones if defect.due < standing.on],
        "answers": answers,
        "holds_answers": holds_answers(standing),
        "may_answer": holds_answers(standing) and standing.may(CAPACITY_ACT, area=place.area_id),
        "sector_kind": SECTOR,
        "sector_fields": ("name", "unit_post", "barrier", "lights", "gates", "seen_on"),
    }
    return render(request, "places/site_safety.html", context)


def _cannot_walk(plan: SitePlan | None) -> list[tuple[str, int | None]]:
    """Each class of people who cannot walk out, and how many; None is not known."""
    if plan is None:
        return []
    return [(str(PLAN.label_of(name)), getattr(plan, name)) for name in CANNOT_WALK]


@mission_post(KIND, of=defects_for)
def photo_add(request: HttpRequest, standing: Standing, defect: SiteDefect) -> HttpResponse:
    """Take in a photo of a defect."""
    form = PhotoForm(request.POST, request.FILES)
    here = redirect("places:defect", standing.mission.code, defect.pk)
    if not form.is_valid():
        messages.error(request, _("No photo was chosen."))
        return here
    with refused_atop(request):
        sent = form.cleaned_data
        add_photo(defect, sent["file"].read(), faceless=sent["faceless"], by=standing)
        messages.success(request, _("The photo is kept, without where and when it was taken."))
    return here


def _photo(standing: Standing, pk: UUID, photo: UUID) -> DefectPhoto:
    defect = get_object_or_404(defects_for(standing), pk=pk)
    return get_object_or_404(photos_for(standing, defect).select_related("defect"), pk=photo)


@require_POST
@mission_page(KIND)
def photo_show(request: HttpRequest, standing: Standing, pk: UUID, photo: UUID) -> HttpResponse:
    """A photo, in the answer to a POST alone: no address leads to it again, and no browser keeps
    it."""
    content = open_photo(_photo(standing, pk, photo), by=standing)
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "no-store"
    answer["Content-Disposition"] = "inline"
    return answer


@require_POST
@mission_page(KIND)
def photo_settle(request: HttpRequest, standing: Standing, pk: UUID, photo: UUID) -> HttpResponse:
    """Say of a photo that nobody can be recognised on it, or destroy it."""
    defect_photo = _photo(standing, pk, photo)
    with refused_atop(request):
        if request.POST.get("do") == "faceless":
            say_faceless(defect_photo, by=standing)
        elif request.POST.get("do") == "remove":
            remove_photo(defect_photo, by=standing)
            messages.success(request, _("The photo is destroyed."))
    return redirect("places:defect", standing.mission.code, pk)


safety_urls: list[URLPattern] = [
    path("safety/", safety_list, name="safety_list"),
    path("<uuid:pk>/safety/", site_safety, name="site_safety"),
    path("defects/<uuid:pk>/photos/", photo_add, name="defect_photo_add"),
    path("defects/<uuid:pk>/photos/<uuid:photo>/", photo_show, name="defect_photo"),
    path("defects/<uuid:pk>/photos/<uuid:photo>/settle/", photo_settle, name="defect_photo_settle"),
    *(address for kind in CLOSED_KINDS for address in pages_of(kind)),
]
