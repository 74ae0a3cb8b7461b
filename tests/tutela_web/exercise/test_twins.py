"""A past night becomes an exercise: nobody knows it again, some cases never do, and three offices
clear it before it is played."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.exercise.past import TITLE, past_night, twin_of
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import again, at_desk
from tutela.exercise.script import validate
from tutela_web.access.models import Person, Post
from tutela_web.access.policy import roles
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.exercise.twins.kinds import TWIN
from tutela_web.exercise.twins.models import Twin, TwinRuling
from tutela_web.exercise.twins.queries import is_unfit, may_be_played
from tutela_web.exercise.twins.verbs import draw_again, make_twin, rule_on_twin
from tutela_web.lessons.models import Debrief, DebriefCause
from tutela_web.warning.models import Alert

pytestmark = pytest.mark.postgresql
SignIn = Callable[[Person], Client]
NEW = "/m/luma/exercise/twins/new/"
RULERS = {"joc": "joc_duty_officer", "custodian": "custodian", "rights": "human_rights"}


def page_of(twin: Twin) -> str:
    return f"/m/luma/exercise/twins/{twin.pk}/"


def read(client: Client, url: str) -> str:
    return unescape(client.get(url).content.decode())


def rule(client: Client, twin: Twin, office: str, said: str = "yes") -> None:
    sent = {"office": office, "cleared": said, "why": "Read it through.", "version": twin.version}
    assert client.post(f"{page_of(twin)}rule/", sent).status_code == 302


class TestTwin(KindTests):
    kind = TWIN
    values = {"title": TITLE}  # noqa: RUF012
    changes = {"title": "Night by the mill"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _night(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(self), "values", {"title": TITLE, "alert": past_night(cast)})


def test_a_past_night_becomes_an_exercise_that_three_offices_clear(
    cast: Cast, sign_in: SignIn
) -> None:
    night, adviser = past_night(cast), sign_in(cast.adviser)
    assert f'value="{night.pk}"' in read(adviser, NEW)
    assert adviser.post(NEW, {"alert": night.pk, "title": TITLE}).status_code == 302
    twin = Twin.objects.get()
    assert not validate(twin.played, list(roles()))
    told = read(adviser, page_of(twin))
    assert "Text message" not in told and "A colleague reports:" in told
    assert "A decision was taken: to act" in told and "may not be played yet" in told
    for office, who in RULERS.items():
        assert not may_be_played(Twin.objects.get())
        rule(sign_in(cast[who]), twin, office)
    assert may_be_played(Twin.objects.get())
    assert "it may be played" in read(adviser, page_of(twin))
    version = {"version": twin.version}
    assert adviser.post(f"{page_of(twin)}draw/", version).status_code == 302
    assert not may_be_played(Twin.objects.get()), "a change takes every clearance away"


def test_no_word_of_the_night_stands_in_what_is_played(cast: Cast) -> None:
    night = past_night(cast, place=make.place(cast.mission, "Ostervale", area=cast.north))
    twin = twin_of(cast, night)
    told = (twin.script + json.dumps(twin.then, ensure_ascii=False)).casefold()
    written = ("Zorvald", "Quellmar", "Brackenfell", "Ostervale", "Coy ", "burn", "deter")
    assert not [word for word in written if word.casefold() in told]
    assert all(post.title not in json.dumps(twin.then) for post in Post.objects.all())
    assert str(night) not in told and str(clock.today(cast.mission).year) not in told
    assert {act.get("words", {}).get("fr") for act in twin.then} >= {"Le cas a été clos"}


def test_players_see_that_it_is_there_and_not_what_it_is_of(cast: Cast, sign_in: SignIn) -> None:
    twin = twin_of(cast)
    boris = read(sign_in(cast.boris), page_of(twin))
    assert TITLE in boris and "A colleague reports" not in boris and str(twin.alert) not in boris
    custodian = read(sign_in(cast["custodian"]), page_of(twin))
    assert str(twin.alert) in custodian and f"alerts/{twin.alert_id}" not in custodian


UNFIT = "no exercise is made of this case"


def refusal(client: Client, night: Alert) -> str:
    told = client.post(NEW, {"alert": night.pk, "title": TITLE})
    assert told.status_code == 400 and not Twin.objects.exists()
    page = unescape(told.content.decode())
    return page[page.index(UNFIT) - 40 : page.index(UNFIT) + 90]


def test_some_cases_never_become_an_exercise_and_the_refusal_does_not_say_why(
    cast: Cast, sign_in: SignIn
) -> None:
    adviser = sign_in(cast.adviser)
    alone = past_night(cast, told_twice=False)
    children = past_night(cast, whom="children of the school", latitude=7.3)
    inquired = past_night(cast, latitude=7.5)
    debrief = Debrief.objects.create(
        mission=cast.mission,
        number=7,
        title="Night",
        area=cast.north,
        classification=1,
        occurred_at=clock.now(cast.mission),
        due_at=clock.now(cast.mission),
        known_at=clock.now(cast.mission),
        entered_at=clock.now(cast.mission),
        inquiry_at=clock.now(cast.mission),
    )
    DebriefCause.objects.create(
        mission=cast.mission,
        debrief=debrief,
        rule="by_hand",
        key="7",
        alert=inquired,
        at=clock.now(cast.mission),
    )
    said = {refusal(adviser, night) for night in (alone, children, inquired)}
    assert len(said) == 1, "the same words, whichever it was"


def test_a_refusal_is_alike_whatever_a_closed_compartment_holds(
    cast: Cast, sign_in: SignIn
) -> None:
    """The adviser holds no compartment: an alert whose words a person closed is to them as any."""
    night = past_night(cast)
    Alert.objects.filter(pk=night.pk).update(words_closed=True)
    adviser = at_desk(cast, "poc_adviser")
    assert not is_unfit(adviser, again(night))
    make.grant(cast.mission, cast.adviser, "crsv", cast["chief_of_staff"])
    assert is_unfit(at_desk(cast, "poc_adviser"), again(night)), "who holds it is told at once"


def test_a_refusal_stands_and_its_reasons_stay_with_the_office(cast: Cast, sign_in: SignIn) -> None:
    twin, rights = twin_of(cast), sign_in(cast["human_rights"])
    rule(rights, twin, "rights", "no")
    assert "Read it through." in read(rights, page_of(twin))
    told = read(sign_in(cast["joc_duty_officer"]), page_of(twin))
    assert "An office refused it" in told
    assert "Read it through." not in told
    with pytest.raises(NotNow):
        draw_again(twin, version=twin.version, by=at_desk(cast, "poc_adviser"))
    adviser = sign_in(cast.adviser)
    again_asked = adviser.post(NEW, {"alert": twin.alert_id, "title": "Another"})
    assert UNFIT in unescape(again_asked.content.decode())
    assert Twin.objects.count() == 1


def test_who_made_it_does_not_clear_it_and_nobody_clears_for_two(cast: Cast) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    twin = make_twin({"alert": past_night(cast), "title": TITLE}, desk)
    how: dict[str, Any] = {"version": twin.version, "by": desk}
    with pytest.raises(NotNow):
        rule_on_twin(twin, "joc", cleared=True, why="Mine.", **how)
    make.role(cast.mission, "custodian", cast["human_rights"])
    make.post(cast.mission, "custodian", cast["human_rights"])
    both = at_desk(cast, "human_rights")
    rule_on_twin(twin, "rights", cleared=True, why="Read.", version=twin.version, by=both)
    with pytest.raises(NotNow):
        rule_on_twin(twin, "custodian", cleared=True, why="Read.", version=twin.version, by=both)
    assert TwinRuling.objects.count() == 1


def test_a_name_that_tells_which_night_it_was_is_no_name(cast: Cast, sign_in: SignIn) -> None:
    night = past_night(cast)
    sent = {"alert": night.pk, "title": "Zorvald comes"}
    told = sign_in(cast.adviser).post(NEW, sent)
    assert "would tell which case it was" in unescape(told.content.decode())


def test_an_inquiry_that_opens_later_stops_it(cast: Cast) -> None:
    twin = twin_of(cast)
    for office, who in RULERS.items():
        desk = at_desk(cast, who)
        rule_on_twin(twin, office, cleared=True, why="Read.", version=twin.version, by=desk)
    assert may_be_played(Twin.objects.get())
    now = clock.now(cast.mission)
    Debrief.objects.create(
        mission=cast.mission,
        number=8,
        title="Night",
        alert=twin.alert,
        classification=1,
        occurred_at=now,
        due_at=now,
        known_at=now,
        entered_at=now,
        inquiry_at=now,
    )
    assert not may_be_played(Twin.objects.get())
