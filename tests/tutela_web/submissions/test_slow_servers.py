"""A server of forms that hangs or trickles holds no page, and no worker for longer than it may."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.channels import far_ends
from tests.tutela_web.channels.far_ends import FarEnd, far_end
from tests.tutela_web.html import squeezed
from tests.tutela_web.submissions.stub import TOKEN, FormsStub, forms_stub, kobo
from tutela_web.access.policy import standing_of
from tutela_web.base import jobs
from tutela_web.base.clock import real_now
from tutela_web.base.models import Job
from tutela_web.base.network_guard import AskedOutside, nothing_outside
from tutela_web.channels.models import Away
from tutela_web.intake.models import FieldReport
from tutela_web.settings import hosts_and_networks
from tutela_web.submissions import fetching, verbs
from tutela_web.submissions.jobs import ask_for_forms
from tutela_web.submissions.models import FormLink, FormServer

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]

SECONDS = 0.6
GENEROUS = 20.0
"""What one asking may take on a busy machine: it was without end."""


@pytest.fixture(autouse=True)
def _short(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WEBHOOK_INSIDE = hosts_and_networks("127.0.0.0/8")
    monkeypatch.setattr(fetching, "PAUSES", (0.0, 0.0))
    monkeypatch.setattr(fetching, "TIMEOUT_SECONDS", SECONDS)


def link_to(cast: Cast, server: FarEnd | FormsStub) -> FormLink:
    """A form of a server, with its questions chosen by the information officer."""
    named = {"mission": cast.mission, "made_at": real_now()}
    kept = FormServer.objects.create(
        kind="kobo", name="Kobo", url=server.url, password=TOKEN, made_by=cast.amina, **named
    )
    return FormLink.objects.create(
        server=kept,
        system="kobo",
        title="Market",
        uid="aBc12",
        keeper=cast.amina,
        targets={"what": "what"},
        paths=["what"],
        mapped_at=real_now(),
        **named,
    )


def work() -> None:
    """What a worker does with what waits, within bounds."""
    begun = time.monotonic()
    for job in Job.objects.filter(state=Job.State.WAITING).order_by("pk"):
        jobs.run(job.pk)
    assert time.monotonic() - begun < GENEROUS


@pytest.mark.parametrize("conduct", [far_ends.hang, far_ends.trickle_body])
def test_two_who_preview_a_server_that_hangs_hold_no_page(
    cast: Cast, sign_in: Any, conduct: far_ends.Conduct
) -> None:
    officer, reader = sign_in(cast.amina), sign_in(cast.hofo)
    with far_end(conduct) as end:
        link = link_to(cast, end)
        page = f"/m/luma/forms/links/{link.pk}/"
        for _person in range(2):
            asked = officer.post(f"{page}preview/", follow=True)
        assert end.asked == 0, "no page asks the server"
        assert "The server of forms is being asked" in asked.content.decode()
        assert reader.get("/m/luma/alerts/").status_code == 200
        assert Job.objects.filter(kind="preview_form").count() == 1, "who comes second waits too"
        work()
        assert end.asked == 1
        assert "the server of forms does not answer" in squeezed(officer.get(page).content.decode())
    assert Away.objects.get().kind == "forms"


def test_a_view_that_asks_a_server_itself_is_refused_as_a_fault_of_ours(cast: Cast) -> None:
    with far_end(far_ends.hang) as end:
        link = link_to(cast, end)
        with nothing_outside("a request"), pytest.raises(AskedOutside, match="a request"):
            list(fetching.fetch_pages(link))
        assert end.asked == 0


def test_the_hourly_pull_gives_up_and_leaves_the_server_alone_longer_each_time(cast: Cast) -> None:
    pauses = []
    with far_end(far_ends.trickle_body) as end:
        link = link_to(cast, end)
        for turn in range(1, 4):
            ask_for_forms()
            work()
            assert end.asked == turn
            row = Away.objects.get()
            pauses.append(round((row.again_at - real_now()) / timedelta(minutes=1)))
            Job.objects.update(asked_at=real_now() - timedelta(hours=2))
            ask_for_forms()
            work()
            assert end.asked == turn, "left alone"
            Away.objects.update(again_at=real_now())
        link.refresh_from_db()
    assert pauses == [1, 2, 4] and link.fault and link.pulled_at is None


def test_a_server_that_gives_a_page_now_and_then_is_given_up_as_a_whole(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "PULL_SECONDS", SECONDS)
    with forms_stub() as stub:
        stub.rows = [kobo(number, what=f"Shots {number}") for number in range(40)]
        stub.page, stub.pause = 1, 0.1
        link = link_to(cast, stub)
        ask_for_forms()
        work()
        link.refresh_from_db()
        assert 0 < FieldReport.objects.count() < 40 and link.fault, "what came stays"
        monkeypatch.setattr(fetching, "PULL_SECONDS", 180)
        stub.page, stub.pause = 40, 0.0
        verbs.ask_to_pull(link, by=standing_of(cast.amina, cast.mission))
        work()
        assert FieldReport.objects.count() == 40 and not Away.objects.exists()


def test_whoever_waits_may_stop_it_and_what_came_stays(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = sign_in(cast.amina)
    with forms_stub() as stub:
        stub.rows = [kobo(number, what=f"Shots {number}") for number in range(4)]
        stub.page = 2
        link = link_to(cast, stub)
        page = f"/m/luma/forms/links/{link.pk}/"
        officer.post(f"{page}pull/")
        officer.post(f"{page}stop/")
        work()
        assert not stub.asked and Job.objects.get().state == "cancelled"
        officer.post(f"{page}pull/")
        take = verbs.take_submission

        def take_and_stop(*given: Any, **how: Any) -> Any:
            officer.post(f"{page}stop/")
            return take(*given, **how)

        monkeypatch.setattr(verbs, "take_submission", take_and_stop)
        work()
    assert FieldReport.objects.count() == 2
    assert Job.objects.latest("asked_at").state == "cancelled"


def test_an_answer_shorter_or_longer_than_said_is_none(cast: Cast) -> None:
    for conduct in (far_ends.lie_about_length, far_ends.open_after_answer, far_ends.redirect):
        with far_end(conduct) as end:
            link = link_to(cast, end)
            with pytest.raises(fetching.ServerFault):
                list(fetching.fetch_pages(link))
