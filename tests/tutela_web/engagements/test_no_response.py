"""The open choice not to respond to a risk: a named person's, told at the risk, looked at again."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, url
from tests.tutela_web.records.kinds import KindTests
from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing
from tutela_web.base.errors import Denied, NotNow
from tutela_web.engagements.no_response.kind import NO_RESPONSE
from tutela_web.engagements.no_response.models import NoResponse
from tutela_web.engagements.no_response.queries import choice_on
from tutela_web.engagements.no_response.verbs import review_choice
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Risk

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
WHY = "The camp moved; twelve families are left, and they are in the town at night."


def risk_at_luma(cast: Cast) -> Risk:
    return make.risk(
        cast.mission, make.place(cast.mission, "Luma", area=cast.north), by=cast.adviser
    )


def decided(cast: Cast, risk: Risk, who: str = "head_of_mission", **fields: Any) -> NoResponse:
    values = {
        "risk": risk,
        "reason": WHY,
        "told": "Protection Cluster\nThe chief of Luma, by the liaison officer",
        "review_on": make.TODAY + 30 * DAY,
        "classification": 1,
    }
    made: NoResponse = create_record(NO_RESPONSE, values | fields, by=by(cast, who))
    return made


class TestNoResponse(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = NO_RESPONSE
    values = {  # noqa: RUF012
        "reason": WHY,
        "told": "Protection Cluster",
        "review_on": make.TODAY + 30 * DAY,
        "classification": 1,
    }
    changes = {"told": "Protection Cluster; the chief of Luma"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _of_luma(self, cast: Cast) -> None:
        self.cast = cast
        self.values = {**type(self).values, "risk": risk_at_luma(cast)}  # type: ignore[misc]

    def create(self, by: Standing, beside: Any) -> Any:
        """One a risk: each is made of a risk of its own."""
        here = make.place(self.cast.mission, f"Luma {Risk.objects.count()}", area=self.cast.north)
        risk = make.risk(self.cast.mission, here, by=self.cast.adviser)
        return create_record(self.kind, {**self.values, "risk": risk}, by=by)


def test_a_risk_without_activities_says_that_nobody_decided_until_somebody_does(
    cast: Cast, sign_in: Any
) -> None:
    risk = risk_at_luma(cast)
    client = sign_in(cast["head_of_mission"])
    page = client.get(reverse("risk:risk", args=["luma", risk.pk])).content.decode()
    assert "Nobody decided not to respond." in page, "an empty field is no choice"
    new = url("engagements:no_response_new")
    assert f"{new}?risk={risk.pk}" in page
    form = client.get(f"{new}?risk={risk.pk}").context["form"]
    assert form.initial["review_on"] == make.TODAY + 30 * DAY and not form.initial.get("reason")
    sent = {
        "risk": risk.pk,
        "reason": WHY,
        "told": "",
        "review_on": make.TODAY + 10 * DAY,
        "classification": 1,
    }
    assert client.post(new, sent | {"review_on": make.TODAY}).status_code == 400
    assert client.post(new, sent).status_code == 302
    page = unescape(client.get(reverse("risk:risk", args=["luma", risk.pk])).content.decode())
    assert "The mission does not respond to this risk." in page and WHY in page
    assert "nobody, as far as is on record" in page and "head of mission" in page
    assert client.post(new, sent).status_code == 400, "one choice a risk"
    here = sign_in(cast.boris).get(reverse("site:place", args=["luma", risk.place_id]))
    assert "Not to respond" in here.content.decode()
    risk.refresh_from_db()
    assert (risk.version, risk.priority) == (1, make.SCORED["priority"])


@pytest.mark.postgresql
def test_its_review_day_says_that_nobody_stands_by_it_and_only_a_person_calms_it(
    cast: Cast, sign_in: Any
) -> None:
    choice = decided(cast, risk_at_luma(cast))
    home = reverse("site:home", args=["luma"])
    client = sign_in(cast["head_of_mission"])
    assert "to be looked at again" not in client.get(home).content.decode()
    NoResponse.objects.filter(pk=choice.pk).update(review_on=make.TODAY)
    assert "Choices not to respond, to be looked at again" in client.get(home).content.decode()
    page = client.get(reverse("risk:risk", args=["luma", choice.risk_id])).content.decode()
    assert "nobody stands by it now" in page
    act = url("engagements:no_response_review", choice.pk)
    again = {"why": "Still so.", "review_on": make.TODAY + 20 * DAY, "version": 1}
    assert client.post(act, again | {"why": " "}).status_code == 400
    assert client.post(act, again).status_code == 302
    choice.refresh_from_db()
    assert choice.state(make.TODAY) == "holds" and choice.reviewed_by == choice.decided_by.title
    assert "to be looked at again" not in client.get(home).content.decode()
    ended = {"why": "A base opens there.", "version": 2}
    assert client.post(act, ended).status_code == 302
    told = choice_on(by(cast, "boris"), choice.risk)
    assert told is not None and told["choice"] is None and told["ended"] == choice
    with pytest.raises(NotNow):
        choice.refresh_from_db()
        review_choice(choice, "again", version=3, by=by(cast, "head_of_mission"))


def test_who_may_not_decide_finds_no_button_and_a_head_of_office_decides_at_home(
    cast: Cast, sign_in: Any
) -> None:
    north = risk_at_luma(cast)
    south = make.risk(
        cast.mission, make.place(cast.mission, "Koro", area=cast.south), by=cast.adviser
    )
    with pytest.raises(Denied):
        decided(cast, north, "poc_adviser")
    with pytest.raises(Denied):
        decided(cast, south, "head_of_field_office")
    assert decided(cast, north, "head_of_field_office").decided_by.role == "head_of_field_office"
    page = sign_in(cast.adviser).get(reverse("risk:risk", args=["luma", south.pk]))
    assert url("engagements:no_response_new") not in page.content.decode()


def test_no_word_of_a_compartment_stands_in_the_reason(cast: Cast) -> None:
    with pytest.raises(BadParameter):
        decided(cast, risk_at_luma(cast), reason="Two women were raped there.")
