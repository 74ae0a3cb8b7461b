"""Messages copied out of a group's chat: the day and hour they were sent, by whom, and the text, as
WhatsApp and Signal export them, a line each."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from tutela.base.say import say
from tutela.base.tables import Table
from tutela.base.values import plain

__all__ = ["with_messages_parted"]

_MESSAGE = re.compile(
    r"\W*\[?(?P<day>\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}),? (?:at |à )?(?P<hour>\d{1,2}[:.h]\d{2})"
    r"(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?\]?\s*(?:[-–—]\s*)?(?P<sender>[^:\n]{1,60}?):\s*(?P<text>\S.*)",
    re.DOTALL,
)
_FEWEST, _MOST = 3, 0.6
"""So many messages, and so large a share of the filled lines, make a column one of a chat."""


def with_messages_parted(table: Table) -> Table:
    """A table of the lines of a chat with the day, the sender and the text of each in columns.

    The day is named "DTG", as in a log of a radio: what a message tells of may have happened on a
    day before. Lines that are no message belong to the one above.

    >>> from pathlib import Path
    >>> lines = ["10/05/2024, 21:15 - Adam: Two men shot in Luma", "and one hurt",
    ...     "[12/05/2024, 09:02:11] Sara: Calm", "13/05/2024, 07:30 - Adam: Cows stolen at Tera"]
    >>> frame = pl.DataFrame({"Our group": lines})
    >>> table = with_messages_parted(Table(Path("a.csv"), "csv", None, frame, pl.Series(range(4))))
    >>> table.frame.rows()[0], table.lines.to_list()
    (('10/05/2024', 'Adam', 'Two men shot in Luma and one hurt'), [0, 2, 3])
    """
    for name in table.frame.columns:
        cells = table.frame[name].to_list()
        matches = [_MESSAGE.fullmatch(plain(cell)) if cell else None for cell in cells]
        count = sum(match is not None for match in matches)
        if count < _FEWEST or count < _MOST * sum(cell is not None for cell in cells):
            continue
        rows: list[list[str]] = []
        at_lines = []
        for cell, match, line in zip(cells, matches, table.lines.to_list(), strict=True):
            if match:
                rows.append([match["day"], match["sender"].strip(), match["text"].strip()])
                at_lines.append(line)
            elif cell and rows:
                rows[-1][2] += f" {cell.strip()}"
        heads = ("DTG", "Sender", "Message")
        frame = pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row")
        note = say("{n} messages of a chat read from {column}", n=count, column=name)
        return replace(
            table,
            frame=frame,
            lines=pl.Series(at_lines, dtype=table.lines.dtype),
            titles=(*table.titles, name),
            notes=(*table.notes, note),
        )
    return table
