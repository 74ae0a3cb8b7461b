"""Objectives do what every kind of record does."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.programme.objectives.kind import OBJECTIVE


class TestObjective(KindTests):
    kind = OBJECTIVE
    values = {  # noqa: RUF012
        "words": "Water is fetched unharmed",
        "term": "medium",
        "tiers": [2],
        "classification": 1,
    }
    changes = {"end_state": "Nobody is attacked at the ford"}  # noqa: RUF012


def test_two_places_of_one_name_are_told_apart_where_risks_are_ticked(
    cast: Cast, sign_in: Any
) -> None:
    for district in ("Upper Ford", "Lower Ford"):
        place = make.place(cast.mission, "Luma", area=cast.north, adm2=district)
        make.risk(cast.mission, place, by=cast.adviser)
    client = sign_in(cast["poc_adviser"])
    new = client.get(reverse("programme:objective_new", args=["luma"])).content.decode()
    assert "Luma (Upper Ford) · Group Heron" in new and "Luma (Lower Ford) · Group Heron" in new
    sent = {**TestObjective.values, "id": ""}
    answer = client.post(reverse("programme:objective_new", args=["luma"]), sent)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Luma (Upper Ford) · Group Heron" in page and "Luma (Lower Ford) · Group Heron" in page
