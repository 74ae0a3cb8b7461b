"""How many alerts each post is told of a week: a figure that opens the alerts it counts."""

from __future__ import annotations

import re
from typing import Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import at_desk, call, later
from tests.tutela_web.warning.test_pages import page
from tutela_web.base import clock
from tutela_web.warning.alerts.verbs import issue

RESPONSE = "/m/luma/response/"


def test_the_alerts_a_post_was_told_of_are_counted_a_week_and_open(
    cast: Cast, sign_in: Any
) -> None:
    desk = at_desk(cast, "joc_duty_officer")
    north = [call(cast, act=f"riders {n}") for n in range(3)]
    south = call(cast, area=cast.south, act="smoke")
    for alert in (*north, south):
        issue(alert, by=desk)
        issue(alert, by=desk)  # once more: the same alert
    now = clock.now(cast.mission)
    asked = f"?from={now:%Y-%m-%d}&to={now:%Y-%m-%d}"
    amina = sign_in(cast.amina)
    shown = squeezed(page(amina, RESPONSE + asked))
    panel = shown[shown.index('id="loads"') :]
    row = next(one for one in panel.split("<tr>") if "unit commander" in one.lower())
    assert ">3</a>" in row and "3.0" in row, "the south is not the unit's"
    address = re.search(r'href="([^"]+)"', row).group(1).replace("&amp;", "&")  # type: ignore[union-attr]
    behind = page(amina, address)
    assert all(str(one) in behind for one in north) and str(south) not in behind
    hofo = squeezed(page(sign_in(cast.hofo), RESPONSE + asked))
    office = hofo[hofo.index('id="loads"') :]
    adviser = next(one for one in office.split("<tr>") if "poc adviser" in one.lower())
    assert ">3</a>" in adviser, "who reads the north counts the north"
    later(cast.mission, days=40)
    assert 'id="loads"' not in page(amina, RESPONSE)


def test_the_figure_stands_in_the_workbook_that_is_taken_away(cast: Cast, sign_in: Any) -> None:
    issue(call(cast), by=at_desk(cast, "joc_duty_officer"))
    answer = sign_in(cast.amina).get(f"{RESPONSE}report.xlsx")
    assert answer.status_code == 200 and answer.content[:2] == b"PK"
