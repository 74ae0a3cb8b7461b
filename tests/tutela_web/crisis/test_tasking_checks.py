"""Patrols, visits and meetings ask whether they expose people; no tasking waits for the answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import unit
from tests.tutela_web.crisis.test_api import ROOT, given, sent
from tests.tutela_web.crisis.test_my_taskings import seat, tasked
from tests.tutela_web.html import squeezed
from tests.tutela_web.safeguards.test_safeguards import write_check
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.warning.story import call
from tutela_web.crisis.models import Tasking
from tutela_web.safeguards.models import HarmCheck
from tutela_web.warning.models import Alert

pytestmark = pytest.mark.postgresql

CHECKS = "/m/luma/safeguards/checks/"
UNCHECKED = "/m/luma/taskings/unchecked/"
ASKED = "Could it expose people?"
NOBODY = "nobody has said whether it could expose people"


@pytest.fixture
def alert(cast: Cast) -> Alert:
    place = make.place(cast.mission, "Luma", area=cast.north)
    return call(cast, place=place, classification=1)


def press(browser: Any, alert: Alert, tasking: Tasking, what: str, **said: Any) -> Any:
    address = f"/m/luma/alerts/{alert.pk}/check/{tasking.pk}/"
    return browser.post(address, {"what": what} | said, follow=True)


def read(browser: Any, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.content[-600:]
    return squeezed(answer.content.decode())


def test_a_visit_goes_out_at_once_and_asks_for_its_harm_check(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    _person, post = seat(cast, "field_reporter")
    sector = sign_in(cast["sector_operations"])
    screen = f"/m/luma/alerts/{alert.pk}/decision/"
    order = {
        "option": "liaison",
        "standard": "deter_by_presence",
        "post": str(post.pk),
        "id": make.new_id(),
    }
    told = sector.post(f"/m/luma/alerts/{alert.pk}/task/", order, follow=True)
    tasking = Tasking.objects.get(pk=order["id"])
    assert tasking.state == "given" and ASKED in squeezed(told.content.decode())
    assert NOBODY in read(sector, screen) and NOBODY in read(sector, UNCHECKED)
    begun = press(sector, alert, tasking, "open")
    tasking.refresh_from_db()
    check = tasking.harm_check
    assert check is not None and begun.redirect_chain[-1][0] == f"{CHECKS}{check.pk}/"
    assert (check.kind, check.place, check.area, check.on, check.decision) == (
        "visit",
        alert.place,
        alert.area,
        make.TODAY,
        "",
    )
    assert str(alert) in check.what and check.classification >= alert.classification
    assert f"{screen}#check-{tasking.pk}" in begun.content.decode()
    page = read(sector, screen)
    assert check.what in page and "not decided" in page and NOBODY not in page
    assert str(tasking.pk) not in read(sector, UNCHECKED)
    hofo = sign_in(cast.hofo)
    hofo.post(
        f"{CHECKS}{check.pk}/decide/",
        {"decision": "stop", "why": "They are watched", "version": check.version},
    )
    page = read(sector, screen)
    assert "does not go ahead" in page and cast.hofo.holdings.get().post.title in page
    tasking.refresh_from_db()
    assert tasking.state == "given"  # the check binds nobody: who tasked reads it and decides


def test_an_urgent_patrol_goes_without_one_and_says_who_decided(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    tasking = tasked(cast, sign_in, alert, None, option="night_patrol", unit=unit(cast).pk)
    sector = sign_in(cast["sector_operations"])
    refused = press(sector, alert, tasking, "without", why=" ")
    assert "this needs a reason" in squeezed(refused.content.decode()).lower()
    press(sector, alert, tasking, "without", why="Shots are heard now")
    tasking.refresh_from_db()
    title = cast["sector_operations"].holdings.get().post.title
    assert (tasking.unchecked_why, tasking.unchecked_post) == ("Shots are heard now", title)
    listed = read(sign_in(cast["analyst"]), UNCHECKED)
    assert "Shots are heard now" in listed and title in listed and NOBODY not in listed
    check = write_check(sector, cast, kind="patrol", what="Patrols to the mill")
    press(sector, alert, tasking, "link", check=str(check.pk))
    tasking.refresh_from_db()
    assert tasking.harm_check == check and tasking.unchecked_why == ""
    assert check.what not in read(sector, UNCHECKED)
    assert f"#check-{tasking.pk}" in read(sector, f"{CHECKS}{check.pk}/")


def test_what_takes_us_to_nobody_asks_for_none(cast: Cast, sign_in: Any, alert: Alert) -> None:
    _person, post = seat(cast, "human_rights")
    tasking = tasked(cast, sign_in, alert, post, option="political_call")
    sector = sign_in(cast["sector_operations"])
    assert "Open a harm check" not in read(sector, f"/m/luma/alerts/{alert.pk}/decision/")
    assert str(alert) not in read(sector, UNCHECKED)
    refused = press(sector, alert, tasking, "open")
    assert "asks for no harm check" in squeezed(refused.content.decode())
    assert not HarmCheck.objects.exists()


def test_who_reads_no_harm_check_is_told_of_none(cast: Cast, sign_in: Any, alert: Alert) -> None:
    person, post = seat(cast, "field_reporter")
    tasking = tasked(cast, sign_in, alert, post)
    press(sign_in(cast["sector_operations"]), alert, tasking, "open")
    mine = sign_in(person)
    assert "arm check" not in read(mine, "/m/luma/taskings/")
    assert mine.get(UNCHECKED).status_code == 404
    assert press(mine, alert, tasking, "open").status_code in (403, 404)


def test_a_program_links_opens_and_lists(cast: Cast, sign_in: Any, alert: Alert) -> None:
    sector = Program(cast["sector_operations"])
    order = {
        "option": "day_patrol",
        "standard": "deter_by_presence",
        "unit_id": str(unit(cast, "Company at Luma").pk),
    }
    first = sent(sector.send(f"/alerts/{alert.pk}/taskings", order), 201)
    assert (first["harm_check_kind"], first["harm_check_id"]) == ("patrol", None)
    listed = given(sector, "/taskings", unchecked="true")
    assert [one["id"] for one in listed] == [first["id"]]
    to = f"/taskings/{first['id']}/harm-check"
    assert sector.send(to, {}).status_code == 400
    opened = sent(sector.send(to, {"open": True}))
    assert HarmCheck.objects.get().pk.hex == opened["harm_check_id"].replace("-", "")
    assert not given(sector, "/taskings", unchecked="true")
    again = sent(
        sector.send(
            f"/alerts/{alert.pk}/taskings",
            order | {"harm_check_id": opened["harm_check_id"], "competing": "both"},
        ),
        201,
    )
    assert again["harm_check_id"] == opened["harm_check_id"]
    without = sent(sector.send(to, {"without": "They are under fire"}))
    assert (without["harm_check_id"], without["unchecked_why"]) == (None, "They are under fire")
    stranger = Program(cast["partner"])
    assert stranger.send(to, {"open": True}).status_code in (403, 404)


def test_a_second_press_opens_no_second_check(cast: Cast, sign_in: Any, alert: Alert) -> None:
    _person, post = seat(cast, "field_reporter")
    tasking = tasked(cast, sign_in, alert, post)
    sector = sign_in(cast["sector_operations"])
    press(sector, alert, tasking, "open")
    press(sector, alert, tasking, "open")
    assert HarmCheck.objects.count() == 1


def test_a_check_that_one_may_not_read_is_replaced_by_nobody_else(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    _person, post = seat(cast, "field_reporter")
    tasking = tasked(cast, sign_in, alert, post)
    rights = sign_in(cast["human_rights"])
    check = write_check(rights, cast, kind="patrol", classification=2)
    press(rights, alert, tasking, "link", check=str(check.pk))
    tasking.refresh_from_db()
    assert tasking.harm_check == check
    press(sign_in(cast["sector_operations"]), alert, tasking, "without", why="We leave now")
    tasking.refresh_from_db()
    assert (tasking.harm_check, tasking.unchecked_why) == (check, "")


def test_a_program_of_who_reads_no_harm_check_is_told_of_none(
    cast: Cast, sign_in: Any, alert: Alert
) -> None:
    _person, post = seat(cast, "field_reporter")
    tasking = tasked(cast, sign_in, alert, post)
    press(sign_in(cast["sector_operations"]), alert, tasking, "without", why="They are under fire")
    program = Program(cast["unit_commander"])
    listed = {one["id"]: one for one in given(program, "/taskings")}
    assert listed[str(tasking.pk)]["unchecked_why"] == ""
    assert listed[str(tasking.pk)]["unchecked_post"] == ""
    assert program.get(f"{ROOT}/taskings", {"unchecked": "true"}).status_code in (403, 404)
