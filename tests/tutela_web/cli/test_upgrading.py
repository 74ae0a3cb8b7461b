"""What an upgrade looks at before it believes it: bundles, signatures, journals, settings."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.deploy.releases import write_sums
from tests.tutela_web.cli.house import House
from tutela_web.cli.upgrading import StepFailed, UpgradeRefused
from tutela_web.cli.upgrading.bundle import bytes_unpacked, open_bundle, verify_minisign
from tutela_web.cli.upgrading.install import Install, environment_of
from tutela_web.cli.upgrading.journal import Begun, Journal
from tutela_web.cli.upgrading.services import Services
from tutela_web.cli.upgrading.steps import Upgrade

NUMBER = b"8 bytes."


def signed_by(pair: Ed25519PrivateKey, message: bytes, comment: str = "Tutela 0.2.1") -> str:
    """A signature as minisign writes it."""
    made = pair.sign(hashlib.blake2b(message).digest())
    over_all = pair.sign(made + comment.encode())
    return (
        "untrusted comment: signature\n"
        f"{base64.b64encode(b'ED' + NUMBER + made).decode()}\n"
        f"trusted comment: {comment}\n"
        f"{base64.b64encode(over_all).decode()}\n"
    )


def public_of(pair: Ed25519PrivateKey) -> str:
    raw = pair.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(b"Ed" + NUMBER + raw).decode()


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    made = tmp_path / "tutela-0.2.1-debian12-x86_64"
    (made / "wheels").mkdir(parents=True)
    (made / "wheels/tutela-0.2.1-py3-none-any.whl").write_text("a wheel")
    (made / "requirements.txt").write_text("tutela==0.2.1")
    (made / "VERSION").write_text("0.2.1\n")
    write_sums(made)
    return made


def test_a_bundle_is_believed_by_its_checksums_and_the_key_that_is_set(
    bundle: Path, tmp_path: Path
) -> None:
    ours, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    with open_bundle(bundle, tmp_path, "") as unsigned:
        assert unsigned.version == "0.2.1" and unsigned.signed.startswith("UNSIGNED")
        assert unsigned.folder != bundle, "a copy that nobody else writes to"
    signature = signed_by(ours, (bundle / "SHA256SUMS").read_bytes())
    (bundle / "SHA256SUMS.minisig").write_text(signature)
    with open_bundle(bundle, tmp_path, "") as unchecked:
        assert "by whom was not looked at" in unchecked.signed
    with open_bundle(bundle, tmp_path, public_of(ours)) as checked:
        assert checked.signed.endswith("Tutela 0.2.1")
    with pytest.raises(UpgradeRefused, match="not by the key"):
        open_bundle(bundle, tmp_path, public_of(other)).__enter__()
    for part in (b"changed", signature.replace("0.2.1", "0.2.2").encode()):
        with pytest.raises(UpgradeRefused, match="not by the key"):
            verify_minisign(b"message", part.decode(), public_of(ours))
    assert not (tmp_path / ".bundle").exists()


def test_a_bundle_that_the_disk_has_no_room_for_is_not_unpacked(
    bundle: Path, tmp_path: Path
) -> None:
    room = shutil.disk_usage(tmp_path).free
    with (tmp_path / "bundle.tar").open("wb") as file:
        file.truncate(room)
    (tmp_path / "opt/releases").mkdir(parents=True)
    us = (os.geteuid(), os.getegid())
    install = Install(tmp_path / "opt", "0.2.0", tmp_path, us, {})
    upgrade = Upgrade(install, Services(("true",)), print, lock=-1)
    backups = (tmp_path, tmp_path)
    with pytest.raises(UpgradeRefused, match="GB are wanted"):
        upgrade.begin(tmp_path / "bundle.tar", backups=backups, wait=0, looking=True)
    assert bytes_unpacked(bundle) > len("a wheel" + "tutela==0.2.1" + "0.2.1")
    assert not list((tmp_path / "opt/releases").iterdir())


def test_a_bundle_for_another_python_or_without_its_own_wheel_is_refused(
    bundle: Path, tmp_path: Path
) -> None:
    other = f"cp3{sys.version_info.minor + 1}"
    strange = bundle / f"wheels/polars-1.0-{other}-{other}-linux_x86_64.whl"
    strange.write_text("a wheel")
    write_sums(bundle)
    with pytest.raises(UpgradeRefused, match="for another Python"):
        open_bundle(bundle, tmp_path, "").__enter__()
    strange.unlink()
    (bundle / "wheels/tutela-0.2.1-py3-none-any.whl").rename(bundle / "wheels/other-1.whl")
    write_sums(bundle)
    with pytest.raises(UpgradeRefused, match=r"wheel of tutela 0\.2\.1 is not in it"):
        open_bundle(bundle, tmp_path, "").__enter__()


@pytest.mark.parametrize("name", ["../out", "/out", "top/link"])
def test_a_tar_that_leads_out_of_itself_writes_nothing(tmp_path: Path, name: str) -> None:
    packed = tmp_path / "bundle.tar"
    with tarfile.open(packed, "w") as tar:
        member = tarfile.TarInfo(name)
        if name.endswith("link"):
            member.type, member.linkname = tarfile.SYMTYPE, "/etc"
            tar.addfile(member)
        else:
            member.size = 1
            tar.addfile(member, io.BytesIO(b"x"))
    beside = tmp_path / "beside"
    beside.mkdir()
    with pytest.raises(UpgradeRefused, match="leads out of it"):
        open_bundle(packed, beside, "").__enter__()
    assert not (tmp_path / "out").exists() and not list(beside.iterdir())


@pytest.mark.parametrize("way", ["w:xz", "holes"])
def test_a_tar_that_would_write_more_than_it_has_writes_nothing(tmp_path: Path, way: str) -> None:
    """A few thousand bytes that unpack to all the room of the disk."""
    packed, beside = tmp_path / "bundle.tar", tmp_path / "beside"
    beside.mkdir()
    if way == "holes":
        with (tmp_path / "VERSION").open("wb") as file:
            file.truncate(2**30)
        command = ["tar", "--sparse", "-cf", str(packed), "-C", str(tmp_path), "VERSION"]
        subprocess.run(command, check=True)
    else:
        with tarfile.open(packed, "w:xz") as tar:
            member = tarfile.TarInfo("bundle/VERSION")
            member.size = 2**24
            tar.addfile(member, io.BytesIO(bytes(member.size)))
    assert packed.stat().st_size < 2**15
    with pytest.raises(UpgradeRefused, match=r"a file with holes|no tar as it is published"):
        open_bundle(packed, beside, "").__enter__()
    assert not list(beside.iterdir())


def test_a_journal_forgets_a_line_that_was_cut_off_and_refuses_one_that_was_changed(
    tmp_path: Path,
) -> None:
    journal = Journal(tmp_path, (os.getuid(), os.getgid()))
    begun = Begun("0.2.0", "0.2.1", ("tutela-web.service", "tutela-worker@1.service"))
    journal.begin(begun)
    journal.write("stopped")
    open_at = tmp_path / "upgrade.journal"
    assert open_at.stat().st_mode & 0o777 == 0o600
    with open_at.open("a") as file:
        file.write('{"step": "cop')
    assert journal.is_open and journal.read() == (begun, ["stopped"])
    written = open_at.read_text()
    for changed in (
        written.replace("0.2.0", "../../root"),
        "no journal\n",
        '{"step": "begun"}\n',
        written.replace('["tutela-web.service"', "[7"),
        written + "7\n",
        written + '{"step": "stopped"}\n' * 10_000,
    ):
        open_at.write_text(changed)
        with pytest.raises(UpgradeRefused, match="it was changed"):
            journal.read()
    open_at.write_text('{"step": "beg')
    assert journal.read() == (None, [])
    open_at.unlink()
    (tmp_path / "elsewhere").write_text("kept")
    open_at.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError):
        journal.begin(begun)
    assert (tmp_path / "elsewhere").read_text() == "kept"


def test_the_settings_of_the_services_are_read_as_systemd_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TUTELA_DATA", raising=False)
    file = tmp_path / "tutela.env"
    file.write_text(
        "# as root keeps it\n"
        "TUTELA_DATA=/var/lib/tutela\n"
        'TUTELA_OIDC=[{"provider_id":"mission"}]\n'
        "TUTELA_BACKUP_RECIPIENTS='age1first age1second'\n"
    )
    read = environment_of(file)
    assert read["TUTELA_DATA"] == "/var/lib/tutela"
    assert read["TUTELA_OIDC"] == '[{"provider_id":"mission"}]'
    assert read["TUTELA_BACKUP_RECIPIENTS"] == "age1first age1second"
    with pytest.raises(UpgradeRefused, match="TUTELA_DATA"):
        environment_of(tmp_path / "none")


@pytest.mark.skipif(Path("/run/systemd/system").is_dir(), reason="systemd runs here")
def test_where_nothing_stops_services_nothing_is_begun() -> None:
    with pytest.raises(UpgradeRefused, match="TUTELA_SERVICES"):
        Services.of({}).require_way()
    Services.of({"TUTELA_SERVICES": "true"}).require_way()
    with pytest.raises(StepFailed, match=r"`false stop` .* which TUTELA_SERVICES names"):
        Services.of({"TUTELA_SERVICES": "false"}).stop(())


def test_who_may_not_write_the_versions_of_an_image_ends_what_was_begun_in_place(
    tmp_path: Path,
) -> None:
    """An image has its versions on a root that nobody writes; its account owns the data alone."""
    us = (os.geteuid(), os.getegid())
    install = Install(tmp_path / "cannot be written", "0.2.0", tmp_path, us, {})
    told: list[str] = []
    upgrade = Upgrade(install, Services(()), told.append, lock=-1)
    upgrade.journal.begin(Begun("", "", ()))
    upgrade.resume(start=True)
    assert told == ["Gone back: all is as it was before the upgrade."]
    upgrade.journal.begin(Begun("0.2.0", "0.2.1", ()))
    with pytest.raises(UpgradeRefused, match="may not write the versions"):
        upgrade.resume(start=True)


KNOWN = """
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from tutela_web.cli.upgrading.within import look_in_place
taken = MigrationRecorder(connections["keys"])
told = [look_in_place()["unknown_steps"]]
for room, step in (("access", "0005_of_before"), ("access", "9999_later"), ("sites", "9999")):
    taken.record_applied(room, step)
    told.append(look_in_place()["unknown_steps"])
    taken.record_unapplied(room, step)
print(json.dumps(told))
"""


def test_steps_of_before_and_of_a_later_version_are_known_by_their_rooms(house: House) -> None:
    """What other libraries take is theirs."""
    assert house.python(KNOWN) == [False, True, True, False]
