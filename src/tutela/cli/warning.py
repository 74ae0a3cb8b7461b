"""`tutela warning`: what do texts from villages tell of? Files in, readings out; no database."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import click

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela.cli.inputs import PLACES, read_communities
from tutela.cli.show import Form, as_csv, output_options, show_json, show_table
from tutela.warning.signs.coded import ROUTINE, harm_of, read
from tutela.warning.signs.where import PlaceFinder

COLUMNS = ("id", "language", "harm", "act", "level", "place", "count", "heading", "why")


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
                (name, lat, lon, score), count, heading, why.
    Exit code   0, or 2 if the file cannot be read.
    """
    finder = PlaceFinder(read_communities(places)) if places else None
    told = [_reading(row["id"], row["text"], finder) for row in _rows_of(file)]
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


def _reading(key: str, text: str, finder: PlaceFinder | None) -> dict[str, Any]:
    said = read(text)
    place_found = finder.find(text) if finder is not None else None
    alarm = said.act is not None and said.act != ROUTINE
    return {
        "id": key,
        "language": said.language,
        "harm": harm_of(said.act) if alarm and said.act else None,
        "act": said.act,
        "level": said.level if alarm else None,
        "place": {
            "name": place_found.place.name,
            "lat": place_found.place.lat,
            "lon": place_found.place.lon,
            "score": place_found.score,
        }
        if place_found is not None
        else None,
        "count": said.number,
        "heading": said.heading,
        "why": said.why,
    }
