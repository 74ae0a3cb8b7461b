"""A document as one HTML file: no script, nothing from outside, readable on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from tutela.base import design_tokens
from tutela.base.documents.model import (
    Document,
    Interval,
    as_data,
    check_drawing,
    interval_drawing,
)
from tutela.base.documents.pdf import SHIELD

_HERE = Path(__file__).parent


@cache
def _template() -> Template:
    shelf = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return shelf.get_template("document.html.j2")


@cache
def _style() -> Markup:
    day = design_tokens.css(":root", design_tokens.LIGHT | {"hatch": "#B4BEC6"}, night=False)
    night = design_tokens.css(":root", design_tokens.DARK | {"hatch": "#3A4853"}, night=True)
    # Paper is white whatever the screen: night colours hold on screens only.
    sheet = (_HERE / "document.css").read_text(encoding="utf-8")
    return Markup(f"{day}\n@media screen and (prefers-color-scheme:dark){{{night}}}\n{sheet}")  # nosec B704 # style sheets of ours


def _drawing(svg: str) -> Markup:
    check_drawing(svg)
    return Markup(svg)  # nosec B704 # a drawing of ours, its words escaped there


def _interval(data: dict[str, Any]) -> Markup:
    return Markup(interval_drawing(Interval(data["low"], data["value"], data["high"])))  # nosec B704 # drawn of three numbers


def _headings(data: Any) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for part in data:
            yield from _headings(part)
    elif isinstance(data, dict):
        if data.get("kind") == "Heading":
            yield data
        for part in data.values():
            yield from _headings(part)


def to_html(document: Document) -> str:
    """A document as one self-contained HTML file, light or dark as the reader's screen is set.

    Takes   a document.
    Gives   the file's text; it runs nothing and fetches nothing.

    >>> from datetime import date
    >>> "<title>&lt;script&gt;</title>" in to_html(Document("<script>", date(2030, 6, 1), ()))
    True
    """
    symbols = "".join(
        f'<symbol id="level-{n or 0}" viewBox="0 0 24 24">'
        f"{design_tokens.marker(n, 12, 12)}</symbol>"
        for n in (None, 1, 2, 3, 4, 5)
    )
    data = as_data(document)
    headings = list(_headings(data))
    for number, heading in enumerate(headings, 1):
        heading["id"] = f"h{number}"
    return _template().render(
        doc=data,
        headings=headings,
        css=_style(),
        symbols=Markup(symbols),  # nosec B704 # signs of ours
        shield=_drawing(SHIELD),
        marking=design_tokens.MARKINGS[document.marking],
        spoken=design_tokens.spoken_level,
        drawing=_drawing,
        interval=_interval,
    )
