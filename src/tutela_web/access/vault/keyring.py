"""The key-encryption keys: read from TUTELA_KEY or settings.KEY_FILE, made only when asked.

Written as `id:key` entries, one after the other; the last is the one that wraps. Several stand
there while a rotation runs. Reading never makes a key: a vault that starts with a fresh key
because a file went missing would seal new people under it and call the old ones broken.
"""

from __future__ import annotations

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela_web.base.upkeep.flushing import flush_path

NAME = "TUTELA_KEY"


class KeyMissing(TutelaError):
    """There is no key-encryption key, or not the one that wrapped a person's key."""

    code = "vault.key_missing"


@dataclass(frozen=True)
class Ring:
    """Every key-encryption key at hand, by its id; the last one wraps."""

    keys: dict[str, bytes]

    @property
    def current(self) -> str:
        return next(reversed(self.keys))

    def key(self, name: str) -> bytes:
        """The key of that id; KeyMissing if it is not at hand."""
        try:
            return self.keys[name]
        except KeyError:
            raise KeyMissing(
                _("key-encryption key %(name)s is not at hand") % {"name": name},
                where=_source(),
                next=_("put it back from the custodian's copy"),
            ) from None


def ring() -> Ring:
    """The keys at hand, read afresh: a rotation by another process is seen at once."""
    text = os.environ.get(NAME, "")
    if not text and settings.KEY_FILE.exists():
        text = settings.KEY_FILE.read_text("ascii", errors="replace")
    keys: dict[str, bytes] = {}
    for entry in text.replace(",", " ").split():
        name, _colon, written = entry.partition(":")
        try:
            key = urlsafe_b64decode(written)
        except (NotBase64, ValueError):
            key = b""
        if len(key) != 32 or not 0 < len(name) <= 16:
            # Never the entry itself: it may be half of a key.
            raise KeyMissing(
                _("entry %(number)s is no key") % {"number": len(keys) + 1},
                where=_source(),
                next=_("write id:key, as `tutela platform prepare` does"),
            )
        keys[name] = key
    if not keys:
        raise KeyMissing(
            _("the vault has no key-encryption key"),
            where=_source(),
            next=_("run `tutela platform prepare` once, or put the custodian's copy back"),
        )
    return Ring(keys)


def is_there() -> bool:
    """Whether a key is at hand, be it broken."""
    return bool(os.environ.get(NAME)) or bool(settings.KEY_FILE.exists())


def make_first() -> bool:
    """Make the first key and keep it in the file, mode 600; False if there is a key already."""
    if is_there():
        ring()  # a broken file is said now, not at the first opening
        return False
    _write({_new_name(): secrets.token_bytes(32)})
    return True


def add() -> str:
    """Add a fresh key, which wraps from now on; gives its id."""
    _only_file()
    keys = dict(ring().keys)
    name = _new_name()
    _write(keys | {name: secrets.token_bytes(32)})
    return name


def keep_only(names: set[str]) -> list[str]:
    """Forget every key but these and the current one; gives the ids forgotten."""
    _only_file()
    now = ring()
    kept = {n: key for n, key in now.keys.items() if n in names or n == now.current}
    gone = [n for n in now.keys if n not in kept]
    if gone:
        _write(kept)
    return gone


def in_environment() -> bool:
    """Whether the keys come from the environment, where only its keeper may change them."""
    return bool(os.environ.get(NAME))


def _only_file() -> None:
    if in_environment():
        raise KeyMissing(
            _("the keys are in the environment, which this program cannot change"),
            where=NAME,
            next=_("write another id:key behind the first in TUTELA_KEY, restart, rotate again"),
        )


def _write(keys: dict[str, bytes]) -> None:
    path = settings.KEY_FILE
    text = "".join(f"{n}:{urlsafe_b64encode(key).decode()}\n" for n, key in keys.items())
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    flush_path(path.parent)


def _new_name() -> str:
    return secrets.token_hex(4)


def _source() -> str:
    return NAME if in_environment() else settings.KEY_FILE.name
