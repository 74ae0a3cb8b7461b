"""What came of a mandate: held against what was said beforehand, by period, no word softened
unseen."""

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
from tests.tutela_web.mandate.test_mandate import loaded, paragraph
from tests.tutela_web.monitoring.test_measured_kind import given, taken
from tests.tutela_web.monitoring.test_measured_kind import url as indicator_url
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.site.test_api import ROOT, Program
from tests.tutela_web.warning.story import at_desk
from tutela_web.mandate.models import Paragraph, Resolution
from tutela_web.monitoring.measured.models import IndicatorDefinition, IndicatorValue
from tutela_web.monitoring.results.kinds import CRITERION, RESULT
from tutela_web.monitoring.results.models import MandateResult, SuccessCriterion
from tutela_web.records.kind_verbs import create_record

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.postgresql,  # an edit locks its result
]

FIRST, LAST = date(2018, 7, 1), date(2018, 12, 31)
SAID = {
    "on_whom": "people",
    "success": "People farm outside the camp by day",
    "failure": "More people flee to the camp than leave it",
    "basis": "Agreed by the senior group on 3 July",
    "classification": 0,
}
KNOWN = {
    "on_whom": "people",
    "first": FIRST,
    "last": LAST,
    "course": "worse",
    "known": "Killings of farmers went up in the north",
    "due_to": "Fewer patrols since August",
    "not_known": "What happened west of the river",
    "sources": "Human rights, monthly tables",
    "classification": 1,
}


@pytest.fixture
def mandate(cast: Cast) -> Resolution:
    return loaded(cast)


def protection(mandate: Resolution) -> Paragraph:
    return paragraph(mandate, "2 (a)")


class TestCriterion(KindTests):
    kind = CRITERION
    values: ClassVar = SAID
    changes: ClassVar = {"failure": "Nobody farms outside the camp"}

    def parent(self, cast: Cast) -> Any:
        return protection(Resolution.objects.first() or loaded(cast))


class TestResult(KindTests):
    kind = RESULT
    values: ClassVar = KNOWN
    changes: ClassVar = {"last": date(2018, 12, 29)}

    def parent(self, cast: Cast) -> Any:
        return Resolution.objects.first() or loaded(cast)


def url(name: str, *args: Any) -> str:
    return reverse(f"monitoring:{name}", args=["luma", *args])


def page_of(client: Any, mandate: Resolution) -> str:
    return squeezed(unescape(client.get(url("results_of", mandate.pk)).content.decode()))


def test_a_mandate_without_criteria_or_results_says_that_nothing_is_known(
    cast: Cast, mandate: Resolution, sign_in: Any
) -> None:
    Paragraph.objects.filter(pk=protection(mandate).pk).update(poc=True)
    client = sign_in(cast.adviser)
    way = reverse("mandate:resolution", args=["luma", mandate.pk])
    assert url("results_of", mandate.pk) in client.get(way).content.decode()
    page = page_of(client, mandate)
    assert page.count("nobody has said what would be success") == 3
    assert "What came of the mandate is not known" in page
    assert url("criterion_new", protection(mandate).pk) in page
    told = client.post(url("criterion_new", protection(mandate).pk), SAID)
    assert told.status_code == 302
    page = page_of(client, mandate)
    assert "People farm outside the camp by day" in page and "9001 (2031), 2 (a)" in page
    assert page.count("nobody has said what would be success") == 2
    assert url("criterion_new", protection(mandate).pk) not in page
    head = paragraph(mandate, "3")
    Paragraph.objects.filter(pk=head.pk).update(kind="preambular")
    assert client.post(url("criterion_new", head.pk), SAID).status_code == 400


def test_three_results_stand_by_period_and_the_one_nobody_gave_is_not_known(
    cast: Cast, mandate: Resolution, sign_in: Any
) -> None:
    client = sign_in(cast.adviser)
    taken(client, "feel_safe")
    survey = IndicatorDefinition.objects.get(key="feel_safe")
    assert client.post(indicator_url("value_give", survey.pk), given()).status_code == 302
    figure = IndicatorValue.objects.get()
    new = url("mandate_result_new", mandate.pk)
    people = KNOWN | {"figure": str(figure.pk)}
    assert client.post(new, people).status_code == 302
    nothing = {"known": "", "course": "", "due_to": "", "sources": ""}
    troops = KNOWN | nothing | {"on_whom": "troops", "not_known": "How many were hurt off duty"}
    assert client.post(new, troops).status_code == 302
    page = page_of(client, mandate)
    assert "worse than before" in page and "Killings of farmers went up in the north" in page
    assert url("indicator_value", figure.pk) in page and "What happened west of the river" in page
    assert "How many were hurt off duty" in page and "whether better or worse is not known" in page
    assert page.count("not known: nobody has said") == 1  # of the mission itself
    rows = Program(cast.adviser).get(f"{ROOT}/mandate-results").json()["results"]
    assert {row["on_whom"] for row in rows} == {"people", "troops"}
    assert sign_in(cast["partner"]).get(url("results_of", mandate.pk)).status_code == 404


def test_what_cannot_be_held_is_refused_with_what_to_do_next(
    cast: Cast, mandate: Resolution, sign_in: Any
) -> None:
    client = sign_in(cast.adviser)
    new = url("mandate_result_new", mandate.pk)
    wrong = [
        ({"known": "", "not_known": "", "course": ""}, "that is a result too"),
        ({"sources": ""}, "name the sources"),
        ({"known": ""}, "nothing is better or worse"),
        ({"first": date(2019, 1, 1)}, "ends before it begins"),
        ({"last": make.TODAY + timedelta(days=40)}, "lies in the future"),
    ]
    for fields, words in wrong:
        told = client.post(new, KNOWN | fields)
        assert told.status_code == 400 and words in unescape(told.content.decode()), fields
    by = at_desk(cast, "poc_adviser")
    of_troops = create_record(
        CRITERION, SAID | {"on_whom": "troops"}, by=by, beside=protection(mandate)
    )
    told = client.post(new, KNOWN | {"criterion": str(of_troops.pk)})
    assert told.status_code == 400 and "of results on others" in told.content.decode()
    assert not MandateResult.objects.exists() and SuccessCriterion.objects.count() == 1


def test_a_softened_result_shows_its_words_before_and_after_with_who_and_why(
    cast: Cast, mandate: Resolution, sign_in: Any
) -> None:
    client = sign_in(cast.adviser)
    assert client.post(url("mandate_result_new", mandate.pk), KNOWN).status_code == 302
    assert "reads as it was first written" in page_of(client, mandate)
    result = MandateResult.objects.get()
    edit = url("mandate_result_edit", result.pk)
    softer = KNOWN | {"known": "Some incidents were recorded", "due_to": "Rains", "version": 1}
    refused = client.post(edit, softer)
    assert refused.status_code == 400 and "no reason is given" in refused.content.decode()
    assert client.post(edit, softer | {"reason": "asked by headquarters"}).status_code == 302
    for reader in (cast.adviser, cast.boris):
        page = page_of(sign_in(reader), mandate)
        assert "<del><bdi>Killings of farmers went up in the north</bdi></del>" in page
        assert "<ins><bdi>Some incidents were recorded</bdi></ins>" in page
        assert "<del><bdi>Fewer patrols since August</bdi></del>" in page
        assert "asked by headquarters" in page and "reads as it was first written" not in page
    days = KNOWN | softer | {"first": date(2018, 7, 2), "version": 2}
    assert sign_in(cast.adviser).post(edit, days).status_code == 302, "a day needs no reason"


def test_a_page_of_many_results_asks_no_more_than_one_of_few(
    cast: Cast, mandate: Resolution, sign_in: Any
) -> None:
    by, client = at_desk(cast, "poc_adviser"), sign_in(cast.adviser)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of(client, mandate)
        return len(queries)

    def changed_result(year: int) -> None:
        days = {"first": date(year, 1, 1), "last": date(year, 6, 30)}
        one = create_record(RESULT, KNOWN | days, by=by, beside=mandate)
        words = {"known": "fewer words"}
        assert RESULT.saves is not None
        RESULT.saves(one, words, version=1, by=by, reason="shorter")
        create_record(CRITERION, SAID, by=by, beside=protection(mandate))

    changed_result(2017)
    few = asked()
    for year in (2014, 2015, 2016):
        changed_result(year)
    assert asked() == few


def results_by_path(cast: Cast) -> dict[str, Any]:
    """A criterion and a result, by the words of their addresses for programs."""
    by, mandate = at_desk(cast, "poc_adviser"), Resolution.objects.first() or loaded(cast)
    return {
        "success-criteria": create_record(CRITERION, SAID, by=by, beside=protection(mandate)).pk,
        "mandate-results": create_record(RESULT, KNOWN, by=by, beside=mandate).pk,
    }
