"""The pages of misconduct in a browser: wide and narrow, light and dark, from right to left."""

from __future__ import annotations

from typing import Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import BROWSER, faults
from tutela_web.conduct.models import MisconductReceipt

pytestmark = BROWSER
PAGE = "/m/luma/misconduct/"


def test_the_pages_stand_in_every_face(cast: Cast, sign_in: Any, live_server: Any) -> None:
    reporter, officer = cast["joc_duty_officer"], cast["conduct_officer"]
    sign_in(reporter).post("/m/luma/alerts/new/", {"un_personnel": "yes"})
    receipt = f"{PAGE}receipts/{MisconductReceipt.objects.get().pk}/"
    pages = {
        reporter: [PAGE, receipt, "/m/luma/alerts/new/hazard/", "/"],
        officer: [PAGE + "receipts/", receipt, PAGE + "office/"],
    }
    assert faults(live_server, sign_in, pages, "conduct") == []
