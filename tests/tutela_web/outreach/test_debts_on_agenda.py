"""What is owed to communities comes before a meeting, stays on its kept agenda and in its minutes,
and in the calendar of who owes it; a new base asks for a first exchange with those near it."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from docx import Document

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import called, senior
from tests.tutela_web.outreach.story import exchange_at, point_of
from tutela_web.access.models import Post
from tutela_web.base.ids import new_id
from tutela_web.fora.calendar.queries import calendar_of
from tutela_web.outreach.dialogue.models import RaisedPoint
from tutela_web.records import verbs as records

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]

ASKED = "An escort to the market on Fridays"


def test_what_was_owed_stays_on_the_agenda_the_minutes_and_in_a_calendar(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north, kind="town")
    office = Post.objects.get(mission=cast.mission, role="head_of_field_office")
    due = make.TODAY + timedelta(days=4)
    point = point_of(cast, exchange_at(cast, luma), what=ASKED, owner=office, due=due)
    adviser = sign_in(cast.adviser)
    meeting = called(cast, senior(cast), days=-0.01)
    page = f"/m/luma/fora/meetings/{meeting.pk}/"
    assert ASKED in said(adviser, page)
    came = {"present": "Head of Mission", "women": "3", "men": "5", "notes": "Read out"}
    held = adviser.post(f"{page}hold/", came | {"version": meeting.version})
    assert held.status_code == 302, held.content.decode()
    meeting.refresh_from_db()
    assert meeting.agenda["debts"] == [str(point.pk)]
    records.edit(
        point,
        {"state": RaisedPoint.State.ANSWERED, "told": "A Company goes", "told_on": make.TODAY},
        version=point.version,
        by=cast.hofo,
    )
    kept = said(adviser, page)
    assert ASKED in kept and "as it stood, each as it is now" in kept and "A Company goes" in kept
    minutes = Document(BytesIO(adviser.get(f"{page}minutes.docx").content))
    told = [paragraph.text for paragraph in minutes.paragraphs]
    assert any(ASKED in line and "Luma" in line and "answered" in line for line in told)
    stranger = said(sign_in(cast["joc_duty_officer"]), page)
    assert "more you may not read" in stranger or ASKED in stranger

    second = point_of(cast, exchange_at(cast, luma), what="Who came", owner=office, due=due)
    entries = [one for one in calendar_of(cast.hofo, new_id()) or () if "answer due" in one.title]
    assert [one.at for one in entries] == [due]
    assert "Luma" not in entries[0].title and second.what not in entries[0].title


def test_a_new_base_asks_for_a_first_exchange_with_those_near_it(cast: Cast, sign_in: Any) -> None:
    adviser, opened = sign_in(cast.adviser), make.TODAY - timedelta(days=10)
    near = make.place(cast.mission, "Nalo", area=cast.north, kind="village")
    type(near).objects.filter(pk=near.pk).update(latitude=7.2, longitude=30.35)
    risky = make.place(cast.mission, "Tembel", area=cast.north, kind="village")
    type(risky).objects.filter(pk=risky.pk).update(latitude=7.25, longitude=30.3)
    make.risk(cast.mission, risky, by=cast.amina)
    far = make.place(cast.mission, "Aba", area=cast.south, kind="village")
    type(far).objects.filter(pk=far.pk).update(latitude=9.2, longitude=33.0)
    unplaced = make.place(cast.mission, "Hedra", area=cast.north, kind="village")
    type(unplaced).objects.filter(pk=unplaced.pk).update(latitude=None, longitude=None)
    silent = "/m/luma/outreach/silent/"
    old = make.base(cast.mission, "COB Old", opened=make.TODAY - timedelta(days=400))
    base = make.base(cast.mission, "TOB New", area=cast.north, opened=opened, latitude=7.2)
    page = said(adviser, silent)
    assert old.name not in page and f"base-{base.pk}" in page
    part = page.split(f'id="base-{base.pk}"')[1].split("</section>")[0]
    assert part.index("Tembel") < part.index("Nalo"), "the worst risk first"
    assert "Aba" not in part and "has no point" in part
    exchange_at(cast, near, ago=11)
    assert "before the base stood" in said(adviser, silent)
    exchange_at(cast, near)
    page = said(adviser, silent)
    assert "Nalo" not in page.split(f'id="base-{base.pk}"')[1].split("</section>")[0]


def said(client: Client, address: str) -> str:
    return " ".join(unescape(client.get(address).content.decode()).split())
