"""Scenarios 1 to 8 and 11 of the domain reference, section f, with invented names throughout.

What belongs to a room that is not built yet is a strict xfail that names the room.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.stories.telling import Telling, part, told
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.field.telephone import set_up
from tests.tutela_web.warning.story import again
from tests.tutela_web.warning.test_api import phone
from tests.tutela_web.warning.test_texts import text
from tutela_web.access.policy import standing_of
from tutela_web.access.vault import keyring
from tutela_web.base import clock
from tutela_web.channels.models import Message
from tutela_web.lessons.models import Lesson
from tutela_web.places.models import Place
from tutela_web.places.sites.safety_models import SiteDefect
from tutela_web.risk.verbs import adopt, propose, register_risk
from tutela_web.warning.inferred_models import InferredPlace
from tutela_web.warning.models import Alert, AlertStep, ThreadProposal
from tutela_web.warning.network.verbs import add_contact


@pytest.fixture
def tell(cast: Cast, sign_in: Callable[[Any], Any]) -> Telling:
    keyring.make_first()
    return Telling(cast, sign_in)


def test_1_posts_abandoned_then_rebels_on_the_road(tell: Telling) -> None:
    """Walikale 2010. The first report alerts though it is C3; silence never lowers the danger."""
    north = tell.cast.north
    luvu = make.place(tell.cast.mission, "Luvu", area=north, phone_coverage=False)
    make.base(tell.cast.mission, "COB Acacia", latitude=7.37, longitude=30.2, area=north)
    today = clock.today(tell.cast.mission)
    tell.record(
        "poc_adviser",
        title="Army posts on the road abandoned",
        harms=["security-force withdrawal"],
        place_said="Luvu",
        reliability="C",
        credibility="3",
        event_from=today,
    )
    tell.wait(seconds=5)
    first = Alert.objects.get()
    page = tell.page("head_of_field_office", f"alerts/{first.pk}/")
    assert "C3" in page and "Army posts on the road abandoned" in page
    assert first.owner is not None and first.tripwire == "protectors leaving"
    tell.wait(days=4)
    second = tell.log(
        "field_reporter",
        act="rebels near Luvu, say motorcycle taxis",
        place=str(luvu.pk),
        place_said="Luvu",
        level="imminent",
    )
    assert "2 warnings in 30 days" in tell.page("joc_duty_officer", "alerts/")
    tell.press("joc_duty_officer", f"alerts/{second.pk}/join/", number=str(first.number))
    assert again(second).now.reports == 2
    page = tell.page("unit_commander", f"alerts/{second.pk}/decision/")
    assert "No phone coverage: silence from there means nothing" in page
    tell.press(
        "joc_duty_officer", f"alerts/{second.pk}/report/", channel="visit", nothing_seen="on"
    )
    assert again(second).level == "imminent"
    assert "not the same as nothing there" in tell.page("boris", f"alerts/{second.pk}/")
    tell.press(
        "sector_operations",
        f"alerts/{second.pk}/task/",
        id="0" * 31 + "1",
        unit=str(tell.unit("Patrol 3").pk),
        option="day_patrol",
        standard="deter_by_presence",
        interpreter="no",
        women_in_team="no",
    )
    page = tell.page("sector_operations", f"alerts/{second.pk}/decision/")
    assert "no interpreter" in page and "no women in the team" in page


def test_1_the_survivors_are_totals_of_the_compartment_and_nothing_elsewhere(
    tell: Telling,
) -> None:
    make.closed_incident(tell.cast.mission, "crsv", "Attack on Luvu", area=tell.cast.north)
    adviser = tell.by("women_protection_adviser").get("/m/luma/compartments/incidents/")
    assert "Attack on Luvu" in adviser.content.decode()
    for who in ("boris", "head_of_mission", "head_of_field_office"):
        for path in ("alerts/", "incidents/", "search/?q=Luvu"):
            answer = tell.by(who).get(f"/m/luma/{path}")
            assert "Attack on Luvu" not in answer.content.decode(), (who, path)


def test_2_a_town_changed_hands_half_a_mile_from_a_base(tell: Telling) -> None:
    """Kiwanja 2008. Tasks compete; the conflict needs a named decision, and the clocks climb."""
    kiwa = make.place(tell.cast.mission, "Kiwa", area=tell.cast.north)
    base = make.base(
        tell.cast.mission, "COB Kiwa", latitude=7.107, longitude=30.2, area=tell.cast.north
    )
    unit = tell.unit("Coy B", base, current_task="escort of the aid convoy")
    alert = tell.log(
        "sector_operations",
        place=str(kiwa.pk),
        place_said="Kiwa",
        level="ongoing",
        act="town changed hands, residents ordered out",
    )
    page = tell.page("unit_commander", f"alerts/{alert.pk}/decision/")
    assert "escort of the aid convoy" in page and "Coy B" in page
    tell.press(
        "sector_operations",
        f"alerts/{alert.pk}/task/",
        id="0" * 31 + "2",
        unit=str(unit.pk),
        option="interposition",
        standard="deter_by_presence",
    )
    tasking = alert.taskings.get()
    tell.press(
        "sector_operations",
        f"alerts/{alert.pk}/answer/{tasking.pk}/",
        answer="refused",
        **BY_RADIO,
        reason="competing_task",
    )
    for _hour in range(5):  # nobody moves: each hour a rung
        tell.wait(minutes=61)
    assert {"force_commander", "head_of_mission", "chief_of_staff"} <= told(alert)
    assert "competing task" in tell.page("chief_of_staff", f"alerts/{alert.pk}/decision/")
    tell.press(
        "force_commander",
        f"alerts/{alert.pk}/decide/",
        id="0" * 31 + "3",
        choice="act",
        authority="force",
        taken="interposition",
        reason="the town comes first",
    )
    assert alert.decisions.get().decider == tell.cast["force_commander"]


def test_3_calls_as_the_attack_starts_and_nobody_goes_for_two_days(tell: Telling) -> None:
    """Mutarule 2014. To the Head of Mission within two hours; it cannot be closed away."""
    muta = make.place(tell.cast.mission, "Muta", area=tell.cast.north)
    make.base(tell.cast.mission, "COB Sange", latitude=7.18, longitude=30.2, area=tell.cast.north)
    alert = tell.log(
        "field_reporter",
        place=str(muta.pk),
        place_said="Muta",
        level="ongoing",
        act="they shoot at the church",
    )
    assert told(alert, "issued") >= {"unit_commander", "head_of_field_office", "joc_duty_officer"}
    tell.wait(minutes=11)
    tops = {"force_commander", "police_commander", "chief_of_staff", "head_of_mission"}
    assert tops <= told(alert)
    page = tell.page("head_of_field_office", f"alerts/{alert.pk}/decision/")
    assert "Before it can be closed" in page and "Close the alert" not in page
    page = tell.press("head_of_field_office", f"alerts/{alert.pk}/close/")
    assert "the result is not recorded" in page
    assert again(alert).now.open
    tell.wait(days=2)
    assert "no decision" in again(alert).now.moments
    tell.press(
        "unit_commander",
        f"alerts/{alert.pk}/outcome/",
        id="0" * 31 + "4",
        outcome="late",
        danger_ended="the chief, by telephone",
        why="no_order",
    )
    page = tell.page("head_of_mission", f"alerts/{alert.pk}/")
    assert "no decision" in page and "deadline passed" in page
    received, came = again(alert).now.moments["received"], again(alert).now.moments["outcome"]
    assert came[0] > received[0]
    page = tell.press("head_of_field_office", f"alerts/{alert.pk}/close/")
    assert "the community has not been answered" in page


@pytest.mark.postgresql
def test_3_the_lesson_is_a_night_patrol_tracked_to_completion(tell: Telling) -> None:
    tell.fill(
        "poc_adviser",
        "lessons/new/",
        title="No unit patrolled by night",
        measure="night_patrol",
        change="Two night patrols a week from Sange",
        thing="directive",
        thing_said="Standing order 4",
    )
    lesson = Lesson.objects.get()
    here, day = f"lessons/{lesson.pk}/", str(clock.today(tell.cast.mission))
    owner = tell.post_of("sector_operations")
    tell.fill("force_commander", here, to="validate", owner=owner, due=day)
    assert "No unit patrolled by night" in tell.page("unit_commander", "lessons/?stage=validated")
    page = tell.refused("sector_operations", here, to="change")
    assert "the new version is not named" in page
    tell.fill("sector_operations", here, to="change", said="Standing order 4, rev. 2", on=day)
    tell.fill("sector_operations", here, to="tried", tried="patrolled twice at night", on=day)
    assert "learned" in part(tell.page("unit_commander", here), "stage").lower()


def test_4_a_town_falls_and_another_place_rises_before_the_crowd_comes(tell: Telling) -> None:
    """Bentiu and Bor 2014. Separation by identity alerts whatever the score."""
    mission, north = tell.cast.mission, tell.cast.north
    ben = make.place(mission, "Bent", kind="site", area=north)
    alert = tell.log(
        "analyst",
        place=str(ben.pk),
        place_said="Bent",
        level="ongoing",
        tripwire="separation by identity",
        act="people in mosque and hospital parted by identity",
    )
    assert alert.tripwire == "separation by identity"
    tell.press(
        "sector_operations",
        f"alerts/{alert.pk}/task/",
        id="0" * 31 + "5",
        unit=str(tell.unit("Base Bent").pk),
        option="evacuation",
        standard="deter_by_presence",
        intent="extract those in the hospital; the south road is blocked",
    )
    assert "the south road is blocked" in tell.page("boris", f"alerts/{alert.pk}/decision/")
    tell.wait(hours=30)
    bor = make.place(mission, "Borr", kind="site", area=tell.cast.south)
    risk = make.risk(mission, bor, by=tell.cast.amina)
    other = tell.log(
        "poc_adviser",
        risk=str(risk.pk),
        place=str(bor.pk),
        place_said="Borr",
        level="watch",
        channel="risk",
        act="reprisal for Bent feared",
    )
    assert other.risk == risk and other.area == tell.cast.south
    tell.press("joc_duty_officer", f"alerts/{other.pk}/level/", level="imminent")
    page = tell.page("chief_of_staff", "alerts/")
    assert page.index("Bent") < page.index("Borr")


def test_5_a_cut_fence_and_a_warning_nobody_answered(tell: Telling) -> None:
    """Malakal 2016. The state force is an actor like others; who read back the rules is seen."""
    site = make.place(tell.cast.mission, "Mala site", kind="site", area=tell.cast.north)
    alert = tell.log(
        "poc_adviser",
        place=str(site.pk),
        place_said="Mala site",
        who="the army",
        act="fence cut in two sectors, ammunition carried in",
        tripwire="perimeter breach",
        channel="partner",
    )
    tell.press("joc_duty_officer", f"alerts/{alert.pk}/issue/")
    tell.wait(hours=7)
    page = tell.page("head_of_field_office", "alerts/")
    assert "not acknowledged" in page and "overdue" in page
    assert told(alert) & {"sector_operations", "force_commander"}
    tell.press(
        "sector_operations",
        f"alerts/{alert.pk}/task/",
        id="0" * 31 + "6",
        unit=str(tell.unit("Guard of sector 2").pk),
        option="public_order",
        standard="deter_by_presence",
    )
    assert "ROE not read back" in tell.page("force_commander", f"alerts/{alert.pk}/decision/")
    tell.wait(hours=16)
    tell.press(
        "unit_commander",
        f"alerts/{alert.pk}/outcome/",
        id="0" * 31 + "7",
        outcome="late",
        danger_ended="the chief, by telephone",
        why="roe_doubt",
    )
    page = tell.page("boris", f"alerts/{alert.pk}/")
    for said in ("Who knew what, when", "deadline passed", "tasked", "outcome recorded"):
        assert said in page


@pytest.mark.postgresql
def test_5_the_fence_is_cut_and_overdue_before_anybody_comes_through_it(tell: Telling) -> None:
    """Malakal 2016. A defect told from the field past its day raises the site by proposal, and its
    office is told; only a person with a day ends it."""
    mission, north = tell.cast.mission, tell.cast.north
    site = make.place(mission, "Mala site", kind="site", area=north)
    scores = {"declared threat": 4, "arms and numbers": 4, "exposed location or routes": 3}
    adviser = standing_of(tell.cast.adviser, mission)
    line = register_risk(place=site, actor="Army", harm="killing", by=adviser)
    changes: Any = {name: {"value": value} for name, value in scores.items()}
    line = propose(line, by=adviser, version=1, reason="as seen", changes=changes, gravity=4)
    (line,) = adopt([line], by=adviser, forum_date=make.TODAY)
    telephone = set_up(tell.sign_in, tell.cast["field_reporter"])
    answers = {"defect": "fence", "sector": "East", "people_pass": True}
    envelope, _sealed = telephone.capture("perimeter", answers=answers, place=str(site.pk))
    telephone.send(envelope)
    here = f"places/{site.pk}/safety/"
    assert "a fence or wall" in tell.page("head_of_field_office", here)
    assert "past its day" not in tell.page("head_of_field_office", here)
    tell.wait(days=2)
    line.refresh_from_db()
    assert line.proposal["risk"] > line.risk and not line.proposal["by"]
    assert line.proposal["reason"] == "a defect of this site is past its day"
    assert "past its day" in tell.page("head_of_field_office", here)
    assert "past its day" not in tell.page("analyst", here)
    told = Message.objects.filter(about_kind="sitedefect")
    people = [tell.cast["head_of_field_office"].pk]
    assert list(told.filter(channel="mail").values_list("to_id", flat=True)) == people
    tell.wait(days=1)
    assert told.filter(channel="mail").count() == 1  # once a defect and day
    defect = SiteDefect.objects.get()
    day = str(clock.today(mission))
    tell.fill(
        "head_of_field_office", f"places/defects/{defect.pk}/", to="fixed", on=day, how="new wire"
    )
    assert "past its day" not in tell.page("head_of_field_office", here)
    line.refresh_from_db()
    assert line.proposal is not None  # that it was mended lowers nothing: a person does


def test_6_dozens_of_calls_about_one_compound_and_each_refusal(tell: Telling, client: Any) -> None:
    """Juba 2016. One thread with every channel; refusals with reasons; the next unit proposed."""
    compound = make.place(tell.cast.mission, "Terra", area=tell.cast.north)
    base = make.base(
        tell.cast.mission, "Base House", latitude=7.11, longitude=30.2, area=tell.cast.north
    )
    units = [tell.unit(f"Unit {n}", base) for n in (1, 2, 3)]
    for n in range(6):
        tell.text(client, "1 Terra", number=f"+21190000000{n}")
    desk_call = tell.log(
        "joc_duty_officer",
        place=str(compound.pk),
        place_said="Terra",
        level="ongoing",
        act="soldiers are inside",
        channel="call",
    )
    others = Alert.objects.exclude(pk=desk_call.pk)
    assert others.count() == 6
    tell.press(
        "joc_duty_officer",
        f"alerts/{desk_call.pk}/join/",
        alert=[str(pk) for pk in others.values_list("pk", flat=True)],
    )
    thread = again(Alert.objects.get(merged_into=None))  # whichever speaks for all
    assert thread.now.reports == 7 and thread.now.channels == {"sms": 6, "call": 1}
    reasons = ["competing_task", "roe_doubt"]
    for n, (unit, reason) in enumerate(zip(units[:2], reasons, strict=True)):
        tell.press(
            "sector_operations",
            f"alerts/{thread.pk}/task/",
            id="0" * 30 + f"1{n}",
            unit=str(unit.pk),
            option="interposition",
            standard="interpose",
            addition="on",
        )
        tasking = thread.taskings.get(unit=unit)
        page = tell.press(
            "sector_operations",
            f"alerts/{thread.pk}/answer/{tasking.pk}/",
            answer="refused",
            **BY_RADIO,
            reason=reason,
        )
        assert "Does a caveat stand behind this refusal" in page
    assert "Proposed to the tasking headquarters" in page and "Unit 3" in page
    seen = tell.page("force_commander", f"alerts/{thread.pk}/decision/")
    assert "competing task" in seen and "doubt on the rules of engagement" in seen
    seen = tell.page("boris", f"alerts/{thread.pk}/decision/")
    assert "decision reopened" in seen and "doubt on the rules of engagement" not in seen
    assert AlertStep.objects.filter(alert__merged_into=thread).count() == 0


def test_7_a_column_marches_for_weeks_and_no_helicopter_flies(tell: Telling) -> None:
    """Pibor 2011. Communities in its way are warned; the gap is red; it goes to the top."""
    mission, north = tell.cast.mission, tell.cast.north
    pib = make.place(mission, "Pibo", latitude=8.4, area=north)
    base = make.base(mission, "COB Far", latitude=7.1, longitude=30.2, area=north)
    tell.unit("Aviation", base, able=False)
    onset = clock.now(mission) + timedelta(hours=40)
    alert = tell.log(
        "analyst",
        place=str(pib.pk),
        place_said="Pibo",
        level="warning",
        act="6,000 to 8,000 armed men march south",
        how_many="7000",
        heading="south along the river",
        onset_from=onset.strftime("%Y-%m-%dT%H:%M"),
    )
    page = tell.page("force_commander", f"alerts/{alert.pk}/decision/")
    assert "not able" in page and "south along the river" in page
    tell.press(
        "head_of_field_office",
        f"alerts/{alert.pk}/decide/",
        id="0" * 31 + "8",
        choice="advise_community",
        authority="coordinates",
        taken="advise_community",
        reason="runners to the four villages in its way",
        risk_accepted="no aircraft; two villages stay uncovered",
    )
    page = tell.page("head_of_mission", f"alerts/{alert.pk}/decision/")
    assert "two villages stay uncovered" in page and "No political step" in page


@pytest.mark.xfail(strict=True, reason="room deployment: half the force moved, what is uncovered")
def test_7_half_the_force_moves_and_the_uncovered_places_are_listed(tell: Telling) -> None:
    assert tell.by("force_commander").get("/m/luma/deployment/").status_code == 200


def test_8_the_army_left_a_village_massacred_a_year_ago(tell: Telling) -> None:
    """Ogossagou 2020. The exact position goes along; present then left is an outcome."""
    ogo = make.place(
        tell.cast.mission,
        "Ogos",
        area=tell.cast.north,
        directions="two kilometres east of the dry river",
        other_names=[{"name": "Ogos-Peul"}],
    )
    make.incident(
        tell.cast.mission,
        "Village burnt last year",
        place=ogo,
        area=tell.cast.north,
        event_from=make.TODAY - timedelta(days=320),
    )
    alert = tell.log(
        "joc_duty_officer",
        place_said="Ogos-Peul",
        place=str(ogo.pk),
        level="imminent",
        tripwire="protectors leaving",
        warn="1",
        act="the army left its post this evening",
    )
    assert told(alert, "issued") >= {"unit_commander", "head_of_field_office"}
    tell.press(
        "sector_operations",
        f"alerts/{alert.pk}/task/",
        id="0" * 31 + "9",
        unit=str(tell.unit("Patrol 5").pk),
        option="night_patrol",
        standard="deter_by_presence",
    )
    page = tell.page("unit_commander", f"alerts/{alert.pk}/decision/")
    assert "two kilometres east of the dry river" in page and "= Ogos-Peul" in page
    assert "Village burnt last year" in page
    tasking = alert.taskings.get()
    for what in ("departed", "arrived", "left"):
        tell.press("unit_commander", f"alerts/{alert.pk}/move/{tasking.pk}/", what=what)
    tell.press(
        "unit_commander",
        f"alerts/{alert.pk}/outcome/",
        id="0" * 30 + "10",
        outcome="present_then_left",
        danger_ended="the chief, by telephone",
        why="competing_task",
    )
    tell.wait(hours=3)
    tell.press(
        "joc_duty_officer",
        f"alerts/{alert.pk}/report/",
        channel="call",
        words="they came when the patrol had gone",
    )
    tell.press(
        "sector_operations",
        f"alerts/{alert.pk}/task/",
        id="0" * 30 + "11",
        unit=str(tell.unit("QRF").pk),
        option="night_patrol",
        standard="deter_by_presence",
    )
    assert alert.taskings.count() == 2
    assert "Present then left" in tell.page("head_of_mission", f"alerts/{alert.pk}/decision/")


def test_11_threats_name_several_sites_and_one_is_struck(tell: Telling, client: Any) -> None:
    """Rhoe and Plaine Savo 2022. A repelled attack counts, with evidence; all are answered."""
    sites = [
        make.place(tell.cast.mission, name, kind="site", area=tell.cast.north, latitude=7.1 + n / 5)
        for n, name in enumerate(("Rhoa", "Savo", "Tali"))
    ]
    alerts = [
        tell.log(
            "field_reporter",
            place=str(site.pk),
            place_said=site.name,
            level="imminent",
            act="a message names this site",
            channel="call",
            words="they will come",
        )
        for site in sites
    ]
    page = tell.page("head_of_field_office", "alerts/")
    assert all(site.name in page for site in sites)
    deterred, struck, quiet = alerts
    tell.press(
        "unit_commander",
        f"alerts/{deterred.pk}/outcome/",
        id="0" * 30 + "21",
        outcome="deterred",
        danger_ended="the chief, by telephone",
        evidence="none came past the trench",
    )
    tell.press("joc_duty_officer", f"alerts/{struck.pk}/level/", level="ongoing")
    tell.press(
        "unit_commander",
        f"alerts/{struck.pk}/outcome/",
        id="0" * 30 + "22",
        outcome="late",
        danger_ended="the chief, by telephone",
        why="distance",
    )
    tell.press(
        "unit_commander",
        f"alerts/{quiet.pk}/outcome/",
        id="0" * 30 + "23",
        outcome="present",
        danger_ended="the chief, by telephone",
    )
    owed = tell.page("head_of_field_office", "alerts/owed/")
    assert owed.count("Give feedback on the result") == 3
    for alert in alerts:
        row = alert.owed.get(what="feedback")
        tell.press(
            "head_of_field_office",
            f"alerts/owed/{row.pk}/",
            state="given",
            checked="yes",
            channel="visit",
        )
        tell.press("head_of_field_office", f"alerts/{alert.pk}/close/")
        assert again(alert).now.state == "closed"
    partner = tell.by("partner")
    for alert in alerts:
        assert partner.get(f"/m/luma/alerts/{alert.pk}/").status_code == 404


@pytest.mark.postgresql
def test_11_one_threat_names_five_sites_and_each_has_a_thread_of_its_own(tell: Telling) -> None:
    """One message is logged once: five alerts with the same words stand beside each other, and
    each site is owed its answer."""
    mission, north = tell.cast.mission, tell.cast.north
    names = ("Rhoa", "Savo", "Talia", "Umbe", "Veri")
    for n, name in enumerate(names):
        make.place(mission, name, kind="site", area=north, latitude=7.1 + n / 5)
    first = tell.log(
        "field_reporter",
        place=str(Place.objects.get(name="Rhoa").pk),
        place_said="Rhoa",
        also="Savo; Talia; Umbe; Veri",
        level="imminent",
        act="a message names five sites",
        channel="call",
        words="we come to all of you",
    )
    alerts = list(Alert.objects.order_by("number"))
    assert [one.place.name for one in alerts if one.place] == list(names)
    assert {one.level for one in alerts} == {"imminent"}
    for alert in alerts:
        page = tell.page("head_of_field_office", f"alerts/{alert.pk}/")
        assert "we come to all of you" in page
        beside = part(page, "named")
        assert all(name in beside for name in names)
        assert beside.count("due once the outcome is known") == 5
    tell.press(
        "unit_commander",
        f"alerts/{first.pk}/outcome/",
        id="0" * 30 + "24",
        outcome="deterred",
        danger_ended="the chief, by telephone",
        evidence="none came past the trench",
    )
    beside = part(tell.page("head_of_field_office", f"alerts/{first.pk}/"), "named")
    assert beside.count("due once the outcome is known") == 4  # the first is owed its answer now
    assert not ThreadProposal.objects.exists()  # five places are never one event


@pytest.mark.postgresql
def test_11_a_text_by_the_card_that_names_three_sites_opens_a_thread_at_each(
    tell: Telling, client: Any
) -> None:
    """From a number the network knows; from any other, who answers for the others is asked once."""
    mission, north = tell.cast.mission, tell.cast.north
    sites = [
        make.place(mission, name, kind="site", area=north, latitude=7.1 + n / 5)
        for n, name in enumerate(("Rhoa", "Savo", "Talia"))
    ]
    keyring.make_first()
    gateway = make.gateway(mission)
    add_contact(
        {
            "place": sites[0],
            "consent": True,
            "source_risk": "low",
            "introduced_by": "none here",
            "channels": ["sms"],
            "delay_minutes": 60,
        },
        {"person": "Akol Invented", "phone": "+211900111222"},
        by=standing_of(tell.cast.hofo, mission),
    )
    text(client, gateway, "3 Rhoa, Savo, Talia 60 N OK", number="+211900111222")
    alerts = list(Alert.objects.order_by("number"))
    assert [alert.place for alert in alerts] == sites
    assert {(alert.act, alert.level) for alert in alerts} == {("armed movement", "imminent")}
    beside = part(tell.page("head_of_field_office", f"alerts/{alerts[1].pk}/"), "named")
    assert all(site.name in beside for site in sites)
    assert not InferredPlace.objects.exists() and not ThreadProposal.objects.exists()
    text(client, gateway, "3 Rhoa, Savo, Talia 60 N OK", number="+211900111222")
    assert Alert.objects.count() == 3, "said again it opens nothing"

    text(client, gateway, "3 Savo, Talia 20 N OK", number="+211900999888")
    opened = Alert.objects.exclude(pk__in=[alert.pk for alert in alerts]).get()
    line = InferredPlace.objects.get()
    assert (opened.place, line.place) == (sites[1], sites[2]), "of a stranger it is asked"
    text(client, gateway, "they will burn Talia after Savo", number="+211900999888")
    assert InferredPlace.objects.count() == 1, "asked once"


@pytest.mark.postgresql
def test_11_a_program_names_the_other_sites_of_a_threat_once(tell: Telling, client: Any) -> None:
    mission, north = tell.cast.mission, tell.cast.north
    rhoa, savo = (
        make.place(mission, name, kind="site", area=north, latitude=7.1 + n / 5)
        for n, name in enumerate(("Rhoa", "Savo"))
    )
    by = phone(client, tell.cast["joc_duty_officer"])
    body: dict[str, Any] = {
        "id": str(uuid4()),
        "level": "imminent",
        "act": "a message names two sites",
    }
    body |= {"place_id": str(rhoa.pk), "words": "we come to both", "also": ["Savo"]}
    for _time in range(2):
        sent = client.post(
            "/api/v1/missions/luma/alerts",
            body,
            content_type="application/json",
            **by,
        )
        assert sent.status_code in (200, 201), sent.content
    alerts = list(Alert.objects.order_by("number"))
    assert [alert.place for alert in alerts] == [rhoa, savo]
    beside = part(tell.page("head_of_field_office", f"alerts/{alerts[0].pk}/"), "named")
    assert "Savo" in beside and not InferredPlace.objects.exists()


@pytest.mark.postgresql
def test_11_words_from_the_field_that_name_another_site_are_asked_of_its_office(
    tell: Telling,
) -> None:
    """A program that reads a name opens nothing: who answers for that site says whether."""
    mission, north = tell.cast.mission, tell.cast.north
    rhoa, savo = (
        make.place(mission, name, kind="site", area=north, latitude=7.1 + n / 5)
        for n, name in enumerate(("Rhoa", "Savo"))
    )
    telephone = set_up(tell.sign_in, tell.cast["field_reporter"])
    said = {"what": "They say they come to Rhoa and then to SAVO", "going_on": False}
    envelope, _sealed = telephone.capture("danger", answers=said, place=str(rhoa.pk))
    telephone.send(envelope)
    alert = Alert.objects.get()
    line = alert.inferred.get()
    assert line.place == savo and "Savo" in tell.page("head_of_field_office", "alerts/inferred/")
    tell.press("head_of_field_office", f"alerts/inferred/{line.pk}/answer/", answer="open")
    assert Alert.objects.count() == 2
