"""The steps by which tables were made, as a database or a backup has them, beside those there are.

Steps are only added (docs/adr/0049, 0105): a step of a room of ours that is not among them is of a
later version, or of before 0.3.0. What stands exactly where 0.3.0 left it is brought over by
`tutela platform prepare`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import TutelaError

Step = tuple[str, str]
"""A room, and the name of a step."""

OTHER_VERSION = (
    "run the version that took them; a database of before 0.3.0 comes here by way of 0.3.0, "
    "which is told by its notes of the release"
)
"""What is next for a database that has taken steps this version does not know."""


STEPS_OF_0_3_0 = frozenset(
    (row["room"], row["step"]) for row in shipped_rows("tutela_web.base", "steps_0_3_0.csv")
)
"""Where 0.3.0 left an install: its steps were written anew since, for the last time."""


class UnknownSteps(TutelaError):
    """A database that has taken steps this version does not know."""

    code = "platform.unknown_steps"


def steps_of_names(names: Iterable[str]) -> list[Step]:
    """Steps as manifests write them.

    >>> steps_of_names(["base.0001_tables"])
    [('base', '0001_tables')]
    """
    return [(room, step) for room, _, step in (name.partition(".") for name in names)]


def unknown_steps(loader: MigrationLoader) -> set[Step]:
    """Steps of our rooms that a database has taken and this version does not know; what other
    libraries take is theirs.

    Takes   loader, made for the connection of that database.
    """
    taken = steps_taken(loader)
    return set() if taken == STEPS_OF_0_3_0 else taken - loader.disk_migrations.keys()


def steps_taken(loader: MigrationLoader) -> set[Step]:
    """The steps of our rooms that a database has taken."""
    rooms = {app.label for app in apps.get_app_configs() if app.name.startswith("tutela_web.")}
    return {step for step in loader.applied_migrations if step[0] in rooms}


def require_known_steps(alias: str) -> None:
    """Raise UnknownSteps if a database has taken steps this version does not know: those there are
    now may make tables that it has."""
    if unknown_steps(MigrationLoader(connections[alias])):
        raise UnknownSteps(
            "this database has taken steps that this version does not know", next=OTHER_VERSION
        )
