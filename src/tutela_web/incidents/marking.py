"""How closely an incident is marked: never below the place and the actor it names."""

from __future__ import annotations

from tutela_web.actors.models import Actor
from tutela_web.places.models import Place


def marking_of(place: Place | None, perpetrator: Actor | None) -> int:
    """The closest marking of the place and the actor that an incident names.

    As they are marked now: they stay so until the transaction ends, and whoever raises one then
    finds this incident. Always these before an incident, so that nobody waits in a circle.
    """
    least = 0
    for model, one in ((Place, place), (Actor, perpetrator)):
        if one is not None:
            kept = model._default_manager.select_for_update(no_key=True).filter(pk=one.pk)
            least = max(least, kept.values_list("classification", flat=True).get())
    return least
