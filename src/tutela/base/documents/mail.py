"""A document as HTML that mail programs show: no style sheet, no drawing, nothing from outside."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from tutela.base import design_tokens
from tutela.base.documents.model import Document, as_data

CUT_BYTES = 102_000
"""From so many bytes on a widely used mail program hides the rest of a message."""


@cache
def _template() -> Template:
    shelf = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return shelf.get_template("mail.html.j2")


def to_mail(document: Document) -> str:
    """A document as the body of a message.

    Takes   a document. Drawings become their words: they are in the attached file.
    Gives   HTML with every style in line and tables for columns; it runs and fetches nothing.

    >>> from datetime import date
    >>> told = to_mail(Document("<Luma>", date(2030, 6, 1), ()))
    >>> "&lt;Luma&gt;" in told, "<style" in told, "<svg" in told
    (True, False, False)
    """
    return _template().render(
        doc=as_data(document),
        marking=design_tokens.MARKINGS[document.marking],
        spoken=design_tokens.spoken_level,
        start="right" if document.direction == "rtl" else "left",
    )
