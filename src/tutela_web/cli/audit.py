"""`tutela audit verify`: is the trail whole? `verify-timeline`: is a signed copy genuine?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from tutela_web.cli.house import in_house, mission_of


@click.group()
def audit() -> None:
    """The trail of who read, changed and exported what."""


SAID = {
    "line": "BROKEN  at line {at}; {lines} before it fit",
    "archive": "BROKEN  from line {at}: the file of an archived month is missing, or not the "
    "one that was written; {lines} before it fit",
    "cut": "BROKEN  at line {at}; {lines} before it fit, and the kept head is of another line",
    "headless": "BROKEN  its head was removed; its {lines} fit each other",
    "empty": "BROKEN  it has no line, yet the making of a mission writes the first",
    "seal": "BROKEN  {lines} fit each other, but their head does not bear this install's seal, "
    "or an archived month of them does not",
    "backup": "BROKEN  {lines} fit each other, but the head the newest backup kept is none of them",
    "unsealed": "NOT PROVED  {lines} fit each other; no chain was ever sealed",
    "no_key": "NOT PROVED  {lines} fit each other; the key of the seals is not at hand",
}
"""What is told of each fault of a chain."""

TELL = (
    "Next: keep a copy of the database as it is, tell the auditor, and compare with the heads "
    "in the manifests of backups (--backup FOLDER)."
)
PROVE = {
    "unsealed": "Next: run `tutela audit seal`. If this install was sealed before, tell the "
    "auditor first.",
    "no_key": "Next: put audit.key (or TUTELA_AUDIT_KEY) back from the custodian's copy.",
}


@audit.command()
@click.option("--mission", "code", metavar="CODE", help="Only the chain of this mission.")
@click.option(
    "--head",
    metavar="HASH",
    help="Also: this head, written down or kept in a backup's "
    "manifest, must be a line of one of the chains.",
)
@click.option(
    "--backup",
    "kept_at",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Compare with this archive, or the newest in this folder.  [default: the "
    "newest backup made from here]",
)
@click.pass_context
@in_house
def verify(ctx: click.Context, code: str | None, head: str | None, kept_at: Path | None) -> None:
    """Walk each chain from its first line and say whether it is whole.

    Looks at every chain that has lines, a head or a mission: its lines, those of archived months
    too, must fit each other, its
    head must be its last line and bear the seal of this install's key (audit.key), and the heads
    of the newest backup must be lines of it.

    Prints one line a chain: its mission, its lines, its head. Write the head down elsewhere.

    Exit code 1 if a chain is broken (what does not fit is named) or if --head is a line of none;
    2 if nothing is broken but the seals could not be checked.
    """
    from tutela_web.access.audit.queries import holds, verify_chains
    from tutela_web.access.audit.trail import HOUSE, UNPROVED
    from tutela_web.access.models import Mission
    from tutela_web.base.upkeep import backup

    codes = {str(pk): name for pk, name in Mission.objects.values_list("pk", "code")}
    only = str(mission_of(code).pk) if code else None
    if kept_at is not None:
        archive = backup.read(backup.newest(kept_at))
        source, heads = str(archive.folder), archive.heads
    else:
        source, heads = backup.last_heads()
    verdicts = verify_chains(only, heads)
    for verdict in verdicts:
        name = HOUSE if verdict.chain == HOUSE else codes.get(verdict.chain, verdict.chain)
        lines = f"{verdict.lines} lines"
        if verdict.fault is None:
            click.echo(f"{name:<20} whole   {lines:>15}  {verdict.head or '-'}")
        else:
            said = SAID[verdict.fault].format(at=verdict.broken_at, lines=lines)
            click.echo(f"{name:<20} {said}")
    if heads:
        click.echo(f"Compared with the heads of the newest backup: {source}.")
    else:
        click.echo(
            "No backup's heads were found here to compare with. Next: name one by --backup "
            "FOLDER, or run `tutela platform backup FOLDER`."
        )
    cut = bool(head) and not holds(head or "", only)
    if cut:
        click.echo(f"No line has the head {head}: a chain was cut or replaced.")
    if cut or any(verdict.broken for verdict in verdicts):
        click.echo(TELL, err=True)
        ctx.exit(1)
    if unproved := {verdict.fault for verdict in verdicts if verdict.fault} & UNPROVED:
        for fault in sorted(unproved):
            click.echo(PROVE[fault], err=True)
        ctx.exit(2)


@audit.command("archive")
@click.option(
    "--through",
    type=click.DateTime(["%Y-%m"]),
    metavar="YEAR-MONTH",
    help="The last month to put away; it must have ended.  "
    "[default: the last that ended 90 days ago]",
)
@in_house
def archive_months(through: datetime | None) -> None:
    """Put finished months of the trail away: one sealed, compressed file for each chain and month.

    The lines then leave the database, and only they: the next line in it carries the hash of the
    last one in the file. The worker does the same by itself, 90 days after a month ended. The files
    lie in media/audit and are in every backup.
    """
    from tutela_web.access.audit import archived, archiving
    from tutela_web.base.clock import real_now

    due = archiving.month_due(real_now())
    last = due if through is None else archived.AuditMonth(through.year, through.month)
    archives = [
        archive
        for chain in archiving.chains_due(last)
        for archive in archiving.archive(chain, through=last)
    ]
    for archive in archives:
        click.echo(
            f"{archived.path_of(archive)}  lines {archive.first} to {archive.last}, "
            f"{archive.bytes:,} bytes; head {archive.hash}"
        )
    click.echo(f"{len(archives)} files. Next: write the heads down elsewhere, and make a backup.")


@audit.command("lines")
@click.argument("period")
@click.option("--mission", "code", metavar="CODE", help="Only the chain of this mission.")
@click.pass_context
@in_house
def archived_lines(ctx: click.Context, period: str, code: str | None) -> None:
    """Print archived lines of PERIOD as JSON, one a line: ids, acts and counts, for the auditor.

    PERIOD is a month, as 2018-03, or a year. Exit code 1 where a file is missing or not the one
    that was written, 2 where nothing of PERIOD is archived.
    """
    import json

    from tutela_web.access.audit import archived
    from tutela_web.access.models import AuditArchive

    chosen = AuditArchive.objects.order_by("chain", "last")
    if code:
        chosen = chosen.filter(chain=str(mission_of(code).pk))
    archives = [archive for archive in chosen if period in (archive.period, str(archive.year))]
    for archive in archives:
        if not archived.is_as_written(archive):
            click.echo(
                f"{archived.path_of(archive)} is missing, or not as it was written.", err=True
            )
            click.echo("Next: take it from a backup, and tell the auditor.", err=True)
            ctx.exit(1)
        for line in archived.read_lines(archive):
            said = {
                "chain": line.chain,
                "number": line.number,
                "at": line.at.isoformat(),
                "person": str(line.person_id or ""),
                "act": line.act,
                "kind": line.kind,
                "subject": line.subject_id,
                "detail": line.detail,
            }
            click.echo(json.dumps(said, ensure_ascii=False))
    if not archives:
        click.echo(
            f"No line of {period} is archived. Next: look on the page of the trail.", err=True
        )
        ctx.exit(2)


@audit.command("seal")
@click.option("--mission", "code", metavar="CODE", help="Only the chain of this mission.")
@click.option(
    "--again",
    is_flag=True,
    help="Also chains whose seal does not fit, after the "
    "auditor found why: a lost key, which is replaced; a restored backup.",
)
@click.pass_context
@in_house
def seal_chains(ctx: click.Context, code: str | None, again: bool) -> None:
    """Seal the heads of chains that are not sealed, as their lines stand now.

    `tutela platform prepare` does it once, when it makes the key. What was found before is told,
    and kept in the trail. A chain whose lines do not fit each other is never sealed.

    Exit code 1 if a chain was left as it is.
    """
    from tutela_web.access.audit import seal
    from tutela_web.access.audit import trail as room
    from tutela_web.access.audit.trail import ChainFault

    if again and seal.make_key():
        click.echo("A new key of the seals is made: audit.key. Next: give the custodian a copy.")
    left = False
    for chain in [str(mission_of(code).pk)] if code else room.chains():
        verdict = room.verify(chain)
        if verdict.fault is None or verdict.fault == ChainFault.EMPTY:
            continue
        if verdict.broken_at is None and (again or not verdict.broken):
            room.seal(chain)
            click.echo(
                f"chain {chain}: sealed at line {verdict.lines}, {verdict.head}; "
                f"found before: {verdict.fault}"
            )
        else:
            left = True
            said = SAID[verdict.fault].format(at=verdict.broken_at, lines=f"{verdict.lines} lines")
            click.echo(f"chain {chain}: left as it is. {said}", err=True)
    if left:
        click.echo(TELL, err=True)
        ctx.exit(1)


@audit.command("verify-timeline")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--key",
    default="",
    metavar="FINGERPRINT",
    help="Of the public key, as the "
    "mission's page shows it; without it the key inside the file is taken.",
)
def verify_timeline(file: Path, key: str) -> None:
    """Check the signed timeline of an alert; needs neither the database nor a network.

    Exit code 2 if the file was changed since it was signed, or another key signed it.
    """
    from tutela_web.crisis.papers.signing import verify as check

    paper, verdict = check(file.read_bytes(), expected=key)
    click.echo(
        f"genuine     {paper.get('alert', '-')} of {paper.get('made_at', '-')}, "
        f"{len(paper.get('lines', []))} lines, {paper.get('marking', '-')}"
    )
    click.echo(f"signed by   {verdict}")
    if not key:
        click.echo(
            "Next: compare this key with the one on the mission's page, or give it by --key."
        )


@audit.command("verify-strategy")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--document",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The strategy as a JSON file: is it the text that was endorsed?",
)
@click.option(
    "--key",
    default="",
    metavar="FINGERPRINT",
    help="Of the public key, as the "
    "mission's page shows it; without it the key inside the file is taken.",
)
@click.pass_context
def verify_strategy(ctx: click.Context, file: Path, document: Path | None, key: str) -> None:
    """Check the signed steps of a strategy; needs neither the database nor a network.

    Exit code 2 if a step was changed, left out or moved, or another key signed it; 1 if the
    document given is not the text that was endorsed.
    """
    from tutela_web.strategy.endorsing.chain import name_of_document, verify_chain

    verdict, signer = verify_chain(file.read_bytes(), expected=key)
    for paper in verdict:
        click.echo(
            f"{paper['number']:>2}  {paper['on']}  {paper['step']:<22} "
            f"{paper['answer']:<20} {paper['digest'][:12] or '-'}"
        )
    click.echo(f"signed by   {signer}")
    if document is not None:
        endorsed = {
            paper[name]
            for paper in verdict
            for name in ("digest", "digest_whole")
            if paper["step"] == "endorsed_head"
        }
        named = name_of_document(document.read_bytes())
        genuine = named in endorsed
        click.echo(
            f"document    {named[:12]}  "
            f"{'the text that was endorsed' if genuine else 'NOT the text endorsed'}"
        )
        ctx.exit(0 if genuine else 1)
