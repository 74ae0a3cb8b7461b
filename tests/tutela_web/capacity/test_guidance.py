"""What units and leaders were told: the four answers, guidance on force, and who read it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.errors import Denied
from tutela_web.capacity.guidance import verbs
from tutela_web.capacity.guidance.models import Guidance, GuidanceReadBack, UnitBriefing
from tutela_web.capacity.guidance.queries import in_force, told_leaders, told_units
from tutela_web.capacity.models import Unit
from tutela_web.records import verbs as records

ALL = {
    "whom": "the camp at Luma",
    "threats": "Group Heron by night",
    "means": "patrols",
    "backup": "Coy 2 in two hours",
}
FORCE = {
    "kind": "force",
    "title": "When to shoot",
    "edition": "2",
    "language": "fr",
    "words": "To protect life.",
    "examples": "Armed men enter the market.",
}


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


@pytest.fixture
def unit(cast: Cast) -> Unit:
    made = Unit(code="u1", name="Coy 1", area=cast.north, classification=0, able=True)
    return records.create(made, mission=cast.mission, by=None)


def test_a_unit_that_lacks_an_answer_or_its_commanders_read_back_is_listed(
    cast: Cast, unit: Unit, sign_in: Any
) -> None:
    force, client = by(cast, "force_commander"), sign_in(cast["force_commander"])
    page = client.get("/m/luma/guidance/").content.decode()
    assert "never briefed" in page and "1 unit lacks" in page
    card = f"/m/luma/units/{unit.pk}/guidance/"
    assert client.post(f"{card}brief/", ALL | {"backup": ""}).status_code == 302
    (row,) = told_units(force, [])
    assert row.lacking and [str(one) for one in row.briefing.lacks] == ["With what backup"]
    assert client.post(f"{card}brief/", dict.fromkeys(ALL, "")).status_code == 400
    client.post(f"{card}brief/", ALL)
    (row,) = told_units(force, [])
    assert row.lacking, "nobody has read it back"
    now = row.briefing
    early = {"who": "Commander", "on": make.TODAY + timedelta(days=1), "version": 1}
    back = f"/m/luma/guidance/briefings/{now.pk}/"
    assert client.post(back, early).status_code == 400
    assert client.post(back, early | {"on": ""}).status_code == 302
    assert not told_units(force, [])[0].lacking
    seen = sign_in(cast["unit_commander"]).get(card).content.decode()
    assert "Coy 2 in two hours" in seen and "Commander" in seen and "Earlier" in seen
    assert sign_in(cast["chen"]).get(card).status_code == 404
    open_only = sign_in(cast["field_reporter"]).get(card).content.decode()
    assert "Group Heron by night" not in open_only
    with pytest.raises(Denied):
        verbs.brief_unit(unit, ALL, by=by(cast, "boris"))
    assert UnitBriefing.objects.count() == 2


def test_guidance_on_force_has_examples_and_a_new_edition_must_be_read_back_anew(
    cast: Cast, unit: Unit, sign_in: Any
) -> None:
    client = sign_in(cast["head_of_mission"])
    sent = FORCE | {"issued_on": make.TODAY, "classification": 1}
    bare = client.post("/m/luma/guidance/new/", sent | {"examples": ""})
    assert bare.status_code == 400 and "worked examples" in bare.content.decode()
    assert client.post("/m/luma/guidance/new/", sent).status_code == 302
    (edition,) = Guidance.objects.all()
    head = by(cast, "head_of_mission")
    post = cast["force_commander"].holdings.get().post
    card = f"/m/luma/guidance/posts/{post.pk}/"
    told = {"guidance": edition.pk, "who": "the Force Commander", "on": make.TODAY}
    assert client.post(f"{card}read/", told).status_code == 302
    client.post(f"/m/luma/units/{unit.pk}/guidance/read/", told | {"who": "Commander, Coy 1"})
    client.post("/m/luma/guidance/capital/", told | {"capital": "Tarso"})
    assert GuidanceReadBack.objects.count() == 3
    page = sign_in(cast.boris).get(card).content.decode()
    for word in ("Armed men enter the market", "the Force Commander", "fr", "2"):
        assert word in page
    lacking = {row.of.role for row in told_leaders(head, in_force(head)) if row.lacking}
    assert "force_commander" not in lacking and "police_commander" in lacking
    client.post(f"/m/luma/guidance/{edition.pk}/", {"version": 1})
    verbs.issue_guidance(FORCE | {"edition": "3"}, by=head)
    lacking = {row.of.role for row in told_leaders(head, in_force(head)) if row.lacking}
    assert "force_commander" in lacking
    with pytest.raises(BadParameter, match="one unit, one post or one capital"):
        verbs.record_read_back(in_force(head)[0], "x", None, unit=unit, post=post, by=head)


def test_the_list_takes_the_same_queries_for_one_unit_as_for_many(
    cast: Cast, unit: Unit, django_assert_num_queries: Any
) -> None:
    force = by(cast, "force_commander")
    for n in range(2, 6):
        one = records.create(
            Unit(code=f"u{n}", name=f"Coy {n}", area=cast.north), mission=cast.mission, by=None
        )
        verbs.brief_unit(one, ALL, by=force)
        if n in (2, 5):
            with django_assert_num_queries(3):
                assert len([row.of.area.name for row in told_units(force, [])]) == n


def test_the_commander_reads_the_briefing_back_by_their_own_form(
    cast: Cast, unit: Unit, sign_in: Any
) -> None:
    """F7: the commander whose read-back is asked had no form; another typed who had read it."""
    verbs.brief_unit(unit, ALL, by=by(cast, "force_commander"))
    briefing = UnitBriefing.objects.get()
    card, back = f"/m/luma/units/{unit.pk}/guidance/", f"/m/luma/guidance/briefings/{briefing.pk}/"
    commander = sign_in(cast["unit_commander"])
    page = commander.get(card).content.decode()
    assert back in page and "guidance/brief/" not in page, "to read back, not to brief"
    assert commander.post(back, {"who": "Commander", "version": 1}).status_code == 302
    briefing.refresh_from_db()
    assert briefing.read_back_by == "Commander"
    assert back not in sign_in(cast["field_reporter"]).get(card).content.decode()
    assert sign_in(cast["field_reporter"]).post(back, {"who": "x", "version": 2}).status_code in (
        403,
        404,
    )
