"""Response, timeline, plans and phases in a browser: on a phone and a desk, by night, in Arabic."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.month import december, unit
from tests.tutela_web.site.shots import CHROMIUM, browser, open_page, violations
from tests.tutela_web.site.test_pages_browser import AXE, session
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.crisis.phase_verbs import open_phase
from tutela_web.crisis.plan_verbs import make_plan, record_exercise
from tutela_web.crisis.verbs import decide, task

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="no chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="front end not built"),
]

PAGES = (
    "response/?month=2018-12", "response/alerts/?month=2018-12&step=arrive",
    "alerts/{alert}/timeline/", "alerts/{alert}/decision/", "plans/", "plans/{plan}/", "plans/new/",
    "plans/new/?place={place}", "phases/", "phases/{place}/", "harm/new/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _database_beside_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser's driver runs a loop in this thread, which Django takes for asynchronous code."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    """A December of alerts, and Luma: critical, with a plan and two phases open."""
    december(cast)
    by = at_desk(cast, "poc_adviser")
    place = make.place(cast.mission, "Luma", area=cast.north, population=4200)
    for name in ("Luma", "Dor"):
        make.risk(cast.mission, place if name == "Luma" else make.place(cast.mission, name),
                  by=cast.adviser)  # fmt: skip
    company = unit(cast, "B Company")
    plan = make_plan(place, {"triggers": "the market empties", "units": [str(company.pk)],
                             "shelter": "the school", "shelter_for": 1500}, by=by)  # fmt: skip
    record_exercise(plan, by.on, "drill", by=by, found="the gate was shut")
    for phase in ("prevention", "response"):
        open_phase(place, phase, by=by, trigger="armed men near the mill", reason="they came back")
    alert = call(cast, place=place)
    decide(alert, "act", by=at_desk(cast, "unit_commander"), authority="commands",
           taken=["night_patrol"], left={"interposition": "one platoon only"})  # fmt: skip
    task(alert, "night_patrol", by=at_desk(cast, "sector_operations"), unit=company)
    make.incident(cast.mission, latitude=9, longitude=31, area=cast.south, event_from=by.on)
    return {"alert": alert.pk, "plan": plan.pk, "place": place.pk}


@pytest.mark.parametrize(("width", "lang", "theme"), [
    (360, "en", "light"), (1440, "en", "dark"), (1440, "ar", "light"), (360, "ar", "dark"),
])  # fmt: skip
def test_the_pages_keep_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, ids: dict[str, Any], width: int, lang: str,
    theme: str,
) -> None:  # fmt: skip
    adviser = cast.adviser
    adviser.language = lang
    adviser.save(update_fields=["language"])
    cookies = session(sign_in, adviser, live_server.url)
    wrong: list[str] = []
    folder = os.environ.get("TUTELA_SHOTS")
    with browser() as found:
        for number, address in enumerate(PAGES):
            path = f"/m/luma/{address.format(**ids)}"
            problems: list[str] = []
            page = open_page(found, live_server.url + path, width=width, lang=lang, theme=theme,
                             cookies=cookies, problems=problems)  # fmt: skip
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            wrong += [f"{path}: {wide} px wider than the window"] if wide > 0 else []
            wrong += [f"{path}: {told}" for told in (*problems, *violations(page, axe=AXE))]
            if folder:
                name = f"more-{number}-{width}-{theme}-{lang}.png"
                page.screenshot(path=Path(folder) / name, full_page=True)
            page.context.close()
    assert not wrong, "\n".join(wrong)
