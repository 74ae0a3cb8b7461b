"""The two histories of steps by which tables were made: of before the first release, and since.

Until 0.2.0 each change of a model was a step of its own, 141 in all, which no release had; since,
each room begins with one step, made from the models as they stood then. Both make the same tables
(docs/adr/0049). data/taken_over.csv lists the steps of both as they stood on that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import TutelaError

Step = tuple[str, str]
"""A room, and the name of a step."""

TAKE_OVER = "back up, then run `tutela platform take-over`"


class FormerHistory(TutelaError):
    """A database that stands at the steps of before the first release."""

    code = "platform.former_history"


@cache
def steps_of(history: str) -> tuple[Step, ...]:
    """The steps of a history: "former", or "first" for those that 0.2.0 began with."""
    rows = shipped_rows("tutela_web.base", "taken_over.csv")
    return tuple((row["room"], row["step"]) for row in rows if row["history"] == history)


def is_former(steps: Iterable[Step]) -> bool:
    """Whether steps are of the former history: one stands among them that no longer is."""
    gone = set(steps_of("former")) - set(MigrationLoader(None).disk_migrations)
    return not gone.isdisjoint(steps)


def steps_of_names(names: Iterable[str]) -> list[Step]:
    """Steps as manifests write them.

    >>> steps_of_names(["base.0001_initial"])
    [('base', '0001_initial')]
    """
    return [(room, step) for room, _, step in (name.partition(".") for name in names)]


def is_former_database(alias: str) -> bool:
    """Whether a database stands at steps of the former history."""
    return is_former(MigrationRecorder(connections[alias]).applied_migrations())


def require_no_former(alias: str) -> None:
    """Raise FormerHistory if a database stands at steps of the former history: the steps there are
    now would make tables that it has."""
    if is_former_database(alias):
        raise FormerHistory(
            "this database was made before 0.2.0, by steps that are no longer there",
            next=TAKE_OVER,
        )
