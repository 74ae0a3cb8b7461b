"""Residual risk: the Head of Mission alone accepts it, until a day; then it lapses and shows so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, url
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Denied, NotNow
from tutela_web.engagements.residual.models import ResidualRisk
from tutela_web.engagements.residual.queries import residual_list, residuals_for
from tutela_web.engagements.residual.verbs import accept_risk, end_acceptance

WEEK = timedelta(days=7)
FERRY = {
    "what": "The islands below Luma",
    "why": "No boat reaches them in the rains.",
    "changes_if": "A riverine unit",
    "until": make.TODAY + WEEK,
}


def lapsed(cast: Cast, **fields: Any) -> ResidualRisk:
    """One whose last day was yesterday."""
    made = accept_risk(FERRY | fields, by=by(cast, "head_of_mission"))
    ResidualRisk.objects.filter(pk=made.pk).update(until=make.TODAY - timedelta(days=1))
    made.refresh_from_db()
    return made


def test_the_head_of_mission_accepts_in_writing_and_nobody_else(cast: Cast, sign_in: Any) -> None:
    risk = make.risk(cast.mission, make.place(cast.mission, "Luma"), by=cast.adviser)
    client = sign_in(cast["head_of_mission"])
    page = client.get(url("engagements:residual_new") + f"?risk={risk.pk}")
    assert page.context["form"].initial["risk"] == risk
    sent = FERRY | {"risk": risk.pk, "classification": 0}
    assert client.post(url("engagements:residual_new"), sent | {"why": ""}).status_code == 400
    assert client.post(url("engagements:residual_new"), sent).status_code == 302
    one = ResidualRisk.objects.get()
    assert (one.accepted_by.role, one.accepted_on) == ("head_of_mission", make.TODAY)
    assert (one.classification, one.place) == (1, risk.place)
    page = sign_in(cast.boris).get(url("engagements:residual", one.pk)).content.decode()
    assert "A riverine unit" in page and "in force" in page
    for who in ("chief_of_staff", "poc_adviser", "boris"):
        with pytest.raises(Denied):
            accept_risk(FERRY, by=by(cast, who))
        with pytest.raises(Denied):
            end_acceptance(one, "over", version=1, by=by(cast, who))
        assert sign_in(cast[who]).get(url("engagements:residual_new")).status_code == 403
    for name, args in (("residuals", ()), ("residual_new", ()), ("residual", (one.pk,))):
        assert sign_in(cast.chen).get(url(f"engagements:{name}", *args)).status_code == 404


def test_what_lapsed_stands_first_and_is_ended_or_accepted_anew(cast: Cast, sign_in: Any) -> None:
    current = accept_risk(FERRY, by=by(cast, "head_of_mission"))
    old = lapsed(cast, what="The camp at Adok")
    assert [(one, str(state)) for one, state in residual_list(by(cast, "boris"), {})] == [
        (old, "lapsed"),
        (current, "in force"),
    ]
    assert (
        "nobody accepts it now"
        in sign_in(cast.boris).get(url("engagements:residuals")).content.decode()
    )
    client = sign_in(cast["head_of_mission"])
    again = client.get(url("engagements:residual_new") + f"?again={old.pk}").context["form"]
    assert again.initial["what"] == "The camp at Adok" and "until" not in again.initial
    assert (
        client.post(url("engagements:residual", old.pk), {"why": "", "version": 1}).status_code
        == 400
    )
    sent = {"why": "A base was opened there.", "version": 1}
    assert client.post(url("engagements:residual", old.pk), sent).status_code == 302
    assert [one for one, _state in residual_list(by(cast, "boris"), {})] == [current]
    assert [one for one, _state in residual_list(by(cast, "boris"), {"state": "ended"})] == [old]
    with pytest.raises(NotNow):
        end_acceptance(
            residuals_for(by(cast, "boris")).get(pk=old.pk),
            "twice",
            version=2,
            by=by(cast, "head_of_mission"),
        )


def test_it_is_never_accepted_for_good_nor_for_a_day_gone_by(cast: Cast) -> None:
    head = by(cast, "head_of_mission")
    for until in (None, make.TODAY - timedelta(days=1)):
        with pytest.raises(BadParameter, match="a day to come"):
            accept_risk(FERRY | {"until": until}, by=head)
    with pytest.raises(BadParameter, match="what would change it"):
        accept_risk(FERRY | {"changes_if": " "}, by=head)


def test_one_that_tells_of_readiness_lies_in_the_compartment_capacity(
    cast: Cast, sign_in: Any
) -> None:
    one = accept_risk(FERRY | {"capacity": True}, by=by(cast, "head_of_mission"))
    assert sign_in(cast.adviser).get(url("engagements:residual", one.pk)).status_code == 404
    assert "islands" not in sign_in(cast.adviser).get(url("engagements:residuals")).content.decode()
    assert (
        "islands"
        in sign_in(cast["force_commander"]).get(url("engagements:residuals")).content.decode()
    )


def test_the_field_office_reads_those_of_its_area(cast: Cast) -> None:
    head = by(cast, "head_of_mission")
    mine = accept_risk(FERRY | {"area": cast.north}, by=head)
    accept_risk(FERRY | {"area": cast.south}, by=head)
    assert list(residuals_for(by(cast, "head_of_field_office"))) == [mine]
    assert not residuals_for(by(cast, "field_reporter")).exists(), "it is confidential"


def test_two_ends_of_one_acceptance_meet(cast: Cast) -> None:
    head = by(cast, "head_of_mission")
    one = accept_risk(FERRY, by=head)
    stale = ResidualRisk.objects.get(pk=one.pk)
    end_acceptance(one, "A boat came.", version=1, by=head)
    with pytest.raises(NotNow, match="ended already"):
        end_acceptance(stale, "The people left.", version=1, by=head)
    assert ResidualRisk.objects.get(pk=one.pk).ended_why == "A boat came."


def test_the_list_takes_one_query_for_one_as_for_many(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        place = make.place(cast.mission, f"Luma {number}")
        accept_risk(FERRY | {"place": place}, by=by(cast, "head_of_mission"))
        if number in (0, 4):
            boris = by(cast, "boris")
            with django_assert_num_queries(1):
                rows = residual_list(boris, {})
                assert len(rows) == number + 1 and rows[0][0].place.name
