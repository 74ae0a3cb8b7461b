"""What changed, by its cause: one event moves a dozen lines, and is one thing to be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import log2
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse

from tutela.base.messages import Sentence, day_said, say, say_n
from tutela.risk import score
from tutela_web.access.policy import Standing
from tutela_web.incidents.imports.queries import batches_for, numbers
from tutela_web.incidents.models import Event
from tutela_web.risk import readers
from tutela_web.risk.agreed.queries import MOVES, corrections_for
from tutela_web.risk.figures import COMPONENT_OF, KeptFactor
from tutela_web.risk.packed.queries import evidence_of_keys
from tutela_web.risk.queries import RiskChange, changes_since, evidence_of
from tutela_web.risk.questions.queries import questions_for
from tutela_web.risk.why import (
    EvidenceRecord,
    cited_name,
    record_as_evidence,
)

TRACED = 1000
"""Changes whose evidence is compared, the weightiest first: that of a line is kilobytes."""

FILES = 50
"""So many imports since are told, the newest."""

AT_ONCE = 500
"""Suggestions whose evidence is asked for at once."""

CauseKey = tuple[str, ...]


@dataclass(frozen=True)
class FileBrought:
    """An import that the reader may know of: its page, its file's name, how many rows came in."""

    url: str
    name: str
    rows: int


@dataclass(frozen=True)
class ChangeCause:
    """One cause, and the lines it moved, the weightiest first.

    what     event      a record that counts now: the newest of those that do
             import     records that a file brought since the moment that is asked for
             closed     records the reader may not open
             age        records that grew older, and count less
             figures    no new record: places, bases, reach, or the weight of others
             untraced   lines of less weight than the first TRACED, which nobody looked into
             corrected  a person corrected a hotspot
             answer     what a question found out
             season     the time of year, as other years show it
             forum, review, entered, ordered
             apart      suggestions of before hotspots were made: not comparable
    record   the one it is named by, where the reader may open it
    file     the import that brought them
    factors  what it moved, in the order of the method
    """

    what: str
    lines: tuple[RiskChange, ...]
    record: EvidenceRecord | None = None
    file: FileBrought | None = None
    factors: tuple[str, ...] = ()
    day: date | None = None
    told: Sentence | None = None  # of a correction, or an answer

    @property
    def alone(self) -> bool:
        """Whether it is told by itself: it moved no line that could be shown."""
        return not any(line.place or line.said for line in self.lines) and (
            self.what in {"entered", "apart", "ordered", "import"}
        )

    @property
    def weight(self) -> float:
        """Of its weightiest line, and one more for each doubling of how many it moved; what was not
        traced comes last."""
        if self.what == "untraced":
            return 0.0
        return self.lines[0].weight + log2(len(self.lines))

    @property
    def highest(self) -> str:
        """The highest figure of its lines now: a likelihood, where one is told, else what people
        agreed; empty where neither is."""
        told = [line for line in self.lines if line.place and line.now is not None]
        return max(told, key=lambda one: (one.chance, one.now)).said_now if told else ""

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """How many lines rose, fell, are new and so on, in that order."""
        told = [line.kind for line in self.lines]
        return [(kind, told.count(kind)) for kind in KINDS if kind in told]

    @property
    def why(self) -> Sentence:
        """The cause as a sentence, where no record names it."""
        match self.what:
            case "import" if self.file:
                return say_n(
                    "import of {file}, {n} row",
                    "import of {file}, {n} rows",
                    self.file.rows,
                    file=self.file.name,
                )
            case "age":
                return say("records grew older and count less")
            case "closed":
                return say("records you may not open")
            case "untraced":
                return say("changes of less weight, not traced to a cause")
            case "forum" if self.day:
                return say("the POC forum met on {day}", day=day_said(self.day))
            case "forum":
                return say("the POC forum agreed")
            case "review":
                return say("reviews fell due")
            case "season":
                return say("the time of year, as the years on file show it")
            case "corrected" | "answer" if self.told:
                return self.told
            case "entered" | "apart" | "ordered":
                return self.lines[0].why
        return say("no new record: known ones weigh differently, or a place or base changed")


KINDS = (
    "tripwire",
    "risen",
    "new",
    "merged",
    "split",
    "fallen",
    "gone",
    "agreed",
    "ordered",
    "stale",
    "incidents",
    "apart",
)
"""The kinds of changes, the gravest first."""


@dataclass
class _Moved:
    """A line that moved: the factor that moved most, and the records it rests on now and did not
    then, those of that factor first, then of its part of the score, then of the line."""

    change: RiskChange
    factor: str = ""
    cited: list[list[str]] = field(default_factory=list)
    kept_then: bool = True  # whether what it rested on then was kept
    traced: bool = True


def causes_since(
    standing: Standing, at: datetime, *, until: date | None = None
) -> list[ChangeCause]:
    """What changed since a moment, or from it to the end of a day, by its cause, the weightiest
    first: every change is a line of one cause. A record is named only to who may open it, and what
    a file brought since then is one cause: that file. Nine queries beside those of the changes.
    """
    moved = _find_moved(changes_since(standing, at, top=None, until=until))
    names = (name for one in moved for few in one.cited for name in few)
    opened = evidence_of(standing, names).records
    records = {cited_name(record): record_as_evidence(standing, record) for record in opened}
    files = _files_since(standing, at)
    brought = {
        cited_name(one): str(one.first_batch_id)
        for one in opened
        if isinstance(one, Event) and str(one.first_batch_id) in files
    }
    people = _people_did(standing, at)
    by_key: dict[CauseKey, list[_Moved]] = {}
    for one in moved:
        key = _key_or_import(one, records, brought)
        by_key.setdefault(people.key_of(one, key), []).append(one)
    causes = [_cause(key, lines, records, files, people) for key, lines in by_key.items()]
    causes += [
        ChangeCause("import", (MOVED_NOTHING,), file=file)
        for batch, file in files.items()
        if ("import", batch) not in by_key
    ]
    return sorted(causes, key=lambda cause: -cause.weight)


def _find_moved(changes: Sequence[RiskChange]) -> list[_Moved]:
    """The changes, the weightiest first, with what those that rest on any evidence rest on."""
    traced = changes[:TRACED]
    keys = [key for c in traced for key in (c.suggested, c.suggested_before) if key is not None]
    evidence = _evidence(keys)
    return [
        _compare_evidence(change, evidence)
        if change.suggested or change.suggested_before
        else _Moved(change, cited=[list(change.events)])
        for change in traced
    ] + [_Moved(change, traced=False) for change in changes[TRACED:]]


def _evidence(keys: Sequence[UUID]) -> dict[UUID, list[KeptFactor]]:
    evidence: dict[UUID, list[KeptFactor]] = {}
    for first in range(0, len(keys), AT_ONCE):
        evidence |= evidence_of_keys(keys[first : first + AT_ONCE])
    return evidence


def _compare_evidence(change: RiskChange, evidence: Mapping[UUID, list[KeptFactor]]) -> _Moved:
    """Which factor moved a line most, and which records it rests on now and did not then."""
    now = {f["factor"]: f for f in _of(change.suggested, evidence)}
    then = {f["factor"]: f for f in _of(change.suggested_before, evidence)}
    steps = {name: abs(_value(now, name) - _value(then, name)) for name in (*then, *now)}
    part = change.part or "I"  # what comes on record, or leaves it, is what somebody did
    of_part = {name: step for name, step in steps.items() if COMPONENT_OF[name] == part}
    factor = max(of_part or steps, key=lambda name: (steps[name], name), default="")
    was = {name for f in then.values() for name in f.get("events", ())}
    nearest_first = sorted(now, key=lambda n: (n != factor, COMPONENT_OF[n] != part, n))
    cited = [[e for e in now[name].get("events", ()) if e not in was] for name in nearest_first]
    return _Moved(change, factor, cited, bool(was) or not then)


_NOTHING: KeptFactor = {"factor": "", "value": None, "low": 1.0, "high": 5.0}


def _of(key: UUID | None, evidence: Mapping[UUID, list[KeptFactor]]) -> list[KeptFactor]:
    return evidence.get(key, []) if key else []


def _value(factors: Mapping[str, KeptFactor], name: str) -> float:
    value = factors.get(name, _NOTHING)["value"]
    return score.BLANK if value is None else value


MOVED_NOTHING = RiskChange("incidents", say("it moved no line of the order"), weight=0.6)


def _files_since(standing: Standing, at: datetime) -> dict[str, FileBrought]:
    """The imports since a moment, the newest FILES of them, as far as the reader may know them."""
    batches = batches_for(standing).filter(published_at__gt=at).order_by("-published_at")[:FILES]
    return {
        str(batch.pk): FileBrought(
            reverse("incidents:batch", args=[standing.mission.code, batch.pk]),
            batch.file_name,
            numbers(batch, standing).comes_in,
        )
        for batch in batches
    }


@dataclass(frozen=True)
class _PeopleDid:
    """What people did since a moment that moves suggestions: by the places it is about, corrections
    of hotspots and answers to questions; by id, the sentence of each."""

    corrected: Mapping[UUID, str]
    answered: Mapping[UUID, str]
    told: Mapping[str, Sentence]

    def key_of(self, moved: _Moved, key: CauseKey) -> CauseKey:
        """The cause of a line: what a person did there, where no record is one; of what was split
        or merged before any record."""
        place = moved.change.place
        if place is None or key[0] in _WITHOUT_RECORDS.values():
            return key
        bare = key[0] in {"figures", "age"}
        if place.pk in self.corrected and (bare or moved.change.kind in {"split", "merged"}):
            return ("corrected", self.corrected[place.pk])
        if place.pk in self.answered and bare:
            return ("answer", self.answered[place.pk])
        return ("season",) if key == ("figures", SEASON) else key


SEASON = "routine movement"
"""The factor that tells how the month compares with others."""


def _people_did(standing: Standing, at: datetime) -> _PeopleDid:
    corrected: dict[UUID, str] = {}
    answered: dict[UUID, str] = {}
    told: dict[str, Sentence] = {}
    for correction in corrections_for(standing).filter(made_at__gt=at, kind__in=MOVES).reverse():
        corrected |= {
            UUID(place): str(correction.pk) for place in (*correction.anchor, *correction.places)
        }
        told[str(correction.pk)] = say(
            "{who} corrected the hotspot: {reason}",
            who=correction.made_as,
            reason=correction.reason,
        )
    since = at.astimezone(ZoneInfo(standing.mission.time_zone)).date()
    found_out = questions_for(standing).filter(answered_on__gte=since, says__isnull=False)
    for question in found_out.order_by("answered_on"):
        answered[question.place_id] = str(question.pk)
        told[str(question.pk)] = say(
            "{who} found out: {question}", who=question.answered_by, question=question.question
        )
    return _PeopleDid(corrected, answered, told)


def _key_or_import(
    line: _Moved, records: Mapping[str, EvidenceRecord], brought: Mapping[str, str]
) -> CauseKey:
    """What makes two lines moved by one cause: a file that brought a record they rest on now and
    did not then, before any record of earlier that the same factor rests on too. What the mission
    itself recorded since stands before a file."""
    key = _key(line, records)
    own = key[0] == "event" and key[1] not in brought and key[1].startswith(INCIDENT)
    files = [brought[name] for names in line.cited for name in names if name in brought]
    return ("import", max(files)) if files and not own and key[0] in _MOVED_BY_RECORDS else key


INCIDENT = f"{readers.INCIDENT}:"
_MOVED_BY_RECORDS = frozenset({"event", "figures", "closed"})


def _key(line: _Moved, records: Mapping[str, EvidenceRecord]) -> CauseKey:
    """What makes two lines moved by one cause.

    A record counts as new if it is of after the assessment known then. One of before may have been
    entered late; but the strongest five are kept of each factor, and as one of them grows old the
    next comes up: so it is a cause only where the factor it is cited for rose.
    """
    change = line.change
    if change.kind in _WITHOUT_RECORDS:
        return (_WITHOUT_RECORDS[change.kind], str(change.day or ""))
    if not line.traced:
        return ("untraced",)
    own = line.cited[0] if line.cited and line.kept_then else []
    readable = [name for name in own if name in records]
    if own and not readable and change.kind != "fallen":
        return ("closed", line.factor)
    for names in line.cited if change.kind != "fallen" else line.cited[:1]:
        if fresh := [name for name in names if _is_new(records.get(name), line)]:
            return ("event", _newest(fresh, records))
    if change.kind in {"fallen", "gone"}:
        return ("age",)
    return ("event", _newest(readable, records)) if readable else ("figures", line.factor)


_WITHOUT_RECORDS = {
    "agreed": "forum",
    "stale": "review",
    "incidents": "entered",
    "apart": "apart",
    "ordered": "ordered",
}


def _is_new(record: EvidenceRecord | None, moved: _Moved) -> bool:
    """Whether a record is of after the assessment known then; of its very day, where that kept what
    it rested on, and this was none of it."""
    since = moved.change.since
    if record is None or record.day is None or since is None:
        return False
    return record.day > since or (moved.kept_then and record.day == since)


def _newest(names: Sequence[str], records: Mapping[str, EvidenceRecord]) -> str:
    """The newest record, of one day the deadliest."""
    return max(names, key=lambda n: (records[n].day or date.min, records[n].killed or 0, n))


def _cause(
    key: CauseKey,
    moved: Sequence[_Moved],
    records: Mapping[str, EvidenceRecord],
    files: Mapping[str, FileBrought],
    people: _PeopleDid,
) -> ChangeCause:
    factors = {one.factor for one in moved if one.factor}
    kind_of_cause = key[0]
    return ChangeCause(
        kind_of_cause,
        tuple(sorted((one.change for one in moved), key=lambda change: -change.weight)),
        records[key[1]] if kind_of_cause == "event" else None,
        files[key[1]] if kind_of_cause == "import" else None,
        tuple(name for name in COMPONENT_OF if name in factors),
        moved[0].change.day if kind_of_cause == "forum" else None,
        people.told[key[1]] if kind_of_cause in {"corrected", "answer"} else None,
    )
