"""What changed in a strategy between a text that was kept and its text today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tutela.base.writing import changed_paragraphs

Row = Mapping[str, Any]
Content = Mapping[str, Any]
"""The content of a strategy, as `snapshot` gives it."""


@dataclass(frozen=True)
class SectionChange:
    """A section whose text is another one: as it was and as it is."""

    letter: str
    name: str
    before: str
    after: str

    @property
    def paragraphs(self) -> list[tuple[str, str]]:
        """What stood there and what stands there now, paragraph by paragraph."""
        return changed_paragraphs(self.before, self.after)


@dataclass(frozen=True)
class TableChange:
    """A table whose records changed: the rows that stand there no longer, and those that came."""

    name: str
    gone: list[Row]
    came: list[Row]


@dataclass(frozen=True)
class Differences:
    """The sections that were written anew, and the tables whose records changed."""

    sections: list[SectionChange]
    tables: list[TableChange]

    def __bool__(self) -> bool:
        return bool(self.sections or self.tables)

    @property
    def letters(self) -> str:
        """The letters of the sections, in one word."""
        return "".join(section.letter for section in self.sections)


def differences(before: Content, after: Content) -> Differences:
    """What changed from one content of a strategy to another; what either withholds is left out.

    Takes   contents as `snapshot` gives them, of the same extent.
    """
    sections = [
        SectionChange(letter, now["name"], was.get("text", ""), now.get("text", ""))
        for letter, now in after["sections"].items()
        if (was := before["sections"].get(letter, {})).get("text", "") != now.get("text", "")
        and "withheld" not in was
        and "withheld" not in now
    ]
    sections += [
        SectionChange(letter, now["name"], was.get("text", ""), one["text"])
        for letter, now in after["sections"].items()
        for language, one in now.get("in", {}).items()
        if (was := before["sections"].get(letter, {}).get("in", {}).get(language, {})).get("text")
        != one["text"]
    ]
    kept: Mapping[str, list[Row]] = before["tables"]
    tables = [
        TableChange(
            name,
            *_part_rows(kept[name], rows),
        )
        for name, rows in after["tables"].items()
        if name in kept
    ]
    return Differences(sections, [table for table in tables if table.gone or table.came])


def _part_rows(was: list[Row], now: list[Row]) -> tuple[list[Row], list[Row]]:
    """The rows that are gone and those that came; what either does not tell of any row, for it was
    kept before it was told, is no change."""
    told = _names(was) & _names(now) if was and now else _names(was) | _names(now)

    def kept(row: Row) -> Row:
        return {name: value for name, value in row.items() if name in told}

    before, after = [kept(row) for row in was], [kept(row) for row in now]
    return (
        [row for row, told_of in zip(was, before, strict=True) if told_of not in after],
        [row for row, told_of in zip(now, after, strict=True) if told_of not in before],
    )


def _names(rows: list[Row]) -> set[str]:
    return {name for row in rows for name in row}
