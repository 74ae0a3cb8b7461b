"""`tutela vault`: keys, review dates, sweeping, erasing."""

from __future__ import annotations

from uuid import UUID

import click

from tutela_web.cli.house import acting, in_house, mission_of


@click.group()
def vault() -> None:
    """Identities: their keys, when to review them, how they are erased. Never their words."""


@vault.command()
@click.option(
    "--drop-old",
    is_flag=True,
    help="Then forget the keys that wrap nothing any more: "
    "keys backups made before open nowhere after that.",
)
@in_house
def rotate(drop_old: bool) -> None:
    """Wrap every person's key with a fresh key-encryption key, and hash again.

    Nobody need stop working. A rotation that was cut short goes on where it stopped. Where the
    keys are in TUTELA_KEY, write the new one behind the old one, restart, and run this.
    """
    from tutela_web.access.vault import verbs

    made = verbs.rotate_key()
    click.echo(f"{made.done} keys are wrapped by {made.key}.")
    for subject in made.left:
        click.echo(f"{subject}: a field does not open; it stays under the old key.", err=True)
    if drop_old:
        gone = verbs.drop_old_keys()
        click.echo(f"Forgotten: {', '.join(gone) or 'none, all are still needed'}.")
    click.echo(
        "Next: give the custodian a copy of the key file for the safe, and destroy the "
        "copy before it."
    )


@vault.command()
@click.option("--mission", "code", metavar="CODE", required=True)
@click.option("--by", "username", metavar="NAME", required=True, help="The custodian who asks.")
@in_house
def review(code: str, username: str) -> None:
    """List the identities whose review date has come: keep each for a purpose, or erase it."""
    from tutela_web.access.vault import queries
    from tutela_web.base.errors import Denied

    by = acting(username, mission_of(code))
    if not queries.keeps(by):
        raise Denied("only the custodian reviews identities", next="name the custodian by --by")
    rows = list(queries.due(by))
    for row in rows:
        click.echo(f"{row.pseudonym}  {row.pk}  review was due {row.review_on}")
    click.echo(f"{len(rows)} due.")


@vault.command()
@click.option("--limit", default=100, show_default=True, help="Refuse to destroy more keys.")
@in_house
def sweep(limit: int) -> None:
    """Clear up after crashes: keys that seal nothing, erasures half done; name lost keys."""
    from tutela_web.access.vault import verbs

    swept = verbs.sweep(limit=limit)
    click.echo(
        f"{swept.orphans} keys that sealed nothing are gone; "
        f"{swept.erased} erasures were completed."
    )
    for subject in swept.lost:
        click.echo(f"{subject}: its key is lost. Next: restore the keys of that day.", err=True)


@vault.command()
@click.argument("subject", type=click.UUID)
@click.option("--mission", "code", metavar="CODE", required=True)
@click.option("--by", "username", metavar="NAME", required=True, help="The custodian who decides.")
@click.option(
    "--reason",
    required=True,
    type=click.Choice(["purpose_ended", "asked", "consent_withdrawn", "unsafe", "mistake"]),
)
@click.confirmation_option(prompt="This cannot be undone. Erase?")
@in_house
def erase(subject: UUID, code: str, username: str, reason: str) -> None:
    """Destroy one person's key: what was sealed opens nowhere, in backups neither."""
    from tutela_web.access.vault import verbs

    verbs.erase(subject, by=acting(username, mission_of(code)), reason=reason)
    click.echo(
        f"{subject} is erased. Keys backups of the last days hold its key until they end; "
        "`tutela vault rotate --drop-old` makes them useless at once."
    )


@vault.command("conduct-key")
@click.argument("code", metavar="MISSION")
@click.argument("public_key", metavar="AGE1...")
@click.option("--by", "username", metavar="NAME", required=True, help="The officer who gives it.")
@click.option(
    "--focal-point",
    is_flag=True,
    help="The key is that of the PSEA focal point of aid organisations.",
)
@in_house
def conduct_key(code: str, public_key: str, username: str, focal_point: bool) -> None:
    """Give the public key of a mission's Conduct and Discipline.

    What tells of misconduct by personnel is sealed to it. Make the pair with `age-keygen` on
    another computer; the private key never comes here.
    """
    from tutela_web.conduct import verbs
    from tutela_web.conduct.models import WhoseOffice

    verbs.set_office(
        {"public_key": public_key},
        by=acting(username, mission_of(code)),
        whose=WhoseOffice.AID if focal_point else WhoseOffice.UN,
    )
    click.echo("What comes in is sealed to this key. What lay in the vault was sealed to it now.")


@vault.command("misconduct")
@click.argument("code", metavar="MISSION")
@click.option(
    "--by", "username", metavar="NAME", required=True, help="The officer who receives misconduct."
)
@click.option(
    "--seal",
    is_flag=True,
    help="Seal what is found to the office it belongs to, and erase it here.",
)
@in_house
def misconduct(code: str, username: str, seal: bool) -> None:
    """Find what came in with files and tells of misconduct by the rules of today.

    It is told by count and batch, never in words. With --seal it is sealed to the office of whose
    personnel did it, and erased in tables of events with all editions, in columns kept beside the
    database, and in files; what is sealed is erased once that office confirms its receipt.
    """
    from tutela_web.incidents.imports.sweeping import find_misconduct, seal_misconduct

    mission = mission_of(code)
    by = acting(username, mission)
    if not seal:
        by_batch = find_misconduct(mission, by=by)
        for held in by_batch:
            click.echo(f"{held.batch.pk}  {held.batch.uploaded_at:%Y-%m-%d}  {held.number}")
        click.echo(f"{sum(one.number for one in by_batch)} rows in {len(by_batch)} batches.")
        if by_batch:
            click.echo("Next: the same command with --seal.")
        return
    swept = seal_misconduct(mission, by=by)
    for one in swept.sealed:
        click.echo(f"{one.batch.pk}  {one.batch.uploaded_at:%Y-%m-%d}  {one.number}")
    rows = sum(one.number for one in swept.sealed)
    click.echo(f"{rows} rows of {len(swept.sealed)} batches are sealed and erased here.")
    if swept.files_erased:
        click.echo(f"{swept.files_erased} files could not be mended surely and are erased whole.")
    if swept.checked_anew:
        click.echo(f"{swept.checked_anew} files not imported yet are checked anew by the worker.")
    if swept.busy:
        click.echo(f"{swept.busy} batches are at work. Next: run this again.", err=True)
    if swept.linked:
        click.echo(
            f"{swept.linked} incidents were linked to what is erased: look at them.", err=True
        )
    if rows:
        click.echo(
            "Next: the office confirms its receipts. Backups made before hold the rows: destroy "
            "those backups and their copies."
        )
