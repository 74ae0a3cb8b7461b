"""Asks: of whom, by when, what they answered; caveats only among those who hold capacity."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, url
from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied
from tutela_web.engagements.asks import verbs
from tutela_web.engagements.asks.kind import ASK
from tutela_web.engagements.asks.models import Ask
from tutela_web.engagements.asks.queries import ask_list, asks_for
from tutela_web.records.kind_verbs import create_record, edit_record

WEEK = timedelta(days=7)


def asked(by: Standing, **fields: Any) -> Ask:
    """Two helicopters asked of a contributor three weeks ago, needed last week."""
    values = {
        "of": "contributor",
        "kind": "assets",
        "what": "Two helicopters for the East",
        "asked_on": make.TODAY - 3 * WEEK,
        "due": make.TODAY - WEEK,
    }
    return create_record(ASK, values | fields, by=by)


def test_the_adviser_records_an_ask_and_its_answer_boris_reads_both(
    cast: Cast, sign_in: Any
) -> None:
    adviser, boris = sign_in(cast.adviser), sign_in(cast.boris)
    risk = make.risk(cast.mission, make.place(cast.mission, "Luma"), by=cast.adviser)
    sent = {
        "of": "headquarters",
        "of_whom": "Office of Military Affairs",
        "kind": "assets",
        "what": "Two helicopters",
        "asked_on": make.TODAY - WEEK,
        "due": make.TODAY,
        "risk": risk.pk,
        "gap": "Reach the islands in two hours",
        "classification": 0,
        "references": "SUR 12; CONOPS annex C",
    }
    assert adviser.post(url("engagements:ask_new"), sent).status_code == 302
    one = Ask.objects.get()
    assert (one.classification, one.references) == (1, ["SUR 12", "CONOPS annex C"])
    page = boris.get(url("engagements:ask", one.pk)).content.decode()
    assert "CONOPS annex C" in page and "no answer yet" in page
    wrong = adviser.post(url("engagements:ask_answer", one.pk), {"answer": "granted", "version": 1})
    assert wrong.status_code == 400
    said = {"answer": "part", "said": "One, from May.", "on": make.TODAY, "version": 1}
    assert boris.post(url("engagements:ask_answer", one.pk), said).status_code == 403
    assert adviser.post(url("engagements:ask_answer", one.pk), said).status_code == 302
    assert "One, from May." in boris.get(url("engagements:ask", one.pk)).content.decode()
    assert boris.get(url("engagements:ask_new")).status_code == 403
    for name, args in (("asks", ()), ("ask_new", ()), ("ask", (one.pk,))):
        assert sign_in(cast.chen).get(url(f"engagements:{name}", *args)).status_code == 404


def test_what_is_unanswered_past_its_day_stands_first(cast: Cast, sign_in: Any) -> None:
    adviser = by(cast, "poc_adviser")
    waits = asked(adviser, what="A course on sexual violence", due=None)
    late = asked(adviser)
    done = asked(adviser, of="council", kind="backing", what="A word of the Council")
    verbs.answer(done, "granted", "Statement of 3 May.", version=1, by=adviser)
    assert [(one, str(state)) for one, state in ask_list(by(cast, "boris"), {})] == [
        (late, "past due"),
        (waits, "waiting"),
        (done, "answered"),
    ]
    page = sign_in(cast.boris).get(url("engagements:asks") + "?state=past+due").content.decode()
    assert "Two helicopters" in page and "Council and" in page and "A course" not in page


def test_an_ask_about_a_caveat_is_kept_and_read_among_those_who_hold_capacity(
    cast: Cast, sign_in: Any
) -> None:
    chief = by(cast, "chief_of_staff")
    one = asked(chief, kind="caveat", what="Lift the ban on night moves")
    assert one.compartment == "capacity"
    assert sign_in(cast.adviser).get(url("engagements:ask", one.pk)).status_code == 404
    assert "night moves" not in sign_in(cast.adviser).get(url("engagements:asks")).content.decode()
    assert (
        "night moves"
        in sign_in(cast["force_commander"]).get(url("engagements:asks")).content.decode()
    )
    with pytest.raises(Denied):
        asked(by(cast, "poc_adviser"), kind="caveat")
    form = sign_in(cast.adviser).get(url("engagements:ask_new")).context["form"]
    assert "caveat" not in dict(form.fields["kind"].choices)
    again = edit_record(ASK, one, {"kind": "other"}, version=1, by=chief)
    assert again.compartment == "capacity", "what was said of a caveat stays there"


def test_days_stand_in_order_and_none_lies_ahead(cast: Cast) -> None:
    adviser = by(cast, "poc_adviser")
    for wrong, why in (
        ({"asked_on": make.TODAY + WEEK, "due": None}, "future"),
        ({"due": make.TODAY - 4 * WEEK}, "before it was asked"),
        ({"what": " "}, "What was asked"),
        ({"of": "nobody"}, "Asked of"),
    ):
        with pytest.raises(BadParameter, match=why):
            asked(adviser, **wrong)
    one = asked(adviser)
    with pytest.raises(BadParameter, match="answered before"):
        verbs.answer(one, "refused", "No.", version=1, by=adviser, on=make.TODAY - 4 * WEEK)
    with pytest.raises(BadParameter, match="must grant or refuse"):
        verbs.answer(one, "perhaps", "Let us see.", version=1, by=adviser)
    with pytest.raises(BadParameter, match="before it was asked"):
        edit_record(ASK, one, {"due": make.TODAY - 5 * WEEK}, version=1, by=adviser)
    with pytest.raises(Denied):
        edit_record(ASK, one, {"due": None}, version=1, by=by(cast, "head_of_field_office"))


def test_the_field_office_reads_what_was_asked_for_its_area(cast: Cast) -> None:
    adviser = by(cast, "poc_adviser")
    mine = asked(adviser, place=make.place(cast.mission, "Luma", area=cast.north))
    asked(adviser)
    assert list(asks_for(by(cast, "head_of_field_office"))) == [mine]


def test_the_list_takes_one_query_for_one_as_for_many(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    boris, adviser = by(cast, "boris"), by(cast, "poc_adviser")
    for number in range(5):
        asked(adviser, place=make.place(cast.mission, f"Luma {number}"))
        if number in (0, 4):
            with django_assert_num_queries(1):
                rows = ask_list(boris, {})
                assert len(rows) == number + 1 and rows[0][0].place.name
