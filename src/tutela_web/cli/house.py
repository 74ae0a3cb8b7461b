"""Opening the house for a command: settings, rooms, and errors that say what to do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from tutela.base.errors import TutelaError

if TYPE_CHECKING:
    from tutela_web.access.models import Mission
    from tutela_web.access.policy import Standing


P = ParamSpec("P")
T = TypeVar("T")


class NotInstalled(TutelaError):
    """The core is here without the platform."""

    code = "platform.not_installed"


class NotPrepared(TutelaError):
    """Settings or databases are not in order."""

    code = "platform.not_prepared"


def in_house(command: Callable[P, T]) -> Callable[P, T]:
    """Run a command with the platform set up; settings and databases out of order are told."""

    @wraps(command)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela_web.settings")
        try:
            import django
            from django.core.exceptions import ImproperlyConfigured
            from django.db import Error as DatabaseFault
            from django.db.utils import OperationalError, ProgrammingError
        except ModuleNotFoundError:
            raise NotInstalled(
                "the platform is not installed", next="pip install 'tutela[web]'"
            ) from None
        from tutela_web.base.upkeep.loading import load_to_stay

        try:
            with load_to_stay():
                django.setup()
            return command(*args, **kwargs)
        except ImproperlyConfigured as error:
            raise NotPrepared(str(error)) from None
        except (DatabaseFault, sqlite3.Error, OSError) as error:
            from tutela_web.base.upkeep.faults import fault_told

            if said := fault_told(error):
                what = "the disk" if isinstance(error, OSError) else "a database"
                raise NotPrepared(f"{what} {said[0]}", next=said[1]) from None
            if isinstance(error, (OperationalError, ProgrammingError)):
                raise NotPrepared(
                    "a database does not answer, or lacks its tables",
                    next="run `tutela platform check`, which says which",
                ) from None
            raise

    return inside


def mission_of(code: str) -> Mission:
    """The mission of a code, SSD as well as ssd, or what to do."""
    from tutela.base.errors import BadParameter
    from tutela_web.access.models import Mission

    mission = Mission.objects.filter(code=code.lower()).first()
    if mission is None:
        known = ", ".join(Mission.objects.order_by("code").values_list("code", flat=True))
        raise BadParameter(
            f"there is no mission {code!r}", next=f"name one of: {known or 'none yet'}"
        )
    return mission


def acting(username: str, mission: Mission) -> Standing:
    """The standing of who acts: a command bypasses nothing, it acts for a person with a post."""
    from tutela.base.errors import BadParameter
    from tutela_web.access.models import Person
    from tutela_web.access.policy import standing_of

    person = Person.objects.filter(username=username).first()
    if person is None:
        raise BadParameter("nobody signs in by this name", next="look at the page People")
    return standing_of(person, mission)
