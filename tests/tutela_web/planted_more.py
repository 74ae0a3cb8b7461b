"""What people write beside the records of planted.py: logs, phases, claims, words of meetings.

Each stands under a record that is planted already. Who may read each word is said by hand in
`planted.SEEN`, as there.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.db.models import Model

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.planted_asks import plant_asks
from tests.tutela_web.planted_capacity import plant_capacity
from tests.tutela_web.planted_mechanisms import plant_mechanisms
from tests.tutela_web.planted_messages import plant_messages
from tests.tutela_web.planted_options import plant_options
from tests.tutela_web.planted_outreach import plant_outreach
from tests.tutela_web.planted_results import plant_results
from tests.tutela_web.planted_sharing import plant_sharing
from tutela.monitoring.indicators import closed_periods
from tutela.outreach.estimates import response_of
from tutela.outreach.survey_answers import SurveyAnswer
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing, standing_of
from tutela_web.access.vault.safety_verbs import hold_destruction
from tutela_web.accountability.kinds import ACTION_PLAN, FINDING, PLAN_STEP, STEP
from tutela_web.accountability.models import CommandLink
from tutela_web.accountability.verbs import ViolationInput, record_violation
from tutela_web.actors.models import Actor
from tutela_web.actors.picture_kinds import ACTOR_LINK
from tutela_web.base import clock
from tutela_web.base.errors import Conflict
from tutela_web.base.ids import new_id
from tutela_web.capacity.caveats.denial_kind import DENIAL
from tutela_web.capacity.guidance.models import Guidance
from tutela_web.capacity.guidance.scenario_kind import SCENARIO_ANSWER
from tutela_web.capacity.guidance.verbs import record_read_back
from tutela_web.capacity.kinds.police_kind import POLICE_AUTHORITY
from tutela_web.capacity.models import Base, Unit
from tutela_web.capacity.reach.travel_verbs import add_ground
from tutela_web.capacity.units.verbs import say_able
from tutela_web.crisis.backups.kind import BACKUP
from tutela_web.crisis.decisions import verbs as decisions
from tutela_web.crisis.ladders.kind import LADDER_STEP
from tutela_web.crisis.models import Decision, HrddpFile, TaskingAnswer
from tutela_web.crisis.papers.abbreviations import confirm_abbreviations
from tutela_web.crisis.papers.layout_kind import LAYOUT
from tutela_web.crisis.phases import verbs
from tutela_web.crisis.plans.models import ContingencyPlan, HarmReference, Phased
from tutela_web.crisis.refusals.verbs import classify_refusal
from tutela_web.crisis.routes.kind import ROUTE as SAFE_ROUTE
from tutela_web.crisis.routes.kind import ROUTE_ESCORT
from tutela_web.crisis.triggers.kind import TRIGGER
from tutela_web.deployment.visits.kinds import VISIT
from tutela_web.deployment.whatif.kinds import DRAWDOWN, GAP, MOVE
from tutela_web.deployment.whatif.verbs import name_owner, record_order, sign_move
from tutela_web.engagements.mandate_notes.kind import MANDATE_NOTE
from tutela_web.engagements.no_response.kind import NO_RESPONSE
from tutela_web.fora.claims.verbs import lay_claim
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.fora.forum.verbs import report_up
from tutela_web.fora.meetings.verbs import decide
from tutela_web.fora.teams.kinds import RECOMMENDATION, TEAM
from tutela_web.incidents.models import Incident
from tutela_web.incidents.record import own
from tutela_web.intake.models import FieldReport, ReportMedia
from tutela_web.intake.verbs import receive_report
from tutela_web.joc.models import FlashReport, LogEntry
from tutela_web.joc.verbs import hand_over
from tutela_web.lessons.kinds import LESSON
from tutela_web.lessons.library_kinds import INTERVIEW, PRACTICE
from tutela_web.lessons.models import FormalReview, PostHandover
from tutela_web.lessons.verbs import (
    add_paper,
    clear_copy,
    invite_partner,
    open_by_hand,
    record_partner,
    report_review,
    use_practice,
    validate_lesson,
)
from tutela_web.mandate.limits.kind import LIMIT
from tutela_web.mandate.models import EntityTask, MandatedTask, Paragraph
from tutela_web.mandate.overlaps.verbs import divide
from tutela_web.monitoring.measured.judgment_kind import JUDGMENT
from tutela_web.monitoring.measured.kind import MEASURED
from tutela_web.monitoring.measured.verbs import GivenValue, give_value
from tutela_web.outreach.dialogue.kinds import EXCHANGE, PERIOD, POINT
from tutela_web.outreach.escorts.kinds import ESCORT
from tutela_web.outreach.perceptions.kinds import ITEM, SURVEY
from tutela_web.outreach.perceptions.models import Survey, SurveyPlace
from tutela_web.outreach.perceptions.models import SurveyAnswer as AnswerRow
from tutela_web.outreach.perceptions.verbs import approve_questions, send_questions
from tutela_web.outreach.sites.character_kind import SIGN
from tutela_web.partners.arrangements.models import Party
from tutela_web.partners.arrangements.verbs import call
from tutela_web.partners.exchanges.invitation_verbs import invite
from tutela_web.partners.partner.models import Partner
from tutela_web.places.models import Place
from tutela_web.places.profile.kinds import CLOSED_FACT, FACT, MEASURE, NEED, ROLE
from tutela_web.places.profile.models import ClosedSentence, CommunityNeed
from tutela_web.places.profile.sentence_verbs import add_words, open_sentence
from tutela_web.places.profile.verbs import note_advice
from tutela_web.places.sites.fact_kinds import COUNT, METHOD, SERVICE
from tutela_web.places.sites.kind import SITE
from tutela_web.places.sites.leaving_kind import READING
from tutela_web.places.sites.models import SiteService
from tutela_web.places.sites.safety_kinds import ANSWER, DEFECT, PLAN, ROUTE, SECTOR
from tutela_web.places.sites.safety_verbs import mend_defect
from tutela_web.programme.dilemmas.models import Dilemma
from tutela_web.programme.dilemmas.verbs import use_dilemma
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.measures.models import ReportDuty
from tutela_web.programme.measures.verbs import report_made
from tutela_web.programme.objectives.models import Objective
from tutela_web.questionnaires.kind import FORM, FORM_QUESTION
from tutela_web.questionnaires.own_kind import OWN_FIELD
from tutela_web.questionnaires.own_verbs import decide_field, submit_field
from tutela_web.questionnaires.verbs import decide_form, submit_form
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.reporting.drafting.verbs import (
    WantedEdition,
    hand_in,
    open_report,
    save_part,
    save_product,
    take_part,
)
from tutela_web.reporting.drafting.verbs import comment as comment_part
from tutela_web.reporting.filling.fill_job import fill_edition
from tutela_web.reporting.kinds import OFFICE_FIGURE, REPORT_REQUEST
from tutela_web.reporting.models import PartAside, ReportReceipt, ReportSignature
from tutela_web.review.rounds.verbs import set_planning_day
from tutela_web.risk.atrocity.kinds import ATROCITY_FACTOR, VIOLENCE_OUTLOOK
from tutela_web.risk.groups.kind import GROUP_RISK
from tutela_web.risk.models import Assessment, Risk
from tutela_web.risk.questions.kind import QUESTION
from tutela_web.risk.readings import models as joint_models
from tutela_web.risk.readings.kinds import HEARD_VIEW, JOINT_READING, SITUATION_INPUT
from tutela_web.risk.readings.verbs import note_as_red_team, write_reading
from tutela_web.safeguards.kind import HARM_CHECK
from tutela_web.safeguards.verbs import ReprisalInput, report_reprisal
from tutela_web.sharing.verbs import PacketInput, ask_packet
from tutela_web.strategy.based.verbs import name_basis
from tutela_web.strategy.content.takeup import offered_records
from tutela_web.strategy.disseminating.verbs import merge_spelling
from tutela_web.strategy.drafting.chapter_verbs import keep_beside
from tutela_web.strategy.drafting.takeup_verbs import take_up
from tutela_web.strategy.drafting.verbs import (
    TranslationInput,
    mark_element,
    sum_up,
    translate_section,
)
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.guidance.verbs import find_joint, set_depth
from tutela_web.submissions.models import FormServer
from tutela_web.submissions.verbs import link_form
from tutela_web.warning.models import Alert
from tutela_web.warning.network.fallback_kind import FALLBACK

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted

NOT_PLANTED = {
    "actorproposal": "proposed by the machine from events; it holds no words of a person",
    "travelsettings": "speeds and factors alone",
    "rhythm": "numbers a week alone",
    "elementmark": "a mark alone",
    "prefillacceptance": "a mark on sentences of the product",
}
"""Kinds of record that hold no words of a person, and why none is planted."""

ROAD = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties":'
    ' {"class": "track"}, "geometry": {"type": "LineString",'
    ' "coordinates": [[31.5, 6.2], [31.6, 6.3]]}}]}'
)


def plant_more(cast: Cast, found: Planted) -> None:
    """Plant the words that stand under what `planted.plant` planted before."""
    _at_the_centre(cast, found)
    _at_places(cast, found)
    _as_it_lives(cast, found)
    _in_meetings(cast, found)
    plant_messages(cast, found)
    _beside_the_strategy(cast, found)
    _of_units_and_actors(cast, found)
    _measured(cast, found)
    plant_results(cast, found)
    _of_learning(cast, found)
    _of_sharing(cast, found)
    _of_reports(cast, found)
    _of_safeguards(cast, found)
    _of_the_field(cast, found)
    _beside_risks(cast, found)
    _moves(cast, found)
    _of_sites(cast, found)
    _at_a_site(cast, found)
    _of_communities(cast, found)
    plant_outreach(cast, found)
    plant_sharing(cast, found)
    plant_options(cast, found)
    plant_capacity(cast, found)
    plant_asks(cast, found)
    plant_mechanisms(cast, found)
    _of_perceptions(cast, found)


def _of_sites(cast: Cast, found: Planted) -> None:
    """A site in the North, and what is kept of it."""
    mission = cast.mission
    chief = standing_of(cast["chief_of_staff"], mission)
    by = standing_of(cast["poc_adviser"], mission)
    place = make.place(mission, "Osila camp", kind="site", area=cast.north)
    told = {"place": place, "kind": "camp", "managed_by": "SITENORTH", "classification": 0}
    on = make.TODAY
    told |= {"closing_plan": "Families go home in March", "closing_plan_on": on}
    site = found.add("site", create_record(SITE, told, by=by))
    source = {"source": "DTM", "classification": 1}
    count = {"counted_on": on, "who": "all", "people": 310, "classification": 1}
    count |= {"source": "SITECOUNT"}
    found.add("site_count", create_record(COUNT, count, beside=site, by=by))
    water = source | {"indicator": "water", "found_on": on, "state": "gap"}
    said = water | {"said": "SITESERVICE"}
    found.add("site_service", create_record(SERVICE, said, beside=site, by=by))
    strict = water | {"said": "SITESTRICT", "classification": 2}
    service = SiteService(site=site, area=cast.north, **strict)
    records.create(service, mission=mission, by=chief.person)
    watch = source | {"method": "watch", "since": on, "words": "SITEMETHOD"}
    found.add("site_method", create_record(METHOD, watch, beside=site, by=by))
    reading = {"about": "closure", "whither": "SITEREADING", "read_on": on, "classification": 1}
    reading |= {"quoted": "Most families wish it", "quoted_from": "unhcr", "quoted_on": on}
    reading |= {"quoted_source": "Note on intentions"}
    found.add("site_reading", create_record(READING, reading, beside=site, by=by))
    incident = make.incident(mission, "Rifles in block C", area=cast.north, place=place)
    sign = {"sign": "weapons", "seen_on": on, "incident": incident, "source": "SITESIGN"}
    sign |= {"classification": 1}
    found.add("site_sign", create_record(SIGN, sign, beside=site, by=by))


def _at_a_site(cast: Cast, found: Planted) -> None:
    """What is closed of a site: its manager, a sector, a road outside, a defect; who can answer."""
    mission = cast.mission
    head, force = (
        standing_of(cast[who], mission) for who in ("head_of_field_office", "force_commander")
    )
    manager, unit = (cast[who].holdings.get().post for who in ("field_reporter", "unit_commander"))
    site = make.place(mission, "Burum camp", kind="site", area=cast.north)
    found.add("site_place", site)
    for name, kind, values, by in (
        ("site_plan", PLAN, {"manager": manager, "paper": "SITEPAPER"}, head),
        ("site_sector", SECTOR, {"name": "SITESECTOR", "unit_post": unit}, head),
        (
            "site_route",
            ROUTE,
            {"purpose": "wood", "stretch": "SITEROUTE", "seen_on": make.TODAY},
            head,
        ),
        (
            "site_defect",
            DEFECT,
            {
                "what": "fence",
                "where": "SITEDEFECT",
                "seen_on": make.TODAY,
                "due": make.TODAY + timedelta(days=5),
            },
            head,
        ),
        (
            "site_answer",
            ANSWER,
            {
                "threat": "crowd",
                "part": "day",
                "able": True,
                "who": "SITEANSWER",
                "said_on": make.TODAY,
            },
            force,
        ),
    ):
        found.add(name, create_record(kind, values, by=by, beside=site))
    gate = {"what": "gate", "where": "East", "seen_on": make.TODAY, "due": make.TODAY}
    mended = create_record(DEFECT, gate, by=head, beside=site)
    mended = mend_defect(mended, make.TODAY, "Hung anew", version=mended.version, by=head)
    found.add("site_defect", mended)


def _of_communities(cast: Cast, found: Planted) -> None:
    """What people of the north said: to whoever goes there, to the mission, and to few."""
    adviser = standing_of(cast.adviser, cast.mission)
    rights = standing_of(cast["human_rights"], cast.mission)
    place = Place.objects.get(mission=cast.mission, name="PLACENORTH")
    met = {"kind": "women", "place": place, "held_on": make.TODAY, "classification": 0}
    heard = create_record(EXCHANGE, met | {"women_said": "EXCHANGEOPEN"}, by=adviser)
    found.add("community_exchange", heard)
    closer = {"women_said": "EXCHANGENORTH", "classification": 1}
    found.add("community_exchange", create_record(EXCHANGE, met | closer, by=adviser))
    strict = {"women_said": "EXCHANGESTRICT", "classification": 2}
    create_record(EXCHANGE, met | strict, by=rights)
    asked = {"kind": "request", "raised_by": "women", "due": make.TODAY}
    for what, marking in (("POINTOPEN", 0), ("POINTNORTH", 1)):
        point = asked | {"what": what, "classification": marking}
        found.add("raised_point", create_record(POINT, point, beside=heard, by=adviser))
    often = {"every_days": 14, "why": "PERIODNORTH", "area": cast.north, "classification": 1}
    found.add("dialogue_period", create_record(PERIOD, often, by=adviser))


def _of_perceptions(cast: Cast, found: Planted) -> None:
    """A survey that is planned, one that has ended, one to be drawn and one that is asked."""
    mission, adviser = cast.mission, standing_of(cast.adviser, cast.mission)
    plan = {
        "purpose": "the plan of night patrols",
        "whom": "one of 18 and more in each household",
        "run_by": Post.objects.get(mission=mission, role="poc_adviser"),
        "starts": make.TODAY,
        "ends": make.TODAY,
        "classification": 1,
    }
    usual = {"margin": 7.0, "expected": 50.0, "effect": 2.0, "response": 85.0, "per_place": 12}
    asked = {
        "name": "safe",
        "label": "SURVEYASKED",
        "choices": "yes: Yes\nno: No",
        "counts": ["yes"],
        "told": "feel safe",
    }
    north = create_record(
        SURVEY, plan | usual | {"title": "SURVEYNORTH", "area": cast.north}, by=adviser
    )
    found.add("survey", north)
    found.add("survey_item", create_record(ITEM, asked, by=adviser, beside=north))
    ended = create_record(SURVEY, plan | usual | {"title": "SURVEYTOLD"}, by=adviser)
    share = asked | {"label": "Do you feel safe?", "told": "SURVEYSHARE", "about": "partial"}
    create_record(ITEM, share, by=adviser, beside=ended)
    end_survey(ended, by=adviser)
    found.add("survey", ended)
    small = {"area": cast.north, "margin": 30.0, "per_place": 50, "replacement": "The next drawn"}
    asks = asked | {"label": "Is it safe here?"}
    for title in ("To be drawn", "Asked now"):
        survey = create_record(SURVEY, plan | usual | small | {"title": title}, by=adviser)
        create_record(ITEM, asks, by=adviser, beside=survey)
        found.add("survey", send_questions(survey, version=1, by=adviser))
    places = [
        make.place(mission, name, kind="village", area=cast.north, population=100)
        for name in ("Plum", "Poppy", "Primrose", "Purslane")
    ]
    make.place(mission, "Willow", kind="village")  # the last of any list lies in no area
    _ask_in(survey, places, by=standing_of(cast["custodian"], mission))
    share = {"words": "Share who feel safe", "kind": "survey", "level": "impact", "unit": "%"}
    share |= {"every_days": 30, "classification": 1}
    chief = standing_of(cast["chief_of_staff"], mission)
    found.add("measured", create_record(MEASURED, share, by=chief))


def _ask_in(survey: Survey, places: list[Place], *, by: Standing) -> None:
    """Draw the first place by hand, so that two databases draw the same; approve, and ask one."""
    frame = [[place.code, "", place.population] for place in places]
    changes = {"seed": 7, "frame": frame, "drawn_on": make.TODAY}
    survey.refresh_from_db()
    survey = records.edit(survey, changes, version=survey.version, by=survey.author)
    survey = approve_questions(survey, version=survey.version, by=by)
    drawn = {"survey": survey, "area": places[0].area, "stratum": "", "people": 100, "times": 1}
    rows = [
        SurveyPlace.objects.create(place=place, code=f"p{number:02}", **drawn)
        for number, place in enumerate(places[:2], start=1)
    ]
    AnswerRow.objects.create(
        survey=survey,
        place=rows[1],
        result="answered",
        sex="female",
        age_group="18_29",
        answers={"safe": "yes"},
        came="hand",
        entered_at=clock.now(survey.mission),
        entered_by=survey.author,
    )


def end_survey(survey: Survey, *, by: Standing) -> None:
    """What a survey tells once its fieldwork has ended."""
    figures = {"people": 90, "said": 88, "places": 8, "share": 40.0, "low": 31.0, "high": 50.0}
    told = {"item": "safe", "state": "told", "effect": 1.4, "unsaid": 2.0, "because": None}
    estimates = [
        told | figures | {"by": trait, "group": group}
        for trait, group in (("", ""), ("sex", "female"), ("area", "north"))
    ]
    response = response_of([SurveyAnswer("p01", "answered", "female", "18_29", 1, {})], ["p01"])
    changes = {
        "closed_on": make.TODAY,
        "seed": 7,
        "frame": [["a", "", 10]],
        "estimates": estimates,
        "response_told": response,
    }
    records.edit(survey, changes, version=survey.version, by=by.person)


def _moves(cast: Cast, found: Planted) -> None:
    """A stage of a drawdown, and what loses cover by it."""
    by = standing_of(cast["force_commander"], cast.mission)
    drawdown = create_record(DRAWDOWN, {"name": "DRAWDOWNWORD", "classification": 1}, by=by)
    found.add("drawdown", drawdown)
    base = Base.objects.filter(mission=cast.mission, area=cast.north).first()
    stage = {"asks": "close", "base": base, "drawdown": drawdown, "because": "MOVENORTH"}
    move = create_record(MOVE, stage | {"classification": 1}, by=by)
    found.add("move", move)
    planned = stage | {"plan_said": "Police stay", "classification": 1}
    requested, ordered = (
        sign_move(create_record(MOVE, planned, by=by), version=1, by=by) for _n in range(2)
    )
    found.add("move", requested)
    found.add("move", record_order(ordered, "FRAGO 1", version=ordered.version, by=by))
    lost = {"kind": "community", "name": "COVERGAPNORTH", "classification": 1}
    gap = found.add("cover_gap", create_record(GAP, lost, beside=move, by=by))
    post = Post.objects.filter(mission=cast.mission, role="sector_operations").first()
    assert post is not None
    name_owner(gap, post, version=1, by=by)


def _beside_risks(cast: Cast, found: Planted) -> None:
    """What stands beside a risk, on plans, paragraphs and section B."""
    mission = cast.mission
    head, adviser = (standing_of(cast[who], mission) for who in ("head_of_mission", "poc_adviser"))
    for where in ("NORTH", "SOUTH"):
        risk = Risk.objects.get(mission=mission, reason=f"RISK{where}")
        choice = {
            "risk": risk,
            "reason": f"NORESPONSE{where}",
            "review_on": make.TODAY + timedelta(days=1),
        }
        found.add("no_response", create_record(NO_RESPONSE, choice, by=head))
        note = {"risk": risk, "covered": "none", "effect": f"MEANS{where}", "classification": 1}
        found.add("mandate_note", create_record(MANDATE_NOTE, note, by=adviser))
    for where in ("NORTH", "SOUTH"):
        plan = ContingencyPlan.objects.get(mission=mission, triggers=f"PLAN{where}")
        sign = {"sign": "tripwire", "rule": "mass flight", "words": f"TRIGGER{where}"}
        found.add("trigger", create_record(TRIGGER, sign, by=adviser, beside=plan))
        help_asked = {"source": "reserve", "what": f"BACKUP{where}", "state": "not asked"}
        found.add("backup", create_record(BACKUP, help_asked, by=adviser, beside=plan))
    paragraph = Paragraph.objects.get(mission=mission, kind="operative")
    limit = {"quote": "protect civilians", "sense": "only", "where": "LIMITWORD"}
    found.add("limit", create_record(LIMIT, limit, by=adviser, beside=paragraph))
    draft = Strategy.objects.get(mission=mission, title="STRATEGYDRAFT")
    section = found.add("section", draft.sections.get(letter="B"))
    assessment = Assessment.objects.get(pk=found.ids["assessment"][0])
    basis = {"assessment": assessment, "issued_by": "JMAC", "words": "BASISWORD"}
    found.add("basis", name_basis(section, basis, by=adviser))


def _at_the_centre(cast: Cast, found: Planted) -> None:
    mission = cast.mission
    officer = standing_of(cast["joc_duty_officer"], mission)
    now = clock.now(mission)
    for word, area in (("LOGNORTH", cast.north), ("LOGWHOLE", None)):
        entry = LogEntry(at=now, kind="note", words=word, classification=1, area=area)
        found.add("log_entry", records.create(entry, mission=mission, by=officer.person))
    found.add("handover", hand_over("HANDOVERNOTE", by=officer))
    for where, marking in (("NORTH", 1), ("STRICT", 2)):
        alert = Alert.objects.get(act=f"ALERT{where}")
        flash = FlashReport(
            alert=alert,
            number=0,
            final=True,
            facts=f"FLASH{where}",
            post="JOC",
            issued_at=now,
            classification=marking,
            area=cast.north,
        )
        records.create(flash, mission=mission, by=officer.person)


def _read_jointly(cast: Cast, place: Place, found: Planted) -> None:
    """A reading of a place that all have opened by answering, and one that is blind."""
    adviser, parties = standing_of(cast.adviser, cast.mission), {}
    for party, role in (("human_rights", "human_rights"), ("jmac", "analyst")):
        parties[party] = Post.objects.get(mission=cast.mission, role=role)
    about = {
        "place": place,
        "opens_at": clock.now(cast.mission) + timedelta(days=400),
        "classification": 1,
        **dict.fromkeys(joint_models.ReadingParty.values),
        **parties,
    }
    opened, blind = (
        create_record(JOINT_READING, {**about, "title": title}, by=adviser)
        for title in ("JOINTNORTH", "BLINDNORTH")
    )
    for reading, party, words in (
        (opened, joint_models.ReadingParty.HUMAN_RIGHTS, "JOINT"),
        (opened, joint_models.ReadingParty.JMAC, "JOINT"),
        (blind, joint_models.ReadingParty.HUMAN_RIGHTS, "BLIND"),
    ):
        line = joint_models.PartyLine(
            place=str(place.pk), trend="up", harm="killing", reason=f"{words}REASON", chance=None
        )
        by = standing_of(cast[parties[party].role], cast.mission)
        write_reading(reading, party, {"lines": [line], "dissent": f"{words}DISSENT"}, by=by)
    for reading in (opened, blind):
        found.add("joint_reading", reading)
    opened.refresh_from_db()
    note_as_red_team(opened, "REDTEAMNOTE", version=opened.version, by=adviser)
    heard = {
        "of": "host",
        "heard_from": "Governor",
        "heard_on": make.TODAY,
        "place": place,
        "view": "HEARDVIEW",
        "classification": 1,
    }
    found.add("heard_view", create_record(HEARD_VIEW, heard, by=adviser))
    told = {
        "about": "humanitarian",
        "conduit": "cluster",
        "place": place,
        "on": make.TODAY,
        "words": "INPUTNORTH",
        "classification": 1,
    }
    found.add("situation_input", create_record(SITUATION_INPUT, told, by=adviser))


def _at_places(cast: Cast, found: Planted) -> None:
    mission = cast.mission
    adviser = standing_of(cast.adviser, mission)
    place = Place.objects.get(mission=mission, name="PLACENORTH")
    fallback = {"way": "office", "whom": "FALLBACKNORTH", "order": 1}
    found.add("fallback", create_record(FALLBACK, fallback, by=adviser, beside=place))
    for where, role in (("NORTH", "head_of_field_office"), ("SOUTH", "sector_operations")):
        asked = {
            "question": f"QUESTION{where}",
            "place": Place.objects.get(mission=mission, name=f"PLACE{where}"),
            "decision": "where the patrol goes",
            "how": "patrol",
            "asked_of": Post.objects.get(mission=mission, role=role),
            "due_on": make.TODAY,
            "exposure_check": "asked of many",
            "classification": 1,
        }
        found.add("question", create_record(QUESTION, asked, by=adviser))
        exposed = {
            "place": asked["place"],
            "group": "exposed livelihoods",
            "livelihood": "herd",
            "harm": "cattle theft",
            "differs": f"GROUP{where}",
            "source": "visit",
            "source_on": make.TODAY,
            "classification": 1,
        }
        found.add("group_risk", create_record(GROUP_RISK, exposed, by=adviser))
    assessed = {"sureness": "low", "assessed_on": make.TODAY}
    for word, area, marking in (
        ("ATROCITYNORTH", cast.north, 1),
        ("ATROCITYWHOLE", None, 1),
        ("ATROCITYSTRICT", None, 2),
    ):
        factor = {"factor": 3, "finding": "seen", "evidence": word, "area": area}
        outlook = {"kind": "genocide", "chance": "unclear", "pattern": word, "area": area}
        outlook |= {"until": make.TODAY + timedelta(days=9)}
        by = standing_of(cast["human_rights"], mission)
        for name, kind, values in (
            ("atrocity_factor", ATROCITY_FACTOR, factor),
            ("violence_outlook", VIOLENCE_OUTLOOK, outlook),
        ):
            kept = values | assessed | {"classification": marking}
            found.add(name, create_record(kind, kept, by=by))
    _read_jointly(cast, place, found)
    found.add("forecast", make.forecast(mission, citation="FORECASTWORD"))
    phase = verbs.open_phase(
        place,
        Phased.PREVENTION,
        by=adviser,
        trigger="PHASENORTH",
        reason="talk of revenge",
        normal_when="CONDITIONNORTH",
    )
    found.add("phase", phase)
    verbs.refuse_measure(
        "liaison", "MEASURENORTH", by=adviser, phase=Phased.PREVENTION, place=place
    )
    verbs.note_step(
        place, Phased.PREVENTION, "staff", "STEPNORTH", by=adviser, owner="Civil Affairs"
    )
    verbs.record_done(place, "visit", 1, by=adviser, words="VISITNORTH")
    harm = HarmReference(
        compartment="hrddp", by_whom=HarmReference.By.values[0], hazard="HARMTOLD", place=place
    )
    records.create(harm, mission=mission, by=cast["human_rights"])
    file = HrddpFile(unit_name="HRDDPFILE", compartment="hrddp", classification=2)
    records.create(file, mission=mission, by=cast["human_rights"])


def _as_it_lives(cast: Cast, found: Planted) -> None:
    adviser = standing_of(cast.adviser, cast.mission)
    place = Place.objects.get(mission=cast.mission, name="PLACENORTH")
    told = {"told_by": ["women"], "told_on": make.TODAY}
    for name, kind, values in (
        (
            "community_fact",
            FACT,
            told
            | {"topic": "water", "says": "LIVEDNORTH", "bears": "exposes", "classification": 0},
        ),
        (
            "own_measure",
            MEASURE,
            told | {"kind": "together", "says": "OWNWAYNORTH", "classification": 1},
        ),
        ("community_need", NEED, {"need": "escort", "classification": 0}),
        ("community_role", ROLE, {"part": "warn", "says": "ASKEDPARTNORTH", "classification": 0}),
        ("closed_fact", CLOSED_FACT, told | {"topic": "routine", "words": "ROUTINECLOSED"}),
    ):
        found.add(name, create_record(kind, values, by=adviser, beside=place))
    asked = {"window": "ESCORTCLOSED", "stretch": "the ford", "starts": make.TODAY}
    asked |= {"unit": Unit.objects.get(mission=cast.mission, code="u1")}
    need = CommunityNeed.objects.get(place=place)
    found.add("escort", create_record(ESCORT, asked, by=adviser, beside=need))
    advice = note_advice(place, "visit", "TRUSTEDNAME", make.TODAY, "ADVISEDNORTH", by=adviser)
    found.add("partner_advice", advice)
    for sentence in ClosedSentence.objects.filter(place=place):
        open_sentence(sentence, hiding=False, by=adviser)
    add_words(advice, "SENTENCECLOSED", "changed", by=adviser)
    found.add("closed_sentence", ClosedSentence.objects.get(opened_on=None))


def _in_meetings(cast: Cast, found: Planted) -> None:
    mission = cast.mission
    chief = standing_of(cast["chief_of_staff"], mission)
    north = Forum.objects.get(mission=mission, name="FORUMNORTH")
    above = Forum.objects.get(mission=mission, name="FORUMWHOLE")
    meeting = Meeting.objects.get(forum=north)
    said = {"what": "MEETINGDECIDED", "authority": "Head of field office"}
    found.add("forum_decision", decide(meeting, said, by=chief))
    unit = Unit.objects.get(mission=mission, code="u1")
    lay_claim(meeting, {"unit": unit, "what": "CLAIMEDUNIT"}, by=chief)
    records.edit(north, {"reports_to": above}, version=north.version, by=chief.person)
    north.refresh_from_db()
    report_up(north, {"progress": "REPORTEDUP"}, by=chief)
    terms = {"questions": "Who threatens whom?", "starts": make.TODAY}
    sent = {"name": "TEAMNORTH", "area": cast.north, "classification": 1}
    team = create_record(TEAM, terms | sent, by=chief)
    found.add("joint_team", team)
    visit = {"place": Place.objects.get(mission=mission, name="PLACENORTH"), "on": make.TODAY}
    visit |= {"sections": ["Police"], "findings": "JOINTVISIT", "classification": 1, "team": team}
    found.add("team_visit", create_record(VISIT, visit, by=chief))
    strict = {"name": "TEAMSTRICT", "classification": 2}
    create_record(TEAM, terms | strict, by=chief)
    what = {"what": "RECOMMENDEDNORTH", "owner_said": "District", "classification": 1}
    found.add("team_advice", create_record(RECOMMENDATION, what, beside=team, by=chief))
    partner = Partner.objects.get(mission=mission, name="PARTNERNORTH")
    asked = {"partner": partner, "asks": "attend", "way": "letter", "words": "INVITEDNORTH"}
    found.add("invitation", invite(meeting, asked, by=chief))
    party = Party.objects.get(line="LINENORTH")
    call(party, {"why": "crisis", "reached": True, "answer": "CALLEDNORTH"}, by=chief)


def _beside_the_strategy(cast: Cast, found: Planted) -> None:
    mission = cast.mission
    chief = standing_of(cast["chief_of_staff"], mission)
    head = standing_of(cast["head_of_mission"], mission)
    adviser = standing_of(cast.adviser, mission)
    draft = Strategy.objects.get(mission=mission, title="STRATEGYDRAFT")
    for letter, word in (("A", "SUMMARYDRAFT"), ("F", "SUMMARYCAPACITY")):
        sum_up(draft.sections.get(letter=letter), word, version=0, by=chief)
    for letter, word in (("A", "TRANSLATEDDRAFT"), ("F", "TRANSLATEDCAPACITY")):
        said: TranslationInput = {"text": word, "says_all": True}
        translate_section(draft.sections.get(letter=letter), "fr", said, version=0, by=chief)
    keep_beside(draft, [("Words used", "FPU: formed police unit.")], by=chief)
    confirm_abbreviations({"IMPP": {"en": "MEANINGWORD"}}, by=chief)
    merge_spelling("Town council", "RECIPIENTNAME", by=chief)
    layout = {"kind": "weekly", "symbol": "LAYOUTWORD"}
    found.add("layout", create_record(LAYOUT, layout, by=chief))
    begins = draft.sections.get(letter="A")
    mark_element(begins, "A.purpose", answered=True, quotes=[begins.text], by=chief)
    before = offered_records(chief, draft)
    taken = {(kind.name, row.record.pk): True for kind in before for row in kind.rows}
    take_up(draft, taken, by=chief)
    set_depth(draft, {"depth": "informed", "why": "DEPTHWHY"}, by=head)
    find_joint(draft, {"what": "JOINTWORK", "with_whom": "the cluster"}, by=adviser)
    on = chief.on + timedelta(days=30)
    set_planning_day({"kind": "budget", "title": "PLANNINGDAY", "on": on}, by=chief)
    dilemma = Dilemma.objects.get(mission=mission, situation="DILEMMAOPEN")
    records.edit(dilemma, {"line": "presence first"}, version=dilemma.version, by=chief.person)
    dilemma.refresh_from_db()
    decision = Decision.objects.get(reason="DECIDEDNORTH")
    use_dilemma(dilemma, decision, kept=False, words="DILEMMAUSED", by=chief)
    duty = ReportDuty.objects.get(mission=mission, title="REPORTOWED")
    report_made(duty, on=chief.on, reference="REPORTMADE", version=duty.version, by=chief)
    task = MandatedTask.objects.get(mission=mission, what="MANDATETASK")
    theirs = EntityTask.objects.get(mission=mission)
    if task.kind != theirs.kind:
        records.edit(task, {"kind": theirs.kind}, version=task.version, by=chief.person)
        task.refresh_from_db()
    divide(task, theirs, agreed="DIVIDEDTASK", by=chief)


def _measured(cast: Cast, found: Planted) -> None:
    mission = cast.mission
    chief = standing_of(cast["chief_of_staff"], mission)
    for word, marking in (("OPEN", 1), ("STRICT", 2)):
        values = {
            "words": f"MEASURED{word}",
            "kind": "entered",
            "level": "impact",
            "unit": "persons",
            "every_days": 30,
            "classification": marking,
        }
        judged = {"verdict": "partly", "why": f"JUDGED{word}", "classification": marking}
        aim = Objective.objects.get(mission=mission, words=f"OBJECTIVE{word}")
        found.add("judgment", create_record(JUDGMENT, judged, beside=aim, by=chief))
        measured = found.add("measured", create_record(MEASURED, values, by=chief))
        first, last = (
            closed_periods(30, chief.on, 1)[0].first,
            closed_periods(30, chief.on, 1)[0].last,
        )
        given = GivenValue(first, last, 9.0, "OCHA", f"EVIDENCE{word}")
        found.add("indicator_value", give_value(measured, given, by=chief))


def _of_units_and_actors(cast: Cast, found: Planted) -> None:
    mission = cast.mission
    adviser = standing_of(cast.adviser, mission)
    force = standing_of(cast["force_commander"], mission)
    head = standing_of(cast["head_of_mission"], mission)
    unit = Unit.objects.get(mission=mission, code="u1")
    denied = {
        "event_from": make.TODAY,
        "kind": "clearance",
        "authority": "Ministry",
        "where": "the bridge",
        "told": "DENIEDNORTH",
    }
    found.add("denial", create_record(DENIAL, denied, by=force, beside=unit))
    actor = Actor.objects.get(mission=mission, name="ACTORWORD")
    other = make.actor(mission, "Group Plover")
    linked = {"kind": "rival", "other": other, "why": "LINKEDACTOR", "evidence": "seen"}
    found.add("actor_link", create_record(ACTOR_LINK, linked, beside=actor, by=adviser))
    add_ground(ROAD, name="GROUNDLAYER", source="survey", by=force)
    guidance = Guidance.objects.get(mission=mission)
    record_read_back(guidance, "READBACKNORTH", None, unit=unit, by=head)
    refused = TaskingAnswer.objects.get(tasking__alert__act="ALERTNORTH", answer="refused")
    _of_rules_and_routes(cast, found, unit)
    refusal = found.add("refusal", refused.refusal)
    # Two more: one waits for its commander, of the other the unit may be put down as not able.
    waiting = TaskingAnswer.objects.get(tasking__alert__act="ALERTSOUTH", answer="refused")
    found.add("refusal", waiting.refusal)
    able = Unit.objects.get(mission=mission, code="u2")
    asked = decisions.task(
        waiting.tasking.alert, "interposition", standard="deter_by_presence", by=force, unit=able
    )
    decisions.answer(asked, "refused", by=force, **BY_RADIO, reason="not_ready", words="no fuel")
    say_able(able, on=make.TODAY, note="fuel came", by=force)
    found.add("refusal", asked.refusal)
    classify_refusal(asked.refusal, "means", "", version=1, by=force)
    classify_refusal(refusal, "undeclared_caveat", "FOUNDCAVEAT", version=1, by=force)


def _of_rules_and_routes(cast: Cast, found: Planted, unit: Unit) -> None:
    force = standing_of(cast["force_commander"], cast.mission)
    police = standing_of(cast["police_commander"], cast.mission)
    answered = {"scenario": "market", "answer": "force", "answered_on": make.TODAY}
    own = {"answered_by": "commander", "words": "ACCOUNTWORD"}
    found.add("scenario_answer", create_record(SCENARIO_ANSWER, answered | own, by=force))
    asked = {"unit": unit, "answered_by": "captain", "deters": "DETERSNORTH"}
    found.add("scenario_answer", create_record(SCENARIO_ANSWER, answered | asked, by=force))
    formed = Unit(code="fpu", name="FPU 1", kind="Formed police unit", area=cast.north)
    formed.classification = 0
    formed = found.add("unit", records.create(formed, mission=cast.mission, by=None))
    stated = {
        "allows": True,
        "ordered_by": "ORDERSNORTH",
        "source": "Directive 9",
        "stated_on": make.TODAY,
        "classification": 1,
    }
    found.add("police_authority", create_record(POLICE_AUTHORITY, stated, by=police, beside=formed))
    settled = {
        "step": "military.presence",
        "authority": "LADDERWORD",
        "limits": "no force",
        "source": "Force order 1",
        "settled_on": make.TODAY,
        "classification": 1,
    }
    found.add("ladder_step", create_record(LADDER_STEP, settled, by=force))
    place = Place.objects.filter(mission=cast.mission, area=cast.north).order_by("pk")[0]
    way = {"name": "ROUTENORTH", "place": place, "stretch": "the ford", "users": ["aid"]}
    route = found.add("route", create_record(SAFE_ROUTE, way | {"classification": 1}, by=force))
    escort = {"on": make.TODAY, "users": "aid", "asked_by": "ESCORTASKED", "outcome": "given"}
    found.add("route_escort", create_record(ROUTE_ESCORT, escort, by=force, beside=route))


def _of_learning(cast: Cast, found: Planted) -> None:
    mission = cast.mission
    officer = standing_of(cast["joc_duty_officer"], mission)
    chief = standing_of(cast["chief_of_staff"], mission)
    rights = standing_of(cast["human_rights"], mission)
    alert = Alert.objects.get(act="ALERTNORTH")
    debrief = open_by_hand("DEBRIEFNORTH", "BYHANDNORTH", alert=alert, classification=1, by=officer)
    found.add("debrief", debrief)
    review = FormalReview(
        debrief=debrief,
        held=True,
        reason="REVIEWNORTH",
        decided_post="Chief of Staff",
        decided_at=clock.now(mission),
        leader=rights.person,
        area=debrief.area,
        classification=1,
    )
    review = records.create(review, mission=mission, by=chief.person)
    partner = Partner.objects.get(mission=mission, name="PARTNERNORTH")
    invited = invite_partner(review, partner, by=rights)
    record_partner(invited, came=True, gave="PARTNERGAVE", by=rights)
    review = report_review(review, "Written.", version=1, by=rights)
    clear_copy(review, "CLEAREDCOPY", version=review.version, by=chief)
    for word, about in (("FINDINGNORTH", debrief), ("LESSONLEARNED", None)):
        said = {"title": word, "debrief": about, "change": "more", "thing": "training"}
        lesson = found.add("lesson", create_record(LESSON, said, by=chief))
        if about is None:
            post = chief.person.holdings.get().post
            validate_lesson(lesson, post, None, version=1, by=chief)

    said = {"title": "PRACTICEWORD", "problem": "crowds", "technique": "two gates"}
    practice = found.add("practice", create_record(PRACTICE, said, by=chief))
    line = MatrixLine.objects.get(mission=mission, measure="MATRIXNORTH")
    use_practice(practice, line, "ADAPTEDLINE", by=chief)
    paper = add_paper(
        "Year one", "history", data=b"PAPERWORD", file_name="a.txt", classification=1, by=chief
    )
    found.add("paper", paper)
    post = cast.hofo.holdings.get().post
    asked = {"post": post, "leaves_on": chief.on, "state": "due", "classification": 1}
    answers = {"did": "INTERVIEWNORTH", "held_by": "INTERVIEWERS"}
    found.add("interview", create_record(INTERVIEW, asked | answers, by=chief))
    handover = PostHandover(
        post=post, giver=cast.amina, taken_from=chief.on, own_page="HANDOVERPAGE", area=cast.north
    )
    found.add("post_handover", records.create(handover, mission=mission, by=None))


def _of_sharing(cast: Cast, found: Planted) -> None:
    mission = cast.mission
    adviser = standing_of(cast["poc_adviser"], mission)
    partner = Partner.objects.get(mission=mission, name="PARTNERNORTH")
    for word, area in (("PACKETNORTH", cast.north), ("PACKETWHOLE", None)):
        asked: PacketInput = {
            "partner": partner,
            "purpose": word,
            "area": area,
            "since": make.TODAY.replace(month=11, day=1),
            "until": make.TODAY.replace(month=11, day=30),
            "hazards": True,
            "expires_on": make.TODAY + timedelta(days=30),
            "classification": 1,
        }
        found.add("packet", ask_packet(asked, by=adviser))


def _of_reports(cast: Cast, found: Planted) -> None:
    mission = cast.mission
    adviser, chief, rights = (
        standing_of(cast[who], mission) for who in ("poc_adviser", "chief_of_staff", "human_rights")
    )
    asked = WantedEdition("hom_brief", make.TODAY + timedelta(days=3))
    report = fill_edition(open_report(asked, by=adviser, now=False), by=cast.adviser)
    found.add("report_edition", report)
    written = report.parts.get(key="decisions")
    written = save_part(written, "REPORTTEXT", version=written.version, by=adviser)
    found.add("part", written)
    found.add("part_comment", comment_part(written, {"body": "REPORTCOMMENT"}, by=chief))
    with pytest.raises(Conflict):
        save_part(written, "REPORTASIDE", version=1, by=adviser)
    found.add("part_aside", PartAside.objects.get())
    take_part(written, by=adviser)
    closed = report.parts.get(key="caveats_used")
    closed = save_part(closed, "REPORTCAPACITY", version=closed.version, by=chief)
    found.add("part", closed)
    owed = report.contributions.get(office="human_rights")
    found.add("contribution", hand_in(owed, note="REPORTNOTE", by=rights))
    signature = ReportSignature(
        report=report,
        round=1,
        step=0,
        office="chief_of_staff",
        answer="sent_back",
        post="Chief of Staff",
        person=chief.person,
        at=clock.now(mission),
        digest="",
        why="REPORTSENTBACK",
        dissent="REPORTDISSENT",
        classification=report.classification,
    )
    records.create(signature, mission=mission, by=chief.person)
    receipt = ReportReceipt(
        report=report, addressee="Headquarters", sent_at=clock.now(mission), sent_by="Chief"
    )
    found.add("report_receipt", records.create(receipt, mission=mission, by=chief.person))
    figure = {
        "of": "human_rights_figures",
        "counted": "violations",
        "held": "verified",
        "first": make.TODAY,
        "last": make.TODAY,
        "reference": "OFFICEFIGURE",
        "given_on": make.TODAY,
        "classification": 1,
    }
    found.add("office_figure", create_record(OFFICE_FIGURE, figure, by=rights))
    wanted = {
        "product": "sg_input",
        "asked_by": "REPORTASKED",
        "asked_on": make.TODAY,
        "due": make.TODAY + timedelta(days=30),
        "classification": 1,
    }
    found.add("report_request", create_record(REPORT_REQUEST, wanted, by=adviser))
    save_product("press_lines", {"title": "PRODUCTWORD"}, by=chief)


def _of_the_field(cast: Cast, found: Planted) -> None:
    """A report from the field as the reporter of the North wrote it, by a form of the mission's own
    of which one answer is Strictly Confidential, one of a compartment and one of the vault."""
    analyst = standing_of(cast.amina, cast.mission)
    said = {"code": "own", "title": "OWNFORM", "purpose": "Test", "classification": 0}
    form = create_record(FORM, said | {"with_base": True}, by=analyst)
    for name, more in {
        "own_open": {"label": "OWNQUESTION"},
        "own_strict": {"marking": 2},
        "own_closed": {"closed_to": "group_identity"},
        "own_sealed": {"sealed": True},
    }.items():
        question = {"name": name, "label": name} | more
        found.add("own_question", create_record(FORM_QUESTION, question, by=analyst, beside=form))
    found.add("own_form", form)
    version = submit_form(form, by=analyst)
    found.add("form_version", version)
    decide_form(
        version, "data_protection", approved=True, by=standing_of(cast["custodian"], cast.mission)
    )
    _of_own_fields(cast, found)
    received = receive_report(
        standing_of(cast["field_reporter"], cast.mission),
        id=new_id(),
        kind="report",
        captured_at=clock.real_now(),
        form="own",
        answers={
            "what": "FIELDNORTH",
            "own_open": "OWNANSWER",
            "own_strict": "OWNSTRICT",
            "own_closed": "OWNCLOSED",
            "own_sealed": "OWNSEALED",
        },
    )
    report = FieldReport.objects.get(pk=received.id)
    found.add("report", report)
    photo = ReportMedia.objects.create(
        id=UUID("00000000-0000-4000-8000-f070f070f070"),
        mission=cast.mission,
        report=report,
        kind=ReportMedia.Kind.PHOTO,
        content="/9j/",
        size=3,
        sha256="0" * 64,
        kept_sha256="0" * 64,
        captured_at=clock.real_now(),
        came_at=clock.real_now(),
    )
    found.add("report_media", photo)
    server = FormServer.objects.create(
        mission=cast.mission,
        kind="kobo",
        name="SERVERWORD",
        url="https://93.184.216.34",
        password="SERVERSECRET",
        made_by=cast.amina,
        made_at=clock.real_now(),
    )
    found.add("form_server", server)
    about = {"title": "LINKWORD", "system": "kobo", "uid": "a", "kind": "report"}
    link = link_form(**about, form=None, server=server, by=analyst)
    found.add("form_link", link)


def _of_own_fields(cast: Cast, found: Planted) -> None:
    """A field of incidents whose values lie in a compartment, and its value on one."""
    analyst = standing_of(cast.amina, cast.mission)
    said = {
        "stands_on": own.NAME,
        "code": "own_closed",
        "label": "OWNFIELDCLOSED",
        "purpose": "Test",
        "holds": "words",
        "in_list": True,
        "closed_to": "group_identity",
        "classification": 0,
    }
    field = found.add("own_field", create_record(OWN_FIELD, said, by=analyst))
    edition = found.add("field_edition", submit_field(field, by=analyst))
    custodian = standing_of(cast["custodian"], cast.mission)
    decide_field(edition, "data_protection", approved=True, by=custodian)
    cast.mission.refresh_from_db(fields=["own_fields"])
    incident = Incident.objects.get(mission=cast.mission, title="INCCONFNORTH")
    rights = standing_of(cast["human_rights"], cast.mission)
    own.keep_own(incident, {"own_closed": "OWNVALUECLOSED"}, by=rights)


def _of_safeguards(cast: Cast, found: Planted) -> None:
    """Harm checks of an office and of the mission, and an allegation for human rights alone."""
    mission = cast.mission
    chief = standing_of(cast["chief_of_staff"], mission)
    for word, area, marking in (
        ("CHECKEDNORTH", cast.north, 1),
        ("CHECKEDWHOLE", None, 1),
        ("CHECKEDSTRICT", None, 2),
    ):
        values = {
            "kind": "visit",
            "what": word,
            "on": make.TODAY,
            "area": area,
            "classification": marking,
        }
        found.add("harm_check", create_record(HARM_CHECK, values, by=chief))
    told: ReprisalInput = {"words": "REPRISALTOLD", "place_said": "REPRISALPLACE"}
    _of_the_register(cast, found)
    found.add("reprisal", report_reprisal(told, by=standing_of(cast.hofo, mission)))
    legal = standing_of(cast["legal_affairs"], mission)
    hold_destruction(why="inquiry", reference="HELDFILE", by=legal)


def _of_the_register(cast: Cast, found: Planted) -> None:
    """Violations in the open and in compartments, what stands beside them, a party's plan."""
    mission = cast.mission
    rights = standing_of(cast["human_rights"], mission)
    child = standing_of(cast["child_protection_adviser"], mission)
    for word, harm, grave, marking in (
        ("VIOLATEDWORD", "killing", "", 1),
        ("VIOLATEDSTRICT", "killing", "", 2),
        ("VIOLATEDCHILD", "killing", "killing", 2),
        ("VIOLATEDCRSV", "crsv", "", 2),
    ):
        fields: ViolationInput = {
            "kind": "abuse",
            "reference": word,
            "harm": harm,
            "grave": grave,
            "classification": marking,
        }
        violation = found.add("violation", record_violation(fields, by=rights))
        if word != "VIOLATEDWORD":
            continue
        step = {"kind": "letter", "to_whom": "STEPTOWARDS", "on": rights.on}
        found.add("violation_step", create_record(STEP, step, by=rights, beside=violation))
        now = clock.now(mission)
        finding = {
            "persons": 1,
            "since": now - timedelta(hours=3),
            "until": now - timedelta(hours=2),
            "reasons": "FOUNDSTATUS",
            "evidence": "photographs",
        }
        found.add("finding", create_record(FINDING, finding, by=rights, beside=violation))
        command = CommandLink(
            violation=violation,
            position="COMMANDERWORD",
            compartment="hrddp",
            classification=2,
        )
        found.add("commander", records.create(command, mission=mission, by=rights.person))
    plan = {"party": "PARTYPLAN", "violations": ["killing"], "classification": 1}
    plan_made = found.add("action_plan", create_record(ACTION_PLAN, plan, by=child))
    for word, kind in (("STEPOFPLAN", "order"), ("RELEASEDSTEP", "release")):
        said = {"kind": kind, "what": word}
        found.add("plan_step", create_record(PLAN_STEP, said, by=child, beside=plan_made))


def kinds_without_a_row(models: list[type[Model]]) -> list[Any]:
    """The kinds of record of which nothing is planted."""
    return [
        model._meta.model_name
        for model in models
        if not model._default_manager.exists() and model._meta.model_name not in NOT_PLANTED
    ]
