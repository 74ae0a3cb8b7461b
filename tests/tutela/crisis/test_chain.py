"""Who stands in the chain for which authority."""

from __future__ import annotations

import pytest

from tutela.crisis.chain import HOLDERS, outside_chain

ALL = {
    "unit_commander",
    "sector_operations",
    "force_commander",
    "police_unit_commander",
    "police_commander",
    "head_of_field_office",
    "chief_of_staff",
    "head_of_mission",
}


@pytest.mark.parametrize(
    ("authority", "inside"),
    [
        ("coordinates", {"head_of_field_office", "chief_of_staff", "head_of_mission"}),
        ("commands", ALL - {"head_of_field_office", "chief_of_staff", "head_of_mission"}),
        ("joint", ALL),
        ("force", {"force_commander"}),
        ("police", {"police_commander"}),
        ("mission", {"head_of_mission"}),
    ],
)
def test_each_authority_belongs_to_its_ladder(authority: str, inside: set[str]) -> None:
    found = {one for one in ALL if not outside_chain(authority, {one})}
    assert found == inside


def test_the_joc_holds_none_of_them_and_nobody_knows_is_not_in_order() -> None:
    for authority in HOLDERS:
        assert outside_chain(authority, {"joc_duty_officer"}) is True
        assert outside_chain(authority, set()) is True
        assert outside_chain(authority, None) is None


def test_force_is_answered_for_by_command_only() -> None:
    assert outside_chain("coordinates", {"head_of_field_office"}, force=True)
    assert outside_chain("mission", {"head_of_mission"}, force=True)
    assert outside_chain("joint", {"head_of_field_office"}, force=True)
    assert outside_chain("joint", {"unit_commander"}, force=True) is False
    assert outside_chain("coordinates", None, force=True)
