"""A dry run: what would become of each file, row by row, before anything is taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tutela.base.errors import NothingAccepted, Rejection, TutelaError
from tutela.base.later import pl
from tutela.base.messages import join, say
from tutela.incidents.compartments import open_to
from tutela.incidents.merge import propose_duplicates
from tutela.incidents.read import FileReport, Reading, read_events
from tutela.incidents.sources.mapping import Mapping


@dataclass(frozen=True, eq=False)
class Check:
    """How every file fared, what supersedes what, and which pairs may be one event.

    crowded   records on days and at places so full that pairs could not be told apart.
    """

    reading: Reading
    duplicates: pl.DataFrame
    crowded: int = 0

    @property
    def files(self) -> tuple[FileReport, ...]:
        """One report a file, or a sheet of a workbook."""
        return self.reading.files

    def require_any(self) -> None:
        """Raises  the only file's own error, or NothingAccepted, if no row of any was taken."""
        if any(f.accepted for f in self.files):
            return
        errors = [f.error for f in self.files if f.error]
        if len(errors) == 1 and len(self.files) == 1:
            raise errors[0]
        if errors:
            raise NothingAccepted(
                say(
                    "no row of any file could be read: {faults}",
                    faults=join("; ", (e.as_sentence() for e in errors)),
                ),
                where=say("{n} files", n=len(self.files)),
                next=say("fix the files as described for each"),
            )
        refused = sum(len(f.rejected) for f in self.files)
        raise NothingAccepted(
            say("all {refused} rows were refused", refused=refused)
            if refused
            else say("there are no rows"),
            where=", ".join(f.file for f in self.files) or "no file",
            next=self._first_next(),
        )

    def _first_next(self) -> str:
        first = next((r for f in self.files for r in f.rejected), None)
        if first is None:
            return say("give filled tables")
        return say(
            "row {row}, {column}: {next}", row=first.row, column=first.column, next=first.next
        )

    def as_json(self) -> dict[str, object]:
        """The contract of `tutela incidents check --json`."""
        return {
            "files": [_file(report) for report in self.files],
            "duplicates": self.duplicates.with_columns(pl.col(pl.Date).cast(pl.String)).to_dicts(),
            "superseded": self.reading.superseded.height,
        }


def check(
    paths: Iterable[Path | str],
    *,
    mapping: Mapping | Path | str | None = None,
    on_progress: Callable[[int, int, str], None] | None = None,
) -> Check:
    """Read files of events as `read_events` does, keep nothing, and tell everything.

    Takes   as `read_events`.
    Gives   a Check; an unreadable file among others is reported in it.
    Raises  UnreadableFile or BadParameter if the mapping itself cannot be read.
    """
    reading = read_events(paths, mapping=mapping, on_progress=on_progress)
    return Check(reading, *propose_duplicates(open_to(reading.events)))


def _file(report: FileReport) -> dict[str, object]:
    facts: dict[str, object] = {
        "file": report.file,
        "format": report.format,
        "rows": report.rows,
        "accepted": report.accepted,
        "rejected": [_rejection(r) for r in report.rejected],
        "undated": report.undated,
        "unlocated": report.unlocated,
        "notes": list(report.notes),
    }
    if report.sheet is not None:
        facts["sheet"] = report.sheet
    if report.error:
        facts["error"] = _error(report.error)
    return facts


def _rejection(rejection: Rejection) -> dict[str, object]:
    facts: dict[str, object] = {
        "row": rejection.row,
        "column": rejection.column,
        "value": rejection.value,
        "why": rejection.why,
        "next": rejection.next,
    }
    if rejection.sheet is not None:
        facts["sheet"] = rejection.sheet
    if rejection.also:
        facts["also"] = list(rejection.also)
    return facts


def _error(error: TutelaError) -> dict[str, str]:
    return {"what": error.what, "where": error.where, "next": error.next}
