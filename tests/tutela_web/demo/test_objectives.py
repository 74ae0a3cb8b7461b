"""The invented objectives of the demonstration: one chain whole, others broken on purpose."""

from __future__ import annotations

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.policy import Standing, standing_of
from tutela_web.demo import mandate
from tutela_web.demo.player import play
from tutela_web.demo.prepare import join_tasking
from tutela_web.programme.chain.queries import chain
from tutela_web.programme.objectives.models import ChainLink, LinkedPlan, Objective


def test_the_demonstration_holds_a_chain_and_its_breaks(cast: Cast) -> None:
    posts = {"adviser": "poc_adviser", "commander": "force_commander"}

    def who(last: str) -> Standing:
        return standing_of(cast[posts[last]], cast.mission)

    place = make.place(cast.mission, "Luma", area=cast.north, code="invented-luma")
    make.risk(cast.mission, place, by=cast.amina, invented=True)
    mandate.add(cast.mission, who)
    play("matrix", cast.mission, who)
    for _twice in range(2):
        play("objectives", cast.mission, who)
        join_tasking(cast.mission, who)
    found = chain(who("adviser"), {})
    assert {term.term for term in Objective.objects.all()} == {"immediate", "medium", "longer"}
    assert found.every["objective no risk"] == 1 and found.every["activity no mandate"] == 2
    (patrol,) = [one for one in found.columns["line"] if one.code == "M-001"]
    broken = {one.kind for one, called in found.breaks if called == patrol}
    assert broken == {"line no tasking"}  # there is no alert here to task anybody about
    narrowed = chain(who("adviser"), {"from": patrol.ref}).columns
    assert narrowed["paragraph"] and narrowed["task"] and narrowed["objective"]
    for kind in (Objective, LinkedPlan, ChainLink):
        assert not kind.objects.exclude(invented=True).exists()
