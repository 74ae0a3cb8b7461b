"""Answers of a survey taken from a form of KoboToolbox, against a server on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tests.tutela_web.outreach.perceptions.story import drawn_survey, villages
from tests.tutela_web.submissions.stub import TOKEN, FormsStub, forms_stub, kobo
from tutela_web.base import jobs
from tutela_web.base.models import Job
from tutela_web.outreach.perceptions.models import SurveyAnswer
from tutela_web.settings import hosts_and_networks
from tutela_web.submissions import fetching
from tutela_web.submissions.models import FormServer

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]


@pytest.fixture
def stub(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FormsStub]:
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    monkeypatch.setattr(fetching, "PAUSES", (0.0, 0.0))
    with forms_stub() as served:
        yield served


def test_an_answer_comes_once_an_edit_replaces_it_and_no_telephone_comes_with_it(
    cast: Cast, sign_in: Any, stub: FormsStub
) -> None:
    villages(cast)
    survey = drawn_survey(cast, sign_in)
    adviser, page = sign_in(cast.adviser), f"/m/luma/outreach/surveys/{survey.pk}/answers/"
    named = {"kind": "kobo", "name": "Kobo", "url": stub.url, "password": TOKEN}
    assert adviser.post("/m/luma/forms/servers/new/", named).status_code == 302
    said = {"result": "answered", "sex": "female", "age_group": "30_44", "adults": 2}
    stub.rows = [
        kobo(1, place="p01", safe_at_night="unsafe", phone="0915551234", **said),
        kobo(2, place="p99", safe_at_night="SECRETANSWER", **said),
    ]

    def pull() -> str:
        sent = {"server": str(FormServer.objects.get().pk), "uid": "aBc12"}
        answer = adviser.post(f"{page}pull/", sent, follow=True)
        assert "The server of forms is being asked" in answer.content.decode()
        jobs.run(Job.objects.get(kind="pull_survey_answers", state="waiting").pk)
        return text_of(adviser.get(page))

    shown = pull()
    assert "answers kept 1, here already 0, refused 1" in shown
    assert "the place was not drawn" in shown and "SECRET" not in shown
    answer = SurveyAnswer.objects.get()
    assert answer.answers == {"safe_at_night": "unsafe"} and answer.adults == 2
    assert "0915551234" not in str(SurveyAnswer.objects.values_list())
    assert "here already 1" in pull()
    root = stub.rows[0]["_uuid"]
    stub.rows = [
        kobo(1, uuid="edited-1", root=root, place="p01", safe_at_night="safe", **said),
    ]
    assert "answers kept 1" in pull()
    assert SurveyAnswer.objects.get().answers == {"safe_at_night": "safe"}
