"""What people write in cells: read as they mean it, or refused with a reason."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.tables import Table
from tutela.base.values import Refusal, day_order, read_count, read_day, read_degrees, read_point
from tutela.incidents.values import Sieve


def sieve_of(*values, name="value"):
    frame = pl.DataFrame({name: pl.Series(values, dtype=pl.String)})
    lines = pl.Series(range(2, len(values) + 2), dtype=pl.Int32)
    return Sieve(Table(Path("log.csv"), "csv", None, frame, lines))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2018-11-15", date(2018, 11, 15)),
        ("2018-11-15 00:00:00.000", date(2018, 11, 15)),
        ("2018-11-15T14:20Z", date(2018, 11, 15)),
        ("2018/11/5", date(2018, 11, 5)),
        ("20181115", date(2018, 11, 15)),
        ("12 March 2017", date(2017, 3, 12)),
        ("12-Mar-2017", date(2017, 3, 12)),
        ("March 12, 2017", date(2017, 3, 12)),
        ("Sunday, 12th of March 2017", date(2017, 3, 12)),
        ("1er mars 2017", date(2017, 3, 1)),
        ("31/12/2018", date(2018, 12, 31)),
        ("12/31/2018", date(2018, 12, 31)),
        ("05/05/2017", date(2017, 5, 5)),
        ("٢٠١٨-١١-١٥", date(2018, 11, 15)),
        ("29.2.2016", date(2016, 2, 29)),
        ("unknown", None),
    ],
)
def test_days(written, meant):
    assert read_day(written, None) == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2018-11-31", "November has 30 days"),
        ("29/02/2018", "February has 28 days in 2018"),
        ("2018-13-01", "no month 13"),
        ("05/06/2017", "may be 5 June or 6 May 2017"),
        ("05/06/17", "may be 5 June or 6 May 2017"),
        ("March 2017", "a month or a year, not a day"),
        ("2017", "a month or a year, not a day"),
        ("=TODAY()", "a formula"),
        ("last Tuesday", "is not a date"),
        ("00/00/2017", "there is no month 0"),
        ("9999-12-31", "is not between the years 1800 and 2200"),
        ("0001-01-01", "is not between the years 1800 and 2200"),
        ("0000-01-01", "is not between the years 1800 and 2200"),
        ("2999-12-31 10:00", "is not between the years 1800 and 2200"),
        ("2018-12-31 99:99", "'99:99' is not a time of day"),
    ],
)
def test_days_refused(written, why):
    refusal = read_day(written, None)
    assert isinstance(refusal, Refusal) and why in refusal.why and refusal.next


@pytest.mark.parametrize(
    "written", ["9999-12-31", "0001-01-01", "0000-01-01", "2999-12-31", "2018-12-31 99:99"]
)
def test_a_day_at_the_ends_of_the_calendar_costs_its_row_alone(written):
    sieve = sieve_of("2018-12-01", written, "2200-12-31")
    assert sieve.day("value").to_list() == [date(2018, 12, 1), None, date(2200, 12, 31)]
    (refused,) = sieve.rejections()
    assert (refused.row, refused.column, refused.value) == (3, "value", written)
    assert refused.why and refused.next


def test_the_column_itself_proves_the_order():
    sieve = sieve_of("05/06/2017", "25/06/2017", "05/06/2017 14:20")
    assert sieve.day("value").to_list() == [date(2017, 6, 5), date(2017, 6, 25), date(2017, 6, 5)]


def test_a_column_that_proves_both_orders_proves_none():
    assert day_order(pl.Series(["25/06/2017", "06/25/2017"])) is None
    sieve = sieve_of("25/06/2017", "06/25/2017", "05/06/2017")
    sieve.day("value")
    assert [r.row for r in sieve.rejections()] == [4]


def test_a_stated_order_settles_it():
    assert sieve_of("05/06/2017").day("value", order="MDY").to_list() == [date(2017, 5, 6)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("12", 12),
        ("12.0", 12),
        ("1,234", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1.234.567", 1234567),
        ("١٢", 12),
        ("", None),
        ("NA", None),
        ("0", 0),
        ("+3", 3),
    ],
)
def test_counts(written, meant):
    assert sieve_of(written or None).count("value").to_list() == [meant]
    assert not written or read_count(written) == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("12.5", "not a whole number"),
        ("-3", "is negative"),
        ("=1+1", "a formula"),
        ("about 20", "not a number"),
        ("10-20", "a range"),
        ("9999999999", "too large"),
        ("10000000", "too many to be right"),
        ("²", "not a number"),
    ],
)
def test_counts_refused(written, why):
    sieve = sieve_of("5", written)
    sieve.count("value")
    (refused,) = sieve.rejections()
    assert refused.row == 3 and why in refused.why and refused.next and refused.value == written


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("6.205", 6.205),
        ("6,205", 6.205),
        ("-6.2", -6.2),
        ("6.2 S", -6.2),
        ("6.2°N", 6.2),
        ("٦.٢", 6.2),
        ("90", 90.0),
    ],
)
def test_degrees(written, meant):
    assert sieve_of(written).degrees(90, "value").to_list() == [meant]


@pytest.mark.parametrize(
    "written", ["90.1", "131", "nan°", "inf", "1e400", "north", "=A1", "6.2.1", "²", "6.²"]
)
def test_degrees_refused(written):
    assert isinstance(read_degrees(written, 90), Refusal)
    sieve = sieve_of(written)
    sieve.degrees(90, "value")
    assert len(sieve.rejections()) == 1


def test_a_row_with_several_faults_is_one_refusal():
    frame = pl.DataFrame({"date": ["2018-11-31"], "killed": ["-1"], "lat": ["95"]})
    sieve = Sieve(Table(Path("log.csv"), "csv", None, frame, pl.Series([7])))
    sieve.day("date"), sieve.count("killed"), sieve.degrees(90, "lat")
    (refused,) = sieve.rejections()
    assert (refused.row, refused.column) == (7, "date")
    assert [a.split(":")[0] for a in refused.also] == ["killed", "lat"]


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2200, 12, 31)))
def test_a_day_written_plainly_is_that_day(day):
    assert read_day(day.isoformat(), None) == day
    assert read_day(day.strftime("%d %B ") + f"{day.year:04}", None) == day


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    for found in (read_day(text, None), read_count(text), read_degrees(text, 90)):
        assert found is None or not isinstance(found, Refusal) or (found.why and found.next)


@given(st.lists(st.sampled_from(["5", "12.5", "1,000", "x", None]), max_size=8))
def test_every_row_is_either_kept_or_refused_once(values):
    sieve = sieve_of(*values)
    sieve.count("value")
    assert sieve.faultless_rows().sum() + len(sieve.rejections()) == len(values)


def test_a_point_needs_both_and_says_which_is_missing():
    assert read_point(".5", "31.6") == (0.5, 31.6)
    lat, lon = read_point("6.2", None)
    assert lat == 6.2 and lon.why == "the longitude is missing" and lon.next
