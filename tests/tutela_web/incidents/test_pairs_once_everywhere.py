"""Records that may be one event count once on every page of what happened, until a person decides.

The file is imported, the pages read and the pair decided as people do it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.import_files import log, row, work
from tests.tutela_web.warning.story import call
from tutela_web.base.models import Batch
from tutela_web.incidents.models import Double, Event, Incident
from tutela_web.places.models import Place
from tutela_web.warning.models import Alert

IMPORTS = "/m/luma/imports/"
ENGLISH = "Armed men came to the village at dawn and killed three of the herders near the well."
FRENCH = "Des hommes ont attaque le village et tue cinq eleveurs pres du puits dans la nuit."
ONE_OF_TWO = "2 records, perhaps one event"
DAY = (make.TODAY - timedelta(days=20)).isoformat()


@pytest.fixture
def luma(cast: Cast) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north)


@pytest.fixture
def alert(cast: Cast, luma: Place) -> Alert:
    return call(cast, place=luma)


@pytest.fixture
def told_twice(cast: Cast, sign_in: Any, luma: Place) -> Batch:
    """One attack in two languages, with three and with five dead, imported by an analyst."""
    said = {"Date": DAY, "Civilians killed": "3"}
    french = {"Killed": "5", "Civilians killed": "5", "Perpetrator": "hommes"}
    twice = (row(1, Narrative=ENGLISH, **said), row(2, Narrative=FRENCH, **said | french))
    amina = sign_in(cast.amina)
    amina.post(IMPORTS, {"file": log(*twice), "classification": "0"})
    work()
    batch = Batch.objects.get()
    amina.post(f"{IMPORTS}{batch.pk}/confirm/", {"others": "unknown"})
    work()
    assert Event.objects.count() == 2 and Double.objects.get().decision == ""
    return batch


def pages_of(luma: Place, alert: Alert) -> dict[str, str]:
    return {
        "decision": f"/m/luma/alerts/{alert.pk}/decision/",
        "duty": f"/m/luma/duty/?q=Luma&place={luma.pk}",
        "place": f"/m/luma/places/{luma.pk}/",
        "perpetrators": "/m/luma/incidents/perpetrators/",
        "coverage": "/m/luma/strategy/matrix/coverage/",
    }


def read(browser: Any, pages: dict[str, str]) -> dict[str, str]:
    return {name: squeezed(browser.get(url).content.decode()) for name, url in pages.items()}


def test_an_undecided_pair_is_one_event_with_the_larger_toll_on_every_page(
    cast: Cast, sign_in: Any, luma: Place, alert: Alert, told_twice: Batch
) -> None:
    adviser = sign_in(cast.adviser)
    told = read(adviser, pages_of(luma, alert))
    assert "in 0 of 1 incidents and imported events near" in told["decision"]
    assert ONE_OF_TWO in told["decision"] and "5 civilians killed" in told["decision"]
    assert "3 civilians killed" not in told["decision"]
    assert ONE_OF_TWO in told["duty"] and "5 civilians killed" in told["duty"]
    assert "3 civilians killed" not in told["duty"]
    assert "1 event, 1 against civilians" in told["place"]
    assert "Imported events: 1" in told["perpetrators"]
    for name in ("decision", "place", "perpetrators", "coverage"):
        assert "1 record perhaps tells of an event that is counted here already" in told[name], name

    pair = Double.objects.get()
    said = {"first": f"event:{pair.row}", "second": f"event:{pair.other}", "same": "no"}
    sign_in(cast.amina).post("/m/luma/incidents/doubles/", said)
    told = read(adviser, pages_of(luma, alert))
    assert "in 0 of 2 incidents and imported events near" in told["decision"]
    assert "3 civilians killed" in told["decision"] and "5 civilians killed" in told["decision"]
    assert "Imported events: 2" in told["perpetrators"]
    for name, shown in told.items():
        assert "perhaps" not in shown, name


def test_an_incident_that_rests_on_one_of_them_stands_for_both_with_the_larger_toll(
    cast: Cast, sign_in: Any, luma: Place, alert: Alert, told_twice: Batch
) -> None:
    ours = make.incident(cast.mission, "Attack on the well", place=luma, killed=3)
    analyst = sign_in(cast["analyst"])
    event = Event.objects.get(deaths=3)
    analyst.post(f"/m/luma/incidents/{ours.pk}/events/", {"event": event.handle})
    assert Incident.objects.get().links.count() == 1
    told = read(analyst, pages_of(luma, alert))
    assert "in 0 of 1 incidents and imported events near" in told["decision"]
    assert "Attack on the well" in told["decision"] and "5 civilians killed" in told["decision"]
    assert ONE_OF_TWO in told["decision"] and ONE_OF_TWO in told["duty"]
    assert "Imported events: 0" in told["perpetrators"]


def test_who_may_not_read_one_of_them_is_told_of_the_other_alone(
    cast: Cast, sign_in: Any, luma: Place, alert: Alert, told_twice: Batch
) -> None:
    Event.objects.filter(deaths=5).update(classification=2)
    sees = read(sign_in(cast["head_of_mission"]), pages_of(luma, alert))
    assert ONE_OF_TWO in sees["decision"], "who may read both"
    told = read(sign_in(cast.boris), pages_of(luma, alert))
    assert "perhaps" not in told["perpetrators"] and "perhaps" not in told["place"]
