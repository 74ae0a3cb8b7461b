"""A calendar as other programs read it: iCalendar, RFC 5545."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

PRODUCT = "-//Open Tutela//Calendar//EN"
OCTETS = 75
"""The longest line, without its end. Source: RFC 5545, section 3.1."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that lies on a moment, or on a whole day."""

    uid: str
    title: str
    at: datetime | date
    stamp: datetime  # when it was last said so
    where: str = ""
    off: bool = False  # called off
    version: int = 1


def to_icalendar(entries: Iterable[Entry], *, name: str, refresh_hours: int = 1) -> bytes:
    r"""A calendar of these entries, in their order.

    Takes   entries, whose moments carry a zone; name, of the calendar; refresh_hours, how often a
            program is asked to fetch it again.
    Gives   UTF-8 with CRLF; moments in UTC, days without a zone.
    Raises  ValueError for a moment without a zone.
    Source  RFC 5545; RFC 7986 for the name and the refresh.

    >>> at = datetime(2018, 12, 31, 9, 30, tzinfo=UTC)
    >>> made = to_icalendar([Entry("a1", "Group, North", at, at)], name="Open Tutela")
    >>> [line for line in made.decode().split("\r\n") if line.startswith(("DTSTART", "SUMMARY"))]
    ['DTSTART:20181231T093000Z', 'SUMMARY:Group\\, North']
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{refresh_hours}H",
        f"X-PUBLISHED-TTL:PT{refresh_hours}H",
    ]
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return b"".join(_fold_line(line) + b"\r\n" for line in lines)


def _event(entry: Entry) -> list[str]:
    whole_day = not isinstance(entry.at, datetime)
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(entry.uid)}",
        f"DTSTAMP:{_moment(entry.stamp)}",
        f"SEQUENCE:{entry.version - 1}",
        f"DTSTART;VALUE=DATE:{entry.at:%Y%m%d}" if whole_day else f"DTSTART:{_moment(entry.at)}",
        f"SUMMARY:{_text(entry.title)}",
        *([f"LOCATION:{_text(entry.where)}"] if entry.where else []),
        f"STATUS:{'CANCELLED' if entry.off else 'CONFIRMED'}",
        # a day something is due on keeps nobody from meeting
        *(["TRANSP:TRANSPARENT"] if whole_day else []),
        "END:VEVENT",
    ]


def _moment(at: date) -> str:
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise ValueError("a moment of a calendar carries a zone")
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    r"""Words as a value: what has a meaning in the format is escaped, what has none left out.

    >>> _text("Camp; gate, north\nat \\ nine\x07")
    'Camp\\; gate\\, north\\nat \\\\ nine'
    """
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in words if c == "\n" or unicodedata.category(c) != "Cc")
    for letter in "\\;,":
        kept = kept.replace(letter, "\\" + letter)
    return kept.replace("\n", "\\n")


def _fold_line(line: str) -> bytes:
    """A line of at most 75 octets, the rest below it after a space; no letter is torn apart."""
    rows, row = [], b""
    for letter in line:
        octets = letter.encode()
        if len(row) + len(octets) > OCTETS:
            rows.append(row)
            row = b" "
        row += octets
    return b"\r\n".join([*rows, row])
