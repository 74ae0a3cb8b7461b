"""Plans tied to live signs: what fired is shown, and nothing is carried out by itself."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_plans import planned
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import at_desk, call
from tutela.base.errors import BadParameter
from tutela_web.access.models import Post
from tutela_web.base.errors import NotNow
from tutela_web.crisis.models import Decision, Tasking
from tutela_web.crisis.plans.models import ContingencyPlan, PlanTrigger
from tutela_web.crisis.triggers.kind import TRIGGER
from tutela_web.crisis.triggers.verbs import answer_trigger, fire_triggers
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import Assessment
from tutela_web.warning.models import Alert

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.postgresql,  # each locks its trigger
]


@pytest.fixture
def luma(cast: Cast) -> Place:
    return make.place(cast.mission, "Luma", area=cast.north)


def tied(cast: Cast, plan: ContingencyPlan, **fields: Any) -> PlanTrigger:
    values = {"sign": "tripwire", "rule": "mass flight", "words": "open the base"} | fields
    made: PlanTrigger = create_record(TRIGGER, values, by=at_desk(cast, "poc_adviser"), beside=plan)
    return made


def tripped(cast: Cast, place: Place, *events: str) -> Assessment:
    """The newest assessment, with a tripwire of mass flight at a place, or none where no event."""
    row = make.suggestion(cast.mission, place, priority=1)
    wire = {"place": str(place.pk), "said": place.name, "rule": "mass flight", "why": ""}
    Assessment.objects.filter(pk=row.assessment_id).update(
        tripwires=[wire | {"events": list(events)}] if events else []
    )
    return Assessment.objects.get(pk=row.assessment_id)


class TestTrigger(KindTests):
    kind = TRIGGER
    values = {"sign": "tripwire", "rule": "mass flight", "words": "open the base"}  # noqa: RUF012
    changes = {"words": "open the gates"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _of_a_plan(self, cast: Cast, luma: Place) -> None:
        self.plan = planned(cast, luma)

    def parent(self, cast: Cast) -> Any:
        return self.plan


def test_a_tripwire_fires_a_trigger_and_the_owner_alone_says_what_becomes_of_the_plan(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    owner = Post.objects.get(mission=cast.mission, role="head_of_field_office")
    plan = planned(cast, luma, owner=owner.title)
    trigger = tied(cast, plan)
    assert fire_triggers(cast.mission) == [], "no sign, no word"
    tripped(cast, luma, "e1")
    assert fire_triggers(cast.mission) == [trigger]
    assert fire_triggers(cast.mission) == [], "one sign fires it once"
    client = sign_in(cast.hofo)
    home, page = reverse("site:home", args=["luma"]), reverse("crisis:plan", args=["luma", plan.pk])
    assert "Triggers of your plans that fired" in client.get(home).content.decode()
    said = unescape(client.get(page).content.decode())
    assert "fired, no answer yet" in said and "tripwire “mass flight”" in said
    here = client.get(reverse("site:place", args=["luma", luma.pk])).content.decode()
    assert "Triggers of plans that fired" in here
    risk = make.risk(cast.mission, luma, by=cast.adviser)
    assert "Triggers of plans that fired" in (
        client.get(reverse("risk:risk", args=["luma", risk.pk])).content.decode()
    )
    other = sign_in(cast.adviser).get(home).content.decode()
    assert "Triggers of your plans that fired" not in other, "the plan has an owner"
    assert not (Alert.objects.exists() or Decision.objects.exists() or Tasking.objects.exists())
    tripped(cast, luma)
    assert fire_triggers(cast.mission) == []
    trigger.refresh_from_db()
    assert trigger.fired, "that the sign went calms nothing"
    act = reverse("crisis:trigger_answer", args=["luma", trigger.pk])
    client = sign_in(cast.hofo)
    sent = {"answer": "not", "why": "They came back by noon.", "version": trigger.version}
    assert client.post(act, sent | {"why": ""}).status_code == 400
    assert client.post(act, sent).status_code == 302
    assert "Triggers of your plans that fired" not in client.get(home).content.decode()
    assert fire_triggers(cast.mission) == []
    tripped(cast, luma, "e1", "e2")
    assert fire_triggers(cast.mission) == [trigger], "a sign that came again fires it anew"


def test_a_hotspot_and_an_alert_fire_theirs_and_what_is_marked_higher_fires_none(
    cast: Cast, luma: Place
) -> None:
    plan = planned(cast, luma)
    hotspot = tied(cast, plan, sign="hotspot", rule="", priority=2)
    alert = tied(cast, plan, sign="alert", rule="", level="warning")
    make.suggestion(cast.mission, luma, priority=1)
    assert fire_triggers(cast.mission) == []
    row = make.suggestion(cast.mission, luma, priority=3)
    Assessment.objects.filter(pk=row.assessment_id).update(classification=2)
    assert fire_triggers(cast.mission) == [], "its readers would be told of what they may not read"
    Assessment.objects.filter(pk=row.assessment_id).update(classification=1)
    assert fire_triggers(cast.mission) == [hotspot]
    call(cast, place=luma, level="watch")
    assert fire_triggers(cast.mission) == []
    call(cast, place=luma, level="imminent")
    assert fire_triggers(cast.mission) == [alert]
    alert.refresh_from_db()
    assert "imminent" in str(alert.why)


def test_who_owns_no_plan_is_told_by_keeping_plans_there(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    tied(cast, planned(cast, luma))
    tripped(cast, luma, "e1")
    fire_triggers(cast.mission)
    home = reverse("site:home", args=["luma"])
    assert "Triggers of your plans" in sign_in(cast.adviser).get(home).content.decode()
    assert "Triggers of your plans" not in sign_in(cast.boris).get(home).content.decode()


def test_a_trigger_says_which_sign_and_only_what_fired_is_answered(cast: Cast, luma: Place) -> None:
    plan = planned(cast, luma)
    for wrong in ({"rule": ""}, {"sign": "hotspot"}, {"sign": "alert"}):
        with pytest.raises(BadParameter):
            tied(cast, plan, **wrong)
    trigger = tied(cast, plan)
    with pytest.raises(NotNow):
        answer_trigger(trigger, "used", "now", version=1, by=at_desk(cast, "poc_adviser"))


def test_each_plan_is_asked_about_sexual_violence_and_missing_answers_are_named(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    plan = planned(cast, luma)
    client = sign_in(cast.adviser)
    page = reverse("crisis:plan", args=["luma", plan.pk])
    said = client.get(page).content.decode()
    assert said.count("not answered") == 3 and "to prevent sexual violence" in said
    listed = client.get(reverse("crisis:plans", args=["luma"])).content.decode()
    assert "1 with a question on sexual violence not answered" in listed
    form = client.get(page).context["edited"].form
    sent = {name: value for name, value in form.initial.items() if value is not None}
    sent |= {"women_in_team": "False", "version": 1}
    case = {"violence_prevented": "A girl of nine was raped at the well."}
    assert client.post(page, sent | case).status_code == 400
    escort = {"violence_prevented": "The path to the well is walked at dusk."}
    assert client.post(page, sent | escort).status_code == 302
    said = client.get(page).content.decode()
    assert said.count("not answered") == 1 and "walked at dusk" in said
