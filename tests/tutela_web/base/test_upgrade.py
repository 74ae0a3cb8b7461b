"""An install of each release goes on with all it had (tests/upgrades.py)."""

from __future__ import annotations

import pytest

from tests import upgrades
from tests.tutela_web.cli.house import House, bare_house

__all__ = ["bare_house"]
pytestmark = [pytest.mark.slow, pytest.mark.postgresql]

SCHEMAS = """
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from tutela_web.access.tables import schema_after
from tutela_web.base.upkeep.schema import describe_schema, schemas_differ
last = MigrationLoader(None).graph.leaf_nodes()
print(json.dumps([
    line
    for alias in connections
    for line in schemas_differ(describe_schema(connections[alias]), schema_after(alias, last))
]))
"""
VERSIONS = """
from tests.tutela_web.versions_before import versions_before, versions_now
print(json.dumps(%s()))
"""


def upgrade(house: House) -> None:
    house.tutela("platform", "prepare", "--no-static")
    assert house.python(SCHEMAS) == []


@pytest.mark.once
@pytest.mark.parametrize("release", upgrades.kept_releases())
def test_an_install_of_a_release_goes_on_with_all_it_had(bare_house: House, release: str) -> None:
    before = upgrades.bring_back(release, bare_house)
    versions = bare_house.python(VERSIONS % "versions_before")
    assert sum(map(len, versions.values())) > 500
    upgrade(bare_house)
    now = bare_house.python(VERSIONS % "versions_now")
    assert upgrades.lost_since(versions, now) == []
    whole = bare_house.tutela("audit", "verify", "--head", before["head"])
    assert whole.returncode == 0
    after = bare_house.python(upgrades.TOLD) | {"head": before["head"]}  # upgrades add lines
    assert upgrades.lost_since(before, after) == []
    assert before["audit"]["years"] and None in before["vault"].values()


KILLED = """
from tutela_web.cli.upgrading import from_0_3_0
place = "%s"
whole = getattr(from_0_3_0, place)
def die(*given):
    return whole(*given) if given and given[0].alias == "keys" else os._exit(9)
from_0_3_0.EVERY = 0.0
setattr(from_0_3_0, place, die)
from_0_3_0.bring_over(lambda words: print(words, flush=True))
"""
STANDS = """
from tests.tutela_web.versions_before import versions_before
from tutela_web.cli.upgrading.from_0_3_0 import stands_at_0_3_0
print(json.dumps([stands_at_0_3_0("default"), versions_before()]))
"""


@pytest.mark.once
def test_killed_on_the_way_an_install_is_as_it_was(bare_house: House) -> None:
    """At three places: with the versions half gone, with the words half closed, at the very end."""
    upgrades.bring_back("0.3.0", bare_house)
    before = bare_house.python(STANDS)
    for place in ("_drop_old", "close_words", "_write_steps"):
        died = bare_house.python(KILLED % place, fine=False, apart=True)
        assert died.returncode == 9
        assert "versions of incidents_incidentversion are laid" in died.stdout
        assert bare_house.python(STANDS) == before
