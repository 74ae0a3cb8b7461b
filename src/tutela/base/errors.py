"""The one tree of errors. Each says what is wrong, where, and what to do next.

    TutelaError
    ├── UnreadableFile      a file that cannot be opened, decoded or unpacked, or is too large
    ├── UnknownFormat       a readable table whose columns no reader recognises
    ├── NothingAccepted     every row of every file was refused
    ├── UnknownPlace        a name or code that no place given carries
    └── BadParameter        an argument outside what the method allows

Mapped once: exit code 2 on the command line, HTTP 400 on the web. The code and the parameters are
what a translation needs; the English sentence is only their default form.
"""

from __future__ import annotations

from dataclasses import dataclass


class TutelaError(Exception):
    """What went wrong, where, and what to do next.

    >>> str(TutelaError("'2031-02-30' is not a date", where="incidents.csv line 14",
    ...                 next="write YYYY-MM-DD"))
    "incidents.csv line 14: '2031-02-30' is not a date. Next: write YYYY-MM-DD."
    """

    code = "error"

    def __init__(self, what: str, *, where: str = "", next: str = "", **parameters: object) -> None:
        super().__init__(what)
        self.what, self.where, self.next, self.parameters = what, where, next, parameters

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        next_step = f" Next: {self.next.rstrip('.')}." if self.next else ""
        return f"{where}{self.what.rstrip('.')}.{next_step}"


class UnreadableFile(TutelaError):
    """A file that cannot be opened, decoded, unpacked, or is too large to be safe."""

    code = "file.unreadable"


class UnknownFormat(TutelaError):
    """A readable table whose columns no reader recognises."""

    code = "file.unknown_format"


class NothingAccepted(TutelaError):
    """Every row of every file was refused."""

    code = "file.nothing_accepted"


class UnknownPlace(TutelaError):
    """A name or code that no place given carries."""

    code = "place.unknown"


class BadParameter(TutelaError):
    """An argument outside what the method allows."""

    code = "parameter.bad"


@dataclass(frozen=True, slots=True)
class Rejection:
    """One row refused by a reader: where it stands, what it says, why not, what to do next.

    `row` is the line in the file (the header is line 1); `sheet` names the sheet of a workbook.
    `also` holds further faults of the same row, so that one mending suffices.
    """

    row: int
    column: str
    value: str
    why: str
    next: str
    sheet: str | None = None
    also: tuple[str, ...] = ()
