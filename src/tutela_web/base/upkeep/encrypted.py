"""Backups encrypted to public keys, by age: who holds one of the private keys opens them.

The platform knows public keys alone. The private ones are made and kept off the machine, by two
people (`age-keygen`, or `tutela platform recipient` on another computer).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyrage
from django.conf import settings

from tutela.base.errors import TutelaError
from tutela.base.messages import say
from tutela_web.base.errors import NotNow

ENDING = ".age"
FEWEST = 2
"""Recipients: one person's loss of a key must not lose the backups."""


class RecipientBroken(TutelaError):
    """What stands as a backup's recipient is no public key of age, or stands there twice."""

    code = "backup.recipient_broken"


class NoRecipients(TutelaError):
    """No public key is set for backups, and nothing says that they may lie in clear."""

    code = "backup.no_recipients"


def recipients() -> list[str]:
    """The public keys that backups are encrypted to; none where none was set.

    Raises  RecipientBroken for what is no public key, and where there are fewer than two.
    """
    named: list[str] = settings.BACKUP_RECIPIENTS
    for number, one in enumerate(named, 1):
        try:
            pyrage.x25519.Recipient.from_str(one)
        except pyrage.RecipientError:
            # Never the words: somebody may have put the private key there.
            raise RecipientBroken(
                f"recipient {number} is no public key of age",
                where="TUTELA_BACKUP_RECIPIENTS",
                next="write two public keys, each begins with age1",
            ) from None
    if named and len(set(named)) < FEWEST:
        raise RecipientBroken(
            "backups are encrypted to two recipients at least",
            where="TUTELA_BACKUP_RECIPIENTS",
            next="add the public key of a second person",
        )
    return named


def require_recipients() -> list[str]:
    """The public keys a backup is made to; none only where the install says that it may lie in
    clear.

    Raises  RecipientBroken as `recipients`; NoRecipients where none is set and nothing says so.
    """
    named = recipients()
    if not named and not settings.BACKUP_IN_CLEAR:
        raise NoRecipients(
            "a backup in clear is read by whoever holds it: none is made",
            where="TUTELA_BACKUP_RECIPIENTS",
            next="set it to the public keys of two people (docs: back up); or, where the disk it "
            "goes to is encrypted, set TUTELA_BACKUP_IN_CLEAR=yes",
        )
    return named


def encrypt(path: Path, to: Path, named: Sequence[str]) -> None:
    """Encrypt a file to public keys."""
    keys = [pyrage.x25519.Recipient.from_str(one) for one in named]
    pyrage.encrypt_file(str(path), str(to), keys)
    to.chmod(0o600)


def identities(file: Path) -> list[pyrage.x25519.Identity]:
    """The private keys of a file as `age-keygen` writes it.

    Raises  NotNow where there is none.
    """
    private_keys = []
    for line in file.read_text("utf-8", errors="replace").splitlines():
        if line.startswith("AGE-SECRET-KEY-"):
            try:
                private_keys.append(pyrage.x25519.Identity.from_str(line.strip()))
            except pyrage.IdentityError:
                continue  # never the line itself
    if not private_keys:
        raise NotNow(
            "there is no private key of age in this file",
            where=file.name,
            next="name the file that `age-keygen` wrote",
        )
    return private_keys


def decrypt(path: Path, to: Path, keys: Sequence[pyrage.x25519.Identity]) -> None:
    """Decrypt a file.

    Raises  NotNow where none of the keys opens it, or it was changed.
    """
    to.touch(mode=0o600)
    try:
        pyrage.decrypt_file(str(path), str(to), list(keys))
    except (pyrage.DecryptError, OSError) as error:
        if getattr(error, "errno", None):  # a full disk, no decryption
            raise
        raise NotNow(
            "no private key of this file opens this part, or the part was changed",
            where=path.name,
            next="name the identity file of one of the two recipients",
        ) from None


def check_recipient(public_key: str) -> None:
    """Raise RecipientBroken for what is no public key of age; its words are never repeated, for
    somebody may have put the private key there."""
    try:
        pyrage.x25519.Recipient.from_str(public_key)
    except pyrage.RecipientError:
        raise RecipientBroken(
            say("this is no public key of age"),
            next=say("paste the line that begins with age1, never the private key"),
        ) from None


def make_identity() -> tuple[str, str]:
    """A new pair of keys: the private one and the public one."""
    made = pyrage.x25519.Identity.generate()
    return str(made), str(made.to_public())


def encrypt_bytes(content: bytes, public_keys: Sequence[str]) -> bytes:
    """Content encrypted to public keys; any of their private keys opens it."""
    sealed: bytes = pyrage.encrypt(
        content, [pyrage.x25519.Recipient.from_str(public_key) for public_key in public_keys]
    )
    return sealed


def decrypt_bytes(content: bytes, private_key: str) -> bytes:
    """What `encrypt_bytes` made, opened.

    Raises  NotNow where the key does not open it.
    """
    try:
        opened: bytes = pyrage.decrypt(content, [pyrage.x25519.Identity.from_str(private_key)])
    except pyrage.DecryptError:
        raise NotNow(
            say("this key does not open it, or it was changed"),
            next=say("restore the keys database from a backup of the same day"),
        ) from None
    return opened
