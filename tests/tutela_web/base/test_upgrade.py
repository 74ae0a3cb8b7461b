"""An install of each release goes on with all it had; one at the first steps, as long as none is
kept (tests/upgrades.py)."""

from __future__ import annotations

import pytest

from tests import upgrades
from tests.tutela_web.cli.house import House, bare_house

__all__ = ["bare_house"]
pytestmark = [pytest.mark.slow, pytest.mark.postgresql]

AT_FIRST_STEPS = '''
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from tutela_web.access.tables import create_tables
loader = MigrationLoader(None)
rooms = """
    access accountability actors base capacity channels conduct crisis engagements field fora
    incidents intake joc lessons mandate monitoring partners places programme questionnaires
    reporting review risk safeguards sharing strategy submissions vault warning
""".split()
first = [
    *((room, "0001_initial") for room in rooms),
    ("access", "0002_guards_of_the_audit"),
    ("base", "0002_index_of_words"),
    ("fora", "0002_initial"),
]
rooms = {*rooms, *settings.ROOMS}  # later ones come as well
others = [leaf for leaf in loader.graph.leaf_nodes() if leaf[0] not in rooms]
steps = [*first, *(step for step in loader.graph.nodes if step[0] not in rooms)]
state = loader.project_state([*first, *others]).apps
for alias in ("keys", "default"):
    recorder = MigrationRecorder(connections[alias])
    with connections[alias].schema_editor() as editor:
        create_tables(alias, editor, state.get_models())
    recorder.ensure_schema()
    for room, name in steps:
        recorder.record_applied(room, name)
state.get_model("access", "Mission").objects.create(
    code="luma", name="Mission in Luma", iso3="SSD", time_zone="Africa/Juba"
)
state.get_model("access", "Person").objects.create(username="amina", name="Amina")
print(1)
'''
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
PEOPLE = """
from tutela_web.access.models import Mission, Person
print(json.dumps([
    Mission.objects.get(code="luma").name, Person.objects.get(username="amina").name
]))
"""


def upgrade(house: House) -> None:
    house.tutela("platform", "prepare", "--no-static")
    assert house.python(SCHEMAS) == []


def test_an_install_at_the_first_steps_goes_on_with_all_it_had(bare_house: House) -> None:
    bare_house.data.mkdir(exist_ok=True)
    bare_house.python(AT_FIRST_STEPS)
    upgrade(bare_house)
    assert bare_house.python(PEOPLE) == ["Mission in Luma", "Amina"]


@pytest.mark.once
@pytest.mark.parametrize("release", upgrades.kept_releases())
def test_an_install_of_a_release_goes_on_with_all_it_had(bare_house: House, release: str) -> None:
    before = upgrades.bring_back(release, bare_house)
    upgrade(bare_house)
    whole = bare_house.tutela("audit", "verify", "--head", before["head"])
    assert whole.returncode == 0
    after = bare_house.python(upgrades.TOLD) | {"head": before["head"]}  # upgrades add lines
    assert upgrades.lost_since(before, after) == []
    assert before["audit"]["years"] and None in before["vault"].values()
