"""Packages of others: what they may bring, under which contract, and which did not load.

A package names what it brings as entry points of one of `GROUPS`:

    [project.entry-points."tutela.sources"]
    ministry = "tutela_ministry.incidents:SOURCE"

What is named is an object of the group's class, and says the contract it was written for. A plug-in
that fails is left out and says why (`failed_plugins`); the house and other plug-ins stand as they
are. Rooms are apps of the platform: `tutela_web.plugins`.
"""

from __future__ import annotations

import re
import sysconfig
import traceback
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, TypeVar

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import TutelaError
from tutela.base.messages import Sentence, say

CONTRACT = 1
"""The contract this version keeps. A change is announced two minor versions before it comes."""

MOST = 20
"""So many plug-ins of a group are loaded; none beyond them."""

NAME = re.compile(r"[a-z][a-z0-9_]{1,29}")


class Contracted(Protocol):
    """What a plug-in brings, as far as the loader asks."""

    @property
    def contract(self) -> int:
        """The contract it was written for."""


PluginT = TypeVar("PluginT", bound=Contracted)
AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True)
class SourceReader:
    """A source of incidents: a layout of files that an office or a ministry writes.

    recognise  whether a table (`tutela.base.tables.Table`) has this layout, by its headings
    read       the events of such a table, as `tutela.incidents.sources.parsed.finish` gives them;
               their `source` is the name of the plug-in
    """

    contract: int
    recognise: Callable[[Any], bool]
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class IndicatorTable:
    """Indicators for the library: rows in the columns of tutela.monitoring/data/indicators.csv.

    package  whose data/indicators.csv it is. Keys begin with the name of the plug-in; none is
             seeded: a mission copies what it wants
    """

    contract: int
    package: str


@dataclass(frozen=True)
class Forecaster:
    """A rule that forecasts: each evaluation tells it beside the others, by the same scores.

    draw  the draws of each unit, from `tutela.forecast.history.Before`
    """

    contract: int
    draw: Callable[[Any], Any]


@dataclass(frozen=True)
class ProductTable:
    """Report products: rows in the columns of tutela.reporting/data/products.csv and sections.csv.

    package  whose data/products.csv and data/sections.csv they are. Keys begin with the name of the
             plug-in; each must be one a mission could write itself
    """

    contract: int
    package: str


@dataclass(frozen=True)
class PluginGateway:
    """A kind of SMS gateway.

    title  how it is called where a gateway is set up
    kind   what `tutela_web.channels.gateways.GatewayKind` says
    """

    contract: int
    title: str
    kind: Any


@dataclass(frozen=True)
class PluginGroup:
    """A group of entry points.

    brings  the class of what an entry point names
    loaded  the module in which the house takes them in
    longest  letters of a name
    """

    brings: str
    loaded: str
    longest: int = 30


GROUPS: Mapping[str, PluginGroup] = {
    "tutela.sources": PluginGroup("tutela.base.plugins.SourceReader", "tutela.incidents.read"),
    "tutela.indicators": PluginGroup(
        "tutela.base.plugins.IndicatorTable", "tutela.monitoring.indicators"
    ),
    "tutela.forecasters": PluginGroup("tutela.base.plugins.Forecaster", "tutela.forecast.history"),
    "tutela.products": PluginGroup("tutela.base.plugins.ProductTable", "tutela.reporting.products"),
    "tutela.gateways": PluginGroup(
        "tutela.base.plugins.PluginGateway", "tutela_web.channels.gateways", longest=8
    ),
    "tutela.rooms": PluginGroup("tutela_web.plugins.rooms.Room", "tutela_web.settings", longest=16),
}
"""What a package may bring; docs/reference/plug-ins.md has the same table, and a test compares."""


@dataclass(frozen=True)
class LoadedPlugin:
    """A plug-in that was taken in: its group, name, package and version."""

    group: str
    name: str
    package: str


@dataclass(frozen=True)
class FailedPlugin:
    """A plug-in that was left out: why, and what to do."""

    group: str
    name: str
    package: str
    what: str
    next: str
    trace: tuple[str, ...] = ()
    """For its author: the places its fault went through, and nothing of what it read."""


class PluginRefused(TutelaError):
    """A plug-in that does not keep the contract, or failed.

    Takes   trace, the places its fault went through (`places_of_fault`).
    """

    code = "plugin.refused"

    @property
    def trace(self) -> tuple[str, ...]:
        """For its author: the places its fault went through; of a refusal there are none."""
        places = self.parameters.get("trace")
        return places if isinstance(places, tuple) else ()


_LOADED: dict[tuple[str, str], LoadedPlugin] = {}
_FAILED: dict[tuple[str, str, str], FailedPlugin] = {}


def loaded_plugins() -> list[LoadedPlugin]:
    """The plug-ins this process has taken in so far, by group and name."""
    return [_LOADED[key] for key in sorted(_LOADED)]


def failed_plugins() -> list[FailedPlugin]:
    """The plug-ins this process has left out so far, by group and name."""
    return [_FAILED[key] for key in sorted(_FAILED)]


def fail(group: str, name: str, package: str, error: BaseException) -> None:
    """Put down that a plug-in is left out, and why. Of a fault that is no refusal only its kind and
    place are told: its words may hold what somebody wrote."""
    trace = places_of_fault(error.__traceback__)
    if isinstance(error, TutelaError):
        reason, step = error.what, error.next
    else:
        reason = _fault_told(error)
        step = say("ask who wrote it, or remove the package")
    loaded = _LOADED.get((group, name))
    if loaded is not None and package in ("", loaded.package):
        del _LOADED[group, name]
        package = loaded.package
    elif not package:  # it failed before, in the midst of work too
        package = next((key[2] for key in _FAILED if key[:2] == (group, name)), "")
    _FAILED[group, name, package] = FailedPlugin(group, name, package, reason, step, trace)


_OURS = Path(__file__).parents[2]
_OF_PYTHON = (sysconfig.get_path("stdlib"), "<")


def _is_of_others(file: str) -> bool:
    """Whether code is neither ours nor Python's own: that of a plug-in, or what it calls."""
    python = file.startswith(_OF_PYTHON) and "site-packages" not in file
    return not python and not Path(file).is_relative_to(_OURS)


def _fault_told(error: BaseException) -> Sentence:
    """What a fault was and where in the plug-in's own files it came up."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if _is_of_others(f.filename)]
    kind = type(error).__name__
    if not frames:
        return say("it failed with {kind}", kind=kind)
    own = Path(frames[0].filename).parent
    last = [frame for frame in frames if Path(frame.filename).is_relative_to(own)][-1]
    place = f"{Path(last.filename).name}:{last.lineno}"
    return say("it failed with {kind} at {place}", kind=kind, place=place)


def places_of_fault(trace: TracebackType | None) -> tuple[str, ...]:
    """The file, line and function of each step of a fault, the outermost first. No line of code and
    no word of the fault: the one may hold, the other may repeat what people wrote."""
    return tuple(
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)
    )


def attempt(group: str, name: str, package: str, step: Callable[[], None]) -> bool:
    """Take one step with a plug-in. Gives whether it could be taken; `fail` says why not.

    This is the one place that catches whatever comes: code of others may fail in any way, or ask to
    leave the program, and must not take a mission's platform with it.
    """
    try:
        step()
    except (Exception, SystemExit) as error:
        fail(group, name, package, error)
        return False
    return True


def package_of(entry_point: EntryPoint) -> str:
    """The package an entry point came with, and its version.

    >>> package_of(EntryPoint("ministry", "tutela_ministry:SOURCE", "tutela.sources"))
    ''
    """
    dist = entry_point.dist
    return f"{dist.name} {dist.version}" if dist is not None else ""


def load_plugins(
    group: str,
    brings: Callable[[PluginT], bool],
    *,
    ours: Collection[str] = (),
    fits: Callable[[str, PluginT], None] | None = None,
) -> dict[str, PluginT]:
    """What the packages installed here bring of a group, by name.

    Takes   brings, whether what an entry point names is of the group's class; ours, names that the
            house has; fits, what else must hold of one: it raises where it does not.
    Gives   those that loaded, by name; of the others `failed_plugins` says why.
    """
    loaded: dict[str, PluginT] = {}
    named = sorted(entry_points(group=group), key=lambda point: (point.name, point.value))
    for number, entry_point in enumerate(named):
        name, package = entry_point.name, package_of(entry_point)

        def take(entry_point: EntryPoint, name: str, number: int) -> None:
            if number >= MOST:
                raise PluginRefused(
                    say("more than {most} plug-ins of {group}", most=MOST, group=group),
                    next=say("remove some"),
                )
            _require_name(name, GROUPS[group].longest, {*ours, *loaded})
            plugin = entry_point.load()
            if not brings(plugin):
                raise PluginRefused(
                    say("what it names is no {brings}", brings=GROUPS[group].brings),
                    next=say("name an object of that class"),
                )
            _require_contract(plugin)
            if fits is not None:
                fits(name, plugin)
            loaded[name] = plugin
            _LOADED[group, name] = LoadedPlugin(group, name, package_of(entry_point))

        attempt(group, name, package, partial(take, entry_point, name, number))
    return loaded


def _require_name(name: str, longest: int, taken: Collection[str]) -> None:
    if name in taken:
        raise PluginRefused(
            say("the name {name} is taken", name=name), next=say("give it another name")
        )
    if not NAME.fullmatch(name) or len(name) > longest:
        raise PluginRefused(
            say("its name must be small letters, digits and _, {most} at most", most=longest),
            next=say("give it another name"),
        )


def _require_contract(plugin: Contracted) -> None:
    if plugin.contract != CONTRACT:
        raise PluginRefused(
            say(
                "it keeps contract {theirs}, and this version keeps {ours}",
                theirs=str(plugin.contract),
                ours=CONTRACT,
            ),
            next=say("install the version of it that was made for this one"),
        )


def plugin_rows(name: str, package: str, table: str, key: str) -> list[dict[str, str]]:
    """The rows of a table that a plug-in ships, whose keys begin with its name.

    Raises  PluginRefused for a key that does not; FileNotFoundError if there is no such table.
    """
    rows = shipped_rows(package, table)
    for row in rows:
        require_own(name, row[key])
    return rows


def require_own(name: str, key: str) -> None:
    """Refuse a key that does not begin with the name of the plug-in: it could be somebody else's.

    >>> require_own("ministry", "ministry_patrols")
    >>> require_own("ministry", "patrols")
    Traceback (most recent call last):
    tutela.base.plugins.PluginRefused: 'patrols' does not begin with ministry_. Next: give it a
    name that does.
    """
    if not key.startswith(f"{name}_"):
        raise PluginRefused(
            say("'{key}' does not begin with {name}_", key=key, name=name),
            next=say("give it a name that does"),
        )


def ask_plugin(name: str, step: Callable[[], AnswerT], *, group: str) -> AnswerT:
    """What a plug-in gives when it is asked in the midst of work.

    Raises  what it raises of the house's own errors; PluginRefused for any other, which is put down
            too: its words are not told.
    """
    global _asked
    answers: list[AnswerT] = []
    errors: list[TutelaError] = []

    def ask() -> None:
        try:
            answers.append(step())
        except TutelaError as error:
            errors.append(error)

    _asked = name
    answered = attempt(group, name, "", ask)
    _asked = ""  # not where it was stopped for its time: who stopped it says whose time it was
    if answered:
        if errors:
            raise errors[0]
        return answers[0]
    failed = next(fault for key, fault in _FAILED.items() if key[:2] == (group, name))
    raise PluginRefused(
        say("the plug-in {name} failed: {what}", name=name, what=failed.what),
        next=say("ask who wrote it, or remove the package"),
        trace=failed.trace,
    )


_asked = ""


def asked_plugin() -> str:
    """The plug-in that is asked now, or was stopped while it was asked; else nothing."""
    return _asked


def failure_told(failed: FailedPlugin) -> Sentence:
    """One plug-in that was left out, in a sentence.

    >>> failure_told(FailedPlugin("tutela.sources", "x", "pack 1", "it failed", "mend it"))
    'x (pack 1) is left out of tutela.sources: it failed. Next: mend it.'
    """
    return say(
        "{name} ({package}) is left out of {group}: {what}. Next: {next}.",
        name=failed.name,
        package=failed.package,
        group=failed.group,
        what=failed.what,
        next=failed.next,
    )
