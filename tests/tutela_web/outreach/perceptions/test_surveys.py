"""A survey of how safe people feel: planned, drawn, asked, told, and taken over by an indicator."""

from __future__ import annotations

import csv
import io
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.outreach.perceptions.story import FEELS_SAFE, drawn_survey, plan, villages
from tests.tutela_web.records.kinds import KindTests
from tutela.outreach.samples import FramePlace, draw_places
from tutela_web.access.policy import standing_of
from tutela_web.monitoring.measured.models import IndicatorDefinition, IndicatorValue
from tutela_web.outreach.perceptions.kinds import ITEM, SURVEY
from tutela_web.outreach.perceptions.models import Survey, SurveyAnswer, SurveyPlace
from tutela_web.outreach.perceptions.queries import frame_of, wanted_of
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql


def planned(cast: Cast) -> dict[str, Any]:
    written = plan(cast)
    figures = ("margin", "expected", "effect", "response", "widest")
    return {
        **written,
        **{name: float(written[name]) for name in figures},
        "run_by": cast.adviser.holdings.get().post,
        "area": None,
        "per_place": 12,
        "starts": make.TODAY,
        "ends": make.TODAY,
        "classification": 1,
    }


class TestSurvey(KindTests):
    kind = SURVEY
    values = {}  # noqa: RUF012
    changes = {"title": "Safety at the market"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def run_by_the_adviser(self, cast: Cast) -> None:
        self.values = planned(cast)  # type: ignore[misc]  # its post is of this cast


class TestItem(KindTests):
    kind = ITEM
    values = {**FEELS_SAFE, "counts": ["safe", "very_safe"]}  # noqa: RUF012
    changes = {"told": "feel safe in the dark"}  # noqa: RUF012

    def url(self, what: str, *args: Any) -> str:
        """Its list is the page of its survey, of which the tests make one first."""
        survey = Survey.objects.order_by("number").first()
        if what == "list" and survey is not None:
            return page_of(survey)
        return super().url(what, *args)

    def parent(self, cast: Cast) -> Any:
        if (blank := Survey.objects.filter(items=None).first()) is not None:
            return blank
        return create_record(SURVEY, planned(cast), by=standing_of(cast.adviser, cast.mission))


@pytest.fixture(autouse=True)
def same_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    """The places are drawn by chance; what these tests tell of one draw is not so of each."""
    seed = SimpleNamespace(randbelow=lambda _limit: 11)
    monkeypatch.setattr("tutela_web.outreach.perceptions.verbs.secrets", seed)


def answers_file(survey: Survey, *, south: bool = True, **more: str) -> SimpleUploadedFile:
    """What KoboToolbox would export: twelve of each place drawn, women less safe than men; of the
    South one place alone answered."""
    out = io.StringIO()
    heads = [
        "start",
        "group/place",
        "result",
        "sex",
        "age_group",
        "adults",
        "safe_at_night",
        "_uuid",
    ]
    writer = csv.DictWriter(out, [*heads, *more])
    writer.writeheader()
    silent = 0
    rows = survey.places.filter(replaced_by=None).select_related("area").order_by("code")
    for n, row in enumerate(rows):
        if row.area is not None and row.area.code == "south":
            silent += 1
            if silent > 1 or not south:
                continue
        for k in range(12 * row.times):
            woman = k % 2 == 0
            refused = k % 12 == 11
            safe = k % 6 < (1 if woman else 4) or (k == 2 and n % 2 == 1)
            writer.writerow(
                {
                    "start": "2018-12-12T09:00",
                    "group/place": row.code,
                    "result": "refused" if refused else "answered",
                    "sex": "" if refused else "female" if woman else "male",
                    "age_group": "" if refused else ("18_29", "30_44", "45_59")[k % 3],
                    "adults": "" if refused else str(1 + k % 4),
                    "safe_at_night": "" if refused else "safe" if safe else "unsafe",
                    "_uuid": f"uuid-{row.code}-{k}",
                    **more,
                }
            )
    return SimpleUploadedFile("answers.csv", out.getvalue().encode())


def page_of(survey: Survey) -> str:
    return f"/m/luma/outreach/surveys/{survey.pk}/"


def asked(cast: Cast, sign_in: Any, **item: str) -> Survey:
    """A survey whose answers are in."""
    survey = drawn_survey(cast, sign_in, **item)
    adviser = sign_in(cast.adviser)
    sent = adviser.post(f"{page_of(survey)}answers/file/", {"file": answers_file(survey)})
    assert sent.status_code == 302
    return survey


def told(cast: Cast, sign_in: Any, **item: str) -> Survey:
    """A survey that has ended."""
    survey = asked(cast, sign_in, **item)
    sent = sign_in(cast.adviser).post(f"{page_of(survey)}close/", {"version": str(survey.version)})
    assert sent.status_code == 302
    survey.refresh_from_db()
    assert survey.closed_on == make.TODAY
    return survey


def test_the_adviser_plans_a_survey_and_reads_what_it_tells_by_sex_and_area(
    cast: Cast, sign_in: Any
) -> None:
    villages(cast)
    survey = drawn_survey(cast, sign_in)
    adviser, page = sign_in(cast.adviser), page_of(survey)
    form = adviser.get(f"{page}form.xlsx")
    assert form.status_code == 200 and form.content[:2] == b"PK"
    refused = adviser.post(
        f"{page}answers/file/",
        {"file": SimpleUploadedFile("a.csv", b"place,sex\nNowhere,female\n")},
    )
    assert refused.status_code == 400 and "the place was not drawn" in text_of(refused)
    assert not SurveyAnswer.objects.exists()
    sent = adviser.post(
        f"{page}answers/file/",
        {"file": answers_file(survey, telephone="0915551234", name="Mary Deng")},
        follow=True,
    )
    assert "Columns that were not read: start, telephone, name" in text_of(sent)
    kept = list(SurveyAnswer.objects.values_list("answers", "came_of", "submission"))
    assert kept and "0915551234" not in str(kept) and "Mary" not in str(kept)
    nothing = text_of(adviser.get(f"{page}results/"))
    assert "nothing is told before it has" in nothing
    survey.refresh_from_db()
    adviser.post(f"{page}close/", {"version": str(survey.version)})
    shown = text_of(adviser.get(f"{page}results/"))
    assert "Woman" in shown and "Field Office South cannot be told" in shown.replace(" : ", ": ")
    assert "all answers came from one place" in shown
    survey.refresh_from_db()
    of = {(one["by"], one["group"]): one for one in survey.estimates}
    women, men = of["sex", "female"], of["sex", "male"]
    assert women["state"] == men["state"] == "told" and women["share"] < men["share"]
    assert women["low"] < women["share"] < women["high"]
    assert of["area", "south"]["share"] is None
    assert survey.response_told["results"]["refused"] > 0


def test_anybody_draws_the_same_places_again(cast: Cast, sign_in: Any) -> None:
    villages(cast)
    survey = drawn_survey(cast, sign_in)
    frame = [FramePlace(*row) for row in survey.frame]
    told = frame_of(survey, standing_of(cast.adviser, cast.mission))
    assert len(frame) == 16 and told.unknown == 1, "the uncounted village is left out, and told so"
    again = draw_places(frame, wanted_of(survey), told.approach, survey.seed or 0)
    here = dict(survey.places.values_list("place__code", "times"))
    assert again.times == here
    page = text_of(sign_in(cast.adviser).get(f"{page_of(survey)}frame/"))
    assert str(survey.seed) in page and "1 more left out" in page


def test_nobody_is_asked_before_the_questions_are_approved_as_they_stand(
    cast: Cast, sign_in: Any
) -> None:
    villages(cast)
    survey = drawn_survey(cast, sign_in)
    adviser, page = sign_in(cast.adviser), page_of(survey)
    item = survey.items.get()
    changed = {**FEELS_SAFE, "label": "Do you feel safe?", "version": str(item.version)}
    changed.pop("name")
    edited = adviser.post(f"/m/luma/outreach/surveys/items/{item.pk}/edit/", changed)
    assert edited.status_code == 302
    assert "are not approved: nobody is asked" in text_of(adviser.get(page))
    assert adviser.get(f"{page}form.xlsx").status_code == 302
    refused = adviser.post(f"{page}answers/file/", {"file": answers_file(survey)})
    assert refused.status_code == 400 and "not approved" in text_of(refused)
    custodian = sign_in(cast["custodian"])
    survey.refresh_from_db()
    custodian.post(f"{page}approve/", {"version": str(survey.version)})
    survey.refresh_from_db()
    assert survey.approved_digest == survey.sent_digest, "what was not sent is not approved"
    adviser.post(f"{page}send/", {"version": str(survey.version)})
    home = text_of(custodian.get("/m/luma/now/"))
    assert "Safety after dark" in home
    assert "Do you feel safe?" in text_of(custodian.get(f"{page}questions/"))
    assert custodian.get(page).status_code == 404, "its plan and places are not the custodian's"
    survey.refresh_from_db()
    custodian.post(f"{page}approve/", {"version": str(survey.version)})
    assert adviser.get(f"{page}form.xlsx").status_code == 200


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"label": "What is your name?", "name": "who"}, "kept in the vault alone"),
        ({"label": "Were you raped?", "name": "harm"}, "no survey asks"),
        ({"counts": "safe; very_safe; unsafe; very_unsafe"}, "some of the list, and not all"),
    ],
)
def test_what_no_survey_may_ask_is_refused(
    cast: Cast, sign_in: Any, said: dict[str, str], why: str
) -> None:
    adviser = sign_in(cast.adviser)
    adviser.post("/m/luma/outreach/surveys/new/", plan(cast))
    page = page_of(Survey.objects.get())
    refused = adviser.post(f"{page}items/new/", FEELS_SAFE | said)
    assert refused.status_code == 400 and why in text_of(refused)


def test_no_place_is_drawn_without_a_rule_of_replacement_and_the_plan_then_stands(
    cast: Cast, sign_in: Any
) -> None:
    villages(cast)
    adviser = sign_in(cast.adviser)
    adviser.post("/m/luma/outreach/surveys/new/", plan(cast, replacement=""))
    survey = Survey.objects.get()
    page = page_of(survey)
    refused = adviser.post(f"{page}draw/", {"version": "1"}, follow=True)
    assert "no rule says what replaces a place" in text_of(refused)
    rule = plan(cast) | {"version": "1"}
    assert adviser.post(f"{page}edit/", rule).status_code == 302
    adviser.post(f"{page}draw/", {"version": "2"})
    survey.refresh_from_db()
    assert survey.seed is not None
    easier = plan(cast, widest="40") | {"version": str(survey.version)}
    assert adviser.post(f"{page}edit/", easier).status_code == 400
    first = survey.places.first()
    assert first is not None
    replaced = adviser.post(
        f"{page}places/{first.pk}/replace/", {"why": "The road is cut"}, follow=True
    )
    assert "The road is cut" in text_of(replaced)
    stands = SurveyPlace.objects.get(replaces=first)
    assert stands.times == first.times and stands.stratum == first.stratum


def test_answers_row_by_row_are_for_who_runs_the_survey_alone_and_can_be_erased(
    cast: Cast, sign_in: Any
) -> None:
    villages(cast)
    survey = told(cast, sign_in)
    page = page_of(survey)
    for who in ("analyst", "head_of_mission", "joc_duty_officer"):
        reader = sign_in(cast[who])
        assert reader.get(f"{page}results/").status_code == 200, who
        for closed in ("answers/", "answers/new/", "form.xlsx"):
            assert reader.get(f"{page}{closed}").status_code == 403, (who, closed)
    adviser = sign_in(cast.adviser)
    assert adviser.get(f"{page}answers/").status_code == 200
    again = adviser.post(f"{page}answers/file/", {"file": answers_file(survey)})
    assert again.status_code == 400 and "has ended" in text_of(again)
    survey.refresh_from_db()
    adviser.post(f"{page}erase/", {"version": str(survey.version)})
    assert not SurveyAnswer.objects.exists()
    assert "Woman" in text_of(adviser.get(f"{page}results/")), "what it tells stands"


def test_an_answer_on_paper_is_entered_by_hand(cast: Cast, sign_in: Any) -> None:
    villages(cast)
    survey = drawn_survey(cast, sign_in)
    adviser, page = sign_in(cast.adviser), page_of(survey)
    said = {"place": "p01", "result": "answered", "sex": "female", "age_group": "60_plus"}
    sent = adviser.post(f"{page}answers/new/", said | {"adults": "3", "safe_at_night": "dont_know"})
    assert sent.status_code == 302
    answer = SurveyAnswer.objects.get()
    assert (answer.came, answer.adults, answer.sex) == ("hand", 3, "female")
    assert answer.answers == {"safe_at_night": "dont_know"}


def feels_safe(client: Any) -> IndicatorDefinition:
    """The indicator of the library that a survey measures."""
    taken = client.post(
        reverse("monitoring:indicator_library", args=["luma"]), {"key": "feel_safe"}
    )
    assert taken.status_code == 302
    return IndicatorDefinition.objects.get()


def test_an_indicator_takes_over_what_the_survey_tells_with_its_interval(
    cast: Cast, sign_in: Any
) -> None:
    villages(cast)
    adviser = sign_in(cast.adviser)
    definition = feels_safe(adviser)
    page = reverse("monitoring:indicator", args=["luma", definition.pk])
    assert "No survey tells anything yet" in text_of(adviser.get(page))
    survey = told(cast, sign_in)
    share = {"share": str(survey.items.get().pk)}
    taken = adviser.post(f"{page}survey/", share, follow=True)
    assert "The value is taken over, with its interval." in text_of(taken)
    value = IndicatorValue.objects.get()
    whole = next(one for one in survey.estimates if one["by"] == "")
    assert (value.value, value.low, value.high) == (whole["share"], whole["low"], whole["high"])
    assert value.sample == whole["said"] and value.evidence.startswith("PS-1")
    assert value.classification == survey.classification == 1
    shown = text_of(taken)
    assert "By sex" in shown and "woman" in shown and "all answers came from one place" in shown
    reader = sign_in(cast["head_of_mission"])
    assert reader.post(f"{page}survey/", share).status_code == 403
    assert "woman" in text_of(reader.get(page))


def test_programs_read_what_an_ended_survey_tells_and_no_answer(cast: Cast, sign_in: Any) -> None:
    villages(cast)
    survey = asked(cast, sign_in)
    analyst = sign_in(cast.amina)
    address = f"/api/v1/missions/luma/outreach/surveys/{survey.pk}"
    assert analyst.get(f"{address}/estimates").status_code == 404, "nothing before it has ended"
    plan_told = analyst.get(address).json()
    assert plan_told["title"] == "Safety after dark" and "estimates" not in plan_told
    sign_in(cast.adviser).post(f"{page_of(survey)}close/", {"version": str(survey.version)})
    told_now = analyst.get(f"{address}/estimates").json()
    south = next(one for one in told_now["estimates"] if one["group"] == "south")
    assert south["state"] == "cannot_be_told" and south["share"] is None
    assert south["because"] == "all answers came from one place"
    assert told_now["frame_unknown"] == 1 and "uuid-" not in str(told_now)


def test_how_the_mission_is_seen_stands_beside_its_contact_with_parties(
    cast: Cast, sign_in: Any
) -> None:
    villages(cast)
    told(cast, sign_in, about="partial", told="think the mission takes sides")
    shown = text_of(sign_in(cast.adviser).get("/m/luma/engagements/balance/"))
    assert "% think the mission takes sides (" in shown
    assert "takes sides: cannot be told, all answers came from one place" in shown
