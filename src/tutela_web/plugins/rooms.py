"""A room of a package: an app with records, pages, acts, policy rows and a line in the menu.

    class MinistryRoom(Room):
        name = "tutela_ministry"          # the package
        label = "x_ministry"              # x_ and the name of the entry point
        contract = 1
        menu = (("visits", _("Visits of the ministry"), ("x_ministry_visits",)),)

    [project.entry-points."tutela.rooms"]
    ministry = "tutela_ministry.apps:MinistryRoom"

The package has `models.py`, `migrations/`, `urls.py` (urlpatterns, under /m/<code>/x/<name>/),
`api.py` (ENDPOINTS), `data/roles.csv` (role,own,area,mission), `data/acts.csv` (act,label,roles)
and `locale/`. What a room adds begins with its label: kinds that are read, acts, tables. A role of
the house may read what the room adds; nothing of the house is opened to anybody by it.

A room is taken in at three moments, and left out at any of them with a reason: its class and its
policy rows when settings are read, its models when apps are, its addresses when all models stand.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from typing import Any, ClassVar

from django.apps import AppConfig, apps
from django.urls import URLPattern, URLResolver, include, path

from tutela.base.data_tables import shipped_rows
from tutela.base.messages import say
from tutela.base.plugins import PluginRefused, attempt, load_plugins, package_of

GROUP = "tutela.rooms"
PREFIX = "x_"
"""What the label of a room begins with: no room of the house has such a name."""

MOST_ADDRESSES = 200

CELLS = ("own", "area", "mission")
"""How far a role reads a kind, as the house's roles.csv has it."""

MenuLine = tuple[str, Any, tuple[str, ...]]
"""The name of an address of the room, its words, the kinds any of which opens it."""

ON_LEAVING: list[Callable[[str], None]] = []
"""What other rooms do when a room fails, by its label: forget what it declared."""


@dataclass(frozen=True)
class Endpoint:
    """What programs may ask of a kind, at /api/v1/missions/<code>/x/<room>/<path>.

    kind    the declared kind of record (`tutela_web.records.kinds.RecordKind`)
    order   the field of the list, "-" for the highest first
    writes  whether programs may make and edit
    """

    kind: Any
    path: str
    order: str
    writes: bool = False


class Room(AppConfig):
    """The app of a room that a package brings.

    contract  the contract it keeps
    menu      its lines in the menu, among the records
    """

    contract: ClassVar[int] = 0
    menu: ClassVar[Sequence[MenuLine]] = ()

    failed = False

    @property
    def entry(self) -> str:
        """The name of its entry point, and of its addresses."""
        return self.label.removeprefix(PREFIX)

    @property
    def menu_entries(self) -> tuple[MenuLine, ...]:
        """Its lines in the menu, each address by its whole name."""
        return tuple((f"{self.label}:{name}", words, kinds) for name, words, kinds in self.menu)

    def connect(self) -> None:
        """Joins what the room shows beside records of the house; a room may write this."""

    def import_models(self) -> None:
        """Its models and steps of the database; without them the room is left out."""
        self._take(self._import_models)

    def ready(self) -> None:
        """Its addresses, endpoints and menu; a page that does not say who reads it leaves the room
        out."""
        self.addresses: list[URLPattern | URLResolver] = []
        self.endpoints: tuple[Endpoint, ...] = ()
        if not self.failed:
            self._take(self._import_pages)

    def _take(self, step: Callable[[], None]) -> None:
        if not attempt(GROUP, self.entry, _packages().get(self.entry, ""), step):
            self._leave()

    def _leave(self) -> None:
        from django.conf import settings

        self.failed = True
        self.addresses, self.endpoints = [], ()
        apps.all_models[self.label].clear()
        self.models = apps.all_models[self.label]
        apps.clear_cache()
        settings.MIGRATION_MODULES = {**settings.MIGRATION_MODULES, self.label: None}
        for forget in ON_LEAVING:
            forget(self.label)

    def _import_models(self) -> None:
        super().import_models()
        if find_spec(f"{self.name}.migrations") is not None:
            steps = import_module(f"{self.name}.migrations")
            for step in pkgutil.iter_modules(steps.__path__, f"{steps.__name__}."):
                self._require_steps(import_module(step.name).Migration.dependencies)
        self._require_own_names()

    def _require_own_names(self) -> None:
        taken = {
            model.__name__.lower()
            for app in apps.app_configs.values()
            if app is not self and app.models
            for model in app.models.values()
        }
        for model in sorted(self.models.values(), key=lambda model: model.__name__):
            if model.__name__.lower() in taken:
                raise PluginRefused(
                    say("the house has a {name} already", name=model.__name__),
                    next=say("give the model another name"),
                )

    def _require_steps(self, needed: Sequence[tuple[str, str]]) -> None:
        """Refuse a step of the database that rests on one which is not there: none could be
        taken."""
        for label, step in needed:
            app = apps.app_configs.get(label)
            if step == "__first__" or (app and find_spec(f"{app.name}.migrations.{step}")):
                continue
            raise PluginRefused(
                say("its migrations rest on {step}, which is not there", step=f"{label}.{step}"),
                next=say("install the version of it that was made for this one"),
            )

    def _import_pages(self) -> None:
        addresses = list(import_module(f"{self.name}.urls").urlpatterns)
        if find_spec(f"{self.name}.api") is not None:
            self.endpoints = tuple(import_module(f"{self.name}.api").ENDPOINTS)
        known = set(house_kinds()) | added_kinds(self.name, self.label)
        names = set()
        for number, (where, page) in enumerate(pages_under(addresses)):
            if number >= MOST_ADDRESSES:
                raise PluginRefused(
                    say("it has more than {most} addresses", most=MOST_ADDRESSES),
                    next=say("make two rooms of it"),
                )
            names.add(page.name)
            _require_reads(where, getattr(page.callback, "reads", ()), known)
        for endpoint in self.endpoints:
            if endpoint.kind.room != self.label:
                raise PluginRefused(
                    say("the endpoint {name} is of another room", name=endpoint.path),
                    next=say("offer the kinds of this room alone"),
                )
            _require_reads(endpoint.path, (endpoint.kind.reads,), known)
        for name, _words, kinds in self.menu:
            if name not in names:
                raise PluginRefused(
                    say("the menu names {name}, which is no address of it", name=name),
                    next=say("name one of its addresses"),
                )
            _require_reads(name, kinds, known)
        self.connect()
        self.addresses = addresses


def pages_under(
    patterns: Sequence[URLPattern | URLResolver], under: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    """Every page of these addresses, and where it lies."""
    for entry in patterns:
        where = f"{under}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from pages_under(entry.url_patterns, where)
        else:
            yield where, entry


def _require_reads(where: str, reads: Sequence[str], known: set[str]) -> None:
    """Refuse a page that anybody could open, or that a kind opens which no role reads."""
    if not reads:
        raise PluginRefused(
            say("the address '{where}' does not say which kind opens it", where=where),
            next=say("make it by mission_page with a kind"),
        )
    if unknown := sorted(set(reads) - known):
        raise PluginRefused(
            say("no role reads the kind {kind}", kind=unknown[0]),
            next=say("write it in data/roles.csv of the room"),
        )


# --- what is read with the settings


@cache
def _packages() -> dict[str, str]:
    """By its name, the package a room came with."""
    from importlib.metadata import entry_points

    return {point.name: package_of(point) for point in entry_points(group=GROUP)}


def _is_room(plugin: type[Room]) -> bool:
    return isinstance(plugin, type) and issubclass(plugin, Room) and plugin is not Room


def _fits(name: str, room: type[Room]) -> None:
    package = room.name
    if room.label != f"{PREFIX}{name}":
        raise PluginRefused(
            say("its label is not {label}", label=f"{PREFIX}{name}"), next=say("call it so")
        )
    if not f"{room.__module__}.".startswith(f"{package}."):
        raise PluginRefused(
            say("its class does not stand in its package"), next=say("name the package it is in")
        )
    for name in ("ready", "import_models"):
        if getattr(room, name) is not getattr(Room, name):
            raise PluginRefused(
                say("it writes {name} itself", name=name), next=say("write connect instead")
            )
    added_kinds(package, room.label)
    _acts_of(package, room.label)


@cache
def _rooms() -> dict[str, type[Room]]:
    return load_plugins(GROUP, _is_room, fits=_fits)


def installed_rooms() -> list[str]:
    """The apps of rooms that packages installed here bring, for the settings.

    >>> installed_rooms()
    []
    """
    return [f"{room.__module__}.{room.__qualname__}" for room in _rooms().values()]


def standing_rooms() -> list[Room]:
    """The rooms of packages that have their pages; apps must be ready."""
    return [app for app in apps.get_app_configs() if isinstance(app, Room) and not app.failed]


def addresses_of_rooms() -> list[URLResolver]:
    """Where each room lies, below a mission."""
    return [
        path(f"m/<slug:code>/x/{room.entry}/", include((room.addresses, room.label)))
        for room in standing_rooms()
    ]


# --- policy rows


@cache
def house_kinds() -> frozenset[str]:
    """The kinds that roles of the house read.

    >>> "incidents" in house_kinds()
    True
    """
    rows = shipped_rows("tutela_web.access", "roles.csv")
    return frozenset(kind for row in rows for cell in CELLS for kind in row[cell].split())


@cache
def _house_roles() -> frozenset[str]:
    return frozenset(row["role"] for row in shipped_rows("tutela_web.access", "roles.csv"))


def _rows_of(package: str, name: str, columns: Sequence[str]) -> list[dict[str, str]]:
    """Rows of policy that a room ships; none where it has no such table."""
    if not (files(package) / "data" / name).is_file():
        return []
    rows = shipped_rows(package, name)
    if strange := [key for row in rows for key in row if key not in columns]:
        raise PluginRefused(
            say("its {table} has a column {name}", table=name, name=str(strange[0])),
            next=say("a room changes no clearance and opens no compartment: leave it out"),
        )
    return rows


def _require_roles(table: str, roles: Sequence[str]) -> None:
    if unknown := [role for role in roles if role not in _house_roles()]:
        raise PluginRefused(
            say("its {table} names the role {role}", table=table, role=unknown[0]),
            next=say("name a role of the house"),
        )


def _require_added(table: str, label: str, key: str) -> None:
    if not key.startswith(f"{label}_"):
        raise PluginRefused(
            say("its {table} names {key}, which is not its own", table=table, key=key),
            next=say("a room opens what it adds alone: begin the name with {label}_", label=label),
        )


@cache
def _reading_rows(package: str, label: str) -> tuple[tuple[str, str, str], ...]:
    """Of each role and cell, a kind it reads there."""
    rows = _rows_of(package, "roles.csv", ("role", *CELLS))
    _require_roles("roles.csv", [row["role"] for row in rows])
    read = [
        (row["role"], cell, kind) for row in rows for cell in CELLS for kind in row[cell].split()
    ]
    for _role, _cell, kind in read:
        _require_added("roles.csv", label, kind)
    return tuple(read)


def added_kinds(package: str, label: str) -> set[str]:
    """The kinds a room adds.

    Raises  PluginRefused for a kind of the house, or an unknown role.
    """
    return {kind for _role, _cell, kind in _reading_rows(package, label)}


@cache
def _acts_of(package: str, label: str) -> tuple[dict[str, str], ...]:
    rows = _rows_of(package, "acts.csv", ("act", "label", "roles"))
    for row in rows:
        _require_added("acts.csv", label, row["act"])
        _require_roles("acts.csv", row["roles"].split())
    return tuple(rows)


def with_kinds_of_rooms(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The house's roles, each with what it reads of the rooms of packages.

    >>> rows = shipped_rows("tutela_web.access", "roles.csv")
    >>> with_kinds_of_rooms(rows) == rows
    True
    """
    added: dict[tuple[str, str], list[str]] = {}
    for room in _rooms().values():
        for role, cell, kind in _reading_rows(room.name, room.label):
            added.setdefault((role, cell), []).append(kind)
    return [
        {
            column: " ".join([text, *added.get((row["role"], column), ())]).strip()
            for column, text in row.items()
        }
        for row in rows
    ]


def acts_of_rooms() -> list[dict[str, str]]:
    """The acts that rooms of packages add, and the roles whose posts may do them.

    >>> acts_of_rooms()
    []
    """
    return [row for room in _rooms().values() for row in _acts_of(room.name, room.label)]
