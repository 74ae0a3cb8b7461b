"""The seal of a chain's head: an HMAC by a key that no database holds.

Hashes need no key: whoever may write the database can make a whole chain anew, and its head with
it. The seal cannot be made without the key, which lies in TUTELA_AUDIT_KEY or in `audit.key`
beside the vault's key. A seal that does not fit is never replaced by the next line: only
`tutela audit seal` does that, and the trail says so.
"""

from __future__ import annotations

import hmac
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from pathlib import Path

from django.conf import settings

from tutela.base.errors import TutelaError
from tutela_web.access.models import AuditArchive, AuditHead
from tutela_web.base.upkeep.flushing import flush_path

NAME = "TUTELA_AUDIT_KEY"


class SealKeyBroken(TutelaError):
    """What stands where the key of the seals should is no key."""

    code = "audit.key_broken"


def key() -> bytes | None:
    """The key of the seals; None where there is none at hand."""
    text = os.environ.get(NAME, "")
    if not text:
        try:
            text = _file().read_text("ascii", errors="replace")
        except FileNotFoundError:
            return None
    try:
        key_bytes = urlsafe_b64decode(text.strip())
    except (NotBase64, ValueError):
        key_bytes = b""
    if len(key_bytes) != 32:
        raise SealKeyBroken(
            "the key of the audit's seals is no key",
            where=NAME if os.environ.get(NAME) else _file().name,
            next="put it back from the custodian's copy",
        )
    return key_bytes


def make_key() -> bool:
    """Make the key and keep it in its file, mode 600; False if there is one already."""
    if key() is not None:
        return False
    file = os.open(_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as kept:
        kept.write(urlsafe_b64encode(secrets.token_bytes(32)))
        kept.flush()
        os.fsync(kept.fileno())
    flush_path(_file().parent)
    return True


def seal_of(head: AuditHead, by: bytes) -> str:
    """The seal of a head by a key."""
    text = f"{head.chain}\n{head.number}\n{head.hash}"
    return hmac.new(by, text.encode(), "sha256").hexdigest()


def fits(head: AuditHead, by: bytes) -> bool:
    """Whether a head bears its seal; one of no line yet bears none."""
    if head.number == 0:
        return not head.seal
    return hmac.compare_digest(head.seal, seal_of(head, by))


def seal_of_archive(archive: AuditArchive, by: bytes) -> str:
    """The seal of what is known of an archived month, by a key."""
    parts = (
        archive.chain,
        archive.period,
        archive.first,
        archive.last,
        archive.hash,
        archive.sha256,
    )
    return hmac.new(by, "\n".join(map(str, parts)).encode(), "sha256").hexdigest()


def fits_archive(archive: AuditArchive, by: bytes) -> bool:
    """Whether an archived month bears its seal."""
    return hmac.compare_digest(archive.seal, seal_of_archive(archive, by))


def seal_is_valid(head: AuditHead) -> bool:
    """Whether a head bears its seal, as far as there is a key to say so."""
    by = key()
    return by is None or fits(head, by)


def _file() -> Path:
    return Path(settings.KEY_FILE).with_name("audit.key")
