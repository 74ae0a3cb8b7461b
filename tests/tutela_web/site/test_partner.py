"""What a protection partner sees: trends with small counts hidden, hazards, and no cases."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tutela_web.access.devices import verbs
from tutela_web.access.models import AuditEntry

GIS = """
import json, sys, pyogrio
source = sys.argv[1]
layers = sorted(pyogrio.list_layers(source)[:, 0])
meta, _, shapes, columns = pyogrio.raw.read(source, layer="hazards")
names = columns[list(meta["fields"]).index("place")]
_, _, near, _ = pyogrio.raw.read(source, layer="areas", bbox=(30.1, 7.1, 30.2, 7.2))
print(json.dumps({"layers": layers, "hazards": list(names), "areas near": len(near)}))
"""
"""GDAL's own client of OGC API - Features, as QGIS uses it."""

SQUARE = {"type": "Polygon", "coordinates": [[[30, 7], [31, 7], [31, 8], [30, 8], [30, 7]]]}


def body(response: Any) -> str:
    """What the page says, without its frame and its drawings of levels."""
    return squeezed(response.content.decode()).split("<main", 1)[1].split("</main>")[0]


def events(cast: Cast, number: int) -> None:
    batch = make.batch(cast.mission, cast.amina)
    for _ in range(number):
        make.event(cast.mission, batch, area=cast.north)


def test_a_partner_sees_months_and_not_small_counts(cast: Cast, sign_in: Any) -> None:
    events(cast, 4)
    page = body(sign_in(cast["partner"]).get("/m/luma/trends/"))
    assert "Field Office North" in page and "under 5" in page and ">4<" not in page
    events(cast, 1)
    assert ">5<" in body(sign_in(cast["partner"]).get("/m/luma/trends/"))


def test_a_hazard_is_a_place_and_a_level_and_never_an_actor(cast: Cast, sign_in: Any) -> None:
    place = make.place(cast.mission, "Luma", latitude=7.14, longitude=30.21)
    make.risk(cast.mission, place, reason="said by the elders", by=cast["head_of_mission"])
    secret = make.place(cast.mission, "Tembel", classification=1)
    make.risk(cast.mission, secret, reason="secret", by=cast["head_of_mission"])
    page = body(sign_in(cast["partner"]).get("/m/luma/trends/"))
    assert "Luma" in page
    shown = re.sub(r'datetime="[^"]*"', "", page)  # parts of a second may be any figure
    for word in ("Group Heron", "80", "elders", "Tembel"):
        assert word not in shown, word


def test_a_partner_opens_nothing_else(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast["partner"])
    for address in ("", "incidents/", "places/", "not-known/"):
        assert client.get(f"/m/luma/{address}").status_code == 404


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_a_gis_opens_the_layers_as_they_are(live_server: Any) -> None:
    from tests.tutela_web.cast import assemble

    cast = assemble()
    cast.north.boundary = SQUARE
    cast.north.save()
    place = make.place(cast.mission, "Luma", latitude=7.14, longitude=30.21)
    make.risk(cast.mission, place, reason="reason", by=cast["head_of_mission"])
    _device, token = verbs.make(cast["partner"], name="QGIS")
    opened = subprocess.run(  # in a process of its own: the server answers from this one
        [sys.executable, "-c", GIS, f"OAPIF:{live_server.url}/api/ogc/luma/"],
        env=os.environ | {"GDAL_HTTP_USERPWD": f"gis:{token}", "GDAL_HTTP_TIMEOUT": "20"},
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    told = json.loads(opened.stdout)
    assert told == {"layers": ["areas", "hazards"], "hazards": ["Luma"], "areas near": 1}
    assert AuditEntry.objects.filter(act="export", kind="hazards").exists()


def test_five_dead_outside_every_area_are_a_row_of_their_own(cast: Cast, sign_in: Any) -> None:
    batch = make.batch(cast.mission, cast.amina)
    for _ in range(5):
        make.event(cast.mission, batch, area=None, place="Akobo", longitude=33.0, latitude=7.933)
    page = body(sign_in(cast["partner"]).get("/m/luma/trends/"))
    row = page.split("in no area", 1)[1].split("</tr>")[0]
    assert ">5<" in row, "and no area of the mission reads 0 for what happened in none"


def test_an_attack_dated_over_half_a_year_is_in_no_month(cast: Cast, sign_in: Any) -> None:
    batch = make.batch(cast.mission, cast.amina)
    for _ in range(5):
        make.event(
            cast.mission,
            batch,
            area=cast.north,
            date_start=make.TODAY - timedelta(days=180),
            date_end=make.TODAY - timedelta(days=1),
        )
    assert ">5<" not in body(sign_in(cast["partner"]).get("/m/luma/trends/"))
