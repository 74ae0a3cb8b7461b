"""A form of the mission and its questions as kinds of record."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.questionnaires.kind import FORM, FORM_QUESTION
from tutela_web.questionnaires.models import Questionnaire
from tutela_web.questionnaires.own_kind import OWN_FIELD
from tutela_web.records.kind_verbs import create_record


def made_by(kind: Any, values: dict[str, Any], name: str, by: Any, beside: Any = None) -> Any:
    """One more of a kind, each under a name of its own."""
    number = kind.model.objects.count()
    said = f"{values[name]}{number or ''}"
    return create_record(kind, values | {name: said}, by=by, beside=beside)


class TestForm(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = FORM
    values: ClassVar[dict[str, Any]] = {
        "code": "market-watch",
        "title": "Market watch",
        "purpose": "Prices tell when a road is taxed",
        "kind": "visit",
        "with_base": True,
        "classification": 0,
    }
    changes: ClassVar[dict[str, Any]] = {"title": "Market and road watch"}

    def create(self, by: Any, beside: Any) -> Any:
        return made_by(FORM, self.values, "code", by)

    def another(self, name: str) -> Any:
        return "Roads"


class TestFormQuestion(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = FORM_QUESTION
    values: ClassVar[dict[str, Any]] = {
        "name": "price",
        "label": "Price of a bag of sorghum",
        "answer": "number",
        "marking": 1,
        "suppressed": True,
        "position": 1,
    }
    changes: ClassVar[dict[str, Any]] = {"label": "Price of a bag of maize"}

    def create(self, by: Any, beside: Any) -> Any:
        return made_by(FORM_QUESTION, self.values, "name", by, beside)

    def parent(self, cast: Cast) -> Any:
        writer = self.standing(cast, self.writer_of(cast))
        known = Questionnaire.objects.filter(code="market-watch").first()
        return known or create_record(FORM, TestForm.values, by=writer)

    def another(self, name: str) -> Any:
        return "Price of a goat"


class TestOwnField(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = OWN_FIELD
    values: ClassVar[dict[str, Any]] = {
        "stands_on": "incidents.incident",
        "code": "water_km",
        "label": "Distance to water (km)",
        "purpose": "Where people flee to depends on water",
        "holds": "number",
        "marking": 1,
        "suppressed": True,
        "classification": 0,
    }
    changes: ClassVar[dict[str, Any]] = {"label": "Distance to a well (km)"}

    def create(self, by: Any, beside: Any) -> Any:
        return made_by(OWN_FIELD, self.values, "code", by)

    def another(self, name: str) -> Any:
        return "Depth of the well"
