"""Thirteen facts, each computed in one place: every page, paper and answer that shows one says it.

`twelve_facts.csv` says which page shows which fact, read by whom, in which part of the page, and by
which marker. The walk opens each as its reader and compares what stands there with the one answer
of the function that computes it: a page that computes a fact again differs the day the two part.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.html import squeezed, words_of
from tests.tutela_web.site.test_area import camp
from tests.tutela_web.site.test_area import roads as roads
from tests.tutela_web.warning.story import again, at_desk
from tutela.risk.factors import PRIORITIES
from tutela_web.access.devices import verbs
from tutela_web.base import clock
from tutela_web.base.ids import new_id
from tutela_web.capacity.models import Unit
from tutela_web.capacity.reach.queries import covers_of, reach_for
from tutela_web.crisis.models import Outcome, Tasking
from tutela_web.crisis.templatetags.crisis import outcome_word
from tutela_web.incidents.models import Incident
from tutela_web.joc.models import ShiftHandover
from tutela_web.look.translate import word
from tutela_web.places.models import Place
from tutela_web.risk.models import Risk
from tutela_web.warning.board.queries import telling_of
from tutela_web.warning.models import Alert, AlertNow

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

TABLE = Path(__file__).with_name("twelve_facts.csv")
FACTS = (
    "level",
    "place",
    "owner",
    "deadline",
    "able",
    "arrival",
    "tasking",
    "outcome",
    "dead",
    "gap",
    "priority",
    "told",
    "result",
)


@dataclass(frozen=True)
class Row:
    """Where a fact is shown: at an address, to whom, in which part, and by which marker; of an
    alert that runs, of one whose danger ended, or of one that is over."""

    fact: str
    when: str
    at: str
    who: str
    part: str
    marker: str


def rows() -> list[Row]:
    """The table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file)]


@dataclass
class Scene:
    """One alert, what was done about it, the incident behind it and the risk of its place."""

    cast: Cast
    sign_in: Any
    client: Any
    place: Place
    unit: Unit
    risk: Risk
    incident: Incident
    alert: Alert
    tasking: Tasking | None = None
    tokens: dict[str, str] = field(default_factory=dict)

    def read(self, row: Row) -> str:
        """A page as somebody of the cast reads it."""
        address = row.at.format(
            alert=self.alert.pk,
            place=self.place.pk,
            risk=self.risk.pk,
            incident=self.incident.pk,
            unit=self.unit.pk,
            base=self.unit.base_id,
            handover=ShiftHandover.objects.values_list("pk", flat=True).first(),
        )
        if address.startswith("api/"):
            answer = self.client.get(f"/{address}", HTTP_AUTHORIZATION=self.token(row.who))
        else:
            answer = self.sign_in(self.cast[row.who]).get(f"/m/luma/{address}")
        assert answer.status_code == 200, (row, answer.status_code)
        return squeezed(answer.content.decode())

    def token(self, who: str) -> str:
        if who not in self.tokens:
            _device, token = verbs.make(self.cast[who], name="desk")
            self.tokens[who] = f"Bearer {token}"
        return self.tokens[who]

    def press(self, who: str, address: str, **said: Any) -> None:
        sent = {"id": str(new_id())} | said
        answer = self.sign_in(self.cast[who]).post(
            f"/m/luma/alerts/{self.alert.pk}/{address}/", sent
        )
        assert answer.status_code == 302, words_of(answer.content.decode())[-900:]


@pytest.fixture
def scene(cast: Cast, sign_in: Any, client: Any, roads: None) -> Scene:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    base = camp(cast, [True])
    unit = Unit.objects.get(base=base)
    risk = make.risk(cast.mission, luma, by=cast["head_of_mission"])
    raid = make.incident(
        cast.mission,
        "Raid on the mill",
        place=luma,
        area=cast.north,
        killed=14,
        killed_low=11,
        killed_high=17,
        classification=1,
    )
    sent = {
        "id": str(new_id()),
        "level": "imminent",
        "channel": "web",
        "place": str(luma.pk),
        "place_said": "Luma",
        "act": "riders on the way",
        "classification": "1",
        "un_personnel": "no",
        "warn": "1",
    }
    answer = sign_in(cast["joc_duty_officer"]).post("/m/luma/alerts/new/", sent)
    assert answer.status_code == 302, words_of(answer.content.decode())[:3000]
    alert = again(Alert.objects.get())
    made = Scene(cast, sign_in, client, luma, unit, risk, raid, alert)
    made.press(
        "head_of_field_office", "decide", choice="act", authority="coordinates", taken="day_patrol"
    )
    order = {"option": "day_patrol", "unit": unit.pk, "standard": "deter_by_presence"}
    made.press("sector_operations", "task", **order, intent="be seen")
    made.tasking = Tasking.objects.get()
    arrives = clock.now(cast.mission) + timedelta(minutes=40)
    made.press(
        "sector_operations",
        f"answer/{made.tasking.pk}",
        answer="accepted",
        **BY_RADIO,
        expected_arrival=arrives.strftime("%Y-%m-%dT%H:%M"),
    )
    made.tasking.refresh_from_db()
    made.alert = again(alert)
    return made


def canonical(scene: Scene, when: str) -> dict[str, str]:
    """Each fact as its one function gives it."""
    alert, cast = scene.alert, scene.cast
    office = at_desk(cast, "head_of_field_office")
    now = AlertNow.objects.get(alert=alert)
    if when in ("ended", "over"):
        came = Outcome.objects.get(alert=alert)
        result = f"{outcome_word(came.outcome)}/{came.danger_ended}"
        return {"outcome": came.outcome, "result": result}
    telling = telling_of(alert)
    reach = reach_for(office, at=clock.now(cast.mission), reasons=False)
    (able,) = (one.able for one in reach.units(7.1, 30.2) if one.unit == scene.unit)
    (cover,) = covers_of(office, [(7.1, 30.2)])
    assert cover is not None and scene.tasking is not None and now.due_at is not None
    answered = scene.tasking.answers.get()
    return {
        "level": alert.level,
        "place": scene.place.name,
        "owner": alert.owner_post.title if alert.owner_post else "",
        "deadline": moment(now.due_at.isoformat()),
        "able": {True: "able", False: "not able", None: "not known"}[able],
        "arrival": moment(answered.expected_arrival.isoformat()),
        "tasking": scene.tasking.state,
        "dead": str(scene.incident.killed),
        "gap": cover.gap_shown,
        "priority": PRIORITIES[scene.risk.priority],
        "told": f"{telling.addressed}/{telling.opened}",
    }


def moment(said: str) -> str:
    """A moment to the second, in UTC, however it is written."""
    return datetime.fromisoformat(said).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def shown(row: Row, page: str) -> str:
    """What a page says of a fact; empty where the part or the marker is not there any more."""
    at = page.find(row.part)
    found = re.search(row.marker, page[at:], re.DOTALL) if at >= 0 else None
    if found is None:
        return ""
    said = "/".join(words_of(group) for group in found.groups())
    if row.fact in ("deadline", "arrival"):
        return moment(said)
    return said if row.fact == "place" else said.lower()


def compare(scene: Scene, when: str) -> None:
    """Walk the rows of a time of the alert, and tell all that differ at once."""
    facts = canonical(scene, when)
    wrong = []
    pages: dict[tuple[str, str], str] = {}
    for row in rows():
        if row.when != when:
            continue
        key = row.at, row.who
        if key not in pages:
            pages[key] = scene.read(row)
        expected = facts[row.fact]
        names = {expected.lower(), str(NAMES.get(row.fact, lambda said: said)(expected)).lower()}
        if row.fact == "place":
            names = {expected}
        if (said := shown(row, pages[key])) not in names:
            said = repr(said) if said else f"not shown by {row.marker}: correct twelve_facts.csv"
            wrong.append(f"{row.fact} at {row.at} ({row.who}): {said}, not {expected!r}")
    assert not wrong, "\n".join(wrong)


NAMES: dict[str, Callable[[str], Any]] = {"outcome": outcome_word, "level": word}
"""How a page names what a fact is called in the record."""


def test_the_table_tells_of_every_fact_on_more_than_one_page() -> None:
    told = {fact: {row.at for row in rows() if row.fact == fact} for fact in FACTS}
    assert {row.fact for row in rows()} == set(FACTS)
    assert not [fact for fact, at in told.items() if len(at) < 2]


def test_every_page_says_of_an_alert_that_runs_what_the_records_know(scene: Scene) -> None:
    compare(scene, "running")


def test_every_page_says_of_an_alert_that_is_over_what_came_of_it(scene: Scene) -> None:
    scene.press(
        "head_of_field_office",
        "outcome",
        outcome="deterred",
        danger_ended="The village chief, by telephone",
        evidence="They stood down when called",
        although="on",
    )
    officer = scene.sign_in(scene.cast["joc_duty_officer"])
    assert officer.post("/m/luma/joc/handovers/new/", {"note": "All told"}).status_code == 302
    compare(scene, "ended")
    scene.press("head_of_field_office", "close")
    compare(scene, "over")
