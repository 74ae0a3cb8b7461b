"""Machines that serve one mission together: who they are, and whether their keys are alike.

A machine is its local folder (`settings.DATA`), whatever processes and containers work on it. At
each start it writes down the marks of its keys: an HMAC of a word by the key, by which two keys are
told apart and neither is known. It tells too which shared folder it sees, by a number in it.
"""

from __future__ import annotations

import hmac
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connections

from tutela import __version__
from tutela.base.errors import TutelaError
from tutela.base.messages import say
from tutela_web.access.audit import seal
from tutela_web.access.vault import keyring
from tutela_web.access.vault.models import SubjectKey
from tutela_web.access.vault.sealing import SealBroken, unwrap
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Unavailable
from tutela_web.base.ids import random_id
from tutela_web.base.models import Machine

WORD = b"tutela: a machine's key 1"
VAULT, AUDIT, SIGNING = "vault", "audit", "signing"

COPY = "copy {file} from {name}, or {name}'s from here, whichever opens the records; then restart"
UNLIKE = {
    VAULT: ("what the one seals the other cannot open", "vault.key (TUTELA_KEY_FILE, TUTELA_KEY)"),
    AUDIT: (
        "lines written at the one look tampered with at the other",
        "audit.key (TUTELA_AUDIT_KEY)",
    ),
    SIGNING: (
        "a sign-in, a link, a program's ids, a gateway's password and a push key of the one are "
        "not good at the other",
        "secret.key (TUTELA_SECRET_KEY)",
    ),
}
"""By key: what comes of it where two machines' are not alike, and what it is kept in."""


class SharedFolderAway(Unavailable):
    """The folder of uploads is not the one this machine began with: its mount is lost."""

    code = "shared.away"


class AnotherKey(TutelaError):
    """The vault's key of this machine is not the one that its records are sealed with."""

    code = "vault.another_key"


@dataclass(frozen=True)
class Unlike:
    """One thing in which another machine is not like this one."""

    name: str
    what: str
    comes_of_it: str
    next: str


def this_machine() -> UUID:
    """The id of this machine, kept in its local folder and made once."""
    return UUID(_kept_number(Path(settings.DATA) / "machine.id"))


def shared_folder() -> str:
    """The number of the shared folder: the same where two machines see the same folder; nothing
    where it has none."""
    path = Path(settings.SHARED) / "shared.id"
    return path.read_text("ascii").strip() if path.exists() else ""


def require_shared_folder() -> None:
    """Refuse to keep a file in another folder than this machine was written down with: the empty
    folder that a mount leaves behind takes files too, and loses them when it is back.

    Raises  SharedFolderAway.
    """
    machine = Machine.objects.filter(pk=this_machine()).first()
    if machine is not None and machine.shared and machine.shared != shared_folder():
        raise SharedFolderAway(
            say("the folder of uploaded files is away: nothing was saved"),
            next=say(
                "tell the administrator: TUTELA_SHARED must name one folder of all machines; "
                "then send the file again"
            ),
        )


def _shared_folder_begun() -> str:
    """The number of the shared folder, made where it has none and this machine knows of none: one
    that was numbered and is no more is away, and keeps its number."""
    before = Machine.objects.filter(pk=this_machine()).values_list("shared", flat=True).first()
    here = shared_folder()
    return here or before or _kept_number(Path(settings.SHARED) / "shared.id")


def register(*, started: bool = False) -> Machine:
    """Write down what this machine is, with the marks of its keys.

    Takes   started, whether one of its processes begins now.
    """
    said: dict[str, object] = {
        "name": settings.MACHINE,
        "version": __version__,
        "shared": _shared_folder_begun(),
        "marks": marks_now(),
    }
    machine, new = Machine.objects.get_or_create(pk=this_machine(), defaults=said)
    if started:
        said["started_at"] = real_now()
    changed = [name for name, value in said.items() if getattr(machine, name) != value]
    if (changed and not new) or started:
        for name, value in said.items():
            setattr(machine, name, value)
        machine.save(update_fields=list(said))
    return machine


def other_machines() -> list[Machine]:
    """The other machines that are written down; none where there is no such table yet."""
    here = connections["default"]
    if here.vendor == "sqlite" and not Path(str(here.settings_dict["NAME"])).exists():
        return []
    if Machine._meta.db_table not in here.introspection.table_names():
        return []
    return list(Machine.objects.exclude(pk=this_machine()).order_by("name", "pk"))


def marks_now() -> dict[str, dict[str, str]]:
    """The marks of this machine's keys, by key and its id; none of a key that is not at hand."""
    marks = {SIGNING: {"": mark_of(settings.SECRET_KEY.encode())}}
    try:
        marks[VAULT] = {name: mark_of(key) for name, key in keyring.ring().keys.items()}
    except keyring.KeyMissing:
        marks[VAULT] = {}
    audit = seal.key()
    marks[AUDIT] = {"": mark_of(audit)} if audit else {}
    return marks


def mark_of(key: bytes) -> str:
    """What tells a key from others, and from which it is not known.

    >>> mark_of(b"one" * 10) == mark_of(b"one" * 10) != mark_of(b"two" * 10)
    True
    """
    return hmac.new(key, WORD, sha256).hexdigest()[:32]


def unlike_machines() -> list[Unlike]:
    """In what the other machines are not like this one, as each was at its last start."""
    marks, unlike = marks_now(), []
    for machine in other_machines():
        for key, (comes_of_it, file) in UNLIKE.items():
            if machine.marks.get(key, {}) != marks[key]:
                step = COPY.format(file=file, name=machine.name)
                unlike.append(Unlike(machine.name, f"{key} key", comes_of_it, step))
        if machine.shared != shared_folder():
            unlike.append(
                Unlike(
                    machine.name,
                    "shared folder",
                    "files sent to the one cannot be read at the other",
                    "mount one folder at both and name it in TUTELA_SHARED; then restart",
                )
            )
        if machine.version != __version__:
            unlike.append(
                Unlike(
                    machine.name,
                    "version",
                    f"it runs {machine.version}, this one {__version__}",
                    "upgrade both to the same version, and restart",
                )
            )
    return unlike


def require_own_key() -> None:
    """Refuse to go on with a vault's key that is another one than the records were sealed with.

    A key that is not at hand at all is no other key: pages without the vault's words go on.
    Raises  AnotherKey.
    """
    try:
        keys = keyring.ring()
    except keyring.KeyMissing:
        return
    subject_keys = SubjectKey.objects.filter(wrapped__isnull=False)
    named = set(subject_keys.order_by("kek").values_list("kek", flat=True).distinct())
    if named and not named & set(keys.keys):
        _raise_another("no record of the vault is sealed with it")
    for name in sorted(named & set(keys.keys)):
        row = subject_keys.filter(kek=name).first()
        if row is None:
            continue
        try:
            unwrap(keys.key(name), bytes(row.wrapped or b""), row.subject)
        except SealBroken:
            _raise_another("it does not open what is sealed under its name")
    mine = marks_now()[VAULT].items()
    for machine in other_machines():
        theirs = machine.marks.get(VAULT, {}).items()
        if theirs and not theirs & mine:
            _raise_another(f"machine {machine.name} has another one")


def require_no_other() -> None:
    """Refuse to make a first key where another machine of these databases has one.

    Raises  AnotherKey.
    """
    for machine in other_machines():
        if machine.marks.get(VAULT):
            raise AnotherKey(
                f"machine {machine.name} serves these databases and has the vault's key",
                next="copy vault.key, audit.key and secret.key from there into this machine's "
                "folder, or say what became of it: `tutela platform machines --forget NAME`",
            )


def forget(name: str) -> int:
    """Strike out the machines of a name, which serve no more; gives how many."""
    gone, _by_kind = Machine.objects.filter(name=name).delete()
    return gone


def forget_all() -> None:
    """Strike out all machines: those of a backup are not those of today. Each writes itself down
    again when it starts."""
    if Machine._meta.db_table in connections["default"].introspection.table_names():
        Machine.objects.all().delete()


def _raise_another(why: str) -> None:
    raise AnotherKey(
        f"this machine's vault key is another one: {why}",
        next="copy the vault's key from the machine whose records open, or from the custodian; a "
        "machine that serves no more is struck out by `tutela platform machines --forget NAME`",
    )


def _kept_number(path: Path) -> str:
    """What the file says, which is made whole or not at all: several processes begin at once."""
    if not path.exists():
        number, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(number, "w") as file:
            file.write(random_id().hex)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)
        Path(name).unlink()
    return path.read_text("ascii").strip()
