"""A gap at Luma by night: an adviser weighs each of the eight options, a submission to the Council
waits, funds are sought and received, training closes nothing until the need is tested again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.deployment.weighed import EFFORT, by, main_of, need_at, weighed
from tests.tutela_web.engagements.test_asks import asked
from tests.tutela_web.fora.story import held, senior
from tests.tutela_web.html import text_of
from tests.tutela_web.programme.test_matrix import line
from tests.tutela_web.records.kinds import KindTests
from tutela.base.errors import BadParameter
from tutela.deployment.options import OPTIONS
from tutela_web.access.models import Person
from tutela_web.base.errors import Denied
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.models import Unit
from tutela_web.capacity.training.kinds import COURSE
from tutela_web.deployment.gap.models import Need
from tutela_web.deployment.options.models import GapOption
from tutela_web.deployment.options.option_kind import GAP_OPTION
from tutela_web.deployment.options.queries import options_of_needs
from tutela_web.deployment.whatif.kinds import MOVE
from tutela_web.engagements.asks.verbs import answer
from tutela_web.partners.exchanges.models import Exchange
from tutela_web.partners.exchanges.verbs import exchange
from tutela_web.partners.space.verbs import check_space
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.risk.models import Risk

pytestmark = pytest.mark.postgresql
SignIn = Callable[[Person], Client]
DAY = timedelta(days=1)
LIST = "/m/luma/means/options/"


def page_of(need: Need) -> str:
    return f"/m/luma/means/needs/{need.pk}/options/"


def company(cast: Cast) -> Unit:
    made = Unit(name="B Company", code="b-coy", area=cast.north, able=True, classification=0)
    return records.create(made, mission=cast.mission, by=None)


def filled(form: Any) -> dict[str, Any]:
    """What a browser sends of a form that nobody has touched."""
    values = {bound.name: bound.value() for bound in form}
    return {name: "" if value in (None, False) else value for name, value in values.items()}


class TestGapOption(KindTests):
    kind = GAP_OPTION
    values = EFFORT
    changes = {"done": "Two platoons from Bel"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _need(self, cast: Cast) -> None:
        self.need = need_at(cast)

    def parent(self, cast: Cast) -> Any:
        return self.need


def test_the_options_are_those_of_the_table() -> None:
    assert tuple(GapOption.Kind.values) == OPTIONS


def test_an_adviser_weighs_each_of_the_eight_by_the_form_of_each(
    cast: Cast, sign_in: SignIn
) -> None:
    need = need_at(cast)
    make.grant(cast.mission, cast.adviser, "capacity", cast["chief_of_staff"])
    adviser = sign_in(cast.adviser)
    page = adviser.get(page_of(need))
    assert "0 tried, 0 possible, 0 ruled out, 8 not weighed yet" in text_of(page)
    made = make.risk(cast.mission, need.place, by=cast.amina)
    line(cast, records.edit(made, {"status": "adopted", "priority": 3}, version=1, by=None))
    code = Risk.objects.get().lines.get().code
    of_council = asked(by(cast, "poc_adviser"), of="council", asked_on=make.TODAY - 43 * DAY)
    kestrel = create_record(
        CAVEAT,
        {"kind": "night", "wording": "No move after dusk", "no_night": True},
        beside=company(cast),
        by=by(cast, "force_commander"),
    )
    own: dict[str, dict[str, Any]] = {
        "reprioritise": {"drops": code},
        "partners": {"conditions": "By day, not under threat"},
        "redeploy": {"gains_at": "Luma", "loses_at": "Bel; Yuai"},
        "funds": {"asked_of": "Trust fund for the ford", "sought": "200000", "currency": "usd"},
        "council": {"ask": of_council.pk},
        "caveats": {"caveat": kestrel.pk},
        "contributors": {"ask": ""},
        "training": {"course": "Night navigation, by the training centre", "expected": "30"},
    }
    for option, fields in own.items():
        new = f"/m/luma/means/needs/{need.pk}/options/new/?option={option}"
        assert new.partition("luma")[2] in adviser.get(page_of(need)).content.decode()
        form = adviser.get(new).context["form"]
        assert set(fields) <= set(form.fields), option
        others = {name for other, mine in own.items() if other != option for name in mine}
        assert not (others - set(fields) - {"ask"}) & set(form.fields), "no more than it needs"
        state = "ruled out" if option == "contributors" else "tried"
        words = {"state": state, "done": f"Done for {option}", "because": "Nobody else is near"}
        told = adviser.post(new, filled(form) | words | fields)
        assert told.status_code == 302 and told["Location"] == page_of(need), told.content.decode()
    words = text_of(adviser.get(page_of(need)))
    assert "7 tried, 0 possible, 1 ruled out, 0 not weighed yet" in words
    for said in (
        f"drop: {code}",
        "nobody has approved it",
        "By day, not under threat",
        "not checked",
        "gain: Luma",
        "lose: Bel; Yuai",
        "sought 200000 USD",
        "nothing received on record",
        "waits for 43 days",
        "Night navigation",
        "not held yet",
    ):
        assert said in words, said
    order = [words.index(str(label)) for label in GapOption.Kind.labels[:8]]
    assert order == sorted(order), "in the Framework's order"
    assert words.index("In the mission") < words.index("At headquarters")
    assert "waits for 43 days" in text_of(adviser.get(LIST))


def test_others_read_the_same_page_whatever_lies_in_capacity(cast: Cast, sign_in: SignIn) -> None:
    need = need_at(cast)
    weighed(cast, need)
    reader = sign_in(cast.boris)
    before = [main_of(reader.get(page)) for page in (page_of(need), LIST)]
    unit = company(cast)
    caveat = create_record(
        CAVEAT,
        {"kind": "night", "wording": "NOTAFTERDUSK"},
        beside=unit,
        by=by(cast, "force_commander"),
    )
    closed = weighed(
        cast, need, "force_commander", option="caveats", state="tried", done="x", caveat=caveat
    )
    weighed(cast, need, "force_commander", option="training", done="Courses", unit=unit)
    weighed(cast, need, "force_commander", done="Secret", compartment="capacity")
    after = [main_of(reader.get(page)) for page in (page_of(need), LIST)]
    assert before == after
    words = text_of(reader.get(page_of(need)))
    assert "kept by holders of capacity" in words and "not weighed yet" not in words
    assert reader.get(f"/m/luma/means/options/{closed.pk}/").status_code == 404
    commander = text_of(sign_in(cast["force_commander"]).get(page_of(need)))
    assert "Courses" in commander and "Secret" in commander
    with pytest.raises(Denied):
        weighed(cast, need, option="training", done="Courses", unit=unit)
    with pytest.raises(Denied):
        weighed(cast, need, option="caveats", done="We ask")


def test_a_caveat_is_followed_from_declared_to_lifted_with_its_correspondents(
    cast: Cast, sign_in: SignIn
) -> None:
    need, force = need_at(cast), by(cast, "force_commander")
    chief = by(cast, "chief_of_staff")
    caveat = create_record(
        CAVEAT, {"kind": "night", "wording": "No move after dusk"}, beside=company(cast), by=force
    )
    edit_record(CAVEAT, caveat, {"status": "contested"}, version=1, by=force)
    ask = asked(chief, kind="caveat", of_whom="State A", what="Lift it", due=None)
    answer(ask, "granted", "From today", version=1, by=chief)
    edit_record(CAVEAT, caveat, {"status": "lifted"}, version=2, by=force)
    made = weighed(
        cast,
        need,
        "force_commander",
        option="caveats",
        state="tried",
        done="Raised",
        caveat=caveat,
        ask=ask,
    )
    words = text_of(sign_in(cast["force_commander"]).get(f"/m/luma/means/options/{made.pk}/"))
    course = words[words.index("The caveat, step by step") :]
    steps = ("asked", "declared", "contested", "granted", "lifted")
    assert all(step in course for step in steps) and "State A" in course


def test_a_partners_offer_is_linked_with_its_conditions_and_the_check_of_distinction(
    cast: Cast, sign_in: SignIn
) -> None:
    need, adviser = need_at(cast), by(cast, "poc_adviser")
    said = {"kind": "offered", "office": "OCHA", "says": "Two boats", "gap": "No boat by night"}
    exchange(held(cast, senior(cast, name="Partners", kind="other"), days=-1), said, by=adviser)
    check = check_space({"kind": "task", "what": "Boats at the ford", "on": make.TODAY}, by=adviser)
    offer = Exchange.objects.get()
    weighed(
        cast,
        need,
        option="partners",
        done="Boats by day",
        offer=offer,
        conditions="No soldiers on board",
        space_check=check,
    )
    words = text_of(sign_in(cast.adviser).get(page_of(need)))
    assert "No boat by night: Two boats" in words and "No soldiers on board" in words
    assert "Boats at the ford" in words and "not checked" not in words


def test_funds_are_sought_and_received_in_figures(cast: Cast, sign_in: SignIn) -> None:
    need = need_at(cast)
    sums = {"option": "funds", "state": "tried", "asked_of": "Trust fund", "sought": 200_000}
    with pytest.raises(BadParameter, match="a sum has a currency"):
        weighed(cast, need, **sums)
    made = weighed(cast, need, **sums, currency="USD", asked_on=make.TODAY - 9 * DAY)
    client = sign_in(cast.adviser)
    assert "waits for 9 days" in text_of(client.get(page_of(need)))
    edit = f"/m/luma/means/options/{made.pk}/edit/"
    form = filled(client.get(edit).context["edited"].form)
    sent = form | {"received": "50000", "version": "1", "received_on": ""}
    assert "a sum is received on a day" in text_of(client.post(edit, sent))
    assert client.post(edit, sent | {"received_on": str(make.TODAY)}).status_code == 302
    words = text_of(client.get(page_of(need)))
    assert "received 50000 USD" in words and "waits for" not in words


def test_training_closes_no_gap_until_the_need_is_tested_again(cast: Cast, sign_in: SignIn) -> None:
    need = need_at(cast, tested_on=make.TODAY - 20 * DAY)
    unit = company(cast)
    weighed(
        cast,
        need,
        "force_commander",
        option="training",
        state="tried",
        done="Night navigation, four weeks",
        unit=unit,
        expected=30,
        attended=24,
        trained_on=make.TODAY - 5 * DAY,
    )
    force = sign_in(cast["force_commander"])
    open_still = "the gap stays open until the need is tested again"
    assert open_still in text_of(force.get(page_of(need)))
    Need.objects.filter(pk=need.pk).update(tested_on=make.TODAY)
    words = text_of(force.get(page_of(need)))
    assert open_still not in words and "the need was tested again on 31 Dec 2018" in words


def test_what_belongs_to_another_option_or_has_no_reason_is_refused(cast: Cast) -> None:
    need = need_at(cast)
    with pytest.raises(BadParameter, match="nobody can see why it is ruled out"):
        weighed(cast, need, state="ruled out", because="")
    with pytest.raises(BadParameter, match="nobody can see what was done"):
        weighed(cast, need, done="")
    with pytest.raises(BadParameter, match="this belongs to another option"):
        weighed(cast, need, option="council", gains_at=["Luma"])
    with pytest.raises(BadParameter, match="no line of the matrix has this number: X-9"):
        weighed(cast, need, option="reprioritise", drops=["X-9"])
    made = weighed(cast, need)
    adviser = by(cast, "poc_adviser")
    with pytest.raises(BadParameter, match="an effort stays at its option"):
        edit_record(
            GAP_OPTION,
            made,
            {"option": "other", "gains_at": [], "loses_at": []},
            version=1,
            by=adviser,
        )


def test_a_hundred_needs_ask_no_more_of_the_database_than_one(cast: Cast) -> None:
    standing = by(cast, "force_commander")
    place = make.place(cast.mission, "Luma", area=cast.north)

    def asks(needs: list[Need]) -> int:
        with CaptureQueriesContext(connection) as counted:
            shown = options_of_needs(standing, needs)
            assert all(one.levels[0][1][2].state == "possible" for one in shown)
        return len(counted)

    needs = [need_at(cast, place) for _ in range(5)]
    for need in needs:
        weighed(cast, need)
        weighed(cast, need, "force_commander", option="council", done="Told")
    assert asks(needs) <= asks(needs[:1])


def test_an_option_names_the_move_or_the_course_that_carries_it_out_shown_both_ways(
    cast: Cast, sign_in: SignIn
) -> None:
    need, unit = need_at(cast), company(cast)
    commander, force = sign_in(cast["force_commander"]), by(cast, "force_commander")
    bel = make.place(cast.mission, "Bel", area=cast.north)
    asked_move = {"asks": "move", "unit": unit, "to_place": bel, "because": "The ford"}
    move = create_record(MOVE, asked_move | {"classification": 1}, by=force)
    taught = {"curriculum": "baseline", "set_on": make.TODAY, "places": 30}
    course = create_record(COURSE, taught, beside=unit, by=force)
    reader = sign_in(cast.boris)
    before = [main_of(reader.get(page)) for page in (page_of(need), LIST)]
    for option, name, record, address in (
        ("redeploy", "move", move, reverse("deployment:move", args=["luma", move.pk])),
        ("training", "course_set", course, reverse("capacity:course", args=["luma", course.pk])),
    ):
        new = f"/m/luma/means/needs/{need.pk}/options/new/?option={option}"
        sent = filled(commander.get(new).context["form"])
        words = {"state": "possible", "done": "As asked", name: str(record.pk)}
        told = commander.post(new, sent | words)
        assert told.status_code == 302, text_of(told)
        made = GapOption.objects.get(option=option)
        assert made.compartment == "capacity", "it tells of reach"
        assert address in commander.get(f"/m/luma/means/options/{made.pk}/").content.decode()
        assert address in commander.get(page_of(need)).content.decode()
        beside = f"/m/luma/means/options/by/{record.pk}/"
        assert beside in commander.get(address).content.decode()
        assert f"/m/luma/means/options/{made.pk}/" in commander.get(beside).content.decode()
        assert reader.get(beside).status_code == 404
    assert [main_of(reader.get(page)) for page in (page_of(need), LIST)] == before
