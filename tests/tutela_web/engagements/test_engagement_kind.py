"""Engagements do what every kind of record does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.policy import Standing
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.records.kind_verbs import create_record


class TestEngagement(KindTests):
    kind = ENGAGEMENT
    values = {  # noqa: RUF012
        "kind": "demarche",
        "channel": "meeting",
        "on": make.TODAY,
        "office": "Office of the Governor",
        "message": "The duty to protect the road",
        "classification": 1,
    }
    changes = {"message": "The duty to protect the market"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        self.post = cast["force_commander"].holdings.get().post

    def create(self, by: Standing, beside: Any) -> Any:
        return create_record(self.kind, {**self.values, "met_by": self.post}, by=by)

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return super().sent({**values, "met_by": self.post})
