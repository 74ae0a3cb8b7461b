"""Who may see what a record names, and how it is named: actors, places, risks and posts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.actors.queries import actors_for
from tutela_web.look.translate import word
from tutela_web.places.queries import places_for
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

SEEN: dict[str, Callable[[Standing], QuerySet[Any]]] = {
    "actor": actors_for,
    "place": places_for,
    "risk": risks_for,
}


def with_seen(standing: Standing, rows: QuerySet[Model], *names: str) -> QuerySet[Any]:
    """Records, each saying of what it names whether this person may see that too (`place_seen`):
    it may have been marked higher since."""
    marked: QuerySet[Any] = rows.annotate(
        **{f"{name}_seen": Exists(SEEN[name](standing).filter(pk=OuterRef(name))) for name in names}
    )
    return marked


def key_if_seen(name: str) -> Callable[[Model], UUID | None]:
    """How the API gives the key of what a record names: None where that may not be seen."""

    def key(record: Model) -> UUID | None:
        seen: UUID | None = (
            getattr(record, f"{name}_id") if getattr(record, f"{name}_seen") else None
        )
        return seen

    return key


def post_title(name: str) -> Callable[[Model], str]:
    """How the API gives the title of a post that a record names."""
    return lambda record: title_of(getattr(record, name))


def in_force(standing: Standing) -> Q:
    """What has not ended today."""
    return Q(ended_on=None) | Q(ended_on__gt=standing.on)


def title_of(post: Post | None) -> str:
    """The title of a post that a record names; empty where it names none."""
    return post.title if post else ""


def risk_words(risk: Risk) -> str:
    """A risk by place, actor and harm."""
    return f"{risk.place.name} · {word(risk.actor)} · {word(risk.harm)}"
