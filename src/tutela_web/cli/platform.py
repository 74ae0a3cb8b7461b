"""`tutela platform`: prepare, serve, work, check, back up, restore."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click

from tutela_web.cli.house import NotPrepared, in_house
from tutela_web.cli.upgrade import upgrade

if TYPE_CHECKING:
    from tutela_web.base.upkeep.preflight import PreflightFinding


HEADS = "SELECT chain, number, hash FROM access_audithead ORDER BY chain"
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group()
def platform() -> None:
    """The web platform: databases, keys, server, worker, backups.

    Everything is set by the environment: TUTELA_DATA (where databases, files and keys lie),
    TUTELA_SHARED (files that all machines see),
    DATABASE_URL and KEYS_DATABASE_URL (SQLite files unless they name PostgreSQL), TUTELA_KEY or
    TUTELA_KEY_FILE, TUTELA_AUDIT_KEY, TUTELA_HOSTS, TUTELA_URL, TUTELA_HTTPS.
    """


platform.add_command(upgrade)


@platform.command()
@click.option("--static/--no-static", default=True, help="Collect styles, scripts and pictures.")
@in_house
def prepare(static: bool) -> None:
    """Make or renew both databases, the cache, the keys and the static files.

    Run it after installing and after each upgrade; it changes nothing that is in order already.
    """
    from django.core.management import call_command

    from tutela_web.access import tables
    from tutela_web.access.audit import seal, trail
    from tutela_web.access.vault import keyring, machines
    from tutela_web.adoption.letterheads.verbs import judge_letterheads
    from tutela_web.base.searching import search
    from tutela_web.base.upkeep import preflight
    from tutela_web.base.upkeep.planning import learn_all_sizes
    from tutela_web.cli.upgrading import from_0_3_0
    from tutela_web.warning.board import told

    for path in preflight.kept_closed():
        path.chmod(path.stat().st_mode & ~0o077)
    if not keyring.is_there():
        machines.require_no_other()
    if keyring.make_first():  # and the keys' tables first: an upgrade may seal what lay in clear
        click.echo(
            "The vault's key is made. Next: give the custodian a copy for the safe; "
            "it is in no backup."
        )
    from_0_3_0.bring_over(click.echo)
    for alias in ("keys", "default"):
        tables.prepare(alias)
    call_command("createcachetable", verbosity=0)
    told.create()
    search.index_missing()
    learn_all_sizes()
    for letterhead in judge_letterheads():
        click.echo(
            f"Letterhead {letterhead.number} of {letterhead.mission.code} is out of use: "
            f"{letterhead.fault}"
        )
    if not trail.was_sealed() and seal.make_key():
        sealed = [trail.seal(chain) for chain in trail.chains()]
        click.echo(
            "The key of the audit's seals is made: audit.key. Next: give the custodian a "
            "copy of it too."
        )
        for found in (verdict for verdict in sealed if verdict.lines):
            click.echo(
                f"chain {found.chain} is sealed from line {found.lines} on, {found.head}. "
                "What was changed before cannot be seen by the seal."
            )
    machines.register()
    if static:
        call_command("collectstatic", verbosity=0, interactive=False)
    click.echo("Prepared.")


@platform.command()
@in_house
def schema() -> None:
    """Print what the tables of both databases are, a line for each column, limit and index.

    Two installs whose lines are the same have the same tables, however they came to them. The
    lines hold nothing anybody wrote.
    """
    from django.db import connections

    from tutela_web.base.upkeep.backup import NAMES
    from tutela_web.base.upkeep.schema import describe_schema

    for alias, name in NAMES.items():
        for line in sorted(describe_schema(connections[alias])):
            click.echo(f"{name} {line}")


@platform.command("mission")
@click.argument("code")
@click.argument("name")
@click.option("--country", "iso3", metavar="ISO3", required=True, help="Three letters, as SSD.")
@click.option("--time-zone", metavar="ZONE", required=True, help="As Africa/Juba.")
@click.option(
    "--administrator",
    "username",
    metavar="NAME",
    required=True,
    help="The first administrator's sign-in name; a new account if new.",
)
@click.option(
    "--administrator-name",
    "person_name",
    default="",
    metavar="NAME",
    help="The person's name, for a new account.",
)
@in_house
def make_mission(
    code: str, name: str, iso3: str, time_zone: str, username: str, person_name: str
) -> None:
    """Make the mission NAME, with CODE in its addresses, and seat its first administrator.

    Prints, for who has no password yet, an address at which to set one: good once, for a day.
    """
    from django.conf import settings
    from django.db import transaction

    from tutela_web.access.models import Person
    from tutela_web.access.people import verbs

    with transaction.atomic():
        person = Person.objects.filter(username__iexact=username.strip()).first()
        if person is None:
            person = verbs.make_account(by=None, username=username, name=person_name)
        mission = verbs.make_mission(
            by=None, code=code, name=name, iso3=iso3, time_zone=time_zone, administrator=person
        )
    click.echo(f"{mission.code}: {mission.name}. {person.username} is its administrator.")
    if not person.has_usable_password():
        click.echo(settings.PUBLIC_URL.rstrip("/") + verbs.password_link(person, by=None))


@platform.command("administrator")
@click.argument("username", metavar="NAME")
@click.option("--name", "person_name", default="", metavar="NAME", help="The person's name.")
@click.option("--email", default="", help="Where mails that say “Open Tutela” go.")
@in_house
def make_administrator(username: str, person_name: str, email: str) -> None:
    """Make the account NAME of who makes the first mission, on the page they sign in to.

    Prints an address at which to set a password: good once, for a day. Refused once a mission is
    there: accounts are made by its administrator then, on the page *Accounts*.
    """
    from django.conf import settings

    from tutela_web.access.people import verbs

    person = verbs.make_first_account(username=username, name=person_name, email=email)
    click.echo(settings.PUBLIC_URL.rstrip("/") + verbs.password_link(person, by=None))


@platform.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Processes.")
@in_house
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages and the API until stopped."""
    _refuse_unless_prepared()
    # A process of its own, which opened no database: its workers are forked from it.
    os.execv(  # nosec B606 # our own interpreter
        sys.executable,
        [sys.executable, "-m", "tutela_web.cli.web_server", "wsgi", host, str(port), str(workers)],
    )


@platform.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
@in_house
def live(host: str, port: int) -> None:
    """Tell open boards that something changed, until stopped; beside `serve`.

    TUTELA_LIVE_URL says where browsers reach it; without it boards ask again by themselves.
    """
    _refuse_unless_prepared()
    os.execv(  # nosec B606 # our own interpreter
        sys.executable,
        [sys.executable, "-m", "tutela_web.cli.web_server", "asginl", host, str(port), "1"],
    )


@platform.command()
@click.option("--interval", default=1.0, show_default=True, help="Seconds between two looks.")
@click.option(
    "--only",
    type=click.Choice(["rounds", "senders", "webhooks", "jobs"]),
    help="Be one of the four processes.  [default: start all]",
)
@click.option(
    "--beside",
    type=int,
    hidden=True,
    help="End when this parent does, which saw that all is ready.",
)
@in_house
def worker(interval: float, only: str | None, beside: int | None) -> None:
    """Go the rounds, send, and do the work that takes time, in four processes, until stopped.

    The rounds are clocks, tripwires and listeners: that process reads no file and asks no server
    outside, so that nothing anybody uploads or answers holds up a warning. The senders send mails
    and texts; the webhooks tell other systems what changed. The jobs are imports, assessments,
    reports, forms from elsewhere; several such processes may run, and one takes up what a dead one
    left.
    """
    from tutela_web.base.jobs import go_rounds_forever, work_forever
    from tutela_web.base.models import Beat

    if beside is None:
        _refuse_unless_prepared()
    if only is None:
        workers = ["-m", "tutela_web.cli.workers", str(interval), *Beat.Part.values]
        os.execv(sys.executable, [sys.executable, *workers])  # nosec B606 # our own interpreter

    def wanted() -> bool:
        return beside is None or os.getppid() == beside

    if only == "jobs":
        work_forever(interval=interval, wanted=wanted)
    else:
        go_rounds_forever(only, interval=interval, wanted=wanted)


@platform.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: name, ready, what, next.")
@click.option(
    "--before-serving",
    is_flag=True,
    help="Nothing runs yet: ask this program's own page of signing in, and not who is at work.",
)
@click.pass_context
@in_house
def check(ctx: click.Context, as_json: bool, before_serving: bool) -> None:
    """Say whether this install is ready to serve or to be upgraded: what, where, next.

    Looks at the disk, who may read the files, both databases (their steps, and whether every page
    is whole), whether a process of each kind runs, the age of the last backup, the vault's key,
    plug-ins of other packages, whether records told as saved could vanish here in the past, the
    audit's chains and the clock. Exit code 2 if anything is not ready.
    """
    findings_met = look_whether_ready(before_serving=before_serving)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings_met]))
    else:
        for finding in findings_met:
            click.echo(
                f"{'ready' if finding.ready else 'NOT READY':<10} {finding.name}: {finding.what}"
                + (f". Next: {finding.next}." if finding.next else "")
            )
    if not all(finding.ready for finding in findings_met):
        ctx.exit(2)


@platform.command("machines")
@click.option("--forget", "name", metavar="NAME", help="Strike out one that serves no more.")
@in_house
def list_machines(name: str | None) -> None:
    """Name the machines that serve these databases, and when a process of each began last.

    Whether their keys are alike says `tutela platform check`.
    """
    from tutela.base.errors import BadParameter
    from tutela_web.access.vault import machines
    from tutela_web.base.models import Machine

    if name is not None and not machines.forget(name):
        raise BadParameter(f"there is no machine {name!r}", next="name one that the list says")
    for machine in Machine.objects.order_by("name", "pk"):
        at = machine.started_at
        said = f"started {at:%Y-%m-%d %H:%M} UTC" if at else "prepared, not started yet"
        here = ", this one" if machine.pk == machines.this_machine() else ""
        click.echo(f"{machine.name}  {machine.version}  {said}{here}")


@platform.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--keys",
    "keys_folder",
    type=FOLDER,
    help="Where the keys archive goes; better on another disk.  [default: FOLDER/keys]",
)
@click.option(
    "--keep-keys-days",
    default=7,
    show_default=True,
    type=click.IntRange(1, 90),
    help="Older keys archives there are removed.",
)
@in_house
def backup(folder: Path, keys_folder: Path | None, keep_keys_days: int) -> None:
    """Copy databases and files into FOLDER while people work; the keys apart, for days only.

    Prints the audit's heads: write them down elsewhere. The key-encryption key is in no backup.
    """
    from tutela_web.access.audit import trail
    from tutela_web.base.upkeep import backup as room
    from tutela_web.base.upkeep import encrypted

    if not encrypted.require_recipients():
        click.echo(
            "These archives are NOT encrypted: whoever holds them reads them. "
            "Next: set TUTELA_BACKUP_RECIPIENTS to the public keys of two people.",
            err=True,
        )
    trail.record("backup", kind="platform")
    main, keys, gone = room.back_up(
        folder,
        keys_folder or folder / "keys",
        heads_query=HEADS,
        keys_kept=timedelta(days=keep_keys_days),
    )
    click.echo(f"{main.folder}  {_size(main)}")
    click.echo(f"{keys.folder}  {_size(keys)}  kept {keep_keys_days} days")
    for path in gone:
        click.echo(f"{path}  removed, its time was over")
    for chain, (number, head) in main.heads.items():
        click.echo(f"head of {chain}: line {number}, {head}")
    click.echo("The key-encryption key is in neither: keep the custodian's copy in a safe.")


@platform.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def recipient(file: Path) -> None:
    """Make a key pair for backups: the private key goes into FILE, the public one is printed.

    Run it on the recipient's own computer, not on the server. FILE never goes to the server but
    for a restore; the public key goes into TUTELA_BACKUP_RECIPIENTS.
    """
    import pyrage

    pair = pyrage.x25519.Identity.generate()
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as kept:
        kept.write(f"# public key: {pair.to_public()}\n{pair}\n")
    click.echo(str(pair.to_public()))


@platform.command("try-backup")
@click.argument("folder", type=FOLDER)
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The private key of one of the recipients, where the backup is encrypted.",
)
@in_house
def try_backup(folder: Path, identity: Path | None) -> None:
    """Open the newest archive in FOLDER and read all of it; nothing here is changed.

    Each part is compared with the manifest and decrypted into a closed folder that is then removed;
    every page, or row, of its database is read. That it was tried is a line of the audit. It does
    not replace a restore on another machine, each quarter.
    """
    from tutela_web.access.audit import trail
    from tutela_web.base.upkeep import backup as room

    archive = room.read(room.newest(folder))
    room.try_open(archive, identity=identity)
    trail.record("try_backup", kind="platform", made_at=archive.manifest["made_at"])
    click.echo(f"{archive.folder}  opened and read: whole, as of {archive.manifest['made_at']}.")
    click.echo("Next: take the private key off this machine.")


@platform.command()
@click.argument("folder", type=FOLDER)
@click.pass_context
@in_house
def backups(ctx: click.Context, folder: Path) -> None:
    """Name the archives in FOLDER that lie in clear: they are to be destroyed.

    An archive from before the words of compartments were sealed holds them in clear. Exit code 1
    if there is any.
    """
    from tutela_web.base.upkeep import backup as room

    archives = room.in_clear(folder)
    for path in archives:
        told = "".join(f"; {words}" for words in room.words_in_clear(path))
        click.echo(f"{path}  not encrypted{told}. Next: destroy it and every copy of it.")
    click.echo(f"{len(archives)} to destroy.")
    if archives:
        ctx.exit(1)


@platform.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--keys",
    "keys_folder",
    type=FOLDER,
    help="The keys archive, or the folder of them."
    "  [default: the one of the same moment in FOLDER/keys]",
)
@click.option("--without-keys", is_flag=True, help="Leave the keys database as it is.")
@click.option("--over", is_flag=True, help="Replace what is here.")
@click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The private key of one of the recipients, where the backup is encrypted.",
)
@click.pass_context
@in_house
def restore(
    ctx: click.Context,
    folder: Path,
    keys_folder: Path | None,
    without_keys: bool,
    over: bool,
    identity: Path | None,
) -> None:
    """Put a backup back: FOLDER is one archive, or a folder of them of which the newest is taken.

    Checks every part first, then restores, verifies the audit and compares its heads with the
    manifest. Whose key was destroyed, by the keys database here or the register beside the data
    or the archives, stays destroyed. Stop server and worker first.
    Exit code 1 if the audit is not what the manifest says.
    """
    from tutela_web.access.audit import trail
    from tutela_web.access.audit.queries import verify_chains
    from tutela_web.access.vault import machines, verbs
    from tutela_web.base.upkeep import backup as room
    from tutela_web.base.upkeep.destroyed import destroyed_keys
    from tutela_web.base.upkeep.planning import learn_all_sizes
    from tutela_web.cli.upgrading import from_0_3_0

    main = room.read(room.newest(folder))
    archives = [main]
    if not without_keys:
        beside = main.folder.parent / "keys" / main.folder.name.replace("main-", "keys-")
        archives.append(room.read(room.newest(keys_folder or beside, "keys")))
    erased: set[UUID] = set()
    if not without_keys:
        registers = {archive.folder.parent for archive in archives}
        erased = destroyed_keys(*registers, *(folder / "keys" for folder in registers))
        erased.update(_erased_here())
    room.restore(archives, over=over, identity=identity)
    from_0_3_0.bring_over(click.echo)  # what it holds is asked by the tables of today
    machines.forget_all()
    for subject in erased:
        verbs.destroy(subject)
    differs = False
    verdicts = {verdict.chain: verdict for verdict in verify_chains()}
    for chain, (number, head) in main.heads.items():
        verdict = verdicts.pop(chain, None)
        if verdict is None:
            said = "is missing"
        elif verdict.broken_at is not None:
            said = f"is broken at line {verdict.broken_at}"
        elif verdict.broken:
            said = f"is broken ({verdict.fault}); `tutela audit verify` says more"
        elif (verdict.lines, verdict.head) != (number, head):
            said = f"ends at line {verdict.lines}, the manifest says {number}"
        else:
            click.echo(f"chain {chain}: whole, {number} lines, as the manifest says")
            continue
        differs = True
        click.echo(f"chain {chain} {said}.", err=True)
    for chain in (chain for chain, verdict in verdicts.items() if verdict.lines):
        differs = True
        click.echo(f"chain {chain} is not in the manifest.", err=True)
    trail.record("restore", kind="platform", made_at=main.manifest["made_at"])
    learn_all_sizes()  # a dump of PostgreSQL brings none
    click.echo(
        f"Restored what was kept at {main.manifest['made_at']}. "
        "Next: `tutela platform prepare`, then `tutela vault sweep`."
    )
    if differs:
        ctx.exit(1)


def _erased_here() -> list[UUID]:
    """Whose keys were destroyed here: an older keys archive must not bring them back."""
    from django.db import connections

    from tutela_web.access.vault.models import SubjectKey

    here = connections["keys"]
    if here.vendor == "sqlite" and not Path(here.settings_dict["NAME"]).exists():
        return []
    if SubjectKey._meta.db_table not in here.introspection.table_names():
        return []
    gone = SubjectKey.objects.filter(destroyed_at__isnull=False)
    return list(gone.values_list("subject", flat=True))


def _conduct_keys() -> PreflightFinding:
    """Which missions' Conduct and Discipline gave the key that reports are sealed to. A new mission
    has no such officer yet: it is told, and hinders nothing, for the vault holds what comes in."""
    from tutela_web.base.upkeep.preflight import PreflightFinding
    from tutela_web.conduct.queries import missions_without_key

    name = "keys of Conduct and Discipline"
    if without := missions_without_key():
        return PreflightFinding(
            name,
            True,
            f"none of {', '.join(without)} yet: what tells of misconduct waits in the vault",
            "ask that office for its public key (`tutela vault conduct-key`)",
        )
    return PreflightFinding(name, True, "every mission gave one")


def _machines() -> list[PreflightFinding]:
    """Whether all machines of these databases have the same keys and see one shared folder, and
    which of them goes the rounds."""
    from django.conf import settings

    from tutela_web.access.vault import machines
    from tutela_web.base.upkeep.preflight import PreflightFinding
    from tutela_web.base.upkeep.rounds_lock import holder
    from tutela_web.channels.push import services_with_another_key

    unlike = machines.unlike_machines()
    findings = [
        PreflightFinding(f"{thing.what} of {thing.name}", False, thing.comes_of_it, thing.next)
        for thing in unlike
    ]
    if not unlike:
        names = [settings.MACHINE, *(machine.name for machine in machines.other_machines())]
        said = "this one alone" if len(names) == 1 else f"{', '.join(names)}: keys are alike"
        findings.append(PreflightFinding("machines", True, said))
    if lost := services_with_another_key():
        findings.append(
            PreflightFinding(
                "push keys",
                False,
                f"{lost} of them do not open here: nobody is woken from this machine",
                "copy secret.key from the machine they were made at, and restart",
            )
        )
    if going := holder():
        said = f"gone by {going.machine} since {going.since:%Y-%m-%d %H:%M} UTC"
        findings.append(PreflightFinding("rounds", True, said))
    return findings


def _lost_writes() -> list[PreflightFinding]:
    """Whether records told as saved could vanish here in the past, and what is seen of it; nothing
    where they never could."""
    from tutela_web.access.vault.lost_writes import find_traces
    from tutela_web.base.upkeep.preflight import PreflightFinding

    traces = find_traces()
    if traces is None:
        return []
    span = f"{traces.first_at:%Y-%m-%d %H:%M} to {traces.last_at:%Y-%m-%d %H:%M} UTC"
    name, step = "records told as saved", "docs/reliability.md, Records that vanished"
    if traces.found:
        said = f"some of {span} may be gone; {'; '.join(traces.found)}"
        return [PreflightFinding(name, False, said, f"do what is said in {step}")]
    said = f"could vanish from {span}; no trace of it is left here, which is no proof"
    return [PreflightFinding(name, True, said, f"ask those who wrote then ({step})")]


def look_whether_ready(*, before_serving: bool = False) -> list[PreflightFinding]:
    """All there is to know of this install, as `tutela platform check` says it."""
    from django.db.utils import DatabaseError

    from tutela.base.errors import TutelaError
    from tutela_web.access.audit.queries import verify_chains
    from tutela_web.access.vault.verbs import prove_key
    from tutela_web.base.upkeep.backup import last_heads
    from tutela_web.base.upkeep.preflight import PreflightFinding, findings

    findings_met = [*findings(at_rest=before_serving), *_plugins()]
    # What makes it slow, or what a power cut would take, hides nothing of what follows.
    asked = ("database", "steps", "pages")
    tables = all(finding.ready for finding in findings_met if finding.name.endswith(asked))
    try:
        name, wrapped = prove_key(keys_database=tables)
        findings_met.append(
            PreflightFinding("vault's key", True, f"{name} opens; it wraps {wrapped} keys")
        )
    except TutelaError as error:
        findings_met.append(PreflightFinding("vault's key", False, error.what, error.next))
    if not tables:
        return findings_met
    findings_met += [
        *_machines(),
        _conduct_keys(),
        *_lost_writes(),
        *([_page()] if before_serving else []),
    ]
    try:
        verdicts = verify_chains(heads=last_heads()[1], every_line=False)
    except DatabaseError:
        return [
            *findings_met,
            PreflightFinding("audit", False, "it cannot be read", "look at the database"),
        ]
    bad = [v for v in verdicts if v.broken]
    lines, unproved = sum(v.lines for v in verdicts), any(v.fault for v in verdicts)
    if bad:
        said = f"{len(bad)} of {len(verdicts)} chains are broken"
        step = "run `tutela audit verify` and tell the auditor"
    elif unproved:
        said, step = "its seals could not be checked", "run `tutela audit verify`, which says why"
    else:
        said, step = f"{lines} lines whole", ""
    return [*findings_met, PreflightFinding("audit", not step, said, step), _clock()]


def _plugins() -> list[PreflightFinding]:
    """What packages of others bring; none that failed keeps the platform from serving."""
    from tutela.base.plugins import failed_plugins, loaded_plugins
    from tutela_web.base.upkeep.preflight import PreflightFinding
    from tutela_web.site.packages import load_every_group

    load_every_group()
    left_out = [
        PreflightFinding(
            f"plug-in {failed.name} of {failed.group}",
            False,
            f"left out ({failed.package}): {failed.what}",
            str(failed.next),
        )
        for failed in failed_plugins()
    ]
    standing = loaded_plugins()
    in_use = ", ".join(f"{plugin.name} of {plugin.group} ({plugin.package})" for plugin in standing)
    return left_out + ([PreflightFinding("plug-ins", True, in_use)] if standing else [])


def _page() -> PreflightFinding:
    """Whether this program answers with its page of signing in, styles and all."""
    from django.conf import settings
    from django.test import Client

    from tutela_web.base.upkeep.preflight import PreflightFinding

    named = settings.ALLOWED_HOSTS[0].strip("[].*") or "localhost"
    person = Client(SERVER_NAME=named, raise_request_exception=False)
    status = person.get("/account/login/", secure=settings.HTTPS).status_code
    if status == HTTPStatus.OK:
        return PreflightFinding("page of signing in", True, "answers")
    step = "run `tutela platform prepare`, and look at what the log says"
    return PreflightFinding("page of signing in", False, f"answers {status}", step)


def _clock() -> PreflightFinding:
    from tutela_web.access.audit.queries import clock_behind
    from tutela_web.base.clock import real_now
    from tutela_web.base.upkeep.preflight import PreflightFinding

    latest = clock_behind()
    if latest is None:
        return PreflightFinding("clock", True, "not behind the latest entry")
    late = (latest - real_now()).total_seconds() / 60
    return PreflightFinding(
        "clock",
        False,
        f"it stands {late:.0f} min behind the latest entry: it was set back, or had run ahead",
        "let the server keep time by NTP (timedatectl), and tell the JOC: entries "
        "since bear earlier times than those before them",
    )


def _refuse_unless_prepared() -> None:
    from django.db import connections

    from tutela_web.access.vault import machines
    from tutela_web.base.upkeep.preflight import check_writable, database, migrations

    disk = check_writable()
    if not disk.ready:
        raise NotPrepared(f"{disk.name}: {disk.what}", next=disk.next)
    for alias in connections:
        for look in (database, migrations):
            finding = look(alias)
            if not finding.ready:
                raise NotPrepared(f"{finding.name}: {finding.what}", next=finding.next)
    machines.require_own_key()
    machines.register(started=True)


def _size(archive) -> str:  # type: ignore[no-untyped-def]
    total = sum(part["bytes"] for part in archive.manifest["parts"].values())
    return f"{total / 1e6:.1f} MB"
