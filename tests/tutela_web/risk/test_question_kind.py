"""What would change the order if it were known: proposed, asked of a post, answered."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.risk.story import standing
from tutela.risk.order import SITUATION
from tutela_web.access.models import Post
from tutela_web.base import clock
from tutela_web.base.errors import Denied
from tutela_web.crisis.plans.verbs import make_plan
from tutela_web.incidents.models import IncidentLink
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record
from tutela_web.risk.models import InformationNeed, SuggestedRisk
from tutela_web.risk.questions.feeds import fed_questions
from tutela_web.risk.questions.kind import QUESTION
from tutela_web.risk.questions.queries import proposals_for, questions_for
from tutela_web.risk.questions.verbs import answer_question

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CHECKED = "Asked of several families on a market day; nobody is seen alone with us."


def post_of(cast: Cast, role: str) -> Post:
    return Post.objects.get(mission=cast.mission, role=role)


def asked_of(cast: Cast, role: str, place: Place, **fields: Any) -> dict[str, Any]:
    """A question about a place, as Amina writes it."""
    return {
        "question": "Who cannot run?",
        "place": place,
        "factor": "people unable to flee",
        "decision": "whether the patrol base stays until March",
        "how": "visit",
        "asked_of": post_of(cast, role),
        "due_on": make.TODAY + 7 * DAY,
        "exposure_check": CHECKED,
        "classification": 1,
    } | fields


def ask(cast: Cast, role: str, place: Place, **fields: Any) -> InformationNeed:
    values = asked_of(cast, role, place, **fields)
    made: InformationNeed = create_record(QUESTION, values, by=standing(cast, cast.amina))
    return made


def hotspots(cast: Cast, *places: Place, known: str = "") -> None:
    """An order in which these places can hardly be told apart."""
    evidence = [
        {"factor": name, "value": 2 if name == known else None, "low": 1, "high": 5}
        for name in SITUATION
    ]
    drawn = {"first_ten": 1.0, "first_twenty": 1.0, "ties_next": True, "evidence": evidence}
    first = make.suggestion(cast.mission, places[0], value=2.0, **drawn)
    for n, place in enumerate(places[1:], 2):
        SuggestedRisk.objects.create(
            assessment=first.assessment,
            place=place,
            **make.SCORED | {"rank": n, "order": n, "confidence": 1, "value": 2 - n / 20} | drawn,
        )


class TestQuestion(KindTests):
    pytestmark = pytest.mark.postgresql  # nobody else locks these rows
    kind = QUESTION
    values = {  # noqa: RUF012
        "question": "Who cannot run?",
        "factor": "people unable to flee",
        "decision": "whether the patrol base stays until March",
        "how": "visit",
        "due_on": make.TODAY + 7 * DAY,
        "exposure_check": CHECKED,
        "classification": 1,
    }
    changes = {"decision": "whether the base is opened at all"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _asks_about_luma(self, cast: Cast) -> None:
        place = make.place(cast.mission, "Luma", area=cast.north)
        named = {"place": place, "asked_of": post_of(cast, "head_of_field_office")}
        self.values = {**type(self).values, **named}  # type: ignore[misc]


def test_what_would_change_the_order_is_proposed_and_one_click_away_from_being_asked(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    koro = make.place(cast.mission, "Koro", area=cast.south)
    hotspots(cast, luma, koro, known="displacement or site conditions")
    client = sign_in(cast.amina)
    home = unescape(client.get(reverse("site:home", args=["luma"])).content.decode())
    assert "an answer could place Luma anywhere from rank 1 to 2" in home
    listed = client.get(reverse("risk:questions", args=["luma"])).content.decode()
    wanted = {"place": str(luma.pk), "factor": "routine movement"}
    new = reverse("risk:question_new", args=["luma"])
    assert f"{new}?{urlencode(wanted).replace('+', '%20').replace('&', '&amp;')}" in listed
    form = client.get(new, wanted)
    begun = form.context["form"].initial
    assert begun["question"] == "Must people move where it is dangerous?"
    assert begun["asked_of"] == post_of(cast, "head_of_field_office")
    assert not begun.get("exposure_check"), "what was checked, a person writes"
    sent = {
        **{name: getattr(value, "pk", value) for name, value in begun.items()},
        **wanted,
    }
    refused = client.post(new, sent)
    assert refused.status_code == 400 and not InformationNeed.objects.exists()
    assert client.post(new, sent | {"exposure_check": CHECKED}).status_code == 302
    told = [one.factor for one in proposals_for(standing(cast, cast.amina)) if one.place == luma]
    assert told == ["people unable to flee"], "nobody is asked the same twice"


@pytest.mark.postgresql
def test_only_an_answer_answers_and_it_is_not_asked_again_soon(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    hotspots(cast, luma, make.place(cast.mission, "Koro", area=cast.south))
    question = ask(cast, "head_of_field_office", luma)
    client = sign_in(cast.hofo)
    home = client.get(reverse("site:home", args=["luma"])).content.decode()
    assert "Questions asked of you" in home and "Who cannot run?" in home
    place = client.get(reverse("site:place", args=["luma", luma.pk])).content.decode()
    assert "Who cannot run?" in place
    assert question.state(make.TODAY + 7 * DAY) == "open"
    assert question.state(make.TODAY + 8 * DAY) == "overdue", "a day alone calms nothing"
    page = reverse("risk:question", args=["luma", question.pk])
    assert "no answer yet" in client.get(page).content.decode()
    sent = {"answer": "Some forty old people stay in the mission.", "version": 1}
    assert client.post(f"{page}answer/", sent).status_code == 302
    page_now = client.get(page).content.decode()
    assert (
        "Some forty old people" in page_now
        and post_of(cast, "head_of_field_office").title in page_now
    )
    home = client.get(reverse("site:home", args=["luma"])).content.decode()
    assert "Questions asked of you" not in home
    told = proposals_for(standing(cast, cast.amina))
    assert "people unable to flee" not in [one.factor for one in told if one.place == luma]


def test_whoever_is_asked_finds_it_and_who_reads_no_further_finds_nothing(
    cast: Cast, sign_in: Any
) -> None:
    koro = make.place(cast.mission, "Koro", area=cast.south)
    question = ask(cast, "sector_operations", koro)
    asked, other = cast["sector_operations"], cast["unit_commander"]
    assert list(questions_for(standing(cast, asked))) == [question], "asked of their post"
    assert not questions_for(standing(cast, other)), "of the South, and not asked of them"
    assert not questions_for(standing(cast, cast["partner"]))
    listed = sign_in(asked).get(reverse("risk:questions", args=["luma"])).content.decode()
    assert "Who cannot run?" in listed and "Koro" in listed, "and where"
    page = reverse("risk:question", args=["luma", question.pk])
    assert sign_in(asked).get(page).status_code == 200
    assert sign_in(other).get(page).status_code == 404
    with pytest.raises(Denied):
        answer_question(question, "Nobody.", version=1, by=standing(cast, other))


def test_neither_partners_nor_who_may_not_read_it_can_be_asked(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    client = sign_in(cast.amina)
    new = reverse("risk:question_new", args=["luma"])
    for role in ("partner", "country_team", "field_reporter"):
        values = asked_of(cast, role, luma)
        sent = {name: getattr(value, "pk", value) for name, value in values.items()}
        assert client.post(new, sent).status_code == 400, role
    assert ask(cast, "field_reporter", luma, classification=0).area == cast.north


def test_no_word_of_a_compartment_and_no_day_behind_us(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    client = sign_in(cast.amina)
    new = reverse("risk:question_new", args=["luma"])
    for wrong in (
        {"question": "Which girls were raped at the ford?"},
        {"due_on": make.TODAY - DAY},
    ):
        values = asked_of(cast, "head_of_field_office", luma, **wrong)
        sent = {name: getattr(value, "pk", value) for name, value in values.items()}
        assert client.post(new, sent).status_code == 400
    assert not InformationNeed.objects.exists()


def test_a_head_of_office_asks_in_their_own_area_alone(cast: Cast) -> None:
    values = asked_of(cast, "unit_commander", make.place(cast.mission, "Koro", area=cast.south))
    with pytest.raises(Denied):
        create_record(QUESTION, values, by=standing(cast, cast.hofo))
    luma = make.place(cast.mission, "Luma", area=cast.north)
    create_record(QUESTION, values | {"place": luma}, by=standing(cast, cast.hofo))


def test_what_is_overdue_stands_first_for_who_asked(cast: Cast, sign_in: Any) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    question = ask(cast, "head_of_field_office", luma)
    InformationNeed.objects.filter(pk=question.pk).update(due_on=make.TODAY - DAY)
    home = unescape(sign_in(cast.adviser).get(reverse("site:home", args=["luma"])).content.decode())
    panel = home[home.index('id="questions"') :]
    assert "1 late" in panel and "Luma" in panel


@pytest.mark.postgresql
def test_records_that_contradict_and_what_a_plan_waits_for_put_questions(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    make.risk(cast.mission, luma, by=cast.adviser, priority=3)
    incident = make.incident(
        cast.mission, by=cast.amina, place=luma, killed=2, event_from=make.TODAY - DAY
    )
    event = make.event(cast.mission, make.batch(cast.mission, cast.amina), deaths=14)
    IncidentLink.objects.create(
        mission=cast.mission,
        incident=incident,
        source=event.source,
        source_id=event.source_id,
        linked_by_id=cast.amina.pk,
        linked_at=clock.now(cast.mission),
    )
    triggers = "Herders cross the Aru\n\nMarket closed"
    make_plan(luma, {"triggers": triggers}, by=standing(cast, cast.adviser))
    client = sign_in(cast.adviser)
    listed = unescape(client.get(reverse("risk:questions", args=["luma"])).content.decode())
    assert "2 or" in listed and "records contradict" in listed
    assert "Herders cross the Aru" in listed and "Market closed" in listed
    keys = [one.key for one in fed_questions(standing(cast, cast.adviser))]
    assert len(keys) == 3 and keys[0].startswith("incident:")
    begun = client.get(reverse("risk:question_new", args=["luma"]), {"fed": keys[1]})
    assert "Herders cross the Aru" in begun.context["form"].initial["question"]
    first = begun.context["form"].initial
    ask(cast, "head_of_field_office", luma, question=first["question"], factor="")
    assert keys[1] not in [one.key for one in fed_questions(standing(cast, cast.adviser))]


def test_a_question_begun_from_a_marked_record_is_marked_as_high(cast: Cast, sign_in: Any) -> None:
    make.post(cast.mission, "human_rights", cast.adviser)  # who reads what is marked higher
    luma = make.place(cast.mission, "Luma", area=cast.north)
    make.risk(cast.mission, luma, by=cast.adviser, priority=3)
    plan = make_plan(luma, {"triggers": "Market closed"}, by=standing(cast, cast.adviser))
    type(plan).objects.filter(pk=plan.pk).update(classification=2)
    incident = make.incident(
        cast.mission, by=cast.amina, place=luma, killed=2, event_from=make.TODAY, classification=2
    )
    event = make.event(cast.mission, make.batch(cast.mission, cast.amina), deaths=14)
    IncidentLink.objects.create(
        mission=cast.mission,
        incident=incident,
        source=event.source,
        source_id=event.source_id,
        linked_by_id=cast.amina.pk,
        linked_at=clock.now(cast.mission),
    )
    client = sign_in(cast.adviser)
    keys = [one.key for one in fed_questions(standing(cast, cast.adviser))]
    assert [key.partition(":")[0] for key in keys] == ["incident", "plan"]
    for key in keys:
        begun = client.get(reverse("risk:question_new", args=["luma"]), {"fed": key})
        assert begun.context["form"].initial["classification"] == 2, key
