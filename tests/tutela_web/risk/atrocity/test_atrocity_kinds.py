"""The risk of atrocity crimes: factor by factor, by named persons, apart from other violence."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.risk.story import standing
from tutela.base.errors import BadParameter
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.atrocity.kinds import ATROCITY_FACTOR, VIOLENCE_OUTLOOK
from tutela_web.risk.atrocity.models import AtrocityFactor
from tutela_web.risk.atrocity.queries import picture_of_atrocity

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

DAY = timedelta(days=1)

FOUND = {
    "factor": 7,
    "finding": "seen",
    "indicators": "7.3; 7.11",
    "evidence": "Arms were handed out at three markets in November; two offices saw it.",
    "sureness": "moderate",
    "assessed_on": make.TODAY,
    "classification": 1,
}
JUDGED = {
    "kind": "crimes_against_humanity",
    "chance": "possible",
    "until": make.TODAY + 90 * DAY,
    "pattern": "Attacks on villages follow one road, the same men and the same method.",
    "against": "No order was heard of; half of the area was not visited.",
    "sureness": "low",
    "assessed_on": make.TODAY,
    "classification": 1,
}


class TestAtrocityFactor(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = ATROCITY_FACTOR
    values = FOUND
    changes = {"evidence": "Arms were handed out at four markets."}  # noqa: RUF012


class TestViolenceOutlook(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = VIOLENCE_OUTLOOK
    values = JUDGED
    changes = {"against": "No order was heard of."}  # noqa: RUF012


def page(browser: Any, **asked: str) -> str:
    answer = browser.get(reverse("risk:atrocity", args=["luma"]), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_human_rights_officer_assesses_a_factor_and_the_others_stay_not_assessed(
    cast: Cast, sign_in: Any
) -> None:
    browser = sign_in(cast["human_rights"])
    empty = page(browser)
    assert "factors assessed: 0 · not assessed: 14" in empty
    assert empty.count("not assessed<") == 20, "fourteen factors and six kinds of violence"
    new = reverse("risk:atrocity_factor_new", args=["luma"])
    begun = browser.get(new, {"factor": "7"}).content.decode()
    assert '<option value="7" selected>' in begun
    sent = FOUND | {"assessed_on": make.TODAY.isoformat()}
    assert browser.post(new, sent).status_code == 302
    shown = page(browser)
    assert "factors assessed: 1 · not assessed: 13" in shown
    assert "signs seen" in shown and "indicators 7.3, 7.11" in shown
    assert AtrocityFactor.objects.get().assessed_by in shown, "by whom is told"


def test_a_later_assessment_stands_beside_the_earlier_and_areas_are_kept_apart(cast: Cast) -> None:
    by = standing(cast, cast.amina)
    old = FOUND | {"assessed_on": make.TODAY - 120 * DAY}
    create_record(ATROCITY_FACTOR, old, by=by)
    [row] = [r for _s, rows in picture_of_atrocity(by, None).factors for r in rows if r.last]
    assert row.stale and not row.earlier
    create_record(ATROCITY_FACTOR, FOUND | {"finding": "none_seen"}, by=by)
    create_record(ATROCITY_FACTOR, FOUND | {"area": cast.north}, by=by)
    [row] = [r for _s, rows in picture_of_atrocity(by, None).factors for r in rows if r.last]
    assert row.last.finding == "none_seen" and row.earlier == 1 and not row.stale
    assert row.elsewhere == [cast.north.name], "told, and not taken for the whole mission"
    north = picture_of_atrocity(by, cast.north)
    assert north.assessed == 1 and north.not_assessed == 13
    assert picture_of_atrocity(by, cast.south).assessed == 0


@pytest.mark.parametrize(
    ("kind", "values", "where"),
    [
        (ATROCITY_FACTOR, FOUND | {"evidence": "Raids on Murle villages"}, "evidence"),
        (ATROCITY_FACTOR, FOUND | {"evidence": "Two women were raped"}, "evidence"),
        (ATROCITY_FACTOR, FOUND | {"indicators": "8.2"}, "indicators"),
        (ATROCITY_FACTOR, FOUND | {"assessed_on": make.TODAY + DAY}, "assessed_on"),
        (VIOLENCE_OUTLOOK, JUDGED | {"against": "The Murle are blamed"}, "against"),
        (VIOLENCE_OUTLOOK, JUDGED | {"until": make.TODAY}, "until"),
    ],
)
def test_no_people_is_a_driver_and_nothing_closed_or_to_come_is_written_here(
    cast: Cast, kind: Any, values: dict[str, Any], where: str
) -> None:
    with pytest.raises(BadParameter) as refused:
        create_record(kind, values, by=standing(cast, cast.amina))
    assert refused.value.where == where


@pytest.mark.postgresql
def test_atrocity_crimes_are_judged_apart_and_later_it_is_said_whether_they_came(
    cast: Cast, sign_in: Any
) -> None:
    by = standing(cast, cast.amina)
    past = JUDGED | {"assessed_on": make.TODAY - 60 * DAY, "until": make.TODAY - 30 * DAY}
    judged = create_record(VIOLENCE_OUTLOOK, past, by=by)
    create_record(VIOLENCE_OUTLOOK, JUDGED | {"kind": "resumed_conflict"}, by=by)
    browser = sign_in(cast.amina)
    shown = page(browser)
    assert "its day has passed: judge it again" in shown
    assert "possible: 1; it came: 0; not said yet: 1" in shown
    edit = reverse("risk:violence_outlook_edit", args=["luma", judged.pk])
    sent = {k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in past.items()}
    answer = browser.post(edit, sent | {"came": "did_not", "version": judged.version})
    assert answer.status_code == 302
    assert "possible: 1; it came: 0; not said yet: 0" in page(browser)
    apart = {
        family: [row.last is not None for row in rows]
        for family, rows in picture_of_atrocity(by, None).outlooks
    }
    assert apart == {
        "atrocity crimes": [False, True, False, False],
        "other violence": [True, False],
    }


def test_nobody_says_it_did_not_come_before_its_day(cast: Cast) -> None:
    with pytest.raises(BadParameter) as refused:
        create_record(VIOLENCE_OUTLOOK, JUDGED | {"came": "did_not"}, by=standing(cast, cast.amina))
    assert refused.value.where == "came"


def test_programs_are_told_what_was_not_assessed(cast: Cast, sign_in: Any) -> None:
    create_record(ATROCITY_FACTOR, FOUND, by=standing(cast, cast.amina))
    answer = sign_in(cast.amina).get("/api/v1/missions/luma/risks/atrocity")
    told = json.loads(answer.content)
    assert answer.status_code == 200 and len(told["factors"]) == 14
    by_number = {one["number"]: one["finding"] for one in told["factors"]}
    assert by_number[7] == "seen" and by_number[8] is None
    assert {one["kind"] for one in told["outlooks"] if one["chance"] is None} >= {"genocide"}
    assert sign_in(cast.chen).get("/api/v1/missions/luma/risks/atrocity").status_code == 404
