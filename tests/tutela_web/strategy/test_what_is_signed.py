"""What is signed, on one page before the signature; and who is asked reads the draft and answers
for themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.strategy.endorsed import waive_all
from tests.tutela_web.strategy.test_endorsement import by, draft, refreshed, url, write
from tutela_web.base import clock
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records import verbs as records
from tutela_web.review import jobs
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.endorsing.models import OfficerCheck, StrategyStep
from tutela_web.strategy.endorsing.verbs import endorse, put_in_force

HEAD, DRAFTER = "head_of_mission", "drafter"


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    """A draft that lacks nothing, over a register of which one line answers one of two."""
    luma, tembel = (
        make.place(cast.mission, name, latitude=latitude)  # too far apart for one line
        for name, latitude in (("Luma", 7.1), ("Tembel", 7.6))
    )
    risks = [make.risk(cast.mission, place, by=cast.adviser) for place in (luma, tembel)]
    for risk in risks:
        records.edit(risk, {"status": "adopted", "priority": 3}, version=1, by=None)
    line = {"risk": risks[0], "activity": "day_patrol", "lead": "Police"}
    make_lines([line], by=by(cast, "poc_adviser"))
    made = draft(cast)
    waive_all(cast, made)
    return made


def test_who_is_asked_reads_the_draft_and_records_their_own_answer(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    page = url("endorsement", strategy.pk)
    drafter = sign_in(cast[DRAFTER])
    for body in ("legal", "task_force"):
        drafter.post(page, {"do": "step", "step": f"sent_{body}", "on": "2018-12-31"})
    for who, step in (("legal_affairs", "answered_legal"), ("task_force", "answered_task_force")):
        reader = sign_in(cast[who])
        assert "Draft sent to" in text_of(reader.get("/m/luma/now/")), "it waits on the first page"
        section = strategy.sections.get(letter="A")
        for address in (url("strategy", strategy.pk), url("section", section.pk), page):
            assert reader.get(address).status_code == 200, (who, address)
        closed = strategy.sections.get(letter="F")
        assert reader.get(url("section", closed.pk)).status_code == 404
        sent = {"do": "step", "step": step, "on": "2018-12-31", "answer": "agreed with changes"}
        note = {"note": "Cite paragraph 8."}
        assert reader.post(page, sent | note).status_code == 302
        told = StrategyStep.objects.get(step=step)
        assert who.replace("_", " ") in told.post
        assert "Draft sent to" not in text_of(reader.get("/m/luma/now/"))
        other = {"do": "step", "step": "parameters", "on": "2018-12-31"}
        assert reader.post(page, other).status_code == 400, "nobody's word but their own"
        assert reader.post(page, {"do": "endorse"}).status_code == 403
    planner = sign_in(cast["planning_officer"])
    check = {"do": "check", "officer": "planning", "document": "Mission plan", "conflicts": "Fuel"}
    assert planner.post(page, check).status_code == 302
    assert OfficerCheck.objects.get().post == "planning officer"
    assert planner.post(page, check | {"officer": "chief"}).status_code == 403


def test_before_the_signature_stands_what_it_rests_on_and_leaves_open(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    page, drafter = url("endorsement", strategy.pk), sign_in(cast[DRAFTER])
    sent = {"do": "step", "step": "answered_legal", "on": "2018-12-31"}
    drafter.post(page, sent | {"answer": "agreed with changes", "note": "Cite paragraph 8."})
    check = {"do": "check", "officer": "planning", "document": "CONOPS", "conflicts": "Two fords."}
    drafter.post(page, check)
    head, here = sign_in(cast[HEAD]), url("signed_for", strategy.pk)
    assert "I endorse it" not in text_of(head.get(page)), "the page before the signature is read"
    told = text_of(head.get(here))
    for said in (
        "No objective and no line is for 1 of 2 critical places. ",
        "Priority risk without a line 1",
        "0 of 1 lines of the matrix are accepted by their lead.",
        "1 of 1 lines name no means.",
        "Cite paragraph 8. nobody said whether it was done",
        "Two fords.",
        "nobody wrote what is to be decided",
        "There is no edition before this one.",
        "I endorse it",
    ):
        assert said in told, (said, told)
    step = StrategyStep.objects.get(step="answered_legal")
    assert head.post(url("outcome", step.pk), {"do": "done", "says": "x"}).status_code == 403
    step.refresh_from_db()
    assert step.done is None, "who drafts says what was done"
    drafter.post(url("outcome", step.pk), {"do": "not", "says": "It is no paragraph on protection"})
    decide = {"decisions": "Whether Tembel is left without a base.", "version": strategy.version}
    drafter.post(url("decisions", strategy.pk), decide)
    told = text_of(head.get(here))
    assert "Not done: It is no paragraph on protection" in told
    assert "Whether Tembel is left without a base." in told


def test_a_day_ahead_is_signed_and_comes_by_itself(
    cast: Cast, sign_in: Any, strategy: Strategy, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = by(cast, HEAD)
    endorse(strategy, {}, by=head)
    put_in_force(strategy, {}, by=head)
    second = draft(cast)
    write(cast, second, "A", "Another year.")
    waive_all(cast, second)
    endorse(second, {}, by=head)
    leader, page = sign_in(cast[HEAD]), url("endorsement", second.pk)
    ahead = head.on + timedelta(days=1)
    too_far = leader.post(page, {"do": "force", "valid_from": head.on + timedelta(days=400)})
    assert too_far.status_code == 400
    assert leader.post(page, {"do": "force", "valid_from": ahead}).status_code == 302
    assert (refreshed(second).state, refreshed(second).valid_from) == ("endorsed", ahead)
    assert refreshed(strategy).state == "in force", "the edition before holds until then"
    jobs.review()
    assert refreshed(second).state == "endorsed"
    later: date = ahead
    monkeypatch.setattr(clock, "today", lambda mission: later)
    jobs.review()
    assert (refreshed(second).state, refreshed(strategy).state) == ("in force", "superseded")
    assert second.facts.exists() and second.reviews.filter(kind="annual").exists()
