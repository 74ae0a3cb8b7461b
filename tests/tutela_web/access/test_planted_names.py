"""Names are planted by every way in, and then looked for in every byte the platform keeps.

A real install in a folder of its own: databases with their write-ahead logs, or on PostgreSQL a
plain dump, the server's own files, its log of changes and what it logs; history, queues, sessions,
messages and caches lie in those; logs as the platform formats them; crash pages with debugging off
and on; backup archives.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.postgres import bytes_at_rest, changes_kept
from tests.tutela_web.cli.house import SERVER, House, house, house_base, url_of

__all__ = ["house", "house_base"]
pytestmark = pytest.mark.slow

PERSON, ARABIC, PHONE = "Nyandeng Mabior-Zzyx", "نياندنق مابيور", "+211 912 345 678"
NARRATIVE = "She hid in the church tower until the trucks left"
CLOSED = "Attackers waited at the granary of the mission school"
"""What a record of a compartment says, and where, and why it was changed."""
PLANTED = [PERSON, "nyandeng mabior-zzyx", ARABIC, PHONE, "211912345678", NARRATIVE, CLOSED]
IN_CLEAR = "Controlword: attack near the water point"
"""What is no secret and is found: the search does look where things lie."""

STORY = """
import logging, pathlib
from django.conf import settings
from django.test import Client
from tests.tutela_web import make
from tests.tutela_web.cast import assemble
from tutela_web.access.models import Mission, Person
from tutela_web.access.policy import standing_of
from tutela_web.access.vault import verbs
from tutela_web.access.vault.models import KeyedHash, SubjectKey
from tutela_web.base import jobs
from tutela_web.base.models import Batch
from tutela_web.incidents.models import Correction

PERSON, ARABIC, PHONE, NARRATIVE, CLEAR, CLOSED = json.loads(os.environ["PLANTED"])
settings.ROOT_URLCONF = "tests.tutela_web.access.crashing"
plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}
cast = assemble() if not Mission.objects.exists() else None
mission = Mission.objects.get(code="luma")
who = lambda name: Person.objects.get(username=name)
stands = lambda name: standing_of(who(name), mission)

def signed_in(name):
    client = Client(raise_request_exception=False)
    client.force_login(who(name), backend="tutela_web.access.sessions.backend.AccountBackend")
    return client

make.incident(mission, title=CLEAR, by=who("analyst"))
one = verbs.seal(mission, {"person": PERSON, "phone": PHONE, "narrative": NARRATIVE},
                 searchable=["person", "phone"], by=stands("field_reporter"))
two = verbs.seal(mission, {"person": ARABIC}, searchable=["person"], by=None)

custodian, rights = signed_in("custodian"), signed_in("human_rights")
opened = custodian.post(f"/m/luma/vault/{one}/", {"why": "review"})
assert PERSON in opened.content.decode() and NARRATIVE in opened.content.decode()
for field, value in (("person", PERSON), ("phone", PHONE), ("person", ARABIC)):
    assert b"S-0" in custodian.post("/m/luma/vault/", {"field": field, "value": value}).content
sent = rights.post("/m/luma/vault/ask/", {"number": "1", "purpose": "safety",
                                          "reason": f"{PERSON} called from {PHONE}"})
assert sent.status_code == 302
bad = rights.post("/m/luma/vault/ask/", {"number": PERSON, "purpose": PHONE, "reason": ARABIC})
assert bad.status_code == 400
custodian.post(f"/m/luma/vault/{one}/keep/", {"why": NARRATIVE})
custodian.post(f"/m/luma/vault/{one}/erase/", {"reason": PERSON})
signed_in("analyst").post(f"/m/luma/vault/{one}/", {"why": PERSON})
custodian.post("/language/", {"language": PERSON, "next": "/m/luma/vault/"})

from tests.tutela_web.incidents.recording import record, sent
from tests.tutela_web.sent import sent_by
from tutela_web.incidents.record.forms import ClosedEditForm, values_of
from tutela_web.incidents.models import ClosedIncident
adviser, LIST = signed_in("women_protection_adviser"), "/m/luma/compartments/incidents/"
written = {"title": CLOSED, "summary": CLOSED, "place_said": CLOSED, "closed_harms": ["crsv"]}
made = record(signed_in("analyst"), sent(**written))
assert made.status_code == 302, made.content.decode()[-500:]
part = ClosedIncident.objects.get()
began = {"began": part.version, "version": part.version}
form = ClosedEditForm(standing=stands("women_protection_adviser"), incident=part,
                      initial=values_of(part) | began)
answer = adviser.post(f"{LIST}{part.pk}/edit/",
                      sent_by(form) | {"summary": CLOSED + " twice", "reason": CLOSED})
assert answer.status_code == 302, answer.content.decode()[-3000:]
raised = signed_in("joc_duty_officer").post("/m/luma/alerts/new/", sent(
    level="ongoing", channel="call", act="rape", whom=CLOSED, who="", words=CLOSED))
assert raised.status_code == 302, raised.content.decode()[-3000:]
assert ClosedIncident.objects.count() == 2
assert CLOSED in adviser.get(f"{LIST}{part.pk}/").content.decode()

from tests.tutela_web.intake.sending import NEW, at_desk
from tutela_web.intake.models import FieldReport
reporter = signed_in("field_reporter")
told = reporter.post(NEW, at_desk(what=f"{CLOSED}. Ask {PHONE}", source_name=PERSON,
                                  source_phone=PHONE, source_reach=NARRATIVE))
assert told.status_code == 302, told.content.decode()[-2000:]
assert CLOSED in reporter.get(told["Location"]).content.decode()
assert reporter.post(NEW, at_desk(what=CLOSED, marked="child", agreed="yes")).status_code == 200
assert FieldReport.objects.count() == 1 and ClosedIncident.objects.count() == 3

from tests.tutela_web.incidents.import_files import log
from tests.tutela_web.incidents.test_import_held import told_once
from tutela_web.incidents.models import ClosedEvent, HeldRow
analyst, IMPORTS = signed_in("analyst"), "/m/luma/imports/"
closed = {"Harm": "rape", "Village": CLOSED, "Perpetrator": NARRATIVE, "Narrative": PERSON}
pasted = told_once(4, **closed)
file = log(told_once(1, Village=CLEAR), told_once(2, Date="2018-12-02", **closed),
           told_once(3, Date="31.11.2018", **closed), pasted, pasted, name="night.csv")
assert analyst.post(IMPORTS, {"file": file, "classification": "1"}).status_code == 302
jobs.work_off()
batch = Batch.objects.get(kind="events")
assert HeldRow.objects.filter(batch=batch).exists()
analyst.post(f"{IMPORTS}{batch.pk}/rows/{batch.errors.get().pk}/",
             {f"c{n}": CLOSED for n in range(9)})
assert Correction.objects.filter(batch=batch).exists()
assert CLOSED in analyst.get(f"{IMPORTS}{batch.pk}/?tab=preview").content.decode()
analyst.post(f"{IMPORTS}{batch.pk}/again/")
jobs.work_off()
analyst.post(f"{IMPORTS}{batch.pk}/confirm/", {"others": "unknown"})
jobs.work_off()
assert ClosedEvent.objects.exists()
assert CLOSED in adviser.get(LIST).content.decode()
assert str(part.pk) in adviser.post(LIST, {"text": CLOSED}).content.decode()
assert adviser.post(f"{LIST}{part.pk}/verification/", {"to": CLOSED, "reason": CLOSED}).status_code

from io import BytesIO
from tests.tutela_web.field.telephone import set_up
from tutela_web.field.models import PartialUpload
from tutela_web.intake.models import FieldReport
before = FieldReport.objects.count()
telephone = set_up(lambda reporter: signed_in(reporter.username), who("field_reporter"))
for words in (NARRATIVE, CLOSED, f"{PERSON} is reached on {PHONE}"):
    telephone.capture(answers={"what": words, "source_name": PERSON, "source_phone": PHONE})
whole, by_file, cut = telephone.waiting
telephone.send(whole, size=100)
telephone.send_piece(cut, 0, 100)
carried = BytesIO(telephone.bundle())
carried.name = "notes.bin"
del telephone.waiting[cut]
assert signed_in("head_of_field_office").post(
    "/m/luma/field/bundle/", {"file": carried}).status_code == 200
assert FieldReport.objects.count() == before + 3 and not PartialUpload.objects.exists()
telephone.capture(answers={"what": ARABIC, "source_reach": NARRATIVE})
telephone.send(list(telephone.waiting)[-1])
telephone.capture(answers={"what": PERSON})
telephone.send_piece(list(telephone.waiting)[-1], 0, 100)
assert PartialUpload.objects.exists()

pages = []
for address in ("/crash/", "/crash/db/"):
    for words in (PERSON, ARABIC, PHONE, NARRATIVE, CLOSED):
        answer = custodian.post(address, {"words": words}, headers={"accept": "text/html"})
        assert answer.status_code == 500, answer.status_code
        pages.append(answer.content.decode())
        answer = custodian.post(address, {"words": words}, headers={"accept": "text/plain"})
        pages.append(answer.content.decode())

@jobs.job("planted")
def planted(job, progress):
    words = verbs.open_sealed(one, by=stands("custodian"), why="review")
    raise ValueError(f"no way to read {words}")

jobs.ask("planted", mission_id=mission.pk, subject_id=one)
jobs.work_off()
try:
    raise ValueError(PERSON) from KeyError(PHONE)
except ValueError:
    logging.getLogger("tutela_web").exception("a failure of record %s", one)

wrapped = bytes(SubjectKey.objects.get(subject=two).wrapped).hex()
digest = KeyedHash.objects.get(subject=two).digest
verbs.erase(two, by=stands("custodian"), reason="asked")
print(json.dumps({"pages": pages, "wrapped": wrapped, "digest": digest}))
"""


@contextmanager
def logs_kept(house: House) -> Iterator[None]:
    """Somebody else keeps the databases open: write-ahead logs stay on disk, old rows are seen."""
    if house.databases:
        with psycopg.connect(url_of(house.databases["keys"])) as keys:
            keys.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            keys.execute("SELECT 1")  # from here on it sees what stands now, whatever is erased
            yield
        return
    with (
        closing(sqlite3.connect(house.data / "tutela.db")) as main,
        closing(sqlite3.connect(house.data / "keys.db")) as keys,
    ):
        for connection in (main, keys):
            connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        yield


def forms_of(words: str) -> set[bytes]:
    """The bytes by which words could lie somewhere: as they are, in JSON, in an address, wide."""
    return {
        words.encode(),
        json.dumps(words)[1:-1].encode(),
        quote(words).encode(),
        words.encode("utf-16-le"),
    }


def found_in(kept: dict[str, bytes], words: list[str]) -> list[tuple[str, str]]:
    return [
        (where, word)
        for word in words
        for form in forms_of(word)
        for where, data in kept.items()
        if form in data
    ]


def unpacked(folder: Path) -> dict[str, bytes]:
    """Every part of every archive, packed ones opened."""
    kept = {}
    for path in (p for p in folder.rglob("*") if p.is_file()):
        kept[str(path)] = path.read_bytes()
        if path.name.endswith(".tar.gz"):
            with tarfile.open(path) as tar:
                members = [(m.name, tar.extractfile(m)) for m in tar.getmembers()]
                kept |= {f"{path}/{name}": file.read() for name, file in members if file}
        if path.suffix == ".dump":
            told = subprocess.run(["pg_restore", "--file=-", path], capture_output=True, check=True)
            kept[f"{path} as text"] = told.stdout
    return kept


@pytest.mark.parametrize("debug", ["no", "yes"])
def test_names_planted_by_every_way_in_are_found_nowhere_in_clear(
    house: House, tmp_path: Path, debug: str
) -> None:
    words = json.dumps([PERSON, ARABIC, PHONE, NARRATIVE, IN_CLEAR, CLOSED])
    with logs_kept(house), changes_kept(SERVER if house.databases else ""):
        done = house.python(
            STORY,
            fine=False,
            apart=True,
            PLANTED=words,
            TUTELA_DEBUG=debug,
            TUTELA_HOSTS="testserver",
        )
        assert done.returncode == 0, done.stderr[-2000:]
        told = json.loads(done.stdout.splitlines()[-1])
        house.tutela("platform", "backup", str(tmp_path / "kept"))
        kept = house.bytes_at_rest()
        cluster = bytes_at_rest(SERVER) if house.databases else {}
        assert house.databases or any(name.endswith("tutela.db-wal") for name in kept)
    pages = {f"crash page {n}": page.encode() for n, page in enumerate(told["pages"])}
    outside = {"log": done.stderr.encode()} | pages | unpacked(tmp_path / "kept") | cluster

    assert "a failure of record" in done.stderr and "ValueError" in done.stderr
    assert {where.rsplit("/", 1)[-1] for where, _word in found_in(kept | outside, [IN_CLEAR])} & {
        "tutela.db",
        "tutela.db-wal",
        "default dump",
    }
    if cluster:  # it does read the tables' own files, and the server's log of changes
        parts = {Path(where).parent.name for where, _ in found_in(cluster, [IN_CLEAR])}
        assert "pg_wal" in parts and len(parts) > 1
    assert found_in(kept | outside, PLANTED) == []
    # Key and hash of the one who was erased are on no page of the keys database, nor in its log.
    erased = (bytes.fromhex(told["wrapped"]), told["digest"].encode())
    # (A server's own log of changes keeps it until it is written over or the key is rotated: told
    # in docs/how-to/vault.md.)
    tables = {where: data for where, data in cluster.items() if "/pg_wal/" not in where}
    assert [w for w, data in (kept | tables).items() for gone in erased if gone in data] == []
