"""From an agreed order to one sentence: what a hotspot takes, who is able, and who is told why."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.capacity.test_reach import caveat, ready, unit
from tests.tutela_web.capacity.test_travel import ROAD
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import called, local
from tests.tutela_web.outreach.pages import words_of
from tests.tutela_web.programme.test_matrix import line
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.site.test_api import Program
from tutela_web.access.models import AuditEntry, Person
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.capacity.reach.surfaces import make_surfaces
from tutela_web.capacity.reach.travel_verbs import add_ground
from tutela_web.deployment.gap.kinds import MEASURE, NEED
from tutela_web.deployment.gap.models import Need, ThreatMeasure
from tutela_web.deployment.gap.queries import means_against_risks
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record, edit_record
from tutela_web.risk.agreed.models import AgreedLine, AgreedOrder
from tutela_web.risk.models import Risk

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]
SignIn = Callable[[Person], Client]
TAKES = {
    "effects": ["deter"],
    "within_minutes": 120,
    "when": "both",
    "units": 1,
    "classification": 1,
}
GAPS = "/m/luma/means/gaps/"


def luma(cast: Cast, **fields: Any) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north, population=1900, **fields)


def agreed(cast: Cast, *places: Place, must: int = 1) -> AgreedOrder:
    """The order the forum agreed: each place a hotspot of its own, critical."""
    lines = [
        AgreedLine(
            hotspot=str(uuid4()),
            place=str(place.pk),
            places=[str(place.pk)],
            priority=3,
            must=number < must,
            rank=number + 1,
            suggested=3,
            value=50.0 - number,
            likelihood=0.2,
            low=0.1,
            high=0.4,
        )
        for number, place in enumerate(places)
    ]
    return AgreedOrder.objects.create(
        mission=cast.mission,
        agreed_at=clock.now(cast.mission),
        agreed_by_id=cast.adviser.pk,
        agreed_as="poc adviser",
        suggested_on=make.TODAY,
        holds=must,
        lines=lines,
    )


def company(cast: Cast, name: str = "A Company", **state: Any) -> Unit:
    """A company at a base fifteen kilometres from Luma, able; by night where nothing is said."""
    base = make.base(cast.mission, "TOB Acacia", area=cast.north)
    made = unit(cast, name, area=cast.north, base=base)
    ready(cast, made, **({"night": True, "vehicles": 4} | state))
    return made


def roads_known(cast: Cast) -> None:
    """The road from the base to Luma is known, so that travel times are counted on."""
    by = standing_of(cast.amina, cast.mission)
    add_ground(json.dumps(ROAD), name="Main roads", source="Mission survey 2018", by=by)
    make_surfaces(cast.mission)


def need_at(cast: Cast, place: Place, **fields: Any) -> Need:
    by = standing_of(cast.adviser, cast.mission)
    return create_record(NEED, TAKES | {"place": place} | fields, by=by)


class TestNeed(KindTests):
    kind = NEED
    values = TAKES
    changes = {"because": "They come at night"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _place(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(type(self), "values", TAKES | {"place": luma(cast)})


class TestMeasure(KindTests):
    kind = MEASURE
    values = {  # noqa: RUF012
        "verb": "halt",
        "measure": "Stand between the ford and the village",
        "feasible": "limited",
        "because": "By day alone",
        "classification": 1,
    }
    changes = {"because": "By day, in the dry season"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _risk(self, cast: Cast) -> None:
        self.risk = make.risk(cast.mission, luma(cast), by=cast.amina)

    def parent(self, cast: Cast) -> Any:
        return self.risk


def test_from_the_agreed_order_to_the_sentence_and_a_test_that_closes_it(
    cast: Cast, sign_in: SignIn
) -> None:
    place, koro = luma(cast), make.place(cast.mission, "Koro", area=cast.south, latitude=5.3)
    make.risk(cast.mission, place, by=cast.amina, harm="arson")
    agreed(cast, place, koro)
    made = company(cast)
    barred = caveat(cast, made, no_night=True, starts=make.TODAY)
    roads_known(cast)
    adviser, commander = sign_in(cast.adviser), sign_in(cast["force_commander"])

    page = words_of(adviser.get(GAPS))
    assert "Of 2 hotspots that are critical or to be done first nobody said" in page
    order = AgreedOrder.objects.get()
    new = f"/m/luma/means/needs/new/?hotspot={order.lines[0]['hotspot']}"
    assert new in adviser.get(GAPS).content.decode()
    begun = adviser.get(new).context["form"].initial
    assert begun["place"] == place and begun["effects"] == ["deter", "hold"], "for a person"
    sent = {
        "place": str(place.pk),
        "line": "",
        "effects": ["deter"],
        "within_minutes": "120",
        "when": "both",
        "units": "1",
        "languages": "",
        "because": "They come at night",
        "review_on": "",
        "classification": "1",
    }
    assert adviser.post(new, sent | {"effects": []}).status_code == 400
    at = adviser.post(new, sent)["Location"]
    need = Need.objects.get()
    assert str(need.hotspot) == order.lines[0]["hotspot"] and need.title == "Luma"

    told, held = words_of(adviser.get(at)), words_of(commander.get(at))
    assert "1 unit able by day" in told and "none able by night" in told
    assert "against 2 h" in told and "from TOB Acacia" in told
    assert "caveat bars movement by night" not in told
    assert "a caveat bars movement by night, of" in held
    assert AuditEntry.objects.filter(kind="caveat", person_id=cast["force_commander"].pk).exists()
    listed = words_of(adviser.get(GAPS))
    assert "Too few means are able in time at 1 of 2 agreed hotspots" in listed
    assert "people there, as far as known: 1900" in listed
    assert "Of 1 hotspot that is critical or to be done first nobody said" in listed

    assert adviser.post(f"{at}test/", {"version": "1"}).status_code == 302
    need.refresh_from_db()
    assert need.tested_found == "short" and need.tested_by == cast.adviser
    records.edit(barred, {"status": "lifted"}, version=1, by=cast["force_commander"])
    assert "enough, not tested" in words_of(adviser.get(at)), "nobody tested it since"
    assert adviser.post(f"{at}test/", {"version": str(need.version)}).status_code == 302
    assert "met, as tested" in words_of(adviser.get(at))
    assert "Too few means" not in words_of(adviser.get(GAPS))

    by = standing_of(cast.adviser, cast.mission)
    need.refresh_from_db()
    asks = edit_record(NEED, need, {"units": 2}, version=need.version, by=by)
    assert asks.tested_on is None and asks.tested_found == "", "another need is not tested"


def test_the_sentence_stands_beside_the_place_the_risk_and_on_the_agenda(
    cast: Cast, sign_in: SignIn
) -> None:
    place = luma(cast)
    risk = make.risk(cast.mission, place, by=cast.amina)
    agreed(cast, place)
    company(cast, night=False)
    adviser = sign_in(cast.adviser)
    panel = f"/m/luma/means/gaps/at/{place.pk}/"
    for address in (f"/m/luma/places/{place.pk}/", f"/m/luma/risks/{risk.pk}/"):
        assert panel in adviser.get(address).content.decode(), address
    assert "not said what it takes" in words_of(adviser.get(panel))
    need_at(cast, place)
    assert "none able by night" in words_of(adviser.get(panel))
    planned = called(cast, local(cast))
    agenda = words_of(sign_in(cast["force_commander"]).get(f"/m/luma/fora/meetings/{planned.pk}/"))
    assert "Means against agreed risks" in agenda and "none able by night" in agenda
    assert "it does not move by night" not in agenda, "an agenda is read aloud"


def test_what_is_not_recorded_is_said_so(cast: Cast, sign_in: SignIn) -> None:
    place = make.place(cast.mission, "Muta", area=cast.north, latitude=None, longitude=None)
    lost, luma_need = need_at(cast, place), need_at(cast, luma(cast), within_minutes=None)
    silent = company(cast, night=None)
    adviser = sign_in(cast.adviser)
    assert "Where the place lies is not known" in words_of(
        adviser.get(f"/m/luma/means/needs/{lost.pk}/")
    )
    at = f"/m/luma/means/needs/{luma_need.pk}/"
    page = words_of(adviser.get(at))
    assert "over open ground" in page and "within what time is not said" in page
    assert "not known whether any unit is able by night" in page
    assert adviser.post(f"{at}test/", {"version": "1"}).status_code == 302
    luma_need.refresh_from_db()
    assert luma_need.tested_found == "unknown"
    assert silent.name in page


def test_others_pages_are_alike_whatever_keeps_a_unit_from_it(cast: Cast, sign_in: SignIn) -> None:
    """Two missions in one: by readiness, then by a caveat nobody declared, with other words."""
    place = luma(cast)
    agreed(cast, place)
    made = company(cast, night=False)
    need = need_at(cast, place)
    pages = (GAPS, f"/m/luma/means/needs/{need.pk}/", f"/m/luma/means/gaps/at/{place.pk}/")
    readers = ("poc_adviser", "analyst", "head_of_field_office", "sector_operations")

    def read() -> list[str]:
        return [main_of(sign_in(cast[who]).get(page).content) for who in readers for page in pages]

    before = read()
    records.edit(made.readiness, {"night": True, "vehicles": 9}, version=1, by=None)
    caveat(cast, made, no_night=True, status="undeclared", wording="Orders of its capital")
    assert read() == before
    commander = sign_in(cast["force_commander"])
    assert "a caveat bars movement by night" in words_of(commander.get(pages[1]))


def main_of(page: bytes) -> str:
    """What a page says, without what differs from one request to the next."""
    main = page.decode().partition("<main")[2].partition("</main>")[0]
    assert main
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main)


def test_as_many_queries_for_ten_needs_as_for_two(cast: Cast) -> None:
    place = luma(cast)
    agreed(cast, place)
    company(cast)
    company(cast, "B Company")
    standing = standing_of(cast.adviser, cast.mission)
    counts = []
    for _round in range(2):
        for _number in range(2 + 6 * _round):
            need_at(cast, place)
        with CaptureQueriesContext(
            connection,
        ) as found:
            means_against_risks(standing)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 25, counts


def test_a_need_of_a_line_in_force_stands_at_the_line(cast: Cast, sign_in: SignIn) -> None:
    risk = make.risk(cast.mission, luma(cast), by=cast.amina, harm="arson")
    risk = records.edit(risk, {"status": "adopted", "priority": 3}, version=1, by=None)
    patrols = line(cast, risk)
    company(cast, night=False)
    adviser = sign_in(cast.adviser)
    panel = f"/m/luma/means/gaps/line/{patrols.pk}/"
    assert panel in adviser.get(f"/m/luma/strategy/matrix/{patrols.pk}/").content.decode()
    new = f"/m/luma/means/needs/new/?line={patrols.pk}"
    assert new in adviser.get(GAPS).content.decode()
    begun = adviser.get(new).context["form"].initial
    assert (begun["line"], begun["place"], begun["effects"]) == (
        patrols,
        risk.place,
        ["deter", "hold"],
    )
    need = need_at(cast, risk.place, line=patrols)
    assert need.title.startswith(patrols.code) and need.hotspot is None
    assert "none able by night" in words_of(adviser.get(panel))
    [row] = means_against_risks(standing_of(cast.adviser, cast.mission)).lines
    assert row.line == patrols and [one.need for one in row.gaps] == [need]


def test_a_withdrawn_need_is_not_reckoned_any_more(cast: Cast, sign_in: SignIn) -> None:
    place = luma(cast)
    agreed(cast, place)
    need = need_at(cast, place)
    adviser, hofo = sign_in(cast.adviser), sign_in(cast["analyst"])
    at = f"/m/luma/means/needs/{need.pk}/"
    assert "Withdraw this need" not in words_of(hofo.get(at)), "an analyst reads it"
    sent = {"why": "The village moved away", "version": "1"}
    assert hofo.post(f"{at}withdraw/", sent).status_code == 403
    assert adviser.post(f"{at}withdraw/", sent | {"why": " "}).status_code == 400
    assert adviser.post(f"{at}withdraw/", sent).status_code == 302
    assert "This need is withdrawn" in words_of(adviser.get(at))
    assert "Of 1 hotspot that is critical or to be done first nobody said" in words_of(
        adviser.get(GAPS)
    )
    assert adviser.post(f"{at}test/", {"version": "2"}).status_code in (302, 409)
    need.refresh_from_db()
    assert need.tested_on is None


def test_measures_against_a_threat_stand_under_their_four_verbs(
    cast: Cast, sign_in: SignIn
) -> None:
    risk = make.risk(cast.mission, luma(cast), by=cast.amina, priority=3)
    adviser = sign_in(cast.adviser)
    threat = f"/m/luma/threats/{risk.pk}/"
    panel = f"/m/luma/means/measures/of/{risk.pk}/"
    assert panel in adviser.get(threat).content.decode()
    page = words_of(adviser.get(panel))
    assert page.count("nothing recorded") == 4
    sent = {
        "verb": "prevent",
        "measure": "Night presence at the ford in the dry season",
        "feasible": "limited",
        "because": "One platoon, by day",
        "results": "In 2018 no house was burnt while it stood there",
        "line": "",
        "review_on": "",
        "classification": "1",
    }
    new = f"/m/luma/means/threats/{risk.pk}/measure/"
    assert new in adviser.get(panel).content.decode()
    assert adviser.post(new, sent).status_code == 302
    assert ThreatMeasure.objects.get().classification >= risk.classification
    page = words_of(adviser.get(panel))
    assert page.count("nothing recorded") == 3 and "no house was burnt" in page
    assert Risk.objects.get().pk == risk.pk


def test_programs_are_told_the_sentence_as_their_reader_may_know_it(cast: Cast) -> None:
    need_at(cast, luma(cast))
    company(cast, night=False)
    for who, told in (("poc_adviser", False), ("force_commander", True)):
        answer = Program(cast[who]).get("/api/v1/missions/luma/needs-of-risks").json()
        [one] = answer["results"]
        assert one["met"] in ("short", "unknown") and one["closed"] is False
        assert "none able by night" in one["sentence"]
        assert ("it does not move by night" in one["sentence"]) is told
