"""How indicators are taken from the library, computed, and given values by people and files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter
from tutela.base.later import pl
from tutela.base.messages import as_json, say
from tutela.base.tables import read_tables
from tutela.intake.questions import Sent
from tutela.intake.submissions import Submission
from tutela.monitoring.indicators import (
    LEFT_OUT,
    MISSING,
    STANDING,
    VALUE,
    CountedPeriod,
    Description,
    Figure,
    LibraryIndicator,
    closed_periods,
    compute,
    compute_apart,
    is_stale,
    library,
    share_interval,
    traps,
)
from tutela_web.access import numbers
from tutela_web.access.models import DutyArea, Mission, Person
from tutela_web.access.policy import Standing, operator_of
from tutela_web.base import clock, jobs
from tutela_web.base.holding import hold
from tutela_web.base.models import Job
from tutela_web.links.queries import in_force
from tutela_web.links.verbs import not_ahead
from tutela_web.look.translate import say_in_page_language
from tutela_web.monitoring.measured.models import IndicatorDefinition, IndicatorValue
from tutela_web.monitoring.measured.queries import (
    PULL_VALUES,
    VIEW_MARKING,
    KeptFigure,
    area_names,
    definitions_for,
)
from tutela_web.monitoring.measured.tables import MeasuredTables
from tutela_web.records import verbs as records
from tutela_web.submissions.fetching import fetch_form, read_item
from tutela_web.submissions.models import FormServer
from tutela_web.submissions.queries import ACT as LINKS_FORMS

ACT = "keep_indicators"
COMPUTE = "compute_indicators"
"""The kind of job that computes them."""

QUARTERS = 4
WEEKS_OR_MONTHS = 12
"""How many periods back are computed, and computed again: what came in since corrects them."""


# --- the library


@transaction.atomic
def take_from_library(keys: Iterable[str], *, by: Standing) -> list[IndicatorDefinition]:
    """Set indicators of the library as the mission's own, which it may edit; those it has are left.

    Raises  Denied; BadParameter for a key the library has not.
    """
    by.require(ACT)
    entries = {entry.key: entry for entry in library()}
    definitions: list[IndicatorDefinition] = []
    wanted = list(dict.fromkeys(keys))
    if strange := [key for key in wanted if key not in entries]:
        raise BadParameter(say("the library has no indicator '{key}'", key=strange[0]))
    had = set(definitions_for(by).filter(ended_on=None).values_list("key", flat=True))
    for key in wanted:
        if key in had:
            continue
        definition = _of_library(entries[key], by)
        definition.number = numbers.next_number(IndicatorDefinition, by.mission)
        definitions.append(records.create(definition, mission=by.mission, by=by.person))
    return definitions


def _of_library(entry: LibraryIndicator, by: Standing) -> IndicatorDefinition:
    language = get_language() or "en"
    told = {key: traps()[key].get(language) or traps()[key]["en"] for key in entry.traps}
    return IndicatorDefinition(
        key=entry.key,
        words=entry.words.get(language) or entry.words["en"],
        kind=entry.kind,
        level=entry.level,
        tier=int(entry.tier) if entry.tier else None,
        unit=entry.unit,
        better=entry.better,
        every_days=entry.every_days,
        owner=entry.owner,
        measure=entry.description["measure"],
        table=entry.description["table"],
        column=entry.description["column"],
        percentile=int(entry.description["percentile"] or 50),
        where=entry.description["where"],
        of=entry.description["of"],
        by=entry.description["by"],
        limits="\n".join(told.values()),
        classification=0,
        known_at=clock.now(by.mission),
    )


# --- computing


def ask_to_compute(*, by: Standing) -> Job:
    """Have every indicator that is computed from records computed, by the worker.

    Raises  Denied.
    """
    by.require(ACT)
    return jobs.ask(COMPUTE, mission_id=by.mission.pk, by_id=by.person.pk)


def periods_of(definition: IndicatorDefinition, on: date) -> list[CountedPeriod]:
    """The periods an indicator is computed for: of what stands today, the last one alone."""
    every = definition.every_days
    back = 1 if definition.table in STANDING else QUARTERS if every >= 80 else WEEKS_OR_MONTHS
    return closed_periods(every, on, back)


def compute_values(
    mission: Mission,
    *,
    by: Person | None,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> int:
    """Compute every computed indicator in force for its last periods, over the open records up to
    Confidential; append what differs from the value that stood.

    Takes   by, who asked, or None for the daily round; tell, how many of how many are done.
    Gives   how many values were appended.
    """
    view = operator_of(mission)
    definitions = list(
        IndicatorDefinition.objects.filter(
            in_force(view),
            mission=mission,
            kind=IndicatorDefinition.Kind.COMPUTED,
            compartment="",
        ).order_by("number")
    )
    spans = {one.pk: periods_of(one, view.on) for one in definitions}
    if not definitions:
        return 0
    first = min(period.first for periods in spans.values() for period in periods)
    last = max(period.last for periods in spans.values() for period in periods)
    read, appended = MeasuredTables(view, first, last), 0
    areas = sorted(area_names(mission))
    for done, definition in enumerate(definitions):
        tell(done, len(definitions))
        with transaction.atomic():
            locked = hold(definition)
            figures = [
                _compute_period(locked, period, read, areas) for period in spans[definition.pk]
            ]
            appended += _append(locked, figures, by=by)
    tell(len(definitions), len(definitions))
    return appended


def _compute_period(
    definition: IndicatorDefinition,
    period: CountedPeriod,
    read: MeasuredTables,
    areas: Sequence[str],
) -> IndicatorValue:
    asked = definition.description
    table = read.table(asked.table)
    days = {"first": period.first, "last": period.last}
    heard: frozenset[str] | None = None
    if asked.table not in STANDING:
        heard = read.areas_heard(**days)
    figure = compute(asked, table, heard=None if heard is None else bool(heard), **days)
    left_out = dict(figure.left_out)
    if heard is not None and (silent := len(set(areas) - heard)):
        left_out[SILENT] = silent
    parts = {
        column: [
            {"word": word} | _figure_columns(one)
            for word, one in compute_apart(asked, table, column, **days).items()
        ]
        for column in asked.by
        if column != "area"
    }
    if "area" in asked.by:
        parts["area"] = _areas_apart(asked, table, period, areas, heard)
    return IndicatorValue(
        definition=definition,
        definition_version=definition.version,
        kind=definition.kind,
        first=period.first,
        last=period.last,
        parts=parts,
        counted=list(figure.counted),
        whole=list(figure.records),
        left_out=left_out,
        classification=max(definition.classification, VIEW_MARKING),
        **_figure_columns(figure),
    )


SILENT = LEFT_OUT[2]


def _areas_apart(
    asked: Description,
    table: pl.DataFrame,
    period: CountedPeriod,
    areas: Sequence[str],
    heard: frozenset[str] | None,
) -> list[dict[str, Any]]:
    """The figure of each field office's area, and of what lies in none; of one that nobody was
    heard from, none is not zero."""
    days = {"first": period.first, "last": period.last}
    rows = []
    for area in [*areas, None]:
        within = table.filter(pl.col("area").eq_missing(pl.lit(area)))
        if area is None and within.is_empty():
            continue
        silent = None if heard is None or area is None else area in heard
        rows.append({"word": area} | _figure_columns(compute(asked, within, heard=silent, **days)))
    return rows


def _figure_columns(figure: Figure) -> dict[str, Any]:
    return {
        "state": figure.state,
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "low": figure.low,
        "high": figure.high,
        "because": None if figure.because is None else as_json(figure.because),
    }


COMPARED = ("state", "value", "numerator", "denominator", "parts", "counted", "whole", "left_out")


def _append(
    definition: IndicatorDefinition, values: Sequence[IndicatorValue], *, by: Person | None
) -> int:
    """Append the values that differ from those that stand, saying what changed."""
    stand = {
        (one.first, one.last): one for one in definition.values.filter(area=None, replaced_by=None)
    }
    fresh = []
    at = clock.now(definition.mission)
    for value in values:
        old = stand.get((value.first, value.last))
        if old is not None:
            same = all(getattr(old, name) == getattr(value, name) for name in COMPARED)
            if same and old.definition_version == value.definition_version:
                continue
            value.replaces, value.changed = old, _what_changed(old, value)
        value.known_at = at
        fresh.append(value)
    records.create_many(fresh, mission=definition.mission, by=by)
    return len(fresh)


def _what_changed(old: IndicatorValue, new: IndicatorValue) -> dict[str, Any]:
    before, after = set(old.whole), set(new.whole)
    changed: dict[str, Any] = {
        "before": old.value,
        "after": new.value,
        "came": len(after - before),
        "went": len(before - after),
    }
    if old.definition_version != new.definition_version:
        changed["definition"] = [old.definition_version, new.definition_version]
    return changed


def compute_due(mission: Mission) -> bool:
    """Ask for the job where a computed indicator lacks its last period; say whether it was."""
    view = operator_of(mission)
    rows = IndicatorDefinition.objects.filter(
        in_force(view), mission=mission, kind=IndicatorDefinition.Kind.COMPUTED
    )
    for definition in rows:
        newest = definition.values.order_by("-last").values_list("last", flat=True).first()
        if is_stale(newest, definition.every_days, view.on):
            jobs.ask(COMPUTE, mission_id=mission.pk)
            return True
    return False


# --- given by people and files


@dataclass(frozen=True)
class GivenValue:
    """A value somebody gives: of what days, by which office, on what evidence; and, of one that a
    survey tells, what it tells apart and how the survey is marked."""

    first: date
    last: date
    value: float
    said_by: str
    evidence: str
    area: DutyArea | None = None
    low: float | None = None
    high: float | None = None
    sample: int | None = None
    submission: str = ""
    submission_root: str = ""
    parts: Mapping[str, Sequence[KeptFigure]] = field(default_factory=dict)
    marking: int = 0


@transaction.atomic
def give_value(
    definition: IndicatorDefinition, told: GivenValue, *, by: Standing
) -> IndicatorValue:
    """Keep a value that is not computed; one of the same days and area is replaced by it.

    A survey's share without an interval gets Wilson's from its sample, as if drawn at random.
    Raises  Denied; BadParameter for a computed indicator, days ahead or the wrong way round, an
            interval the value lies outside of, or without office or evidence.
    """
    by.require(ACT, of=definition)
    by.require_ours(told.area)
    if definition.computed:
        raise BadParameter(
            say("this indicator is computed from records"), next=say("correct the records")
        )
    if told.last < told.first:
        raise BadParameter(say("the last day lies before the first"), where="last")
    not_ahead(told.last, by)
    if not told.said_by.strip() or not told.evidence.strip():
        raise BadParameter(
            say("a value needs the office that says so and its evidence"),
            where="evidence",
            next=say("write where the evidence can be read"),
        )
    low, high = told.low, told.high
    if low is None and high is None and told.sample and definition.unit == "%":
        if not 0 <= told.value <= 100:
            raise BadParameter(say("a share lies between 0 and 100"), where="value")
        low, high = share_interval(told.value * told.sample / 100, told.sample)
    if (low is not None and low > told.value) or (high is not None and high < told.value):
        raise BadParameter(say("the value lies outside its interval"), where="value")
    old = (
        definition.values.select_for_update(of=("self",), no_key=True)
        .filter(first=told.first, last=told.last, area=told.area, replaced_by=None)
        .first()
    )
    value = IndicatorValue(
        definition=definition,
        definition_version=definition.version,
        kind=definition.kind,
        first=told.first,
        last=told.last,
        state=VALUE,
        value=told.value,
        denominator=told.sample,
        low=low,
        high=high,
        said_by=told.said_by.strip(),
        evidence=told.evidence.strip(),
        sample=told.sample,
        submission=told.submission,
        submission_root=told.submission_root,
        area=told.area,
        parts=dict(told.parts),
        classification=max(definition.classification, told.marking),
        known_at=clock.now(by.mission),
    )
    if old is not None:
        value.replaces = old
        value.changed = {"before": old.value, "after": told.value}
    return records.create(value, mission=by.mission, by=by.person)


FILE_COLUMNS = ("indicator", "first", "last", "value", "said_by", "evidence")
OPTIONAL_COLUMNS = ("area", "low", "high", "sample")


@dataclass(frozen=True)
class RefusedRow:
    """A row of a file that was not kept, its line and why."""

    line: int
    why: str


@transaction.atomic
def import_values(path: Path, *, by: Standing) -> tuple[int, list[RefusedRow]]:
    """Keep the values of a CSV or XLSX file; where a row is refused, nothing of it is kept.

    Takes   columns indicator (M-3), first, last, value, said_by, evidence; where there are, area
            (its name), low, high, sample.
    Gives   how many were kept, and the refused rows, one or the other.
    Raises  Denied; UnreadableFile; BadParameter for a file without these columns.
    """
    by.require(ACT)
    numbered, areas = _named_in_rows(by)
    rows_read: list[tuple[IndicatorDefinition, GivenValue]] = []
    refused: list[RefusedRow] = []
    for table in read_tables(path):
        lacking = [name for name in FILE_COLUMNS if name not in table.frame.columns]
        if lacking:
            raise BadParameter(
                say("the file has no column '{name}'", name=lacking[0]),
                next=say("name the columns {names}", names=", ".join(FILE_COLUMNS)),
            )
        refused += [RefusedRow(one.row, str(one.why)) for one in table.rejected]
        for line, row in zip(table.lines.to_list(), table.frame.iter_rows(named=True), strict=True):
            try:
                rows_read.append(_read_row(row, numbered, areas))
            except ValueError as fault:
                refused.append(RefusedRow(line, str(fault)))
    if refused:
        return 0, refused
    for definition, value in rows_read:
        give_value(definition, value, by=by)
    return len(rows_read), []


def _named_in_rows(
    by: Standing,
) -> tuple[dict[str, IndicatorDefinition], dict[str, DutyArea]]:
    """What rows name: indicators in force by their code, areas of field offices by their name."""
    definitions = definitions_for(by).filter(in_force(by))
    areas = DutyArea.objects.filter(mission=by.mission, kind=DutyArea.Kind.FIELD_OFFICE)
    return (
        {definition.code: definition for definition in definitions},
        {area.name: area for area in areas.defer("boundary")},
    )


def _read_row(
    row: Mapping[str, str | None],
    numbered: Mapping[str, IndicatorDefinition],
    areas: Mapping[str, DutyArea],
) -> tuple[IndicatorDefinition, GivenValue]:
    """A row as a value. Raises ValueError that says what is wrong, in the language of the page."""
    code, name = row["indicator"] or "", row.get("area") or ""
    definition = numbered.get(code)
    if definition is None:
        raise ValueError(_("“%(code)s” is no indicator in force") % {"code": code})
    if definition.computed:
        raise ValueError(_("%(code)s is computed from records") % {"code": code})
    if name and name not in areas:
        raise ValueError(_("“%(name)s” is no area of a field office") % {"name": name})
    days = []
    for column in ("first", "last"):
        try:
            days.append(date.fromisoformat(row[column] or ""))
        except ValueError:
            told = {"column": column, "text": row[column] or ""}
            raise ValueError(
                _("%(column)s: “%(text)s” is no day; write YYYY-MM-DD") % told
            ) from None
    figures: dict[str, float | None] = {}
    for column in ("value", "low", "high", "sample"):
        text = row.get(column)
        try:
            figures[column] = float(text) if text else None
        except ValueError:
            told = {"column": column, "text": text or ""}
            raise ValueError(_("%(column)s: “%(text)s” is no figure") % told) from None
    if figures["value"] is None:
        raise ValueError(_("no value is given; leave the row out where none is known"))
    for column in ("said_by", "evidence"):
        if not row[column]:
            raise ValueError(_("%(column)s is blank") % {"column": column})
    sample = figures["sample"]
    return definition, GivenValue(
        days[0],
        days[1],
        figures["value"],
        row["said_by"] or "",
        row["evidence"] or "",
        areas.get(name),
        figures["low"],
        figures["high"],
        int(sample) if sample is not None else None,
    )


# --- pulled from a form elsewhere


@dataclass
class PulledValues:
    """How many values were kept now, of how many submissions nothing is new, and the refused ones:
    which of those asked for, and why."""

    kept: int
    before: int
    refused: list[RefusedRow]


def ask_to_pull_values(server: FormServer, uid: str, *, by: Standing) -> Job:
    """Have the values of a form elsewhere taken by the worker: how long that takes is the server's
    to say.

    Raises  Denied, also without the act of linking forms.
    """
    _require_puller(server, by)
    return jobs.ask(
        PULL_VALUES,
        mission_id=by.mission.pk,
        by_id=by.person.pk,
        subject_id=server.pk,
        far_id=uid.strip(),
    )


def stop_pulling(*, by: Standing) -> None:
    """Stop the worker that takes values from a form elsewhere: none of them is kept.

    Raises  Denied.
    """
    by.require(ACT)
    of = {"kind": PULL_VALUES, "mission_id": by.mission.pk, "by_id": by.person.pk}
    for job in Job.objects.filter(**of, state__in=jobs.IN_PROGRESS):
        jobs.cancel(job)


def _require_puller(server: FormServer, by: Standing) -> None:
    by.require(ACT)
    by.require(LINKS_FORMS)
    by.require_ours(server)


def pull_values(
    server: FormServer,
    uid: str,
    *,
    by: Standing,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> PulledValues:
    """Keep the values of a form of KoboToolbox or ODK Central whose questions are called as the
    columns of a file of values; groups do not matter.

    A submission is taken once. One edited there is a later state, and its value replaces the one
    before; where it was moved there to other days, another area or indicator, no value stands any
    more where it was. Of two submissions of one period and area the later counts.
    Takes   uid, as the other system calls the form; `tell` hears how many of how many came.
    Raises  Denied, also without the act of linking forms: it holds our passwords; ServerFault.
    """
    _require_puller(server, by)
    items: list[Sent] = []
    for page in fetch_form(server, uid.strip()):
        items += page.rows
        tell(len(items), page.whole)
    return _keep_submissions(server, items, by)


@transaction.atomic
def _keep_submissions(server: FormServer, items: Sequence[Sent], by: Standing) -> PulledValues:
    numbered, areas = _named_in_rows(by)
    result = PulledValues(0, 0, [])
    read: dict[tuple[UUID, date, date, DutyArea | None], list[tuple[int, GivenValue]]] = {}
    for number, item in enumerate(items, start=1):
        try:
            submission = read_item(server.kind, item)
            definition, value = _read_row(_row_of(submission), numbered, areas)
        except BadParameter as fault:
            result.refused.append(RefusedRow(number, say_in_page_language(fault.what)))
        except ValueError as fault:
            result.refused.append(RefusedRow(number, _without_answers(str(fault))))
        else:
            given = replace(value, submission=submission.uuid, submission_root=submission.root)
            of = definition.pk, value.first, value.last, value.area
            read.setdefault(of, []).append((number, given))
    by_pk = {one.pk: one for one in numbered.values()}
    taken = set(
        IndicatorValue.objects.filter(definition__in=by_pk, submission__gt="").values_list(
            "definition", "submission"
        )
    )
    for (pk, *_days), values in read.items():
        number, latest = values[-1]
        result.before += len(values) - 1
        if (pk, latest.submission) in taken:
            result.before += 1
            continue
        try:
            with transaction.atomic():
                _withdraw_moved(by_pk[pk], latest, by)
                give_value(by_pk[pk], latest, by=by)
        except BadParameter as fault:
            result.refused.append(RefusedRow(number, say_in_page_language(fault.what)))
        else:
            result.kept += 1
    return result


def _withdraw_moved(definition: IndicatorDefinition, given_value: GivenValue, by: Standing) -> None:
    """Let no value stand where a submission was before it was moved: a missing one replaces it."""
    stands = IndicatorValue.objects.select_for_update(of=("self",), no_key=True).filter(
        mission=by.mission,
        submission_root=given_value.submission_root,
        state=VALUE,
        replaced_by=None,
        definition__in=definitions_for(by).order_by().values("pk"),
    )
    same = Q(
        definition=definition, first=given_value.first, last=given_value.last, area=given_value.area
    )
    for old in stands.exclude(same):
        gone = IndicatorValue(
            definition_id=old.definition_id,
            definition_version=old.definition_version,
            kind=old.kind,
            first=old.first,
            last=old.last,
            state=MISSING,
            because=as_json(say("the submission was moved to other days, area or indicator")),
            said_by=given_value.said_by.strip(),
            evidence=given_value.evidence.strip(),
            submission=given_value.submission,
            submission_root=given_value.submission_root,
            area_id=old.area_id,
            classification=old.classification,
            known_at=clock.now(by.mission),
            replaces=old,
            changed={"before": old.value, "after": None},
        )
        records.create(gone, mission=by.mission, by=by.person)


def _without_answers(why: str) -> str:
    """Why a submission was refused, without what somebody answered: it is kept for the page.

    >>> _without_answers("first: “the girl of Bel” is no day; write YYYY-MM-DD")
    'first: “…” is no day; write YYYY-MM-DD'
    """
    return re.sub(r"([“«])[^”»]*([”»])", r"\1…\2", why)


def _row_of(submission: Submission) -> dict[str, str | None]:
    """A submission as a row of a file of values: the last word of a question's path is the column;
    what the form does not ask for stands as the submission's own number of evidence."""
    row: dict[str, str | None] = dict.fromkeys((*FILE_COLUMNS, *OPTIONAL_COLUMNS))
    for path, answer in submission.answers.items():
        name = path.rpartition("/")[2]
        if name in row:
            row[name] = str(answer).strip()
    row["evidence"] = row["evidence"] or f"{_('Submission')} {submission.uuid}"
    return row
