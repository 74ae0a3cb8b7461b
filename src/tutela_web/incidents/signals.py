"""What follows when a place or an actor is marked higher: the incidents that name it are too."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_save

from tutela_web.actors.models import Actor
from tutela_web.incidents.record.verbs import follow_marking
from tutela_web.places.models import Place
from tutela_web.records.versions.queries import versions_of


def named_saved(
    sender: type[Model], instance: Place | Actor, created: bool, raw: bool = False, **_: Any
) -> None:
    """A place or an actor was marked higher: no incident that names it is marked below it."""
    if not instance.classification or created or raw:
        return
    before = versions_of(instance).narrow(number__lt=instance.version).newest()
    if before is None or before.classification != instance.classification:
        follow_marking(instance, by=instance.signed_by)


def connect() -> None:
    """Listen for places and actors."""
    for model in (Place, Actor):
        post_save.connect(named_saved, sender=model, dispatch_uid=f"incidents.{model.__name__}")
