"""Decisions as the operations room takes them: on what they rest, who may take them, what the host
force does and what it does not, in which phases a place is. Invented names throughout.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.stories.telling import Telling, part
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.risk.test_due import assess_what_is_due
from tutela_web.access.vault import keyring
from tutela_web.crisis.models import Decision, HrddpFile
from tutela_web.crisis.plans.models import PlacePhase
from tutela_web.mandate.models import MandatedTask, Paragraph, Resolution
from tutela_web.warning.models import Alert

MANDATE = """\
Resolution 8001 (2018)
Adopted by the Security Council at its 8200th meeting, on 3 June 2018
The Security Council,
1. Decides that the mandate of UNMIKA shall be the following:
(a) To protect civilians under imminent threat of physical violence;
(b) To provide security around camps of displaced persons;
"""


@pytest.fixture
def tell(cast: Cast, sign_in: Callable[[Any], Any]) -> Telling:
    keyring.make_first()
    return Telling(cast, sign_in)


@pytest.fixture
def luma(tell: Telling) -> Any:
    """Luma in the North, with a company half an hour away."""
    north = tell.cast.north
    place = make.place(tell.cast.mission, "Luma", area=north)
    base = make.base(tell.cast.mission, "COB Acacia", latitude=7.12, longitude=30.2, area=north)
    tell.unit("A Company", base)
    return place


def raised(tell: Telling, place: Any, who: str, **said: Any) -> Alert:
    told = {"level": "imminent", "who": who, "act": "they burn the market"} | said
    return tell.log("joc_duty_officer", place=str(place.pk), place_said=place.name, **told)


def decided(tell: Telling, who: str, alert: Alert, **said: Any) -> str:
    """Somebody records a decision on the decision screen."""
    said = {"choice": "act", "reason": "they are near"} | said
    return tell.fill(who, f"alerts/{alert.pk}/decision/", to="/decide/", **said)


def test_state_forces_that_attack_are_answered_like_anybody_and_it_says_on_what_it_rests(
    tell: Telling, luma: Any
) -> None:
    """The mandate's own words, limits and paragraph stand behind a decision taken alone."""
    tell.fill("poc_adviser", "mandate/new/", words=MANDATE)
    text = Resolution.objects.get()
    part = next(one for one in Paragraph.objects.all() if one.number.endswith("(a)"))
    tell.press("poc_adviser", f"mandate/paragraphs/{part.pk}/judge/", poc="yes", version="1")
    tell.press(
        "poc_adviser",
        f"mandate/paragraphs/{part.pk}/decide/",
        task="physical_protection",
        answer="confirm",
    )
    task = MandatedTask.objects.get()
    tell.fill(
        "poc_adviser",
        f"mandate/tasks/{task.pk}/edit/",
        means="all necessary means",
        limit="within its areas of deployment",
        host="the host state comes first",
    )
    army = raised(tell, luma, "Army of Luma")
    group = raised(tell, luma, "Group Kestrel", act="they burn the camp")
    screens = [tell.page("force_commander", f"alerts/{one.pk}/decision/") for one in (army, group)]
    offered = [set(re.findall(r'name="taken" value="(\w+)"', page)) for page in screens]
    assert offered[0] == offered[1] and {"interposition", "force", "evacuation"} <= offered[0]
    assert {"day_patrol", "political_call", "shelter"} <= offered[0]
    assert "A Company" in screens[0] and "Who can be there" in screens[0]
    first, second = (Alert.objects.select_related("now").get(pk=one.pk) for one in (army, group))
    assert first.level == second.level and first.now.clock == second.now.clock
    assert first.now.dues.keys() == second.now.dues.keys()

    decided(
        tell,
        "force_commander",
        army,
        authority="force",
        taken=["interposition"],
        host_unable="the garrison itself burns the market",
        paragraph=part,
    )
    made = Decision.objects.get()
    page = tell.page("boris", f"alerts/{army.pk}/")
    assert "Why the host authorities cannot or will not protect" in page
    assert "the garrison itself burns the market" in page and "Force Commander" in page
    page = tell.page("boris", f"alerts/{army.pk}/decision/")
    assert "Rests on" in page and text.symbol in page and page.count(">kept<") >= 3
    listed = tell.page("boris", f"mandate/paragraphs/{part.pk}/decisions/")
    for words in (
        "imminent threat of physical violence",
        "all necessary means",
        "within its areas of deployment",
        "the host state comes first",
        f"#d-{made.pk}",
    ):
        assert words in listed, words


def test_an_imminent_alert_says_who_decides_by_when_and_marks_who_may_not(
    tell: Telling, luma: Any
) -> None:
    alert = raised(tell, luma, "Group Kestrel", warn="1")
    at = f"alerts/{alert.pk}/"
    page = tell.page("head_of_field_office", at)
    assert "owner <b>head of field office" in page and "clock" in page
    told = set(alert.notices.filter(why="issued").values_list("person__username", flat=True))
    assert {"unit_commander", "sector_operations", "head_of_field_office"} <= told
    for who in ("unit commander", "sector operations"):
        assert who in page, who
    tell.wait(minutes=190)
    assert "deadline passed" in tell.page("head_of_mission", at)
    decided(tell, "head_of_field_office", alert, authority="force", taken=["night_patrol"])
    assert "Decided outside the chain." in tell.page("boris", at)
    screen = tell.page("boris", f"{at}decision/")
    assert "outside the chain" in screen and "Authority stated: Force Commander" in screen
    told_later = tell.page("auditor", f"{at}timeline/")
    assert "outside the chain; authority stated: Force Commander" in told_later
    page = decided(
        tell,
        "force_commander",
        alert,
        authority="force",
        taken=["force"],
        force_rule="ROE 104",
        force_aim="The accord of Luma holds",
        force_account="Two warning shots",
    )
    for words in ("ROE 104", "The accord of Luma holds", "Two warning shots", "Force Commander"):
        assert words in page, words
    decided(tell, "unit_commander", alert, authority="commands", taken=["night_patrol"])
    assert Decision.objects.latest("entered_at").outside_chain is False


def test_nothing_is_done_with_another_force_before_its_file_allows_it(
    tell: Telling, luma: Any
) -> None:
    make.grant(
        tell.cast.mission, tell.cast["human_rights"], "hrddp", by=tell.cast["head_of_mission"]
    )
    alert = raised(tell, luma, "Group Kestrel")
    screen = f"alerts/{alert.pk}/decision/"
    task = {
        "to": "/task/",
        "option": "day_patrol",
        "standard": "deter_by_presence",
        "unit": tell.unit("Patrol 3"),
        "joint": "on",
    }
    page = tell.fill("sector_operations", screen, **task)
    assert "needs its due-diligence file" in page and not alert.taskings.exists()
    tell.fill("human_rights", "due-diligence/new/", unit_name="3rd Battalion", status="open")
    file = HrddpFile.objects.get()
    task["due_diligence"] = file
    page = tell.fill("sector_operations", screen, **task)
    assert "does not allow support" in page and not alert.taskings.exists()
    tell.fill(
        "human_rights",
        f"due-diligence/{file.pk}/edit/",
        status="mitigated",
        risk="high",
        mitigation="No fuel; a monitor goes along.",
        reason="measures agreed",
    )
    page = tell.fill("sector_operations", screen, **task)
    assert "due-diligence file looked at" in page and "3rd Battalion" not in page
    assert alert.taskings.get().due_diligence == file
    page = tell.page("human_rights", f"due-diligence/{file.pk}/")
    assert "a monitor goes along" in page and "Day patrol" in page


def test_a_place_is_in_two_phases_at_once_and_each_change_has_its_day_and_reason(
    tell: Telling, luma: Any
) -> None:
    at = f"phases/{luma.pk}/"
    for phase, reason in (("prevention", "routine holds"), ("response", "two raids")):
        tell.fill("poc_adviser", at, to="/open/", phase=phase, trigger="SEEN", reason=reason)
    page = tell.page("boris", at)
    assert page.count("open since 31 Dec 2018") == 2
    assert "routine holds" in page and "two raids" in page
    listed = tell.page("boris", "phases/")
    assert "prevention" in listed and "response" in listed
    one = PlacePhase.objects.get(phase="response")
    assert tell.by("poc_adviser").post(f"/m/luma/{at}close/{one.pk}/", {}).status_code == 400
    page = tell.fill("poc_adviser", at, to=f"/close/{one.pk}/", reason="quiet for a month")
    assert page.count("open since") == 1 and "quiet for a month" in page and "31 Dec 2018 –" in page


def test_a_small_abuse_that_is_repeated_is_ranked_and_answered_like_any_harm(
    tell: Telling, luma: Any
) -> None:
    make.actor(tell.cast.mission, "Men at the bridge")
    for title in ("Taxed at the bridge", "Taxed at the bridge again"):
        tell.record(
            "analyst",
            title=title,
            harms=["extortion"],
            place_said="Luma",
            event_from=str(make.TODAY),
        )
    assess_what_is_due()
    register = tell.page("boris", "risks/?harm=extortion")
    assert "Luma" in register and "extortion" in register
    assert "insufficient data" in register, "most of what would expose people is not known"
    start = re.search(r"/m/luma/(risks/suggested/[\w-]+/)", register)
    assert start is not None
    page = tell.page("analyst", start[1])
    assert "extortion" in page and "Propose a different score" in page
    page = tell.page("joc_duty_officer", "alerts/new/")
    assert "alert" in page.lower()
    alert = raised(tell, luma, "Men at the bridge", act="they tax all who cross", level="warning")
    screen = tell.page("unit_commander", f"alerts/{alert.pk}/decision/")
    assert "Record the decision" in screen and 'value="day_patrol"' in screen


def test_no_action_needs_its_reason_and_reasons_are_counted_by_kind_office_and_month(
    tell: Telling, luma: Any
) -> None:
    alert = raised(tell, luma, "Group Kestrel")
    screen = f"alerts/{alert.pk}/decision/"
    wait = {"to": "/decide/", "choice": "no_action", "authority": "coordinates"}
    tell.refused("head_of_field_office", screen, **wait)
    tell.fill(
        "head_of_field_office",
        screen,
        **wait,
        reason="both roads are flooded",
        reason_code="distance",
    )
    late = {"to": "/outcome/", "outcome": "not_reached"}
    tell.refused("head_of_field_office", screen, **late)
    tell.fill("head_of_field_office", screen, **late, why=["distance"])
    page = tell.page("boris", "response/")
    reasons = part(page, "reasons").lower()
    assert "distance" in reasons and "not reached" in reasons
    north, south = tell.cast.north, tell.cast.south
    for area, shown in ((north, True), (south, False)):
        page = tell.page("boris", f"response/?office={area.pk}")
        assert ("distance" in part(page, "reasons").lower()) is shown, area
