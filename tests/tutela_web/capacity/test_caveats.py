"""Caveats: declared, contested, lifted by the commanders; to everybody else they are not there."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.devices import verbs
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Denied
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.models import Caveat, Unit, UnitReadiness
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record, edit_record

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

WORDS = "Not beyond the river without word from the embassy"


def url(name: str, *args: Any) -> str:
    return reverse(f"capacity:{name}", args=["luma", *args])


def filled(form: Any) -> dict[str, Any]:
    values = {bound.name: bound.value() for bound in form}
    return {name: "" if value in (None, False) else value for name, value in values.items()}


@pytest.fixture
def unit(cast: Cast) -> Unit:
    base = make.base(cast.mission, "COB Acacia", area=cast.north)
    made = Unit(
        name="B Company", code="b-coy", base=base, area=cast.north, able=True, classification=0
    )
    return records.create(made, mission=cast.mission, by=None)


@pytest.fixture
def caveat(cast: Cast, unit: Unit) -> Caveat:
    fc = standing_of(cast["force_commander"], cast.mission)
    return create_record(
        CAVEAT, {"kind": "geographic", "wording": WORDS, "most_km": 20.0}, beside=unit, by=fc
    )


def test_the_force_commander_declares_contests_and_lifts_a_caveat(
    cast: Cast, sign_in: Any, unit: Unit
) -> None:
    fc = sign_in(cast["force_commander"])
    page = fc.get(url("new_caveat", unit.pk))
    data = filled(page.context["form"]) | {
        "kind": "task",
        "status": "declared",
        "wording": WORDS,
        "no_tasks": ["interposition"],
        "asks": "on",
    }
    assert fc.post(url("new_caveat", unit.pk), data).status_code == 302
    made = Caveat.objects.get()
    assert (made.compartment, made.asks, made.no_tasks) == ("capacity", True, ["interposition"])
    for status, version in (("contested", 1), ("lifted", 2)):
        held = filled(fc.get(url("caveat_edit", made.pk)).context["edited"].form)
        answer = fc.post(
            url("caveat", made.pk),
            held | {"version": version, "status": status, "reason": "word from New York"},
        )
        assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.status, made.version, made.asks) == ("lifted", 3, True)
    body = fc.get(url("caveat", made.pk)).content.decode()
    assert "contested" in body and "not for: interposition" in body
    assert WORDS not in fc.get(url("caveats")).content.decode()
    assert WORDS in fc.get(url("caveats") + "?status=all").content.decode()


def test_nobody_else_meets_a_caveat_anywhere(
    cast: Cast, sign_in: Any, unit: Unit, caveat: Caveat
) -> None:
    for who in (cast.amina, cast.boris, cast["sector_operations"], cast.hofo, cast.chen):
        client = sign_in(who)
        for address in (url("caveats"), url("caveat", caveat.pk), url("new_caveat", unit.pk)):
            assert client.get(address).status_code == 404
            assert client.post(address, {"wording": "x"}).status_code in (404, 405)
        assert WORDS not in client.get(url("unit", unit.pk)).content.decode()
    assert not AuditEntry.objects.filter(kind="caveat", act="read").exists()
    for who in ("chief_of_staff", "head_of_mission"):  # hold the compartment, not the act
        client = sign_in(cast[who])
        assert WORDS in client.get(url("caveats")).content.decode()
        assert WORDS in client.get(url("unit", unit.pk)).content.decode()
        assert not client.get(url("caveat", caveat.pk)).context["may_write"]
        assert client.get(url("new_caveat", unit.pk)).status_code == 403
    lines = AuditEntry.objects.filter(kind="caveat", act="read")
    assert lines.count() == 6 and WORDS not in str([line.detail for line in lines])


@pytest.mark.postgresql
def test_the_trail_does_not_tell_others_that_a_caveat_was_made(
    cast: Cast, sign_in: Any, caveat: Caveat
) -> None:
    trail = reverse("access:audit", args=["luma"])
    sign_in(cast["head_of_mission"]).get(url("caveat", caveat.pk))
    assert "caveat" not in sign_in(cast.amina).get(trail).content.decode()
    assert "caveat" in sign_in(cast["chief_of_staff"]).get(trail).content.decode()


def test_only_a_commander_says_that_a_refusal_was_an_undeclared_caveat(
    cast: Cast, caveat: Caveat, unit: Unit
) -> None:
    for who in ("chief_of_staff", "sector_operations"):
        with pytest.raises(Denied):
            edit_record(
                CAVEAT,
                caveat,
                {"status": "undeclared"},
                version=1,
                by=standing_of(cast[who], cast.mission),
            )
    pc = standing_of(cast["police_commander"], cast.mission)
    assert (
        edit_record(CAVEAT, caveat, {"status": "undeclared"}, version=1, by=pc).status
        == "undeclared"
    )
    with pytest.raises(BadParameter):
        create_record(
            CAVEAT, {"kind": "task", "wording": WORDS, "no_tasks": ["parade"]}, beside=unit, by=pc
        )
    with pytest.raises(BadParameter):
        edit_record(
            CAVEAT, caveat, {"starts": date(2018, 2, 1), "ends": date(2018, 1, 1)}, version=2, by=pc
        )


def api(cast: Cast, who: Any, client: Any, method: str, path: str, given: Any = None) -> Any:
    _device, token = verbs.make(who, name="laptop")
    return client.generic(
        method,
        f"/api/v1/missions/luma/{path}",
        json.dumps(given or {}),
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {token}",
    )


def test_a_program_of_a_holder_reads_and_writes_and_another_finds_nothing(
    cast: Cast, client: Any, unit: Unit, caveat: Caveat
) -> None:
    fc = cast["force_commander"]
    ready = f"units/{unit.pk}/readiness"
    assert api(cast, fc, client, "GET", ready).status_code == 404  # nothing recorded
    answer = api(
        cast,
        fc,
        client,
        "PATCH",
        ready,
        {
            "version": 1,
            "changes": {"vehicles": 5, "night": False, "notes": "two in repair"},
        },
    )
    assert answer.status_code == 200 and answer.json()["notes"] == "two in repair"
    assert UnitReadiness.objects.get().vehicles == 5
    assert api(cast, fc, client, "GET", ready).json()["night"] is False
    (row,) = api(cast, fc, client, "GET", "caveats").json()["results"]
    assert (row["id"], row["most_km"]) == (str(caveat.pk), 20.0)
    made = api(
        cast,
        fc,
        client,
        "POST",
        f"units/{unit.pk}/caveats",
        {"kind": "night", "wording": "No night", "no_night": True},
    )
    assert made.status_code == 201
    lifted = api(
        cast,
        fc,
        client,
        "PATCH",
        f"caveats/{caveat.pk}",
        {"version": 1, "changes": {"status": "lifted"}},
    )
    assert lifted.json()["status"] == "lifted"
    for who in (cast.amina, cast.chen):
        for method, path in (("GET", ready), ("GET", "caveats"), ("GET", f"caveats/{caveat.pk}")):
            assert api(cast, who, client, method, path).status_code == 404
        assert (
            api(cast, who, client, "PATCH", ready, {"version": 1, "changes": {}}).status_code == 404
        )
