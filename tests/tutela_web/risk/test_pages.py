"""The pages of the register and of the week, as each of the cast meets them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed, text_of
from tests.tutela_web.risk import story
from tutela.risk.order import percent
from tutela_web.access.models import AuditEntry
from tutela_web.base.models import Job
from tutela_web.records import verbs as records
from tutela_web.risk.models import Risk, SuggestedRisk, Week
from tutela_web.risk.verbs import adopt, assess_everything, propose, register_risk
from tutela_web.risk.weekly.verbs import freeze_week


def at(name: str, *args: Any) -> str:
    return reverse(f"risk:{name}", args=["luma", *args])


def registered(cast: Cast) -> Risk:
    place = story.luma(cast)
    story.assessed(cast)
    by = story.standing(cast, cast.amina)
    return register_risk(place=place, actor="Group Kestrel", harm="killing", by=by)


def answered_form(page: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send back: the form as shown, with some fields changed."""
    form = page.context["form"]
    data = {
        bound.html_name: "" if bound.value() in (None, False) else str(bound.value())
        for bound in form
        if bound.value() is not True
    }
    data |= {bound.html_name: "on" for bound in form if bound.value() is True}
    return {key: value for key, value in (data | changes).items() if value != ""}


# --- the list


def test_the_register_shows_suggestions_and_what_was_never_assessed(
    cast: Cast, sign_in: Any
) -> None:
    story.luma(cast)
    make.place(cast.mission, "Silent", latitude=3.1, longitude=27.0)
    story.assessed(cast)
    for person in (cast.amina, cast.boris):
        page = sign_in(person).get(at("register"))
        told = page.content.decode()
        assert page.status_code == 200
        assert "Luma" in told and "Group Kestrel" in told and "not yet" in told
        assert "Never assessed: 1 place" in told and "Silent" in told
        assert "not known, not safe" in told
    assert sign_in(cast.chen).get(at("register")).status_code == 404
    assert "Assess as of today" in sign_in(cast.amina).get(at("register")).content.decode()
    assert "Assess as of today" not in sign_in(cast.boris).get(at("register")).content.decode()


def test_before_any_assessment_the_register_says_so(cast: Cast, sign_in: Any) -> None:
    told = sign_in(cast.boris).get(at("register")).content.decode()
    assert "Never assessed." in told and "says nothing about safety" in told


def test_the_register_asks_as_much_of_the_database_for_one_risk_as_for_many(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    batch = make.batch(cast.mission, cast.amina)

    def villages(first: int, last: int) -> None:
        for n in range(first, last):
            here = {"latitude": 4.0 + n * 0.3, "longitude": 30.0}
            make.place(cast.mission, f"Village {n:02}", **here)
            make.event(cast.mission, batch, **here)

    adviser = story.standing(cast, cast.adviser)

    def agreed() -> None:
        story.assessed(cast)
        for row in SuggestedRisk.objects.filter(assessment__mission=cast.mission)[:3]:
            risk = register_risk(place=row.place, actor=row.actor, harm=row.harm, by=adviser)
            adopt([Risk.objects.get(pk=risk.pk)], by=adviser, forum_date=make.TODAY)

    client = sign_in(cast.boris)
    villages(0, 5)
    agreed()
    client.get(at("register"))  # what a process keeps is read once
    with django_assert_max_num_queries(62) as few:
        client.get(at("register"))
    asked = len(few.captured_queries)
    villages(5, 20)
    agreed()
    client.get(at("register"))
    with django_assert_max_num_queries(asked):
        page = client.get(at("register"))
    assert len(page.context["register"].lines) == 20
    assert asked == 36, "one of them for the alerts that run, which stand first"


def test_filters_live_in_the_address(cast: Cast, sign_in: Any) -> None:
    story.luma(cast)
    story.koro(cast)
    story.assessed(cast)
    client = sign_in(cast.boris)

    def shown(query: str) -> set[str]:
        page = client.get(f"{at('register')}?{query}")
        return {line.place.name for line in page.context["register"].lines}

    assert shown("") == {"Luma", "Koro"}
    assert shown("area=north") == {"Luma"}
    assert shown("actor=Group+Heron") == {"Koro"}
    assert shown("harm=looting") == set()
    assert shown("text=lum") == {"Luma"}
    assert shown("status=adopted") == set()
    assert shown("status=suggested") == {"Luma", "Koro"}
    assert shown("page=99") == {"Luma", "Koro"}


def test_agreed_values_rank_and_suggestions_stand_beside_them(cast: Cast, sign_in: Any) -> None:
    story.koro(cast)
    risk = registered(cast)
    adviser = story.standing(cast, cast.adviser)
    changes = {"declared threat": {"value": 5}, "command": {"value": 5}}
    raised = propose(
        risk, by=adviser, version=1, reason="Ultimatum heard", gravity=5, changes=changes
    )
    adopt([raised], by=adviser, forum_date=make.TODAY - timedelta(days=20))
    page = sign_in(cast.boris).get(at("register"))
    first = page.context["register"].lines[0]
    assert first.place.name == "Luma" and first.agreed
    assert first.suggested.risk < first.risk.risk
    told = page.content.decode()
    assert first.overdue_days and "review overdue" in told
    head = told[told.index("<thead") : told.index("</thead>")]
    assert head.index("Agreed, or within 30 days") < head.index("Gravity") < head.index("Priority")
    row = told[told.index("<tbody") :].split("</tr>")[0]
    assert re.search(r'data-label="Gravity"[^>]*>\s*5\s*<', row), "gravity stands apart"
    rule = told.split('id="priority-rule"')[1].split("</details>")[0]
    assert rule.count("Critical") == 5, "the table that gives the priority"
    pages = [
        sign_in(cast.boris).get(f"{at('register')}?status={s}") for s in ("adopted", "overdue")
    ]
    assert all(len(p.context["register"].lines) == 1 for p in pages)


def test_a_head_of_field_office_reads_the_own_area(cast: Cast, sign_in: Any) -> None:
    story.luma(cast)
    story.koro(cast)
    story.assessed(cast)
    told = sign_in(cast.hofo).get(at("register")).content.decode()
    assert "Luma" in told and "Koro" not in told and "Group Heron" not in told
    koro = SuggestedRisk.objects.get(place__name="Koro")
    assert sign_in(cast.hofo).get(at("suggestion", koro.pk)).status_code == 404


def test_the_second_score_leaves_no_sign_for_others(cast: Cast, sign_in: Any) -> None:
    story.luma(cast)
    story.assessed(cast)
    amina = sign_in(cast.amina)

    def told(query: str = "") -> str:
        page = amina.get(at("register") + query).content.decode()
        kept = page.split('<main class="page"')[1].split("csrfmiddlewaretoken")[0]
        return re.sub(r"<time.*?</time>", "", kept)

    before = told()
    place_before = amina.get(reverse("site:place", args=["luma", story_place(cast)])).context["why"]
    story.closed_event(cast)
    SuggestedRisk.objects.all().delete()
    assess_everything(cast.mission, on=story.TODAY, by=None)
    assert "crsv" not in told().lower()
    assert told() == told("?compartment=crsv") == told("?compartment=nonsense")
    assert [w for w in before.split() if "lv" in w] == [w for w in told().split() if "lv" in w]
    after = amina.get(reverse("site:place", args=["luma", story_place(cast)])).context["why"]
    assert [s.value for s in after.sections] == [s.value for s in place_before.sections]
    wpa = sign_in(cast["women_protection_adviser"])
    page = wpa.get(at("register") + "?compartment=crsv")
    assert {line.harm for line in page.context["register"].lines} == {"killing", "crsv"}
    assert AuditEntry.objects.filter(
        act="read", kind="assessment", person_id=cast["women_protection_adviser"].pk
    ).exists()
    closed = SuggestedRisk.objects.get(harm="crsv")
    assert wpa.get(at("suggestion", closed.pk)).status_code == 200
    assert amina.get(at("suggestion", closed.pk)).status_code == 404


def story_place(cast: Cast) -> Any:
    return SuggestedRisk.objects.filter(place__name="Luma").first().place_id  # type: ignore[union-attr]


def test_an_assessment_is_asked_for_once(cast: Cast, sign_in: Any) -> None:
    assert sign_in(cast.boris).post(at("assess")).status_code == 403
    client = sign_in(cast.amina)
    for _ in range(2):
        assert client.post(at("assess")).status_code == 302
    assert Job.objects.filter(kind="assess").count() == 1
    assert "Assessing" in client.get(at("register")).content.decode()


# --- one risk


def test_evidence_opens_and_what_may_not_be_opened_is_counted(cast: Cast, sign_in: Any) -> None:
    luma = story.luma(cast)
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, area=cast.south, latitude=7.15, classification=1)
    make.event(cast.mission, batch, area=cast.north, latitude=7.15)
    story.assessed(cast)
    row = SuggestedRisk.objects.get(place=luma, actor="Group Kestrel")
    every = sign_in(cast.boris).get(at("suggestion", row.pk) + "?part=I").content.decode()
    assert "/events/" in every and "may not open" not in every
    near = sign_in(cast.hofo).get(at("suggestion", row.pk) + "?part=I").content.decode()
    assert "records you may not open" in near or "record you may not open" in near
    assert near.count("/events/") < every.count("/events/")


def test_a_risk_shows_its_values_its_blanks_and_its_trail(cast: Cast, sign_in: Any) -> None:
    risk = registered(cast)
    made = propose(
        risk,
        by=story.standing(cast, cast.amina),
        version=1,
        reason="Patrol is back",
        changes={"no effective protector": {"value": 1}},
    )
    adopt([made], by=story.standing(cast, cast.adviser), forum_date=make.TODAY)
    page = sign_in(cast.boris).get(at("risk", risk.pk) + "?part=V")
    told = page.content.decode()
    assert page.status_code == 200
    assert "Suggested by the method" in told and "Agreed" in told
    assert "Patrol is back" in told and "poc adviser" in told
    assert "Against this score" in told and "Blank:" in told
    assert "version 3" in told
    assert AuditEntry.objects.filter(kind="risk", act="read", person_id=cast.boris.pk).exists()
    assert sign_in(cast.chen).get(at("risk", risk.pk)).status_code == 404
    assert "Propose a different score" not in told


def test_a_suggestion_tells_how_likely_it_is_and_what_parts_it_from_the_next(
    cast: Cast, sign_in: Any
) -> None:
    story.luma(cast)
    story.koro(cast)
    batch = make.batch(cast.mission, cast.amina)
    for day in (3, 20, 40):
        struck = make.TODAY - timedelta(days=day)
        make.event(cast.mission, batch, date_start=struck, date_end=struck, civilian_deaths=30)
    story.assessed(cast)
    first = SuggestedRisk.objects.get(order=1)
    client = sign_in(cast.boris)
    page = squeezed(client.get(at("suggestion", first.pk)).content.decode())
    assert f"Luma: {percent(first.likelihood)} within 30 days" in page
    low, high = percent(first.likelihood_low), percent(first.likelihood_high)
    assert f"{low}–{high}" in page and "too little known" in page and " high</span>" not in page
    order = page.split('id="in-order"')[1].split("</section>")[0]
    told = "Stands above the next because" in order
    assert told or ("Not told apart from the next" in order) == first.ties_next
    led = re.search(r'href="([^"]+)">How often stated figures came true', order)
    assert led and "27.5 %" in client.get(led[1]).content.decode()


def test_a_risk_is_scored_on_its_form_with_a_reason(cast: Cast, sign_in: Any) -> None:
    story.luma(cast)
    story.assessed(cast)
    row = SuggestedRisk.objects.get()
    assert sign_in(cast.boris).post(at("start", row.pk)).status_code == 403
    client = sign_in(cast.amina)
    page = client.post(at("start", row.pk), follow=True)
    risk = Risk.objects.get()
    assert len(page.context["form"].rows()) == 16
    blank = next(n for n, f in enumerate(page.context["form"].factors) if f["value"] is None)
    changes = {f"v{blank}": "4.5"}
    refused = client.post(at("propose", risk.pk), answered_form(page, **changes))
    assert refused.status_code == 400 and Risk.objects.get().proposal is None
    assert '<a href="#id_reason">Reason</a>: This field is required.' in squeezed(
        refused.content.decode()
    )
    sent = answered_form(page, **changes, reason="Asked the elders")
    assert client.post(at("propose", risk.pk), sent).status_code == 302
    told = Risk.objects.get().proposal
    name = page.context["form"].factors[blank]["factor"]
    changed = [f for f in told["factors"] if f.get("by")]
    assert [(f["factor"], f["value"], f["why"]) for f in changed] == [
        (name, 4.5, "Asked the elders")
    ]
    shown = client.get(at("propose", risk.pk)).content.decode()
    assert "waits for the forum. Yours begins" in shown
    again = client.post(at("propose", risk.pk), sent | {f"v{blank}": "1"})
    assert again.status_code == 409
    assert "Theirs" in again.content.decode() and "4.5" in again.content.decode()
    assert sign_in(cast.boris).get(at("propose", risk.pk)).status_code == 403


def test_a_preview_tells_what_moves_the_score_and_keeps_nothing(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    risk, client = registered(cast), sign_in(cast.amina)
    page = client.get(at("propose", risk.pk))
    row = next(r for r in page.context["form"].rows() if r.factor == "no warning channel")
    assert row.code == "V7" and row.anchors[2] == (5, "none works")
    assert [choice.value for choice in row.choices] == ["0", "1", "2", "3", "4", "5", "?"]
    assert [choice.value for choice in row.choices if choice.suggested] == ["?"], "never as 0"
    sent = answered_form(page, **{row.value.html_name: "5"}, gravity="5")
    script = {"HX-Request": "true"}
    with django_assert_max_num_queries(14):
        told = client.post(at("preview", risk.pk), sent, headers=script)
    words = text_of(told)
    assert told.status_code == 200 and "<html" not in told.content.decode()
    assert re.search(r"no warning channel \? → 5 ▲ \d", words), words
    assert "Gravity 3 → 5 the priority, not the score" in words
    whole = client.post(at("preview", risk.pk), sent)
    assert "<html" in whole.content.decode() and "no warning channel ? → 5" in text_of(whole)
    assert 'value="5" checked' in " ".join(whole.content.decode().split())
    wrong = client.post(at("preview", risk.pk), sent | {row.low.html_name: "9"}, headers=script)
    assert "an answer needs you" in text_of(wrong)
    assert Risk.objects.get().proposal is None and Risk.objects.get().version == 1
    assert sign_in(cast.boris).post(at("preview", risk.pk), sent).status_code == 403
    assert sign_in(cast.chen).post(at("preview", risk.pk), sent).status_code == 404


def test_a_fraction_stands_until_it_is_changed_and_its_range_never_falls(
    cast: Cast, sign_in: Any
) -> None:
    risk, client = registered(cast), sign_in(cast.amina)
    page = client.get(at("propose", risk.pk))
    form = page.context["form"]
    rows = {row.factor: n for n, row in enumerate(form.rows())}
    n = rows["recent conduct"]
    stood = form.factors[n]
    assert stood["value"] % 1 and form.rows()[n].choices[6].chosen, "a fraction is suggested"
    sent = answered_form(page, **{f"v{rows['command']}": "2"}, reason="Seen")
    assert client.post(at("propose", risk.pk), sent).status_code == 302
    kept = {f["factor"]: f for f in Risk.objects.get().proposal["factors"]}
    assert kept["recent conduct"]["value"] == stood["value"] and kept["command"]["value"] == 2
    page = client.get(at("propose", risk.pk))
    sent = answered_form(page, **{f"v{n}": "5"}, reason="Seen again")
    assert client.post(at("propose", risk.pk), sent).status_code == 302
    kept = {f["factor"]: f for f in Risk.objects.get().proposal["factors"]}["recent conduct"]
    assert kept["value"] == kept["high"] == 5
    assert kept["low"] == pytest.approx(stood["low"], abs=0.01)


def test_the_north_gets_no_form_for_the_south(cast: Cast, sign_in: Any) -> None:
    koro = story.koro(cast)
    story.assessed(cast)
    risk = register_risk(
        place=koro, actor="Group Heron", harm="killing", by=story.standing(cast, cast.amina)
    )
    for name in ("risk", "propose"):
        assert sign_in(cast.hofo).get(at(name, risk.pk)).status_code == 404


def test_the_forum_adopts_what_is_ticked_as_it_was_shown(cast: Cast, sign_in: Any) -> None:
    risk = registered(cast)
    propose(risk, by=story.standing(cast, cast.amina), version=1, reason="Seen", gravity=5)
    assert sign_in(cast.amina).get(at("adopt")).status_code == 403
    client = sign_in(cast.adviser)
    assert "Seen" in client.get(at("adopt")).content.decode()
    day = {"forum_date": make.TODAY.isoformat(), "note": "POC group"}
    assert client.post(at("adopt"), day).status_code == 400
    stale = client.post(at("adopt"), day | {"risk": f"{risk.pk}:1"})
    assert stale.status_code == 409
    assert client.post(at("adopt"), day | {"risk": f"{risk.pk}:2"}).status_code == 302
    assert Risk.objects.get().status == "adopted"


def test_a_risk_of_a_compartment_is_nowhere_for_others(cast: Cast, sign_in: Any) -> None:
    place = story.luma(cast)
    risk = records.create(
        Risk(
            place=place,
            area=cast.north,
            actor="Group Kestrel",
            harm="crsv",
            compartment="crsv",
            classification=0,
            reason="CLOSEDWORD",
            intent=3,
            capability=3,
            vulnerability=3,
            risk=60,
            risk_low=50,
            risk_high=70,
            band=3,
            gravity=3,
            priority=2,
            status="adopted",
        ),
        mission=cast.mission,
        by=None,
    )
    assert sign_in(cast.boris).get(at("risk", risk.pk)).status_code == 404
    seen = sign_in(cast["women_protection_adviser"]).get(at("risk", risk.pk))
    assert "CLOSEDWORD" in seen.content.decode()
    make.grant(cast.mission, cast["force_commander"], "crsv", by=cast["head_of_mission"])
    assert sign_in(cast["force_commander"]).get(at("risk", risk.pk)).status_code == 404


# --- the week


def week(cast: Cast) -> Week:
    story.luma(cast)
    story.koro(cast)
    story.assessed(cast)
    return freeze_week(cast.mission, by=story.standing(cast, cast.adviser))


def test_a_week_nobody_froze_is_listed_as_missed(cast: Cast, sign_in: Any) -> None:
    story.luma(cast)
    story.assessed(cast)
    sign_in(cast.adviser).post(at("freeze"))
    cast.mission.clock_shift += timedelta(days=21)
    cast.mission.save()
    adviser = sign_in(cast.adviser)
    page = adviser.get(at("weeks")).content.decode()
    rows = re.findall(r"Week of (\d+ \w+ \d+)", page)
    assert rows == ["14 Jan 2019", "7 Jan 2019", "31 Dec 2018"]
    assert page.count("missed: nobody froze it") == 2
    assert "Freeze this week" in page, "the running week is not missed yet"


def test_the_week_on_pages_from_freezing_to_the_log(cast: Cast, sign_in: Any) -> None:
    story.luma(cast)
    story.koro(cast)
    story.assessed(cast)
    assert sign_in(cast.boris).post(at("freeze")).status_code == 403
    adviser, hofo = sign_in(cast.adviser), sign_in(cast.hofo)
    assert adviser.post(at("freeze")).status_code == 302
    made = Week.objects.get()
    seen = hofo.get(at("week", made.pk)).content.decode()
    assert "Luma" in seen and "Koro" not in seen and "no answer" in seen
    luma, koro = (made.hotspots.get(risk__place__name=n) for n in ("Luma", "Koro"))
    assert hofo.get(at("hotspot", koro.pk)).status_code == 404
    assert hofo.post(at("same", koro.pk), {"version": 1}).status_code == 404
    assert sign_in(cast.boris).post(at("same", luma.pk), {"version": 1}).status_code == 403
    page = hofo.get(at("hotspot", luma.pk))
    assert len(page.context["rows"]) == 8 and "No change since last week" in page.content.decode()
    filled = next(n for n, f in enumerate(page.context["form"].factors) if f["value"] is not None)
    change = {f"v{filled}": "0.5", f"l{filled}": "", f"h{filled}": ""}
    assert hofo.post(at("hotspot", luma.pk), answered_form(page, **change)).status_code == 400
    sent = answered_form(page, **change, reason="Patrol is back")
    assert hofo.post(at("hotspot", luma.pk), sent).status_code == 302
    other = hofo.post(at("hotspot", luma.pk), sent | {f"v{filled}": "5"})
    assert other.status_code == 409 and "Theirs" in other.content.decode()
    assert (
        adviser.post(
            at("moderate", luma.pk), {"version": 2, "note": "Fits", "red_team": "One source"}
        ).status_code
        == 302
    )
    assert "One source" in hofo.get(at("hotspot", luma.pk)).content.decode()
    assert sign_in(cast.amina).post(at("adopt_week", made.pk)).status_code == 403
    assert adviser.post(at("adopt_week", made.pk), {"note": "Agreed"}).status_code == 302
    sent = text_of(adviser.get(at("log", made.pk))).split("Sent back to the field")[1]
    office = cast.hofo.holdings.get().post
    assert sent.startswith(f" {office.title} ") and "not told" not in sent
    told = adviser.get(at("log", made.pk)).content.decode()
    assert "1 hotspot was not answered" in told and "Koro" in told and "Agreed" in told
    north = hofo.get(at("log", made.pk)).content.decode()
    assert "Luma" in north and "Koro" not in north


def test_no_change_is_one_post(cast: Cast, sign_in: Any) -> None:
    made = week(cast)
    luma = made.hotspots.get(risk__place__name="Luma")
    page = sign_in(cast.hofo).post(at("same", luma.pk), {"version": 1}, follow=True)
    assert "no change" in page.content.decode()
    assert made.hotspots.get(pk=luma.pk).no_change


def test_weeks_of_another_mission_are_not_there(cast: Cast, sign_in: Any) -> None:
    made = week(cast)
    for name, pk in (("week", made.pk), ("log", made.pk)):
        assert sign_in(cast.chen).get(at(name, pk)).status_code == 404
    assert sign_in(cast.chen).get(reverse("risk:week", args=["tarso", made.pk])).status_code == 404


def test_the_week_reads_the_same_number_of_times_for_more_hotspots(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    made = week(cast)
    client = sign_in(cast.boris)
    with django_assert_max_num_queries(23) as both:
        client.get(at("week", made.pk))
    made.hotspots.filter(risk__place__name="Koro").delete()
    with django_assert_max_num_queries(len(both.captured_queries)) as one:
        client.get(at("week", made.pk))
    assert len(one.captured_queries) == len(both.captured_queries)


@pytest.mark.parametrize("bad", ["", "abc", "0"])
def test_a_stray_version_is_no_error_of_ours(cast: Cast, sign_in: Any, bad: str) -> None:
    made = week(cast)
    luma = made.hotspots.get(risk__place__name="Luma")
    assert sign_in(cast.hofo).post(at("hotspot", luma.pk), {"version": bad}).status_code == 400


# --- a score begun and not yet proposed


@pytest.mark.postgresql
def test_a_score_begun_is_kept_for_who_gives_it_and_shown_to_nobody_else(
    cast: Cast, sign_in: Any
) -> None:
    risk = registered(cast)
    amina, adviser, here = sign_in(cast.amina), sign_in(cast.adviser), at("propose", risk.pk)
    sent = answered_form(amina.get(here), v0="4.5", l0="4", h0="5", reason="Half a reason")
    assert amina.post(at("score_draft", risk.pk), sent).status_code == 302
    assert Risk.objects.get().proposal is None and Risk.objects.get().version == risk.version
    shown = amina.get(here)
    assert "This is your draft" in text_of(shown) and "Half a reason" in shown.content.decode()
    assert shown.context["form"]["v0"].value() == "4.5"
    for other in (adviser, sign_in(cast["chief_of_staff"]), sign_in(cast["auditor"])):
        for page in (here, at("risk", risk.pk), at("register")):
            assert "Half a reason" not in other.get(page).content.decode(), page
    stands = adviser.get(here).context["form"]
    assert stands["v0"].value() != "4.5"
    assert sign_in(cast.boris).post(at("score_draft", risk.pk), sent).status_code == 403
    assert sign_in(cast.chen).post(at("score_draft", risk.pk), sent).status_code == 404
    more = answered_form(shown, reason="A whole reason") | {"do": "discard"}
    assert adviser.post(at("score_draft", risk.pk), more).status_code == 302  # of nobody else
    assert "This is your draft" in text_of(amina.get(here))
    assert amina.post(here, answered_form(shown, reason="A whole reason")).status_code == 302
    proposed = Risk.objects.get().proposal
    first = next(one for one in proposed["factors"] if one["value"] == 4.5)
    assert (first["low"], first["high"]) == (4.0, 5.0)
    assert "This is your draft" not in text_of(amina.get(here))


@pytest.mark.postgresql
def test_a_draft_of_a_score_may_be_half_an_answer_and_is_discarded(
    cast: Cast, sign_in: Any
) -> None:
    risk = registered(cast)
    amina, here = sign_in(cast.amina), at("propose", risk.pk)
    sent = answered_form(amina.get(here), v0="a lot", gravity="9", reason="x" * 900)
    assert amina.post(at("score_draft", risk.pk), sent).status_code == 302
    assert amina.post(at("score_draft", risk.pk), {}).status_code == 302  # nothing of it is wrong
    assert amina.post(at("score_draft", risk.pk), sent).status_code == 302
    page = amina.get(here)
    assert page.status_code == 200 and "x" * 500 in page.content.decode()
    assert amina.post(at("score_draft", risk.pk), {"do": "discard"}).status_code == 302
    assert "This is your draft" not in text_of(amina.get(here))
