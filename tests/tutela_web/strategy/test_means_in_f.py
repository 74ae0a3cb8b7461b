"""Section F begins with means against agreed risks: what records say, for who holds capacity."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.strategy.test_prefill import by
from tutela_web.deployment.allocation.reserve_kinds import PART, RESERVE
from tutela_web.deployment.allocation.standing_kinds import RESOURCE
from tutela_web.deployment.gap.kinds import NEED
from tutela_web.deployment.options.beyond_kind import BEYOND
from tutela_web.deployment.options.option_kind import GAP_OPTION
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.drafting.verbs import open_strategy


def known(cast: Cast) -> None:
    """A need nobody can give, an option tried, what is beyond the mission, a figure, a reserve."""
    adviser, force, chief = (
        by(cast, who) for who in ("poc_adviser", "force_commander", "chief_of_staff")
    )
    place = make.place(cast.mission, "Luma", by=cast.adviser, area=cast.north)
    takes = {"effects": ["deter"], "within_minutes": 120, "place": place, "classification": 1}
    need = create_record(NEED, takes, by=adviser)
    tried = {"option": "funds", "state": "tried", "asked_of": "Trust fund", "classification": 1}
    tried |= {"done": "Asked", "because": "no answer"}
    create_record(GAP_OPTION, tried, beside=need, by=adviser)
    words = {"what": "The mining road by night.", "why": "No unit.", "all_the_same": "Calls."}
    create_record(
        BEYOND, words | {"changes_if": "A company", "classification": 1}, beside=need, by=adviser
    )
    figure = {"kind": "physical", "what": "vehicles", "figure": 24, "measure": "pieces"}
    figure |= {"as_of": make.TODAY, "source": "Support", "classification": 1}
    create_record(RESOURCE, figure, by=chief)
    reserve = create_record(RESERVE, {"name": "QRF", "floor": 1, "starts": make.TODAY}, by=force)
    create_record(PART, {"what": "a company", "size": 2}, beside=reserve, by=force)


def opened(cast: Cast, sign_in: Any, who: str) -> str:
    """Section F as its page shows it of a draft this person opened."""
    made = open_strategy({"ahead_why": "Asked for now", "title": "Protection"}, by=by(cast, who))
    client = sign_in(cast[who])
    draft = client.get(f"/m/luma/strategy/drafts/{made.pk}/").content.decode()
    pages = re.findall(r'href="(/m/luma/strategy/drafts/sections/[0-9a-f-]+/)"', draft)
    return "".join(unescape(client.get(page).content.decode()) for page in dict.fromkeys(pages))


def test_section_f_begins_with_gaps_options_what_is_beyond_and_the_reserve(
    cast: Cast, sign_in: Any
) -> None:
    known(cast)
    page = opened(cast, sign_in, "chief_of_staff")
    for words in (
        "Resources, physical: vehicles: 24 pieces",
        "Resources, human: missing.",
        "Of 1 need of agreed risks",
        "of eight options 1 tried",
        "The mining road by night. All the same: Calls. (not sent)",
        "- QRF: 2 units, never below 1",
    ):
        assert words in page, words


def test_who_holds_no_capacity_is_given_none_of_it(cast: Cast, sign_in: Any) -> None:
    known(cast)
    page = opened(cast, sign_in, "poc_adviser")
    for words in ("The mining road", "QRF", "24 pieces", "of eight options"):
        assert words not in page, words
