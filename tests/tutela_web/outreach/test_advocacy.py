"""Statements by kind of perpetrator beside the harm on record of it: silence on a side is shown,
what nobody known did stands apart, and nobody is accused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.outreach.pages import words_of
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person
from tutela_web.access.policy import standing_of
from tutela_web.outreach.advocacy.kinds import STATEMENT
from tutela_web.outreach.advocacy.models import PublicStatement
from tutela_web.outreach.advocacy.queries import voice_of

pytestmark = pytest.mark.postgresql
SAID = {
    "said": "The mission calls on all who carry arms to let the women of Luma go to market",
    "about": ["armed_group"],
    "spoken_for": ["women"],
    "way": "radio",
    "on": make.TODAY,
    "classification": 0,
}


class TestStatement(KindTests):
    kind = STATEMENT
    values = SAID
    changes = {"said": "The mission calls on all to let the women of Luma go"}  # noqa: RUF012


def test_silence_on_a_side_stands_beside_the_harm_it_did(
    cast: Cast, sign_in: Callable[[Person], Client]
) -> None:
    mission = cast.mission
    army = make.actor(mission, "Garrison of Luma", type="host_military")
    group = make.actor(mission, "Group Kestrel")
    for perpetrator, title in ((army, "Shot at the gate"), (group, "Camp burnt"), (None, "Found")):
        make.incident(mission, title, perpetrator=perpetrator, area=cast.north)
    chief = sign_in(cast["chief_of_staff"])
    form: dict[str, Any] = {name: value for name, value in SAID.items() if name != "about"}
    refused = chief.post("/m/luma/outreach/advocacy/new/", form | {"on": str(make.TODAY)})
    assert refused.status_code == 400 and not PublicStatement.objects.exists()
    sent = chief.post(
        "/m/luma/outreach/advocacy/new/",
        form | {"about": ["armed_group"], "on": str(make.TODAY)},
    )
    assert sent.status_code == 302, words_of(sent)
    told = voice_of(standing_of(cast["chief_of_staff"], mission))
    by_class = {one.measures.of.name: one for one in (*told.named, *told.unknown)}
    assert by_class["host"].silent and by_class["host"].percent == "33 %"
    assert not by_class["armed_group"].silent and by_class["armed_group"].groups == ("women",)
    assert [one.measures.of.name for one in told.unknown] == ["unknown"]
    assert len(told.named) == 10
    page = words_of(chief.get("/m/luma/outreach/advocacy/harm/"))
    assert page.count(">silence<") == 1, "on the army alone: nobody known is nobody's silence"
    assert "no finding of guilt" in page and "no statement" in page
    listed = words_of(chief.get("/m/luma/outreach/advocacy/?class=host"))
    assert "women of Luma" not in listed
    assert "women of Luma" in words_of(chief.get("/m/luma/outreach/advocacy/?class=armed_group"))
