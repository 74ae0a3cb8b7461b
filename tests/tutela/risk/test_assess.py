"""Incidents and places in, ranked and explained risks out: stories of Karuna."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from on_record import AKOLA, BEMO, CHIRR, DORM_SITE, TODAY, event, on_record, towns

from tutela.base.errors import Rejection
from tutela.capacity.types import Base, Bases
from tutela.places.types import Place
from tutela.risk.assess import Assessed, assess
from tutela.risk.types import Evidence, Risk


def risks(*rows: dict[str, object], **arguments: object) -> tuple[Risk, ...]:
    return found(*rows, **arguments).risks()


def found(*rows: dict[str, object], **arguments: object) -> Assessed:
    places = arguments.pop("places", None) or towns()
    return assess(on_record(*rows), places, on=TODAY, **arguments)  # type: ignore[arg-type]


def factor(risk: Risk, name: str) -> Evidence:
    return next(e for e in risk.evidence if e.factor == name)


def bases(*stand: Base) -> Bases:
    return Bases(stand, TODAY, TODAY)


def test_recent_conduct_is_the_sum_of_the_method() -> None:
    far = event(30, BEMO)  # 24.8 km from Akola, one half-life ago
    here = next(
        r for r in risks(event(0, killed=1), far) if r.place == AKOLA and r.harm == "killing"
    )
    km = 24.81
    assert here.kernel == pytest.approx(3 + 3 * 0.5 * 2 ** (-km / 20), rel=1e-3)
    assert factor(here, "recent conduct").value == pytest.approx(3.8, abs=0.1)
    assert factor(here, "recent conduct").events == ("field:1", "field:2")


def test_the_place_that_was_struck_comes_first() -> None:
    ranked = risks(event(3, AKOLA, killed=7), event(300, BEMO, killed=1))
    assert ranked[0].place == AKOLA
    assert [r.R for r in ranked] == sorted((r.R for r in ranked), reverse=True)


def test_a_place_with_nothing_on_record_is_not_assessed_and_never_ranked_low() -> None:
    made = found(event(3, AKOLA)).assessment()
    assert CHIRR in made.not_assessed
    assert CHIRR not in {r.place for r in made.risks}


def test_what_the_events_cannot_say_stays_blank_and_says_so() -> None:
    risk = risks(event(3))[0]
    blanks = {e.factor for e in risk.evidence if e.value is None}
    assert {"command", "people unable to flee", "targeted identity", "no warning channel"} <= blanks
    assert all(e.why.startswith("not known: ") for e in risk.evidence if e.value is None)
    assert all((e.low, e.high) == (1, 5) for e in risk.evidence if e.value is None)
    assert len(risk.evidence) == 16
    assert risk.insufficient_data


def test_tomorrow_is_not_known_today() -> None:
    known = risks(event(3))
    assert risks(event(3), event(-1, killed=90)) == known


def test_an_event_is_known_at_its_end() -> None:
    still_going = event(3, date_end=TODAY + timedelta(days=1))
    assert risks(still_going) == ()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"place_precision": 4}, "1 event placed no better than a province"),
        ({"date_precision": 5}, "1 event dated no better than a year"),
        ({"latitude": None, "place": "Zembe"}, "1 event without coordinates, with 2 civilians"),
        ({"date_end": None, "date_start": None}, "1 event without a date"),
        ({"grain": "country_month"}, "1 event given as totals over a country"),
        ({"harm": "crsv"}, "1 event in a compartment, read only under a named grant"),
        ({"harm": "unknown"}, "1 event that do not say"),
    ],
)
def test_what_is_left_out_of_scores_is_counted_out_loud(
    fault: dict[str, object], told: str
) -> None:
    made = found(event(3) | fault)
    assert len(made) == 0
    assert any(told in note for note in made.record.notes)
    assert not any("grant, with" in note for note in made.record.notes), "no figure leaves so"


def test_a_compartment_opens_only_to_its_holders() -> None:
    assert not risks(event(3, harm="crsv", killed=None))
    assert risks(event(3, harm="crsv", killed=None), compartments=frozenset({"crsv"}))


def test_gravity_grows_with_the_dead_and_lives_where_it_happened() -> None:
    def gravity_at_akola(killed: int) -> int:
        return next(r for r in risks(event(3, killed=killed)) if r.place == AKOLA).gravity

    assert [gravity_at_akola(n) for n in (1, 4, 5, 49, 50)] == [3, 3, 4, 4, 5]
    both = risks(event(3, AKOLA, killed=60))
    assert {r.place.id: r.gravity for r in both} == {"akola": 5, "bemo": 3}


def test_looting_is_graver_only_when_people_die() -> None:
    assert risks(event(3, harm="looting", killed=0))[0].gravity == 2
    assert risks(event(3, harm="looting", killed=2))[0].gravity == 3


def test_a_un_base_holds_back_an_armed_group_but_not_the_army() -> None:
    army = "Government of South Sudan"
    near = bases(Base("b", "Akola base", 6.0, 30.01, strength=120))
    by = {
        r.actor: factor(r, "no effective protector").value
        for r in risks(event(3, by="Group Kestrel"), event(3, by=army), bases=near)
        if r.place == AKOLA
    }
    assert by == {"Group Kestrel": 2, army: 5}


def test_a_far_base_is_no_protector_and_no_bases_given_is_not_known() -> None:
    far = bases(Base("b", "Chirr base", CHIRR.lat, CHIRR.lon, strength=120))
    assert factor(risks(event(3), bases=far)[0], "no effective protector").value == 5
    assert factor(risks(event(3))[0], "no effective protector").value is None


def test_a_threat_against_this_place_is_the_strongest_sign_of_intent() -> None:
    warned = event(2, harm="threat or ultimatum", killed=None)
    risk = next(r for r in risks(event(3), warned) if r.place == AKOLA)
    assert factor(risk, "declared threat").value == 5


def test_a_site_of_displaced_people_is_exposed() -> None:
    risk = next(r for r in risks(event(3), places=towns(DORM_SITE)) if r.place == DORM_SITE)
    assert factor(risk, "displacement or site conditions").value == 4


def test_an_actor_not_seen_within_its_reach_for_a_year_is_hard_to_reach() -> None:
    old_here = event(500, BEMO)
    elsewhere = [
        event(d, AKOLA, latitude=5.6, longitude=29.8) for d in (5, 9, 12, 20, 30, 40, 50, 60)
    ]
    capped = next(r for r in risks(old_here, *elsewhere, places=towns(BEMO)) if r.place == BEMO)
    assert capped.C <= 3
    assert "held" in factor(capped, "mobility").why


@pytest.mark.parametrize("events_near", range(3, 14))
@pytest.mark.parametrize("far_lat", (-12.0, 4.9, 31.0))
def test_one_report_from_far_off_moves_no_reach(events_near: int, far_lat: float) -> None:
    near = [event(5 + n, AKOLA) for n in range(events_near)]
    far = event(4, AKOLA, latitude=far_lat, longitude=29.0)
    before, after = (
        factor(next(r for r in risks(*every, places=towns(AKOLA)) if r.place == AKOLA), "mobility")
        for every in (near, [*near, far])
    )
    assert after.value == before.value


def test_two_sources_make_high_confidence_one_makes_moderate_and_age_makes_low() -> None:
    fresh = event(3, grade="B2")
    assert risks(fresh | {"reports": 2})[0].confidence == "high"
    assert risks(fresh, event(4, source="radio", grade="A1"))[0].confidence == "high"
    assert risks(fresh)[0].confidence == "moderate"
    assert risks(event(3, grade="D4"))[0].confidence == "low"
    assert risks(event(60, grade="A1", reports=3))[0].confidence == "low"


def test_harms_by_peacekeepers_are_handled_elsewhere() -> None:
    assert {r.actor for r in risks(event(3), event(3, by="MINUSCA"))} == {"Group Kestrel"}


def test_an_unnamed_perpetrator_is_unknown_and_still_ranked() -> None:
    assert {r.actor for r in risks(event(3, by=[]))} == {"unknown"}


def test_the_season_needs_years_that_agree() -> None:
    rains = [
        event((TODAY - date(year, 6, 10)).days + n, killed=1)
        for year in range(2023, 2030)
        for n in range(12)
    ]
    risk = next(r for r in risks(*rains) if r.place == AKOLA)
    assert factor(risk, "routine movement").value is not None
    one_wave = [event(400 + n, killed=1) for n in range(100)]
    risk = next(r for r in risks(*one_wave) if r.place == AKOLA)
    assert factor(risk, "routine movement").value is None


def test_tripwires_fire_whatever_the_score() -> None:
    gone = bases()
    stood = bases(Base("b", "Akola base", 6.0, 30.0, strength=120))
    made = found(
        event(2, harm="threat or ultimatum", killed=None),
        event(2, harm="mass flight", killed=None),
        event(2, BEMO, harm="armed movement", killed=None),
        event(
            20, CHIRR, harm="reprisal motive elsewhere", killed=None, latitude=6.5, longitude=30.5
        ),
        event(300, AKOLA),
        bases=gone,
        earlier_bases=stood,
    ).assessment()
    fired = {(t.place.id, t.rule) for t in made.tripwires}
    assert {("akola", "ultimatum"), ("akola", "mass flight"), ("bemo", "retaliation")} <= fired
    assert ("akola", "protectors leaving") in fired
    assert all(t.events for t in made.tripwires)


ROWS = st.lists(
    st.builds(
        event,
        days_ago=st.integers(0, 900),
        place=st.sampled_from([AKOLA, BEMO, CHIRR]),
        by=st.sampled_from(["Group Kestrel", "Group Heron", "Government of South Sudan"]),
        killed=st.integers(0, 80),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.slow
@given(ROWS, st.randoms(use_true_random=False))
def test_row_order_is_irrelevant(rows: list[dict[str, object]], chance: object) -> None:
    rows = [row | {"source_id": str(n)} for n, row in enumerate(rows)]
    shuffled = list(rows)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    as_numbers = [(r.place.id, r.actor, round(r.R, 9)) for r in risks(*rows)]
    assert [(r.place.id, r.actor, round(r.R, 9)) for r in risks(*shuffled)] == as_numbers


@pytest.mark.slow
@given(ROWS)
def test_every_risk_lies_within_its_own_interval_and_scale(rows: list[dict[str, object]]) -> None:
    for r in risks(*rows):
        assert 0 <= r.R_low <= r.R <= r.R_high <= 100
        assert pytest.approx(20 * (r.I * r.C * r.V) ** (1 / 3)) == r.R
        assert 1 <= r.gravity <= 5


@pytest.mark.slow
@given(st.integers(0, 300), st.integers(1, 200))
def test_harm_only_fades(days: int, more: int) -> None:
    sooner = risks(event(days))[0].kernel
    later = risks(event(days + more))[0].kernel
    assert later < sooner


@pytest.mark.parametrize(
    ("list_of_bases", "said"),
    [
        (Bases((), TODAY, None, closed=2), "2 closed or not yet open"),
        (
            Bases((), TODAY, None, rejected=(Rejection(4, "lat", "x", "no latitude", "mend"),)),
            "1 row refused (line 4: no latitude)",
        ),
        (Bases((Base("a", "Post", 6, 30, strength=0),), TODAY, None), "1 without troops"),
    ],
)
def test_a_list_of_bases_without_any_is_not_no_list(list_of_bases: Bases, said: str) -> None:
    made = found(event(3), bases=list_of_bases).assessment()
    why = factor(made.risks[0], "no effective protector").why
    assert "no bases were given" not in why and why.endswith(said)
    assert any(note.endswith(said) for note in made.notes)


def test_a_threat_alone_makes_a_risk_with_the_harm_the_actor_usually_does() -> None:
    threat = event(2, CHIRR, killed=None, harm="threat or ultimatum")
    made = found(threat, event(40, AKOLA, harm="abduction", killed=0)).assessment()
    (risk,) = [r for r in made.risks if r.place == CHIRR]
    assert (risk.actor, risk.harm) == ("Group Kestrel", "abduction")
    assert factor(risk, "declared threat").value == 5
    assert factor(risk, "declared threat").events == ("field:1",)
    assert factor(risk, "recent conduct").value is None
    assert CHIRR not in made.not_assessed
    assert risk.confidence == "moderate"


def test_a_threat_by_somebody_with_no_harm_on_record_is_taken_as_killing() -> None:
    made = found(event(2, killed=None, harm="threat or ultimatum")).assessment()
    assert {(r.place.id, r.harm, r.gravity) for r in made.risks} == {("akola", "killing", 3)}
    blank = factor(made.risks[0], "pattern against this group")
    assert blank.value is None and "no earlier harm" in blank.why


def test_an_old_threat_or_one_against_another_place_makes_no_risk() -> None:
    assert not risks(event(31, killed=None, harm="threat or ultimatum"))
    near = Place("near", "Near", AKOLA.lat + 0.2, AKOLA.lon)  # 22 km away
    threat = event(1, killed=None, harm="threat or ultimatum")
    assert not found(threat, places=towns(near)).risks()


def test_where_nothing_happened_of_late_the_trigger_says_what_it_rests_on() -> None:
    old = event(120, killed=3), event(200, BEMO)
    why = factor(risks(*old)[0], "motive or trigger now").why
    assert "0 attacks" not in why
    assert why == (
        "no attack or clash within 100 km in the last 90 days; this rests on older or farther"
        " violence: 2 attacks and clashes within 160 km in the last 540 days, the last 120 days"
        " ago, 0 km away"
    )


def unplaced(name: str | None) -> dict[str, object]:
    nowhere = {"latitude": None, "longitude": None, "place": name, "place_precision": None}
    return event(2, killed=None, harm="threat or ultimatum") | nowhere


def test_an_ultimatum_without_coordinates_stands_at_the_place_it_names() -> None:
    made = found(unplaced("CHIRR town")).assessment()
    (wire,) = made.tripwires
    assert (wire.place, wire.rule, wire.events) == (CHIRR, "ultimatum", ("field:1",))
    assert [r.place for r in made.risks] == [CHIRR]
    assert "1 event without coordinates was set at the listed place it names" in made.notes


@pytest.mark.parametrize(("name", "shown"), [("Zembe", "Zembe"), (None, "a place not named")])
def test_an_ultimatum_of_a_place_nobody_knows_is_listed_as_it_was_said(
    name: str | None, shown: str
) -> None:
    made = found(unplaced(name), event(3)).assessment()
    (wire,) = made.tripwires
    assert (wire.place.name, wire.rule, wire.events) == (shown, "ultimatum", ("field:1",))
    assert "position is not known" in wire.why
    assert "left out of scores: 1 event without coordinates" in made.notes


def test_a_name_that_two_places_bear_is_not_guessed() -> None:
    twins = towns(AKOLA, Place("akola-2", "Akola", 9.0, 31.0, iso3="SSD"))
    made = found(unplaced("Akola"), places=twins).assessment()
    (wire,) = made.tripwires
    assert wire.place.name == "Akola" and wire.place.id not in ("akola", "akola-2")


def test_harm_that_only_names_a_listed_place_counts_there() -> None:
    named = found(event(2, latitude=None, longitude=None))
    assert named.risks() == found(event(2)).risks()
    assert not found(event(2) | {"latitude": None, "place": "Zembe"}).risks()
