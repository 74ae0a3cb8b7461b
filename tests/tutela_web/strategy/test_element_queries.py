"""Section E stands on what the rooms of warning and response hold."""

from __future__ import annotations

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.crisis.plans.verbs import make_plan, retire_plan
from tutela_web.strategy.content.elements import completeness
from tutela_web.strategy.content.prefill import prefill_sections
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.warning.clocks.verbs import set_limits


def test_early_warning_and_crisis_planning_are_met_by_contacts_alerts_limits_and_plans(
    cast: Cast,
) -> None:
    adviser = at_desk(cast, "poc_adviser")
    strategy = open_strategy({"ahead_why": "Asked for now", "title": "Protection"}, by=adviser)
    names = ("early-warning", "crisis-decision", "crisis-planning")

    def counted(who: str) -> list[int | None]:
        rows = completeness(at_desk(cast, who), strategy).rows
        held = {row.state.element.key: row for row in rows}
        assert all(held[f"E.{name}"].state.met == bool(held[f"E.{name}"].records) for name in names)
        return [held[f"E.{name}"].records for name in names]

    assert counted("poc_adviser") == [0, 0, 0]
    luma = make.place(cast.mission, "Luma", area=cast.north)
    make.contact(cast.mission, place=luma, area=cast.north)
    make.contact(cast.mission, place=luma, area=cast.north, retired=True)
    assert (counted("poc_adviser"), counted("head_of_mission")) == ([1, 0, 0], [0, 0, 0])
    call(cast, place=luma)
    plan = make_plan(luma, {"triggers": "Fire at the ford"}, by=adviser)
    set_limits({("acknowledge", "imminent"): 7}, by=at_desk(cast, "chief_of_staff"))
    assert (counted("poc_adviser"), counted("head_of_mission")) == ([2, 1, 1], [1, 1, 1])
    assert counted("drafter") == [None, None, None], "who reads no alerts counts none"
    told = prefill_sections(adviser, language="en", marking=1)["E"]
    assert "Contacts of the community alert network in use: 1; places where they live: 1." in told
    assert "within 5 minutes of the call" in told and "exercised: 0." in told
    assert "Luma" not in told and "ford" not in told, "in figures: not all who draft read them"
    assert "E" not in prefill_sections(adviser, language="en", marking=0), (
        "marked higher: not counted"
    )
    assert "E" not in prefill_sections(at_desk(cast, "drafter"), language="en", marking=1)
    retire_plan(plan, retired=True, version=plan.version, by=adviser, reason="Everybody left")
    assert counted("poc_adviser") == [2, 1, 0]
