"""Who was heard on a strategy, how safely, what they said, and who was left out by whose word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import text_of
from tutela.base.errors import BadParameter
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base.errors import Conflict, Denied, NotNow
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.engagements.engagement.models import Engagement
from tutela_web.engagements.engagement.verbs import authorise
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.strategy.consulting import verbs
from tutela_web.strategy.consulting.models import Consultation, StakeholderView, Waiver
from tutela_web.strategy.consulting.queries import (
    attendance_of,
    consultation_rows,
    consultations_for,
    voice_of,
    waivers_for,
)
from tutela_web.strategy.content.elements import completeness, live_counts
from tutela_web.strategy.drafting.verbs import open_strategy
from tutela_web.strategy.edition.models import Strategy

NIGHT = {
    "who": "Women of a camp",
    "parties": ["women", "displaced"],
    "sections": "BH",
    "method": "small group",
}


def url(name: str, *args: Any) -> str:
    return reverse(f"strategy:{name}", args=["luma", *args])


def by(cast: Cast, who: str) -> Standing:
    return standing_of(cast[who], cast.mission)


@pytest.fixture
def strategy(cast: Cast) -> Strategy:
    return open_strategy(
        {"ahead_why": "Asked for now", "title": "Protection in Luma"}, by=by(cast, "drafter")
    )


def plan(cast: Cast, strategy: Strategy, person: str = "drafter", **fields: Any) -> Consultation:
    given = NIGHT | {"stakeholder": "population"} | fields
    return verbs.plan_consultation(strategy, given, by=by(cast, person))


def row(cast: Cast, strategy: Strategy, key: str, who: str = "drafter") -> Any:
    rows = consultation_rows(by(cast, who), strategy)
    return next(one for one in rows if one.stakeholder.key == key)


# --- planned, safe, apart, asked first


def test_a_talk_with_women_is_complete_only_when_safe_apart_and_a_partner_was_asked_first(
    cast: Cast, strategy: Strategy
) -> None:
    drafter = by(cast, "drafter")
    one = plan(cast, strategy, apart_safer=True, planned_on=drafter.on + timedelta(days=14))
    told = [str(lack) for lack in row(cast, strategy, "population").held[0].lacks]
    assert told == [
        "nobody said whether it is safe for those who take part",
        "women and men are not heard apart, though that is safer",
        "no trusted partner outside the mission was asked first",
        "nobody told them beforehand",
    ]
    with pytest.raises(BadParameter, match="a reason is needed"):
        verbs.edit_consultation(one, {"safe": True}, version=1, by=drafter)
    with pytest.raises(BadParameter, match="for a reason"):
        verbs.edit_consultation(one, {"apart": False}, version=1, by=drafter)
    changes = {
        "safe": True,
        "safe_why": "In the clinic, by day.",
        "apart": True,
        "partner": "Lifeline",
        "partner_on": drafter.on,
        "noticed_on": drafter.on,
    }
    verbs.edit_consultation(one, changes, version=1, by=drafter)
    assert row(cast, strategy, "population").held[0].lacks == []
    assert row(cast, strategy, "population").state == "planned"


def test_what_is_not_safe_waits_for_the_chief_of_staff_and_a_new_word_on_safety_asks_again(
    cast: Cast, strategy: Strategy
) -> None:
    drafter, chief = by(cast, "drafter"), by(cast, "chief_of_staff")
    one = plan(cast, strategy, safe=False, safe_why="Armed men watch the road.")
    unsafe = "it is not safe, and nobody decided what to do"
    assert unsafe in row(cast, strategy, "population").held[0].lacks
    with pytest.raises(Denied):
        verbs.decide_safety(one, "By telephone.", version=1, by=drafter)
    with pytest.raises(NotNow, match="changed since"):
        verbs.decide_safety(one, "By telephone.", version=7, by=chief)
    one = verbs.decide_safety(one, "Through the clinic, no vehicles.", version=1, by=chief)
    assert one.decided_by is not None and one.decided_on == chief.on
    assert unsafe not in row(cast, strategy, "population").held[0].lacks
    one = verbs.edit_consultation(one, {"safe": None}, version=2, by=drafter)
    assert (one.decision, one.decided_on) == ("", None)
    with pytest.raises(NotNow, match="nobody said"):
        verbs.decide_safety(one, "On.", version=3, by=chief)


def test_a_head_of_field_office_keeps_those_of_the_own_area_and_no_others(
    cast: Cast, strategy: Strategy
) -> None:
    one = plan(cast, strategy, "head_of_field_office", area=cast.north)
    with pytest.raises(Denied):
        plan(cast, strategy, "head_of_field_office", area=cast.south)
    with pytest.raises(Denied):
        plan(cast, strategy, "head_of_field_office")
    with pytest.raises(Denied):
        verbs.edit_consultation(
            one, {"area": cast.south}, version=1, by=by(cast, "head_of_field_office")
        )
    for who in ("analyst", "boris", "head_of_mission", "chen"):
        with pytest.raises(Denied):
            plan(cast, strategy, who)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"who": " "}, "needs the people consulted"),
        ({"parties": ["troops"]}, "troops is not of this class"),
        ({"sections": "AX"}, "no such section"),
        ({"method": "raid"}, "no such method"),
        ({"stakeholder": "rebels"}, "no such class"),
    ],
)
def test_what_cannot_be_planned_is_told(
    cast: Cast, strategy: Strategy, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadParameter, match=said):
        plan(cast, strategy, **wrong)
    assert not Consultation.objects.exists()


def test_a_consultation_is_read_as_drafts_are_and_at_least_confidential(
    cast: Cast, strategy: Strategy
) -> None:
    place = make.place(cast.mission, "Luma camp", by=cast.adviser, classification=2)
    one = plan(cast, strategy, "poc_adviser", classification=0)
    assert one.classification == 1
    with pytest.raises(BadParameter, match="classified so high"):
        plan(cast, strategy, place=place)
    readers = {
        who
        for who in cast.people
        if consultations_for(standing_of(cast[who], cast.mission)).exists()
    }
    assert readers == {
        "analyst",
        "boris",
        "poc_adviser",
        "head_of_field_office",
        "force_commander",
        "country_team",
        "legal_affairs",
        "task_force",
        "planning_officer",
        "drafter",
        "police_commander",
        "chief_of_staff",
        "head_of_mission",
        "human_rights",
        "women_protection_adviser",
        "child_protection_adviser",
    }
    records.edit(strategy, {"state": "in force"}, version=1, by=None)
    assert consultation_rows(by(cast, "sector_operations"), strategy) == []
    with pytest.raises(NotNow, match="endorsed"):
        verbs.edit_consultation(one, {"who": "Others"}, version=1, by=by(cast, "drafter"))


# --- armed groups


def test_an_armed_group_counts_as_engaged_on_obligations_only_with_authority(
    cast: Cast, strategy: Strategy
) -> None:
    head, adviser = by(cast, "head_of_mission"), by(cast, "poc_adviser")
    one = plan(
        cast,
        strategy,
        "poc_adviser",
        stakeholder="armed groups",
        parties=[],
        sections="",
        who="A group in the north",
        safe=True,
        safe_why="Neutral ground.",
    )
    none = "no engagement the Head of Mission authorised stands behind it"
    assert row(cast, strategy, "armed groups").held[0].lacks == [none]
    assert live_counts(adviser)["armed_groups"] == 0
    group = make.actor(cast.mission, "Group Heron")
    days = {"purpose": "their duties", "starts": head.on, "ends": head.on}
    authorise(group, days, by=head)
    met = create_record(
        ENGAGEMENT,
        {
            "kind": "message",
            "channel": "third",
            "on": head.on,
            "actor": group,
            "met_by": cast["head_of_mission"].holdings.get().post,
            "obligations": True,
            "message": "The duty to spare civilians.",
        },
        by=head,
    )
    office = Engagement.objects.get(pk=met.pk)
    with pytest.raises(BadParameter, match="only an armed group"):
        plan(cast, strategy, "poc_adviser", engagement=office)
    with pytest.raises(BadParameter, match="only an armed group"):  # a drafter reads no engagements
        verbs.edit_consultation(one, {"engagement": office}, version=1, by=by(cast, "drafter"))
    verbs.edit_consultation(one, {"engagement": office}, version=1, by=adviser)
    assert row(cast, strategy, "armed groups").held[0].lacks == []
    assert live_counts(adviser)["armed_groups"] == 1
    assert "armed_groups" not in live_counts(by(cast, "drafter"))
    keys = {
        state.state.element.key: state.state.by for state in completeness(adviser, strategy).rows
    }
    assert keys["G.armed-groups"] == "live"


# --- who took part, and what they said


def test_few_people_are_not_broken_down_for_those_who_do_not_keep_the_consultation(
    cast: Cast, strategy: Strategy
) -> None:
    drafter = by(cast, "drafter")
    one = plan(cast, strategy)
    with pytest.raises(BadParameter, match="not in the future"):
        verbs.hold_consultation(
            one, {"held_on": drafter.on + timedelta(days=1)}, version=1, by=drafter
        )
    with pytest.raises(BadParameter, match="by sex and age group"):
        verbs.hold_consultation(
            one, {"held_on": drafter.on, "attendance": {"Mary Deng": 1}}, version=1, by=drafter
        )
    few = {"held_on": drafter.on, "attendance": {"female 18-59": 3, "female 60+": 1}}
    one = verbs.hold_consultation(one, few, version=1, by=drafter)
    seen = attendance_of(one, all_told=False)
    assert (seen.few, seen.total, seen.rows) == (True, None, [])
    assert attendance_of(one, all_told=True).total == 4
    many = {
        "held_on": drafter.on,
        "attendance": {"female 18-59": 30, "female 60+": 3, "male 18-59": 9, "male 60+": 12},
    }
    one = verbs.hold_consultation(one, many, version=2, by=drafter)
    seen = attendance_of(one, all_told=False)
    cells = [cell for _age, row in seen.rows for cell in row]
    assert seen.total == 54 and 3 not in cells and seen.hides
    assert cells.count(None) == 2  # one hidden cell alone could be had from the total
    whole = attendance_of(one, all_told=True)
    assert sum(cell or 0 for _age, row in whole.rows for cell in row) == 54


def test_people_of_minorities_are_counted_and_none_met_is_flagged(
    cast: Cast, strategy: Strategy, sign_in: Any
) -> None:
    one = plan(cast, strategy)
    page = url("consultation", one.pk)
    client = sign_in(cast["drafter"])

    def told(who: Any = client) -> str:
        said = " ".join(who.get(page).content.decode().split())
        return said.split('id="minorities"')[1].split("</p>")[0]

    day = {"held_on": make.TODAY.isoformat(), "female 18-59": 30}
    assert client.post(f"{page}held/", day | {"version": 1}).status_code == 302
    assert "nobody counted" in told()
    client.post(f"{page}held/", day | {"version": 2, "minorities": 0})
    assert "none met" in told()
    too_many = client.post(f"{page}held/", day | {"version": 3, "minorities": 31})
    assert too_many.status_code == 400 and "more of minorities" in too_many.content.decode()
    client.post(f"{page}held/", day | {"version": 3, "minorities": 3})
    assert " 3" in told(), "who keeps it reads the number"
    reader = sign_in(cast["legal_affairs"])
    assert "not told" in told(reader) and " 3" not in told(reader)
    client.post(f"{page}held/", day | {"version": 4, "minorities": 27})
    assert "27" not in told(reader), "three others would be known from it"
    one.refresh_from_db()
    assert attendance_of(one, all_told=False).of_minorities is None
    listed = reader.get(url("consultations", strategy.pk)).content.decode()
    among = listed.split("people of minorities")[1].split("</small>")[0]
    assert "not told" in among and "27" not in among


def test_womens_words_are_told_as_theirs_only_where_enough_were_heard(
    cast: Cast, strategy: Strategy
) -> None:
    drafter = by(cast, "drafter")
    one = plan(cast, strategy)
    view = verbs.note_view(one, {"says": "The wood path is watched.", "voice": "women"}, by=drafter)
    counted = {"held_on": drafter.on, "attendance": {"female 18-59": 4, "male 18-59": 20}}
    one = verbs.hold_consultation(one, counted, version=1, by=drafter)
    assert voice_of(view, one, all_told=False) == ""
    assert voice_of(view, one, all_told=True) == "women"
    counted["attendance"] = {"female 18-59": 5, "male 18-59": 20}
    one = verbs.hold_consultation(one, counted, version=2, by=drafter)
    assert voice_of(view, one, all_told=False) == "women"


def test_every_view_is_answered_by_a_post_that_says_where_or_why_not(
    cast: Cast, strategy: Strategy
) -> None:
    drafter = by(cast, "drafter")
    one = plan(cast, strategy)
    view = verbs.note_view(one, {"says": "Patrol the wood path at dawn."}, by=drafter)
    assert "1 view is not answered" in row(cast, strategy, "population").held[0].lacks
    for wrong, said in (
        ({"taken": "open"}, "taken up, in part, or not"),
        ({"taken": "taken"}, "stands in a section"),
        ({"taken": "partly", "section": "C"}, "has a reason"),
        ({"taken": "not"}, "has a reason"),
    ):
        with pytest.raises(BadParameter, match=said):
            verbs.answer_view(view, wrong, version=1, by=drafter)
    with pytest.raises(Denied):
        verbs.answer_view(view, {"taken": "not", "why": "x"}, version=1, by=by(cast, "analyst"))
    partly = {"taken": "partly", "section": "C", "why": "Escorts twice a week."}
    view = verbs.answer_view(view, partly, version=1, by=drafter)
    assert view.answered_by is not None and view.answered_by.role == "drafter"
    assert row(cast, strategy, "population").held[0].open_views == 0
    with pytest.raises(Conflict):
        verbs.answer_view(
            StakeholderView.objects.get(),
            {"taken": "not", "why": "No"},
            version=1,
            by=by(cast, "poc_adviser"),
        )


# --- what is left out


def test_the_council_is_left_out_in_writing_and_asked_for_again_when_that_is_taken_back(
    cast: Cast, strategy: Strategy
) -> None:
    chief = by(cast, "chief_of_staff")
    with pytest.raises(Denied):
        verbs.waive(strategy, "Later.", stakeholder="council", by=by(cast, "drafter"))
    with pytest.raises(BadParameter, match="for a reason"):
        verbs.waive(strategy, " ", stakeholder="council", by=chief)
    for wrong in (
        {},
        {"stakeholder": "rebels"},
        {"stakeholder": "council", "element": "A.purpose"},
    ):
        with pytest.raises(BadParameter):
            verbs.waive(strategy, "Later.", by=chief, **wrong)  # type: ignore[arg-type]
    made = verbs.waive(strategy, "Headquarters briefs it.", stakeholder="council", by=chief)
    with pytest.raises(NotNow, match="left out already"):
        verbs.waive(strategy, "Again.", stakeholder="council", by=chief)
    assert row(cast, strategy, "council").state == "waived"
    assert [one.state for one in consultation_rows(chief, strategy)][-1] == "waived"
    verbs.end_waiver(made, "It asked to be heard.", version=1, by=chief)
    assert row(cast, strategy, "council").state == "unheard"


def test_an_element_left_out_counts_as_met_and_that_of_section_f_is_told_to_command_only(
    cast: Cast, strategy: Strategy
) -> None:
    chief, drafter = by(cast, "chief_of_staff"), by(cast, "drafter")
    verbs.waive(strategy, "No integrated framework here.", element="A.isf", by=chief)
    verbs.waive(strategy, "Kept in another paper.", element="F.caveats", by=chief)
    with pytest.raises(BadParameter, match="no such element"):
        verbs.waive(strategy, "x", element="A.nothing", by=chief)

    def waived(who: Standing) -> set[str]:
        rows = completeness(who, strategy).rows
        return {one.state.element.key for one in rows if one.state.by == "waived"}

    assert waived(chief) == {"A.isf", "F.caveats"} and waived(drafter) == {"A.isf"}
    assert set(waivers_for(drafter).values_list("element", flat=True)) == {"A.isf"}


# --- the pages


def test_a_drafter_plans_holds_and_answers_and_boris_only_reads(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    drafter, boris = sign_in(cast["drafter"]), sign_in(cast.boris)
    board = url("consultations", strategy.pk)
    page = drafter.get(board).content.decode()
    assert "8 of the eight classes are not heard" in page and page.count("Plan a consultation") == 8
    new = url("consultation_new", strategy.pk, "population")
    sent = NIGHT | {"sections": ["B", "H"], "classification": 1, "safe": "", "apart": ""}
    assert drafter.post(new, sent).status_code == 302
    assert boris.post(new, sent).status_code == 403
    for stakeholder in ("armed-groups", "host", "council", "protection-actors"):
        assert drafter.get(url("consultation_new", strategy.pk, stakeholder)).status_code == 200
    assert drafter.get(url("consultation_new", strategy.pk, "rebels")).status_code == 404
    one = Consultation.objects.get()
    assert (one.sections, one.parties) == ("BH", ["women", "displaced"])
    here = url("consultation", one.pk)
    filled = drafter.get(here).context["edited"].form
    again = {name: filled[name].value() for name in filled.fields} | {"version": 1}
    again = {k: "" if v is None else v for k, v in again.items()} | {"apart_safer": ""}
    changed = again | {"partner": "Lifeline", "partner_on": make.TODAY.isoformat()}
    assert drafter.post(here, changed).status_code == 302
    one.refresh_from_db()
    assert (one.partner, one.version, one.sections) == ("Lifeline", 2, "BH")
    day = {"held_on": make.TODAY.isoformat(), "female 18-59": 3, "version": 2}
    assert boris.post(url("consultation_held", one.pk), day).status_code == 403
    assert drafter.post(url("consultation_held", one.pk), day).status_code == 302
    wrong = drafter.post(url("consultation_held", one.pk), {"version": 3})
    assert wrong.status_code == 400
    drafter.post(url("consultation_view", one.pk), {"says": "Fear of the wood path"})
    view = StakeholderView.objects.get()
    bad = drafter.post(url("view_answer", view.pk), {"taken": "not", "version": 1})
    assert bad.status_code == 400 and "has a reason" in bad.content.decode()
    answer = {"taken": "taken", "section": "C", "version": 1}
    assert boris.post(url("view_answer", view.pk), answer).status_code == 403
    assert drafter.post(url("view_answer", view.pk), answer).status_code == 302
    told = boris.get(here).content.decode()
    assert (
        "fewer than 5" in told
        and "Fear of the wood path" in told
        and '<form method="post" class="pad"' not in told
    )
    assert "3 people" in drafter.get(here).content.decode() and "3 people" not in told
    assert "fewer than 5" in boris.get(board).content.decode()
    for who in ("joc_duty_officer", "sector_operations", "chen", "partner"):
        assert sign_in(cast[who]).get(board).status_code == 404
        assert sign_in(cast[who]).get(here).status_code == 404


def test_who_is_told_after_drafting_began_stands_as_told_late(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    chief, drafter = sign_in(cast["chief_of_staff"]), sign_in(cast["drafter"])
    today = by(cast, "drafter").on
    post = {who: cast[who].holdings.get().post.pk for who in ("head_of_mission", "drafter")}
    plan_of_drafting = {
        "leader": post["head_of_mission"],
        "office": post["drafter"],
        "office_why": "Trusted by all",
        "begins": (today - timedelta(days=10)).isoformat(),
    }
    chief.post(url("plan", strategy.pk), plan_of_drafting)
    one = plan(cast, strategy, planned_on=today + timedelta(days=30), noticed_on=today)
    late = "were told after drafting began on"
    assert late in drafter.get(url("consultations", strategy.pk)).content.decode()
    page = text_of(drafter.get(url("consultation", one.pk)))
    begins, told = (f"{day.day} {day:%b %Y}" for day in (today - timedelta(days=10), today))
    assert f"Told beforehand {told} Drafting begins {begins}" in page and late in page


def test_the_history_with_its_numbers_is_kept_from_those_who_do_not_keep_it(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    one = plan(cast, strategy)
    verbs.hold_consultation(
        one,
        {"held_on": make.TODAY, "attendance": {"female 60+": 2}},
        version=1,
        by=by(cast, "drafter"),
    )
    page = sign_in(cast.boris).get(url("consultation", one.pk))
    assert page.context["history"] == [] and "version 2" in page.content.decode()


def test_the_chief_of_staff_leaves_out_calls_back_and_decides_on_the_page(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    chief, drafter = sign_in(cast["chief_of_staff"]), sign_in(cast["drafter"])
    sent = {"stakeholder": "contributors", "why": "Headquarters asks them."}
    assert drafter.post(url("waive", strategy.pk), sent).status_code == 403
    assert chief.post(url("waive", strategy.pk), sent | {"why": ""}).status_code == 400
    assert chief.post(url("waive", strategy.pk), sent).status_code == 302
    assert (
        "Headquarters asks them." in drafter.get(url("consultations", strategy.pk)).content.decode()
    )
    chief.post(url("waive", strategy.pk), {"element": "A.isf", "why": "None here."})
    assert "None here." in drafter.get(url("elements", strategy.pk)).content.decode()
    first = Waiver.objects.get(stakeholder="contributors")
    assert drafter.post(url("waiver_end", first.pk), {"why": "x"}).status_code == 403
    assert chief.post(url("waiver_end", first.pk), {"why": "They asked."}).status_code == 302
    one = plan(cast, strategy, safe=False, safe_why="The road.")
    decided = {"why": "Through the clinic.", "version": 1}
    assert drafter.post(url("consultation_decide", one.pk), decided).status_code == 403
    assert chief.post(url("consultation_decide", one.pk), decided).status_code == 302
    assert "Through the clinic." in drafter.get(url("consultation", one.pk)).content.decode()
    off = {"why": "The road is closed.", "version": 2}
    assert drafter.post(url("consultation_call_off", one.pk), off).status_code == 302
    assert row(cast, strategy, "population").state == "unheard"


def test_the_board_asks_as_often_for_many_consultations_as_for_one(
    cast: Cast, sign_in: Any, strategy: Strategy, django_assert_max_num_queries: Any
) -> None:
    for n in range(6):
        one = plan(cast, strategy, place=make.place(cast.mission, f"Luma {n}"))
        verbs.note_view(one, {"says": "Fear."}, by=by(cast, "drafter"))
    client = sign_in(cast["drafter"])
    client.get(url("consultations", strategy.pk))
    with django_assert_max_num_queries(20):
        client.get(url("consultations", strategy.pk))
    with django_assert_max_num_queries(30):
        client.get(url("consultation", one.pk))


def test_women_and_men_consulted_stand_on_the_page_of_womens_part(
    cast: Cast, sign_in: Any, strategy: Strategy
) -> None:
    drafter = sign_in(cast["drafter"])
    for who, attended in (
        ("Elders of Luma", {"male 60+": 9}),
        ("Women of a camp", {"female 18-59": 12, "male 18-59": 6}),
        ("Mothers at the clinic", {"female 18-59": 3}),
    ):
        one = plan(cast, strategy, who=who)
        held = {"held_on": make.TODAY.isoformat(), "version": 1} | attended
        assert drafter.post(url("consultation_held", one.pk), held).status_code == 302
    address = reverse("partners:womens_part", args=["luma"])
    for who in ("boris", "drafter"):
        page = sign_in(cast[who]).get(address).content.decode()
        rows = " ".join(page.split('id="consultations"')[1].split("</ul>")[0].split())
        elders, camp, clinic = (
            next(row for row in rows.split("<li>") if name in row)
            for name in ("Elders of Luma", "Women of a camp", "Mothers at the clinic")
        )
        assert "men only" in elders and "12 women, 6 men" in camp
        assert ("few took part" in clinic) == (who == "boris")
        assert ("3 women, 0 men" in clinic) == (who == "drafter")
    assert "Elders of Luma" not in sign_in(cast["sector_operations"]).get(address).content.decode()
