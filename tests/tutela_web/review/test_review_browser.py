"""The review of a strategy in a browser: a phone, a desk, by night, in Arabic."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import BROWSER, faults
from tests.tutela_web.review.review_story import in_force, renew, section, world
from tests.tutela_web.warning.story import at_desk
from tutela_web.records import verbs as records
from tutela_web.review.amber import verbs as review_verbs

pytestmark = BROWSER
PAGES = (
    "drafts/{strategy}/review/",
    "drafts/sections/{section}/",
    "drafts/amendments/{amendment}/",
    "context/",
    "context/{event}/",
)


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    """A strategy in force, much of it in amber, one section of it to be amended."""
    rests_on = world(cast)
    strategy = in_force(cast)
    renew(cast, rests_on["resolution"])
    adviser, chief = at_desk(cast, "poc_adviser"), at_desk(cast, "chief_of_staff")
    for name, fields in (
        ("base", {"closed": adviser.on}),
        ("caveat", {"wording": "No convoys"}),
        ("risk", {"band": 4}),
    ):
        records.edit(rests_on[name], fields, version=1, by=None)
    event = review_verbs.record_context(
        {"kind": "election", "state": "set", "title": "Presidential election", "on": adviser.on},
        by=adviser,
    )
    made = review_verbs.propose_amendment(strategy, "A", "The Council renewed", by=chief)
    return {
        "strategy": strategy.pk,
        "section": section(strategy, "E").pk,
        "event": event.pk,
        "amendment": made.pk,
    }


def test_the_pages_keep_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, ids: dict[str, Any]
) -> None:
    pages = {cast["chief_of_staff"]: [f"/m/luma/strategy/{one.format(**ids)}" for one in PAGES]}
    wrong = faults(live_server, sign_in, pages, "review")
    assert not wrong, "\n".join(wrong)
