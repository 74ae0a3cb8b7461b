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
