"""What is on record for a report, as its reader may know it: what sentences are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tutela.reporting.calendar import Duty, OfficeReturn
from tutela.reporting.figures import FigureChange, ReportFigure


@dataclass(frozen=True, slots=True)
class IncidentFact:
    """An incident as a report may tell of it. killed is None where no source says; standing, one of
    figures.STANDINGS; late, whether it was reported after the cut-off of its own period; sign,
    whether it is no harm but a sign that comes before it: figures of harm do not count it; placed,
    whether its position is known, so that how near a base lay can be."""

    id: str
    day: date | None
    place: str
    area: str
    harm: str
    killed: int | None = None
    standing: str = "reported"
    late: bool = False
    near_base_km: float | None = None
    warned: bool = False
    displaced: int | None = None
    sign: bool = False
    placed: bool = True


@dataclass(frozen=True, slots=True)
class AlertFact:
    """An alert. state is open, overdue or closed; opened, whether in the period; response, the
    mission's: yes, no, unknown or waiting, blank where none was called for; host, the state's: in
    time, late, not or unknown; late, the steps that came after their deadline or never, each with
    which of the two; near, whether harm goes on or is imminent now, and its place may be named."""

    id: str
    day: date
    place: str
    level: str
    state: str
    opened: bool = True
    response: str = "unknown"
    host: str = "unknown"
    hours: float | None = None
    near: bool = False
    late: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HardFact:
    """What is hard to say: a caveat used, a tasking refused, access denied. unit and why are told
    inside alone; kind is how a tasking was answered, or whether a caveat had been declared."""

    id: str
    day: date
    place: str
    unit: str = ""
    why: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class RiskFact:
    """A risk: what it was and is, out of a hundred, and why it moved; without its place where it is
    not named. new, whether it was not on the register when the period began; without a value
    before and not new, it was on it and nobody had put a value on it. chance, whether the two are
    no score but how likely an attack is within 30 days, in percent."""

    id: str
    place: str
    harm: str
    now: float
    before: float | None = None
    why: str = ""
    new: bool = False
    chance: bool = False


@dataclass(frozen=True, slots=True)
class GapFact:
    """A priority risk; without its place where it is not named. planned, whether a line of the
    matrix answers it; reach, whether an able unit comes to it in time by day and by night, as its
    place's page says it: in time, late or unknown."""

    id: str
    place: str
    planned: bool = True
    reach: str = "in time"


@dataclass(frozen=True, slots=True)
class NeedFact:
    """What an agreed risk or a line takes, and whether enough are able in time: enough, short or
    unknown, by day and by night; blank where it is not asked then. Never why."""

    id: str
    day: str = ""
    night: str = ""


@dataclass(frozen=True, slots=True)
class TaskFact:
    """A tasking of the period: done, not done or planned."""

    id: str
    state: str


@dataclass(frozen=True, slots=True)
class AskFact:
    """What is asked of the reader, or of leaders: in the words of who asks; since, the day it was
    asked, where nobody has answered."""

    id: str
    words: str
    office: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class ExchangeFact:
    """An exchange with a community, held in the period."""

    id: str


@dataclass(frozen=True, slots=True)
class PointFact:
    """What a community asked, warned of or wanted to know, as it stood at the end of the period.

    state  owed, answered, refused or unsafe
    days   how many days it had waited by then
    late   whether it was owed past its day
    ended  whether that was told, refused or found unsafe in the period
    """

    id: str
    state: str
    days: int
    late: bool = False
    ended: bool = False


@dataclass(frozen=True, slots=True)
class TellingFact:
    """People who were told a message. place, the id of where they live, blank of others; during,
    whether that was in the period; owed, whether the message was withdrawn since and they were not
    told so by its end."""

    id: str
    place: str
    during: bool
    owed: bool = False


@dataclass(frozen=True, slots=True)
class RumourFact:
    """A rumour heard in the period, and whether an answer to it is on record."""

    id: str
    answered: bool


@dataclass(frozen=True, slots=True)
class DisputeFact:
    """A dispute between communities that is not settled, and whether its season runs or is near."""

    id: str
    near: bool


@dataclass(frozen=True, slots=True)
class ForecastFact:
    """What the calibrated forecast says of a place: a share from 0 to 1, within so many days."""

    id: str
    place: str
    share: float
    days: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record for a report, as its reader may know it.

    gaps           every priority risk, whether something lacks or not
    needs          what people said that agreed risks and lines take
    points         what communities raised until the end of the period, ended before it or not
    heard          the exchanges with communities held in the period
    tellings       who was told a message until the end of the period
    untold         how many places are not known to have been told anything by then
    withdrawn      ids of the messages withdrawn in the period
    rumours        those heard in the period
    disputes       those between communities that are not settled
    silent_areas   areas of which no alert and no harm is on record
    within_hours   within so many hours an able unit is in time
    stale          names of indicators whose newer value was due
    sources        the grade of each source, as B2, by the id of its report: never who it is
    consents       by the id of each incident, the widest purpose all its sources agreed to: public,
                   partner or mission only
    done_so_far    in the words of the record: what was done, with the record's id
    next_update    when the next update follows, in words
    """

    incidents: Sequence[IncidentFact] = ()
    alerts: Sequence[AlertFact] = ()
    caveats: Sequence[HardFact] = ()
    refusals: Sequence[HardFact] = ()
    denials: Sequence[HardFact] = ()
    risks: Sequence[RiskFact] = ()
    gaps: Sequence[GapFact] = ()
    needs: Sequence[NeedFact] = ()
    tasks: Sequence[TaskFact] = ()
    asks: Sequence[AskFact] = ()
    obstacles: Sequence[AskFact] = ()
    forecasts: Sequence[ForecastFact] = ()
    points: Sequence[PointFact] = ()
    heard: Sequence[ExchangeFact] = ()
    tellings: Sequence[TellingFact] = ()
    untold: int = 0
    withdrawn: Sequence[str] = ()
    rumours: Sequence[RumourFact] = ()
    disputes: Sequence[DisputeFact] = ()
    duties: Sequence[Duty] = ()
    returns: Sequence[OfficeReturn] = ()
    changes: Sequence[FigureChange] = ()
    figures: Sequence[ReportFigure] = ()
    silent_areas: Sequence[str] = ()
    stale: Sequence[str] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    consents: Mapping[str, str] = field(default_factory=dict)
    done_so_far: Mapping[str, str] = field(default_factory=dict)
    next_update: str = ""
    within_hours: int = 4
