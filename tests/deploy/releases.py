"""Versions to upgrade between, made up from the wheel of this checkout: 0.2.0, and a later one.

A version is laid out as an install lays it out, with the libraries of here instead of its own: they
are on the path of every process (PYTHONPATH), so that nothing but Tutela itself is installed.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

from release import bundle

OLD, NEW = "0.2.0", "0.2.1"

LEAN = """
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
"""
"""Compressing the styles takes fourteen seconds and changes no name; tests/deploy/test_wheel.py and
the bundle's own test serve them as they are shipped."""

MIGRATION = """
import os, signal, time
from pathlib import Path
from django.conf import settings
from django.db import connections, migrations

def change_file(apps, schema_editor):
    with connections["keys"].cursor() as cursor:
        cursor.execute("CREATE TABLE made_up_keys (word text)")
    (Path(settings.DATA) / "media" / "kept.txt").write_text("of the new version")
    if os.environ.get("KILLED_IN_MIGRATION"):
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(2)  # it goes on, with nobody above it

class Migration(migrations.Migration):
    dependencies = [("access", {before!r})]
    operations = [
        migrations.RunSQL("CREATE TABLE made_up (word text)"),
        migrations.RunSQL("UPDATE access_mission SET name = 'of the new version'"),
        migrations.RunPython(change_file),
    ]
"""
FAILING = """
from django.db import migrations

def fail(apps, schema_editor):
    raise ValueError("Nyandeng Mabior stands in this row")

class Migration(migrations.Migration):
    dependencies = [("access", "0901_made_up")]
    operations = [migrations.RunPython(fail)]
"""
KILLER = """
import os, signal
if os.environ.get("KILLED_AFTER"):
    from tutela_web.cli.upgrading.journal import Journal
    def killed(method, step_of):
        def inside(self, *words):
            method(self, *words)
            if step_of(words) == os.environ["KILLED_AFTER"]:
                os.kill(os.getpid(), signal.SIGKILL)
        return inside
    Journal.begin = killed(Journal.begin, lambda words: "begun")
    Journal.write = killed(Journal.write, lambda words: words[0])
    Journal.close = killed(Journal.close, lambda words: "closed")
"""
"""Read by every Python before it begins: it dies where the journal says that a step is taken."""


def contents(wheel: Path, version: str, *, migration: bool, failing: bool) -> dict[str, bytes]:
    """The files of the wheel as another version has them."""
    with zipfile.ZipFile(wheel) as packed:
        files = {name: packed.read(name) for name in packed.namelist() if not name.endswith("/")}
    was = re.search(r'"([\d.]+)"', files["tutela/__init__.py"].decode())
    assert was
    renamed = {}
    for name, content in files.items():
        name = name.replace(f"tutela-{was[1]}.dist-info", f"tutela-{version}.dist-info")
        if name.endswith("METADATA"):
            content = content.replace(f"Version: {was[1]}".encode(), f"Version: {version}".encode())
        renamed[name] = content
    renamed["tutela/__init__.py"] = files["tutela/__init__.py"].replace(
        was[1].encode(), version.encode()
    )
    renamed["tutela_web/settings.py"] += LEAN.encode()
    renamed = {n: c for n, c in renamed.items() if not n.endswith((".pmtiles", ".csv.gz"))}
    steps = sorted(
        re.findall(r"^tutela_web/access/migrations/(\d\w+)\.py$", "\n".join(files), re.M)
    )
    folder = "tutela_web/access/migrations"
    if migration:
        renamed[f"{folder}/0901_made_up.py"] = MIGRATION.replace(
            "{before!r}", repr(steps[-1])
        ).encode()
    if failing:
        renamed[f"{folder}/0902_made_up_too.py"] = FAILING.encode()
    return renamed


def lay_out(made: Path, wheel: Path, version: str, *, migration: bool = False) -> None:
    """A version as an environment of its own."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(made)], check=True)
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = made / "lib" / python / "site-packages"
    for name, content in contents(wheel, version, migration=migration, failing=False).items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    program = made / "bin" / "tutela"
    program.write_text(f"#!{made / 'bin' / 'python'}\nfrom tutela.cli import main\n\nmain()\n")
    program.chmod(0o755)


def pack(folder: Path, wheel: Path, *, failing: bool = False, version: str = NEW) -> Path:
    """A bundle of the later version, as a folder."""
    made = folder / f"tutela-{version}-debian12-x86_64"
    (made / "wheels").mkdir(parents=True)
    name = f"tutela-{version}-py3-none-any.whl"
    files = contents(wheel, version, migration=True, failing=failing)
    _write_wheel(made / "wheels" / name, files, version)
    digest = hashlib.sha256((made / "wheels" / name).read_bytes()).hexdigest()
    (made / "requirements.txt").write_text(f"tutela=={version} --hash=sha256:{digest}\n")
    (made / "VERSION").write_text(f"{version}\n")
    write_sums(made)
    (made / "UNSIGNED").write_text("No key was given.\n")
    return made


def write_sums(folder: Path) -> None:
    """The checksums of all files there now."""
    (folder / "SHA256SUMS").write_text(bundle.checksums(folder))


def _write_wheel(path: Path, files: dict[str, bytes], version: str) -> None:
    record = f"tutela-{version}.dist-info/RECORD"
    lines = io.StringIO()
    rows = csv.writer(lines, lineterminator="\n")
    for name, content in files.items():
        if name != record:
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            rows.writerow([name, f"sha256={digest.decode()}", len(content)])
    rows.writerow([record, "", ""])
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in (files | {record: lines.getvalue().encode()}).items():
            packed.writestr(name, content)


def libraries(folder: Path) -> str:
    """What every process has on its path: what kills it, and the libraries of here."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(KILLER)
    return os.pathsep.join([str(folder), sysconfig.get_path("purelib")])
