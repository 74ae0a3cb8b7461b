"""A risk rose since its line was set: the line, the risk, the matrix and the review say so."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by
from tests.tutela_web.programme.test_matrix import line, risk, url
from tests.tutela_web.warning.story import later
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied
from tutela_web.programme.matrix.verbs import edit_line
from tutela_web.programme.moved.queries import moved_lines
from tutela_web.programme.moved.verbs import weigh_line
from tutela_web.records import verbs as records
from tutela_web.risk.models import Risk

pytestmark = pytest.mark.django_db

__all__ = ["risk"]


def agree(cast: Cast, risk: Risk, **values: Any) -> Risk:
    """The forum agrees another value, a day later."""
    later(cast.mission, days=1)
    risk.refresh_from_db()
    return records.edit(risk, values, version=risk.version, by=cast.amina)


@pytest.mark.postgresql
def test_a_risk_that_rose_is_listed_with_its_line_until_a_person_weighs_it(
    cast: Cast, risk: Risk, sign_in: Any
) -> None:
    agree(cast, risk, priority=1)
    later(cast.mission, days=1)
    made = line(cast, risk)
    assert moved_lines(by(cast, "poc_adviser")) == []
    agree(cast, risk, priority=3)
    (row,) = moved_lines(by(cast, "poc_adviser"))
    assert (row.line, row.how, row.before, row.now, row.waits) == (made, "rose", 1, 3, True)
    client = sign_in(cast.adviser)
    for page in (url("moved"), url("matrix"), url("line", made.pk), url("risk:risk", risk.pk)):
        assert "the risk rose" in unescape(client.get(page).content.decode()), page
    later(cast.mission, days=1)
    act = url("line_weigh", made.pk)
    client.post(act, {"why": "", "version": 1})
    assert moved_lines(by(cast, "poc_adviser"))[0].waits, "without a reason nothing calms"
    assert (
        client.post(act, {"why": "two patrols a day are enough", "version": 1}).status_code == 302
    )
    (row,) = moved_lines(by(cast, "poc_adviser"))
    assert not row.waits and row.why == "two patrols a day are enough"
    said = client.get(url("moved")).content.decode()
    assert "set again since" in said and "not looked at since" not in said


def test_a_line_that_moved_with_its_risk_says_why_and_progress_alone_does_not_move_it(
    cast: Cast, risk: Risk
) -> None:
    made = line(cast, risk)
    agree(cast, risk, priority=1)
    later(cast.mission, days=1)
    edit_line(made, {"status": "under way"}, version=1, by=by(cast, "poc_adviser"))
    (row,) = moved_lines(by(cast, "poc_adviser"))
    assert row.how == "fell" and row.waits, "its progress says nothing of the risk"
    later(cast.mission, days=1)
    made.refresh_from_db()
    changes: Any = {"measure": "a patrol a week"}
    edit_line(made, changes, version=2, by=by(cast, "poc_adviser"), reason="the risk fell")
    (row,) = moved_lines(by(cast, "poc_adviser"))
    assert (row.how, row.waits, row.why) == ("fell", False, "the risk fell")
    agree(cast, risk, status="closed")
    assert moved_lines(by(cast, "poc_adviser"))[0].how == "closed"


def test_who_neither_keeps_nor_leads_lines_weighs_none(cast: Cast, risk: Risk) -> None:
    made = line(cast, risk)
    with pytest.raises(Denied):
        weigh_line(made, "fits", version=1, by=by(cast, "boris"))
    with pytest.raises(BadParameter):
        weigh_line(made, " ", version=1, by=by(cast, "poc_adviser"))


def test_a_line_is_asked_about_sexual_violence(cast: Cast, risk: Risk, sign_in: Any) -> None:
    made = line(cast, risk)
    client = sign_in(cast.adviser)
    page = reverse("programme:line", args=["luma", made.pk])
    assert client.get(page).content.decode().count("not answered") == 3
    answers: Any = {"women_in_team": True, "violence_prevented": "Lights at the water point."}
    edit_line(made, answers, version=1, by=by(cast, "poc_adviser"))
    said = client.get(page).content.decode()
    assert said.count("not answered") == 1 and "Lights at the water point." in said
    with pytest.raises(BadParameter):
        case: Any = {"violence_prevented": "the girl who was raped in June"}
        edit_line(made, case, version=2, by=by(cast, "poc_adviser"))
