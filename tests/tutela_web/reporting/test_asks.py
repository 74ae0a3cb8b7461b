"""A cable asks, the senior group answers, the next cable begins with what became of it: all
through pages; invented names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.stories.telling import Telling, part
from tests.stories.test_reports import accept_all, sign, work
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import called, held, senior
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import Person, Post
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import NotNow
from tutela_web.fora.forum.models import Action
from tutela_web.records.kind_verbs import create_record
from tutela_web.reporting.drafting.ask_verbs import decline_ask, put_off
from tutela_web.reporting.drafting.verbs import WantedEdition, open_report
from tutela_web.reporting.filling.fill_job import fill_edition
from tutela_web.reporting.models import ReportAsk, ReportEdition
from tutela_web.reporting.reached.kinds import REPORT_ASK

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]
BOAT = "Ask the Force for a second boat at the ferry of Luma"


def head(cast: Cast) -> Post:
    return cast["head_of_mission"].holdings.get().post


def cable(cast: Cast, product: str = "cable") -> ReportEdition:
    adviser = standing_of(cast.adviser, cast.mission)
    report = open_report(WantedEdition(product, make.TODAY), by=adviser, now=False)
    return fill_edition(report, by=cast.adviser)


class TestReportAsk(KindTests):
    kind = REPORT_ASK
    values = {"what": BOAT, "due": make.TODAY}  # noqa: RUF012
    changes = {"what": "Ask the Force for two boats"}  # noqa: RUF012

    @pytest.fixture(autouse=True)
    def _cable(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        self.cable = cable(cast)
        monkeypatch.setattr(type(self), "values", dict(self.values) | {"of": head(cast)})

    def parent(self, cast: Cast) -> Any:
        return self.cable

    def writer_of(self, cast: Cast) -> Person:
        return cast.adviser

    def reader_of(self, cast: Cast) -> Person:
        return cast["head_of_mission"]


@pytest.fixture
def tell(cast: Cast, sign_in: Callable[[Any], Any]) -> Telling:
    return Telling(cast, sign_in)


def drafted(tell: Telling) -> ReportEdition:
    """The adviser drafts a cable, and the worker fills it."""
    day = make.TODAY + timedelta(days=len(ReportEdition.objects.all()))
    tell.fill("poc_adviser", "reporting/new/", product="cable", due=day.isoformat())
    work()
    return ReportEdition.objects.get(product="cable", state="draft")


def released(tell: Telling, report: ReportEdition) -> None:
    """The chain signs a cable: the Chief of Staff, then the Head of Mission."""
    here = f"reporting/{report.pk}/"
    accept_all(tell, report)
    for who in ("chief_of_staff", "head_of_mission"):
        accept_all(tell, report, who)
    for one in report.parts.filter(compartment="capacity"):
        tell.fill(
            "chief_of_staff", f"reporting/parts/{one.pk}/", to="leave-out", why="None known here"
        )
    tell.fill("poc_adviser", here, to="clearance/begin/")
    sign(tell, "chief_of_staff", report)
    sign(tell, "head_of_mission", report)


def test_a_cable_asks_the_senior_group_answers_and_the_next_cable_says_so(tell: Telling) -> None:
    cast = tell.cast
    report = drafted(tell)
    here = f"reporting/{report.pk}/"
    for what, days in ((BOAT, 9), ("Raise the closed road with the governor", 5), ("A doctor", 3)):
        due = (make.TODAY + timedelta(days=days)).isoformat()
        tell.fill("poc_adviser", f"{here}ask/", what=what, of=str(head(cast).pk), due=due)
    assert BOAT in part(tell.page("poc_adviser", here), "decisions")
    meeting = called(cast, senior(cast), days=0.01)
    room = f"fora/meetings/{meeting.pk}/"
    assert BOAT not in tell.page("poc_adviser", room), "nobody is asked before the release"

    released(tell, report)
    assert BOAT in part(tell.page("chief_of_staff", room), "report-asks")
    boat, road, doctor = ReportAsk.objects.order_by("entered_at")
    owner = str(cast["force_commander"].holdings.get().post.pk)
    done = {"to_do": "Move the boat of Koro to Luma", "owner": owner}
    page = tell.fill("chief_of_staff", f"reporting/asks/{boat.pk}/", to="take/", **done)
    assert "taken up on" in page and "Move the boat of Koro to Luma" in page
    action = Action.objects.get()
    assert (action.meeting, action.due) == (meeting, boat.due), "it is an action of the meeting"
    tell.fill("chief_of_staff", f"reporting/asks/{road.pk}/", to="decline/", why="He is away")
    again = (make.TODAY + timedelta(days=14)).isoformat()
    tell.fill(
        "chief_of_staff", f"reporting/asks/{doctor.pk}/", to="later/", why="No post", until=again
    )
    told = part(tell.page("poc_adviser", here), "decisions")
    for words in ("taken up on", "Move the boat", "not taken up", "He is away", "later, on"):
        assert words in told, "who wrote it sees what became of it"
    agenda = tell.page("chief_of_staff", room)
    assert 'id="report-asks"' not in agenda, "nothing waits before its day"
    assert "Move the boat" in part(agenda, "raised")

    following = drafted(tell)
    before = part(tell.page("poc_adviser", f"reporting/{following.pk}/"), "asked_before")
    for words in (BOAT, "Move the boat of Koro to Luma", "He is away", "A doctor", "No post"):
        assert words in before
    assert BOAT not in part(tell.page("poc_adviser", f"reporting/{following.pk}/"), "decisions")


def test_what_waited_stands_on_the_agenda_that_was_kept_and_in_the_minutes(cast: Cast) -> None:
    report = cable(cast)
    adviser = standing_of(cast.adviser, cast.mission)
    asked = {"what": BOAT, "of": head(cast)}
    ask = create_record(REPORT_ASK, asked, by=adviser, beside=report)
    with pytest.raises(NotNow, match="not released"):
        decline_ask(ask, "No boat", version=1, by=adviser)
    ReportEdition.objects.filter(pk=report.pk).update(state="released")
    meeting = held(cast, senior(cast), days=-0.01)
    assert meeting.agenda["report_asks"] == [str(ask.pk)]
    put_off(ask, "No boat yet", make.TODAY + timedelta(days=3), version=1, by=adviser)
    with pytest.raises(NotNow, match="is no draft"):
        create_record(REPORT_ASK, asked, by=adviser, beside=report)


def test_a_report_for_those_outside_asks_nothing_of_a_leader(tell: Telling) -> None:
    report = cable(tell.cast, "council_briefing")
    sent = {"what": BOAT, "of": str(head(tell.cast).pk)}
    answer = tell.by("poc_adviser").post(f"/m/luma/reporting/{report.pk}/ask/", sent)
    assert answer.status_code == 400 and b"no part that asks" in answer.content
