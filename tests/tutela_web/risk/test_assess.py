"""What the method suggests: from published events and own incidents, never from invented ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk import story
from tutela.risk.assess import assess
from tutela_web.access.models import AuditEntry
from tutela_web.base.errors import Denied
from tutela_web.places.models import Place
from tutela_web.risk import readers
from tutela_web.risk.models import Assessment, SuggestedRisk
from tutela_web.risk.queries import latest_assessment, suggested_for
from tutela_web.risk.verbs import assess_everything, assess_mission, assess_weeks


def test_a_risk_is_suggested_as_the_core_alone_would_say_it(cast: Cast) -> None:
    luma = story.luma(cast)
    made = story.assessed(cast)
    (row,) = made.risks.all()
    core = assess(
        readers.read_events(cast.mission, until=story.TODAY).events,
        readers.read_places(cast.mission).places,
        on=story.TODAY,
    ).risks()[0]
    assert (row.place, row.actor, row.harm) == (luma, "Group Kestrel", "killing")
    assert (row.risk, row.risk_low, row.risk_high) == (core.R, core.R_low, core.R_high)
    assert [f["factor"] for f in row.evidence] == [e.factor for e in core.evidence]
    told = {f["factor"]: f for f in row.evidence}
    assert told["recent conduct"]["events"] and told["command"]["value"] is None


def test_boris_may_not_ask_for_an_assessment_and_the_house_may(cast: Cast) -> None:
    story.luma(cast)
    with pytest.raises(Denied):
        assess_mission(cast.mission, on=story.TODAY, by=story.standing(cast, cast.boris))
    assert assess_mission(cast.mission, on=story.TODAY, by=None).risks.count() == 1


def test_invented_refuted_and_linked_incidents_never_enter_a_score(cast: Cast) -> None:
    luma = story.luma(cast)
    kestrel = make.actor(cast.mission, "Group Kestrel")
    about = {"place": luma, "perpetrator": kestrel, "classification": 1}
    before = story.assessed(cast).risks.get()
    make.incident(cast.mission, invented=True, **about)
    make.incident(cast.mission, verification="refuted", **about)
    make.incident(cast.mission, **about | {"classification": 2})
    same = story.assessed(cast)
    assert (same.risks.get().kernel, same.events) == (before.kernel, 1)
    assert same.classification == 0
    assert "strictly confidential" in str(same.notes)
    make.incident(cast.mission, **about)
    after = story.assessed(cast)
    assert after.risks.get().kernel > before.kernel
    assert (after.events, after.classification) == (2, 1)


def test_a_mission_without_places_gets_those_its_events_name(cast: Cast) -> None:
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, place="Luma town")
    assert story.assessed(cast).risks.count() == 1
    place = Place.objects.get(mission=cast.mission)
    assert (place.name, place.kind, place.source) == ("Luma", "town", "events")
    assert place.aliases == ("Luma town",)
    story.assessed(cast)
    assert Place.objects.filter(mission=cast.mission).count() == 1


def test_unpublished_and_undone_events_are_not_there(cast: Cast) -> None:
    make.place(cast.mission, "Luma")
    make.event(cast.mission, make.batch(cast.mission, cast.amina, published=False))
    undone = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, undone)
    undone.undone_at = undone.published_at
    undone.save()
    assert story.assessed(cast).events == 0


def test_the_second_score_is_seen_by_holders_alone_and_leaves_an_audit_line(cast: Cast) -> None:
    story.luma(cast)
    before = story.assessed(cast).risks.get()
    story.closed_event(cast)
    made = assess_everything(cast.mission, on=story.TODAY, by=story.standing(cast, cast.amina))
    row = made.risks.get()
    assert (row.risk, row.risk_low, row.kernel) == (before.risk, before.risk_low, before.kernel)
    assert "compartment" not in str(made.notes)
    second = Assessment.objects.get(compartment="crsv")
    assert {r.harm for r in second.risks.all()} == {"killing", "crsv"}
    holder = story.standing(cast, cast["women_protection_adviser"])
    other = story.standing(cast, cast.amina)
    assert latest_assessment(holder, compartment="crsv") == second
    assert latest_assessment(other, compartment="crsv") is None
    line = AuditEntry.objects.get(act="read", kind="closedevent")
    assert line.detail == {"compartment": "crsv", "number": 1}
    with pytest.raises(Denied):
        assess_mission(cast.mission, on=story.TODAY, by=other, compartment="crsv")


def test_a_head_of_field_office_sees_the_suggestions_of_the_own_area(cast: Cast) -> None:
    luma, koro = story.luma(cast), story.koro(cast)
    made = story.assessed(cast)
    for person, places in ((cast.amina, {luma, koro}), (cast.hofo, {luma}), (cast.chen, set())):
        seen = suggested_for(story.standing(cast, person), made).select_related("place")
        assert {row.place for row in seen} == places


def test_past_weeks_are_assessed_as_of_then_and_only_once(cast: Cast) -> None:
    story.luma(cast)
    made = assess_weeks(cast.mission, weeks=3)
    assert [a.on.weekday() for a in made] == [6, 6, 6]
    assert [a.risks.count() for a in made] == [0, 1, 1]
    assert assess_weeks(cast.mission, weeks=3) == []
    row = SuggestedRisk.objects.get(assessment=made[-1])
    assert row.evidence and all(f["why"] == "" for f in row.evidence)
    assert made[-1].on <= story.TODAY - timedelta(days=1)
