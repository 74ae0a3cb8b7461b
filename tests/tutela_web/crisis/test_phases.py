"""A hotspot in several phases at once, what was done in each, and force that outran politics."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import unit
from tests.tutela_web.warning.story import at_desk, call
from tutela.base.errors import BadParameter
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.crisis.decisions.verbs import decide, task
from tutela_web.crisis.phases.verbs import close_phase, finish_step, note_step, open_phase
from tutela_web.crisis.plans.models import PhaseStep, PlacePhase
from tutela_web.crisis.plans.queries import hotspots, phases_of, prompt_for
from tutela_web.fora.forum.models import Forum, ForumDecision, Meeting
from tutela_web.places.models import Place
from tutela_web.records import verbs as records


@pytest.fixture
def luma(cast: Cast) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north)


def opened(cast: Cast, place: Place, phase: str, who: str = "poc_adviser") -> PlacePhase:
    return open_phase(
        place,
        phase,
        by=at_desk(cast, who),
        trigger="two ultimatums in a week",
        reason="patrols alone do not hold them",
    )


def shown(cast: Cast, place: Place, phase: str, who: str = "analyst") -> Any:
    found = phases_of(at_desk(cast, who), place)
    return next(one for one in found if one.name == phase)


def test_a_place_is_in_response_and_prevention_at_once(cast: Cast, luma: Place) -> None:
    opened(cast, luma, "response")
    opened(cast, luma, "prevention", "head_of_field_office")
    (spot,) = hotspots(at_desk(cast, "analyst"))
    assert spot.open_names == ["prevention", "response"]
    with pytest.raises(NotNow, match="open there"):
        opened(cast, luma, "response")


def test_every_change_of_phase_is_dated_and_reasoned(cast: Cast, luma: Place) -> None:
    by = at_desk(cast, "poc_adviser")
    with pytest.raises(BadParameter):
        open_phase(luma, "response", by=by, trigger="", reason="x")
    with pytest.raises(Denied):
        opened(cast, luma, "response", "analyst")
    phase = opened(cast, luma, "response")
    with pytest.raises(BadParameter, match="reason"):
        close_phase(phase, by=by, reason=" ")
    with pytest.raises(BadParameter, match="before it opened"):
        close_phase(phase, by=by, reason="calm", closed_on=by.on - timedelta(days=3))
    closed = close_phase(phase, by=by, reason="no sign for a month")
    assert (closed.closed_on, closed.closed_by) == (by.on, cast.adviser)
    with pytest.raises(NotNow):
        close_phase(phase, by=by, reason="again")
    again = opened(cast, luma, "response")
    found = shown(cast, luma, "response")
    assert found.open_one == again and found.earlier == [closed]


def test_what_was_done_stands_in_its_phase_and_what_nobody_weighed_shows(
    cast: Cast, luma: Place
) -> None:
    opened(cast, luma, "response")
    alert = call(cast, place=luma)
    decide(
        alert,
        "act",
        by=at_desk(cast, "unit_commander"),
        authority="commands",
        taken=["night_patrol"],
        left={"interposition": "one platoon only"},
    )
    task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=at_desk(cast, "sector_operations"),
        unit=unit(cast),
    )
    found = shown(cast, luma, "response")
    police = next(one for one in found.lines if one.line.line == "police")
    assert {one.kind for one in police.done} == {"decision", "tasking"}
    states = {m.option.option: m.state for m in found.measures}
    assert states["night_patrol"] == "taken" and states["interposition"] == "left"
    assert states["force"] == "not considered"


def test_a_response_flags_until_somebody_beyond_the_country_was_called(
    cast: Cast, luma: Place
) -> None:
    opened(cast, luma, "response")
    assert shown(cast, luma, "response").no_call
    step = note_step(
        luma,
        "response",
        "international",
        "call to the regional envoy",
        by=at_desk(cast, "poc_adviser"),
        owner="HoM",
        level="regional",
    )
    assert shown(cast, luma, "response").no_call
    finish_step(step, by=at_desk(cast, "poc_adviser"), result="he will call the commander")
    assert not shown(cast, luma, "response").no_call


def test_patrols_rise_nobody_calls_anybody_and_the_page_asks(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    analyst = at_desk(cast, "analyst")
    assert prompt_for(analyst, luma) is None
    alert = call(cast, place=luma)
    task(
        alert,
        "night_patrol",
        standard="deter_by_presence",
        by=at_desk(cast, "sector_operations"),
        unit=unit(cast),
    )
    assert "1 tasking of units" in str(prompt_for(analyst, luma))
    assert hotspots(analyst)[0].place == luma  # though no phase is open there
    page = sign_in(cast.boris).get(f"/m/luma/phases/{luma.pk}/").content
    assert b"Force without politics" in page
    decide(
        alert,
        "act",
        by=at_desk(cast, "unit_commander"),
        authority="commands",
        taken=["political_call"],
    )
    assert prompt_for(analyst, luma) is None and hotspots(analyst) == []


def test_a_political_step_that_a_forum_decided_is_no_step_that_nobody_took(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    """The agenda takes the risk off its list; the page of phases may not deny it."""
    analyst = at_desk(cast, "analyst")
    hq = at_desk(cast, "sector_operations")
    task(
        call(cast, place=luma), "night_patrol", by=hq, unit=unit(cast), standard="deter_by_presence"
    )
    assert "no political step is recorded" in str(prompt_for(analyst, luma))
    held = records.create(
        Meeting(
            forum=records.create(
                Forum(name="Senior group", kind="senior", classification=0),
                mission=cast.mission,
                by=cast.amina,
            ),
            starts_at=clock.now(cast.mission) - timedelta(hours=2),
            state="held",
            classification=0,
        ),
        mission=cast.mission,
        by=cast.amina,
    )
    decided = ForumDecision(
        meeting=held,
        what="Call the governor",
        authority="Head of Mission",
        political=True,
        risk=make.risk(cast.mission, luma, by=cast.amina),
        classification=0,
    )
    records.create(decided, mission=cast.mission, by=cast.amina)
    assert prompt_for(analyst, luma) is None
    page = sign_in(cast.boris).get(f"/m/luma/phases/{luma.pk}/").content
    assert b"no political step" not in page


def test_a_step_says_whose_it_is_and_belongs_to_a_line_of_its_phase(
    cast: Cast, luma: Place
) -> None:
    by = at_desk(cast, "poc_adviser")
    for line, owner in (("interposition", "x"), ("dialogue", "")):
        with pytest.raises(BadParameter):
            note_step(luma, "consolidation", line, "talks", by=by, owner=owner)
    step = note_step(
        luma, "consolidation", "governance", "the prefect visits", by=by, owner="Civil Affairs"
    )
    assert step.political and step.done_on is None
    with pytest.raises(BadParameter):
        finish_step(step, by=by, result="")


# --- pages


def test_the_adviser_opens_and_closes_boris_reads_chen_finds_nothing(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    adviser, page = sign_in(cast.adviser), f"/m/luma/phases/{luma.pk}/"
    sent = {"phase": "pre-emption", "trigger": "TRIGGERWORD", "reason": "heightened"}
    assert adviser.post(f"{page}open/", sent).url == page
    assert adviser.post(f"{page}open/", sent).status_code == 400
    phase = PlacePhase.objects.get()
    step = {"line": "pre-emption:pressure", "what": "call", "owner": "HoM", "level": "national"}
    assert adviser.post(f"{page}steps/", step).url == page
    made = PhaseStep.objects.get()
    assert made.political
    adviser.post(f"{page}steps/{made.pk}/", {"result": "he promised"})
    for person in (cast.amina, cast.boris):
        text = sign_in(person).get(page).content
        assert b"TRIGGERWORD" in text and b"he promised" in text
        assert b"Open the phase" not in text
        assert sign_in(person).post(f"{page}open/", sent).status_code == 403
    for address in (page, "/m/luma/phases/"):
        assert sign_in(cast.chen).get(address).status_code == 404
    assert adviser.post(f"{page}close/{phase.pk}/", {"reason": ""}).status_code == 400
    assert adviser.post(f"{page}close/{phase.pk}/", {"reason": "over"}).url == page
    assert b"pre-emption" in sign_in(cast.boris).get("/m/luma/phases/?phase=response").content


def test_the_list_asks_a_fixed_number_of_questions(
    cast: Cast, luma: Place, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(cast.boris)
    opened(cast, luma, "response")
    client.get("/m/luma/phases/")
    for name in ("Bel", "Dor"):
        opened(cast, make.place(cast.mission, name, area=cast.north), "prevention")
    with django_assert_max_num_queries(18):
        client.get("/m/luma/phases/")
    with django_assert_max_num_queries(25):
        client.get(f"/m/luma/phases/{luma.pk}/")


def test_a_measure_is_refused_by_name_with_its_reason(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    opened(cast, luma, "pre-emption")
    adviser, page = sign_in(cast.adviser), f"/m/luma/phases/{luma.pk}/"
    sent = {"phase": "pre-emption", "option": "air_reconnaissance", "reason": "REASONWORD: fog"}
    for bad in ({"reason": " "}, {"option": "evacuation"}, {"option": "nothing"}):
        assert adviser.post(f"{page}refuse/", sent | bad).status_code == 400
    assert sign_in(cast.boris).post(f"{page}refuse/", sent).status_code == 403
    assert sign_in(cast.chen).post(f"{page}refuse/", sent).status_code == 404
    assert adviser.post(f"{page}refuse/", sent).url == page
    states = {m.option.option: m.state for m in shown(cast, luma, "pre-emption").measures}
    assert states["air_reconnaissance"] == "refused" and states["demarche"] == "not considered"
    text = sign_in(cast.boris).get(page).content.decode()
    assert "REASONWORD: fog" in text and "refused" in text
    decide(
        call(cast, place=luma),
        "act",
        by=at_desk(cast, "unit_commander"),
        authority="commands",
        taken=["air_reconnaissance"],
    )
    states = {m.option.option: m.state for m in shown(cast, luma, "pre-emption").measures}
    assert states["air_reconnaissance"] == "taken", "what was taken later counts"


@pytest.mark.postgresql  # nobody else locks a condition
def test_consolidation_closes_once_each_condition_was_judged(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    adviser, page = sign_in(cast.adviser), f"/m/luma/phases/{luma.pk}/"
    sent = {"phase": "consolidation", "trigger": "the column left", "reason": "the market opens"}
    adviser.post(f"{page}open/", sent | {"normal_when": "Police are back\n\nMarket open a month"})
    phase = PlacePhase.objects.get()
    first, second = phase.conditions.all()
    assert (first.what, second.what) == ("Police are back", "Market open a month")
    closing = f"{page}close/{phase.pk}/"
    refused = adviser.post(closing, {"reason": "calm"})
    assert refused.status_code == 400 and "was not judged" in refused.content.decode()
    judging = f"{page}conditions/{{}}/judge/"
    adviser.post(judging.format(first.pk), {"state": "met", "seen": ""})
    first.refresh_from_db()
    assert first.state == "open", "a condition is judged by what one sees"
    said = {"state": "met", "seen": "Twelve officers since Monday"}
    assert sign_in(cast.boris).post(judging.format(first.pk), said).status_code == 403
    adviser.post(judging.format(first.pk), said)
    adviser.post(judging.format(second.pk), {"state": "unmet", "seen": "Three stalls of forty"})
    text = sign_in(cast.boris).get(page).content.decode()
    assert "Twelve officers since Monday" in text and "not met" in text
    assert adviser.post(closing, {"reason": "the rest is development's"}).url == page
    past = sign_in(cast.boris).get(page).content.decode()
    assert "Market open a month" in past
    adviser.post(f"{page}open/", sent)
    bare = PlacePhase.objects.get(closed_on=None)
    refused = adviser.post(f"{page}close/{bare.pk}/", {"reason": "calm"})
    assert refused.status_code == 400 and "no condition" in refused.content.decode()
    adviser.post(f"{page}conditions/{bare.pk}/", {"what": "School open"})
    assert bare.conditions.get().what == "School open"
