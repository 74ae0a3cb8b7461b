"""How actors are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Count, Prefetch, Q, QuerySet

from tutela.places.names import fold
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor


def actors_for(standing: Standing) -> QuerySet[Actor]:
    """The actors this person may see."""
    return Actor.objects.filter(standing.sees_open("actors"))


def with_whole(standing: Standing, rows: QuerySet[Actor]) -> QuerySet[Actor]:
    """Actors with what each is part of; `part_of` is None where this person may not see it."""
    return rows.prefetch_related(Prefetch("part_of", queryset=actors_for(standing)))


def found_actors(standing: Standing, asked: Mapping[str, str]) -> QuerySet[Actor]:
    """The actors a filter finds: type, retired ("1") and q, a part of any name."""
    actors = actors_for(standing).filter(retired=asked.get("retired") == "1")
    if kind := asked.get("type"):
        actors = actors.filter(type=kind)
    if said := asked.get("q", "").strip():
        actors = actors.filter(Q(folded__contains=fold(said)) | Q(code__iexact=said))
    return actors.order_by("name", "pk")


def not_known(standing: Standing) -> dict[str, int]:
    """What is not known of the actors this person sees, counted."""
    return (
        actors_for(standing)
        .filter(retired=False)
        .aggregate(
            actors=Count("pk"),
            type_unknown=Count("pk", filter=Q(type=Actor.Type.UNKNOWN)),
            no_channel=Count("pk", filter=Q(engagement_channel="")),
            never_told=Count("pk", filter=Q(told_of_obligations=None)),
        )
    )


def factions_of(standing: Standing, actor: Actor) -> QuerySet[Actor]:
    """The factions of an actor, the retired ones too: splits are dated, not forgotten."""
    return actors_for(standing).filter(part_of=actor).order_by("name", "pk")


def actors_by_name(actors: Iterable[Actor]) -> dict[str, Actor]:
    """Actors by each of their names and their code, folded; a name that two have is nobody's."""
    named: dict[str, set[Actor]] = {}
    for actor in actors:
        for name in (actor.name, actor.code, *actor.aliases):
            named.setdefault(fold(name), set()).add(actor)
    return {name: next(iter(owners)) for name, owners in named.items() if len(owners) == 1}
