"""How bases and units change; all by the act edit_capacity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from tutela.base.errors import BadParameter, Rejection
from tutela.base.messages import say
from tutela.capacity.types import Bases
from tutela.places.gazetteer import ids_of
from tutela_web.access.audit import trail
from tutela_web.access.models import Compartment, DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.base.holding import hold
from tutela_web.base.values import FieldValue
from tutela_web.capacity.inputs import BaseInput, ReadinessInput, UnitInput
from tutela_web.capacity.models import Base, NotAble, Unit, UnitReadiness
from tutela_web.capacity.units.queries import bases_for, holds_readiness, units_for
from tutela_web.places.models import Place
from tutela_web.places.queries import boundaries_of
from tutela_web.places.verbs import POINT, require_point
from tutela_web.records import verbs as records

ACT = "edit_capacity"
DENIES = "record_denial"
KIND = "bases"


def _codes(
    model: type[Base] | type[Unit], rows: Sequence[BaseInput] | Sequence[UnitInput], by: Standing
) -> list[str]:
    """The code of each row; a blank one is made from the name."""
    taken = set(model.objects.filter(mission=by.mission).values_list("code", flat=True))
    said = [str(row.get("code") or "") for row in rows]
    if twice := sorted((taken & set(said)) - {""}):
        raise BadParameter(_("this code is taken"), where=twice[0], next=_("choose another code"))
    blank = [at for at, code in enumerate(said) if not code]
    new_codes = ids_of(
        [by.mission.iso3] * len(blank), [str(rows[at]["name"]) for at in blank], {*taken, *said}
    )
    for at, code in zip(blank, new_codes, strict=True):
        said[at] = code[:80]
    return said


def _require_somewhere(by: Standing) -> None:
    if not by.may_somewhere(ACT):
        by.require(ACT)


def make_bases(rows: Sequence[BaseInput], *, by: Standing) -> list[Base]:
    """Make bases from the values of their fields; each gets the area its point lies in.

    Raises  Denied without the act edit_capacity in the area of every one; BadParameter.
    """
    _require_somewhere(by)
    drawn = boundaries_of(by.mission).area_ids(
        [row.get("latitude") for row in rows], [row.get("longitude") for row in rows]
    )
    bases = []
    for row, code, area in zip(rows, _codes(Base, rows, by), drawn, strict=True):
        require_point(row.get("latitude"), row.get("longitude"))
        by.require_marking(KIND, row.get("classification", 0))
        _require_dates(row.get("opened"), row.get("closed"))
        values: dict[str, Any] = {
            name: value for name, value in row.items() if name not in ("code", "area_id")
        }
        defaults = {"classification": 0, "known_at": clock.now(by.mission)}
        base = Base(**defaults | values, code=code, area_id=row.get("area_id") or area)
        by.require(ACT, area=base.area_id)
        bases.append(base)
    records.create_many(bases, mission=by.mission, by=by.person)
    return bases


def make_units(rows: Sequence[UnitInput], *, by: Standing) -> list[Unit]:
    """Make units from the values of their fields; a unit lies in the area of its base.

    Raises  Denied without the act edit_capacity in the area of every one; BadParameter.
    """
    _require_somewhere(by)
    units = []
    for row, code in zip(rows, _codes(Unit, rows, by), strict=True):
        by.require_marking(KIND, row.get("classification", 0))
        fields: dict[str, Any] = {name: v for name, v in row.items() if name != "code"}
        values: dict[str, Any] = _with_base(fields, by)
        base = values.get("base")
        defaults = {"classification": 0, "known_at": clock.now(by.mission)}
        unit = Unit(**defaults | values, code=code, area_id=base.area_id if base else None)
        by.require(ACT, area=unit.area_id)
        units.append(unit)
    records.create_many(units, mission=by.mission, by=by.person)
    return units


def _with_base(values: dict[str, FieldValue], by: Standing) -> dict[str, FieldValue]:
    """The values with the base that an id names; only one of the mission is found."""
    if "base_id" in values:
        pk = values.pop("base_id")
        values["base"] = Base.objects.get(pk=str(pk), mission=by.mission) if pk else None
    return values


def edit_base(
    base: Base, changes: BaseInput, *, version: int, by: Standing, reason: str = ""
) -> Base:
    """Change fields of a base; where its point moves, its area follows.

    Raises  Denied without authority in its area, and in the one it would lie in; Conflict;
            BadParameter.
    """
    by.require(ACT, area=base.area_id, of=base)
    wanted: dict[str, Any] = _sound(Base, base, changes, by)
    if "area_id" in wanted:
        area = wanted.pop("area_id")
        wanted["area"] = area and DutyArea.objects.get(pk=area, mission=by.mission)
    _require_dates(wanted.get("opened", base.opened), wanted.get("closed", base.closed))
    with transaction.atomic():
        now = records.edit(
            base, wanted, version=version, by=by.person, reason=reason, seen=bases_for(by)
        )
        if POINT & wanted.keys():
            require_point(now.latitude, now.longitude)  # as merged
        if POINT & wanted.keys() and "area" not in wanted:
            boundaries = boundaries_of(by.mission)
            (drawn,) = boundaries.area_ids([now.latitude], [now.longitude])
            if boundaries.areas:
                now = records.edit(now, {"area_id": drawn}, version=now.version, by=by.person)
        by.require(ACT, area=now.area_id)
    return now


def edit_unit(
    unit: Unit, changes: UnitInput, *, version: int, by: Standing, reason: str = ""
) -> Unit:
    """Change fields of a unit; its area is its base's.

    Raises  Denied without authority in its area, and in its new base's; Conflict; BadParameter.
    """
    by.require(ACT, area=unit.area_id, of=unit)
    wanted: dict[str, Any] = _with_base(_sound(Unit, unit, changes, by), by)
    if "base" in wanted:
        wanted["area"] = wanted["base"].area if wanted["base"] else None
        by.require(ACT, area=wanted["area"].pk if wanted["area"] else None)
    return records.edit(
        unit, wanted, version=version, by=by.person, reason=reason, seen=units_for(by)
    )


def _sound(
    model: type[Base] | type[Unit],
    record: Base | Unit,
    changes: BaseInput | UnitInput,
    by: Standing,
) -> dict[str, Any]:
    by.require_marking(KIND, changes.get("classification", 0))
    wanted: dict[str, Any] = {
        name: value for name, value in changes.items() if (name, value) != ("code", "")
    }
    if code := wanted.get("code"):
        others = model.objects.filter(mission=by.mission, code=code).exclude(pk=record.pk)
        if others.exists():
            raise BadParameter(_("this code is taken"), next=_("choose another code"))
    return wanted


def _require_dates(opened: date | None, closed: date | None) -> None:
    if opened and closed and closed < opened:
        raise BadParameter(_("the base closes before it opens"), next=_("put the dates right"))


def keep_readiness(
    unit: Unit, values: ReadinessInput, *, version: int, by: Standing, reason: str = ""
) -> UnitReadiness:
    """Record or change the readiness, reach and caveats of a unit: compartment capacity.

    Raises  Denied unless the person holds the compartment and the act; Conflict.
    """
    by.require(ACT, area=unit.area_id, of=unit)
    if not holds_readiness(by):
        raise Denied(
            _("readiness belongs to the compartment capacity"),
            next=_("ask the Chief of Staff for a grant"),
        )
    held = UnitReadiness.objects.filter(unit=unit).first()
    if held is not None:
        return records.edit(held, values, version=version, by=by.person, reason=reason)
    readiness = UnitReadiness(
        unit=unit,
        area_id=unit.area_id,
        compartment=Compartment.CAPACITY,
        classification=1,
        **{"known_at": clock.now(by.mission), **values},
    )
    return records.create(readiness, mission=by.mission, by=by.person)


def note_not_able(unit: Unit, task: str, *, reason: str, since: datetime) -> NotAble:
    """Put down that a unit is not able for a task, as it answered. For verbs of rooms above, which
    have asked who may."""
    return NotAble.objects.create(unit=unit, task=task, reason=reason, since=since)


@transaction.atomic
def say_able(unit: Unit, *, on: date, note: str, by: Standing) -> int:
    """Say that a unit is able again, from a day on, for the tasks it refused, failed or turned back
    on: its commander does, or the Force or Police Commander. Gives how many tasks.

    Raises  Denied; BadParameter without a note, for a day before it answered, or where it is not
            put down as not able.
    """
    by.require("say_able", area=unit.area_id, of=unit)
    if not note.strip():
        raise BadParameter(say("what changed is not said"), next=say("write a note"))
    now = clock.now(by.mission)
    rows = NotAble.objects.filter(unit=unit, able_from=None)
    since = rows.order_by("-since").values_list("since", flat=True).first()
    if since is None:
        raise BadParameter(say("the unit is not put down as not able for a task"))
    if on < since.astimezone(ZoneInfo(by.mission.time_zone)).date():
        raise BadParameter(say("this lies before the day it answered"))
    number = rows.update(able_from=on, note=note.strip()[:300], said_at=now, said_by=by.person)
    trail.record(
        "say_able", mission=by.mission, by=by.person, kind="unit", subject=unit.pk, tasks=number
    )
    return number


@dataclass(frozen=True)
class LoadedBases:
    """What a list of bases brought: made, changed, closed for being gone from it; what it said."""

    made: int
    changed: int
    closed: int
    rejected: tuple[Rejection, ...]
    notes: tuple[str, ...]


def load_bases(known: Bases, *, source: str, by: Standing) -> LoadedBases:
    """Bring the bases a file knew on a day in as records; load older days before newer ones.

    Takes   Bases of the core's read_bases (Geo-PKO, or a mission's list); source, the same words
            for each edition of it.
    Gives   Loaded. A base of this source that is gone from the list is closed from the day the list
            speaks of; a strength that changed is changed; other sources' bases are left alone.
    Raises  Denied without the act edit_capacity mission-wide.
    """
    by.require(ACT)
    day = known.known_from or known.on
    there = {base.code: base for base in Base.objects.filter(mission=by.mission)}
    rows: list[BaseInput] = [
        {
            "code": base.id[:80],
            "name": base.name[:160],
            "latitude": base.lat,
            "longitude": base.lon,
            "troops": base.strength,
            "opened": base.on_from,
            "source": source[:120],
            "place_precision": 1,
        }
        for base in known.bases
        if base.id[:80] not in there
    ]
    changed = closed = 0
    with transaction.atomic():
        new = len(make_bases(rows, by=by))
        for base in known.bases:
            held = there.get(base.id[:80])
            if held is None or held.source != source[:120]:
                continue
            wanted: BaseInput = {"troops": base.strength, "closed": None}
            if any(getattr(held, name) != value for name, value in wanted.items()):
                edit_base(held, wanted, version=held.version, by=by, reason=source)
                changed += 1
        names = {base.id[:80] for base in known.bases}
        for code, held in there.items():
            gone = code not in names and held.source == source[:120] and held.closed is None
            if gone and not (held.opened and held.opened > day):
                edit_base(held, {"closed": day}, version=held.version, by=by, reason=source)
                closed += 1
    return LoadedBases(new, changed, closed, known.rejected, known.notes)


@transaction.atomic
def note_where_seen(unit: Unit, place: Place, at: datetime, *, by: Standing) -> Unit:
    """Keep from where a unit last reported, by whoever sent its report: an older report that comes
    late changes nothing.

    Raises  Denied without the act of sending reports.
    """
    if not by.may_somewhere("send_report"):
        by.require("send_report")
    by.require_ours(unit, place)
    held = hold(unit)
    if held.seen_at is not None and held.seen_at >= at:
        return held
    changes: dict[str, FieldValue] = {"seen_place": place, "seen_at": at}
    return records.edit(held, changes, version=held.version, by=by.person)
