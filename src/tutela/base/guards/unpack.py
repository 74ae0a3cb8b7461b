"""Bytes out of files that may be anything: what a file really is, and no more than is safe.

Names are not believed: a workbook called .csv is read as a workbook, a picture is named as one.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path

from tutela.base.errors import UnreadableFile
from tutela.base.guards.limits import LIMITS, require_bytes
from tutela.base.messages import say, term

MOST_BYTES = LIMITS["text_bytes"]
"""No table is unpacked beyond this: larger archives are split before they are read."""

TRUSTED_BYTES, MOST_RATIO = 64 * 1024**2, 250
"""Beyond 64 MiB, more than 250 bytes out of one byte in is an attack or a fault, not a table."""

_CHUNK, _PACKED_CHUNK = 1024**2, 16 * 1024

_NOT_TABLES = {
    b"\x89PNG": term("a PNG picture"),
    b"\xff\xd8\xff": term("a JPEG picture"),
    b"GIF8": term("a GIF picture"),
    b"%PDF": term("a PDF document"),
    b"SQLite format 3": term("an SQLite database"),
    b"\x7fELF": term("a program"),
    b"MZ": term("a program"),
    b"7z\xbc\xaf": term("a 7z archive"),
    b"Rar!": term("a RAR archive"),
    b"BZh": term("a bzip2 archive"),
    b"\xfd7zXZ": term("an xz archive"),
    b"\x28\xb5\x2f\xfd": term("a zstd archive"),
    b"{\\rtf": term("an RTF document"),
}


def open_plainly(path: Path) -> bytes:
    """All bytes of a regular file.

    Raises  UnreadableFile if it is missing, a folder, not permitted, or beyond MOST_BYTES.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableFile(
                say("this is a folder, not a file"),
                where=str(path),
                next=say("name the files inside it"),
            )
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile(
                say("this is a device or a pipe, not a file"),
                where=str(path),
                next=say("save the table to a file first"),
            )
        require_bytes("text_bytes", status.st_size, str(path))
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise UnreadableFile(
            say("there is no such file"), where=str(path), next=say("check the name and the folder")
        ) from fault
    except PermissionError as fault:
        raise UnreadableFile(
            say("this file may not be opened"),
            where=str(path),
            next=say("ask its owner for leave to read it"),
        ) from fault
    except (OSError, ValueError) as fault:  # ValueError: a NUL in the name itself
        raise UnreadableFile(
            say("the file could not be opened ({fault})", fault=fault),
            where=repr(str(path)),
            next=say("check the name, the disk and the connection"),
        ) from fault


def kind_of(data: bytes) -> str:
    """What the bytes are by their own first signs: xlsx, parquet, gzip, ole, text, or its name.

    >>> kind_of(b"PAR1..."), kind_of(b"date,place"), kind_of(bytes.fromhex("89504e47"))
    ('parquet', 'text', 'a PNG picture')
    """
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return "zip"
    if data.startswith(b"\x1f\x8b"):
        return "gzip"
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    for sign, name in _NOT_TABLES.items():
        if data.startswith(sign):
            return name
    return "text"


def gunzip(data: bytes, path: Path) -> bytes:
    """The unpacked bytes of a gzip file, all members, stopping as soon as it grows unsafe.

    Raises  UnreadableFile if it is cut short, damaged or a bomb.
    """
    parts: list[bytes] = []
    size, at, rest = 0, 0, b""
    members = 0
    while rest or at < len(data):
        members += 1
        if members > LIMITS["members"]:
            raise UnreadableFile(
                say(
                    "the packed file has more than {most:,} parts, each packed by itself",
                    most=LIMITS["members"],
                ),
                where=str(path),
                next=say("unpack it, and give the CSV inside"),
            )
        member = zlib.decompressobj(wbits=31)
        try:
            while not member.eof:
                if not rest:  # some at a time: a member copies what it was given and left
                    rest = data[at : at + _PACKED_CHUNK]
                    at += len(rest)
                part = member.decompress(rest, _CHUNK)
                rest = member.unconsumed_tail
                size += len(part)
                if too_dense(size, at - len(rest)):
                    raise _too_large(path)
                parts.append(part)
                if not part and not rest and at == len(data) and not member.eof:
                    raise UnreadableFile(
                        say("the packed file stops in the middle"),
                        where=str(path),
                        next=say("fetch it again; the copy is not whole"),
                    )
        except zlib.error as fault:
            raise UnreadableFile(
                say("the packed file is damaged ({fault})", fault=fault),
                where=str(path),
                next=say("fetch it again, or unpack it elsewhere and give the CSV"),
            ) from fault
        rest = member.unused_data.lstrip(b"\0")  # some tapes and tools pad with nought bytes
        while len(rest) < 2 and at < len(data):
            rest = (rest + data[at : at + _PACKED_CHUNK]).lstrip(b"\0")
            at = min(at + _PACKED_CHUNK, len(data))
        if rest and not rest.startswith(b"\x1f\x8b"):
            break  # gzip itself warns of trailing rubbish and keeps what it unpacked
    return b"".join(parts)


def check_members(archive: zipfile.ZipFile, path: Path) -> None:
    """Refuse a workbook whose parts would unpack beyond what is safe.

    The sizes in an archive's own list are claims; reading a part through `zipfile` never yields
    more than its claim, and a false claim fails its checksum.
    """
    members = archive.infolist()
    claimed = sum(m.file_size for m in members)
    packed = sum(m.compress_size for m in members)
    require_bytes("workbook_bytes", claimed, path.name)
    if too_dense(claimed, packed):
        raise _too_large(path)
    if any(m.flag_bits & 1 for m in members):
        raise UnreadableFile(
            say("the workbook is protected by a password"),
            where=str(path),
            next=say("open it, remove the password and save a copy"),
        )


def too_dense(unpacked: int, packed: int) -> bool:
    """Whether unpacking has grown unsafe.

    >>> too_dense(10_000_000, 10), too_dense(65 * 1024**2, 100_000)
    (False, True)
    """
    return unpacked > MOST_BYTES or (
        unpacked > TRUSTED_BYTES and unpacked > MOST_RATIO * max(packed, 1)
    )


def _too_large(path: Path) -> UnreadableFile:
    return UnreadableFile(
        say("unpacked, this file would be too large to be safe"),
        where=str(path),
        next=say("split it into smaller tables, or ask who made it what it holds"),
    )
