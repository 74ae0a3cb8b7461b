"""When who listens is told: quiet hours and digests, across midnight and changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.errors import BadParameter
from tutela.warning.listening import Wish, next_at

JUBA, PARIS = ZoneInfo("Africa/Juba"), ZoneInfo("Europe/Paris")
ZONES = [
    JUBA,
    PARIS,
    ZoneInfo("Africa/Casablanca"),
    ZoneInfo("America/Havana"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("Asia/Kathmandu"),
]
MINUTE = timedelta(minutes=1)

walls = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
moments = st.builds(
    datetime.fromtimestamp, st.integers(1_514_764_800, 1_798_675_200), st.sampled_from(ZONES)
)
CHANGES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 5, tzinfo=UTC),
    datetime(2026, 11, 1, 5, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
]
near_a_change = st.builds(
    lambda change, before, zone: (change + before).astimezone(zone),
    st.sampled_from(CHANGES),
    st.timedeltas(timedelta(hours=-26), timedelta(hours=3)),
    st.sampled_from(ZONES),
)
times = moments | near_a_change


def test_the_night_of_an_officer_in_juba() -> None:
    night = Wish(quiet_from=time(22), quiet_to=time(6))
    late = datetime(2018, 12, 31, 23, 30, tzinfo=JUBA)
    assert night.due(late, "warning") == datetime(2019, 1, 1, 6, tzinfo=JUBA)
    assert night.due(late, "ongoing") == late, "an attack under way waits for nobody's sleep"
    held = Wish(quiet_from=time(22), quiet_to=time(6), hold_ongoing=True)
    assert held.due(late, "ongoing") == datetime(2019, 1, 1, 6, tzinfo=JUBA)
    assert night.due(late.replace(hour=21), "warning") == late.replace(hour=21)


def test_south_sudan_changed_its_clock_and_the_morning_stayed_the_morning() -> None:
    night = Wish(quiet_from=time(22), quiet_to=time(6))
    before = datetime(2021, 1, 31, 23, tzinfo=JUBA)  # UTC+3; from the next day UTC+2
    due = night.due(before, "warning")
    assert due.isoformat() == "2021-02-01T06:00:00+02:00"


def test_an_hour_that_does_not_exist_and_one_that_is_there_twice() -> None:
    spring = datetime(2026, 3, 29, 1, tzinfo=PARIS)
    assert next_at(spring, time(2, 30)).isoformat() == "2026-03-29T03:30:00+02:00"
    autumn = datetime(2026, 10, 25, 1, tzinfo=PARIS)
    first = next_at(autumn, time(2, 30))
    assert first.isoformat() == "2026-10-25T02:30:00+02:00"
    assert next_at(first, time(2, 30)).isoformat() == "2026-10-25T02:30:00+01:00"


def test_a_digest_that_falls_into_the_quiet_hours_waits_for_their_end() -> None:
    wish = Wish(quiet_from=time(20), quiet_to=time(7), digest="daily", digest_at=time(5))
    noon = datetime(2018, 12, 31, 12, tzinfo=JUBA)
    assert wish.due(noon, "watch") == datetime(2019, 1, 1, 7, tzinfo=JUBA)
    hourly = Wish(digest="hourly")
    assert hourly.due(noon + 20 * MINUTE, "watch") == noon.replace(hour=13)
    assert hourly.due(noon, "watch") == noon.replace(hour=13)


@pytest.mark.parametrize(
    "half",
    [
        {"quiet_from": time(1)},
        {"quiet_to": time(1)},
        {"quiet_from": time(1), "quiet_to": time(1)},
        {"digest": "daily"},
        {"digest": "weekly"},
        {"digest_at": time(1)},
    ],
)
def test_half_a_wish_is_refused(half: dict[str, object]) -> None:
    with pytest.raises(BadParameter):
        Wish(**half)  # type: ignore[arg-type]


@given(times, walls)
def test_the_next_time_is_within_a_day_and_shows_what_was_asked_for(
    at: datetime, wall: time
) -> None:
    found = next_at(at, wall)
    waited = found.astimezone(UTC) - at.astimezone(UTC)
    assert timedelta() < waited <= timedelta(hours=26)
    if found.time() != wall:  # the clock went over it
        hour_before = (found.astimezone(UTC) - timedelta(hours=1)).astimezone(at.tzinfo)
        assert found.utcoffset() != hour_before.utcoffset()


@given(times, walls, walls)
def test_quiet_hours_are_kept_to_the_minute_and_no_longer(
    at: datetime, begins: time, ends: time
) -> None:
    at = at.replace(second=0, microsecond=0)
    if begins == ends:
        return
    wish = Wish(quiet_from=begins, quiet_to=ends)
    due = wish.due(at, "imminent")
    assert not wish.quiet(due)
    if not wish.quiet(at):
        assert due == at
        return
    here, awake = at.astimezone(UTC), 0
    while here < due.astimezone(UTC):
        awake += not wish.quiet(here.astimezone(at.tzinfo))
        here += MINUTE
    skips = {(due - timedelta(hours=h)).utcoffset() for h in range(26)} != {due.utcoffset()}
    assert awake == 0 or (skips and awake <= 60)


@given(
    times,
    st.sampled_from(["", "hourly", "daily"]),
    walls,
    walls,
    walls,
    st.booleans(),
    st.sampled_from(["watch", "warning", "imminent", "ongoing"]),
)
def test_nobody_is_told_before_it_happened_nor_later_than_two_days(
    at: datetime, digest: str, digest_at: time, begins: time, ends: time, hold: bool, level: str
) -> None:
    if begins == ends:
        return
    wish = Wish(begins, ends, digest, digest_at if digest == "daily" else None, hold)
    due = wish.due(at, level)
    waited = due.astimezone(UTC) - at.astimezone(UTC)
    assert timedelta() <= waited <= timedelta(hours=52)
    if level == "ongoing" and not hold:
        assert due == at
    else:
        assert not wish.quiet(due)
