"""What people were told is saved is in the database, whichever processes work beside the pages."""

from __future__ import annotations

import pytest

from tests.counts import counted
from tests.tutela_web.base.saving import COMBINATIONS, LEAST, SAVING, WORKERS
from tests.tutela_web.cli.house import House, house, house_base

__all__ = ["house", "house_base"]

SECONDS = counted(3, 100)
"""For each combination: ten minutes in all in proof."""
TRIED = counted(["web and rounds", "everything"], [*COMBINATIONS])
"""In every run the least there is beside the pages, and all of it; the others in proof."""


def test_the_rounds_alone_and_every_worker_of_the_command_line_are_tried() -> None:
    assert len(COMBINATIONS) == 6 and COMBINATIONS["web and rounds"] == ("rounds",)
    assert {"rounds", "jobs", *WORKERS, "live", "backup", "check"} == {*COMBINATIONS["everything"]}


@pytest.mark.slow
@pytest.mark.parametrize("combination", TRIED)
def test_everything_told_as_saved_is_there(house: House, combination: str) -> None:
    found = house.module("tests.tutela_web.base.saving", combination, str(SECONDS))
    assert min(found["saved"].values()) >= SAVING * LEAST, found
    assert found["missing"] == {"alert": 0, "incident": 0}, found
    assert found["damage"] == {"default": "", "keys": ""}, found
    assert found["deleted_logs"] == 0, found
    refused = {said for said in found["answers"] if said.endswith((" 500", " 400", " 403"))}
    assert not refused, found
