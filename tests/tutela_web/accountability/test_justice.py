"""What justice does about a violation, what help was offered towards it, and by area: offices and
numbers, never a person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.accountability.test_register import HOUSE, enter, shown
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tutela_web.access.policy import standing_of
from tutela_web.accountability.models import HostInvestigation, JusticeHelp, JusticeWork
from tutela_web.base import clock
from tutela_web.incidents.record.verbs import count_victims

pytestmark = pytest.mark.postgresql


def long_ago(days: int) -> str:
    return (make.TODAY - timedelta(days=days)).isoformat()


def said(answer: Any) -> str:
    return squeezed(answer.content.decode())


def test_the_hosts_investigation_is_followed_by_police_under_human_rights(
    cast: Cast, sign_in: Any
) -> None:
    rights = sign_in(cast["human_rights"])
    here = enter(rights)["Location"]
    assert "No investigation by the host is on record" in shown(rights, here)
    opened = {
        "investigated_by": "Prosecutor of the north",
        "opened_on": long_ago(200),
        "followed_by": "Police reform office",
        "manner": "monitors",
    }
    alone = rights.post(f"{here}investigations/new/", opened)
    assert alone.status_code == 400 and "under the lead of human rights" in said(alone)
    led = opened | {"led_by": "Human Rights, north"}
    assert rights.post(f"{here}investigations/new/", led).status_code == 302
    page = f"{HOUSE}investigations/{HostInvestigation.objects.get().pk}/"
    assert "stands still" in shown(rights, page), "opened 200 days ago and no step since"
    step = {"by": "host", "what": "The scene was examined", "on": long_ago(90)}
    assert rights.post(f"{page}steps/new/", step).status_code == 302
    visit = {"by": "police", "what": "The file was asked for", "on": long_ago(5)}
    assert rights.post(f"{page}steps/new/", visit).status_code == 302
    head = shown(sign_in(cast["head_of_mission"]), here)
    last = make.TODAY - timedelta(days=90)
    assert f"stands still</c-chip> since {last:%-d %b %Y}" in head or f"since {last.day} " in head
    assert "Police reform office" in head and "led by" in head
    assert "Record an investigation" not in head
    early = rights.post(f"{page}steps/new/", step | {"on": long_ago(300)})
    assert early.status_code == 400 and "before the investigation was opened" in said(early)
    moved = step | {"what": "Heard two officers", "on": long_ago(3)}
    rights.post(f"{page}steps/new/", moved)
    assert "stands still" not in shown(rights, page), "the host moved; its own step counts"


def test_help_towards_justice_is_counted_and_small_numbers_stay_hidden(
    cast: Cast, sign_in: Any
) -> None:
    rights = sign_in(cast["human_rights"])
    here = enter(rights)["Location"]
    offer = {"kind": "legal", "office": "Legal aid of Luma", "on": long_ago(4)}
    nobody = rights.post(f"{here}help/new/", offer | {"answer": "offered"})
    assert nobody.status_code == 400 and "offered to somebody" in said(nobody)
    for numbers in (
        {"answer": "accepted", "women": 7, "girls": 2},
        {"answer": "refused", "men": 1},
    ):
        assert rights.post(f"{here}help/new/", offer | numbers).status_code == 302
    assert JusticeHelp.objects.count() == 2
    head = shown(sign_in(cast["head_of_mission"]), here)
    counted = head.split('id="help"')[1].split("</section>")[0]
    accepted = counted.split("<tr>")[-2]
    assert ">7<" in accepted.replace(" ", "") and accepted.count("under 5") == 1
    assert counted.count("under 5") == 2, "two girls and one man are not told"
    assert "Legal aid of Luma" in counted and "refused" in counted
    rows = [one.pk for one in JusticeHelp.objects.all()]
    assert all(str(pk) not in head for pk in rows), "the numbers lie with who keeps the register"
    assert all(str(pk) in shown(rights, here) for pk in rows)


def test_transitional_justice_stands_by_area_and_office_with_what_follows(
    cast: Cast, sign_in: Any
) -> None:
    rights = sign_in(cast["human_rights"])
    works = f"{HOUSE}justice/"
    vetting = {
        "kind": "vetting",
        "name": "Vetting of the gendarmerie",
        "area": cast.north.pk,
        "state": "stalled",
        "follows": "withheld",
        "classification": 1,
    }
    whose = rights.post(f"{works}new/", vetting)
    assert whose.status_code == 400 and "of an office or a unit" in said(whose)
    when = rights.post(f"{works}new/", vetting | {"office": "Gendarmerie"})
    assert when.status_code == 400 and "looked at on a day" in said(when)
    sound = vetting | {"office": "Gendarmerie of the north", "looked_on": long_ago(2)}
    assert rights.post(f"{works}new/", sound).status_code == 302
    truth = {"kind": "truth", "name": "Truth commission", "state": "planned", "classification": 1}
    assert rights.post(f"{works}new/", truth).status_code == 302
    listed = shown(sign_in(cast["poc_adviser"]), works)
    assert "support withheld" in listed and "Gendarmerie of the north" in listed
    assert "Record a mechanism" not in listed
    unlooked = shown(rights, f"{works}?follows=unknown")
    assert "Truth commission" in unlooked and "Gendarmerie" not in unlooked
    assert sign_in(cast["field_reporter"]).get(works).status_code in (403, 404)
    assert JusticeWork.objects.filter(area=cast.north).count() == 1


def test_a_line_of_victims_is_presumed_civilian_unless_a_finding_says_otherwise(
    cast: Cast, sign_in: Any
) -> None:
    incident = make.incident(cast.mission, "Fire at the mill", by=cast.amina, area=cast.north)
    by = standing_of(cast.amina, cast.mission)
    count_victims(incident, [("killing", "male", "18-59", 9)], seen=0, by=by, reason="")
    page = f"/m/luma/incidents/{incident.pk}/"
    rights, analyst = sign_in(cast["human_rights"]), sign_in(cast.amina)

    def line(browser: Any) -> str:
        return shown(browser, page).split('id="victims"')[1].split("</section>")[0]

    def by_program(browser: Any) -> str:
        told: str = browser.get(f"/api/v1/missions/luma/incidents/{incident.pk}").json()[
            "civilian_status"
        ]
        return told

    assert "presumed civilian" in line(analyst) and by_program(analyst) == "presumed civilian"
    here = enter(rights, incident=incident.pk)["Location"]
    now = clock.now(cast.mission)
    finding = {
        "persons": 2,
        "since": (now - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"),
        "until": (now - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "reasons": "Fired from the roof",
        "evidence": "HR/2018/31",
    }
    assert rights.post(f"{here}findings/new/", finding).status_code == 302
    assert "but for 2 found to have taken a direct part" in line(rights)
    assert "but for 2 found" in by_program(rights)
    listed = rights.get("/api/v1/missions/luma/incidents").json()["results"]
    assert "but for 2 found" in listed[0]["civilian_status"]
    file = rights.get("/m/luma/export/incidents.csv")
    content = b"".join(file.streaming_content) if file.streaming else file.content
    assert b"but for 2 found" in content
    assert by_program(analyst) == "presumed civilian", "who reads no violations learns of none"
    assert "direct part" not in line(analyst)
