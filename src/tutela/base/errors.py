"""The one tree of errors. Each says what is wrong, where, and what to do next.

    TutelaError
    ├── UnreadableFile      a file that cannot be opened, decoded or unpacked, or is too large
    ├── UnknownFormat       a readable table whose columns no reader recognises
    ├── NothingAccepted     every row of every file was refused
    ├── UnknownPlace        a name or code that no place given carries
    └── BadParameter        an argument outside what the method allows

Mapped once: exit code 2 on the command line, HTTP 400 on the web. What, where and next are
sentences of `base.messages`, so that `translated(error.as_sentence(), gettext)` says them in
another language.
"""

from __future__ import annotations

from dataclasses import dataclass

from tutela.base.messages import Sentence, end_sentence, say


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

    def as_sentence(self) -> Sentence:
        """The whole message as a sentence that can be said in another language."""
        what, step = end_sentence(self.what), end_sentence(self.next)
        if self.where and self.next:
            return say("{where}: {what} Next: {next}", where=self.where, what=what, next=step)
        if self.next:
            return say("{what} Next: {next}", what=what, next=step)
        return say("{where}: {what}", where=self.where, what=what) if self.where else what

    def __str__(self) -> str:
        return str(self.as_sentence())

    def __reduce__(self) -> tuple[object, ...]:
        return _unpickle_error, (type(self), self.what, self.where, self.next, self.parameters)


def _unpickle_error(
    kind: type[TutelaError], what: str, where: str, next: str, parameters: dict[str, object]
) -> TutelaError:
    """An error out of a pickle: a worker's error must reach the person who asked."""
    return kind(what, where=where, next=next, **parameters)


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
    `cells` holds the whole row where it is in no frame: a reader of tables could not take it.
    """

    row: int
    column: str
    value: str
    why: str
    next: str
    sheet: str | None = None
    also: tuple[str, ...] = ()
    cells: tuple[str | None, ...] = ()
