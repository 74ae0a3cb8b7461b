"""A mission's own constants: each within its range, or refused with what may be written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tutela.base.errors import BadParameter
from tutela.risk.factors import table
from tutela.risk.parameters import DEFAULT, ORDERED, RANGES, from_table, read_parameters


def own(name: str, value: str) -> list[dict[str, str]]:
    return [
        row | {"value": value} if row["name"] == name else row for row in table("parameters.csv")
    ]


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "-1", "1e300"])
def test_no_parameter_may_be_endless_negative_or_no_number(name: str, value: str) -> None:
    with pytest.raises(BadParameter, match=name) as refused:
        from_table(own(name, value), "mine.csv")
    assert refused.value.where == "mine.csv" and "write a number from" in refused.value.next


@pytest.mark.parametrize("name", ["conduct_half_life_days", "conduct_half_km", "trigger_at"])
def test_what_is_divided_by_is_never_nought(name: str) -> None:
    with pytest.raises(BadParameter, match=f"{name} 0.0 is not from"):
        from_table(own(name, "0"))


@pytest.mark.parametrize(("smaller", "larger"), ORDERED)
def test_two_that_belong_together_stand_in_order(smaller: str, larger: str) -> None:
    least = max(RANGES[larger][0], 1)
    with pytest.raises(BadParameter, match=f"{smaller} is more than {larger}"):
        DEFAULT.with_changes(**{smaller: least + 1, larger: least})


def test_a_table_without_the_columns_or_with_a_name_twice_is_refused(tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("a,b\n1,2\n")
    with pytest.raises(BadParameter, match=r"mine\.csv: no columns name and value"):
        read_parameters(mine)
    twice = [*table("parameters.csv"), table("parameters.csv")[0]]
    with pytest.raises(BadParameter, match="stands twice"):
        from_table(twice)


def test_every_shipped_value_lies_within_its_range() -> None:
    assert from_table(table("parameters.csv")) == DEFAULT
