"""The mandate and the means beside a rank: they explain what is done, and move nothing."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, url
from tests.tutela_web.records.kinds import KindTests
from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing
from tutela_web.engagements.mandate_notes.kind import MANDATE_NOTE
from tutela_web.engagements.mandate_notes.models import MandateNote
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import RegisterFilters, hotspots

pytestmark = pytest.mark.django_db


def risk_at(cast: Cast, name: str = "Luma", **fields: Any) -> Risk:
    place = make.place(cast.mission, name, area=cast.north)
    return make.risk(cast.mission, place, by=cast.adviser, **fields)


class TestMandateNote(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = MANDATE_NOTE
    values = {"covered": "none", "able": "no", "effect": "Nobody comes.", "classification": 1}  # noqa: RUF012
    changes = {"effect": "Nobody comes before the second day."}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _of_luma(self, cast: Cast) -> None:
        self.cast = cast
        self.values = {**type(self).values, "risk": risk_at(cast)}  # type: ignore[misc]

    def create(self, by: Standing, beside: Any) -> Any:
        """One a risk: each is made of a risk of its own."""
        here = make.place(self.cast.mission, f"Luma {Risk.objects.count()}", area=self.cast.north)
        risk = make.risk(self.cast.mission, here, by=self.cast.adviser)
        return create_record(self.kind, {**self.values, "risk": risk}, by=by)


def test_beyond_mandate_and_means_a_risk_keeps_its_rank(cast: Cast, sign_in: Any) -> None:
    worse = risk_at(cast, "Luma", priority=3)
    risk_at(cast, "Koro", priority=2)
    reader = by(cast, "boris")
    before = [one.place.name for one in hotspots(reader, RegisterFilters())[0]]
    page = sign_in(cast.boris).get(reverse("risk:risk", args=["luma", worse.pk]))
    assert "nobody noted whether a task covers it" in page.content.decode()
    client = sign_in(cast.adviser)
    sent = {"risk": worse.pk, "covered": "none", "able": "no", "effect": "Nobody comes by night."}
    new = url("engagements:mandate_note_new")
    assert client.post(new, sent | {"classification": 1}).status_code == 302
    page = unescape(client.get(reverse("risk:risk", args=["luma", worse.pk])).content.decode())
    assert "no mandated task covers it" in page and "Nobody comes by night." in page
    assert "beside the rank, which they never change" in page
    after = [one.place.name for one in hotspots(reader, RegisterFilters())[0]]
    assert before == after and after[0] == "Luma"


def test_a_task_is_named_where_one_covers_it_and_nowhere_else(cast: Cast) -> None:
    values = {"risk": risk_at(cast), "covered": "task", "classification": 1}
    with pytest.raises(BadParameter):
        create_record(MANDATE_NOTE, values, by=by(cast, "poc_adviser"))
    made = create_record(MANDATE_NOTE, values | {"covered": "unsure"}, by=by(cast, "poc_adviser"))
    assert isinstance(made, MandateNote) and made.able == "", "unknown is not a no"
