"""`tutela exercise`: are we ready? Scripts of exercises are checked; no database."""

from __future__ import annotations

from pathlib import Path

import click

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.cli.show import Form, output_options, show
from tutela.exercise.script import find_faults, read_script, said_in

COLUMNS = ("where", "what", "next")


@click.group()
def exercise() -> None:
    """Are we ready? Check scripts of exercises."""


@exercise.command("check")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@output_options
def check_command(file: Path, form: Form | None) -> None:
    """Check the script of an exercise: FILE is JSON, as docs/reference/exercise-scripts.md says.

    Whether a role exists is asked where the script is given to a mission.

    \b
    Prints      a table; --csv and --json one line a fault: where, what, next. Without a fault, its
                title and how much it holds.
    Exit code   0 without a fault; 1 with faults; 2 if the file cannot be read.
    """
    try:
        content = file.read_bytes()
    except OSError as fault:
        raise BadParameter(
            say("the file cannot be read"), where=file.name, next=say("look at its name")
        ) from fault
    faults = find_faults(content)
    if faults:
        rows = [{"where": line.where, "what": line.what, "next": line.next} for line in faults]
        show(rows, COLUMNS, form)
        raise SystemExit(1)
    if form is not None:
        show([], COLUMNS, form)
        return
    script = read_script(content)
    click.echo(
        f"{said_in(script.title, 'en')}: {len(script.roles)} roles, {len(script.injects)} injects, "
        f"{len(script.expectations)} expectations, {', '.join(script.languages)}"
    )
