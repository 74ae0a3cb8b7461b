"""A paper on which a letterhead is tried: every kind of block, and words of nobody."""

from __future__ import annotations

from datetime import date

from tutela.base.documents.model import (
    Bullets,
    Column,
    Document,
    Heading,
    Note,
    Paragraph,
    Row,
    Signing,
    Table,
    Wide,
)
from tutela.base.messages import term


def trial_paper(*, across: bool = False, on: date = date(2030, 6, 1)) -> Document:
    """A short paper that says it is a trial.

    >>> trial_paper().draft
    'TRIAL'
    """
    table = Table(
        term("A table"),
        (Column(term("Place"), 5), Column(term("Day"), 5)),
        (Row((term("A village"), "1 June")), Row((term("A town"), "2 June"))),
    )
    return Document(
        title=term("Trial of a letterhead"),
        frozen=on,
        blocks=(
            Heading(term("First heading")),
            Paragraph(term("This paper says nothing: it shows where the words of a paper stand.")),
            Bullets((term("a point"), term("another point"))),
            Heading(term("Second heading"), 3),
            table,
            Note((Paragraph(term("A note stands in a frame.")),)),
            Wide((table,)),
            Signing(term("Signed"), term("An office")),
        ),
        kicker=term("Trial"),
        subtitle=term("Look at it before the letterhead is approved"),
        draft=term("TRIAL"),
        letterhead=(term("United Nations"), term("The mission")),
        symbol="TRIAL/1",
        dated="1 June 2030",
        distribution=(term("An office"),),
        across=across,
    )
