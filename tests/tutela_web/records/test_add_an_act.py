"""*Add an act* adds one: its code is taken from the page, and it is met as every act is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import clear_url_caches

from tests.tutela_web.cast import Cast
from tests.tutela_web.mandate.test_planning_kind import TestPivot as Pivot
from tests.tutela_web.meeting import Address
from tests.tutela_web.records.test_acts import is_met, people_of
from tutela.base.errors import BadParameter
from tutela_web.base.fields import text, tick
from tutela_web.mandate import urls
from tutela_web.mandate.planning.kind import PIVOT
from tutela_web.records import verbs as records
from tutela_web.records.acts import ACTS, Act
from tutela_web.records.kinds import ACTS_BESIDE

PAGE = Path(__file__).parents[3] / "docs/how-to/add-an-act.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
MOST_LINES = 30


@pytest.fixture
def heard() -> Iterator[Act]:
    """The invented act of the page, with its address, for one test."""
    known: dict[str, Any] = {
        "__name__": urls.__name__,
        "Act": Act,
        "BadParameter": BadParameter,
        "PIVOT": PIVOT,
        "records": records,
        "text": text,
        "tick": tick,
        "transaction": transaction,
    }
    before = list(urls.urlpatterns)
    for block in BLOCKS:
        exec(block, known)
    act: Act = known["HEARD"]
    urls.urlpatterns[:0] = [act.address()]
    clear_url_caches()
    yield act
    urls.urlpatterns[:] = before
    clear_url_caches()
    ACTS_BESIDE[PIVOT].remove(act)
    del ACTS["mandate:pivot_heard"]


def test_an_act_is_short() -> None:
    assert sum(len(block.strip().splitlines()) for block in BLOCKS) < MOST_LINES


@pytest.mark.django_db(databases=["default", "keys"])
def test_the_act_of_the_page_does_what_every_act_does(heard: Act, cast: Cast, sign_in: Any) -> None:
    kind = Pivot()
    record = kind.made(cast, kind.writer_of(cast))
    path = f"/m/luma/mandate/planning/{record.pk}/heard/"
    clients, standings = people_of(cast, sign_in)
    assert is_met(heard, [Address("heard", path)], clients, standings)
    refused = clients["poc_adviser"].post(path, {"poc": "", "version": 1}, follow=True)
    assert "What it said of protection" in refused.content.decode(), "with the name of its field"
