"""The list of actors and the page of one."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tutela.base.errors import TutelaError
from tutela_web.access.doors import mission_page, refusals
from tutela_web.access.policy import Standing
from tutela_web.actors.forms import ActorForm
from tutela_web.actors.models import Actor
from tutela_web.actors.picture_queries import panels_of, picture_of, relations_of
from tutela_web.actors.queries import (
    actors_for,
    factions_of,
    not_known,
    page_of_actors,
    with_whole,
)
from tutela_web.actors.verbs import edit_actor, make_actors, retire_actor
from tutela_web.look.said import said
from tutela_web.records.pages import chosen, edit_record, history_of, read_line, retire_on, saved_as

FILTERS = ("type", "retired", "q")


@mission_page("actors")
def actor_list(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every actor the person sees, and what is not known of them."""
    asked = {name: request.GET.get(name, "") for name in (*FILTERS, "page")}
    query = request.GET.copy()
    query.pop("page", None)
    choices = {"type": [(value, label, None) for value, label in Actor.Type.choices]}
    context = {
        "page": page_of_actors(standing, asked),
        "not_known": not_known(standing),
        "asked": asked,
        "filtered": any(asked[name] for name in FILTERS),
        "query": query.urlencode(),
        "choices": choices,
        "shown": chosen(asked, choices),
        "may_edit": standing.may_somewhere("edit_actors"),
        "may_export": standing.reads("exports"),
    }
    return render(request, "actors/list.html", context)


@mission_page("actors")
def new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A new actor."""
    if not standing.may("edit_actors"):
        raise PermissionDenied
    form = ActorForm(request.POST or None, standing=standing, initial={"classification": 0})
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                (made,) = make_actors([form.cleaned_data], by=standing)
        except TutelaError as fault:
            form.add_error(None, said(fault.told()))
        else:
            return redirect("actors:actor", standing.mission.code, made.pk)
    return render(request, "actors/new.html", {"form": form}, status=400 if form.errors else 200)


@mission_page("actors")
def actor(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One actor: what is assessed of it and how it stands to others, its facts and its history."""
    seen = actors_for(standing).select_related("mission")
    found = get_object_or_404(with_whole(standing, seen), pk=pk)
    read_line(standing, found)
    edited = edit_record(
        request, standing, found, ActorForm, edit_actor, act="edit_actors", area=found.area_id
    )
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, "actors:actor", pk)
    context = {
        "actor": found,
        "whole": found.part_of,
        "factions": factions_of(standing, found),
        "picture": picture_of(standing, found),
        "relations": relations_of(standing, found),
        "panels": panels_of(standing, found),
        "edited": edited,
        "history": history_of(standing, found, ActorForm, ("retired",)),
    }
    return render(request, "actors/actor.html", context, status=edited.status)


@require_POST
@mission_page("actors")
def retire(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Take an actor off the lists, or bring it back, for a reason."""
    found = get_object_or_404(actors_for(standing), pk=pk)
    retire_on(request, found, retire_actor, standing)
    return redirect("actors:actor", standing.mission.code, pk)
