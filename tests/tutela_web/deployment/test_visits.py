"""Joint teams go where risk is high and too little is known; what they found stands on the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person
from tutela_web.access.policy import standing_of
from tutela_web.capacity.models import Base
from tutela_web.deployment.gap.gap_ranking import hotspots_in_order
from tutela_web.deployment.visits.kinds import VISIT
from tutela_web.deployment.visits.models import TeamVisit
from tutela_web.deployment.visits.queries import visits_due
from tutela_web.fora.teams.kinds import TEAM
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.questions.kind import QUESTION

pytestmark = pytest.mark.postgresql
SignIn = Callable[[Person], Client]
SEEN = {
    "on": make.TODAY,
    "sections": ["Human Rights", "Civil Affairs"],
    "findings": "Herders camp a day's walk north and armed men pass at dusk",
    "done": "The base moved its evening patrol",
    "classification": 1,
}


class TestVisit(KindTests):
    kind = VISIT
    values = SEEN
    changes = {"done": "The base moved its patrol to dusk"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _base(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        base = make.base(cast.mission, area=cast.north)
        monkeypatch.setattr(type(self), "values", SEEN | {"base": base})


def feared(cast: Cast, **fields: Any) -> tuple[Place, Base]:
    """Luma, where a critical risk is suggested, with a base ten miles off; Bel, far from both."""
    place = make.place(cast.mission, "Luma", area=cast.north)
    make.suggestion(cast.mission, place, **fields)
    make.base(cast.mission, "COB Far", latitude=9.5, longitude=33.0, area=cast.north)
    return place, make.base(cast.mission, "TOB Acacia", area=cast.north)


def panel(client: Client, part: str) -> str:
    page = unescape(client.get("/m/luma/means/visits/").content.decode())
    return page.split(f'id="{part}"')[1].split("</section>")[0]


def test_a_base_with_high_risk_never_visited_is_listed_and_leaves_after_a_visit(
    cast: Cast, sign_in: SignIn
) -> None:
    place, base = feared(cast)
    adviser = sign_in(cast.adviser)
    due = panel(adviser, "due")
    assert "TOB Acacia" in due and "Luma" in due and "COB Far" not in due
    assert due.count("never visited") == 2
    new = f"/m/luma/means/visits/new/?base={base.pk}"
    assert new in due and f'value="{base.pk}" selected' in adviser.get(new).content.decode()
    form = {
        "base": base.pk,
        "on": make.TODAY - timedelta(days=100),
        "sections": "Human Rights; Police",
        "findings": "Nobody patrols the ford at dusk",
        "done": "",
        "classification": "1",
    }
    assert adviser.post("/m/luma/means/visits/new/", form).status_code == 302
    assert "100 days ago" in panel(adviser, "due"), "it is longer ago than the mission's 90 days"
    late = adviser.get(f"/m/luma/means/visits/at/base/{base.pk}/").content.decode()
    assert "Nobody patrols the ford at dusk" in late and "more than 90 days ago" in late
    assert adviser.post("/m/luma/means/visits/new/", form | {"on": make.TODAY}).status_code == 302
    due = panel(adviser, "due")
    assert "TOB Acacia" not in due and "Luma" in due, "the village is farther than a visit reaches"
    by = standing_of(cast.adviser, cast.mission)
    create_record(VISIT, SEEN | {"place": place}, by=by)
    assert "Each base and place of high risk was visited in time." in panel(adviser, "due")


def test_what_is_not_high_is_not_listed_and_no_order_is_not_known(
    cast: Cast, sign_in: SignIn
) -> None:
    adviser = sign_in(cast.adviser)
    assert "no order of hotspots is made yet" in panel(adviser, "due")
    feared(cast, priority=1)
    assert "Each base and place of high risk was visited in time." in panel(adviser, "due")


def test_places_where_too_little_is_known_are_proposed_and_a_visit_names_its_question(
    cast: Cast, sign_in: SignIn
) -> None:
    place, _base = feared(cast, insufficient_data=True)
    by = standing_of(cast.adviser, cast.mission)
    asked = {
        "question": "Who camps north of the ford?",
        "place": place,
        "decision": "Whether the base patrols at dusk",
        "how": "visit",
        "asked_of": cast.hofo.holdings.get().post,
        "due_on": make.TODAY + timedelta(days=9),
        "exposure_check": "Nobody is asked by name",
        "classification": 1,
    }
    question = create_record(QUESTION, asked, by=by)
    adviser = sign_in(cast.adviser)
    thin = panel(adviser, "thin")
    assert "Who camps north of the ford?" in thin and "more than half" in thin
    begun = adviser.get(f"/m/luma/means/visits/new/?question={question.pk}").content.decode()
    assert f'value="{question.pk}" selected' in begun and f'value="{place.pk}" selected' in begun
    visit = create_record(VISIT, SEEN | {"place": place, "question": question}, by=by)
    page = unescape(adviser.get(f"/m/luma/means/visits/{visit.pk}/").content.decode())
    assert "Who camps north of the ford?" in page


def test_a_team_that_was_sent_gives_its_components_and_shows_where_it_was(
    cast: Cast, sign_in: SignIn
) -> None:
    place, _base = feared(cast)
    by = standing_of(cast.adviser, cast.mission)
    terms = {"name": "Luma, January", "questions": "Who threatens whom?", "starts": make.TODAY}
    sent = terms | {"sections": ["Child Protection"], "place": place, "classification": 1}
    team = create_record(TEAM, sent, by=by)
    adviser = sign_in(cast.adviser)
    form = {
        "team": team.pk,
        "place": place.pk,
        "on": make.TODAY,
        "sections": "",
        "findings": "Children sleep in the church",
        "classification": "1",
    }
    assert adviser.post("/m/luma/means/visits/new/", form).status_code == 302
    assert TeamVisit.objects.get().sections == ["Child Protection"]
    for where in (f"team/{team.pk}", f"place/{place.pk}"):
        told = adviser.get(f"/m/luma/means/visits/at/{where}/").content.decode()
        assert "Children sleep in the church" in told
    assert f"/m/luma/means/visits/at/team/{team.pk}/" in (
        adviser.get(f"/m/luma/joint-teams/{team.pk}/").content.decode()
    )


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ({"place": ""}, b"where the team was is not said"),
        ({"sections": ""}, b"who took part is not said"),
        ({"on": make.TODAY + timedelta(days=1)}, b"this lies in the future"),
        ({"findings": "A girl was raped"}, b"belong to a compartment"),
    ],
)
def test_a_visit_says_where_when_and_who_and_no_closed_word(
    cast: Cast, sign_in: SignIn, without: dict[str, Any], words: bytes
) -> None:
    place, _base = feared(cast)
    form = {"place": place.pk, "on": make.TODAY, "sections": "Police", "findings": "Quiet"}
    told = sign_in(cast.adviser).post(
        "/m/luma/means/visits/new/", form | {"classification": "1"} | without
    )
    assert told.status_code == 400 and words in told.content
    assert not TeamVisit.objects.exists()


def test_who_is_due_takes_as_many_queries_for_many_bases(cast: Cast) -> None:
    place, _base = feared(cast)
    by = standing_of(cast.adviser, cast.mission)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            visits_due(by, hotspots_in_order(by))
        return len(asked)

    before = queries()
    for n in range(5):
        make.base(cast.mission, f"COB {n}", area=cast.north)
        create_record(VISIT, SEEN | {"place": place}, by=by)
    assert queries() == before <= 8
