"""Liaison assistants, police, human rights and disarmament staff carry tasks as troops do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.html import squeezed
from tests.tutela_web.site.test_api import ROOT, Program
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.access.models import Person, Post
from tutela_web.base.ids import new_id
from tutela_web.capacity.models import Unit
from tutela_web.channels.models import Message
from tutela_web.crisis.models import Tasking
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records import verbs as records

HERE = "/m/luma/taskings/"


def tasked(cast: Cast, sign_in: Any, alert: Any, post: Post | None, **said: Any) -> Tasking:
    """Sector operations tasks a post from the decision screen, or a unit."""
    sent = {
        "id": str(new_id()),
        "option": "liaison",
        "post": str(post.pk) if post else "",
        "intent": "Ask the women's committee who slept in the church",
    }
    answer = sign_in(cast["sector_operations"]).post(
        f"/m/luma/alerts/{alert.pk}/task/", sent | said, follow=True
    )
    assert answer.status_code == 200, answer.content[-900:]
    return Tasking.objects.get(pk=sent["id"])


def seat(cast: Cast, role: str) -> tuple[Person, Post]:
    if role == "disarmament":  # no role of its own: a post of field staff
        person = make.person("dara")
        post = make.post(
            cast.mission, "field_reporter", person, area=cast.north, title="Disarmament officer"
        )
        return person, post
    return cast[role], cast[role].holdings.get().post


@pytest.mark.parametrize(
    "role", ["field_reporter", "police_unit_commander", "human_rights", "disarmament"]
)
def test_the_post_is_tasked_accepts_goes_and_reports(cast: Cast, sign_in: Any, role: str) -> None:
    place = make.place(cast.mission, "Luma", area=cast.north, directions="behind the water tower")
    alert = call(cast, place=place, whom="the church quarter", classification=1)
    person, post = seat(cast, role)
    tasking = tasked(cast, sign_in, alert, post)
    mine = sign_in(person)
    start = squeezed(mine.get("/?missions=1").content.decode())
    assert "1 tasking waits for your answer" in start and HERE in start
    page = squeezed(mine.get(HERE).content.decode())
    assert (
        "who slept in the church" in page
        and "behind the water tower" in page
        and post.title in page
    )
    reads = mine.get(f"/m/luma/alerts/{alert.pk}/").status_code == 200
    assert reads == (role in ("police_unit_commander", "human_rights"))
    assert (str(alert) in page) == reads and ("the church quarter" in page) is False
    late = mine.post(f"{HERE}{tasking.pk}/answer/", {"answer": "delayed"}, follow=True)
    assert "a refusal or delay needs a reason" in late.content.decode().lower()
    for address, said in (
        ("answer", {"answer": "accepted", "norms": "on"}),
        ("move", {"what": "departed"}),
        ("move", {"what": "arrived"}),
        ("report", {"result": "Forty slept there; they ask for a night patrol"}),
        ("move", {"what": "returned"}),
    ):
        mine.post(f"{HERE}{tasking.pk}/{address}/", said)
    tasking.refresh_from_db()
    assert tasking.state == "returned" and tasking.arrived_at and tasking.result
    page = squeezed(
        sign_in(cast["head_of_field_office"])
        .get(f"/m/luma/alerts/{alert.pk}/decision/")
        .content.decode()
    )
    assert post.title in page and "they ask for a night patrol" in page
    alert.refresh_from_db()
    assert alert.now.state == "arrived"
    assert "waits for your answer" not in mine.get("/?missions=1").content.decode()


def test_the_commander_is_told_of_what_the_unit_is_tasked_with_and_answers(
    cast: Cast, sign_in: Any
) -> None:
    company = Unit(code="a", name="A Company", area=cast.north, able=True, classification=0)
    records.create(company, mission=cast.mission, by=None)
    alert, other = call(cast), call(cast)
    sent = {
        "option": "day_patrol",
        "standard": "deter_by_presence",
        "unit": str(company.pk),
        "intent": "Stay until dusk",
    }
    sector, first = sign_in(cast["sector_operations"]), str(new_id())
    sector.post(f"/m/luma/alerts/{alert.pk}/task/", sent | {"id": first})
    told = Message.objects.filter(about_kind="tasking", about_id=first)
    assert cast["unit_commander"].pk in told.values_list("to_id", flat=True)
    again = sector.post(f"/m/luma/alerts/{other.pk}/task/", sent | {"id": str(new_id())})
    assert "which of the two comes first" in again.content.decode()
    mine = sign_in(cast["unit_commander"])
    for address in ("/?missions=1", "/m/luma/inbox/"):
        assert "1 tasking waits for your answer" in squeezed(mine.get(address).content.decode())
    page = squeezed(mine.get(HERE).content.decode())
    assert "A Company" in page and "Stay until dusk" in page
    screen = squeezed(mine.get(f"/m/luma/alerts/{alert.pk}/decision/").content.decode())
    assert f"/m/luma/alerts/{alert.pk}/answer/{first}/" in screen
    for address in (f"{HERE}{first}/answer/", f"/m/luma/alerts/{alert.pk}/answer/{first}/"):
        assert mine.post(address, {"answer": "accepted"}).status_code == 302
    answers = Tasking.objects.get(pk=first).answers.all()
    assert {one.by for one in answers} == {cast["unit_commander"]}
    assert "waits for your answer" not in mine.get("/?missions=1").content.decode()
    southern = make.person("southern")
    make.post(cast.mission, "unit_commander", southern, area=cast.south)
    theirs = sign_in(southern)
    assert "Stay until dusk" not in theirs.get(HERE).content.decode()
    assert theirs.post(f"{HERE}{first}/answer/", {"answer": "accepted"}).status_code == 404


def test_nobody_else_reads_or_answers_it(cast: Cast, sign_in: Any) -> None:
    alert = call(cast)
    _person, post = seat(cast, "field_reporter")
    tasking = tasked(cast, sign_in, alert, post)
    for other in (cast["human_rights"], cast.boris, cast["partner"]):
        visitor = sign_in(other)
        assert "women's committee" not in visitor.get(HERE).content.decode()
        answer = visitor.post(f"{HERE}{tasking.pk}/answer/", {"answer": "accepted"})
        assert answer.status_code == 404
    assert sign_in(cast.chen).get(HERE).status_code == 404
    again = {
        "id": str(new_id()),
        "option": "liaison",
        "standard": "deter_by_presence",
        "post": str(post.pk),
    }
    assert (
        sign_in(cast["human_rights"]).post(f"/m/luma/alerts/{alert.pk}/task/", again).status_code
        == 403
    )


def test_its_work_stands_on_the_line_of_the_matrix_it_carries_out(cast: Cast, sign_in: Any) -> None:
    place = make.place(cast.mission, "Luma", area=cast.north)
    risk = make.risk(cast.mission, place, by=cast.adviser)
    values = {
        "risk": risk,
        "activity": "rights_monitoring",
        "measure": "interviews apart",
        "lead": "Human rights",
        "part": "civilian",
        "tiers": [3],
        "phase": "response",
        "starts": make.TODAY,
        "status": "under way",
    }
    (line,) = make_lines([values], by=at_desk(cast, "poc_adviser"))
    post = cast["human_rights"].holdings.get().post
    tasking = tasked(cast, sign_in, call(cast, place=place), post, option="rights_monitoring")
    adviser = sign_in(cast.adviser)
    sent = {"kind": "tasking", "to": str(tasking.pk)}
    adviser.post(f"/m/luma/strategy/chain/link/line/{line.pk}/", sent)
    page = adviser.get(f"/m/luma/strategy/matrix/{line.pk}/").content.decode()
    assert post.title in page.split('id="links"')[1]


def test_a_program_tasks_a_post_and_reads_what_came_of_it(cast: Cast) -> None:
    alert = call(cast)
    post = cast["human_rights"].holdings.get().post
    head, mine = Program(cast["sector_operations"]), Program(cast["human_rights"])
    sent = {
        "option": "rights_monitoring",
        "standard": "deter_by_presence",
        "post_id": str(post.pk),
        "intent": "Interview apart",
    }
    made = head.send(f"/alerts/{alert.pk}/taskings", sent)
    assert made.status_code == 201 and made.json()["who"] == post.title, made.content
    address = f"/taskings/{made.json()['id']}"
    for what, said in (
        ("answers", {"answer": "accepted"}),
        ("result", {"words": "Nine were interviewed"}),
    ):
        answer = mine.send(f"{address}/{what}", said)
        assert answer.status_code == 200, answer.content
    assert head.get(ROOT + address).json()["result"] == "Nine were interviewed"
    desk = Program(cast["joc_duty_officer"])
    other = desk.send(f"{address}/answers", {"answer": "accepted"})
    assert other.status_code == 400 and "whose answer is this" in other.json()["error"]["what"]
    assert desk.send(f"{address}/answers", {"answer": "accepted", **BY_RADIO}).status_code == 200
