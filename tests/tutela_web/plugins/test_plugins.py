"""Packages of others beside the house: one that keeps the contract stands, each that does not is
left out with a reason, and the house is as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.tutela_web.plugins import packages

TOLD = """
import json
import django
django.setup()
from django.urls import reverse
import tutela_web.urls
from tutela.base.plugins import failed_plugins, loaded_plugins
from tutela.forecast.history import HISTORIES
from tutela.incidents.read import READERS
from tutela.monitoring.indicators import library
from tutela.reporting.products import products
from tutela_web.access.policy import acts, roles
from tutela_web.channels.gateways import KINDS as GATEWAYS
from tutela_web.cli.platform import look_whether_ready
from tutela_web.plugins.rooms import standing_rooms
from tutela_web.records.kinds import KINDS
from tutela_web.site.frame import groups_shown

print(json.dumps({
    "findings": {f.name: [f.ready, f.what, f.next] for f in look_whether_ready()},
    "failed": {f"{f.group} {f.name} {f.package}": f.what for f in failed_plugins()},
    "loaded": sorted(f"{f.group} {f.name}" for f in loaded_plugins()),
    "rooms": [room.label for room in standing_rooms()],
    "home": reverse("site:situation", args=["luma"]),
    "visits": reverse("x_ministry:visits", args=["luma"]),
    "menu": [name for _, lines in groups_shown() for name, *_ in lines if name[:2] == "x_"],
    "reads": {role: sorted(k for k in one.own | one.area | one.mission) for role, one
              in roles().items()},
    "acts": sorted(acts()),
    "kinds": sorted(KINDS),
    "readers": list(READERS),
    "histories": list(HISTORIES),
    "gateways": list(GATEWAYS),
    "products": list(products()),
    "library": [one.key for one in library()],
}))
"""

READY_ITSELF = """
from tutela_web.plugins.rooms import Room

class BadRoom(Room):
    name = "readies_package"
    label = "x_readies"
    contract = 1

    def ready(self):
        pass
"""
PLAIN_PAGE = """
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("all/", lambda request, code: HttpResponse("everything"), name="all")]
"""
HALF_A_MODEL = """
from django.db import models
from tutela_web.records.models import Record

class Half(Record):
    on = models.DateField()

raise RuntimeError("SECRETWORD")
"""
PLACE_AGAIN = """
from tutela_web.records.models import Record

class Place(Record):
    pass
"""
KIND_WITHOUT_A_ROW = """
from tutela_web.access.page_access import mission_page
from django.http import HttpResponse
from django.urls import path

@mission_page("x_norow_papers")
def papers(request, standing):
    return HttpResponse("")

urlpatterns = [path("papers/", papers, name="papers")]
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What a platform says of itself where one good package and many bad ones are installed."""
    folder = tmp_path_factory.mktemp("packages")
    packages.lay_ministry(folder)
    packages.lay_room(folder, "broken", apps_py="import no_such_module")
    packages.lay_room(folder, "readies", apps_py=READY_ITSELF)
    packages.lay_room(folder, "leaves", apps_py="raise SystemExit(3)")
    packages.lay_room(folder, "later", contract=2)
    packages.lay_room(folder, "open", urls_py=PLAIN_PAGE)
    packages.lay_room(folder, "norow", urls_py=KIND_WITHOUT_A_ROW)
    packages.lay_room(folder, "half", models_py=HALF_A_MODEL)
    packages.lay_room(folder, "again", models_py=PLACE_AGAIN)
    packages.lay_room(
        folder, "loose", data__roles_csv="role,own,area,mission\nfield_reporter,,,incidents\n"
    )
    packages.lay_room(
        folder, "clears", data__roles_csv="role,clearance,mission\nanalyst,2,x_clears_all\n"
    )
    packages.lay_room(
        folder, "acting", data__acts_csv="act,label,roles\nraise_alert,raise,field_reporter\n"
    )
    packages.lay(
        folder,
        "second_ministry",
        {"tutela.rooms": {"ministry": "zz.apps:Other"}, "tutela.sources": {"ucdp": "zz:S"}},
    )
    packages.lay(
        folder,
        "bits",
        {
            "tutela.gateways": {"postcard": "bits:GATEWAY"},
            "tutela.products": {"bits": "bits:PRODUCTS"},
            "tutela.forecasters": {"bits": "bits:nothing"},
            "tutela.indicators": {"bits": "bits:INDICATORS"},
        },
        __init___py="""
from tutela.base.plugins import IndicatorTable, PluginGateway, ProductTable
GATEWAY = PluginGateway(contract=1, title="Postcards", kind=object())
PRODUCTS = ProductTable(contract=1, package="bits")
INDICATORS = IndicatorTable(contract=1, package="bits")
nothing = None
""",
        data__indicators_csv="key,seeded\ncivilians_killed,yes\n",
    )
    yield json.loads(packages.run(folder, TOLD, tmp_path_factory.mktemp("platform")))


WHY = {
    "tutela.rooms broken broken-package": "it failed with ModuleNotFoundError",
    "tutela.rooms readies readies-package": "it writes ready itself",
    "tutela.rooms leaves leaves-package": "it failed with SystemExit",
    "tutela.rooms later later-package": "it keeps contract 2, and this version keeps 1",
    "tutela.rooms open open-package": "the address 'all/' does not say which kind opens it",
    "tutela.rooms norow norow-package": "no role reads the kind x_norow_papers",
    "tutela.rooms half half-package": "it failed with RuntimeError",
    "tutela.rooms again again-package": "the house has a Place already",
    "tutela.rooms loose loose-package": "its roles.csv names incidents, which is not its own",
    "tutela.rooms clears clears-package": "its roles.csv has a column clearance",
    "tutela.rooms acting acting-package": "its acts.csv names raise_alert, which is not its own",
    "tutela.rooms ministry second-ministry": "the name ministry is taken",
    "tutela.sources ucdp second-ministry": "the name ucdp is taken",
    "tutela.gateways postcard bits": "it has no authentic",
    "tutela.products bits bits": "it failed with FileNotFoundError",
    "tutela.forecasters bits bits": "what it names is no tutela.base.plugins.Forecaster",
    "tutela.indicators bits bits": "'civilians_killed' does not begin with bits_",
}


def test_each_that_breaks_the_contract_is_left_out_and_says_why(told: dict[str, Any]) -> None:
    failed = {name: packages.without_places(why) for name, why in told["failed"].items()}
    assert failed == {f"{name} 1.0": why for name, why in WHY.items()}
    assert re.fullmatch(r".* at \w+\.py:\d+", told["failed"]["tutela.rooms half half-package 1.0"])
    assert "SECRETWORD" not in json.dumps(told), "the words of a fault may be somebody's"


def test_the_check_of_the_platform_names_them_and_those_in_use(told: dict[str, Any]) -> None:
    ready, what, step = told["findings"]["plug-in open of tutela.rooms"]
    assert (ready, step) == (False, "make it by mission_page with a kind")
    assert what.startswith("left out (open-package 1.0): the address 'all/'")
    ready, what, _step = told["findings"]["plug-ins"]
    assert ready and "ministry of tutela.rooms (tutela-ministry 1.0.0)" in what


def test_the_good_one_stands_and_the_house_is_as_it_was(told: dict[str, Any]) -> None:
    assert told["rooms"] == ["x_ministry"]
    assert told["loaded"] == [
        f"tutela.{group} ministry"
        for group in ("forecasters", "gateways", "indicators", "products", "rooms", "sources")
    ]
    assert told["visits"] == "/m/luma/x/ministry/visits/" and told["home"] == "/m/luma/"
    assert told["menu"] == ["x_ministry:visits"]
    assert [kind for kind in told["kinds"] if kind.startswith("x_")] == ["x_ministry.visit"]
    assert "x_ministry_visits" in told["reads"]["analyst"]
    assert not {"x_ministry_visits", "x_clears_all"} & set(told["reads"]["field_reporter"])
    assert [act for act in told["acts"] if act.startswith("x_")] == ["x_ministry_keep_visits"]
    assert told["readers"].index("ministry") < told["readers"].index("matched_names")
    assert (
        "ministry_abductions" in told["library"] and told["library"].count("civilians_killed") == 1
    )
    assert told["histories"][-1] == told["gateways"][-1] == "ministry"
    assert told["products"][-1] == "ministry_weekly"
    assert "bits" not in told["histories"] and "postcard" not in told["gateways"]
    assert "weekly_poc" in told["products"] and "bits" not in "".join(told["products"])
