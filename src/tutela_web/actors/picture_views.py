"""What is assessed of an actor, and how it stands to others: each on a page of its own."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.doors import mission_page
from tutela_web.access.policy import Standing
from tutela_web.actors import picture_verbs as verbs
from tutela_web.actors.models import Actor
from tutela_web.actors.picture_forms import ActorLinkForm, ActorNoteForm
from tutela_web.actors.picture_queries import links_for, notes_for
from tutela_web.actors.queries import actors_for
from tutela_web.actors.verbs import ACT
from tutela_web.records.new import new_page
from tutela_web.records.pages import edit_record, history_of, read_line, saved_as


def _new(
    request: HttpRequest,
    standing: Standing,
    pk: UUID,
    form: Any,
    save: Any,
    title: str,
    begun: dict[str, Any],
) -> HttpResponse:
    actor = get_object_or_404(actors_for(standing), pk=pk)
    begun = {"classification": max(1, actor.classification)} | begun
    filled = form(request.POST or None, standing=standing, initial=begun)
    here = reverse("actors:actor", args=[standing.mission.code, pk])
    return new_page(
        request,
        standing,
        filled,
        lambda given: save(actor, given, by=standing),
        allowed=standing.may(ACT, area=actor.area_id),
        title=title,
        trail=[
            (reverse("actors:list", args=[standing.mission.code]), _("Actors")),
            (here, actor.name),
        ],
        to=lambda _made: here,
        words=_("Of the actor, never of a person: name no member and no source."),
    )


@mission_page("actors")
def note_new(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Assess one thing of an actor."""
    begun = {"about": request.GET.get("about", ""), "assessed_on": standing.on}
    return _new(request, standing, pk, ActorNoteForm, verbs.note_actor, _("Assess"), begun)


@mission_page("actors")
def link_new(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Link an actor with another one."""
    return _new(request, standing, pk, ActorLinkForm, verbs.link_actors, _("Link with another"), {})


@mission_page("actors")
def note(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One thing assessed of an actor, its form and its history."""
    one = get_object_or_404(notes_for(standing).select_related("mission"), pk=pk)
    return _one(request, standing, one, one.actor, ActorNoteForm, verbs.edit_note, "note")


@mission_page("actors")
def link(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One link of two actors, its form and its history."""
    one = get_object_or_404(links_for(standing).select_related("mission"), pk=pk)
    return _one(request, standing, one, one.actor, ActorLinkForm, verbs.edit_link, "link")


def _one(
    request: HttpRequest,
    standing: Standing,
    one: Any,
    actor: Actor,
    form: Any,
    save: Any,
    name: str,
) -> HttpResponse:
    read_line(standing, one)
    edited = edit_record(request, standing, one, form, save, act=ACT, area=actor.area_id)
    if edited.saved is not None:
        return saved_as(request, standing, edited.saved, f"actors:{name}", one.pk)
    context = {
        "one": one,
        "actor": actor,
        "edited": edited,
        "is_link": name == "link",
        "history": history_of(standing, one, form),
    }
    return render(request, "actors/picture_one.html", context, status=edited.status)
