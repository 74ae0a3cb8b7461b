"""Documents to revise do what every kind of record does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.mandate.test_mandate import loaded
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.policy import Standing
from tutela_web.mandate.models import Resolution
from tutela_web.mandate.planning.revision_kind import REVISION
from tutela_web.records.kind_verbs import create_record


class TestRevision(KindTests):
    kind = REVISION
    values = {"kind": "conops", "title": "Force CONOPS", "due": make.TODAY}  # noqa: RUF012
    changes = {"title": "Police CONOPS"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        self.owner = cast["force_commander"].holdings.get().post
        return Resolution.objects.first() or loaded(cast)

    def create(self, by: Standing, beside: Any) -> Any:
        return create_record(self.kind, {**self.values, "owner": self.owner}, by=by, beside=beside)

    def sent(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return super().sent({**values, "owner": self.owner})
