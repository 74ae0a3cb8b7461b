"""The page of a place: why its score stands there, twelve months, neighbours, and the unknown."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.incidents.recording import record, sent
from tests.tutela_web.risk import story
from tutela.risk.order import percent
from tutela_web.access.models import AuditEntry
from tutela_web.places.models import Place
from tutela_web.risk.models import Assessment, Risk, SuggestedRisk
from tutela_web.risk.verbs import adopt, assess_everything, assess_weeks, propose, register_risk
from tutela_web.site.place import silent


def at(place: Place) -> str:
    return reverse("site:place", args=["luma", place.pk])


def test_a_place_tells_why_it_stands_where_it_does(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast, population=2300)
    make.base(cast.mission, "TOB Acacia", opened=date(2018, 6, 1))
    story.assessed(cast)
    for person in (cast.amina, cast.boris):
        told = sign_in(person).get(at(luma)).content.decode()
        row = SuggestedRisk.objects.get()
        assert f"Luma: {percent(row.likelihood)} within 30 days" in squeezed(told)
        assert f"{percent(row.likelihood_low)}–{percent(row.likelihood_high)}" in told
        assert row.insufficient_data and "too little known for a suggested score" in told
        assert "If nothing known" not in told, "blanks make no score"
        assert "Group Kestrel" in told and "confidence low" in told and "not yet agreed" in told
        assert "1 event, 1 against civilians" in told
        assert "TOB Acacia" in told and "nobody heard: not known" in told
        assert "date not known" in told and "2300" in told
    assert "Propose a different score" in sign_in(cast.amina).get(at(luma)).content.decode()
    assert "Propose a different score" not in told
    assert sign_in(cast.chen).get(at(luma)).status_code == 404


def test_a_place_never_assessed_says_exactly_that(cast: Cast, sign_in: Any) -> None:
    story.luma(cast)
    silent_place = make.place(cast.mission, "Silent", latitude=3.0, longitude=27.0)
    before = sign_in(cast.boris).get(at(silent_place)).content.decode()
    assert "never assessed" in before and "Nothing was assessed in this mission yet" in before
    story.assessed(cast)
    told = sign_in(cast.boris).get(at(silent_place)).content.decode()
    assert "Silent: never assessed" in told.replace("</span>", "").replace("  ", " ")
    assert "Not known, not safe." in told and "Nothing was on record here" in told
    assert "very low" not in told.split("<main")[1].lower().split("legend")[0]


def test_a_place_never_assessed_offers_a_watch_a_report_and_a_score(
    cast: Cast, sign_in: Any
) -> None:
    silent_place = make.place(cast.mission, "Silent", area=cast.north, latitude=3.0, longitude=27.0)
    adviser = sign_in(cast.adviser)
    told = adviser.get(at(silent_place)).content.decode()
    for button in ("Open a watch", "Record an incident", "Propose a different score"):
        link = re.search(rf'href="([^"]+)"\s*>{button}<', told)
        assert link, f"{button} is not offered"
        form = adviser.get(unescape(link[1]))
        assert form.status_code == 200, f"{button} leads to {link[1]}"
        assert "Silent" in form.content.decode()
    reader = sign_in(cast.boris).get(at(silent_place)).content.decode()
    assert "Open a watch" not in reader and "Propose a different score" not in reader


def test_each_part_opens_its_evidence_by_its_address(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    story.assessed(cast)
    client = sign_in(cast.boris)
    for part, factor in (
        ("I", "recent conduct"),
        ("C", "arms and numbers"),
        ("V", "exposed location"),
    ):
        page = client.get(f"{at(luma)}?part={part}")
        drawer = page.content.decode().split("data-drawer")[1].split("</aside>")[0]
        assert factor in drawer and "Blank:" in drawer
        assert "/events/" in drawer
    shut = client.get(f"{at(luma)}?part=none").content.decode()
    assert "data-drawer" not in shut


def test_each_actor_and_harm_has_its_tab(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, side_a=["Group Heron"], harm="looting", civilian_deaths=0)
    story.assessed(cast)
    page = sign_in(cast.boris).get(at(luma))
    tabs = page.context["tabs"]
    assert len(tabs) == SuggestedRisk.objects.count() >= 2
    query, label, now = tabs[-1]
    assert not now
    other = sign_in(cast.boris).get(at(luma) + query)
    assert [t[2] for t in other.context["tabs"]].index(True) == len(tabs) - 1
    assert "Group" not in query, "the address names ids, never words"
    assert other.context["line"].actor in label


def test_suggested_and_agreed_stand_together(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    story.assessed(cast)
    adviser = story.standing(cast, cast.adviser)
    risk = register_risk(place=luma, actor="Group Kestrel", harm="killing", by=adviser)
    made = propose(
        risk,
        by=adviser,
        version=1,
        reason="Ultimatum",
        gravity=5,
        changes={"declared threat": {"value": 5}},
    )
    adopt([made], by=adviser, forum_date=make.TODAY - timedelta(days=16))
    agreed = Risk.objects.get()
    told = sign_in(cast.boris).get(at(luma)).content.decode()
    assert f"Luma: {round(agreed.risk)}" in told
    assert "too little known for a suggested score" in told
    assert "If nothing known" in told, "the waterfall starts from nothing known"
    assert f"agreed {round(agreed.risk)} by the POC forum" in told
    assert "Review overdue 2 days" in told or "Review overdue 9 days" in told


def test_a_place_tells_its_hotspot_with_which_places_and_between_which_ranks(
    cast: Cast, sign_in: Any
) -> None:
    luma = story.luma(cast)
    tembel = make.place(cast.mission, "Tembel", area=cast.north, latitude=7.12, longitude=30.22)
    make.place(cast.mission, "Strict", latitude=7.11, longitude=30.21, classification=2)
    koro = story.koro(cast)
    story.assessed(cast)
    row = SuggestedRisk.objects.get(place=luma)
    assert (row.places, row.leads) == (3, True)

    def told(place: Place, by: Any) -> str:
        page = squeezed(sign_in(by).get(at(place)).content.decode())
        return page.split('id="in-order"')[1].split("</section>")[0]

    here = told(luma, cast.boris)
    assert "This place speaks for it" in here and "Tembel" in here and "Strict" not in here
    assert f"{percent(row.likelihood)}" in here and f"rank {row.rank}" in here
    assert "from the next" in here or "above the next" in here or row.rank == 2
    beside = told(tembel, cast.boris)
    assert ">Luma<" in beside and "speaks for it" in beside and "alone" in beside
    assert "none" in told(koro, cast.boris)
    assert "above the next" not in told(luma, cast.hofo), "of the South the North learns nothing"
    last_week = Assessment.objects.get()
    last_week.hotspots = []
    last_week.save()
    SuggestedRisk.objects.update(hotspot=None, rank_low=None)
    page = sign_in(cast.boris).get(at(luma)).content.decode()
    assert 'id="in-order"' not in page, "of before hotspots were made nothing is invented"


def test_neighbours_are_told_with_distance_and_not_assessed_ones_as_such(
    cast: Cast, sign_in: Any
) -> None:
    luma = story.luma(cast)
    make.place(cast.mission, "Silent", latitude=7.9, longitude=30.2)
    make.place(cast.mission, "Strict", latitude=7.3, longitude=30.2, classification=2)
    make.place(cast.mission, "Far", latitude=12.0, longitude=30.2)
    story.assessed(cast)
    SuggestedRisk.objects.filter(place__name="Silent").delete()
    page = sign_in(cast.boris).get(at(luma))
    near = {n.what.name: n for n in page.context["neighbours"]}
    assert set(near) == {"Silent"}
    assert round(near["Silent"].km) == 89 and near["Silent"].line is None
    assert "not assessed" in page.content.decode()


def test_events_are_read_in_a_circle_and_a_year(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, latitude=7.1 + 0.2, longitude=30.2 + 0.2)  # a corner: 31 km
    make.event(cast.mission, batch, latitude=7.1 + 0.2)  # 22 km
    make.event(cast.mission, batch, date_end=make.TODAY - timedelta(days=400))
    make.event(cast.mission, batch, violence="state-based", civilian_deaths=0)
    make.event(cast.mission, make.batch(cast.mission, cast.amina, published=False))
    page = sign_in(cast.boris).get(at(luma))
    assert page.context["events_told"] == "3 events, 2 against civilians"


def test_incidents_here_follow_the_policy(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    make.incident(cast.mission, "OPENWORD", place=luma, area=cast.north)
    make.incident(cast.mission, "STRICTWORD", place=luma, area=cast.north, classification=2)
    make.incident(cast.mission, "SOUTHWORD", latitude=7.2, longitude=30.2, area=cast.south)
    seen = {
        who: sign_in(who).get(at(luma)).content.decode()
        for who in (cast.boris, cast.hofo, cast["head_of_mission"])
    }
    words = ("OPENWORD", "STRICTWORD", "SOUTHWORD")
    told = {who: [word in page for word in words] for who, page in seen.items()}
    assert told[cast.boris] == [True, False, True]
    assert told[cast.hofo] == [True, False, False]
    assert told[cast["head_of_mission"]] == [True, True, True]


def test_a_drafter_reads_the_place_and_its_score_but_no_event(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    story.assessed(cast)
    told = sign_in(cast["drafter"]).get(at(luma) + "?part=I").content.decode()
    assert "Luma:" in told and "record you may not open" in told
    assert "/events/" not in told


def test_the_second_score_is_for_holders_and_is_audited(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    story.closed_event(cast)
    assess_everything(cast.mission, on=story.TODAY, by=None)
    amina = sign_in(cast.amina)
    plain, asked = (amina.get(at(luma) + q) for q in ("", "?compartment=crsv"))
    assert [t[1] for t in plain.context["tabs"]] == [t[1] for t in asked.context["tabs"]]
    assert "crsv" not in asked.content.decode().lower().replace("?compartment=crsv", "")
    wpa = cast["women_protection_adviser"]
    page = sign_in(wpa).get(at(luma) + "?compartment=crsv")
    assert {line for _q, line, _now in page.context["tabs"] if "crsv" in line}
    assert AuditEntry.objects.filter(kind="assessment", act="read", person_id=wpa.pk).exists()


def test_weeks_not_assessed_are_gaps_in_the_line(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    assess_weeks(cast.mission, weeks=2)
    story.assessed(cast)
    weeks = sign_in(cast.boris).get(at(luma)).context["line"].weeks
    assert len(weeks) == 12 and weeks[:10] == [None] * 10
    assert weeks[-1] is not None


def test_a_place_without_a_point_has_no_neighbours_and_says_so(cast: Cast, sign_in: Any) -> None:
    story.luma(cast)
    lost = make.place(cast.mission, "Lost", latitude=None, longitude=None)
    told = sign_in(cast.boris).get(at(lost)).content.decode()
    assert "Its position is not known." in told and "0 events" in told


def test_a_page_of_a_place_asks_few_things_of_the_database(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    luma = story.luma(cast)
    batch = make.batch(cast.mission, cast.amina)
    story.assessed(cast)
    client = sign_in(cast.boris)
    client.get(at(luma))  # what a process keeps is read once
    with django_assert_max_num_queries(47) as few:  # one of them: a later count of its site
        client.get(at(luma))
    asked = len(few.captured_queries)
    own = [q for q in few.captured_queries if not about_the_door(q["sql"])]
    for n in range(12):
        here = {"latitude": 7.0 + n * 0.03, "longitude": 30.0}
        make.place(cast.mission, f"Village {n:02}", **here)
        make.event(cast.mission, batch, **here)
        make.incident(cast.mission, **here)
        make.base(cast.mission, f"Base {n}", **here)
    story.assessed(cast)
    client.get(at(luma))
    with django_assert_max_num_queries(asked + 5):
        client.get(at(luma))
    assert len(own) < 35


def about_the_door(sql: str) -> bool:
    """Whether a query only asks who is at the door: session, person, mission and standing."""
    doors = (
        "django_session",
        "access_person",
        "access_mission",
        "access_rolegrant",
        "access_holding",
        "access_compartmentgrant",
        "usersessions",
        "SAVEPOINT",
        "access_rolegrant_areas",
    )
    return any(f'FROM "{name}' in sql or name in sql.split(" WHERE ")[0] for name in doors)


def test_silence_is_drawn_where_nothing_was_heard() -> None:
    since, until = date(2018, 1, 1), date(2018, 12, 31)
    every_week = [since + timedelta(days=7 * n) for n in range(53)]
    assert silent(every_week, since, until) == []
    assert [(s["since"], s["until"]) for s in silent([], since, until)] == [(since, until)]


def test_the_words_of_a_score_and_the_records_below_them_agree(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    batch = make.batch(cast.mission, cast.amina)
    for _number in range(6):  # 45 km off: in the sum of exposure, not among those close by
        make.event(cast.mission, batch, latitude=7.1 + 45 / 111.2)
    make.base(cast.mission, "Nasser", latitude=8.0, longitude=30.2, troops=90)
    make.base(cast.mission, "Acacia", latitude=7.3, longitude=30.2, troops=120, invented=True)
    officer = sign_in(cast["joc_duty_officer"])

    def read() -> str:
        story.assessed(cast)
        return squeezed(officer.get(f"/m/luma/places/{luma.pk}/?part=V").content.decode())

    page = read()
    assert (
        "1 incident of harm to civilians by anyone within 30 km in the last 12 years on file;"
        " 6 more, older or farther off, weigh less" in page
    )
    assert "The strongest are listed; what counts less is counted and not listed." in page
    assert "nearest base with troops that scores count: Nasser" in page
    protectors = page.split('id="protectors"')[1].split("</table>")[0]
    acacia, nasser = protectors.split("Acacia")[1].split("Nasser")
    assert "invented" in acacia and "not counted in scores" in acacia
    assert "not counted in scores" not in nasser
    assert "no flight of many people within these weeks, is on file here" in page

    fled = sent(
        place=str(luma.pk),
        place_said="Luma",
        event_from=str(make.TODAY),
        harms=["killing"],
        displaced="350",
    )
    assert record(officer, fled).status_code == 302
    page = read()
    assert "people in flight within 20 km: the last today, 0 km away" in page
    assert "no flight of many people" not in page
