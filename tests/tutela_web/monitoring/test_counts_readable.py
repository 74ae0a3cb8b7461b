"""One line stands on figures for all readers; a table withheld whole is neither zero nor none."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.disclosure import COUNTS_READABLE, WITHHELD
from tutela_web.access.policy import standing_of
from tutela_web.monitoring.measured.pictures import pictures_of

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]


def page_of(sign_in: Any, person: Any, name: str) -> str:
    return str(sign_in(person).get(reverse(name, args=["luma"])).content.decode())


@pytest.mark.parametrize(
    "name",
    [
        "monitoring:indicators",
        "monitoring:indicator_pictures",
        "monitoring:progress",
        "places:communities",
        "outreach:voice",
    ],
)
def test_the_line_stands_for_every_reader_alike(cast: Cast, sign_in: Any, name: str) -> None:
    make.place(cast.mission, "Luma", area=cast.north, classification=2)
    seen = 0
    for who in ("poc_adviser", "analyst", "boris", "head_of_mission", "head_of_field_office"):
        answer = sign_in(cast[who]).get(reverse(name, args=["luma"]))
        if answer.status_code == 200:
            assert answer.content.decode().count(COUNTS_READABLE) == 1, who
            seen += 1
    assert seen > 1


def test_a_table_withheld_whole_is_neither_zero_nor_none(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = page_of(sign_in, cast.adviser, "monitoring:indicator_pictures")
    assert WITHHELD not in whole

    hidden = {"alerts", "incidents", "events"}

    def blind(standing: Any) -> dict[str, Any]:
        kept = {k: v for k, v in standing.readings.items() if k not in hidden}
        return pictures_of(replace(standing, readings=kept))

    monkeypatch.setattr("tutela_web.monitoring.measured.pictures.pictures_of", blind)
    told = page_of(sign_in, cast.adviser, "monitoring:indicator_pictures")
    assert told.count(WITHHELD) == 2
    assert "<svg" not in told.split('id="funnel"')[1].split("</main>")[0]
    assert pictures_of(standing_of(cast.adviser, cast.mission))["reads_alerts"]


def test_acts_whose_records_are_not_read_are_no_zero_beside_statements() -> None:
    row = "outreach/_voice_row.html"
    of = SimpleNamespace(title="state")
    one = {"measures": SimpleNamespace(of=of, acts=0), "percent": "–", "statements": 2}
    read, unread = (render_to_string(row, {"one": one, "reads": reads}) for reads in (True, False))
    read, unread = "".join(read.split()), "".join(unread.split())
    assert ">0<" in read and "withheld" not in read
    assert ">0<" not in unread and unread.count("withheld") == 2
