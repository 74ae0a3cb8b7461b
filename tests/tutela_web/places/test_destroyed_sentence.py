"""A sentence that was destroyed is in no table, index, history, export or backup: with the files of
a real house, its own backup and its own restore."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.tutela_web.cli.house import House, bare_house, house, house_base

__all__ = ["bare_house", "house", "house_base"]
pytestmark = pytest.mark.slow

HIDING = "the women sleep in the reed beds"
TELL = """
from tests.tutela_web import make
from tests.tutela_web.cast import assemble
from tutela_web.access.policy import standing_of
from tutela_web.places.profile.kinds import FACT
from tutela_web.places.profile.models import ClosedSentence
from tutela_web.records.kind_verbs import create_record
cast = assemble()
place = make.place(cast.mission, "Nalo", area=cast.north, kind="village")
values = {"topic": "terrain", "says": "Flat and open. When men come the women sleep in the reed"
    " beds.", "hiding": True, "told_by": ["women"], "told_on": make.TODAY, "classification": 0}
create_record(FACT, values, by=standing_of(cast.hofo, cast.mission), beside=place)
print(json.dumps(str(ClosedSentence.objects.get(hiding=True).pk)))
"""
DESTROY = """
from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.places.profile.models import ClosedSentence
from tutela_web.places.profile.sentence_verbs import ask_destruction, destroy_sentence
from django.db import transaction
mission = Mission.objects.get(code="luma")
row = ClosedSentence.objects.get(pk=os.environ["ROW"])
roles = ("head_of_field_office", "field_reporter")
head, reporter = (standing_of(Person.objects.get(username=one), mission) for one in roles)
asked = ask_destruction(row, by=head)
destroy_sentence(asked, by=reporter)
print(json.dumps("done"))
"""
READ = """
from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.places.models import Place
from tutela_web.places.profile.models import ClosedSentence
from tutela_web.places.profile.queries import facts_for, sentences_at
from tutela_web.access.vault.models import SubjectKey
mission = Mission.objects.get(code="luma")
head = standing_of(Person.objects.get(username="head_of_field_office"), mission)
read = [fact.says for fact in facts_for(head)]
at = [str(one.words) for one in sentences_at(head, Place.objects.get(name="Nalo"))]
try:
    raw = str(ClosedSentence.objects.get(pk=os.environ["ROW"]).words)
except Exception as fault:
    raw = type(fault).__name__
key = SubjectKey.objects.filter(pk=os.environ["ROW"], wrapped__isnull=False).exists()
print(json.dumps([read, at, raw, key]))
"""
FLAT = "Flat and open."


def files_with(words: str, *folders: Path) -> list[Path]:
    """The files under some folders in which words stand as they are read."""
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return [path for path in files if words.encode() in path.read_bytes()]


def test_a_destroyed_sentence_comes_back_from_no_backup(
    house: House, bare_house: House, tmp_path: Path
) -> None:
    row = house.python(TELL)
    read, at, raw, key = house.python(READ, ROW=row)
    assert HIDING in read[0] and HIDING in " ".join(at) and HIDING in raw and key
    kept = tmp_path / "kept"
    house.tutela("platform", "backup", str(kept))
    assert files_with(HIDING, house.data, kept) == [], "not while it stands, either"
    assert house.python(DESTROY, ROW=row) == "done"
    assert house.python(READ, ROW=row) == [[FLAT], [FLAT], "", False]
    assert files_with(HIDING, house.data) == []
    register = (house.data / "destroyed-keys").read_text()
    assert row in register, "by its random id alone"

    house.tutela("platform", "restore", str(kept), "--over")
    read, at, raw, key = house.python(READ, ROW=row)
    assert (read, at, raw, key) == ([FLAT], [FLAT], "NotNow", False), "the old key is gone again"

    house.tutela("platform", "backup", str(tmp_path / "later"))
    shutil.copy(tmp_path / "later/keys/destroyed-keys", kept / "keys/destroyed-keys")
    bare_house.data.mkdir()
    bare_house.tutela("platform", "restore", str(kept))
    shutil.copy(house.data / "vault.key", bare_house.data / "vault.key")
    read, at, raw, key = bare_house.python(READ, ROW=row)
    assert (read, at, raw, key) == ([FLAT], [FLAT], "NotNow", False), "on an empty machine too"
    assert files_with(HIDING, bare_house.data, kept, tmp_path / "later") == []
