"""Layouts of papers do what every kind of record does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.records.kinds import KindTests
from tutela.base.documents.layout import shipped_layouts
from tutela_web.access.policy import Standing
from tutela_web.crisis.papers.layout_kind import LAYOUT
from tutela_web.crisis.papers.models import PaperLayout
from tutela_web.records.kind_verbs import create_record


class TestLayout(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = LAYOUT
    values = {  # noqa: RUF012
        "kind": "minutes",
        "letterhead": "United Nations\nMission in Luma",
        "symbol": "LUMA/MIN",
        "distribution": "Heads of components",
    }
    changes = {"symbol": "LUMA/MINUTES"}  # noqa: RUF012

    def create(self, by: Standing, beside: Any) -> Any:
        """Each of another kind of paper: a kind is laid out once."""
        used = set(PaperLayout.objects.values_list("kind", flat=True))
        kind = next(kind for kind in shipped_layouts() if kind not in used)
        return create_record(LAYOUT, {**self.values, "kind": kind}, by=by, beside=beside)
