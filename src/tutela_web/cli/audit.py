"""`tutela audit verify`: is the trail whole? `verify-timeline`: is a signed copy genuine?"""

from __future__ import annotations

from pathlib import Path

import click

from tutela_web.cli.house import in_house, mission_of


@click.group()
def audit() -> None:
    """The trail of who read, changed and exported what."""


@audit.command()
@click.option("--mission", "code", metavar="CODE", help="Only the chain of this mission.")
@click.option("--head", metavar="HASH", help="Also: this head, written down or kept in a backup's "
              "manifest, must be a line of one of the chains.")  # fmt: skip
@click.pass_context
@in_house
def verify(ctx: click.Context, code: str | None, head: str | None) -> None:
    """Walk each chain from its first line and say whether it is whole.

    Prints one line a chain: its mission, its lines, its head. Write the head down elsewhere: a
    chain made anew from its first line is whole too, but does not hold the old head.

    Exit code 1 if a chain is broken (its first line that does not fit is named) or if --head is
    a line of none.
    """
    from tutela_web.access.audit import HOUSE
    from tutela_web.access.audit_queries import holds, verified
    from tutela_web.access.models import Mission

    codes = {str(pk): name for pk, name in Mission.objects.values_list("pk", "code")}
    only = str(mission_of(code).pk) if code else None
    broken = False
    for verdict in verified(only):
        name = HOUSE if verdict.chain == HOUSE else codes.get(verdict.chain, verdict.chain)
        lines = f"{verdict.lines} lines"
        if verdict.broken_at is None:
            click.echo(f"{name:<20} whole   {lines:>15}  {verdict.head or '-'}")
        else:
            broken = True
            click.echo(f"{name:<20} BROKEN  at line {verdict.broken_at}; {lines} before it fit")
    if head and not holds(head, only):
        broken = True
        click.echo(f"No line has the head {head}: a chain was cut or made anew.")
    if broken:
        click.echo("Next: keep a copy of the database as it is, tell the auditor, and compare "
                   "with the heads in the manifests of backups.", err=True)  # fmt: skip
        ctx.exit(1)


@audit.command("verify-timeline")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", default="", metavar="FINGERPRINT", help="Of the public key, as the "
              "mission's page shows it; without it the key inside the file is taken.")  # fmt: skip
def verify_timeline(file: Path, key: str) -> None:
    """Check the signed timeline of an alert; needs neither the database nor a network.

    Exit code 2 if the file was changed since it was signed, or another key signed it.
    """
    from tutela_web.crisis.signing import verify as check

    paper, found = check(file.read_bytes(), expected=key)
    click.echo(f"genuine     {paper.get('alert', '-')} of {paper.get('made_at', '-')}, "
               f"{len(paper.get('lines', []))} lines, {paper.get('marking', '-')}")  # fmt: skip
    click.echo(f"signed by   {found}")
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
@click.option("--key", default="", metavar="FINGERPRINT", help="Of the public key, as the "
              "mission's page shows it; without it the key inside the file is taken.")  # fmt: skip
@click.pass_context
def verify_strategy(ctx: click.Context, file: Path, document: Path | None, key: str) -> None:
    """Check the signed steps of a strategy; needs neither the database nor a network.

    Exit code 2 if a step was changed, left out or moved, or another key signed it; 1 if the
    document given is not the text that was endorsed.
    """
    import json

    from tutela_web.strategy.signed_chain import name_of, verify_chain

    found, signer = verify_chain(file.read_bytes(), expected=key)
    for paper in found:
        click.echo(f"{paper['number']:>2}  {paper['on']}  {paper['step']:<22} "
                   f"{paper['answer']:<20} {paper['digest'][:12] or '-'}")  # fmt: skip
    click.echo(f"signed by   {signer}")
    if document is not None:
        endorsed = {paper[name] for paper in found for name in ("digest", "digest_whole")
                    if paper["step"] == "endorsed_head"}  # fmt: skip
        named = name_of(json.loads(document.read_bytes()))
        genuine = named in endorsed
        click.echo(
            f"document    {named[:12]}  "
            f"{'the text that was endorsed' if genuine else 'NOT the text endorsed'}"
        )
        ctx.exit(0 if genuine else 1)
