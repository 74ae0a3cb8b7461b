"""Where units would reach the most expected harm: two answers, wishes that fight, and nobody else
learns what the compartment holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import AuditEntry, Person
from tutela_web.capacity.models import Base, Caveat, Unit, UnitReadiness
from tutela_web.places.models import Place
from tutela_web.records import verbs as records
from tutela_web.risk.models import SuggestedRisk

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SignIn = Callable[[Person], Client]
PAGE = "/m/luma/means/places-for-units/"
ASKED = {"more": "0", "demand": "suggested", "light": "day", "hours": "4", "most": "2"}


class Country:
    """Three feared places, a base beside two of them, a company in the base of the lesser."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.places = [
            self.feared("Luma", 7.1, 30.2, 0.5, "Group Heron"),
            self.feared("Bel", 8.1, 30.2, 0.3, "Government of Luma"),
            self.feared("Osila", 9.1, 30.2, 0.28, ""),
        ]
        self.acacia = self.base("TOB Acacia", 7.12, 30.2)
        self.teak = self.base("COB Teak", 8.12, 30.2)
        values: dict[str, Any] = {"code": "a-coy", "able": True, "classification": 0}
        self.company: Unit = records.create(
            Unit(name="A Company", base=self.teak, area=cast.north, **values),
            mission=cast.mission,
            by=None,
        )

    def feared(self, name: str, lat: float, lon: float, likelihood: float, actor: str) -> Place:
        place = make.place(
            self.cast.mission, name, latitude=lat, longitude=lon, area=self.cast.north
        )
        told: dict[str, Any] = {"likelihood": likelihood, "value": 10 * likelihood, "actor": actor}
        before = SuggestedRisk.objects.order_by("order").last()
        if before is None:
            make.suggestion(self.cast.mission, place, **told)
        else:
            ranked = {"rank": before.rank + 1, "order": before.order + 1, "confidence": 1}
            SuggestedRisk.objects.create(
                assessment=before.assessment, place=place, **(make.SCORED | ranked | told)
            )
        return place

    def base(self, name: str, lat: float, lon: float) -> Base:
        return make.base(self.cast.mission, name, latitude=lat, longitude=lon, area=self.cast.north)

    def ready(self, **fields: Any) -> UnitReadiness:
        made = UnitReadiness(unit=self.company, compartment="capacity", classification=1, **fields)
        return records.create(made, mission=self.cast.mission, by=None)


@pytest.fixture
def country(cast: Cast) -> Country:
    return Country(cast)


def asked(client: Client, **values: Any) -> str:
    response = client.get(PAGE, ASKED | values)
    assert response.status_code == 200, response.content.decode()
    return unescape(response.content.decode())


def panel(page: str, part: str) -> str:
    return page.split(f'id="{part}"')[1].split("</section>")[0]


def test_a_unit_moves_to_where_most_harm_is_feared_and_a_second_answer_differs(
    country: Country, sign_in: SignIn
) -> None:
    commander = sign_in(country.cast["force_commander"])
    assert "Find places" in commander.get(PAGE).content.decode()
    page = asked(commander, move=str(country.company.pk))
    first = panel(page, "answer-1")
    assert "TOB Acacia" in first and "A Company" in first
    assert "46 percent of expected harm in reach in time; today 28 percent" in " ".join(
        first.split()
    )
    worst = "In the worst tenth of 100 draws from the range of each likelihood: 46 percent."
    assert worst in " ".join(first.split()), "no range is known: each draw is the same"
    assert "In reach today, and no longer:" in first and "Bel" in first
    assert "Nothing reaches more under these limits." in first
    assert "Group Heron" not in first and "armed groups are feared in 1 hotspot" in first.lower()
    assert "Fjelde" in first and "violence may move" in first.lower()
    assert 'id="answer-2"' not in page
    assert "No other answer comes within a tenth of the first." in page
    country.base("TOB Baobab", 7.08, 30.2)
    both = asked(commander, more="2")
    first, second = panel(both, "answer-1"), panel(both, "answer-2")
    assert "Osila" in first and "no base" in first and "one is to be opened" in first
    assert ("TOB Acacia" in first) != ("TOB Acacia" in second)
    assert ("TOB Baobab" in first) != ("TOB Baobab" in second)


def test_a_likelihood_with_a_range_is_drawn_from_it(country: Country, sign_in: SignIn) -> None:
    SuggestedRisk.objects.filter(place=country.places[0]).update(
        likelihood_low=0.1, likelihood_high=0.6
    )
    commander = sign_in(country.cast["force_commander"])
    first = " ".join(panel(asked(commander, move=str(country.company.pk)), "answer-1").split())
    told = re.search(r"range of each likelihood: (\d+) percent", first)
    assert told is not None and int(told[1]) < 46, "in the worst draws less is feared at Luma"


def test_what_no_answer_reaches_and_what_is_not_known_stand_on_the_page(
    country: Country, sign_in: SignIn
) -> None:
    SuggestedRisk.objects.filter(place=country.places[2]).update(likelihood=None)
    page = asked(sign_in(country.cast["force_commander"]), move=str(country.company.pk))
    left, unknown = panel(page, "left-out"), panel(page, "not-known")
    assert "Bel" in left and "Luma" not in left
    assert "Osila" in unknown and "travel times are not made yet" in unknown


def test_two_wishes_that_fight_say_so(country: Country, sign_in: SignIn) -> None:
    commander = sign_in(country.cast["force_commander"])
    page = asked(commander, move=str(country.company.pk), keep=str(country.teak.pk), floor="40")
    fight = panel(page, "fight").lower()
    assert "cannot be met together" in fight
    assert "somebody stays at cob teak" in fight and "at least 40 percent in reach" in fight
    assert "no more than 1 unit (a company" in fight
    assert 'id="answer-1"' not in page
    met = asked(commander, move=str(country.company.pk), keep=str(country.teak.pk), floor="20")
    assert "COB Teak" in panel(met, "answer-1")


def test_a_caveat_keeps_a_unit_from_an_answer_and_not_known_counts_for_nothing(
    country: Country, sign_in: SignIn
) -> None:
    commander = sign_in(country.cast["force_commander"])
    no_night = Caveat(
        unit=country.company,
        kind="night",
        wording="No movement by night",
        no_night=True,
        compartment="capacity",
        classification=1,
    )
    records.create(no_night, mission=country.cast.mission, by=None)
    country.ready(night=True)
    by_night = asked(commander, move=str(country.company.pk), light="night")
    assert "no place helps" in panel(by_night, "answer-1")
    by_day = asked(commander, move=str(country.company.pk))
    assert "TOB Acacia" in panel(by_day, "answer-1")
    Unit.objects.filter(pk=country.company.pk).update(able=None)
    unsure = asked(commander, move=str(country.company.pk))
    assert "no place helps" in panel(unsure, "answer-1")
    assert "whether a company is able is not known" in panel(unsure, "not-known").lower()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"more": "0"}, "Nobody is to be placed."),
        ({"more": "13"}, "12"),
        ({"hours": "5"}, "5"),
    ],
)
def test_a_question_about_nobody_or_too_many_is_refused_in_words(
    country: Country, sign_in: SignIn, values: dict[str, str], words: str
) -> None:
    response = sign_in(country.cast["force_commander"]).get(PAGE, ASKED | values)
    assert response.status_code == 400 and words in response.content.decode()


def test_without_a_weighed_hotspot_it_says_that_nothing_is_known(
    cast: Cast, sign_in: SignIn
) -> None:
    page = asked(sign_in(cast["force_commander"]), more="2")
    assert "no hotspot has a likelihood and a point" in page


def test_to_others_it_is_not_there_and_each_read_is_a_line(
    country: Country, sign_in: SignIn
) -> None:
    country.ready(night=True)
    for who in ("poc_adviser", "unit_commander", "analyst"):
        assert sign_in(country.cast[who]).get(PAGE, ASKED | {"more": "1"}).status_code == 404
    before = AuditEntry.objects.filter(act="read").count()
    asked(sign_in(country.cast["force_commander"]), more="1")
    assert AuditEntry.objects.filter(act="read").count() == before + 1


def test_from_a_best_place_the_move_is_requested(country: Country, sign_in: SignIn) -> None:
    """The link begins the request with the unit and where it would stand; nothing is moved."""
    commander = sign_in(country.cast["force_commander"])
    page = panel(asked(commander, move=str(country.company.pk)), "answer-1")
    (address,) = set(re.findall(r'href="([^"]*/means/moves/new/[^"]*)"', page))
    form = commander.get(unescape(address))
    assert form.status_code == 200
    assert f'value="{country.company.pk}" selected' in form.content.decode()


def test_it_takes_as_many_queries_for_many_bases(country: Country, sign_in: SignIn) -> None:
    commander = sign_in(country.cast["force_commander"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as met:
            asked(commander, more="1")
        return len(met)

    queries()
    before = queries()
    for n in range(4):
        country.base(f"COB {n}", 7.3 + n / 10, 30.4)
    assert queries() == before
