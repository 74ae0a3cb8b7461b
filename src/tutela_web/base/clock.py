"""One clock: operational code asks here what time it is in the mission, and nowhere else.

A demo or exercise mission runs on a shifted clock. Audit and sessions use real time.

A moment of a mission shows the hour of its place and is reckoned with in UTC. Python adds to a time
in a zone on the clock on the wall: where that goes back, ten minutes later may be seventy. So no
time here has the zone itself, but the offset that the zone has at that moment (`MissionZone`).
"""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from asgiref.local import Local
from django.utils import timezone

from tutela_web.base.tables import reading

_entered = Local()
"""How far the clock of the mission that a request entered is shifted."""


class HasClock(Protocol):
    """A mission, as far as time goes: its zone, and how far its clock is shifted."""

    time_zone: str
    clock_shift: timedelta


class MissionZone(tzinfo):
    """A zone as it stands at one moment: its offset does not change with what is added.

    What is turned into it gets the offset of its own moment, so `there.astimezone(here.tzinfo)` is
    right on both sides of a change of clocks.

    >>> before = in_zone(datetime(2021, 1, 31, 20, 55, tzinfo=UTC), ZoneInfo("Africa/Juba"))
    >>> after = before + timedelta(minutes=10)  # at 21:00 UTC clocks there went back an hour
    >>> (after - before).total_seconds() / 60, f"{before:%H:%M}", before.tzname()
    (10.0, '23:55', 'EAT')
    >>> f"{after.astimezone(UTC).astimezone(before.tzinfo):%H:%M %Z}"
    '23:05 CAT'
    """

    def __init__(self, zone: ZoneInfo, offset: timedelta, name: str | None) -> None:
        self._zone, self._offset, self._name = zone, offset, name

    def utcoffset(self, _at: datetime | None) -> timedelta:
        """How far the place is ahead of UTC at this zone's moment."""
        return self._offset

    def dst(self, _at: datetime | None) -> None:
        """Not known: nobody asks."""

    def tzname(self, _at: datetime | None) -> str | None:
        """What the zone is called at this zone's moment."""
        return self._name

    @property
    def key(self) -> str:
        """The zone's name, as a `ZoneInfo` has it."""
        return self._zone.key

    def __str__(self) -> str:
        return self._zone.key

    def fromutc(self, at: datetime) -> datetime:
        """A moment of UTC as it is told there, with its own offset."""
        return in_zone(at.replace(tzinfo=UTC), self._zone)

    def __reduce__(self) -> tuple[Any, ...]:
        return MissionZone, (self._zone, self._offset, self._name)


def in_zone(at: datetime, zone: ZoneInfo) -> datetime:
    """A moment as it is told in a zone, and reckoned with in UTC."""
    there = at.astimezone(zone)
    return there.replace(
        tzinfo=MissionZone(zone, there.utcoffset() or timedelta(0), there.tzname()), fold=0
    )


def moment_of(day: date, hour: time, mission: HasClock) -> datetime:
    """The moment when the clock on the wall of a mission shows an hour of a day.

    Where it shows that hour twice, the first; where it goes forward over it, as much later as it
    goes forward (PEP 495).
    """
    zone = ZoneInfo(mission.time_zone)
    return in_zone(datetime.combine(day, hour, zone).astimezone(UTC), zone)


def enter(mission: HasClock) -> None:
    """From here on a request is in this mission: pages and forms speak its civil time."""
    timezone.activate(ZoneInfo(mission.time_zone))
    _entered.shift = mission.clock_shift


def moment_shown(wall: datetime, zone: ZoneInfo, *, near: datetime) -> datetime:
    """The moment when the clock on the wall of a zone shows a time, as somebody writes it.

    Takes   wall, without a zone; near, now: where clocks go back and show it twice, the one that
            lies nearest to now is meant.
    Raises  ValueError where clocks go forward over it: nobody saw it.

    >>> juba, wall = ZoneInfo("Africa/Juba"), datetime(2021, 1, 31, 23, 30)
    >>> first, second = (datetime(2021, 1, 31, hour, 40, tzinfo=UTC) for hour in (20, 21))
    >>> [f"{moment_shown(wall, juba, near=now):%H:%M %Z}" for now in (first, second)]
    ['23:30 EAT', '23:30 CAT']
    """
    passes = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    if passes[1] < passes[0]:
        raise ValueError("clocks went forward over this time")
    return in_zone(min(passes, key=lambda one: abs(one - near)), zone)


def moment_written(wall: datetime) -> datetime:
    """The moment that somebody writes in a form, by the civil time of the mission they are in.

    Raises  ValueError, as `moment_shown`.
    """
    zone = timezone.get_current_timezone()
    if not isinstance(zone, ZoneInfo):  # outside every mission
        return wall.replace(tzinfo=zone)
    reading.make_unrepeatable()
    near = timezone.now() + getattr(_entered, "shift", timedelta(0))
    return moment_shown(wall, zone, near=near)


def hour_written(hour: time) -> datetime:
    """The moment nearest to now when the clock on the wall of the mission shows an hour, as
    somebody says it: five to midnight, said at midnight, was five minutes ago.

    Raises  ValueError, as `moment_shown`.
    """
    reading.make_unrepeatable()
    near = timezone.now() + getattr(_entered, "shift", timedelta(0))
    day = timezone.localtime(near).date()
    days = (day + timedelta(days=n) for n in (-1, 0, 1))
    return min(
        (moment_written(datetime.combine(one, hour)) for one in days),
        key=lambda at: abs(at - near),
    )


def now(mission: HasClock) -> datetime:
    """The time in the mission, as it is told there."""
    shift = mission.clock_shift
    moment = in_zone(timezone.now() + shift, ZoneInfo(mission.time_zone))
    return reading.watch_if_recorded(moment, shift)


def as_sent(moment: datetime) -> datetime:
    """A moment as a question sends it whose rows are compared with the moment itself afterwards,
    so that whoever keeps the answer knows when one of them would drop out (`tables/reading.py`).
    For questions that find fewer as time goes by; what they find more of later is asked wider."""
    return moment.plain() if isinstance(moment, reading.WatchedMoment) else moment


def today(mission: HasClock) -> date:
    """The civil date in the mission."""
    return now(mission).date()


def real_now() -> datetime:
    """Real time, UTC: for audit, sessions and jobs only."""
    return reading.watch_if_recorded(timezone.now(), timedelta(0))


def read_moment(text: str) -> datetime:
    """A moment as an address or a program writes it, with its zone or without.

    Raises  ValueError for what is none, and for the first and last years of the calendar: in
            another zone they are none.

    >>> read_moment("2018-12-16T14:20+02:00").isoformat()
    '2018-12-16T14:20:00+02:00'
    """
    moment = datetime.fromisoformat(text)
    if not MINYEAR < moment.year < MAXYEAR:
        raise ValueError(text)
    return moment
