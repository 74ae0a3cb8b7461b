"""The lists of decisions, options, outcomes and reasons hold together."""

from __future__ import annotations

from tutela.crisis.tables import PHASES, decisions, hazards, options, outcomes, reasons


def test_every_tier_has_options_and_every_option_its_phases() -> None:
    assert {o.tier for o in options().values()} == {1, 2, 3}
    assert all(o.phases and set(o.phases) <= set(PHASES) for o in options().values())
    assert {o.who for o in options().values()} == {
        "political",
        "uniformed",
        "civilian",
        "community",
        "partner",
    }


def test_response_goes_with_heightened_political_engagement() -> None:
    political = [o for o in options().values() if o.who == "political" and "response" in o.phases]
    assert len(political) >= 3


def test_what_was_not_done_or_done_late_needs_its_reason() -> None:
    needs = {name for name, one in outcomes().items() if one.needs_reason}
    assert needs == {"present_then_left", "late", "not_reached", "no_action"}
    assert decisions()["no_action"].needs_reason and decisions()["monitor"].needs_reason


def test_a_deterred_attack_counts_as_protection_and_never_as_a_false_alarm() -> None:
    assert outcomes()["deterred"].protective == "yes"
    assert outcomes()["false_alarm"].protective == "none"


def test_no_unit_refuses_for_a_reason_that_is_not_its_own() -> None:
    assert not reasons()["no_order"].refusal and not reasons()["never_reached"].refusal


def test_the_public_feed_carries_mines_floods_and_roads_only() -> None:
    assert {name for name, (_label, feed) in hazards().items() if feed} == {
        "mines",
        "flood",
        "road_blocked",
    }
