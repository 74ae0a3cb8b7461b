"""No serial key of the database leaves the house: its gaps would count what is hidden."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.models import AutoField
from django.test import override_settings

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.meeting import routes
from tests.tutela_web.site.test_api import ROOT, Program
from tutela_web.base.ids import keyed_ids, seal_serial, unseal_handle
from tutela_web.incidents.models import Event
from tutela_web.takeaway.exports.kinds import KINDS

OF_A_PLACE_OR_A_FILE = {"z", "x", "y", "row", "line"}
"""Whole numbers in addresses that are no key: a tile's, and a line of a file as it came."""


OWN_PASSKEYS = "account/2fa/webauthn/keys/"
"""A person's own passkeys, by a library: counted over all accounts, and of no record."""


def test_no_address_takes_a_whole_number_that_is_a_key() -> None:
    ours = [one.text for one in routes() if not one.text.startswith(OWN_PASSKEYS)]
    found = {(text, name) for text in ours for name in re.findall(r"<int:(\w+)>", text)}
    assert not {text for text, name in found if name not in OF_A_PLACE_OR_A_FILE}


def _properties(schema: Any) -> Iterator[tuple[str, Any]]:
    for name, one in schema.get("components", {}).get("schemas", {}).items():
        for field, kind in one.get("properties", {}).items():
            yield f"{name}.{field}", kind
    for path, methods in schema["paths"].items():
        for one in methods.values():
            for parameter in one.get("parameters", []):
                if parameter["in"] == "path":
                    yield f"{path} {parameter['name']}", parameter["schema"]


def test_no_id_that_programs_are_given_is_a_whole_number(cast: Cast) -> None:
    described = Program(cast.amina).get("/api/v1/openapi.json").json()
    named = re.compile(r"(^|[._ ])(id|pk)$|_id$")
    whole = [
        where
        for where, kind in _properties(described)
        if named.search(where) and "integer" in json.dumps(kind)
    ]
    assert not whole


def test_no_record_in_an_export_is_named_by_a_whole_number(cast: Cast, sign_in: Any) -> None:
    make.event(cast.mission, make.batch(cast.mission, cast.amina))
    make.incident(cast.mission)
    browser = sign_in(cast.amina)
    read = 0
    for kind in KINDS:
        answer = browser.get(f"/m/luma/export/{kind}.csv")
        if answer.status_code != 200:
            continue
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        named = [name for name in (rows[0] if rows else {}) if name and name.endswith("record_id")]
        assert not [row[name] for row in rows for name in named if row[name].isdecimal()]
        read += len(rows)
    assert read


def test_a_list_for_programs_goes_on_without_telling_a_key(cast: Cast) -> None:
    batch = make.batch(cast.mission, cast.amina)
    for _n in range(3):
        make.event(cast.mission, batch)
    amina = Program(cast.amina)
    first = amina.get(f"{ROOT}/events?limit=2").json()
    assert not re.search(r'"\d+"|, \d+\]', json.dumps(first["next"]))
    rest = amina.get(f"{ROOT}/events?limit=2&after={first['next']}").json()
    ids = [one["id"] for one in (*first["results"], *rest["results"])]
    assert len(set(ids)) == 3
    assert amina.get(f"{ROOT}/events/{ids[0]}").status_code == 200
    assert amina.get(f"{ROOT}/events/{uuid4()}").status_code == 404


def test_a_handle_is_read_back_by_its_own_table_and_installation_alone() -> None:
    handle = seal_serial("Event", 12)
    assert unseal_handle("Event", handle) == 12 == Event.key_of_handle(str(handle))
    assert unseal_handle("Double", handle) is None and Event.key_of_handle("12") is None
    with override_settings(SECRET_KEY="another installation's"):
        assert unseal_handle("Event", handle) is None


def test_a_keyed_id_depends_on_what_the_row_is_and_on_nothing_beside_it() -> None:
    both = keyed_ids("suggested risk", [("luma", "Group Heron"), ("koro", "Group Heron")])
    assert keyed_ids("suggested risk", [("koro", "Group Heron")]) == both[1:]
    assert len({*both, *keyed_ids("other", [("luma", "Group Heron")])}) == 3
    with override_settings(SECRET_KEY="another installation's"):
        assert keyed_ids("suggested risk", [("luma", "Group Heron")]) != both[:1]


@pytest.mark.parametrize("name", ["SuggestedRisk", "ClosedIncident", "OpenRelease"])
def test_rows_of_compartments_and_of_mixed_visibility_are_not_numbered(name: str) -> None:
    (model,) = [one for one in apps.get_models() if one.__name__ == name]
    assert not isinstance(model._meta.pk, AutoField)
