"""A person proposes with a reason, the core scores it, the forum adopts; both values are kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk import story
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.records.versions.queries import versions_of
from tutela_web.risk.models import Risk
from tutela_web.risk.verbs import BadScore, adopt, close_risk, propose, register_risk

TUESDAY = date(2018, 12, 25)


def luma_risk(cast: Cast) -> Risk:
    """Luma's risk of killing by Group Kestrel, on the register and not yet agreed."""
    place = story.luma(cast)
    story.assessed(cast)
    by = story.standing(cast, cast.amina)
    return register_risk(place=place, actor="Group Kestrel", harm="killing", by=by)


LUMA = {
    "declared threat": 2,
    "recent conduct": 4,
    "motive or trigger now": 4,
    "pattern against this group": 3,
    "arms and numbers": 4,
    "command": 3,
    "mobility": 3,
    "freedom of action": 5,
    "exposed location or routes": 3,
    "targeted identity": 2,
    "displacement or site conditions": 1,
    "routine movement": 3,
    "people unable to flee": 3,
    "no effective protector": 5,
    "no warning channel": 5,
    "weak self-protection": 2,
}


def test_the_worked_example_of_luma_comes_out_as_the_method_says(cast: Cast) -> None:
    risk = luma_risk(cast)
    changes = {name: {"value": value} for name, value in LUMA.items()}
    made = propose(
        risk,
        by=story.standing(cast, cast.amina),
        version=risk.version,
        reason="Scored with the field office",
        changes=changes,
        gravity=4,
    )
    told = made.proposal
    assert (told["intent"], told["capability"]) == (4.0, 3.75)
    assert round(told["vulnerability"], 2) == 4.33
    assert round(told["risk"]) == 80
    assert (told["band"], told["priority"]) == (4, 3)
    assert made.risk is None, "nothing is agreed before the forum met"


def test_lowering_a_score_without_a_reason_is_refused(cast: Cast) -> None:
    risk, by = luma_risk(cast), story.standing(cast, cast.amina)
    for reason in ("", "   "):
        with pytest.raises(BadScore, match="reason"):
            propose(risk, by=by, version=1, reason=reason, changes={"recent conduct": {"value": 0}})
    assert Risk.objects.get(pk=risk.pk).proposal is None


def test_boris_may_not_propose_and_the_north_does_not_score_the_south(cast: Cast) -> None:
    risk = luma_risk(cast)
    koro = story.koro(cast)
    story.assessed(cast)
    north = story.standing(cast, cast.hofo)
    with pytest.raises(Denied):
        propose(risk, by=story.standing(cast, cast.boris), version=1, reason="x", gravity=2)
    with pytest.raises(Denied):
        register_risk(place=koro, actor="Group Heron", harm="killing", by=north)
    assert propose(risk, by=north, version=1, reason="Seen on patrol", gravity=5).proposal


def test_impossible_values_are_refused_by_the_core(cast: Cast) -> None:
    risk, by = luma_risk(cast), story.standing(cast, cast.amina)
    for value in ({"value": 6}, {"value": 3, "low": 4}, {"value": -1}):
        with pytest.raises(BadParameter):
            propose(risk, by=by, version=1, reason="x", changes={"command": value})
    for value in ({"value": "nan"}, {"value": "inf"}):
        with pytest.raises(BadScore):
            propose(risk, by=by, version=1, reason="x", changes={"command": value})
    with pytest.raises(BadScore):
        propose(risk, by=by, version=1, reason="x", changes={"mood": {"value": 3}})
    with pytest.raises(BadScore):
        propose(risk, by=by, version=1, reason="x", gravity=0)


def test_other_factors_are_merged_and_the_same_factor_is_shown_side_by_side(cast: Cast) -> None:
    risk = luma_risk(cast)
    amina, adviser = story.standing(cast, cast.amina), story.standing(cast, cast.adviser)
    propose(risk, by=amina, version=1, reason="One", changes={"command": {"value": 4}})
    merged = propose(
        risk, by=adviser, version=1, reason="Two", changes={"no warning channel": {"value": 5}}
    )
    told = {f["factor"]: f["value"] for f in merged.proposal["factors"]}
    assert (told["command"], told["no warning channel"]) == (4.0, 5.0)
    with pytest.raises(Conflict) as caught:
        propose(risk, by=adviser, version=1, reason="Three", changes={"command": {"value": 2}})
    base, theirs, mine = caught.value.fields["command"]
    assert base is None and theirs["value"] == 4.0 and mine["value"] == 2.0
    assert caught.value.version == merged.version


def test_a_blank_widens_the_interval_and_never_lowers_the_score(cast: Cast) -> None:
    risk, by = luma_risk(cast), story.standing(cast, cast.amina)
    full = propose(
        risk,
        by=by,
        version=1,
        reason="All seen",
        changes={n: {"value": v} for n, v in LUMA.items()},
        gravity=4,
    )
    blank = propose(
        full,
        by=by,
        version=full.version,
        reason="We do not know after all",
        changes={"weak self-protection": None},
    )
    assert blank.proposal["risk"] == full.proposal["risk"]
    assert blank.proposal["risk_high"] > full.proposal["risk_high"]


def test_the_forum_adopts_and_the_suggestion_stays_beside_it(cast: Cast) -> None:
    risk, amina = luma_risk(cast), story.standing(cast, cast.amina)
    made = propose(
        risk,
        by=amina,
        version=1,
        reason="Scored with the field office",
        gravity=4,
        changes={n: {"value": v} for n, v in LUMA.items()},
    )
    with pytest.raises(Denied):
        adopt([made], by=amina, forum_date=TUESDAY)
    adviser = story.standing(cast, cast.adviser)
    (agreed,) = adopt([made], by=adviser, forum_date=TUESDAY, note="POC group")
    assert round(agreed.risk) == 80 and agreed.status == Risk.Status.ADOPTED
    assert (agreed.proposal, agreed.forum_on) == (None, TUESDAY)
    assert agreed.review_on == TUESDAY + timedelta(days=7), "critical is reviewed every week"
    assert agreed.agreed_by_id == cast.adviser.pk
    assert [v.version for v in versions_of(agreed)] == [1, 2, 3]
    lower = propose(
        agreed,
        by=amina,
        version=agreed.version,
        reason="Patrol is back",
        changes={"no effective protector": {"value": 2}},
    )
    assert lower.risk == agreed.risk, "what was agreed stands until the forum meets again"
    assert lower.proposal["risk"] < agreed.risk


def test_nobody_adopts_what_they_never_saw_or_a_day_to_come(cast: Cast) -> None:
    risk, adviser = luma_risk(cast), story.standing(cast, cast.adviser)
    with pytest.raises(BadScore, match="future"):
        adopt([risk], by=adviser, forum_date=make.TODAY + timedelta(days=1))
    propose(risk, by=adviser, version=1, reason="Seen since", gravity=5)
    with pytest.raises(Conflict):
        adopt([risk], by=adviser, forum_date=TUESDAY)


def test_without_a_value_there_is_nothing_to_adopt(cast: Cast) -> None:
    place = make.place(cast.mission, "Silent", area=cast.north)
    adviser = story.standing(cast, cast.adviser)
    risk = register_risk(place=place, actor="Group Kestrel", harm="killing", by=adviser)
    with pytest.raises(NotNow):
        adopt([risk], by=adviser, forum_date=TUESDAY)


def test_a_risk_is_closed_with_a_reason(cast: Cast) -> None:
    risk, adviser = luma_risk(cast), story.standing(cast, cast.adviser)
    with pytest.raises(BadScore):
        close_risk(risk, by=adviser, version=1, reason="")
    closed = close_risk(risk, by=adviser, version=1, reason="The group disbanded")
    with pytest.raises(NotNow):
        propose(closed, by=adviser, version=closed.version, reason="x", gravity=3)


def test_a_compartment_risk_needs_the_compartment(cast: Cast) -> None:
    place = story.luma(cast)
    with pytest.raises(Denied):
        register_risk(
            place=place,
            actor="Group Kestrel",
            harm="crsv",
            compartment="crsv",
            by=story.standing(cast, cast.amina),
        )
    make.grant(cast.mission, cast.amina, "crsv", by=cast["head_of_mission"])
    holder = story.standing(cast, cast.amina)
    risk = register_risk(
        place=place, actor="Group Kestrel", harm="crsv", compartment="crsv", by=holder
    )
    assert risk.classification == 2
    with pytest.raises(Denied):
        propose(risk, by=story.standing(cast, cast.adviser), version=1, reason="x", gravity=3)
