"""Sources that packages of others read, beside those the house knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from tutela.base.errors import Rejection, TutelaError
from tutela.base.later import pl
from tutela.base.messages import Sentence, say
from tutela.base.plugins import PluginRefused, SourceReader, ask_plugin, load_plugins
from tutela.base.tables import Table
from tutela.base.values import FIRST_YEAR, LAST_YEAR
from tutela.incidents.sources.parsed import Parsed, rows
from tutela.incidents.types import Events
from tutela.incidents.words import UNKNOWN, VIOLENCE, WORDS

GROUP = "tutela.sources"
OURS = frozenset(
    {"ucdp", "ucdp_candidate", "ucdp_ged", "ucdp_slim", "acled", "insecurity_insight"}
    | {"country_month", "matched_names", "list_in_doubt", "log", "unknown"}
)
"""Names of the house: no plug-in takes one, so that none stands for a published source."""


def added_readers() -> dict[str, tuple[Callable[[Table], bool], Callable[[Table], Parsed]]]:
    """The readers of packages installed here, by name, as `tutela.incidents.read` tries them.

    >>> added_readers()
    {}
    """
    loaded: dict[str, SourceReader] = load_plugins(
        GROUP, lambda plugin: isinstance(plugin, SourceReader), ours=OURS
    )
    return {
        name: (partial(_recognises, name, plugin), partial(_read, name, plugin))
        for name, plugin in loaded.items()
    }


def _recognises(name: str, plugin: SourceReader, table: Table) -> bool:
    """Whether a table is of this layout; where the plug-in fails, it is not: others may know it."""
    try:
        return bool(ask_plugin(name, lambda: plugin.recognise(table), group=GROUP))
    except TutelaError:
        return False


def _read(name: str, plugin: SourceReader, table: Table) -> Parsed:
    """The events of a table, each as a reader of the house could have given it; others are refused
    by their lines. Raises PluginRefused where they are none, or named after others."""
    parsed = ask_plugin(name, lambda: plugin.read(table), group=GROUP)
    if not isinstance(parsed, Parsed):
        raise PluginRefused(
            say("the plug-in {name} gives no events", name=name),
            next=say("ask who wrote it, or remove the package"),
        )
    named = set(parsed.events.frame["source"].unique().to_list())
    if named - {name}:
        raise PluginRefused(
            say("the plug-in {name} gives events of another source", name=name),
            next=say("ask who wrote it, or remove the package"),
        )
    if len(parsed.lines) != len(parsed.events):
        raise PluginRefused(
            say("the plug-in {name} gives no line for each event", name=name),
            next=say("ask who wrote it, or remove the package"),
        )
    return _refuse_unfit(name, _place_whole(parsed), table.sheet)


def _place_whole(parsed: Parsed) -> Parsed:
    """Half a position and 0, 0 are no position; kinds that are blank are unknown."""
    frame = parsed.events.frame
    lat, lon = pl.col("latitude"), pl.col("longitude")
    nowhere = (lat.is_null() != lon.is_null()) | ((lat == 0) & (lon == 0)).fill_null(False)
    gone = frame.select(nowhere).to_series()
    notes = parsed.notes
    if gone.any():
        notes = (*notes, say("{rows} half a position or 0, 0: taken as unlocated", rows=rows(gone)))
    frame = frame.with_columns(
        *(pl.when(~nowhere).then(pl.col(name)).alias(name) for name in ("latitude", "longitude")),
        *(pl.col(name).fill_null(UNKNOWN) for name in ("harm", "violence")),
    )
    return replace(parsed, events=replace(parsed.events, frame=frame), notes=notes)


GRAINS = ("event", "country_month")
MOST_PEOPLE = 2_147_483_647
COUNTS = (
    "deaths",
    "deaths_low",
    "deaths_high",
    "civilian_deaths",
    "injured",
    "abducted",
    "reports",
)


def _checks() -> list[tuple[str, pl.Expr, Sentence, Sentence]]:
    """What holds of every event that a reader of the house gives: the column, what holds of it, why
    it does not, and what its author does."""
    word, number = say("is no word of the glossary"), say("is a number that cannot be")
    start, end = pl.col("date_start"), pl.col("date_end")

    def within(column: str, least: float, most: float) -> tuple[str, pl.Expr, Sentence, Sentence]:
        step = say("give one between {least} and {most}, or none", least=least, most=most)
        return column, pl.col(column).is_between(least, most), number, step

    return [
        ("harm", pl.col("harm").is_in(WORDS), word, say("give a word of incidents/words.csv")),
        *(
            (column, pl.col(column).is_in(known), word, say("use one of: {names}", names=names))
            for column, known in (("violence", VIOLENCE), ("grain", GRAINS))
            for names in [", ".join(known)]
        ),
        within("latitude", -90, 90),
        within("longitude", -180, 180),
        within("year", FIRST_YEAR, LAST_YEAR),
        within("date_precision", 1, 5),
        within("place_precision", 1, 7),
        *(within(column, 0, MOST_PEOPLE) for column in COUNTS),
        (
            "date_end",
            end >= start,
            say("is before the first day"),
            say("correct one of the two dates"),
        ),
        (
            "date_start",
            start.is_not_null() | end.is_null(),
            say("has no first day beside it"),
            say("give the first day"),
        ),
        (
            "source_id",
            pl.col("source_id").fill_null("").str.strip_chars() != "",
            say("is blank"),
            say("give each row its number"),
        ),
    ]


def _refuse_unfit(name: str, parsed: Parsed, sheet: str | None) -> Parsed:
    """A table without the rows that no reader of the house would have given, each refused by its
    line. What a row says is not repeated: it may be words of people in a place made for codes."""
    frame = parsed.events.frame
    checks = _checks()
    fits = frame.select(
        holds.fill_null(True).alias(f"{n}") for n, (_c, holds, _w, _s) in enumerate(checks)
    )
    faultless = fits.select(pl.all_horizontal(pl.all())).to_series()
    if faultless.all():
        return replace(parsed, unlocated=int(frame["latitude"].null_count()))
    refused: dict[int, list[Rejection]] = {}
    for n, (column, _holds, why, step) in enumerate(checks):
        for row in (~fits[f"{n}"]).arg_true().to_list():
            reason = say("{why}, as the plug-in {name} gives it", why=why, name=name)
            at = parsed.lines[row]
            line = parsed.line_of.get(at, at)
            refused.setdefault(at, []).append(Rejection(line, column, "", reason, step, sheet))
    gone = pl.Series(parsed.lines).is_in(list(refused))  # a line is refused whole
    return _drop_lines(parsed, gone, refused)


def _drop_lines(parsed: Parsed, gone: pl.Series, refused: dict[int, list[Rejection]]) -> Parsed:
    frame = parsed.events.frame.filter(~gone)
    left = frame.select("source", "source_id").unique()
    beside = (parsed.events.identities, parsed.events.texts)
    of_left = [table.join(left, on=["source", "source_id"], how="semi") for table in beside]
    lines = tuple(pl.Series(parsed.lines).filter(~gone).to_list())
    first = [_with_others(faults) for _line, faults in sorted(refused.items())]
    return replace(
        parsed,
        events=Events(frame, *of_left),
        lines=lines,
        accepted=parsed.accepted - len(refused),
        rejected=(*parsed.rejected, *first),
        doubts={line: doubt for line, doubt in parsed.doubts.items() if line not in refused},
        undated=int(frame["date_start"].null_count()),
        unlocated=int(frame["latitude"].null_count()),
    )


def _with_others(faults: Sequence[Rejection]) -> Rejection:
    """The first fault of a line, and the others beside it."""
    first, *others = faults
    also = tuple(say("{column}: {why}", column=o.column, why=o.why) for o in others)
    return replace(first, also=also)
