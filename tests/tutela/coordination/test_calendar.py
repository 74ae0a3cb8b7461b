"""A calendar in the words of RFC 5545: lines, letters, moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.coordination.calendar import OCTETS, Entry, to_icalendar

AT = datetime(2018, 12, 31, 9, 30, tzinfo=timezone(timedelta(hours=3)))


def one(**more: object) -> Entry:
    return Entry(**({"uid": "a1", "title": "Group", "at": AT, "stamp": AT} | more))  # type: ignore[arg-type]


def lines(*entries: Entry) -> list[str]:
    """The lines of a calendar, put together again."""
    made = to_icalendar(entries, name="Open Tutela").decode()
    assert made.endswith("END:VCALENDAR\r\n")
    return made.replace("\r\n ", "").split("\r\n")


def test_a_meeting_of_the_morning_in_juba_goes_out_in_utc() -> None:
    told = lines(one())
    assert "DTSTART:20181231T063000Z" in told and "DTSTAMP:20181231T063000Z" in told
    assert "STATUS:CONFIRMED" in told and not any(line.startswith("LOCATION") for line in told)


def test_an_action_lies_on_its_day_wherever_one_is_and_keeps_nobody_from_meeting() -> None:
    told = lines(one(at=date(2019, 1, 4)))
    assert "DTSTART;VALUE=DATE:20190104" in told and "TRANSP:TRANSPARENT" in told


def test_what_was_called_off_stays_and_says_so_as_a_later_version() -> None:
    told = lines(one(off=True, version=3))
    assert "STATUS:CANCELLED" in told and "SEQUENCE:2" in told


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_icalendar([one(at=AT.replace(tzinfo=None))], name="Open Tutela")


def test_no_title_begins_a_line_of_its_own() -> None:
    told = lines(one(title="Group\r\nEND:VCALENDAR\rATTENDEE:x"))
    assert told.count("END:VCALENDAR") == 1 and not any(t.startswith("ATTENDEE") for t in told)


def test_what_everybody_reads_of_a_calendar_is_exactly_this() -> None:
    stamp = datetime(2018, 12, 1, tzinfo=UTC)
    made = to_icalendar([one(stamp=stamp, where="Hall 2; gate")], name="Open Tutela").decode()
    assert made.split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Open Tutela//Calendar//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Open Tutela",
        "X-WR-CALNAME:Open Tutela",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        "UID:a1",
        "DTSTAMP:20181201T000000Z",
        "SEQUENCE:0",
        "DTSTART:20181231T063000Z",
        "SUMMARY:Group",
        "LOCATION:Hall 2\\; gate",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_any_words_come_back_whole_from_lines_of_at_most_75_octets(words: str) -> None:
    made = to_icalendar([one(title=words)], name="Open Tutela")
    rows = made.split(b"\r\n")
    assert all(len(row) <= OCTETS and row.decode() is not None for row in rows)
    (told,) = [t for t in made.replace(b"\r\n ", b"").decode().split("\r\n") if t[:4] == "SUMM"]
    back, escaped = "", False
    for letter in told.removeprefix("SUMMARY:"):
        if letter == "\\" and not escaped:
            escaped = True
            continue
        back, escaped = back + letter, False
    assert back == words
