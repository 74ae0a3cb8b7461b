"""Plays the story of the demonstration: acts written down in files, done by the verbs of the rooms.

A chapter is a file of `story/`: `unless` names the record that says it was told, `needs` what it
hangs on, and each `[[act]]` one thing that one person does. ADR 67 tells the shape of an act.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, time, timedelta
from importlib import import_module
from importlib.resources import files
from typing import Any, TypeAlias, cast

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.urls import get_resolver

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.records.kind_verbs import create_record
from tutela_web.records.kinds import KINDS

Who = Callable[[str], Standing]
"""The standing of an account by its last part, as of the mission's clock."""

StoryValue: TypeAlias = Any
"""What a story may say: TOML, or what its references stand for."""
StoryAct: TypeAlias = Mapping[str, StoryValue]

STORY = files("tutela_web.demo") / "story"
TEXTS = files("tutela_web.demo") / "texts"
DATA = files("tutela_web.demo") / "data"
HOUR = 4  # UTC: early in the morning in both missions
MOMENT = re.compile(r"(today|now|real|month)((?:[+-]\d+[Mdhm])*)")
STEP = re.compile(r"([+-]\d+)([Mdhm])")
UNITS = {"d": "days", "h": "hours", "m": "minutes"}
WORDS = ("makes", "does", "by", "upon", "as", "clock", "marks")
"""What is said of an act itself; everything else is a value that it gives."""

RECORDS: Mapping[str, tuple[str, Mapping[str, str | bool]]] = {
    "actor": ("actors.Actor", {"code": "invented-{}"}),
    "contact": ("warning.NetworkContact", {"place__code": "invented-{}", "invented": True}),
    "forum": ("fora.Forum", {"kind": "{}", "invented": True}),
    "incident": ("incidents.Incident", {"title": "{}", "invented": True}),
    "last_post": ("access.Post", {"role": "{}"}),
    "line": ("programme.MatrixLine", {"code": "{}", "invented": True}),
    "meeting": ("fora.Meeting", {"forum__kind": "{}", "state": "held", "invented": True}),
    "objective": ("programme.Objective", {"number": "{}", "invented": True}),
    "paragraph": (
        "mandate.Paragraph",
        {"resolution__invented": True, "resolution__retired_on__isnull": True},
    ),
    "partner": ("partners.Partner", {"name__startswith": "{}", "invented": True}),
    "place": ("places.Place", {"code": "invented-{}"}),
    "plan": ("crisis.ContingencyPlan", {"place__code": "invented-{}", "retired": False}),
    "post": ("access.Post", {"role": "{}"}),
    "risk": ("risk.Risk", {"place__code": "invented-{}", "compartment": ""}),
    "role": ("partners.RoleLine", {"who": "{0}", "name": "{1}"}),
    "section": ("strategy.Section", {"letter": "{}", "strategy__invented": True}),
    "task": (
        "mandate.MandatedTask",
        {
            "kind": "{}",
            "state": "confirmed",
            "invented": True,
            "paragraph__resolution__retired_on__isnull": True,
        },
    ),
    "unit": ("capacity.Unit", {"code": "invented-{}"}),
}
"""What a reference names that no act of its chapter made: `@place.luma`."""


@contextmanager
def clock_at(mission: Mission, day: date) -> Iterator[None]:
    """The mission's clock on the morning of another day; what it was comes back."""
    kept = mission.clock_shift
    morning = datetime.combine(day, time(HOUR), UTC)
    mission.clock_shift = morning - clock.real_now()
    mission.save(update_fields=["clock_shift"])
    try:
        yield
    finally:
        mission.clock_shift = kept
        mission.save(update_fields=["clock_shift"])


def mark_invented(*records: Model) -> None:
    """Mark what verbs made: they do not know that the demonstration asks."""
    for record in records:
        type(record)._default_manager.filter(pk=record.pk).update(invented=True)


@transaction.atomic
def play(chapter: str, mission: Mission, who: Who, **named: StoryValue) -> bool:
    """Play a chapter once.

    Takes   named, what its references may name beside what it makes and what RECORDS finds.
    Gives   whether it was played: it was not told before, and what it needs is there.
    Raises  what an act raises, with a note of the chapter and the act.
    """
    told = tomllib.loads((STORY / f"{chapter}.toml").read_text("utf-8"))
    stage = StoryPlayer(mission, who, named)
    if "unless" in told and stage.holds(told["unless"], invented=told.get("invented", False)):
        return False
    if stage.lacks(told):
        return False
    for number, act in enumerate(told["act"], 1):
        done = act.get("makes") or act["does"]
        with _told_where(f"story/{chapter}.toml, act {number}: {done}"):
            stage.act(act)
    return True


@contextmanager
def _told_where(place: str) -> Iterator[None]:
    """What goes wrong within says where in the story: the fault itself knows its verb alone."""
    try:
        yield
    except Exception as fault:
        fault.add_note(place)
        raise


class StoryPlayer:
    """A mission, its people, and what was named so far."""

    def __init__(self, mission: Mission, who: Who, named: Mapping[str, StoryValue]) -> None:
        self.mission, self.named = mission, {**named, "mission": mission}
        self._who = who
        self._standings: dict[tuple[str, timedelta], Standing] = {}

    def standing_of(self, account: str) -> Standing:
        """The standing of an account, asked once for each day of the clock."""
        key = account, self.mission.clock_shift
        if key not in self._standings:
            self._standings[key] = self._who(account)
        return self._standings[key]

    def holds(self, model: str, *, invented: bool) -> bool:
        """Whether the mission has a record, or an invented one, of a model told as `app.Model`."""
        rows = apps.get_model(model)._default_manager.filter(mission=self.mission)
        told: bool = (rows.filter(invented=True) if invented else rows).exists()
        return told

    def lacks(self, told: StoryAct) -> bool:
        """Whether something that a chapter or an act needs is not there."""
        return any(self.meaning_of(needed) is None for needed in told.get("needs", ()))

    def act(self, act: StoryAct) -> None:
        """Do an act: once, once for each row of `each`, or once with all rows where it says
        `together`."""
        if self.lacks(act):
            return
        shape = ("each", "together", "needs")
        common = {name: value for name, value in act.items() if name not in shape}
        rows = [common | row for row in _rows(act["each"])] if "each" in act else [common]
        if "together" not in act:
            for row in rows:
                self._do(row)
            return
        values = [{name: value for name, value in row.items() if name not in WORDS} for row in rows]
        record_made = self._do(
            {**{word: act[word] for word in WORDS if word in act}, act["together"]: values}
        )
        for row, record in zip(rows, record_made, strict=True):
            self.named[row.get("as", "")] = record

    def _do(self, act: StoryAct) -> Any:
        with (
            clock_at(self.mission, self.meaning_of(act["clock"]))
            if "clock" in act
            else nullcontext()
        ):
            values = {name: self.meaning_of(act[name]) for name in act if name not in WORDS}
            upon = self.meaning_of(act["upon"]) if "upon" in act else None
            if upon is not None:
                upon.refresh_from_db()  # as it is by now: acts before may have changed it
            marks = act.get("marks", False)
            if "makes" in act:
                get_resolver().url_patterns  # noqa: B018 # kinds are declared where pages are
                record_made = create_record(
                    KINDS[act["makes"]],
                    values,
                    by=self.standing_of(act["by"]),
                    beside=upon,
                    invented=not marks,
                )
            else:
                record_made = self._call(act["does"], values, upon, act.get("by"))
                if act["does"].startswith("access."):
                    self._standings.clear()  # somebody may do what they might not before
            if marks:
                mark_invented(record_made)
                record_made.refresh_from_db()
            self.named[act.get("as", "")] = record_made
            return record_made

    def _call(
        self, path: str, values: dict[str, StoryValue], upon: StoryValue, by: str | None
    ) -> Any:
        """Call a verb with what it takes by name; the rest of the values are its fields."""
        asked = inspect.signature(verb := verb_of(path)).parameters
        arguments: dict[str, Any] = {}
        if upon is not None:
            arguments[next(iter(asked))] = upon
        if by is not None:
            arguments["by"] = self.standing_of(by)
        if "version" in asked and "version" not in {*arguments, *values}:
            arguments["version"] = upon.version
        ours = {"mission": self.mission, "account": self.standing_of}
        arguments |= {name: value for name, value in ours.items() if name in asked}
        for name in asked:
            if name in values and name not in arguments:
                arguments[name] = values.pop(name)
        if any(one.kind is one.VAR_KEYWORD for one in asked.values()):
            return verb(**arguments, **values)
        waits = [
            name
            for name, one in asked.items()
            if name not in arguments and one.default is one.empty
        ]
        return verb(**arguments, **dict.fromkeys(waits[:1], values))

    def meaning_of(self, said: StoryValue) -> Any:
        """What a value of a file means: a moment, a record, a list of these, or itself.

        `@today-3d`, `@now-1d+9m`, `@month-5M` are reckoned from the mission's clock, `@real-2h`
        from ours; `@none` is nothing, `@met` what an act named, `@place.luma` what RECORDS finds,
        `@met.pk` a field of it, and `@met.key` its id in letters.
        """
        if isinstance(said, dict):
            return {name: self.meaning_of(value) for name, value in said.items()}
        if isinstance(said, list):
            return [self.meaning_of(value) for value in said]
        if not isinstance(said, str) or not said.startswith("@"):
            return said
        if moment := MOMENT.fullmatch(said[1:]):
            return self._moment(*moment.groups())
        first, *rest = said[1:].split(".")
        if first == "none":
            return None
        if first not in self.named and first not in RECORDS:
            raise LookupError(f"no act named {said!r}")
        known = first in self.named
        referred: Any = self.named[first] if known else find(self.mission, first, rest.pop(0))
        for name in rest:
            referred = str(referred.pk) if name == "key" else getattr(referred, name)
        return referred

    def _moment(self, base: str, steps: str) -> date | datetime:
        starts: Mapping[str, date | datetime] = {
            "today": (today := clock.today(self.mission)),
            "month": today.replace(day=1),
            "now": clock.now(self.mission),
            "real": clock.real_now(),
        }
        moment = starts[base]
        for number, unit in STEP.findall(steps):
            if unit == "M":
                months = moment.year * 12 + moment.month - 1 + int(number)
                moment = moment.replace(year=months // 12, month=months % 12 + 1)
            else:
                moment += timedelta(**{UNITS[unit]: int(number)})
        return moment


def find(mission: Mission, kind: str, name: str) -> Any:
    """A record that a reference may name without that an act named it, or None.

    Takes   kind, one of RECORDS; name, what it is found by.
    """
    label, filters = RECORDS[kind]
    of_mission = "strategy__mission" if kind == "section" else "mission"
    wanted = {
        field: value if isinstance(value, bool) else value.format(*name.split("/"))
        for field, value in filters.items()
    }
    rows = apps.get_model(label)._default_manager.filter(**{of_mission: mission}, **wanted)
    if kind == "paragraph":  # whose number is read from its words
        rows = [one for one in rows if one.number == name]
        return rows[0] if rows else None
    return rows.order_by("-pk" if kind.startswith("last_") else "pk").first()


def verb_of(path: str) -> Callable[..., Any]:
    """The verb of a room by its address below tutela_web: `fora.meetings.verbs.decide`."""
    module, _dot, name = path.rpartition(".")
    return cast("Callable[..., Any]", getattr(import_module(f"tutela_web.{module}"), name))


def _rows(each: list[StoryValue]) -> list[dict[str, Any]]:
    """Rows of an act: tables, or lists under a first one that names their columns."""
    if isinstance(each[0], dict):
        return each
    return [dict(zip(each[0], row, strict=True)) for row in each[1:]]
