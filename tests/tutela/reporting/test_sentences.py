"""Suggested sentences: made of what is on record, in three languages, each with its evidence."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from tutela.base.errors import BadParameter
from tutela.base.messages import Sentence
from tutela.reporting.agreement import check_agreement
from tutela.reporting.facts import AlertFact, AskFact, Facts, GapFact, IncidentFact, RiskFact
from tutela.reporting.figures import Basis, ReportFigure
from tutela.reporting.products import NARRATIVE, products, sources
from tutela.reporting.sentences import (
    CLOSED_MAKERS,
    MAKERS,
    suggest_for,
    suggest_sentences,
)

from .conftest import luma_week, teller

WEEK = luma_week()
RECORDED = {"A patrol arrived at noon.", "The road to Kiro is cut."}
"""Words of records, as somebody wrote them."""


def told(
    source: str, facts: Facts = WEEK, *, language: str = "en", whole: bool = False
) -> list[str]:
    tell = teller(language)
    suggested = suggest_sentences(source, facts, effect_only=not whole)
    return [str(tell(one.text)) for one in suggested]


def test_what_makes_sentences_is_a_source_of_products() -> None:
    assert {*MAKERS, *CLOSED_MAKERS} <= set(sources())
    assert {key for key in CLOSED_MAKERS} == {key for key, one in sources().items() if one.internal}


def test_every_text_of_the_brief_and_the_cable_is_suggested_from_records() -> None:
    for key in ("hom_brief", "cable", "sg_input"):
        for section in products()[key].sections:
            if section.kind in (NARRATIVE, "mandatory") and section.source:
                if section.source in (
                    "action_by_tier",
                    "assessment_by_hotspot",
                    "nil_and_late_returns",
                ):
                    continue  # made in the web house; offices that sent all say nothing
                assert told(section.source, whole=True), (key, section.key)


def test_numbers_of_different_standing_stand_apart() -> None:
    recorded = replace(WEEK, incidents=[replace(one, late=False) for one in WEEK.incidents])
    assert told("incidents_in_period", recorded) == [
        "4 incidents were recorded in the period.",
        "Killing: 2 incidents.",
        "Abduction: 1 incident.",
        "Looting: 1 incident.",
        "12 people were killed (verified).",
        "1 person was killed (alleged).",
        "1 incident does not say how many were killed.",
    ]


def test_a_week_without_incidents_is_not_called_calm() -> None:
    assert told("incidents_in_period", Facts()) == [
        "No incident was recorded. That is not to say that none took place."
    ]
    assert told("refusals", Facts(), whole=True) == [
        "None is on record for the period. What was not reported is not counted."
    ]


def test_the_effect_names_no_unit_and_no_reason() -> None:
    assert told("response_effect") == [
        "1 alert that called for a response had none.",
        "The mission responded to 1 alert.",
        "Whether the mission responded to 1 alert that called for it is not known.",
        "The host state acted in time on 1 alert.",
    ]
    said = " ".join(line for source in MAKERS for line in told(source))
    for closed in ("Kestrel", "capital was asked", "after dark", "checkpoint"):
        assert closed not in said
    for source in CLOSED_MAKERS:
        with pytest.raises(BadParameter, match="stays inside"):
            suggest_sentences(source, WEEK)


def test_inside_the_hard_things_are_said_whole() -> None:
    assert told("refusals", whole=True) == [
        "On 3 June Kestrel company refused a tasking at Kiro: capital was asked.",
        "On 3 June Kestrel company turned back from a tasking at Ado: the road was cut.",
    ]
    assert "1 tasking was refused." in told("adequacy", whole=True), "and one was turned back"
    assert told("failures_to_protect", whole=True) == [
        "On 3 June in Luma 12 people were killed (verified). A base lay 4 km away.",
        "On 3 June in Kiro: abduction (alleged); how many were killed is not known. "
        "The mission had been warned.",
    ]


def test_what_is_owed_to_communities_is_counted_apart_from_what_they_were_told() -> None:
    assert told("owed_to_communities") == [
        "2 exchanges with communities were held in the period.",
        "1 request, warning or question of communities was answered.",
        "1 was refused, and they were told why.",
        "1 was found unsafe to answer.",
        "2 requests, warnings and questions of communities wait for an answer, the oldest for "
        "41 days.",
        "1 of them is past its day.",
        "People at 1 place were told what the mission says.",
        "It was told 1 time to authorities or others.",
        "3 places where people live are not known to have been told anything.",
        "1 message was withdrawn.",
        "1 of those who were told what was withdrawn is not known to have been told so.",
        "2 rumours were heard in the period, with an answer on record to 1.",
        "1 dispute between communities is not settled; the season of 1 runs or is near.",
    ]
    assert told("owed_to_communities", Facts()) == [
        "No exchange with a community is on record for the period.",
        "Nobody is on record as told what the mission says in the period.",
    ]


def test_what_lacks_of_priority_risks_is_told_lack_by_lack() -> None:
    """What has no activity planned is not what nobody able is near; not known is neither."""
    assert told("gaps_effect") == [
        "1 of 3 priority risks has no activity in the matrix: Luma.",
        "For 1 of 3 priority risks no able unit comes within 4 hours by day, by night, or at "
        "either time: Luma.",
        "Whether an able unit comes within 4 hours is not known for 1 of 3 priority risks: Ado.",
        "2 of 4 needs of agreed risks are not met in time: 1 by day, 2 by night.",
        "Whether 1 of 4 needs of agreed risks is met in time is not known.",
    ]


def test_a_warning_answered_late_is_never_none_on_record() -> None:
    assert told("unanswered_warnings", whole=True) == [
        "On 3 June the alert for Kiro (warning): acknowledged late, not decided.",
        "On 3 June the alert for Kiro (warning) had no response.",
        "Whether the mission responded to 1 alert that called for it is not known.",
    ]
    [none] = suggest_sentences("unanswered_warnings", Facts(), effect_only=False)
    assert none.counts == (("alerts_overdue", 0), ("no_response", 0))
    contradicted = {
        "alerts_overdue": ReportFigure("alerts_overdue", "Answered late or not", "", value=1, of=2)
    }
    section = products()["hom_brief"].section("unanswered_warnings")
    with pytest.raises(
        BadParameter, match=r"None is on record.* contradicts .*Answered late"
    ) as no:
        check_agreement(section, [none], contradicted)
    assert "1 of 2" in str(no.value), "names both"
    check_agreement(section, [none], {})


def test_new_is_only_what_was_not_on_the_register_before() -> None:
    said = told("risk_changes")
    assert "Kiro, abduction: new on the register at 55 of 100." in said
    assert "Boma, abduction: now 50 of 100; it had no value before." in said
    assert not [one for one in said if "went from" in one]


def test_each_sentence_opens_records_that_are_there() -> None:
    known = {
        record.id
        for name in (one.name for one in fields(Facts))
        for record in (getattr(WEEK, name) if isinstance(getattr(WEEK, name), list) else ())
        if hasattr(record, "id")
    } | {*WEEK.sources, *WEEK.done_so_far, *WEEK.withdrawn}
    without = set()
    for source in (*MAKERS, *CLOSED_MAKERS):
        for one in suggest_sentences(source, WEEK, effect_only=source in MAKERS):
            assert isinstance(one.text, Sentence) or one.text in RECORDED
            assert set(one.evidence) <= known, source
            if not one.evidence:
                without.add(str(one.text))
    assert without == {
        "Of 1 area no alert and no harm is on record: West. Silence is not calm.",
        "1 indicator has no value of this period: Night patrols.",
        "The next update follows at 18:00.",
        "3 places where people live are not known to have been told anything.",
    }


def killed(number: int, language: str) -> str:
    facts = Facts(
        incidents=[IncidentFact("i", date(2030, 6, 3), "Luma", "North", "killing", number)]
    )
    return told("what_where_when", facts, language=language)[0]


def test_french_plurals_are_right() -> None:
    assert "1 personne a été tuée" in killed(1, "fr")
    assert "2 personnes ont été tuées" in killed(2, "fr")
    assert "3 juin" in killed(2, "fr")


def test_arabic_counts_by_one_two_few_many_and_hundreds() -> None:
    said = [killed(n, "ar") for n in (1, 2, 3, 11, 100)]
    assert ["قُتل شخص واحد" in said[0], "قُتل شخصان" in said[1]] == [True, True]
    assert "قُتل 3 أشخاص" in said[2]
    assert "قُتل 11 شخصاً" in said[3]
    assert "قُتل 100 شخص" in said[4]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_sentence_stays_english(language: str) -> None:
    names = {"Luma", "Kiro", "Ado", "North", "East", "West", "Kestrel", "company", "B2", "F6"}
    for source in (*MAKERS, *CLOSED_MAKERS):
        whole = source in CLOSED_MAKERS
        english = told(source, whole=whole)
        other = told(source, language=language, whole=whole)
        for one, same in zip(english, other, strict=True):
            if source in ("action_so_far", "obstacles_and_requests", "decisions_sought"):
                continue  # in the words of a record
            assert one != same or not set(one.split()) - names, (source, one)


def test_the_gravest_come_first() -> None:
    lines = told("highlights", replace(WEEK, alerts=()))
    assert lines[0].startswith("On 3 June in Luma 12 people")
    assert len(lines) == 3


def test_what_is_told_of_elsewhere_is_not_counted_with_the_period() -> None:
    """Of earlier days, and signs that come before harm: each has its own part."""
    assert told("incidents_in_period")[0] == "3 incidents were recorded in the period."
    flight = IncidentFact("s", date(2030, 6, 3), "Boma", "North", "mass flight", sign=True)
    assert told("security_by_sector", replace(WEEK, incidents=[*WEEK.incidents, flight])) == [
        "North: 2 incidents.",
        "East: 1 incident.",
        "Of 1 area no alert and no harm is on record: West. Silence is not calm.",
    ]


def test_the_highlights_tell_of_flight_of_harm_not_stated_and_of_alerts_that_run() -> None:
    day = date(2030, 6, 3)
    facts = Facts(
        incidents=[
            IncidentFact("a", day, "Luma", "North", ""),
            IncidentFact("b", day, "Boma", "North", "mass flight", displaced=1550, sign=True),
            IncidentFact("c", day, "Kiro", "North", "mass flight", sign=True),
        ],
        alerts=[
            AlertFact("d", day, "Yuai", "ongoing", "overdue", near=True),
            AlertFact("e", day, "Ado", "imminent", "closed", near=True),
            AlertFact("f", day, "Ado", "watch", "open"),
        ],
    )
    assert told("highlights", facts) == [
        "On 3 June in Boma: mass flight; 1550 people were displaced (reported).",
        "On 3 June in Luma: an incident whose harm is not stated (reported); how many were killed "
        "is not known.",
        "On 3 June in Kiro: mass flight (reported).",
        "On 3 June an alert was raised for Yuai (ongoing); it is open.",
        "1 open alert is past a deadline now, whenever it was raised.",
    ]


def test_if_pressed_of_few_nothing_is_said() -> None:
    figures = [
        ReportFigure("k", "Killed", "", value=12, basis=Basis("killed", standing="verified")),
        ReportFigure("a", "Abducted", "", value=2, records=("i2",)),
        ReportFigure("d", "Displaced", "", "missing"),
    ]
    assert told("if_pressed", Facts(figures=figures)) == [
        "If asked: Killed. 12, verified; nothing is added to it.",
        "If asked: Abducted. No number is given.",
        "If asked: Displaced. It is not known.",
    ]
    assert suggest_sentences("if_pressed", Facts(figures=figures))[1].evidence == ()


def test_partners_are_told_which_areas_are_silent_and_no_count_of_records() -> None:
    trends = products()["cluster_trends"]
    said = [str(one.text) for one in suggest_for(trends, trends.section("unknown"), WEEK)]
    assert said == ["Of 1 area no alert and no harm is on record: West. Silence is not calm."]
    inside = products()["daily"]
    assert len(suggest_for(inside, inside.section("unknown"), WEEK)) > 3


def test_what_is_asked_says_of_whom_and_that_nobody_answered() -> None:
    asks = [
        AskFact("q1", "two vehicles for the night", "headquarters", date(2030, 6, 3)),
        AskFact("", "Release one helicopter"),
    ]
    told = suggest_sentences("decisions_sought", Facts(asks=asks), effect_only=True, outside=False)
    assert [str(one.text) for one in told] == [
        "Asked of headquarters on 3 June 2030, without an answer: two vehicles for the night.",
        "Release one helicopter.",
    ]


def test_what_those_who_told_agreed_to_goes_onto_paper() -> None:
    facts = Facts(consents={"i1": "mission only", "i2": "public", "i3": "mission only"})
    assert told("sources_and_grades", facts) == [
        "1 incident may be published without names: all its sources agreed.",
        "2 incidents are for the mission only: their sources agreed to no more, or were not asked.",
    ]


BARE = replace(
    WEEK,
    gaps=[
        GapFact(key, place, reach="late")
        for key, place in (("k7", "Bare Ford"), ("k8", "Tall Palm"))
    ],
    risks=[RiskFact("k9", "Luma", "killing", 80, 61, "Nobody patrols to Bare Ford.")],
)
"""A week in which two places have nobody near."""


def test_no_paper_that_leaves_the_mission_names_a_place_that_nobody_is_near() -> None:
    told_inside = set()
    for product in products().values():
        for section in product.sections:
            texts = [str(teller("en")(one.text)) for one in suggest_for(product, section, BARE)]
            named = [one for one in texts if "Bare Ford" in one or "Tall Palm" in one]
            if product.names_gaps:
                told_inside |= {product.key for _one in named}
            else:
                assert not named, (product.key, section.key)
            if section.source in ("gaps_effect", "adequacy"):
                assert any("For 2 of 2 priority risks no able unit" in one for one in texts)
    assert {"weekly_poc", "hom_brief"} <= told_inside
    leave = {key for key, one in products().items() if not one.names_gaps}
    assert {"sg_input", "cable", "council_briefing", "ieg_brief", "press_lines"} <= leave


def test_what_goes_outside_says_of_which_harm_risks_rose_and_not_where() -> None:
    briefing = products()["council_briefing"]
    said = [str(one.text) for one in suggest_for(briefing, briefing.section("risks"), WEEK)]
    assert said == [
        "The risk of killing rose at 1 place.",
        "The risk of looting fell at 1 place.",
        "The risk of abduction is new on the register at 1 place.",
    ]
    twice = replace(WEEK, risks=[*WEEK.risks, RiskFact("k1", "Luma", "killing", 70, 60)])
    said = [str(one.text) for one in suggest_for(briefing, briefing.section("risks"), twice)]
    assert said[0] == "The risk of killing rose at 1 place.", "two risks of one place"
