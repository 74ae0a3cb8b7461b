"""Nobody changes a record of another mission, whatever their post at home allows.

A page finds records of its own mission only. A verb asks again: a job, a command or the API may
hand it any record.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

import pytest
from django.db.models import ForeignKey, Model

from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.models import Compartment, Mission, Person
from tutela_web.access.policy import EVERYWHERE, Standing, acts, standing_of
from tutela_web.base import values
from tutela_web.base.models import Job

pytestmark = pytest.mark.django_db

INSIDE = {
    "freeze",
    "digest_now",
    "keep_trigger",
    "open_yearly",
    "open_on_change",
    "fields_from_forum",
}
"""What other verbs call once they have asked."""


APART = {Mission, Job}
"""No records of a mission: a verb done to a mission asks for the one it acts in."""


def verbs_of(room: str) -> Iterator[tuple[Callable[..., Any], type[Model]]]:
    """The verbs of a room that are done to a record, and of what kind it is."""
    package = import_module(f"tutela_web.{room}")
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("verbs"):
            continue
        module = import_module(found.name)
        for name, verb in inspect.getmembers(module, inspect.isfunction):
            asked = inspect.signature(verb).parameters
            if verb.__module__ != module.__name__ or name[0] == "_" or name in INSIDE:
                continue
            kinds = get_type_hints(verb, localns=vars(values))
            taken = kinds.get(next(iter(asked), ""))
            for kind in get_args(taken) if isinstance(taken, UnionType) else (taken,):
                record = inspect.isclass(kind) and issubclass(kind, Model) and kind not in APART
                record = record and not kind._meta.abstract
                if record and kinds.get("by") is Standing and kinds["return"] is not bool:
                    yield verb, kind


def record_of(kind: type[Model], mission: Mission) -> Model:
    """A record of a mission with all it hangs on, kept nowhere."""
    named = {
        field.name: mission if field.name == "mission" else record_of(field.related_model, mission)
        for field in kind._meta.concrete_fields
        if isinstance(field, ForeignKey) and not field.null and field.related_model is not Person
    }
    return kind(**named)


def _takes_fields(kind: Any) -> bool:
    return get_origin(kind) is Mapping or is_typeddict(kind)


def words_for(verb: Callable[..., Any]) -> dict[str, Any]:
    """What else a verb must be given: words where it takes words, else no fields and nobody."""
    kinds = get_type_hints(verb, localns=vars(values))
    return {
        name: "Said" if kinds[name] is str else {} if _takes_fields(kinds[name]) else None
        for name, one in inspect.signature(verb).parameters.items()
        if one.default is one.empty and one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)
    }


@pytest.mark.parametrize(
    "room",
    [
        "actors",
        "capacity",
        "crisis",
        "engagements",
        "fora",
        "incidents",
        "intake",
        "joc",
        "lessons",
        "mandate",
        "monitoring",
        "partners",
        "places",
        "programme",
        "review",
        "risk",
        "sharing",
        "strategy",
        "warning",
    ],
)
def test_nobody_changes_a_record_of_another_mission(cast: Cast, room: str) -> None:
    chen = replace(
        standing_of(cast.chen, cast.other_mission),
        authority=dict.fromkeys(acts(), EVERYWHERE),
        compartments=frozenset(Compartment.values),
    )
    done = list(verbs_of(room))
    assert done
    for verb, kind in done:
        first, *_ = inspect.signature(verb).parameters
        given = words_for(verb) | {first: record_of(kind, cast.mission), "by": chen}
        with pytest.raises(BadParameter, match="another mission"):
            inspect.unwrap(verb)(**given)  # what it rules on is in no database here to be held
