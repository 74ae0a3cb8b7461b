"""An install of the release before models moved between rooms goes on with all it had."""

from __future__ import annotations

from typing import Any

import pytest

from tests.counts import PROOF
from tests.tutela_web.cli.house import House, bare_house  # noqa: F401
from tests.whole_pass import UPGRADE, has_changed

BUILD = f"""
from tests.tutela_web.base.upgrade import build
build(migrating={PROOF})
print(1)
"""

LOOK = """
from tests.tutela_web.base.upgraded import look
print(json.dumps(look(), default=str))
"""


CLOSED_WORDS = (
    "CLOSEDCRSV",
    "CLOSEDMRM",
    "CLOSEDDETENTION",
    "EVENTCRSV",
    "CLOSEDUPLOAD",
    "CLOSEDNOTE",
)


def words_in_clear(house: House) -> set[str]:
    """The words of closed records and of imports that lie somewhere as they were written."""
    held = house.bytes_at_rest().values()
    return {word for word in CLOSED_WORDS if any(word.encode() in data for data in held)}


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.skipif(not has_changed(UPGRADE), reason="as when it last passed; else in make proof")
def test_an_upgrade_keeps_rows_history_queue_search_audit_and_addresses(
    bare_house: House,  # noqa: F811
) -> None:
    bare_house.python(BUILD)
    assert words_in_clear(bare_house) == set(CLOSED_WORDS)
    bare_house.tutela("platform", "prepare", "--no-static")
    found: dict[str, Any] = bare_house.python(LOOK)
    assert found.pop("compared") > 500 and found.pop("moved_history") > 50
    assert found == {
        "differing": [],
        "chains": 3,
        "broken_chains": [],
        "found_by_word": ["place"],
        "job": "done",
        "not_answering": {},
        "upload": "CLOSEDUPLOAD",
    }
    assert words_in_clear(bare_house) == set()  # what lay there before is written over
