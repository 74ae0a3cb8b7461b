"""The command line: `tutela <room> <verb>`, the same verbs on files, no database."""

from __future__ import annotations

import os
import sys
from importlib.metadata import EntryPoint, entry_points
from types import TracebackType

import click

from tutela import __version__
from tutela.base.errors import TutelaError

__all__ = ["main"]

GROUP = "tutela.commands"
"""The entry points by which other packages, the platform first, add commands of their own."""

ROOMS = {
    "demo": ("tutela.cli.demo:demo", "The whole loop on real, public data."),
    "mandate": ("tutela.cli.mandate:mandate", "What must we protect, by what authority?"),
    "incidents": ("tutela.cli.incidents:incidents", "What happened, to whom?"),
    "warning": ("tutela.cli.warning:warning", "What do texts from villages tell of?"),
    "risk": ("tutela.cli.risk:risk", "Which risks come first, and why?"),
    "forecast": ("tutela.cli.forecast:forecast", "What is likely next, and how often was it so?"),
    "monitoring": ("tutela.cli.monitoring:monitoring", "What changed, and what do we tell whom?"),
    "exercise": ("tutela.cli.exercise:exercise", "Are we ready? Check scripts of exercises."),
}
"""In the order of the work: where a command is, and its line in the list of commands.

A command is imported when it is run or its own help is shown: the tables and the arithmetic it
needs take over a second to import, which nobody should wait for to read a list."""


class Manual(click.Group):
    """A group whose errors are mapped once: what, where and next on stderr, exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            done = super().invoke(ctx)
            _tell_failed_plugins()
            return done
        except TutelaError as error:
            from tutela.cli.show import refuse, tell_places_of

            tell_places_of(error)
            refuse(error)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*ROOMS, *sorted(entry_points(group=GROUP).names - ROOMS.keys())]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        own = [EntryPoint(name, ROOMS[name][0], GROUP)] if name in ROOMS else []
        for entry_point in (
            *entry_points(group=GROUP, name=name),
            *own,
        ):  # added ones go before ours
            command: click.Command = entry_point.load()
            return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        names = self.list_commands(ctx)
        width = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._line(ctx, name, width)) for name in names])

    def _line(self, ctx: click.Context, name: str, width: int) -> str:
        if name in ROOMS:
            return ROOMS[name][1]
        command = self.get_command(ctx, name)
        return command.get_short_help_str(width) if command else ""


def _tell_failed_plugins() -> None:
    """Say on standard error which packages of others were left out of what was done."""
    from tutela.base.plugins import failed_plugins, failure_told

    for failed in failed_plugins():
        click.echo(str(failure_told(failed)), err=True)
        if traces():
            click.echo("\n".join(f"  {place}" for place in failed.trace), err=True)


def traces() -> bool:
    """Whether the places of faults are asked for."""
    context = click.get_current_context(silent=True)
    return bool(context and context.find_root().params.get("trace"))


def _leave_fault(with_places: bool) -> None:
    """Have a fault that nobody foresaw end the program by its kind and place: its own words, and
    the lines Python prints beside, may repeat what people wrote."""

    def tell(kind: type[BaseException], _fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        from tutela.base.plugins import places_of_fault

        places = places_of_fault(trace)
        where = places[-1].rpartition("/")[2] if places else ""
        click.echo(
            f"tutela failed with {kind.__name__} at {where}. Next: run it again as `tutela --trace`"
            " ..., and send who keeps Tutela what it prints: it holds nothing of your files.",
            err=True,
        )
        if with_places:
            click.echo("\n".join(f"  {place}" for place in places), err=True)

    if os.environ.get("TUTELA_DEBUG") != "yes":
        sys.excepthook = tell


@click.group(
    cls=Manual, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="tutela")
@click.option(
    "--trace",
    is_flag=True,
    help="Of a fault, say the places it went through, and no word of a file.",
)
def main(trace: bool) -> None:
    """Tutela: the protection of civilians in peace operations.

    Reads files of incidents, ranks and explains the risks to civilians, and writes the weekly
    report. Everything runs on this machine; nothing is sent anywhere.

    \b
    A first hour
      tutela demo                                  the whole loop on real, public data
      tutela mandate suggest FILE...               what the Council asks us to protect
      tutela mandate diff OLD NEW                  what a renewal changed
      tutela incidents check FILE...               what is wrong with which row
      tutela risk assess FILE... --on 2018-12-31   which risks come first, and why
      tutela monitoring weekly FILE... --on 2018-12-31 -o report.pdf
      tutela risk backtest FILE... --from 2014-01 --to 2018-12   were we right?

    \b
    Files
      UCDP GED and candidate events, ACLED, Insecurity Insight, country totals by month, or any
      CSV, packed CSV, Parquet or XLSX with a mapping (tutela incidents map FILE -o mapping.csv).

    \b
    Printing
      A table by default; --json for programs, --csv for spreadsheets. What was left out, and what
      is not known, goes to standard error, so that nothing is dropped in silence.

    \b
    Exit codes
      0   done
      2   nothing could be read, or an argument was wrong: what, where, and what to do next

    A score is a suggestion from the record. A place not assessed is unknown, not safe. A named
    person decides.
    """
    _leave_fault(trace)
