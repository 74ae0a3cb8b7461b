"""The weekly return, the text desk and the rule of thumb, each where the platform takes it in."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import numpy as np
import pytest
from django.test import Client

from tutela.base.plugins import failed_plugins
from tutela.forecast.evaluate import evaluate
from tutela.forecast.history import draw_history
from tutela.forecast.panel import Panel, make_panel, period_of
from tutela.incidents.read import read_events
from tutela_web.base import jobs
from tutela_web.base.clock import real_now
from tutela_web.base.models import Job
from tutela_web.channels.gateways import KINDS
from tutela_web.channels.models import Gateway, Message
from tutela_web.kit.cast import TODAY, KitCast
from tutela_web.reporting.models import ReportEdition

database = pytest.mark.django_db(databases=["default", "keys"])
HEAD = "N° fiche;Date du fait;Lat;Long;Nature;Auteur présumé;Morts civils"


def test_nothing_of_the_package_is_left_out() -> None:
    assert failed_plugins() == []


# --- the rule of thumb


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> Panel:
    """Four years of sheets: three die each month at one place, and once, long ago, at another."""
    pytest.importorskip("ibis", reason="panels are of the extra `forecast`, which no bundle has")
    rows = [
        f"P{year}-{month};15/{month:02}/{year};4,85;31,60;MEU;Groupe armé inconnu;3"
        for year in range(2014, 2018)
        for month in range(1, 13)
    ]
    rows.append("P0;15/01/2014;6,85;31,60;MEU;Groupe armé inconnu;9")
    file = tmp_path_factory.mktemp("sheets") / "fiches.csv"
    file.write_text("\n".join([HEAD, *rows]) + "\n")
    return make_panel(read_events([file]).events, level="cell", countries=["SSD"])


def test_what_comes_is_as_the_last_quarter_and_the_same_seed_says_the_same(panel: Panel) -> None:
    until = period_of(date(2017, 12, 1), "month")
    past = panel.matrix("civ", until=until)
    first, again = (
        draw_history("ministry", panel, past, draws=400, seed=3, period=until) for _ in range(2)
    )
    assert len(first) == len(panel) and np.array_equal(first.values, again.values)
    [struck] = np.flatnonzero(first.mean() > 0)
    assert abs(first.mean()[struck] - 3) < 0.5
    assert past[struck, -3:].tolist() == [3, 3, 3]


def test_it_is_judged_by_the_scores_of_the_others(panel: Panel) -> None:
    first = period_of(date(2017, 6, 1), "month")
    told = evaluate(panel, "civ", first=first, last=first + 1, horizons=(1,), draws=50)["models"]
    assert told["ministry"].keys() == told["zero"].keys()
    assert 0 < told["ministry"]["crps"] < told["zero"]["crps"], "three a month came again"


# --- the weekly return


@database
def test_the_weekly_return_is_drafted_and_its_parts_stand(cast: KitCast, sign_in: Any) -> None:
    adviser = sign_in(cast["poc_adviser"])
    page = adviser.get("/m/luma/reporting/new/").content.decode()
    assert '<option value="ministry_weekly">Weekly return to the ministry</option>' in page
    sent = {"product": "ministry_weekly", "due": TODAY.isoformat()}
    here = adviser.post("/m/luma/reporting/new/", sent).headers["Location"]
    made = ReportEdition.objects.get()
    assert (made.first, made.last) == (TODAY - timedelta(days=7), TODAY - timedelta(days=1))
    jobs.run(Job.objects.get(subject_id=made.pk).pk)
    for language, title, heading in (
        ("en", "Weekly return to the ministry", "Harm to civilians in the provinces"),
        ("fr", "Relevé hebdomadaire au ministère", "Ce qui est demandé aux provinces"),
        ("ar", "التقرير الأسبوعي إلى الوزارة", "الردود المقدمة إلى المجتمعات المحلية"),
    ):
        adviser.post("/language/", {"language": language})
        assert title in unescape(adviser.get("/m/luma/reporting/new/").content.decode())
        assert heading in unescape(adviser.get(here).content.decode())


# --- the text desk


@database
def test_the_desk_may_be_chosen_and_is_told_what_to_send(cast: KitCast, sign_in: Any) -> None:
    keeper = sign_in(cast["administrator"])
    page = keeper.get("/m/luma/gateways/new/").content.decode()
    assert '<option value="ministry">Text desk of the ministry</option>' in page
    sent = {
        "kind": "ministry",
        "name": "Ministry",
        "send_url": "https://9.9.9.9/texts",
        "cap_an_hour": "120",
    }
    answer = unescape(keeper.post("/m/luma/gateways/new/", sent).content.decode())
    [secret] = re.findall(r"<code data-token><bdi>([\w-]+)</bdi>", answer)
    gateway = Gateway.objects.get()
    message = Message.objects.create(
        mission_id=cast.mission.pk,
        channel="sms",
        template="open_tutela",
        made_at=real_now(),
        gateway=gateway,
        state="sent",
    )
    back = f"/in/{gateway.pk}/receipt/"
    order = KINDS["ministry"].order(
        gateway, "word", message, "+211900333", "Open Tutela", f"https://tutela.example{back}"
    )
    told = json.loads(order.content)
    assert (order.url, told["to"], told["words"]) == (
        "https://9.9.9.9/texts",
        "+211900333",
        "Open Tutela",
    )
    said = json.dumps({"id": told["id"], "state": "delivered"})
    for bearer, status in (("guessed", 404), (secret, 200)):
        answered = Client().post(
            back,
            said,
            content_type="application/json",
            headers={"authorization": f"Bearer {bearer}"},
        )
        assert answered.status_code == status
    message.refresh_from_db()
    assert message.state == "delivered"
