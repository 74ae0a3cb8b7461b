"""Risk by group in a browser: nothing leaves the window, and the blanks are seen."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import BROWSER, faults
from tests.tutela_web.risk.test_group_risk_kind import assess

pytestmark = BROWSER


def test_every_group_at_a_place_keeps_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    assess(cast, "analyst", "women", luma, where="market", when="evening", people=120)
    assess(cast, "analyst", "women", luma, harm="crsv", source="signs", where="water", heard=[])
    assess(cast, "analyst", "men", luma, where="checkpoint", harm="forced labour", heard=["men"])
    boys = assess(cast, "analyst", "boys", luma, heard=["boys", "men"], when="")
    pages = [
        reverse("risk:groups_at", args=["luma", luma.pk]),
        reverse("risk:group_risk", args=["luma", boys.pk]),
        f"{reverse('risk:group_risk_new', args=['luma'])}?place={luma.pk}&group=girls",
        reverse("risk:group_risks", args=["luma"]),
        reverse("site:place", args=["luma", luma.pk]),
    ]
    assert faults(live_server, sign_in, {cast["child_protection_adviser"]: pages}, "groups") == []
