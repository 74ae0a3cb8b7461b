"""`tutela warning`: what do texts from villages tell of? Files in, readings out; no database."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.cli.inputs import PLACES, read_communities
from tutela.cli.show import Form, as_csv, output_options, show_json, show_table
from tutela.places.finder import Entry, Finder, settle
from tutela.places.gazetteer import Places
from tutela.warning.signs.coded import ROUTINE, harm_of, names_no_place, read

COLUMNS = (
    "id",
    "language",
    "harm",
    "act",
    "level",
    "place",
    "armed",
    "affected",
    "count",
    "heading",
    "why",
)


@click.group()
def warning() -> None:
    """What is about to happen, who must know? Read texts from villages."""


@warning.command("read")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@PLACES
@output_options
def read_command(file: Path, places: Path | None, form: Form | None) -> None:
    """Read texts as villages type them: FILE is CSV with the columns id and text.

    An alarm has a level: ongoing, imminent or warning. Without a level a text is not understood,
    and a person reads it within its clock; only the act "routine" (a test of the card) is set
    aside. What is read is a suggestion.

    \b
    Prints      a table; --csv and --json one line a text: id, language, harm, act, level, place
                (name, lat, lon, score), armed (a number of attackers), affected (of people harmed
                or in danger), count (where nobody says of whom), heading, why.
    Exit code   0, or 2 if the file cannot be read.
    """
    find_place = _place_finder(read_communities(places)) if places else None
    told = [_reading(row["id"], row["text"], find_place) for row in _rows_of(file)]
    if form == "json":
        show_json(told)
        return
    flat = [row | {"place": row["place"]["name"] if row["place"] else None} for row in told]
    if form == "csv":
        click.echo(as_csv(flat, COLUMNS), nl=False)
    else:
        show_table(flat, COLUMNS)


def _rows_of(file: Path) -> list[dict[str, str]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.DictReader(opened)
            if not {"id", "text"} <= set(reader.fieldnames or ()):
                raise BadParameter(
                    say("no columns id and text stand in it"),
                    where=file.name,
                    next=say("name the two columns id and text in the first line"),
                )
            return [{"id": row["id"] or "", "text": row["text"] or ""} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise BadParameter(
            say("the file cannot be read"), where=file.name, next=say("save it as CSV in UTF-8")
        ) from fault


PlaceOfText = Callable[[str], dict[str, Any] | None]


def _place_finder(places: Places) -> PlaceOfText:
    """What tells which of these places a text names, if one is well ahead."""
    listed = places.places()
    finder = Finder(Entry(at, (p.name, *p.aliases)) for at, p in enumerate(listed))

    def place_of(text: str) -> dict[str, Any] | None:
        meant = settle(finder.find_in(text, no_place=names_no_place))
        if meant is None:
            return None
        place = listed[int(str(meant.entry.key))]
        return {"name": place.name, "lat": place.lat, "lon": place.lon, "score": meant.score}

    return place_of


def _reading(key: str, text: str, find_place: PlaceOfText | None) -> dict[str, Any]:
    said = read(text)
    alarm = said.act is not None and said.act != ROUTINE
    return {
        "id": key,
        "language": said.language,
        "harm": harm_of(said.act) if alarm and said.act else None,
        "act": said.act,
        "level": said.level if alarm else None,
        "place": find_place(text) if find_place is not None else None,
        "armed": said.counts.armed,
        "affected": said.counts.affected,
        "count": said.counts.number,
        "heading": said.heading,
        "why": said.why,
    }
