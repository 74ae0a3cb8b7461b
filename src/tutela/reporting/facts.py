"""What is on record for a report, as its reader may know it: what sentences are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tutela.reporting.calendar import Duty, OfficeReturn
from tutela.reporting.figures import FigureChange, ReportFigure

RESPONSE_HOURS = 4
"""Within so many hours an alert that needs it is to be answered; a mission says its own."""


@dataclass(frozen=True, slots=True)
class IncidentFact:
    """An incident as a report may tell of it. killed is None where no source says; standing, one of
    figures.STANDINGS; late, whether it was reported after the cut-off of its own period; sign,
    whether it is no harm but a sign that comes before it: figures of harm do not count it."""

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


@dataclass(frozen=True, slots=True)
class AlertFact:
    """An alert. state is open, overdue or closed; opened, whether in the period; response, the
    mission's: yes, no, unknown or waiting; host, the state's: in time, late, not or unknown; near,
    whether it is of imminent harm or of an attack going on, and may be named by its place."""

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


@dataclass(frozen=True, slots=True)
class HardFact:
    """What is hard to say: a caveat used, a tasking refused, access denied. unit and why are told
    inside alone."""

    id: str
    day: date
    place: str
    unit: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class RiskFact:
    """A risk: what it was and is, out of a hundred, and why it moved; without its place where it is
    not named."""

    id: str
    place: str
    harm: str
    now: float
    before: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class GapFact:
    """A priority risk that nobody able reaches in time; without its place where it is not named."""

    id: str
    place: str


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
class ForecastFact:
    """What the calibrated forecast says of a place: a share from 0 to 1, within so many days."""

    id: str
    place: str
    share: float
    days: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is on record for a report, as its reader may know it.

    silent_areas   areas nobody reported from
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
    tasks: Sequence[TaskFact] = ()
    asks: Sequence[AskFact] = ()
    obstacles: Sequence[AskFact] = ()
    forecasts: Sequence[ForecastFact] = ()
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
    response_hours: int = RESPONSE_HOURS
