"""A new database is made from the models at once: it is what its steps would have made."""

from __future__ import annotations

import pytest

from tests.counts import PROOF
from tests.tutela_web.cli.house import House, bare_house, house, house_base

__all__ = ["bare_house", "house", "house_base"]
pytestmark = [pytest.mark.slow, pytest.mark.postgresql]

COMPARE = """
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from tutela_web.access.tables import schema_after
from tutela_web.base.upkeep.schema import describe_schema, schemas_differ
last = MigrationLoader(None).graph.leaf_nodes()
differing = [
    line
    for alias in connections
    for line in schemas_differ(describe_schema(connections[alias]), schema_after(alias, last))
]
print(json.dumps([len(describe_schema(connections["default"])), differing]))
"""
STEP_BY_STEP = """
from django.core.management import call_command
call_command("migrate", "vault", database="keys", verbosity=0)
call_command("migrate", verbosity=0)
assert not call_command("migrate", check=True, verbosity=0)
"""


def test_a_new_install_has_the_tables_that_its_steps_say(house: House) -> None:
    lines, differing = house.python(COMPARE)
    assert lines > 10_000 and differing == []
    printed = house.tutela("platform", "schema").stdout.splitlines()
    assert len(printed) > lines and any("main access_auditentry trigger" in one for one in printed)


@pytest.mark.skipif(not PROOF, reason="minutes: in make proof")
def test_steps_taken_one_by_one_make_the_same_tables(bare_house: House) -> None:
    bare_house.python(STEP_BY_STEP)
    lines, differing = bare_house.python(COMPARE)
    assert lines > 10_000 and differing == []
