"""Humanitarian space: aid by soldiers is a last resort, joint tasks stay distinct, and sites an
operation lays open are watched."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import by, url
from tutela.base.errors import BadParameter
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.partners.space.models import SpaceCheck
from tutela_web.partners.space.queries import check_list
from tutela_web.partners.space.verbs import approve_delivery, check_space, edit_check

ROAD = {
    "kind": "access",
    "what": "Food to Adok",
    "on": make.TODAY,
    "asked_by": "OCHA",
    "military": True,
    "classification": 1,
}


def test_soldiers_deliver_only_on_request_as_a_last_resort_and_as_approved(
    cast: Cast, sign_in: Any
) -> None:
    client, head = sign_in(cast.adviser), by(cast, "head_of_mission")
    sent = ROAD | {"military": "on", "on": str(make.TODAY)}
    assert client.post(url("partners:check_new"), sent | {"asked_by": ""}).status_code == 400
    assert client.post(url("partners:check_new"), sent).status_code == 302
    one = SpaceCheck.objects.get()
    with pytest.raises(NotNow, match="not written"):
        approve_delivery(one, version=1, by=head)
    said = {
        "help": "Route cleared.",
        "request": "OCHA asks for trucks.",
        "reason": "No pilot.",
        "version": 1,
    }
    assert client.post(url("partners:check_answers", one.pk), said).status_code == 302
    assert client.post(url("partners:check_approve", one.pk), {"version": 2}).status_code == 403
    page = sign_in(cast.boris).get(url("partners:check", one.pk)).content.decode()
    assert "has not approved it" in page
    hom = sign_in(cast["head_of_mission"])
    with pytest.raises(Conflict, match="changed meanwhile"):
        approve_delivery(one, version=1, by=head)
    assert hom.post(url("partners:check_approve", one.pk), {"version": 2}).status_code == 302
    one.refresh_from_db()
    assert one.approved_by is not None and not one.waits
    with pytest.raises(NotNow, match="as it stands"):
        edit_check(one, {"what": "Guns to Adok"}, version=3, by=by(cast, "poc_adviser"))
    with pytest.raises(NotNow, match="as it stands"):
        edit_check(one, {"asked_by": "Somebody"}, version=3, by=by(cast, "poc_adviser"))
    page = sign_in(cast.boris).get(url("partners:check", one.pk)).content.decode()
    assert "OCHA asks for trucks." in page and "approved by" in page


def test_a_joint_task_shows_what_was_not_looked_at_and_strangers_see_nothing(
    cast: Cast, sign_in: Any, django_assert_num_queries: Any
) -> None:
    adviser = by(cast, "poc_adviser")
    task = {"kind": "task", "what": "Visit to the clinic", "on": make.TODAY}
    check_space(task | {"answers": {"escorts": "none"}}, by=adviser)
    done = dict.fromkeys(("escorts", "markings", "transport", "visits"), "apart")
    check_space(task | {"what": "Survey", "answers": done, "outcome": "kept"}, by=adviser)
    reader = by(cast, "boris")
    with django_assert_num_queries(1):
        rows = check_list(reader, {"kind": "task"})
    assert [one.open_questions for one in rows] == [["markings", "transport", "visits"], []]
    assert "Shared transport" in sign_in(cast.boris).get(url("partners:checks")).content.decode()
    for wrong in ({"what": " "}, {"military": True}, {"kind": "other"}):
        with pytest.raises(BadParameter):
            check_space(task | wrong, by=adviser)
    with pytest.raises(Denied):
        check_space(task, by=by(cast, "boris"))
    assert sign_in(cast.chen).get(url("partners:checks")).status_code == 404
    assert sign_in(cast["partner"]).get(url("partners:check", rows[0].pk)).status_code == 404


def test_sites_open_to_reprisals_stand_with_who_watches_them(cast: Cast, sign_in: Any) -> None:
    one = check_space(
        {"kind": "operation", "what": "Cordon of Adok", "on": make.TODAY},
        by=by(cast, "poc_adviser"),
    )
    client = sign_in(cast.adviser)
    luma, hidden = (
        make.place(cast.mission, "Luma"),
        make.place(cast.mission, "Strict", classification=2),
    )
    assert client.post(url("partners:check_site", one.pk), {"place": hidden.pk}).status_code == 400
    assert client.post(url("partners:check_site", one.pk), {"place": luma.pk}).status_code == 302
    assert client.post(url("partners:check_site", one.pk), {"place": luma.pk}).status_code == 400
    page = sign_in(cast.boris).get(url("partners:check", one.pk)).content.decode()
    assert "nobody watches it" in page and "What reprisals civilians could suffer" in page
