"""A mission adds fields to its records without a line of code: proposed, approved, filled in."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.questionnaires.own_fields import (
    DEPOT,
    NOTE,
    OWN_FIELDS,
    WATER,
    in_force,
    propose,
)
from tests.tutela_web.site.test_api import Program
from tutela_web.access.models import Mission
from tutela_web.access.policy import standing_of
from tutela_web.capacity.models import Unit
from tutela_web.incidents.models import Incident
from tutela_web.questionnaires.models import FieldEdition, OwnField
from tutela_web.records import verbs as records
from tutela_web.records.models import OwnValue
from tutela_web.records.own import values
from tutela_web.records.own.carriers import carriers

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

LIST = "/m/luma/incidents/"


DIFFERING = re.compile(
    r'nonce="[^"]*"|value="[A-Za-z0-9]{64}"|X-CSRFToken[^}]*|name="id" value="[^"]*"'
    r"|20\d\d-\d\d-\d\dT[\d:.+]+|\d+ s( ago)?\b|\b\d\d:\d\d:\d\d\b"
)
API = "/api/v1/missions/luma"


def plain(answer: Any) -> str:
    """An answer without what differs from request to request."""
    return DIFFERING.sub("", answer.content.decode())


def content_of(answer: Any) -> str:
    """What was taken away as a file."""
    told = b"".join(answer.streaming_content).decode("utf-8-sig")
    for closer in answer._resource_closers:
        closer()
    return told


def text(answer: Any) -> str:
    """The words of a page, squeezed."""
    return squeezed(answer.content.decode())


def record(client: Any, title: str, **own: str) -> Any:
    """The answer to an incident written in its form."""
    sent = {
        "id": str(uuid4()),
        "title": title,
        "un_personnel": "no",
        "event_precision": "day",
        "attribution": "unknown",
        "classification": "1",
        "language": "en",
    }
    return client.post(f"{LIST}new/", sent | own)


def test_a_field_is_asked_listed_filtered_and_told_with_its_history(
    cast: Cast, sign_in: Any
) -> None:
    duty = sign_in(cast["joc_duty_officer"])
    assert "Fuel depot" not in text(duty.get(f"{LIST}new/"))
    in_force(sign_in, cast, DEPOT)
    in_force(sign_in, cast, WATER)
    page = text(duty.get(f"{LIST}new/"))
    assert "Fuel depot within 1 km" in page and "Distance to water (km)" in page
    refused = record(duty, "Depot shelled", own_fuel_depot="maybe", own_water_km="far")
    assert refused.status_code == 200 and "Enter a number" in text(refused)
    made = record(duty, "Depot shelled", own_fuel_depot="burnt", own_water_km="2.5")
    record(duty, "Cattle taken", own_fuel_depot="no", own_seen="{}")
    incident = Incident.objects.get(title="Depot shelled")
    page = text(duty.get(made["Location"]))
    assert "It burnt" in page and "2.5" in page
    listed = text(duty.get(LIST))
    assert "Distance to water (km)" in listed and "It burnt" in listed
    found = text(duty.get(f"{LIST}?own_fuel_depot=burnt"))
    assert "Depot shelled" in found and "Cattle taken" not in found
    edit = f"{LIST}{incident.pk}/edit/"
    shown = text(duty.get(edit))
    sent = dict(re.findall(r'name="(began|version)" value="(\d+)"', shown))
    answers = sent | {
        "title": "Depot shelled",
        "un_personnel": "no",
        "classification": "1",
        "event_precision": "unknown",
        "attribution": "unknown",
        "language": "en",
        "own_fuel_depot": "no",
        "own_water_km": "2.5",
        "own_seen": '{"fuel_depot": "burnt", "water_km": 2.5}',
    }
    saved = duty.post(edit, answers)
    assert saved.status_code == 302, text(saved)
    told = text(duty.get(f"{LIST}{incident.pk}/history/"))
    assert "<del>It burnt</del> <ins>No</ins>" in told
    stale = duty.post(edit, answers | {"own_fuel_depot": "yes"})
    assert "It is now: No" in text(stale) or "it is now: No" in text(stale)
    duty.post("/language/", {"language": "fr"})
    assert "Dépôt de carburant" in text(duty.get(LIST))


@pytest.mark.parametrize(
    "label", ["Telephone of the witness", "Nom du témoin", "ID card", "Tribe of the household"]
)
def test_a_field_that_tells_who_somebody_is_is_refused(
    cast: Cast, sign_in: Any, label: str
) -> None:
    answer = propose(sign_in, cast, WATER | {"label": label, "holds": "words"})
    assert answer.status_code == 400 and "which no record holds" in text(answer)
    assert not OwnField.objects.exists() and not FieldEdition.objects.exists()


CLOSED = DEPOT | {
    "code": "armed_told",
    "label": "Who told of them",
    "label_fr": "",
    "label_ar": "",
    "holds": "words",
    "choices": "",
    "closed_to": "group_identity",
    "marking": "1",
}


def test_search_export_figures_and_programs_tell_the_fields(cast: Cast, sign_in: Any) -> None:
    in_force(sign_in, cast, DEPOT)
    in_force(sign_in, cast, WATER)
    in_force(sign_in, cast, NOTE)
    duty = sign_in(cast["joc_duty_officer"])
    record(
        duty,
        "Depot shelled",
        own_fuel_depot="burnt",
        own_water_km="2.5",
        own_road_note="Tankers queue at dawn",
    )
    record(duty, "Cattle taken", own_fuel_depot="no")
    found = text(duty.get("/m/luma/search/?q=tanker"))
    incident = Incident.objects.get(title="Depot shelled")
    assert "Tankers queue" in found and f"{LIST}{incident.pk}/" in found
    copy = content_of(duty.get("/m/luma/export/incidents.csv"))
    assert "own_fuel_depot" in copy and "burnt" in copy and "2.5" in copy
    kept = text(duty.get(f"{LIST}?own_fuel_depot=burnt"))
    assert "incidents.csv?own_fuel_depot=burnt" in kept
    part = content_of(duty.get("/m/luma/export/incidents.csv?own_fuel_depot=burnt"))
    assert "Depot shelled" in part and "Cattle taken" not in part
    field = OwnField.objects.get(code="fuel_depot")
    counted = text(duty.get(f"{OWN_FIELDS}{field.pk}/counts/"))
    assert "It burnt" in counted and "own_fuel_depot=burnt" in counted and "hidden" in counted
    program = Program(cast["joc_duty_officer"])
    told = program.get(f"/api/v1/missions/luma/incidents/{incident.pk}").json()
    assert told["own"] == {
        "fuel_depot": "burnt",
        "water_km": 2.5,
        "road_note": "Tankers queue at dawn",
    }
    changed = program.send(
        f"/incidents/{incident.pk}",
        {"version": told["version"], "changes": {"own": {"water_km": 4}}},
        how="patch",
    )
    assert changed.status_code == 200 and changed.json()["own"]["water_km"] == 4
    made = program.send("/incidents", {"title": "Well poisoned", "own": {"fuel_depot": "maybe"}})
    assert made.status_code == 422 or made.status_code == 400
    made = program.send("/incidents", {"title": "Well poisoned", "own": {"fuel_depot": "no"}})
    assert made.status_code == 201 and made.json()["own"]["fuel_depot"] == "no"
    described = {
        one["code"]: one
        for one in program.get("/api/v1/missions/luma/own-fields").json()["results"]
    }
    assert described["water_km"]["holds"] == "number" and described["water_km"]["in_force"]


def test_without_the_compartment_there_is_no_sign_of_a_field(cast: Cast, sign_in: Any) -> None:
    in_force(sign_in, cast, CLOSED)
    duty, rights = sign_in(cast["joc_duty_officer"]), sign_in(cast["human_rights"])
    record(duty, "Road blocked")
    incident = Incident.objects.get()
    page, edit = f"{LIST}{incident.pk}/", f"{LIST}{incident.pk}/edit/"
    program = Program(cast["joc_duty_officer"])
    addresses = (
        LIST,
        page,
        f"{page}history/",
        edit,
        f"{LIST}new/",
        f"{LIST}?own_armed_told=x",
        "/m/luma/search/?q=Kestrel",
        f"{API}/incidents",
        f"{API}/incidents/{incident.pk}",
    )

    def told() -> list[str]:
        return [
            plain(duty.get(one) if "/api/" not in one else program.get(one)) for one in addresses
        ]

    told()  # what was saved is said once
    before = told()
    assert "Who told of them" not in "".join(before) and 'name="own_' not in "".join(before)
    assert "Who told of them" in text(rights.get(page))
    cast.mission.refresh_from_db(fields=["own_fields"])
    by = standing_of(cast["human_rights"], cast.mission)
    values.keep_values(
        "incidents.incident", "incidents", incident, {"armed_told": "Kestrel"}, by=by
    )
    assert "Kestrel" in text(rights.get(page)) + text(rights.get(f"{page}history/"))
    for address, was, now in zip(addresses, before, told(), strict=True):
        assert set(now.splitlines()) ^ set(was.splitlines()) == set(), address
    assert duty.get(f"{OWN_FIELDS}{OwnField.objects.get().pk}/").status_code == 404


def test_a_field_is_sent_once_as_it_stands(cast: Cast, sign_in: Any) -> None:
    in_force(sign_in, cast, WATER)
    field = OwnField.objects.get()
    officer, at = sign_in(cast.amina), f"{OWN_FIELDS}{field.pk}/"
    page = officer.get(at).content.decode()
    assert f"{at}submit/" not in page and f"{at}withdraw/" in page
    edited = WATER | {"hint": "Ask the committee of the well.", "version": field.version}
    assert officer.post(f"{at}edit/", edited).status_code == 302
    assert f'action="{at}submit/"' in officer.get(at).content.decode()
    officer.post(f"{at}submit/")
    assert f"{at}submit/" not in officer.get(at).content.decode(), "it waits as it is"


def test_a_withdrawn_field_leaves_its_values_in_histories(cast: Cast, sign_in: Any) -> None:
    field = in_force(sign_in, cast, DEPOT)
    duty = sign_in(cast["joc_duty_officer"])
    record(duty, "Depot shelled", own_fuel_depot="burnt")
    incident = Incident.objects.get()
    sign_in(cast.amina).post(f"{OWN_FIELDS}{field.pk}/withdraw/", {"why": "The depot is gone"})
    page, history = f"{LIST}{incident.pk}/", f"{LIST}{incident.pk}/history/"
    assert "Fuel depot" not in text(duty.get(LIST)) + text(duty.get(f"{LIST}new/"))
    assert "It burnt" in text(duty.get(history))
    assert "Fuel depot" not in text(duty.get(page)).split('id="figures"')[0]


def test_a_declared_kind_has_the_fields_without_code(cast: Cast, sign_in: Any) -> None:
    in_force(sign_in, cast, DEPOT | {"stands_on": "outreach.dispute"})
    adviser = sign_in(cast.adviser)
    place = make.place(cast.mission, "Luma", area=cast.north)
    sent = {
        "name": "Water at the ford",
        "parties": "herders; farmers",
        "place": str(place.pk),
        "over": "water",
        "classification": "1",
        "own_fuel_depot": "yes",
    }
    made = adviser.post("/m/luma/outreach/disputes/new/", sent)
    assert made.status_code == 302, text(made)
    page = text(adviser.get(made["Location"]))
    assert "Fuel depot within 1 km" in page and "Yes" in page
    listed = text(adviser.get("/m/luma/outreach/disputes/?own_fuel_depot=yes"))
    assert "Water at the ford" in listed and "Fuel depot within 1 km" in listed
    assert "Water at the ford" not in text(
        adviser.get("/m/luma/outreach/disputes/?own_fuel_depot=no")
    )
    saved = adviser.post(
        f"{made['Location']}edit/",
        sent | {"version": "1", "own_fuel_depot": "no", "own_seen": '{"fuel_depot": "yes"}'},
    )
    assert saved.status_code == 302
    assert "<ins><bdi>No</bdi></ins>" in text(adviser.get(made["Location"])).replace(
        "<ins> ", "<ins>"
    )


def test_a_copy_of_places_is_edited_in_a_spreadsheet_and_given_back(
    cast: Cast, sign_in: Any
) -> None:
    in_force(sign_in, cast, WATER | {"stands_on": "places.record"})
    make.place(cast.mission, "Luma", area=cast.north)
    client = sign_in(cast.amina)
    copy = content_of(client.get("/m/luma/places/copy.csv"))
    lines = copy.splitlines()
    head = next(at for at, line in enumerate(lines) if "own_water_km" in line)
    at = next(csv.reader([lines[head]])).index("own_water_km")
    row = next(csv.reader([lines[head + 1]]))
    row[at] = "3.5"
    written = StringIO()
    csv.writer(written).writerow(row)
    lines[head + 1] = written.getvalue().strip()
    new = [""] * len(row)
    new[next(csv.reader([lines[head]])).index("name")], new[at] = "Tarfa", "1"
    lines.append(",".join(new))
    file = SimpleUploadedFile("places.csv", "\n".join(lines).encode(), "text/csv")
    sheet = client.post("/m/luma/places/file/", {"file": file})["Location"]
    page = client.get(sheet)
    shown = text(page)
    assert "Distance to water (km)" in shown and "3.5" in shown
    digest = re.search(r'name="digest" value="([^"]+)"', shown)
    assert digest is not None
    chosen = re.findall(r'name="row" value="(\d+)"', shown)
    answer = client.post(sheet, {"digest": digest[1], "row": chosen})
    assert answer.status_code == 302, text(answer)
    held = dict(OwnValue.objects.values_list("held", "kind"))
    assert held == {3.5: "places.record", 1: "places.record"}


def _reading(cast: Cast, kind: str) -> tuple[Any, str]:
    """A record of a kind whose endpoints are written by hand, and the address of its list."""
    if kind == "places.record":
        return make.place(cast.mission, "Luma", area=cast.north), f"{API}/places"
    if kind == "actors.actor":
        return make.actor(cast.mission), f"{API}/actors"
    base = make.base(cast.mission, area=cast.north)
    if kind == "capacity.base":
        return base, f"{API}/bases"
    unit = Unit(name="Coy A", code="coy-a", base=base, classification=0, area=cast.north)
    return records.create(unit, mission=cast.mission, by=None), f"{API}/units"


def _keep(cast: Cast, who: str, kind: str, held: Any, **own: Any) -> None:
    cast.mission.refresh_from_db(fields=["own_fields"])
    by = standing_of(cast[who], cast.mission)
    values.keep_values(kind, carriers()[kind].reads, held, own, by=by)


ON_FOUR = ("places.record", "actors.actor", "capacity.base", "capacity.unit")


@pytest.mark.parametrize("kind", ON_FOUR)
def test_programs_read_the_fields_of_places_actors_bases_and_units(
    cast: Cast, sign_in: Any, kind: str
) -> None:
    held, address = _reading(cast, kind)
    program = Program(cast["joc_duty_officer"])

    def asked() -> tuple[Any, int]:
        with CaptureQueriesContext(connection) as queries:
            told = program.get(address).json()["results"]
        return told, len(queries)

    asked()  # what a process keeps is kept
    told, without = asked()
    assert "own" not in told[0]
    in_force(sign_in, cast, WATER | {"stands_on": kind})
    in_force(sign_in, cast, DEPOT | {"stands_on": kind})
    _keep(cast, "joc_duty_officer", kind, held, water_km=2.5)
    asked()
    told, queries = asked()
    own = {"water_km": 2.5, "fuel_depot": None}
    assert told[0]["own"] == own and queries == without + 1, "the values of a list, at once"
    assert program.get(f"{address}/{held.pk}").json()["own"] == own
    if kind == "places.record":
        found = program.get(f"{address}/lookup", {"q": "Luma"}).json()
        assert found[0]["place"]["own"] == own


@pytest.mark.parametrize(
    ("kind", "editor"),
    [
        ("actors.actor", "analyst"),
        ("capacity.base", "force_commander"),
        ("capacity.unit", "force_commander"),
    ],
)
def test_programs_fill_in_the_fields_of_actors_bases_and_units(
    cast: Cast, sign_in: Any, kind: str, editor: str
) -> None:
    made, address = _reading(cast, kind)
    in_force(sign_in, cast, WATER | {"stands_on": kind, "needed": "on"})
    program, path = Program(cast[editor]), address.removeprefix(API)
    refused = program.send(path, {"name": "Group Heron", "own": {"water_km": "far"}})
    assert refused.status_code == 400 and refused.json()["error"]["where"] == "own_water_km"
    assert program.send(path, {"name": "Group Heron"}).status_code == 400, "it must be said"
    assert type(made).objects.count() == 1, "what is refused leaves no record"
    sent = {"name": "Group Heron", "own": {"water_km": 2.5}}
    key = {"Idempotency-Key": "h1"}
    new, again = program.send(path, sent, **key), program.send(path, sent, **key)
    assert (new.status_code, again.status_code) == (201, 200)
    assert new.json() == again.json() and new.json()["own"] == {"water_km": 2.5}
    one = f"{path}/{new.json()['id']}"
    edit = {"version": 1, "changes": {"name": "Group Grey Heron", "own": {"water_km": 4}}}
    edited = program.send(one, edit, how="patch").json()
    assert (edited["name"], edited["own"]) == ("Group Grey Heron", {"water_km": 4})
    wrong = {"version": 2, "changes": {"name": "Group Ibis", "own": {"water_km": "far"}}}
    assert program.send(one, wrong, how="patch").status_code == 400
    assert program.get(f"/api/v1/missions/luma{one}").json()["name"] == "Group Grey Heron"
    off = {"retired": True, "version": 2, "reason": "Recorded by mistake"}
    assert program.send(f"{one}/retirement", off).json()["own"] == {"water_km": 4}
    duty = Program(cast["joc_duty_officer"])
    assert duty.send(one, edit, how="patch").status_code == 403


def test_programs_fill_in_the_fields_of_caveats(cast: Cast, sign_in: Any) -> None:
    unit, address = _reading(cast, "capacity.unit")
    in_force(sign_in, cast, WATER | {"stands_on": "capacity.caveat"})
    force = Program(cast["force_commander"])
    caveat = {"kind": "night", "wording": "No night", "no_night": True, "own": {"water_km": 2.5}}
    made = force.send(f"/units/{unit.pk}/caveats", caveat)
    assert made.status_code == 201 and made.json()["own"] == {"water_km": 2.5}
    one = f"/caveats/{made.json()['id']}"
    edit = {"version": 1, "changes": {"own": {"water_km": 4}}}
    assert force.send(one, edit, how="patch").json()["own"] == {"water_km": 4}
    (listed,) = force.get(f"{API}/caveats").json()["results"]
    assert listed["own"] == force.get(API + one).json()["own"] == {"water_km": 4}
    assert "own" not in force.get(address).json()["results"][0], "a kind without a field"


@pytest.mark.parametrize("kind", ON_FOUR)
def test_programs_without_the_compartment_read_the_same_bytes(
    cast: Cast, sign_in: Any, kind: str
) -> None:
    held, address = _reading(cast, kind)
    editor = "force_commander" if kind.startswith("capacity") else "analyst"
    reader, holder = Program(cast[editor]), Program(cast["human_rights"])
    addresses = [address, f"{address}/{held.pk}", f"{API}/places/lookup?q=Luma"]
    guessed = {"version": 1, "changes": {"own": {"armed_told": "Kestrel"}}}

    def told() -> list[bytes]:
        path = addresses[1].removeprefix(API)
        edit = reader.send(path, guessed, how="patch")
        return [*(reader.get(one).content for one in addresses), edit.content]

    without = told()
    assert kind == "places.record" or b"there is no such field" in without[-1]
    in_force(sign_in, cast, CLOSED | {"stands_on": kind})
    assert told() == without
    _keep(cast, "human_rights", kind, held, armed_told="Kestrel")
    assert told() == without
    assert holder.get(addresses[1]).json()["own"] == {"armed_told": "Kestrel"}
    assert b"Kestrel" in holder.get(address).content


@pytest.mark.parametrize("kind", ["places.record", "capacity.base"])
def test_the_copy_of_a_list_tells_the_fields_but_those_of_a_compartment(
    cast: Cast, sign_in: Any, kind: str
) -> None:
    held, address = _reading(cast, kind)
    listed = "places" if kind == "places.record" else "bases"
    rights = sign_in(cast["human_rights"])
    copied = f"/m/luma/export/{listed}.csv"
    assert "own_" not in content_of(rights.get(copied))
    for said in (WATER, DEPOT, CLOSED):
        in_force(sign_in, cast, said | {"stands_on": kind})
    _keep(cast, "human_rights", kind, held, water_km=2.5, fuel_depot="no", armed_told="Kestrel")
    assert "Kestrel" in str(Program(cast["human_rights"]).get(address).json())
    copy = content_of(rights.get(copied))
    assert "own_water_km" in copy and "2.5" in copy and str(held.pk) in copy
    assert "armed_told" not in copy and "Kestrel" not in copy
    by = standing_of(cast["human_rights"], cast.mission)
    page = text(rights.get(f"{carriers()[kind].list_address(by)}?own_fuel_depot=no"))
    assert f"{listed}.csv?own_fuel_depot=no" in page
    assert str(held.pk) in content_of(rights.get(f"{copied}?own_fuel_depot=no"))
    assert str(held.pk) not in content_of(rights.get(f"{copied}?own_fuel_depot=burnt"))


def test_a_mission_without_fields_asks_nothing_more_and_every_process_hears_of_one(
    cast: Cast, sign_in: Any
) -> None:
    duty, program = sign_in(cast["joc_duty_officer"]), Program(cast["joc_duty_officer"])
    record(duty, "Road blocked")
    duty.get(LIST), program.get(f"{API}/incidents")  # what a process keeps is kept

    def asked(address: str = LIST, client: Any = duty) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    without = asked(), asked(f"{API}/incidents", program), asked("/m/luma/outreach/disputes/")
    field = in_force(sign_in, cast, DEPOT)
    asked(), asked(f"{API}/incidents", program)
    assert asked() == without[0] + 1, "the values of a page, at once"
    assert asked(f"{API}/incidents", program) == without[1] + 1
    assert asked("/m/luma/outreach/disputes/") == without[2], "a kind without a field"
    # another process, on another machine, withdraws it: this one has heard nothing but the number
    FieldEdition.objects.filter(field=field).update(state="withdrawn")
    assert "Fuel depot" in text(duty.get(LIST)), "kept here until the number changes"
    Mission.objects.filter(pk=cast.mission.pk).update(own_fields=F("own_fields") + 1)
    assert "Fuel depot" not in text(duty.get(LIST))
