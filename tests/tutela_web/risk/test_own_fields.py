"""Fields of the mission's own on lines of the register: filled in on a page, listed, filtered,
told in copies and to programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.questionnaires.own_fields import DEPOT, WATER, in_force
from tests.tutela_web.risk import story
from tests.tutela_web.site.test_api import Program
from tutela_web.records.models import OwnValue
from tutela_web.risk.models import Risk
from tutela_web.risk.verbs import register_risk

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

REGISTER, COPY = "/m/luma/risks/", "/m/luma/export/risks.csv"
API = "/api/v1/missions/luma/risks"
ON = {"stands_on": "risk.risk", "classification": "0"}
CLOSED = DEPOT | ON | {"code": "armed_told", "label": "Who told of them", "label_fr": ""}
CLOSED |= {"label_ar": "", "holds": "words", "choices": "", "closed_to": "group_identity"}


def text(answer: Any) -> str:
    return squeezed(answer.content.decode())


def copy(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


@pytest.fixture
def line(cast: Cast) -> Risk:
    """Luma's risk of killing, on the register beside what is suggested of Koro."""
    place = story.luma(cast)
    story.koro(cast)
    story.assessed(cast)
    by = story.standing(cast, cast.amina)
    return register_risk(place=place, actor="Group Kestrel", harm="killing", by=by)


def test_an_analyst_fills_them_in_and_filters_the_register(
    cast: Cast, sign_in: Any, line: Risk
) -> None:
    analyst, page = sign_in(cast.amina), f"{REGISTER}{line.pk}/"
    assert "own-fields" not in text(analyst.get(page))
    assert analyst.get(f"{page}own-fields/").status_code == 404, "the mission has none"
    for said in (DEPOT, WATER):
        in_force(sign_in, cast, said | ON)
    panel = text(analyst.get(page)).split('id="own-fields"')[1].split("</dl>")[0]
    assert "Fuel depot within 1 km" in panel and "not known" in panel
    assert f'href="{page}own-fields/"' in panel
    shown = text(analyst.get(f"{page}own-fields/"))
    assert 'name="own_fuel_depot"' in shown and "Distance to water (km)" in shown
    refused = analyst.post(f"{page}own-fields/", {"own_water_km": "far"})
    assert refused.status_code == 400 and "Enter a number" in text(refused)
    filled = {"own_fuel_depot": "burnt", "own_water_km": "2.5", "own_seen": "{}"}
    assert analyst.post(f"{page}own-fields/", filled)["Location"] == page
    again = {"own_fuel_depot": "no", "own_water_km": "2.5"}
    again["own_seen"] = '{"fuel_depot": "burnt", "water_km": 2.5}'
    assert analyst.post(f"{page}own-fields/", again).status_code == 302
    told = text(analyst.get(page))
    assert "<del><bdi>It burnt</bdi></del> <ins><bdi>No</bdi></ins>" in told
    late = analyst.post(f"{page}own-fields/", again | {"own_fuel_depot": "yes"})
    assert late.status_code == 400 and "t is now: No" in text(late), "somebody was quicker"
    analyst.post("/language/", {"language": "fr"})
    late = text(analyst.post(f"{page}own-fields/", again | {"own_fuel_depot": "yes"}))
    assert "c’est maintenant : Non" in late and "somebody else" not in late
    analyst.post("/language/", {"language": "en"})
    listed = text(analyst.get(REGISTER))
    assert "Distance to water (km)" in listed and "Koro" in listed
    held = text(analyst.get(f"{REGISTER}?own_fuel_depot=no"))
    rows = held.split('id="risks"')[1].split("</table>")[0]
    assert "Luma" in rows and "Koro" not in rows and f"{COPY}?own_fuel_depot=no" in held
    none = text(analyst.get(f"{REGISTER}?own_fuel_depot=yes"))
    assert "No risk matches. The filter hides the rest." in none
    assert "Koro" in text(analyst.get(f"{REGISTER}?own_fuel_depot=perhaps")), "asks nothing"


def test_who_does_not_score_risks_reads_them_and_fills_in_none(
    cast: Cast, sign_in: Any, line: Risk
) -> None:
    in_force(sign_in, cast, WATER | ON)
    page = f"{REGISTER}{line.pk}/"
    for who, answered in (("poc_adviser", 302), ("force_commander", 403)):
        reader = sign_in(cast[who])
        assert "Distance to water" in text(reader.get(page))
        offered = f'href="{page}own-fields/"' in text(reader.get(page))
        sent = reader.post(f"{page}own-fields/", {"own_water_km": "2"})
        assert (offered, sent.status_code) == (answered == 302, answered), who
    assert OwnValue.objects.count() == 1


def test_copies_counts_and_programs_tell_them(cast: Cast, sign_in: Any, line: Risk) -> None:
    analyst, program = sign_in(cast.amina), Program(cast.amina)
    assert "own" not in program.get(f"{API}/{line.pk}").json()
    assert "own_" not in copy(analyst.get(COPY))
    field = in_force(sign_in, cast, DEPOT | ON)
    sent = program.send(f"/risks/{line.pk}/own-fields", {"own": {"fuel_depot": "no"}}, how="patch")
    assert sent.status_code == 200 and sent.json()["own"] == {"fuel_depot": "no"}, sent.content
    odd = {"own": {"fuel_depot": "maybe"}}
    assert program.send(f"/risks/{line.pk}/own-fields", odd, how="patch").status_code == 400
    assert program.get(f"{API}/{line.pk}").json()["own"] == {"fuel_depot": "no"}
    again = {"place_id": str(line.place_id), "actor": line.actor, "harm": line.harm}
    assert program.send("/risks", again).json()["own"] == {"fuel_depot": "no"}, "the line is there"
    lines = program.get(API).json()["lines"]
    of_line = {one["place"]: one.get("own") for one in lines if one["harm"] == "killing"}
    assert of_line == {"Luma": {"fuel_depot": "no"}, "Koro": None}
    head, *rows = copy(analyst.get(COPY)).splitlines()
    assert "own_fuel_depot" in head and [str(line.pk) in row for row in rows].count(True) == 1
    _head, kept, _about = copy(analyst.get(f"{COPY}?own_fuel_depot=no")).splitlines()
    assert str(line.pk) in kept
    counted = text(analyst.get(f"/m/luma/own-fields/{field.pk}/counts/"))
    assert f"{REGISTER}?own_fuel_depot=no" in counted


def test_without_the_compartment_there_is_no_sign_of_one(
    cast: Cast, sign_in: Any, line: Risk
) -> None:
    reader, page = sign_in(cast.amina), f"{REGISTER}{line.pk}/"
    assert "group_identity" not in story.standing(cast, cast.amina).compartments
    in_force(sign_in, cast, CLOSED)
    assert "Who told of them" not in text(reader.get(page)) + text(reader.get(REGISTER))
    assert reader.get(f"{page}own-fields/").status_code == 404
    assert "own_" not in copy(reader.get(COPY))
    guess = {"own": {"armed_told": "Kestrel"}}
    told = Program(cast.amina).send(f"/risks/{line.pk}/own-fields", guess, how="patch")
    assert told.status_code == 400 and "there is no such field" in told.content.decode()
    rights = sign_in(cast["human_rights"])
    assert "Who told of them" in text(rights.get(page))
    assert "armed_told" not in copy(rights.get(COPY)), "no copy leaves with a closed field"


def test_a_register_without_them_asks_the_database_nothing_more(
    cast: Cast, sign_in: Any, line: Risk
) -> None:
    analyst = sign_in(cast.amina)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            analyst.get(REGISTER)
        return len(queries)

    asked()
    without = asked()
    in_force(sign_in, cast, WATER | ON)
    asked()
    assert asked() == without + 1, "the values of a page, at once"
