"""The support of a base by day and by night: reasons for who holds the compartment, alike for
everybody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.outreach.pages import words_of
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import AuditEntry, Person
from tutela_web.access.policy import standing_of
from tutela_web.capacity.models import Base, BaseSupport, Unit
from tutela_web.capacity.support.kind import SUPPORT
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql
SignIn = Callable[[Person], Client]
LOOKED: Mapping[str, Any] = {
    "as_of": make.TODAY,
    "source": "Mission support",
    "vehicles": 3,
    "enablers": "unknown",
    "communications": "unknown",
    "living": "unknown",
}


def url(name: str, *args: Any) -> str:
    return reverse(f"capacity:{name}", args=["luma", *args])


def base_in(cast: Cast, name: str = "COB Acacia", **fields: Any) -> Base:
    return make.base(cast.mission, name, area=cast.north, **fields)


class TestSupport(KindTests):
    kind = SUPPORT
    values = LOOKED
    changes = {"source": "Mission support, engineers"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        return base_in(cast)

    def reader_of(self, cast: Cast) -> Person:
        return cast["head_of_mission"]

    def stranger_of(self, cast: Cast) -> Person:
        return cast.amina

    def queries(self, client: Client) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(self.url("list")).status_code == 200
        return len([one for one in asked if "audit" not in one["sql"]])


def panel(page: str, name: str) -> str:
    """A panel of a page, to the end of the page."""
    return page[page.index(f'id="{name}"') :]


def test_a_base_without_medevac_by_night_is_red_for_the_commander_and_alike_for_others(
    cast: Cast, sign_in: SignIn
) -> None:
    base = base_in(cast)
    page = url("base", base.pk)
    others = {who: sign_in(cast[who]) for who in ("analyst", "sector_operations", "poc_adviser")}
    before = {who: text_of(client.get(page)) for who, client in others.items()}
    force = sign_in(cast["force_commander"])
    assert "Nothing is recorded" in panel(words_of(force.get(page)), "support")
    sent = dict(LOOKED) | {
        "medevac_day": "True",
        "medevac_night": "False",
        "enablers": "ok",
        "communications": "short",
        "living": "unknown",
        "shelter_people": "300",
        "stock": "Lights and wire",
        "funds": "40000",
        "currency": "usd",
        "budget_request": "Headquarters, November, not answered",
        "setup_hours": "12",
    }
    new = url("base_support_new", base.pk)
    refused = force.post(new, sent)
    assert refused.status_code == 400
    assert "say what it keeps the unit from doing" in words_of(refused)
    sent["communications_keep"] = "No patrol farther than the radio reaches"
    assert force.post(new, sent)["Location"].rstrip("/") == page.rstrip("/")
    shown = panel(words_of(force.get(page)), "support")
    row = shown[shown.index("Medical evacuation") :]
    row = row[: row.index("</tr>")]
    assert row.index("yes") < row.index("danger"), "there by day, a gap by night"
    assert "No patrol farther than the radio reaches" in shown and "40000" in shown
    assert AuditEntry.objects.filter(kind="basesupport", act="read").count() == 1

    after = {who: text_of(client.get(page)) for who, client in others.items()}
    assert before == after
    assert all("Medical evacuation" not in one for one in after.values())
    made = BaseSupport.objects.get()
    assert (made.compartment, made.currency) == ("capacity", "USD")
    for client in others.values():
        for address in (url("base_supports"), url("base_support", made.pk), new):
            assert client.get(address).status_code == 404


def test_the_newest_day_counts_and_backup_comes_from_other_bases(
    cast: Cast, sign_in: SignIn
) -> None:
    base, near = base_in(cast), base_in(cast, "COB Baobab", latitude=7.25, longitude=30.35)
    unit = Unit(name="B Company", code="b", base=near, area=cast.north, able=True, classification=0)
    records.create(unit, mission=cast.mission, by=None)
    by = standing_of(cast["force_commander"], cast.mission)
    early = make.TODAY - timedelta(days=90)
    for day, vehicles in ((make.TODAY, 0), (early, 9)):
        values = {**LOOKED, "as_of": day, "vehicles": vehicles}
        create_record(SUPPORT, values, beside=base, by=by)
    shown = panel(words_of(sign_in(cast["force_commander"]).get(url("base", base.pk))), "support")
    vehicles = shown[shown.index("Vehicles that run") :]
    assert "danger" in vehicles[: vehicles.index("</tr>")], "none runs today"
    backup = shown[shown.index("Backup") :]
    assert "min" in backup[: backup.index("</tr>")]


def test_bases_without_interpreter_or_civilian_staff_come_first(
    cast: Cast, sign_in: SignIn
) -> None:
    both, lacks = base_in(cast, "COB Acacia"), base_in(cast, "COB Zebra")
    for base, code, has in ((both, "a", True), (lacks, "z", False)):
        unit = Unit(name=code, code=code, base=base, area=cast.north, interpreter=has)
        records.create(unit, mission=cast.mission, by=None)
    force = sign_in(cast["force_commander"])
    edit = url("base_edit", both.pk)
    form = force.get(edit).context["edited"].form
    sent = {
        one.name: one.value()
        for one in form
        if one.value() not in (None, "", False) or one.name == "classification"
    }
    sent |= {"civilian_staff": "True", "version": both.version}
    assert force.post(edit, sent).status_code == 302
    answer = sign_in(cast.amina).get(url("presence"))
    drawn = panel(words_of(answer), "map")
    assert "no interpreter" in drawn and drawn.count('stroke="var(--danger)"') == 2, "and its key"
    shown = panel(words_of(answer), "presence")
    assert shown.index("COB Zebra") < shown.index("COB Acacia")
    assert "danger" in shown and "not known" in shown, "of its civilian staff nobody said anything"
