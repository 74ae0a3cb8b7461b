"""Messages copied out of a group's chat: the day and hour they were sent, by whom, and the text, as
WhatsApp and Signal export them, a line each."""

from __future__ import annotations

import re
from dataclasses import replace

from tutela.base.later import pl
from tutela.base.layout import head_word
from tutela.base.messages import say
from tutela.base.tables import Table
from tutela.base.values import plain
from tutela.incidents.refusals import refuse_text

__all__ = ["with_messages_parted"]

_MESSAGE = re.compile(
    r"\W*\[?(?P<day>\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}),? (?:at |à )?(?P<hour>\d{1,2}[:.h]\d{2})"
    r"(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?\]?\s*(?:[-–—]\s*)?(?P<sender>[^:\n]{1,60}?):\s*(?P<text>\S.*)",
    re.DOTALL,
)
_SENT = re.compile(
    r"sent(?: at| on)?|time ?stamp|date envoi|envoye le|received(?: at| on)?|date time"
)
_SENDER = re.compile(r"from|sender|author|by|member|de|expediteur|auteur|envoye par|المرسل|من")
_TEXT = re.compile(r"messages?|text|body|chat|texte|contenu|الرسالة|الرسالةه|نص الرسالة")


def _heads_of_messages(table: Table) -> dict[str, str]:
    """Heads of a table of messages as a log of a radio has them; none where it is no such table.

    >>> from pathlib import Path
    >>> frame = pl.DataFrame({"sent": ["2024-05-02 08:12"], "from": ["Adam"], "message": ["x"]})
    >>> _heads_of_messages(Table(Path("a.csv"), "csv", None, frame, pl.Series([2])))
    {'sent': 'DTG', 'from': 'Sender', 'message': 'Message'}
    """
    named: dict[str, str] = {}
    for pattern, head in ((_SENT, "DTG"), (_SENDER, "Sender"), (_TEXT, "Message")):
        matching = [n for n in table.frame.columns if pattern.fullmatch(head_word(n))]
        if len(matching) != 1:
            return {}
        named[matching[0]] = head
    return named


_LOOKED_AT = 60
_FEWEST, _MOST = 3, 0.6
"""So many messages, and so large a share of the filled lines, make a column one of a chat."""


def with_messages_parted(table: Table) -> Table:
    """A table of the lines of a chat with the day, the sender and the text of each in columns.

    The day is named "DTG", as in a log of a radio: what a message tells of may have happened on a
    day before. Lines that are no message belong to the one above; those before the first are
    refused.

    >>> from pathlib import Path
    >>> lines = ["10/05/2024, 21:15 - Adam: Two men shot in Luma", "and one hurt",
    ...     "[12/05/2024, 09:02:11] Sara: Calm", "13/05/2024, 07:30 - Adam: Cows stolen at Tera"]
    >>> frame = pl.DataFrame({"Our group": lines})
    >>> table = with_messages_parted(Table(Path("a.csv"), "csv", None, frame, pl.Series(range(4))))
    >>> table.frame.rows()[0], table.lines.to_list()
    (('10/05/2024', 'Adam', 'Two men shot in Luma and one hurt'), [0, 2, 3])
    """
    if renamed := _heads_of_messages(table):
        return replace(table, shape="messages", frame=table.frame.rename(renamed))
    if table.frame.width > 1:
        return table  # what stands beside the messages would be lost
    (name,) = table.frame.columns
    first = table.frame[name].drop_nulls().head(_LOOKED_AT).to_list()
    if sum(_MESSAGE.fullmatch(plain(cell)) is not None for cell in first) < _MOST * len(first):
        return table
    lines: list[int] = table.lines.to_list()
    begins = bool(lines) and _MESSAGE.fullmatch(plain(name)) is not None
    said = [(max(lines[0] - 1, 1), name)] if begins else []
    said += [(n, cell) for n, cell in zip(lines, table.frame[name], strict=True) if cell]
    rows: list[list[str]] = []
    at_lines: list[int] = []
    refused = []
    for line, cell in said:
        if match := _MESSAGE.fullmatch(plain(cell)):
            rows.append([match["day"], match["sender"].strip(), match["text"].strip()])
            at_lines.append(line)
        elif rows:
            rows[-1][2] += f" {cell.strip()}"
        else:
            why = say("is no account of an incident")
            refused.append(refuse_text(table, line, name, cell, why))
    if len(rows) < _FEWEST or len(rows) < _MOST * len(said):
        return table
    frame = pl.DataFrame(
        rows, schema=dict.fromkeys(("DTG", "Sender", "Message"), pl.String), orient="row"
    )
    note = say("{n} messages of a chat read from {column}", n=len(rows), column=name)
    return replace(
        table,
        shape="messages",
        frame=frame,
        lines=pl.Series(at_lines, dtype=table.lines.dtype),
        titles=table.titles if begins else (*table.titles, name),
        rejected=(*table.rejected, *refused),
        notes=(*table.notes, note),
    )
