"""What is beyond the mission: sent to the Head of Mission, refused, sent again, accepted in writing
by nobody else; what is accepted stands as a residual risk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.deployment.weighed import BEYOND_LUMA, by, main_of, need_at, stated
from tests.tutela_web.html import text_of
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person
from tutela_web.base.errors import Denied, NotNow
from tutela_web.deployment.options.beyond_kind import BEYOND
from tutela_web.deployment.options.models import BeyondAbility
from tutela_web.deployment.options.verbs import answer_beyond, send_beyond
from tutela_web.deployment.whatif.kinds import MOVE
from tutela_web.deployment.whatif.verbs import sign_move
from tutela_web.engagements.residual.models import ResidualRisk
from tutela_web.engagements.residual.verbs import end_acceptance
from tutela_web.records.kind_verbs import create_record, edit_record

pytestmark = pytest.mark.postgresql
SignIn = Callable[[Person], Client]
LIST = "/m/luma/means/beyond/"


class TestBeyond(KindTests):
    kind = BEYOND
    values = BEYOND_LUMA
    changes = {"what": "Families at both fords by night"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _need(self, cast: Cast) -> None:
        self.need, self.cast = need_at(cast), cast

    def parent(self, cast: Cast) -> Any:
        if BeyondAbility.objects.filter(need=self.need).exists():
            self.need = need_at(cast, self.need.place)  # one statement a need
        return self.need


def test_the_head_of_mission_returns_it_then_accepts_it_in_writing(
    cast: Cast, sign_in: SignIn
) -> None:
    need = need_at(cast)
    adviser, head = sign_in(cast.adviser), sign_in(cast["head_of_mission"])
    new = f"/m/luma/means/needs/{need.pk}/beyond/"
    page = adviser.post(new, {**BEYOND_LUMA, "compartment": ""})["Location"]
    assert "not sent" in text_of(adviser.get(page))
    assert adviser.post(new, {**BEYOND_LUMA, "compartment": ""}).status_code == 400, "once a need"
    assert adviser.post(f"{page}send/", {"version": "1"}).status_code == 302
    assert "not signed" in text_of(adviser.get(LIST))
    assert "Your answer" not in text_of(adviser.get(page)), "nobody else may answer"
    sent = {"answer": "accepted", "said": "I accept", "until": "2019-03-31", "version": "2"}
    assert adviser.post(f"{page}answer/", sent).status_code == 403

    assert "Your answer" in text_of(head.get(page))
    back = {"answer": "returned", "said": "Move the platoon first", "until": "", "version": "2"}
    assert head.post(f"{page}answer/", back).status_code == 302
    words = text_of(adviser.get(LIST))
    assert "returned by the Head of Mission" in words and "Move the platoon first" in words
    assert not ResidualRisk.objects.exists(), "what is returned is accepted by nobody"

    edit = {**BEYOND_LUMA, "why": "No platoon is left to move", "compartment": "", "version": "3"}
    assert adviser.post(f"{page}edit/", edit).status_code == 302
    assert adviser.post(f"{page}send/", {"version": "4"}).status_code == 302
    gone = {"answer": "accepted", "said": "I accept", "until": "2018-12-01", "version": "5"}
    assert "until a day to come" in text_of(head.post(f"{page}answer/", gone))
    signed = gone | {"until": "2019-03-31"}
    assert head.post(f"{page}answer/", signed).status_code == 302
    residual = ResidualRisk.objects.get()
    assert (residual.why, residual.place) == ("No platoon is left to move", need.place)
    assert f"/m/luma/residual/{residual.pk}/" in head.get(LIST).content.decode()
    of_need = text_of(adviser.get(f"/m/luma/means/needs/{need.pk}/options/"))
    assert "accepted in writing" in of_need and "I accept" in of_need
    assert adviser.post(f"{page}edit/", edit | {"what": "Less", "version": "6"}).status_code == 400

    end_acceptance(residual, "A platoon came", version=1, by=by(cast, "head_of_mission"))
    assert "no longer accepted" in text_of(adviser.get(LIST))


def test_what_tells_of_caveats_is_read_by_holders_of_capacity_also_once_it_is_signed(
    cast: Cast, sign_in: SignIn
) -> None:
    need, head = need_at(cast), by(cast, "head_of_mission")
    reader = sign_in(cast.boris)
    pages = (LIST, f"/m/luma/means/needs/{need.pk}/options/", "/m/luma/residual/")
    before = [main_of(reader.get(page)) for page in pages]
    closed = stated(cast, need, "force_commander", compartment="capacity")
    sent = send_beyond(closed, version=1, by=by(cast, "force_commander"))
    until = make.TODAY + timedelta(days=30)
    answer_beyond(sent, "accepted", "I accept", version=2, by=head, until=until)
    assert ResidualRisk.objects.get().compartment == "capacity"
    assert [main_of(reader.get(page)) for page in pages] == before
    with pytest.raises(Denied):
        stated(cast, need_at(cast, need.place), compartment="capacity")


def test_words_that_wait_for_a_signature_are_not_changed(cast: Cast) -> None:
    adviser = by(cast, "poc_adviser")
    made = stated(cast, need_at(cast))
    with pytest.raises(NotNow):
        answer_beyond(made, "more", "Say more", version=1, by=by(cast, "head_of_mission"))
    sent = send_beyond(made, version=1, by=adviser)
    with pytest.raises(NotNow):
        send_beyond(sent, version=2, by=adviser)
    with pytest.raises(NotNow):
        edit_record(BEYOND, sent, {"what": "Less"}, version=2, by=adviser)
    with pytest.raises(Denied):
        answer_beyond(sent, "more", "Say more", version=2, by=by(cast, "force_commander"))
    answer_beyond(sent, "more", "Say more", version=2, by=by(cast, "head_of_mission"))
    made.refresh_from_db()
    assert edit_record(BEYOND, made, {"what": "More"}, version=3, by=adviser).version == 4


def test_what_waits_for_the_head_of_mission_stands_on_that_first_page_alone(
    cast: Cast, sign_in: SignIn
) -> None:
    commander, head = by(cast, "force_commander"), sign_in(cast["head_of_mission"])
    assert 'id="means-wait"' not in head.get("/m/luma/now/").content.decode()
    made = stated(cast, need_at(cast))
    base = make.base(cast.mission, "COB Cedar", area=cast.north)
    closes = {"asks": "close", "base": base, "because": "The rains", "classification": 1}
    move = create_record(MOVE, closes, by=commander)
    assert 'id="means-wait"' not in head.get("/m/luma/now/").content.decode(), "drafts ask nothing"
    send_beyond(made, version=1, by=by(cast, "poc_adviser"))
    sign_move(move, version=1, by=commander)
    panel = head.get("/m/luma/now/").content.decode().split('id="means-wait"')[1]
    panel = panel.split("</section>")[0]
    assert f"/m/luma/means/beyond/{made.pk}/" in panel and "waits for your answer" in panel
    assert f"/m/luma/means/moves/{move.pk}/" in panel and "no plan for the place" in panel
    for who in ("chief_of_staff", "force_commander"):
        assert 'id="means-wait"' not in sign_in(cast[who]).get("/m/luma/now/").content.decode()
