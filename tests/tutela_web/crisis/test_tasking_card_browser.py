"""The tasking card in a browser: on a telephone by night, one tap to accept, nothing to scroll
sideways, and no sound of it to anybody else."""

from __future__ import annotations

from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.crisis.test_tasking_card import CARD, company
from tests.tutela_web.look.shots import BROWSER, faults
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.capacity.guidance.verbs import issue_guidance
from tutela_web.crisis.decisions.verbs import answer, task, withdraw

pytestmark = BROWSER


def test_the_card_keeps_to_the_house_and_to_a_telephone(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    issue_guidance(
        {"kind": "card", "title": "Card A", "edition": "2", "language": "en", "words": CARD},
        by=at_desk(cast, "force_commander"),
    )
    hq = at_desk(cast, "sector_operations")
    place = make.place(
        cast.mission, "Sabat", area=cast.north, latitude=7.2, longitude=30.4, population=1900
    )
    alert = call(cast, level="ongoing", place=place, act="killing and burning")
    first = task(alert, "interposition", by=hq, unit=company(cast), standard="interpose")
    second = company(cast, "B Company")
    other = task(alert, "night_patrol", by=hq, unit=second, standard="open_way", addition=True)
    answer(other, "accepted", by=hq, **BY_RADIO)
    withdraw(other, by=hq, why="the road is flooded")
    pages = ["/m/luma/taskings/", f"/m/luma/taskings/{first.pk}/"]
    desk = [f"/m/luma/alerts/{alert.pk}/decision/", f"/m/luma/alerts/{alert.pk}/"]
    wrong = faults(live_server, sign_in, {cast["unit_commander"]: pages}, "card")
    wrong += faults(live_server, sign_in, {cast["sector_operations"]: desk}, "card-desk")
    assert not wrong, "\n".join(wrong)
