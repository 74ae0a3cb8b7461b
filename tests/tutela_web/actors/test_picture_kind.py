"""What is assessed of actors, and their links, do what every kind of record does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.actors.picture_kinds import ACTOR_LINK, ACTOR_NOTE
from tutela_web.records.kind_verbs import create_record


def group(cast: Cast) -> Actor:
    """One actor more, called like no other."""
    return make.actor(cast.mission, f"Group {Actor.objects.count()}")


class TestActorNote(KindTests):
    kind = ACTOR_NOTE
    values = {  # noqa: RUF012
        "about": "threat",
        "says": "It burns villages on the east bank.",
        "evidence": "Patrol report of 1 November.",
        "certainty": "probable",
        "assessed_on": make.TODAY,
        "classification": 1,
    }
    changes = {"says": "It burns villages on both banks."}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        return group(cast)


class TestActorLink(KindTests):
    kind = ACTOR_LINK
    values = {  # noqa: RUF012
        "kind": "rival",
        "evidence": "Two reports differ.",
        "certainty": "possible",
        "classification": 1,
    }
    changes = {"why": "Both want the water point."}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        self.other = group(cast)
        return group(cast)

    def create(self, by: Standing, beside: Any) -> Any:
        return create_record(self.kind, {**self.values, "other": self.other}, by=by, beside=beside)

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return super().sent({**values, "other": self.other})
