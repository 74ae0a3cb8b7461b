"""The table of what an ending does to what hangs on an alert."""

from __future__ import annotations

from tutela.warning.clocks import shipped_clocks
from tutela.warning.states import (
    ASKED,
    BEGINS,
    BELOW_TASKING,
    BY_MOMENT,
    CARRIED,
    ENDINGS,
    FATES,
    PROPOSED,
    REOPENED,
    fates_by_kind,
)


def test_every_cell_is_a_fate_and_what_is_asked_is_carried_and_proposed_again() -> None:
    for kind, fates in fates_by_kind().items():
        assert set(fates) == {*ENDINGS, REOPENED} and set(fates.values()) <= set(FATES), kind
        if ASKED in fates.values():
            assert fates["merged"] == CARRIED and fates[REOPENED] == PROPOSED, kind
            assert {fates[one] for one in ENDINGS if one != "merged"} == {ASKED}, kind
        assert BEGINS not in [fates[one] for one in ENDINGS], kind
    assert set(BY_MOMENT.values()) <= {*ENDINGS, REOPENED}


def test_below_tasking_are_the_levels_at_which_nobody_has_to_be_tasked() -> None:
    task = next(clock for clock in shipped_clocks() if clock.name == "task")
    assert set(BELOW_TASKING).isdisjoint(task.limits)
    assert set(task.limits) | set(BELOW_TASKING) == {"watch", "warning", "imminent", "ongoing"}
