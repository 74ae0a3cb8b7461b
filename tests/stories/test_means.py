"""From the sentence of a gap to the decision, as the tutorial of that name tells it: options, what
if, a request that is signed, the number of the order, what is accepted in writing, section F. All
through pages; invented names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from tests.stories.telling import Telling, part
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.deployment.test_gap import company, need_at, roads_known
from tests.tutela_web.deployment.test_whatif import caveat
from tests.tutela_web.html import words_of
from tutela_web.deployment.options.models import BeyondAbility
from tutela_web.deployment.whatif.models import MoveRequest


@pytest.fixture
def tell(cast: Cast, sign_in: Callable[[Any], Any]) -> Telling:
    return Telling(cast, sign_in)


def leads(page: str, words: str) -> str:
    """Where the link with these words leads, below the mission."""
    (address,) = set(re.findall(rf'href="/m/luma/([^"]*)"[^>]*>\s*{words}\s*</a>', page))
    return unescape(address)


@pytest.mark.postgresql
def test_from_the_sentence_of_a_gap_to_the_decision(tell: Telling) -> None:
    cast, mission = tell.cast, tell.cast.mission
    luma = make.place(mission, "Luma", area=cast.north, population=1900)
    bel = make.place(mission, "Bel", latitude=7.25, longitude=30.35, area=cast.north)
    unit = company(cast)
    caveat(cast, unit, no_night=True, starts=make.TODAY)
    roads_known(cast)
    need_at(cast, luma)

    gaps = tell.page("poc_adviser", "means/gaps/")
    assert "none able by night" in gaps
    need = leads(gaps.split('id="others"')[1], "<bdi>.*?</bdi>")
    page = tell.page("poc_adviser", need)
    assert "not weighed yet" not in part(page, "options"), "the adviser does not hold capacity"
    weigh = re.search(r'href="/m/luma/([^"]*\?option=redeploy)"', page)
    assert weigh is not None
    tell.fill(
        "poc_adviser",
        unescape(weigh[1]),
        state="possible",
        done="A Company spends the nights at Bel",
        gains_at="Bel",
        loses_at="Luma",
    )
    page = tell.page("poc_adviser", need)
    assert "A Company spends the nights at Bel" in part(page, "options")

    gaps = tell.page("force_commander", "means/gaps/")
    what_if = leads(gaps, "What if")
    night = tell.page("force_commander", f"{what_if}?light=night")
    prices = part(night, "prices")
    assert "Caveat of A Company" in prices and "1,900" in prices
    without = re.search(r'href="(\?[^"]*)">Reckon without it', night)
    assert without is not None
    assert "Luma" in part(tell.page("force_commander", what_if + unescape(without[1])), "gained")
    moved = tell.page("force_commander", f"{what_if}?light=day&unit={unit.pk}&to={bel.pk}")
    tell.fill(
        "force_commander",
        leads(moved, "Ask for it"),
        because="The ford is crossed there at night",
        plan_said="The police post patrols Luma by day",
        need=need.strip("/").rsplit("/", 1)[1],
    )
    request = MoveRequest.objects.get()
    here = f"means/moves/{request.pk}/"
    assert "not signed" in tell.page("force_commander", here)
    signed = tell.fill("force_commander", here, to="sign")
    assert "Nothing moves until it is ordered" in signed
    ordered = tell.fill("force_commander", here, to="order", number="FRAGO 14")
    assert "FRAGO 14" in ordered
    assert "ordered" in part(tell.page("force_commander", need), "moves-of-need")

    tell.fill(
        "force_commander",
        unescape(weigh[1]),
        state="tried",
        done="Requested, and ordered",
        move=request.pk,
    )
    assert "FRAGO 14" in part(tell.page("force_commander", need), "options")
    assert "FRAGO 14" not in tell.page("poc_adviser", need)
    page = tell.page("poc_adviser", need)
    tell.fill(
        "poc_adviser",
        leads(page, "State what is beyond the mission"),
        what="Families at the ford by night",
        why="One company, and the caveat stands",
        all_the_same="The elders have a telephone",
        changes_if="The caveat is lifted",
    )
    stated = BeyondAbility.objects.get()
    there = f"means/beyond/{stated.pk}/"
    assert "It waits for the Head of Mission" in tell.fill("poc_adviser", there, to="send")
    assert "Families at the ford" in part(tell.page("head_of_mission", "now/"), "means-wait")
    tell.fill(
        "head_of_mission",
        there,
        to="answer",
        answer="accepted",
        said="I accept it, and told headquarters",
        until="2019-03-31",
    )
    assert "accepted in writing" in tell.page("poc_adviser", need)
    assert "Families at the ford" in tell.page("poc_adviser", "residual/")

    page = tell.fill(
        "chief_of_staff", "strategy/drafts/", title="Protection", ahead_why="The mandate is renewed"
    )
    section_f = leads(page, r"F\..*?")
    told = words_of(tell.page("chief_of_staff", section_f))
    assert "of eight options" in told
    assert "Families at the ford by night" in told and "(accepted in writing)" in told
