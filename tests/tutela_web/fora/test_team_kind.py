"""Joint Protection Teams do what every kind of record does; what they recommend is owned."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.policy import standing_of
from tutela_web.fora.teams.kinds import RECOMMENDATION, TEAM
from tutela_web.fora.teams.models import JointTeam, TeamRecommendation
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql
TERMS = {
    "name": "Luma, January",
    "questions": "Who threatens whom on the mining road, and what would deter them?",
    "starts": make.TODAY,
    "classification": 1,
}


def sent_team(cast: Cast) -> JointTeam:
    values = TERMS | {"place": make.place(cast.mission, "Luma", area=cast.north)}
    return create_record(TEAM, values, by=standing_of(cast["poc_adviser"], cast.mission))


class TestTeam(KindTests):
    kind = TEAM
    values = TERMS
    changes = {"name": "Luma and Bel, January"}  # noqa: RUF012


class TestRecommendation(KindTests):
    kind = RECOMMENDATION
    values = {  # noqa: RUF012
        "what": "Escort to the fields on market days",
        "owner_said": "District administration",
        "classification": 1,
    }
    changes = {"what": "Escort to the fields each day"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        return sent_team(cast)


def test_a_team_is_sent_reports_and_its_recommendation_is_carried_out_by_its_owner(
    cast: Cast, sign_in: Any
) -> None:
    adviser, sector = sign_in(cast["poc_adviser"]), sign_in(cast["sector_operations"])
    team = sent_team(cast)
    page = f"/m/luma/joint-teams/{team.pk}/"
    survivor = {
        "findings": "A woman was raped at the ford",
        "reported_on": str(make.TODAY),
        "version": "1",
    }
    form = {
        **{name: str(value) for name, value in TERMS.items()},
        "place": "",
        "area": "",
        "sent_by": "",
        "sections": "Human Rights; Civil Affairs; Police",
    }
    refused = adviser.post(f"{page}edit/", form | survivor)
    assert refused.status_code == 400 and b"belong to a compartment" in refused.content
    owner = cast["sector_operations"].holdings.get().post
    adviser.post(
        f"{page}recommendations/new/",
        {
            "what": "Escort to the fields",
            "owner": str(owner.pk),
            "owner_said": "",
            "due": str(make.TODAY - timedelta(days=2)),
            "classification": "1",
        },
    )
    recommendation = TeamRecommendation.objects.get()
    assert recommendation.owner == owner
    assert "Escort to the fields" in adviser.get(page).content.decode()
    heads = cast.hofo.holdings.get().post
    create_record(
        RECOMMENDATION,
        {"what": "Ask the elders", "owner": heads, "classification": 1},
        beside=team,
        by=standing_of(cast["poc_adviser"], cast.mission),
    )
    own_page = sign_in(cast.hofo).get("/m/luma/now/").content.decode()
    assert "Ask the elders" in own_page and "Escort to the fields" not in own_page
    address = f"/m/luma/recommendations/{recommendation.pk}/"
    assert "Overdue" in sector.get(address).content.decode()
    ends = {"state": "done", "came_of": "", "version": str(recommendation.version)}
    assert sector.post(f"{address}end/", ends).status_code == 400, (
        "without a word of what came of it"
    )
    ends["came_of"] = "Coy A goes with them since Monday"
    stranger = sign_in(cast["force_commander"]).post(f"{address}end/", ends)
    assert stranger.status_code == 403
    assert sector.post(f"{address}end/", ends).status_code == 302
    recommendation.refresh_from_db()
    assert (recommendation.state, recommendation.ended_on) == ("done", make.TODAY)
    assert "Coy A goes with them" in adviser.get(address).content.decode()


def test_what_a_team_found_stands_on_the_page_of_the_place_and_of_the_base_near_it(
    cast: Cast, sign_in: Any
) -> None:
    team = sent_team(cast)
    base = make.base(
        cast.mission, "TOB Acacia", area=cast.north, latitude=7.15, longitude=30.2, by=cast.amina
    )
    far = make.place(cast.mission, "Koro", latitude=8.1, longitude=30.2, area=cast.north)
    adviser = sign_in(cast["poc_adviser"])
    found = {
        **{name: str(value) for name, value in TERMS.items()},
        "place": str(team.place_id),
        "area": "",
        "sent_by": "",
        "sections": "Human Rights",
        "findings": "The ford is taxed each night",
        "reported_on": str(make.TODAY),
        "version": str(team.version),
    }
    assert adviser.post(f"/m/luma/joint-teams/{team.pk}/edit/", found).status_code == 302
    for name, record in (("place", team.place), ("base", base)):
        panel = f"/m/luma/joint-teams/near/{name}/{record.pk}/"
        for who in ("poc_adviser", "head_of_field_office"):
            reader = sign_in(cast[who])
            assert panel in reader.get(f"/m/luma/{name}s/{record.pk}/").content.decode(), who
            shown = reader.get(panel).content.decode()
            assert who != "poc_adviser" or "The ford is taxed each night" in shown
    away = adviser.get(f"/m/luma/joint-teams/near/place/{far.pk}/").content.decode()
    assert "The ford is taxed" not in away
    unit = sign_in(cast["unit_commander"])
    assert unit.get(f"/m/luma/joint-teams/near/base/{base.pk}/").status_code == 404
