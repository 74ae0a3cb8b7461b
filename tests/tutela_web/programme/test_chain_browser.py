"""The chain in a real browser: a picture on a desk, steps on a telephone, by night, mirrored."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import BROWSER, browser, faults, open_page, session
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.crisis.models import Outcome, Tasking
from tutela_web.mandate.models import Paragraph
from tutela_web.mandate.task_kind import TASK
from tutela_web.mandate.verbs import load
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.programme.objectives.plan_kind import LINKED_PLAN
from tutela_web.programme.objectives.verbs import join
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.warning.alerts.verbs import raise_alert

pytestmark = BROWSER

TEXT = """The Security Council,
1. Decides that UNMIKA shall protect civilians under threat of physical violence;
2. Decides that UNMIKA shall create conditions for the safe return of those who fled;
3. Requests UNMIKA to monitor and report on violations of human rights;"""
ACTS = ("day_patrol", "liaison", "night_patrol", "flag_visit")


def chain_of_the_mission(cast: Cast, lines: int) -> None:
    """A mandate of three paragraphs, four objectives, eight risks and so many lines."""
    chief = standing_of(cast["chief_of_staff"], cast.mission)
    by = standing_of(cast.adviser, cast.mission)
    load(TEXT, {"symbol": "S/RES/9001 (2031)"}, by=chief)
    words = (
        "Protect civilians under threat of physical violence",
        "Make return safe",
        "Monitor and report on human rights",
    )
    tasks = [
        create_record(TASK, {"what": what, "tier": tier}, by=chief, beside=one)
        for tier, (one, what) in enumerate(
            zip(Paragraph.objects.filter(kind="operative").order_by("order"), words, strict=True), 1
        )
    ]
    places = [
        make.place(cast.mission, name, area=cast.north)
        for name in (
            "Luma",
            "Tembel",
            "Kadu",
            "Old ferry landing",
            "Marro",
            "Bir Salam",
            "Nine Wells",
            "Akobo road",
        )
    ]
    risks = [
        make.risk(
            cast.mission, place, by=cast.amina, actor="Group Kestrel", priority=3 if n % 3 else 2
        )
        for n, place in enumerate(places)
    ]
    aims = [
        set_objective(
            {
                "words": f"Families around {place.name} fetch water and wood unharmed",
                "term": term,
                "tiers": [tier],
                "tasks": tasks[:tier],
                "risks": [risk],
            },
            by=by,
        )
        for place, term, tier, risk in zip(
            places, ("immediate", "medium", "longer", "medium"), (1, 2, 1, 2), risks, strict=False
        )
    ]
    create_record(
        LINKED_PLAN, {"kind": "host", "title": "Plan for Luma", "whose": "Governor"}, by=by
    )
    rows = [
        {
            "risk": risks[n % 7],
            "activity": ACTS[n % 4] if n % 4 < 2 else "day_patrol",
            "measure": f"dawn patrols to the water point of {places[n % 7].name}",
            "lead": "" if n % 9 == 4 else "Force",
            "part": "military" if n % 3 == 0 else "civilian",
            "status": "under way",
            "tiers": [2],
            "phase": "prevention",
            "resources": "" if n % 5 == 3 else "Sector plan, line 4",
            "indicator": "" if n % 6 == 5 else "families who fetch water alone",
        }
        for n in range(lines)
    ]
    for n, line in enumerate(make_lines(rows, by=by)):
        if n % 7 < 4:
            join(line, "objective", aims[n % 7 % 4].pk, by=by)
        if n % 6 == 0 and n < 40:
            values = {"act": "armed men on the path", "area": cast.north}
            alert = raise_alert(
                values, mission=cast.mission, by=standing_of(cast.hofo, cast.mission)
            )
            tasking = records.create(
                Tasking(
                    alert=alert, component="Force patrol", option="day_patrol", area=cast.north
                ),
                mission=cast.mission,
                by=cast.hofo,
            )
            join(line, "tasking", tasking.pk, by=by)
            if n % 12 == 0:
                records.create(
                    Outcome(
                        alert=alert,
                        tasking=tasking,
                        outcome="deterred",
                        area=cast.north,
                        happened_at=clock.now(cast.mission),
                    ),
                    mission=cast.mission,
                    by=cast.hofo,
                )


def test_the_chain_keeps_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    chain_of_the_mission(cast, 21)
    at = reverse("programme:chain", args=["luma"])
    line = MatrixLine.objects.get(code="M-001")
    paths = [
        at,
        at + f"?from=line:{line.pk}",
        reverse("programme:line", args=["luma", line.pk]),
        reverse("programme:objectives", args=["luma"]),
    ]
    assert faults(live_server, sign_in, {cast.adviser: paths}, "chain") == []


def test_two_hundred_lines_are_drawn_and_one_is_walked_from_the_picture(
    live_server: Any, cast: Cast, sign_in: Any
) -> None:
    chain_of_the_mission(cast, 200)
    cookies = session(sign_in, cast.adviser, live_server.url)
    at = live_server.url + reverse("programme:chain", args=["luma"])
    with browser() as found:
        page = open_page(found, at, cookies=cookies)
        assert page.locator(".chain-picture .node").count() > 100  # of the first fifty lines
        assert not page.locator(".chain-steps").is_visible()
        if folder := os.environ.get("TUTELA_SHOTS"):
            page.screenshot(path=Path(folder) / "chain-two-hundred.png", full_page=True)
        text = page.locator(".chain-picture .node text").first
        assert text.evaluate("e => e.getBoundingClientRect().height") >= 9
        page.locator(".chain-picture a.own").nth(20).click()
        page.wait_for_url("**from=*")
        assert page.locator(".chain-picture .node").count() < 100
        assert page.locator(".chain-picture .node.chosen").count() == 1
        page = open_page(found, at, cookies=cookies, width=360)
        assert page.locator(".chain-steps").is_visible()
        assert not page.locator(".chain-picture").is_visible()
