"""What verbs hold: rows of any table, names of what is no row yet, and reading anew."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model, UUIDField

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.two_hands import at_once
from tutela_web.base.holding import hold, hold_name, one_at_a_time
from tutela_web.incidents.models import Incident

pytestmark = pytest.mark.postgresql


def models() -> list[type[Model]]:
    """Every table of ours that the databases hold."""
    return [model for model in apps.get_models() if model.__module__.startswith("tutela_web.")]


def test_a_row_of_every_table_can_be_held(db: Any) -> None:
    for model in models():
        kind = type(model._meta.pk)
        missing = model(pk=uuid4() if issubclass(kind, UUIDField) else model._meta.pk.to_python(7))
        both = transaction.atomic(), transaction.atomic(using="keys")
        with both[0], both[1], pytest.raises(model.DoesNotExist):
            hold(missing)


def test_a_verb_rules_on_the_record_as_it_stands(cast: Cast) -> None:
    made = make.incident(cast.mission, title="Attack near the water point", by=cast.amina)
    Incident.objects.filter(pk=made.pk).update(title="Attack at the mill")

    @one_at_a_time(hold)
    def title_of(incident: Incident, *, shout: bool) -> str:
        return incident.title.upper() if shout else incident.title

    assert title_of(made, shout=False) == "Attack at the mill"
    assert made.title == "Attack near the water point"


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_who_holds_the_same_name_comes_one_after_the_other() -> None:
    alone, waited = threading.Lock(), []

    def make_it() -> None:
        with transaction.atomic():
            hold_name("an edition", 7)
            waited.append(not alone.acquire(blocking=False))
            alone.release()

    at_once(*[make_it] * 4)
    assert waited == [False] * 4
