"""An area without a viable strategy, said by the Head of Mission; and who acts for civilians where:
the host state, both or the mission."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from shapely.geometry import box, mapping

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.deployment.weighed import by
from tests.tutela_web.html import text_of
from tests.tutela_web.records.kinds import KindTests
from tutela.base.errors import BadParameter
from tutela_web.access.models import Person
from tutela_web.base.errors import NotNow
from tutela_web.deployment.options.host_part_kind import HOST_PART
from tutela_web.deployment.options.models import HostPart, NoStrategy
from tutela_web.deployment.options.no_strategy_kind import NO_STRATEGY
from tutela_web.deployment.options.queries import parts_by_area
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql
SignIn = Callable[[Person], Client]
DAY = timedelta(days=1)
NONE_NORTH = {
    "cause": "belligerent",
    "why": "The army drives people out of the North",
    "all_the_same": "Convoys to the camp; the gates stay open",
    "review_on": make.TODAY + 60 * DAY,
    "classification": 1,
}
SUPPORT = {
    "part": "support",
    "evidence": "Police patrol three of four market days, seen by the field office",
    "since": make.TODAY - 10 * DAY,
    "review_on": make.TODAY + 60 * DAY,
    "classification": 1,
}


class TestNoStrategy(KindTests):
    kind = NO_STRATEGY
    values = NONE_NORTH
    changes = {"why": "The army drives people out of both banks"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _area(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(self), "values", NONE_NORTH | {"area": cast.north})

    def made(self, cast: Cast, writer: Person) -> Any:
        NoStrategy.objects.filter(area=cast.north).update(ended_on=make.TODAY)  # once an area
        return super().made(cast, writer)


class TestHostPart(KindTests):
    kind = HOST_PART
    values = SUPPORT
    changes = {"evidence": "Police patrol each market day"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _area(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(self), "values", SUPPORT | {"area": cast.north})


def test_the_head_of_mission_says_of_an_area_that_no_strategy_is_viable_and_whom_he_told(
    cast: Cast, sign_in: SignIn
) -> None:
    head, hofo = sign_in(cast["head_of_mission"]), sign_in(cast.hofo)
    place = make.place(cast.mission, "Luma", area=cast.north)
    make.risk(cast.mission, place, by=cast.amina)
    area_page = "/m/luma/area/?area=north"
    assert "viable strategy" not in text_of(hofo.get(area_page))
    new = "/m/luma/means/no-strategy/new/"
    assert sign_in(cast.adviser).get(new).status_code == 403
    blank = dict.fromkeys(("headquarters_on", "council_on", "told_by"), "")
    told = {"communities_told": "", "communities_on": ""}
    form = {**NONE_NORTH, "area": str(cast.north.pk), **blank, **told}
    half = form | {"communities_told": "That the base cannot hold the ford"}
    assert head.post(new, half).status_code == 400, "told on which day?"
    page = head.post(new, form)["Location"]
    assert "Neither headquarters nor the Council was told" in text_of(head.get(page))
    words = text_of(hofo.get(area_page))
    assert "The mission has no viable strategy here" in words
    assert "Convoys to the camp" in words and "nobody was told, as far as is on record" in words

    told = {"headquarters_on": str(make.TODAY), "council_on": str(make.TODAY - DAY)}
    heard = {
        "communities_told": "That the base cannot hold the ford",
        "communities_on": str(make.TODAY),
        "told_by": "Cable 12; report of the Secretary-General, paragraph 41",
    }
    sent = form | told | heard | {"version": "1"}
    assert head.post(f"{page}edit/", sent).status_code == 302
    words = text_of(hofo.get(area_page))
    assert "That the base cannot hold the ford" in words and "nobody was told" not in words
    assert "headquarters, Security Council" in text_of(head.get("/m/luma/means/no-strategy/"))
    assert "viable strategy" not in text_of(head.get("/m/luma/area/?area=south"))

    end = {"why": "The front moved away", "version": "2"}
    assert head.post(f"{page}end/", end).status_code == 302
    assert "viable strategy" not in text_of(hofo.get(area_page))


def test_it_is_said_once_of_an_area_and_looked_at_on_a_day_to_come(cast: Cast) -> None:
    head = by(cast, "head_of_mission")
    north = NONE_NORTH | {"area": cast.north}
    with pytest.raises(BadParameter, match="it is said of an area"):
        create_record(NO_STRATEGY, NONE_NORTH, by=head)
    with pytest.raises(BadParameter, match="the next review lies ahead"):
        create_record(NO_STRATEGY, north | {"review_on": make.TODAY}, by=head)
    create_record(NO_STRATEGY, north, by=head)
    with pytest.raises(NotNow):
        create_record(NO_STRATEGY, north, by=head)


def test_each_area_says_who_acts_there_and_one_nobody_looked_at_is_not_known(
    cast: Cast, sign_in: SignIn
) -> None:
    adviser = sign_in(cast.adviser)
    words = text_of(adviser.get("/m/luma/host/"))
    assert "Field Office North" in words and words.count("nobody has looked: not known") == 2
    new = "/m/luma/means/host-parts/new/"
    form = {**SUPPORT, "area": str(cast.north.pk)}
    assert new in adviser.get("/m/luma/host/").content.decode()
    assert adviser.post(new, form | {"evidence": ""}).status_code == 400
    assert adviser.post(new, form | {"review_on": ""}).status_code == 400
    assert adviser.post(new, form).status_code == 302
    later = form | {"part": "mission", "evidence": "Police left", "since": str(make.TODAY)}
    assert adviser.post(new, later).status_code == 302
    words = text_of(adviser.get("/m/luma/host/"))
    assert "the mission acts itself" in words and "Police left" in words
    assert "Police patrol three" not in words, "what is stated last holds"
    assert words.count("nobody has looked: not known") == 1
    HostPart.objects.update(review_on=make.TODAY)
    parts = parts_by_area(by(cast, "poc_adviser"))
    assert [(one.area.code, one.part.value, one.late) for one in parts] == [
        ("north", "mission", True),
        ("south", "unknown", False),
    ]
    assert 'id="parts-map"' not in adviser.get("/m/luma/host/").content.decode(), "none is drawn"
    cast.north.boundary = mapping(box(30, 6, 32, 8))
    cast.south.boundary = mapping(box(30, 4, 32, 6))
    cast.north.save()
    cast.south.save()
    drawn = adviser.get("/m/luma/host/").content.decode().split('id="parts-map"')[1]
    assert "Field Office North: the mission acts itself" in drawn
    assert "Field Office South: not known" in drawn
    assert sign_in(cast["sector_operations"]).get("/m/luma/host/").status_code == 404
