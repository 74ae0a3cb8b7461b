"""Progress of the strategy: what is not known is no progress, and somebody answers."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.monitoring.test_measured_kind import given, taken
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.warning.story import at_desk
from tutela_web.access.models import Post
from tutela_web.monitoring.measured.kind import MEASURED
from tutela_web.monitoring.measured.models import IndicatorDefinition
from tutela_web.monitoring.progress.kinds import REVIEW
from tutela_web.monitoring.progress.models import LineReview
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.records.kind_verbs import create_record, edit_record

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

FOUND = {
    "on": make.TODAY - timedelta(days=10),
    "output": "Night patrols on 20 nights",
    "outcome": "Armed men left the ferry",
    "impact": "Women cross at dawn again",
    "course": "better",
    "sources": "Survey at the landing, December",
    "classification": 1,
}


def line_of(cast: Cast, name: str, *, days: int = 200, lead: str = "") -> MatrixLine:
    place = make.place(cast.mission, name, area=cast.north)
    risk = make.risk(cast.mission, place, by=cast.amina)
    values: dict[str, Any] = {
        "risk": risk,
        "activity": "liaison",
        "starts": make.TODAY - timedelta(days=days),
        "lead": lead,
    }
    (made,) = make_lines([values], by=at_desk(cast, "poc_adviser"))
    return made


def reviews_by_path(cast: Cast) -> dict[str, Any]:
    """A review of a line, by the words of its address for programs."""
    by, line = at_desk(cast, "poc_adviser"), line_of(cast, "Ferry landing")
    return {"line-reviews": create_record(REVIEW, FOUND, by=by, beside=line).pk}


def url(name: str, *args: Any) -> str:
    return reverse(f"monitoring:{name}", args=["luma", *args])


def progress_page(client: Any) -> str:
    return squeezed(unescape(client.get(url("progress")).content.decode()))


class TestLineReview(KindTests):
    kind = REVIEW
    values: ClassVar = FOUND
    changes: ClassVar = {"output": "Night patrols on 21 nights"}

    def parent(self, cast: Cast) -> Any:
        return MatrixLine.objects.first() or line_of(cast, "Ferry landing")


def test_overdue_lines_stand_first_and_what_nobody_looked_at_is_not_known(
    cast: Cast, sign_in: Any
) -> None:
    young = line_of(cast, "Well", days=5)
    old = line_of(cast, "Ferry landing")
    client = sign_in(cast.adviser)
    page = progress_page(client)
    assert page.index(f"{old.code}</a>") < page.index(f"{young.code}</a>")
    assert "1 review is overdue" in page and "impact on people is not known of 2 lines" in page
    assert page.count("never reviewed") == 2 and "nobody answers for it" in page
    told = client.post(url("line_review_new", old.pk), FOUND)
    assert told.status_code == 302, told.content.decode()
    page = progress_page(client)
    assert "people are safer: Women cross at dawn again" in page.replace("</b>", "").replace(
        "<bdi>", ""
    )
    assert "impact on people is not known of 1 line" in page and "review is overdue" not in page
    assert url("line_review", LineReview.objects.get().pk) in page
    line_page = reverse("programme:line", args=["luma", old.pk])
    assert client.get(line_page).status_code == 200
    assert sign_in(cast["partner"]).get(url("progress")).status_code == 404


def test_no_change_for_people_is_said_only_of_what_became_of_them(cast: Cast, sign_in: Any) -> None:
    line, client = line_of(cast, "Ferry landing"), sign_in(cast.adviser)
    new = url("line_review_new", line.pk)
    wrong = [
        ({"impact": ""}, "leave it as not known"),
        ({"sources": ""}, "name the sources"),
        ({"next_on": FOUND["on"]}, "before this one"),
        ({"on": make.TODAY + timedelta(days=40)}, "lies in the future"),
    ]
    for fields, words in wrong:
        told = client.post(new, FOUND | fields)
        assert told.status_code == 400 and words in unescape(told.content.decode()), fields
    nothing = {"outcome": "", "impact": "", "course": "", "sources": ""}
    assert client.post(new, FOUND | nothing).status_code == 302
    assert "impact on people is not known of 1 line" in progress_page(client)


def test_an_objective_charts_its_measures_and_lack_of_progress_as_plainly(
    cast: Cast, sign_in: Any
) -> None:
    by, client = at_desk(cast, "poc_adviser"), sign_in(cast.adviser)
    aim = set_objective({"words": "Families farm", "term": "medium", "tiers": [2]}, by=by)
    page = reverse("programme:objective", args=["luma", aim.pk])
    told = squeezed(client.get(page).content.decode())
    assert "Nothing measures it in figures" in told and "nobody answers for it" in told
    taken(client, "feel_safe", "schools_open")
    post = Post.objects.get(mission=cast.mission, holdings__person=cast.adviser)
    for key, owner in (("feel_safe", post.title), ("schools_open", "Office of nobody")):
        one = IndicatorDefinition.objects.get(key=key)
        change = {"objective": aim, "better": "higher", "owner": owner}
        edit_record(MEASURED, one, change, version=one.version, by=by)
    survey = IndicatorDefinition.objects.get(key="feel_safe")
    for first, last, value in (
        (date(2018, 10, 1), date(2018, 10, 30), "62"),
        (date(2018, 11, 1), date(2018, 11, 30), "51"),
    ):
        days = {"first": str(first), "last": str(last), "value": value}
        assert client.post(url("value_give", survey.pk), given(**days)).status_code == 302
    told = squeezed(client.get(page).content.decode())
    assert "worse over these periods" in told and "<svg" in told and "51" in told
    assert url("indicator_value", survey.values.first().pk) in told
    assert "whether there is progress is not known" not in told.split("never measured")[1]
    assert str(cast.adviser) in told and "no post of this name is held" in told


def test_indicators_nobody_answers_for_are_a_list_of_their_own(cast: Cast, sign_in: Any) -> None:
    line, client = line_of(cast, "Ferry landing"), sign_in(cast.adviser)
    by = at_desk(cast, "poc_adviser")
    said = {"line": line, "words": "Crossings at dawn", "monitored_by": ""}
    nobodys = create_record(INDICATOR, said | {"classification": 1}, by=by)
    page = squeezed(client.get(url("indicators")).content.decode())
    listed = page.split('id="unowned"')[1]
    assert f"{nobodys.code} Crossings at dawn" in listed and "no office monitors it" in listed
    post = Post.objects.get(mission=cast.mission, holdings__person=cast.adviser)
    change = {"monitored_by": post.title}
    edit_record(INDICATOR, nobodys, change, version=nobodys.version, by=by)
    assert 'id="unowned"' not in client.get(url("indicators")).content.decode()


def test_the_page_of_many_lines_asks_no_more_than_that_of_few(cast: Cast, sign_in: Any) -> None:
    by, client = at_desk(cast, "poc_adviser"), sign_in(cast.adviser)

    def reviewed(name: str) -> None:
        line = line_of(cast, name)
        create_record(REVIEW, FOUND, by=by, beside=line)
        said = {"line": line, "words": "Crossings", "monitored_by": "Civil Affairs"}
        create_record(INDICATOR, said | {"classification": 1}, by=by)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            progress_page(client)
        return len(queries)

    reviewed("Ferry landing")
    few = asked()
    for name in ("Well", "Mill", "Ford"):
        reviewed(name)
    assert asked() == few
