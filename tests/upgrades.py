"""A small install of each release, kept so that every later version is upgraded from it.

    python -m tests.upgrades keep 0.3.0                               its SQLite databases
    python -m tests.postgres run python -m tests.upgrades keep 0.3.0  its PostgreSQL ones

Keep them on the day of the release, with its code; what is kept is never made again. Each holds
the invented cast, the planted mission of the tests and its past (planted_past.py), in
tests/tutela_web/base/releases: both databases, every other file of the install, keys among them,
and what `told_of` said of all that on that day.
"""

from __future__ import annotations

import io
import json
import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import defaultdict
from contextlib import closing
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path
from typing import Any

from release.repeat import releases
from tests.tutela_web.cli.house import ON_POSTGRES, ROOT, House, empty_house, url_of

RELEASES = Path(__file__).parent / "tutela_web/base/releases"
BESIDE = "data/"
VENDOR = "postgresql" if ON_POSTGRES else "sqlite"
FILES = {"default": "tutela.db", "keys": "keys.db"}
REMADE = ("tutela.db*", "keys.db*", "static/*")
"""Files of an install that are not kept as they lie: databases, and what its start makes."""

PLANT = """
from tests.tutela_web.cast import assemble
from tests.tutela_web.planted import plant
from tests.tutela_web.planted_past import plant_before, plant_past
cast = assemble()
plant_before(cast)
plant(cast)
plant_past(cast)
print(1)
"""
TOLD = """
from tests.upgrades import told_of
print(json.dumps(told_of(), default=str))
"""


def kept_releases() -> list[str]:
    """The releases of which an install is kept for this database."""
    return sorted(path.parent.name for path in RELEASES.glob(f"*/{VENDOR}.tar.xz"))


def keep(release: str) -> Path:
    """Make the install of a release with the code that is here, and keep it."""
    path = RELEASES / release / f"{VENDOR}.tar.xz"
    if path.exists():
        sys.exit(f"{path} is there: what a release left is kept as it was.")
    require_code_of(release)
    path.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp())
    with empty_house(folder / "house") as house:
        house.tutela("platform", "prepare", "--no-static")
        house.python(PLANT)
        parts = {alias: dump(house, alias) for alias in FILES}
        parts |= files_beside(house.data)
        parts["told.json"] = json.dumps(house.python(TOLD), indent=1, sort_keys=True).encode()
    shutil.rmtree(folder)
    best = 9 | lzma.PRESET_EXTREME
    with (
        lzma.open(path, "wb", preset=best) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for name, content in parts.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            tar.addfile(about, io.BytesIO(content))
    return path


def require_code_of(release: str) -> None:
    """End this program unless the product here is that of a release, by its row in releases.csv."""
    known = releases().get(release)
    if known is None:
        sys.exit(f"{release} is not in release/releases.csv. Next: write its row there.")
    same = ["git", "diff", "--quiet", known.commit, "--", "src"]
    if subprocess.run(same, cwd=ROOT, check=False).returncode:
        sys.exit(f"src is not that of {release}. Next: check out {known.commit}.")


def bring_back(release: str, house: House) -> dict[str, Any]:
    """Put what is kept of a release into an empty install; gives what was told of it then."""
    house.data.mkdir(exist_ok=True)
    parts: dict[str, bytes] = {}
    with tarfile.open(RELEASES / release / f"{VENDOR}.tar.xz") as tar:
        for member in tar:
            content = tar.extractfile(member)
            parts[member.name] = content.read() if content else b""
    for alias in FILES:
        load(house, alias, parts[alias])
    for name, content in parts.items():
        if name.startswith(BESIDE):
            path = house.data / name.removeprefix(BESIDE)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(content)
            path.chmod(0o600)
    told: dict[str, Any] = json.loads(parts["told.json"])
    return told


def files_beside(data: Path) -> dict[str, bytes]:
    """What lies in an install beside its databases, by its place: keys, years of the audit."""
    places = {path: str(path.relative_to(data)) for path in data.rglob("*") if path.is_file()}
    return {
        f"{BESIDE}{place}": path.read_bytes()
        for path, place in places.items()
        if not any(fnmatch(place, pattern) for pattern in REMADE)
    }


def dump(house: House, alias: str) -> bytes:
    """A database of an install: on SQLite its file, on PostgreSQL the SQL that makes it."""
    if ON_POSTGRES:
        words = ["pg_dump", "--inserts", "--no-owner", "--no-privileges"]
        given = [*words, url_of(house.databases[alias])]
        return subprocess.run(given, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / alias
        with closing(sqlite3.connect(house.data / FILES[alias])) as connection:
            connection.execute("VACUUM INTO ?", [str(into)])
        return into.read_bytes()


def load(house: House, alias: str, kept: bytes) -> None:
    """Put what `dump` gave into an empty database of an install."""
    if ON_POSTGRES:
        given = ["psql", "--quiet", "--set=ON_ERROR_STOP=1", url_of(house.databases[alias])]
        subprocess.run(given, input=kept, check=True, capture_output=True)
        return
    (house.data / FILES[alias]).write_bytes(kept)


def told_of() -> dict[str, Any]:
    """What stands in an install, told in the same words by every version.

    head       the last line of the mission's chain, which `audit verify` must know ever after
    rows       of each table that is ours
    words      the digest of what each field of words says in all records of a kind
    history    what each field of words said, version by version, where it ever changed
    sealed     the words of each sealed field, opened
    vault      what each identity says when its custodian opens it; nothing once it was erased
    reasons    why somebody asked to see one
    keys       how many keys of words and identities there are, and how many were destroyed
    found      how many records a word, a sound, and a name in the vault find
    audit      what is wrong with each chain, and the lines read from each archived file
    signs_in   whether a password, and a code of the telephone, let somebody in
    files      the digest of each file beside the databases
    """
    from django.conf import settings

    from tutela_web.access.models import AuditHead, Mission

    mission = Mission.objects.get(code="luma")
    return {
        "head": AuditHead.objects.get(chain=str(mission.pk)).hash,  # what opens a word adds a line
        "rows": _rows(),
        "words": _words(),
        "history": _history(),
        "sealed": _sealed_words(),
        "vault": _identities(mission),
        "reasons": _reasons(mission),
        "keys": _keys(),
        "found": _numbers_found(mission),
        "audit": _audit(),
        "signs_in": _signs_in(),
        "files": {name: _digest(content) for name, content in files_beside(settings.DATA).items()},
    }


def lost_since(before: Any, after: Any, *, rows: bool = False, where: str = "") -> list[str]:
    """What was told of an install and is not told of it any longer; of rows and keys, where fewer.

    >>> lost_since({"rows": {"wells": 3, "roads": 1}, "head": "a"}, {"rows": {"wells": 4}})
    ['rows.roads: 1, now None', "head: 'a', now None"]
    """
    if isinstance(before, dict):
        now = after if isinstance(after, dict) else {}
        return [
            line
            for name, value in before.items()
            for line in lost_since(
                value,
                now.get(name),
                rows=rows or name in ("rows", "keys"),
                where=f"{where}.{name}" if where else name,
            )
        ]
    same = after is not None and after >= before if rows else after == before
    return [] if same else [f"{where}: {before!r}, now {after!r}"]


def _our_models() -> list[Any]:
    from django.apps import apps

    ours = [app for app in apps.get_app_configs() if app.name.startswith("tutela_web.")]
    return [model for app in ours for model in app.get_models()]


def _rows() -> dict[str, int]:
    from tests.tutela_web.version_rows import raw_versions

    rows = {
        model._meta.db_table: number
        for model in _our_models()
        if not model.__name__.startswith("Audit")  # an upgrade adds a line
        and (number := model._base_manager.count())
    }
    versions = {f"{m._meta.db_table}version": len(raw_versions(m)) for m in _versioned()}
    return rows | {table: number for table, number in versions.items() if number}


def _versioned() -> list[Any]:
    from tutela_web.records.versions.models import Versioned

    return [model for model in _our_models() if issubclass(model, Versioned)]


def _fields_of_words(model: Any) -> list[str]:
    from django.db.models import CharField, TextField

    return [f.name for f in model._meta.fields if isinstance(f, CharField | TextField)]


def _words() -> dict[str, str]:
    digests = {}
    for model in _versioned():
        for name in _fields_of_words(model):
            said = sorted(map(str, model._base_manager.values_list(name, flat=True)))
            said = said if any(said) else _told_closed(model, name)
            if any(said):
                digests[f"{model._meta.db_table}.{name}"] = _digest(json.dumps(said).encode())
    return digests


def _told_closed(model: Any, name: str) -> list[str]:
    """What a field said before its sentences were sealed, by opening them."""
    from tutela_web.places.profile.models import ClosedSentence

    records = list(model._base_manager.values_list("pk", flat=True))
    told: dict[Any, list[str]] = {record: [] for record in records}
    rows = ClosedSentence.objects.filter(record__in=records, field=name, earlier=False)
    for row in rows.order_by("number"):
        told[row.record].append(str(row.words))
    return sorted(" ".join(sentences) for sentences in told.values())


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]


def _history() -> dict[str, list[list[str]]]:
    from tests.tutela_web.version_rows import all_versions

    said = defaultdict(list)
    for model in _versioned():
        versions = defaultdict(list)
        for row in all_versions(model):
            versions[row.pk].append(row)
        for name in _fields_of_words(model):
            for rows in versions.values():
                words = [str(getattr(row, name)) for row in rows]
                if len(set(words)) > 1:
                    said[f"{model._meta.db_table}.{name}"].append(words)
    return {field: sorted(words) for field, words in said.items()}


def _sealed_words() -> dict[str, list[str]]:
    from tests.tutela_web.version_rows import all_versions
    from tutela_web.access.vault.fields import sealed_fields
    from tutela_web.base.errors import NotNow

    def opened(row: Any, name: str) -> str:
        try:
            return str(getattr(row, name))
        except NotNow:
            return "(its key was destroyed)"

    said = {
        f"{model._meta.db_table}.{field.attname}": sorted(
            opened(row, field.attname) for row in model._base_manager.all()
        )
        for model in _our_models()
        for field in sealed_fields(model)
        if model._base_manager.exists()
    }
    for model in (model for model in _versioned() if sealed_fields(model)):
        versions = all_versions(model)
        for name in [field.attname for field in sealed_fields(model)] if versions else []:
            words = [opened(row, name) for row in versions]
            said[f"{model._meta.db_table}version.{name}"] = sorted(words)
        if versions:
            why = [
                "None" if row.version_sealed_why is None else opened(row, "version_why")
                for row in versions
            ]
            said[f"{model._meta.db_table}version.history_change_reason"] = sorted(why)
    return said


def _identities(mission: Any) -> dict[str, Any]:
    from tutela_web.access.models import Person
    from tutela_web.access.policy import standing_of
    from tutela_web.access.vault import verbs
    from tutela_web.access.vault.models import Subject
    from tutela_web.base.errors import NotNow

    custodian = standing_of(Person.objects.get(username="custodian"), mission)

    def opened(subject: Any) -> dict[str, str] | None:
        try:
            return verbs.open_sealed(subject.pk, by=custodian, why="review")
        except NotNow:
            return None

    subjects = Subject.objects.filter(mission_id=mission.pk).order_by("number")
    return {subject.pseudonym: opened(subject) for subject in subjects}


def _reasons(mission: Any) -> list[str]:
    from tutela_web.access.models import Person
    from tutela_web.access.policy import standing_of
    from tutela_web.access.vault import verbs
    from tutela_web.access.vault.models import BreakGlass

    head = standing_of(Person.objects.get(username="head_of_mission"), mission)
    asked = BreakGlass.objects.filter(mission_id=mission.pk).order_by("asked_at")
    return [verbs.reason_of(glass, by=head) for glass in asked]


def _keys() -> dict[str, int]:
    from tutela_web.access.vault.models import SubjectKey

    destroyed = SubjectKey.objects.filter(wrapped=None, destroyed_at__isnull=False).count()
    return {"all": SubjectKey.objects.count(), "destroyed": destroyed}


def _numbers_found(mission: Any) -> dict[str, int]:
    from tests.tutela_web.planted_past import ERASED, OF_REPORT, STORED
    from tutela_web.access.vault import queries
    from tutela_web.base.searching import search

    words = {"place": "placenorth", "actor": "actorword", "incident": "incopennorth"}
    numbers = {
        f"{kind} {word}": search.ids_matching(mission.pk, kind, word).count()
        for kind, word in words.items()
    }
    numbers["place heard"] = search.lines_sounding_like(mission.pk, "plasenort", ["place"]).count()
    people = (STORED, ERASED, OF_REPORT)
    return numbers | {name: len(queries.find("person", name, mission)) for name in people}


def _audit() -> dict[str, Any]:
    from tutela_web.access.audit import archived, queries
    from tutela_web.access.models import AuditArchive

    return {
        "faults": {verdict.chain: verdict.fault for verdict in queries.verify_chains()},
        "years": {
            f"{archive.chain} {archive.period}": [
                line.number for line in archived.read_lines(archive)
            ]
            for archive in AuditArchive.objects.order_by("chain", "last")
        },
    }


def _signs_in() -> dict[str, bool]:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    from tests.tutela_web.access.hands import code_of
    from tests.tutela_web.planted_past import PASSWORD, TOTP_SECRET
    from tutela_web.access.models import Person

    amina = Person.objects.get(username="analyst")
    code = code_of(TOTP_SECRET, at=time.time())
    factor = TOTP(Authenticator.objects.get(user=amina, type="totp"))
    return {"password": amina.check_password(PASSWORD), "code": factor.validate_code(code)}


if __name__ == "__main__":
    import django

    if len(sys.argv) != 3 or sys.argv[1] != "keep":
        sys.exit(__doc__)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tutela_web.settings"
    os.environ["TUTELA_DATA"] = tempfile.mkdtemp()
    django.setup()
    written = keep(sys.argv[2])
    sys.stdout.write(f"{written}: {written.stat().st_size:,} bytes\n")
