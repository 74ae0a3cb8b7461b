"""The suggested order: what lifts a hotspot, what only widens it, and what a hotspot is."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tutela.risk.on_record import (
    AKOLA,
    BEMO,
    CHIRR,
    DORM_SITE,
    TODAY,
    event,
    on_record,
    towns,
)
from tutela.places.types import Place
from tutela.risk.assess import Assessed, assess
from tutela.risk.order import APART, priority_of
from tutela.risk.types import Risk

KILEN = Place("kilen", "Kilen", 6.03, 30.03, iso3="SSD")
FAR = Place("far", "Far Ford", 6.0, 32.0, iso3="SSD")


def assessed(
    *rows: dict[str, object], places: tuple[Place, ...] = (AKOLA, BEMO, CHIRR)
) -> Assessed:
    return assess(on_record(*rows), towns(*places), on=TODAY)


def leading(found: Assessed) -> list[Risk]:
    return [risk for risk in found.risks() if risk.leads]


def test_a_fresh_massacre_stands_above_an_old_killing() -> None:
    found = assessed(event(400), event(3, CHIRR, by="Group Heron", killed=14))
    first, second = leading(found)
    assert (first.place.name, second.place.name) == ("Chirr", "Akola")
    assert first.likelihood > second.likelihood
    assert first.value / first.likelihood > second.value / second.likelihood, "and graver"


def test_two_neighbours_struck_by_one_group_are_one_hotspot() -> None:
    found = assessed(event(3), event(9, KILEN), places=(AKOLA, KILEN, CHIRR))
    (hotspot,) = leading(found)
    assert hotspot.places == 2
    assert {risk.rank for risk in found.risks()} == {1}


def test_neighbours_who_fear_different_groups_are_two_hotspots() -> None:
    far = event(3, Place("b", "B", 6.0, 30.3, iso3="SSD"), by="Group Heron")
    there = Place("b", "B", 6.0, 30.3, iso3="SSD")
    found = assessed(event(3), event(5), far, far | {"date_end": TODAY}, places=(AKOLA, there))
    assert [risk.actor for risk in leading(found)] == ["Group Heron", "Group Kestrel"]


def test_what_nobody_described_widens_and_never_lifts() -> None:
    known = assessed(event(3, DORM_SITE), places=(DORM_SITE,))
    unknown = assessed(event(3), places=(AKOLA,))
    at_site, in_town = known.order.hotspots, unknown.order.hotspots
    assert at_site.likelihood == pytest.approx(in_town.likelihood), "history alone says how likely"
    assert at_site.weight > in_town.weight, "people crowded on a site make an attack graver"
    assert in_town.value == pytest.approx(in_town.likelihood * 1 * in_town.weight)


def test_a_declared_threat_against_a_quiet_village_is_not_lost_among_the_quiet() -> None:
    threat = event(2, CHIRR, by="Group Heron", killed=None, harm="threat or ultimatum")
    found = assessed(event(300), threat)
    first = leading(found)[0]
    assert (first.place.name, first.priority) == ("Chirr", "critical")
    assert first.likelihood == pytest.approx(0.25)
    assert first.likelihood_high - first.likelihood_low > 0.5, "no file shows what came of threats"


def test_a_harm_that_is_too_rare_to_estimate_says_so_and_keeps_its_place() -> None:
    looted = [event(n, harm="looting", killed=0) for n in range(3, 9)]
    (risk,) = assessed(*looted, places=(AKOLA,)).risks()
    assert np.isnan(assessed(*looted, places=(AKOLA,)).order.row_likelihood).all()
    assert risk.likelihood > 0.05, "an attack there is as likely as six days of it make it"
    assert risk.value > 0


def test_thirty_incidents_of_a_harm_make_an_estimate() -> None:
    looted = [event(n, harm="looting", killed=0) for n in range(3, 33)]
    assert not np.isnan(assessed(*looted, places=(AKOLA,)).order.row_likelihood).any()


def test_each_hotspot_says_between_which_ranks_it_stands_and_whether_it_ties() -> None:
    alike = [event(20, place) for place in (AKOLA, CHIRR, FAR)]
    found = assessed(*alike, event(2, CHIRR, killed=9), places=(AKOLA, CHIRR, FAR))
    hotspots = found.order.hotspots
    assert found.risks()[0].place.name == "Chirr"
    assert not hotspots.ties_next[0], "the one struck yesterday is told apart"
    assert hotspots.ties_next[1], "two alike are not"
    assert hotspots.above_next[0] > APART > hotspots.above_next[1]
    assert (hotspots.rank_low <= np.arange(1, 4)).all()
    assert (hotspots.rank_high >= np.arange(1, 4)).all()
    assert hotspots.first[:, 0] == pytest.approx(1.0), "three are all among the first ten"


def test_the_same_record_gives_the_same_order_and_draws() -> None:
    rows = [event(3), event(30, CHIRR), event(90, BEMO, by="Group Heron")]
    one, other = assessed(*rows), assessed(*reversed(rows))
    assert [r.place.name for r in one.risks()] == [r.place.name for r in other.risks()]
    assert one.order.hotspots.first == pytest.approx(other.order.hotspots.first)


def test_thresholds_never_fall() -> None:
    values = np.linspace(0, 5, 200)
    assert (np.diff(priority_of(values)) >= 0).all()
    assert set(priority_of(values)) == {0, 1, 2, 3}


def test_nothing_on_record_is_not_assessed_and_in_no_hotspot() -> None:
    found = assessed(event(3), places=(AKOLA, Place("alone", "Alone", 1.0, 20.0, iso3="CAF")))
    assert [place.name for place in found.assessment().not_assessed] == ["Alone"]
    assert found.order.hotspot.tolist() == [0, -1]
    assert len(assessed().order.hotspots) == 0
