"""What is shipped of a version: unpacked beside the installs, and looked at before it is used.

tutela-VERSION-debian12-x86_64/
    VERSION, SHA256SUMS of every other file, SHA256SUMS.minisig or UNSIGNED
    requirements.txt, wheels/*.whl, debs/, units/, nginx/, install.sh, bom.cdx.json
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tutela_web.cli.upgrading import UpgradeRefused
from tutela_web.cli.upgrading.journal import VERSION

SUMS, SIGNATURE, UNSIGNED = "SHA256SUMS", "SHA256SUMS.minisig", "UNSIGNED"
UNTOLD = {SUMS, SIGNATURE, UNSIGNED}
"""Files that the list of checksums cannot hold, or says nothing of."""
FETCH = "take the bundle again from where it is published, and compare its checksum"
UNPACKED_TO_COMPILED = 2
"""Room that an environment takes, by the bytes of its wheels unpacked: compiled modules too."""


@dataclass(frozen=True)
class OpenBundle:
    """A bundle that was unpacked and is whole.

    signed   what there is to say of its signature
    """

    folder: Path
    version: str
    signed: str

    @property
    def digest(self) -> str:
        """What tells this bundle from any other."""
        return sha256_of(self.folder / SUMS)

    @property
    def wheels(self) -> list[Path]:
        return sorted((self.folder / "wheels").glob("*.whl"))

    def bytes_installed(self) -> int:
        """About how much room its environment takes."""
        total = 0
        for wheel in self.wheels:
            with zipfile.ZipFile(wheel) as packed:
                total += sum(member.file_size for member in packed.infolist())
        return total * UNPACKED_TO_COMPILED


def bytes_unpacked(source: Path) -> int:
    """How much room `open_bundle` takes for a tar or a folder, about."""
    files = source.rglob("*") if source.is_dir() else [source]
    return sum(path.lstat().st_size for path in files)


@contextmanager
def open_bundle(source: Path, beside: Path, key: str) -> Iterator[OpenBundle]:
    """A copy of a bundle that nobody else writes to, for as long as it is needed.

    Takes   source, the tar or a folder as it was unpacked; beside, where the copy is made; key, the
            public key of minisign that its checksums must be signed by, or nothing.
    Raises  UpgradeRefused unless every file is there and is what the checksums say, and where there
            is a key unless they are signed by it.
    """
    copy = beside / ".bundle"
    shutil.rmtree(copy, ignore_errors=True)  # what a stopped upgrade left
    copy.mkdir(mode=0o700)
    try:
        if source.is_dir():
            shutil.copytree(source, copy / "it", symlinks=True)
            folder = copy / "it"
        else:
            folder = _unpack(source, copy)
        _require_whole(folder)
        version = (folder / "VERSION").read_text("utf-8").strip()
        if not VERSION.fullmatch(version):
            raise UpgradeRefused("this is no version", where="VERSION", next=FETCH)
        bundle = OpenBundle(folder, version, _signature_told(folder, key))
        _require_fit(bundle)
        yield bundle
    finally:
        shutil.rmtree(copy)


def _unpack(source: Path, to: Path) -> Path:
    """Files and folders alone, below one folder. The Python of Debian 12 knows no `filter`.

    A tar that is not packed, of files without holes, writes no more bytes than it has.
    """
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                parts = PurePosixPath(member.name).parts
                whole = member.isdir() or (member.isreg() and not member.issparse())
                if not whole or {"..", "/"} & set(parts):
                    raise UpgradeRefused(
                        "it holds a link, a device, a file with holes "
                        "or a name that leads out of it",
                        where=source.name,
                        next=FETCH,
                    )
                path = to.joinpath(*parts)
                if member.isdir():
                    path.mkdir(parents=True, exist_ok=True)
                    continue
                path.parent.mkdir(parents=True, exist_ok=True)
                packed = tar.extractfile(member)
                assert packed is not None, "it is a file"
                with packed, path.open("wb") as file:
                    shutil.copyfileobj(packed, file)
    except (tarfile.TarError, EOFError, FileNotFoundError) as error:
        raise UpgradeRefused(
            "this is no tar as it is published, or not all of it"
            if source.exists()
            else "there is no such file",
            where=source.name,
            next=FETCH if source.exists() else "name the bundle, a tar or a folder",
        ) from error
    tops = list(to.iterdir())
    if len(tops) != 1 or not tops[0].is_dir():
        raise UpgradeRefused("a bundle holds one folder", where=source.name, next=FETCH)
    return tops[0]


def sha256_of(path: Path) -> str:
    """The checksum of a file, as SHA256SUMS has it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_whole(folder: Path) -> None:
    if not (folder / SUMS).is_file():
        raise UpgradeRefused("there are no checksums: this is no bundle", where=SUMS, next=FETCH)
    expected: dict[str, str] = {}
    for line in (folder / SUMS).read_text("utf-8").splitlines():
        digest, _space, name = line.partition("  ")
        expected[name.removeprefix("./")] = digest
    there = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    if strange := sorted(there.keys() - expected.keys() - UNTOLD):
        raise UpgradeRefused("no checksum tells of this file", where=strange[0], next=FETCH)
    for name, digest in sorted(expected.items()):
        path = there.get(name)
        if path is None or path.is_symlink():
            raise UpgradeRefused("this file is missing", where=name, next=FETCH)
        if sha256_of(path) != digest:
            raise UpgradeRefused("this file is not what was shipped", where=name, next=FETCH)
    for name in ("VERSION", "requirements.txt"):
        if name not in expected:
            raise UpgradeRefused("this file is missing", where=name, next=FETCH)


def _signature_told(folder: Path, key: str) -> str:
    signed = (folder / SIGNATURE).is_file()
    if not key:
        if not signed:
            return (
                "UNSIGNED: its checksums say that it is whole, and nothing says who made it. "
                "Compare the checksum of the tar with the published one."
            )
        return (
            "Signed, but by whom was not looked at: TUTELA_RELEASE_KEY names no key. "
            "Set it to the public key that the project publishes."
        )
    if not signed:
        raise UpgradeRefused(
            "the bundle is unsigned, and TUTELA_RELEASE_KEY asks for a signature", next=FETCH
        )
    comment = verify_minisign(
        (folder / SUMS).read_bytes(), (folder / SIGNATURE).read_text("utf-8"), key
    )
    return f"Signed by the key of TUTELA_RELEASE_KEY: {comment}"


def verify_minisign(message: bytes, signature: str, key: str) -> str:
    """The trusted comment of a signature as minisign writes it.

    Raises  UpgradeRefused unless both the message and the comment are signed by the key.
    """
    wrong = UpgradeRefused(
        "the signature of the checksums is not by the key of TUTELA_RELEASE_KEY",
        where=SIGNATURE,
        next=FETCH,
    )
    try:
        public = base64.b64decode(key, validate=True)
        _untrusted, first, trusted, second = signature.splitlines()[:4]
        first_part, over_all = base64.b64decode(first), base64.b64decode(second)
        comment = trusted.removeprefix("trusted comment: ")
        if (
            len(public) != 42
            or first_part[2:10] != public[2:10]
            or first_part[:2] not in (b"ED", b"Ed")
        ):
            raise wrong
        content = hashlib.blake2b(message).digest() if first_part[:2] == b"ED" else message
        reader = Ed25519PublicKey.from_public_bytes(public[10:])
        reader.verify(first_part[10:], content)
        reader.verify(over_all, first_part[10:] + comment.encode())
    except (ValueError, binascii.Error, InvalidSignature):
        raise wrong from None
    return comment


def _require_fit(bundle: OpenBundle) -> None:
    """Raise unless its wheels are for this Python, and the version's own is among them."""
    ours = f"cp{sys.version_info.major}{sys.version_info.minor}"
    for wheel in bundle.wheels:
        tag = re.search(r"-(cp\d+)-(cp\d+)-", wheel.name)
        if tag and tag[2] != ours:
            raise UpgradeRefused(
                f"the bundle is for another Python ({tag[2]}); this machine's is {ours}",
                where=wheel.name,
                next="take the bundle of this Debian",
            )
    if not any(wheel.name.startswith(f"tutela-{bundle.version}-") for wheel in bundle.wheels):
        raise UpgradeRefused(
            f"the wheel of tutela {bundle.version} is not in it", where="wheels", next=FETCH
        )
