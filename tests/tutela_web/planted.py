"""A mission full of planted words: each record says who must never read it, if it is ever seen.

The table of who may see what is written by hand from the access defaults (domain reference, b),
not asked of the policy: the two are compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.planted_drills import plant_drills
from tests.tutela_web.planted_exercise import plant_exercise
from tests.tutela_web.planted_justice import plant_justice
from tests.tutela_web.planted_means import plant_means
from tests.tutela_web.planted_more import plant_more
from tests.tutela_web.planted_twins import plant_twins
from tutela_web.access.models import Mission
from tutela_web.access.policy import standing_of
from tutela_web.actors.models import ActorNote
from tutela_web.actors.picture_kinds import ACTOR_NOTE
from tutela_web.base import clock
from tutela_web.base.errors import Conflict
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.guidance.verbs import brief_unit, issue_guidance
from tutela_web.capacity.models import Unit, UnitReadiness
from tutela_web.channels.models import Webhook
from tutela_web.conduct.models import MisconductReceipt, UnsureCase
from tutela_web.crisis.consent.verbs import record_loss
from tutela_web.crisis.decisions import verbs
from tutela_web.crisis.plans.verbs import make_plan
from tutela_web.engagements.asks.kind import ASK
from tutela_web.engagements.engagement.kind import ENGAGEMENT
from tutela_web.engagements.engagement.verbs import authorise, promise
from tutela_web.engagements.groups.verbs import decide_group, weigh
from tutela_web.engagements.residual.verbs import accept_risk
from tutela_web.engagements.threats.verbs import set_approach
from tutela_web.fora.forum.kind import FORUM
from tutela_web.fora.meetings.verbs import call_meeting, take_action
from tutela_web.incidents.models import ClosedEvent, EventIdentity
from tutela_web.mandate.models import Paragraph
from tutela_web.mandate.overlaps.kind import ENTITY_TASK
from tutela_web.mandate.planning.kind import PIVOT
from tutela_web.mandate.planning.revision_kind import REVISION
from tutela_web.mandate.reading.verbs import ask_headquarters, read_paragraph
from tutela_web.mandate.task_kind import TASK
from tutela_web.mandate.verbs import load, reconsider
from tutela_web.partners.arrangements.kind import ARRANGEMENT
from tutela_web.partners.arrangements.verbs import bind_party
from tutela_web.partners.delegations.kind import DELEGATION
from tutela_web.partners.exchanges.verbs import exchange
from tutela_web.partners.overview.kind import PARTNER
from tutela_web.partners.roles.kind import HOST_NOTE, ROLE
from tutela_web.partners.sides.kind import PROTECTOR, SIDE
from tutela_web.partners.space.verbs import check_space
from tutela_web.partners.wider.kind import CONCERN
from tutela_web.programme.dilemmas.kind import DILEMMA
from tutela_web.programme.duties.verbs import give_duty
from tutela_web.programme.efforts.outside_kind import OUTSIDE
from tutela_web.programme.efforts.planned_kind import PLANNED
from tutela_web.programme.efforts.programme_kind import PROGRAMME
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.programme.measures.duty_kind import REPORT_DUTY
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.programme.measures.verbs import read_indicator
from tutela_web.programme.objectives.kind_verbs import set_objective
from tutela_web.programme.objectives.plan_kind import LINKED_PLAN
from tutela_web.programme.objectives.verbs import join, match_plan
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record
from tutela_web.review.amber import verbs as review_verbs
from tutela_web.review.rounds.verbs import close_review, open_yearly
from tutela_web.risk.agreed.models import HotspotCorrection
from tutela_web.risk.agreed.verbs import LineAgreed, agree_order, correct_hotspot
from tutela_web.risk.models import Assessment, SuggestedRisk
from tutela_web.strategy.consulting.verbs import note_view, plan_consultation, waive
from tutela_web.strategy.disseminating.models import RedactedCopy
from tutela_web.strategy.disseminating.verbs import decide_recipient
from tutela_web.strategy.drafting.verbs import comment, open_strategy, save_section
from tutela_web.strategy.edition.models import SetAside, Strategy
from tutela_web.strategy.endorsing.models import FrozenStrategy
from tutela_web.strategy.endorsing.verbs import check_beside, freeze, record_step
from tutela_web.strategy.guidance.verbs import ask_guidance, list_country
from tutela_web.strategy.leading.verbs import give_seat, name_drafting
from tutela_web.warning.alerts.verbs import raise_alert
from tutela_web.warning.calls.verbs import ring
from tutela_web.warning.models import Alert, AlertLevel

EVERYWHERE = {"joc_duty_officer", "analyst", "boris", "poc_adviser"}
COMMAND = {"force_commander", "police_commander", "chief_of_staff", "head_of_mission"}
COMMANDING = {"unit_commander", "police_unit_commander"}
NEAR = {"head_of_field_office", "unit_commander", "police_unit_commander", "sector_operations"}
RIGHTS = {"human_rights"}
RISKS_ONLY = {"women_protection_adviser", "child_protection_adviser"}
WHOLE = EVERYWHERE | COMMAND | RIGHTS
STRICT = COMMAND | RIGHTS
FORA = WHOLE | RISKS_ONLY | {"drafter"}
TOLD_NORTH = WHOLE | RISKS_ONLY | NEAR
PRODUCTS = WHOLE | RISKS_ONLY | {"head_of_field_office"}
DRAFTING = {"poc_adviser", "chief_of_staff", "head_of_mission"}
ENGAGED = WHOLE - {"joc_duty_officer"}
ANSWERING = {"country_team", "legal_affairs", "task_force", "planning_officer"}
"""Who reads drafts to answer on them, and little else."""
DRAFTS = ENGAGED | RISKS_ONLY | {"drafter", "head_of_field_office"} | ANSWERING
MEANS = WHOLE | NEAR | {"drafter"}
MANDATED = WHOLE | NEAR | RISKS_ONLY | {"drafter"} | ANSWERING

KEPT = {"head_of_field_office", "unit_commander", "field_reporter"}
"""The office of the planted site, the unit of its sector and the post that manages it."""

REGISTER = RIGHTS | RISKS_ONLY | {"poc_adviser", "chief_of_staff", "head_of_mission"}
CHECKED = WHOLE | RISKS_ONLY
FORMS = WHOLE | NEAR | RISKS_ONLY | {"field_reporter", "custodian"}

SEEN: dict[str, set[str]] = {
    # a receipt of misconduct: who reported, and Conduct and Discipline
    "RECEIPTWORD": {"field_reporter", "conduct_officer"},
    # what may tell of misconduct: who sent it, and human rights
    "UNSUREWORD": {"field_reporter", "human_rights"},
    # what partners were given, as fora are read
    "PACKETNORTH": FORA | {"head_of_field_office", "sector_operations"},
    "PACKETWHOLE": FORA,
    # reports of the mission; caveats and refusals only in the compartment capacity
    "REPORTTEXT": DRAFTING,
    "REPORTCOMMENT": DRAFTING,
    "REPORTASIDE": DRAFTING,
    "REPORTCAPACITY": {"chief_of_staff", "head_of_mission"},
    "REPORTNOTE": PRODUCTS,
    "REPORTSENTBACK": DRAFTING,
    "REPORTDISSENT": DRAFTING,
    "OFFICEFIGURE": PRODUCTS,
    "REPORTASKED": PRODUCTS,
    "ASKEDOFLEADER": DRAFTING,
    "CONSULTEDWORD": DRAFTING,
    "COUNCILVISITED": PRODUCTS,
    "COUNCILMETNORTH": PRODUCTS,
    "COUNCILFOLLOWS": PRODUCTS,
    "PRODUCTWORD": PRODUCTS,
    # a report from the field: who sent it, its office, and who reads reports everywhere
    "FIELDNORTH": WHOLE | {"head_of_field_office", "sector_operations", "field_reporter"},
    # harm checks, by who decides on such acts; an allegation of reprisal by human rights alone
    "CHECKEDNORTH": CHECKED | {"head_of_field_office", "sector_operations"},
    "CHECKEDWHOLE": CHECKED,
    "CHECKEDSTRICT": STRICT | RISKS_ONLY,
    "REPRISALTOLD": RIGHTS,
    "REPRISALPLACE": RIGHTS,
    # the register of human rights, by compartment; who commanded, to nobody of the cast
    "VIOLATEDWORD": REGISTER,
    "VIOLATEDSTRICT": REGISTER - {"poc_adviser"},
    "VIOLATEDCHILD": {"child_protection_adviser"},
    "VIOLATEDCRSV": {"women_protection_adviser"},
    "STEPTOWARDS": REGISTER,
    "FOUNDSTATUS": REGISTER,
    "INVESTIGATEDBY": REGISTER,
    "INVESTIGATEDSTEP": REGISTER,
    "HELPOFFICE": REGISTER,
    "VETTEDNAME": REGISTER,
    "PARTYPLAN": REGISTER,
    "STEPOFPLAN": REGISTER,
    "RELEASEDSTEP": {"child_protection_adviser"},
    "HELDFILE": {"custodian", "legal_affairs"},
    # forms of the mission: blank, for all who may have to fill one in or approve it
    "OWNFORM": FORMS,
    "OWNQUESTION": FORMS,
    # a field of records whose values lie in a compartment: who wrote it, approves it or holds that
    "OWNFIELDCLOSED": {
        "analyst",
        "poc_adviser",
        "human_rights",
        "custodian",
        "child_protection_adviser",
        "women_protection_adviser",
    },
    "OWNVALUECLOSED": {"poc_adviser", "human_rights"},
    # where forms of other systems come from: who links them; our password there on no page
    "SERVERWORD": {"analyst", "poc_adviser", "joc_duty_officer"},
    "LINKWORD": {"analyst", "poc_adviser", "joc_duty_officer"},
    "SERVERSECRET": set(),
    # their answers: with the report; by marking; by compartment; the sealed one on no page
    "OWNANSWER": WHOLE | {"head_of_field_office", "sector_operations", "field_reporter"},
    "OWNSTRICT": STRICT | {"field_reporter"},
    "OWNCLOSED": {"poc_adviser", "human_rights"},
    "OWNSEALED": set(),
    # a photo of the report: that there is one is told to whom sources are open, here nobody
    "f070f070f070": set(),
    # learning: a debrief as its alert, a lesson mission-wide once validated
    "DEBRIEFNORTH": WHOLE | NEAR,
    "BYHANDNORTH": COMMAND | {"joc_duty_officer", "sector_operations"},
    "FINDINGNORTH": WHOLE | NEAR,
    "LESSONLEARNED": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "REVIEWNORTH": WHOLE | NEAR,
    "PARTNERGAVE": WHOLE | NEAR,
    "PRACTICEWORD": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "INTERVIEWNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "PAPERWORD": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "ADAPTEDLINE": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "HANDOVERPAGE": {"analyst", "head_of_field_office"},
    "CLEAREDCOPY": WHOLE | NEAR | RISKS_ONLY | {"drafter", "partner"},
    # incidents, by marking and area
    "INCOPENNORTH": WHOLE | NEAR | {"field_reporter"},
    "INCCONFNORTH": WHOLE | NEAR,
    "INCSTRICTNORTH": STRICT,
    "INCCONFSOUTH": WHOLE,
    "INCCONFNOWHERE": WHOLE,
    # compartments
    "CLOSEDCRSV": {"women_protection_adviser"},
    "CLOSEDMRM": {"child_protection_adviser"},
    "CLOSEDDETENTION": {"human_rights"},
    "EVENTCRSV": {"women_protection_adviser"},
    "PEOPLENAME": {"poc_adviser", "human_rights"},
    "CAVEATNORTH": COMMAND,
    # means and how they are shared; the reserve and what a base lacks only in the compartment
    "ALLOCATEDWORD": WHOLE | {"drafter"},
    "SHAREDMEANS": WHOLE | {"drafter"},
    "DEMANDEDMEANS": WHOLE | {"drafter"},
    "DISSENTEDWORD": WHOLE | {"drafter"},
    "RESOURCEWORD": WHOLE | {"drafter"},
    "POSTEDNORTH": WHOLE | NEAR | {"drafter"},
    "MIXEDNORTH": WHOLE | NEAR | {"drafter"},
    "RESERVEWORD": COMMAND,
    "RESERVEDUNIT": COMMAND,
    "BASELACKS": COMMAND,
    "PROMISEDWORD": COMMAND,
    "CHECKEDWORD": COMMAND,
    "TRAINEDWORD": COMMAND,
    "COURSEWORD": COMMAND,
    "POLICEROLEWORD": COMMAND,
    # what is required of units, and who contributes them
    "CONTRIBUTORWORD": WHOLE | {"drafter"},
    "REQUIREDWORD": WHOLE | {"drafter"},
    "LINEWORD": WHOLE | {"drafter"},
    "DISPATCHWORD": WHOLE | {"drafter"},
    "LEADERWORD": MANDATED,
    # public events
    "EVENTNORTH": WHOLE | NEAR,
    "EVENTSOUTH": WHOLE,
    # places, actors, bases, risks
    # the partner reads them as places of released hazards
    "PLACENORTH": WHOLE | NEAR | RISKS_ONLY | {"field_reporter", "drafter", "partner"},
    # and who is asked a question about it
    "PLACESOUTH": WHOLE | RISKS_ONLY | {"drafter", "partner", "sector_operations"},
    "PLACESTRICT": STRICT | RISKS_ONLY,
    # sites, read as places are; signs on their character, as incidents are
    "SITENORTH": WHOLE | NEAR | RISKS_ONLY | {"field_reporter", "drafter"},
    "SITECOUNT": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "SITESERVICE": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "SITEMETHOD": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "SITEREADING": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "SITESTRICT": STRICT | RISKS_ONLY,
    "SITESIGN": WHOLE | NEAR,
    "ACTORWORD": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "ASSESSEDWORD": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "ASSESSEDSTRICT": STRICT | RISKS_ONLY,
    "BASENORTH": WHOLE | NEAR | {"field_reporter"},
    "RISKNORTH": WHOLE | NEAR | RISKS_ONLY | {"field_reporter", "drafter"},
    "THREATANSWER": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "RISKSOUTH": WHOLE | RISKS_ONLY | {"drafter"},
    "RISKCRSV": {"women_protection_adviser"},
    # what would change their order: as risks are read, and by the post that is asked
    "HOTSPOTNORTH": WHOLE | NEAR | RISKS_ONLY | {"field_reporter", "drafter"},
    "CORRECTEDNORTH": WHOLE | NEAR | RISKS_ONLY | {"field_reporter", "drafter"},
    "ORDERREASON": WHOLE | RISKS_ONLY | {"drafter"},
    "QUESTIONNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "QUESTIONSOUTH": WHOLE | RISKS_ONLY | {"drafter", "sector_operations"},
    # how groups are at risk: as risks are read
    "GROUPNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "GROUPSOUTH": WHOLE | RISKS_ONLY | {"drafter"},
    # what was assessed of atrocity crimes: as risks are read
    "ATROCITYNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "ATROCITYWHOLE": WHOLE | RISKS_ONLY | {"drafter"},
    "ATROCITYSTRICT": STRICT | RISKS_ONLY,
    # joint readings: once opened as risks are read; while blind what a party wrote, by its post
    "JOINTNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "JOINTREASON": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "JOINTDISSENT": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "REDTEAMNOTE": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "BLINDNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "BLINDREASON": RIGHTS,
    "BLINDDISSENT": RIGHTS,
    # how others see the risks, as dealings with them are read; inputs as risks are
    "HEARDVIEW": ENGAGED | {"head_of_field_office"},
    "INPUTNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    # not to respond, and mandate and means: as residual risks are read, where the risk is read too
    "NORESPONSENORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "NORESPONSESOUTH": WHOLE | RISKS_ONLY | {"drafter"},
    "MEANSNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "MEANSSOUTH": WHOLE | RISKS_ONLY | {"drafter"},
    # the live signs of a plan: as the plan is read; a limit of the Council: as its paragraph
    "TRIGGERNORTH": WHOLE | NEAR,
    "TRIGGERSOUTH": WHOLE,
    "BACKUPNORTH": WHOLE | NEAR,
    "BACKUPSOUTH": WHOLE,
    # moves that are requested, only in the compartment capacity
    "MOVENORTH": COMMAND,
    "DRAWDOWNWORD": COMMAND,
    "COVERGAPNORTH": COMMAND,
    "LIMITWORD": MANDATED | {"field_reporter", "partner"},
    # what section B of a draft rests on: who reads drafts, the strategy and the assessment
    "BASISWORD": DRAFTS - ANSWERING,
    # what others published of the country, by who reads risks
    "FORECASTWORD": WHOLE | NEAR | RISKS_ONLY | {"drafter", "field_reporter"},
    # a community as it lives, by area and marking; what is closed by its office and the adviser
    "LIVEDNORTH": WHOLE | NEAR | RISKS_ONLY | {"field_reporter"},
    "OWNWAYNORTH": WHOLE | NEAR | RISKS_ONLY,
    "ASKEDPARTNORTH": WHOLE | NEAR | RISKS_ONLY | {"field_reporter"},
    "ADVISEDNORTH": WHOLE | NEAR | RISKS_ONLY | {"field_reporter"},
    "ROUTINECLOSED": {"poc_adviser", "head_of_field_office", "field_reporter"},
    "SENTENCECLOSED": {"poc_adviser", "head_of_field_office", "field_reporter"},
    "TRUSTEDNAME": {"poc_adviser", "head_of_field_office", "field_reporter"},
    "ESCORTCLOSED": {"poc_adviser", "head_of_field_office", "field_reporter"}
    | {"unit_commander", "police_unit_commander"},  # who is asked, and nothing of why
    # lines of the matrix, by their risks
    "MATRIXNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "MATRIXSOUTH": WHOLE | RISKS_ONLY | {"drafter"},
    # objectives, and plans of others
    "OBJECTIVEOPEN": MANDATED,
    "OBJECTIVESTRICT": STRICT | RISKS_ONLY,
    "LINKEDPLAN": MANDATED,
    # the mission plan, UN entities outside the mission, and other work of the mission
    "CONCEPTOPEN": MANDATED,
    "CONCEPTSTRICT": STRICT | RISKS_ONLY,
    "OUTSIDEPART": MANDATED,
    "INDICATOROPEN": MANDATED,
    "INDICATORSTRICT": STRICT | RISKS_ONLY,
    "READINGOPEN": MANDATED,
    "READINGSTRICT": STRICT | RISKS_ONLY,
    "MEASUREDOPEN": MANDATED,
    "JUDGEDOPEN": MANDATED,
    "CRITERIONWORD": MANDATED,
    "EVALUATEDNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "UNDERSTOODWORD": MANDATED,
    "REVIEWEDLINE": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "RESULTOPEN": MANDATED,
    "RESULTSTRICT": STRICT | RISKS_ONLY,
    "JUDGEDSTRICT": STRICT | RISKS_ONLY,
    "MEASUREDSTRICT": STRICT | RISKS_ONLY,
    "EVIDENCEOPEN": MANDATED,
    "EVIDENCESTRICT": STRICT | RISKS_ONLY,
    "REPORTOWED": MANDATED,
    "DILEMMAOPEN": MANDATED,
    "DILEMMASTRICT": STRICT | RISKS_ONLY,
    "PROGRAMMEOPEN": MANDATED,
    "PROGRAMMESTRICT": STRICT | RISKS_ONLY,
    "THEIRPRIORITY": MANDATED,
    # a draft; its section F, and what is said of it, only in the compartment capacity
    "STRATEGYDRAFT": DRAFTS,
    "HEADQUARTERSWORD": DRAFTS,
    "COUNTRYWORD": DRAFTS,
    "CHECKWORD": DRAFTS,
    "REVIEWWORD": DRAFTS,
    "SECTIONDRAFT": DRAFTS,
    "COMMENTDRAFT": DRAFTS,
    "ASIDETEXT": DRAFTS,
    "STEPNOTE": DRAFTS,
    # who was consulted on it, what they said, who was left out; of section F only with capacity
    "CONSULTED": DRAFTS,
    "PLANWHY": DRAFTS,
    "PLANSEAT": DRAFTS,
    "VIEWSAID": DRAFTS,
    "WAIVEDCLASS": DRAFTS,
    "WAIVEDCAPACITY": COMMAND,
    "RECIPIENTWHY": DRAFTS,
    # how the lead of a line is called there, by who reads both
    "RECIPIENTNAME": DRAFTS - ANSWERING,
    # what the papers explain, by who takes them away
    "MEANINGWORD": DRAFTS - ANSWERING - RISKS_ONLY - {"head_of_field_office"},
    # only by who may see all the gaps a copy for others begins from
    "STRUCKWHY": DRAFTS - ANSWERING - {"head_of_field_office"},
    "SECTIONCAPACITY": COMMAND,
    # what a strategy in force rests on; what moved is told as its own record is read
    "STRATEGYFORCE": MANDATED | {"headquarters"},
    "CONTEXTWORD": MANDATED,
    "CITEDWORD": MANDATED,
    "CITEDCAPACITY": COMMAND,
    "CAVEATMOVED": COMMAND,
    "AMENDOPEN": DRAFTS,
    "AMENDCAPACITY": COMMAND,
    "COMMENTCAPACITY": COMMAND,
    # fora by area and marking, and what their meetings are to do
    "FORUMNORTH": FORA | {"head_of_field_office", "sector_operations"},
    "FORUMWHOLE": FORA,
    "FORUMSTRICT": STRICT | RISKS_ONLY,
    "PARTNERNORTH": FORA | {"head_of_field_office", "sector_operations"},
    # of the whole mission: named in an area by an arrangement that binds them there
    "PARTNERWHOLE": FORA | {"head_of_field_office", "sector_operations"},
    "ARRANGEDNORTH": FORA | {"head_of_field_office", "sector_operations"},
    "ARRANGEDSTRICT": STRICT | RISKS_ONLY,
    "PASSEDNORTH": FORA | {"head_of_field_office", "sector_operations"},
    "SPACENORTH": FORA | {"head_of_field_office", "sector_operations"},
    "LINENORTH": FORA | {"head_of_field_office", "sector_operations"},
    "ACTIONNORTH": FORA | {"head_of_field_office", "sector_operations"},
    "JOINTVISIT": WHOLE | NEAR | {"drafter"},
    "TEAMNORTH": FORA | {"head_of_field_office", "sector_operations"},
    "TEAMSTRICT": STRICT | RISKS_ONLY,
    # what communities said
    "EXCHANGEOPEN": WHOLE | NEAR | RISKS_ONLY | {"field_reporter"},
    "EXCHANGENORTH": WHOLE | NEAR | RISKS_ONLY,
    "EXCHANGESTRICT": STRICT | RISKS_ONLY,
    "POINTOPEN": WHOLE | NEAR | RISKS_ONLY | {"field_reporter"},
    "POINTNORTH": WHOLE | NEAR | RISKS_ONLY,
    "PERIODNORTH": WHOLE | NEAR | RISKS_ONLY,
    # surveys: their plan and what they tell; their answers row by row on no page of others
    "SURVEYNORTH": WHOLE | RISKS_ONLY | NEAR,
    "SURVEYASKED": WHOLE | RISKS_ONLY | NEAR,
    "SURVEYTOLD": WHOLE | RISKS_ONLY,
    "SURVEYSHARE": WHOLE | RISKS_ONLY,
    "RECOMMENDEDNORTH": FORA | {"head_of_field_office", "sector_operations"},
    # what communities say, what was said in public, what they are at odds over; a breach for who
    # reads the incident too
    **dict.fromkeys(
        (
            "RUMOURNORTH",
            "ANSWEREDRUMOUR",
            "STATEDNORTH",
            "DISPUTENORTH",
            "TALKEDNORTH",
            "AGREEDNORTH",
        ),
        WHOLE | NEAR | RISKS_ONLY,
    ),
    "BREACHEDNORTH": WHOLE | NEAR,
    # what agreed risks take, and what could be done against a threat
    **dict.fromkeys(("TAKESNORTH", "HALTNORTH"), WHOLE | NEAR | {"drafter"}),
    # what could happen, with its signs and backup: by who reads exercises, up to their marking
    **dict.fromkeys(
        ("SCENARIONORTH", "SIGNSCENARIONORTH", "BACKUPSCENARIONORTH"),
        WHOLE | NEAR | RISKS_ONLY | {"drafter", "planning_officer"},
    ),
    # options for a gap and what nobody can protect; those that tell of readiness in capacity
    **dict.fromkeys(
        ("GAPNORTH", "OPTIONNORTH", "BEYONDNORTH", "UNVIABLENORTH", "UNVIABLEYET"), MEANS
    ),
    "OPTIONCLOSED": COMMAND,
    "HOSTPARTNORTH": DRAFTS,
    # what people are told: drafts by area and marking; what is released by who tells it too
    "STATEMENTNORTH": TOLD_NORTH,
    "MESSAGENORTH": TOLD_NORTH,
    "PARTNORTH": TOLD_NORTH,
    "TELLINGNORTH": TOLD_NORTH,
    "EXPECTNORTH": TOLD_NORTH,
    "MESSAGESTRICT": STRICT | RISKS_ONLY,
    "MESSAGEPUBLIC": TOLD_NORTH | {"field_reporter"},
    # whom the mission met, and what was promised
    "ENGAGEDNORTH": ENGAGED | {"head_of_field_office"},
    "ENGAGEDWHOLE": ENGAGED,
    "ENGAGEDSTRICT": STRICT,
    "PROMISENORTH": ENGAGED | {"head_of_field_office"},
    "AUTHORISEDWORD": ENGAGED | {"head_of_field_office"},
    # options towards an armed group, and what was decided
    "GROUPWEIGHED": ENGAGED,
    "GROUPDECIDED": ENGAGED,
    # what was asked of others; about caveats only in the compartment capacity
    "ASKNORTH": ENGAGED | {"head_of_field_office"},
    "ASKWHOLE": ENGAGED,
    "ASKHEADQUARTERS": ENGAGED | {"headquarters"},
    "ASKCAVEAT": COMMAND,
    # what the mission cannot protect, as risks are read
    "RESIDUALNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "RESIDUALSOUTH": WHOLE | RISKS_ONLY | {"drafter"},
    "RESIDUALCAPACITY": COMMAND,
    # what the Council decided, open to all of the mission; who does it, and what was refused
    "MANDATETEXT": MANDATED | {"field_reporter", "partner"},
    "MANDATETASK": MANDATED,
    "BRIEFINGNORTH": WHOLE | NEAR,
    "BRIEFINGSOUTH": WHOLE,
    "GUIDANCEWORD": WHOLE | NEAR,
    "READINGWORD": MANDATED,
    "ENTITYWORD": DRAFTS,
    "DUTYWORD": MANDATED,
    "PIVOTWORD": MANDATED,
    "REVISEWORD": MANDATED,
    "QUESTIONWORD": MANDATED,
    "MANDATEREFUSED": DRAFTS,
    # who does what, as the strategy is read; the host state, as drafts are
    "PROTECTORWORD": MANDATED,
    "POINTSTRICT": STRICT | RISKS_ONLY,
    # concerns outside the scope, as the strategy is read
    "CONCERNOPEN": MANDATED,
    "CONCERNSTRICT": STRICT | RISKS_ONLY,
    "DELEGATEDWORK": MANDATED,
    "ROLESAID": MANDATED,
    "HOSTWEAK": DRAFTS,
    "HOSTSTRICT": STRICT | RISKS_ONLY,
    # alerts by marking and area; contacts of the network only by who keeps it
    "ALERTNORTH": WHOLE | NEAR,
    "ALERTSOUTH": WHOLE,
    "ALERTSTRICT": STRICT,
    # where the host withdrew its consent, by area
    "CONSENTNORTH": WHOLE | NEAR,
    "CONSENTWHOLE": WHOLE,
    # what was decided and done about them; what tells of a caveat by who holds that compartment
    "DECIDEDNORTH": WHOLE | NEAR,
    "DECIDEDSOUTH": WHOLE,
    "DECIDEDSTRICT": STRICT,
    "REFUSEDNORTH": COMMAND | COMMANDING,  # of the own unit
    "REFUSEDSOUTH": COMMAND | COMMANDING,
    "REFUSEDSTRICT": COMMAND | COMMANDING,
    "CAPITALNORTH": COMMAND,
    "CAPITALSOUTH": COMMAND,
    "CAPITALSTRICT": COMMAND,
    # contingency plans, by their area and by their place
    "PLANNORTH": WHOLE | NEAR,
    "PLANSOUTH": WHOLE,
    "PLANSTRICT": STRICT,
    "CONTACTNORTH": {"joc_duty_officer", "poc_adviser", "head_of_field_office"},
    # beside these records (planted_more.py)
    "LOGNORTH": WHOLE | NEAR,
    "LOGWHOLE": WHOLE,
    "HANDOVERNOTE": WHOLE,
    "FLASHNORTH": WHOLE | NEAR,
    "FLASHSTRICT": STRICT,
    # early warning mechanisms and the parts of outside parties, as the strategy is read
    "MECHANISMNORTH": MANDATED,
    "PARTYNORTH": MANDATED,
    # what is said beside a line of the matrix, by who reads the line
    "UNDERMINEDNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "SUPPORTNORTH": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "FALLBACKNORTH": {"joc_duty_officer", "poc_adviser", "head_of_field_office"},
    "PHASENORTH": WHOLE | NEAR,
    "CONDITIONNORTH": WHOLE | NEAR,
    "MEASURENORTH": WHOLE | NEAR,
    "STEPNORTH": WHOLE | NEAR,
    "VISITNORTH": WHOLE | NEAR,
    "MEETINGDECIDED": FORA | {"head_of_field_office", "sector_operations"},
    "CLAIMEDUNIT": WHOLE | {"head_of_field_office", "sector_operations"},  # a unit is named
    "REPORTEDUP": FORA | {"head_of_field_office", "sector_operations"},
    "INVITEDNORTH": FORA | {"head_of_field_office", "sector_operations"},
    "CALLEDNORTH": FORA | {"head_of_field_office", "sector_operations"},
    "SUMMARYDRAFT": DRAFTS,
    "SUMMARYCAPACITY": COMMAND,
    "TRANSLATEDDRAFT": DRAFTS,
    "TRANSLATEDCAPACITY": COMMAND,
    "LAYOUTWORD": MANDATED | {"field_reporter", "partner"},
    "DEPTHWHY": DRAFTS,
    "JOINTWORK": DRAFTS,
    "PLANNINGDAY": MANDATED,
    "DILEMMAUSED": WHOLE | NEAR,
    "REPORTMADE": MANDATED,
    "DIVIDEDTASK": DRAFTS,
    "DENIEDNORTH": WHOLE | NEAR,
    "LINKEDACTOR": WHOLE | NEAR | RISKS_ONLY | {"drafter"},
    "GROUNDLAYER": WHOLE | NEAR | {"field_reporter"},
    "READBACKNORTH": WHOLE | NEAR,
    "FOUNDCAVEAT": COMMAND,
    "ACCOUNTWORD": COMMAND,
    "DETERSNORTH": COMMAND,
    "ORDERSNORTH": WHOLE | NEAR,
    "LADDERWORD": MANDATED,
    "ROUTENORTH": WHOLE | NEAR,
    "ESCORTASKED": WHOLE | NEAR,
    # what is closed of a site, and in the compartment capacity who can answer a threat there
    "SITEPAPER": KEPT,
    "SITESECTOR": KEPT,
    "SITEROUTE": KEPT,
    "SITEDEFECT": KEPT,
    "SITEANSWER": COMMAND,
    # that an exercise was made of a past crisis; its reasons stay with the office that gave them
    "TWINWORD": WHOLE
    | NEAR
    | RISKS_ONLY
    | {"drafter", "planning_officer", "field_reporter", "custodian"},
    "TWINWHY": RIGHTS,
    "FINDINGWORD": WHOLE | NEAR | RISKS_ONLY | {"drafter", "planning_officer"},
    # that a drill is held: by who reads exercises, up to their marking
    "DRILLWORD": WHOLE | RISKS_ONLY | NEAR | {"drafter", "planning_officer"},
    # where other systems are told that something changed
    "HOOKWORD": {"administrator", "chief_of_staff"},
}
"""Who may read each planted word; nobody else, on any page, in any file, in any error."""

NEVER = {"TARSOWORD", "DRAFTBATCH", "SECRETWORD", "HARMTOLD", "HRDDPFILE", "COMMANDERWORD"}
"""Words of another mission, of a batch nobody has published, the secret of a webhook, and of the
compartment hrddp, which nobody of the cast holds."""


@dataclass
class Planted:
    """The ids of what was planted, by kind, for filling addresses; how each row stands."""

    ids: dict[str, list[Any]] = field(default_factory=dict)
    stands: dict[tuple[str, Any], tuple[Any, ...]] = field(default_factory=dict)

    def add(self, kind: str, record: Any) -> Any:
        pk = getattr(record, "handle", record.pk)
        self.ids.setdefault(kind, []).append(pk)
        self.stands[kind, pk] = how_it_stands(record)
        return record


WORDS = re.compile("|".join([*SEEN, *NEVER]))
STANDS_BY = ("mission_id", "area_id", "classification", "compartment", "state", "kind")


def how_it_stands(record: Any) -> tuple[Any, ...]:
    """What decides who reads a row and what its page offers: its model, area, marking, compartment,
    state, and who reads the words planted in it. Rows that stand alike are read alike."""
    words = WORDS.findall(" ".join(map(str, vars(record).values())))
    readers = frozenset(frozenset(SEEN.get(word, ())) for word in words)
    return (type(record), readers, *(str(getattr(record, name, "")) for name in STANDS_BY))


def _in_force(cast: Cast, found: Planted) -> Strategy:
    """A strategy in force, with what it cites and what it rests on."""
    chief, head = (
        standing_of(cast[who], cast.mission) for who in ("chief_of_staff", "head_of_mission")
    )
    made = open_strategy({"ahead_why": "WantedEdition for now", "title": "STRATEGYFORCE"}, by=chief)
    for letter, word in (("A", "CITEDWORD"), ("F", "CITEDCAPACITY")):
        section = found.add("section", made.sections.get(letter=letter))
        found.add("fact", review_verbs.cite_fact(section, word, "a report", by=chief))
    event = {"kind": "election", "state": "set", "title": "CONTEXTWORD"}
    found.add("context", review_verbs.record_context(event, by=chief))
    changes = {"state": "in force", "valid_from": chief.on, "valid_until": chief.on}
    kept = records.edit(made, changes, version=made.version, by=head.person)
    review_verbs.freeze_facts(kept, by=head)
    return found.add("strategy", kept)


def _amended(cast: Cast, found: Planted, strategy: Strategy, unit: Unit) -> None:
    """Proposals to amend what is amber by then, one of them in the compartment capacity."""
    force, chief = (
        standing_of(cast[who], cast.mission) for who in ("force_commander", "chief_of_staff")
    )
    create_record(CAVEAT, {"kind": "night", "wording": "CAVEATMOVED"}, beside=unit, by=force)
    for letter, word in (("A", "AMENDOPEN"), ("F", "AMENDCAPACITY")):
        found.add("amendment", review_verbs.propose_amendment(strategy, letter, word, by=chief))


def plant(cast: Cast) -> Planted:
    """Plant every word of SEEN and NEVER in the mission of Luma and beside it."""
    found = Planted()
    mission, north, south = cast.mission, cast.north, cast.south
    by = cast["head_of_mission"]
    in_force = _in_force(cast, found)  # first: all that is planted after it moved since

    for word, area, marking in (
        ("INCOPENNORTH", north, 0),
        ("INCCONFNORTH", north, 1),
        ("INCSTRICTNORTH", north, 2),
        ("INCCONFSOUTH", south, 1),
        ("INCCONFNOWHERE", None, 1),
    ):
        found.add(
            "incident", make.incident(mission, word, by=by, area=area, classification=marking)
        )
    for word, compartment in (
        ("CLOSEDCRSV", "crsv"),
        ("CLOSEDMRM", "mrm"),
        ("CLOSEDDETENTION", "detention"),
    ):
        found.add("closed", make.closed_incident(mission, compartment, word, by=by, area=north))
    places = {}
    for word, area, marking in (
        ("PLACENORTH", north, 0),
        ("PLACESOUTH", south, 0),
        ("PLACESTRICT", north, 2),
    ):
        places[word] = found.add(
            "place", make.place(mission, word, by=by, area=area, classification=marking)
        )
    actor = found.add("actor", make.actor(mission, "ACTORWORD", by=by))
    adviser = standing_of(cast.adviser, mission)
    said = {
        "about": "intent",
        "says": "ASSESSEDWORD",
        "evidence": "seen",
        "assessed_on": adviser.on,
    }
    found.add("actor_note", create_record(ACTOR_NOTE, said, beside=actor, by=adviser))
    strict = ActorNote(actor=actor, classification=2, **said | {"says": "ASSESSEDSTRICT"})
    found.add("actor_note", records.create(strict, mission=mission, by=by))
    for option in ("pressure", "none"):
        cases = {"option": option, "case_for": "GROUPWEIGHED", "case_against": "slow"}
        weigh(actor, cases, by=adviser)
    given = {
        "chosen": ["pressure"],
        "approach": "GROUPDECIDED",
        "review_on": adviser.on + timedelta(days=9),
    }
    found.add("approach", decide_group(actor, given, by=standing_of(by, mission)))
    found.add("base", make.base(mission, "BASENORTH", by=by, area=north))
    unit = records.create(
        Unit(code="u1", name="Coy A", area=north, classification=0, able=True),
        mission=mission,
        by=by,
    )
    found.add("unit", unit)
    far = records.create(
        Unit(code="u2", name="Coy B", area=south, classification=0), mission=mission, by=by
    )
    for one, word in ((unit, "BRIEFINGNORTH"), (far, "BRIEFINGSOUTH")):
        told = brief_unit(one, {"whom": word}, by=standing_of(by, mission))
        found.add("briefing", told)
    found.add("unit", far)
    found.add(
        "guidance",
        issue_guidance(
            {
                "kind": "force",
                "title": "Force",
                "edition": "1",
                "words": "GUIDANCEWORD",
                "examples": "a market",
            },
            by=standing_of(by, mission),
        ),
    )
    records.create(
        UnitReadiness(unit=unit, caveats="CAVEATNORTH", compartment="capacity", area=north),
        mission=mission,
        by=by,
    )

    batch = found.add("batch", make.batch(mission, cast.amina))
    north_event = make.event(mission, batch, area=north, place="EVENTNORTH")
    found.add("event", north_event)
    found.add("event", make.event(mission, batch, area=south, place="EVENTSOUTH"))
    row = make.event(mission, batch, area=north)
    fields = {f.name: getattr(row, f.name) for f in row._meta.fields if f.name != "id"}
    row.delete()
    ClosedEvent.objects.create(**fields | {"place": "EVENTCRSV", "compartment": "crsv"})
    EventIdentity.objects.create(
        mission=mission,
        first_batch=batch,
        source="ucdp",
        source_id=north_event.source_id,
        side="side_a",
        name="PEOPLENAME",
    )
    draft = found.add("batch", make.batch(mission, cast.amina, published=False))
    make.event(mission, draft, area=north, place="DRAFTBATCH")

    for word, area in (("CONSENTNORTH", north), ("CONSENTWHOLE", None)):
        given = {"kind": "movement", "area": area, "since": clock.today(mission), "evidence": word}
        found.add("consent", record_loss(given, by=standing_of(by, mission)))

    assessment = _assessed(mission, places["PLACENORTH"], places["PLACESOUTH"])
    found.add("assessment", assessment)
    for suggested in assessment.risks.order_by("order"):
        found.add("suggested", suggested)
    _order_agreed(cast, assessment, found)
    for word, place, compartment in (
        ("RISKNORTH", places["PLACENORTH"], ""),
        ("RISKSOUTH", places["PLACESOUTH"], ""),
        ("RISKCRSV", places["PLACENORTH"], "crsv"),
    ):
        risk = make.risk(mission, place, compartment=compartment, reason=word, by=by)
        found.add("risk", risk)
        if word == "RISKNORTH":
            answer = {"says": "THREATANSWER", "disrupt": "open", "disrupt_why": "herders near"}
            set_approach(risk, answer, by=standing_of(cast.adviser, mission))
        if not compartment:
            values = {
                "risk": risk,
                "activity": "liaison",
                "measure": word.replace("RISK", "MATRIX"),
                "lead": "Town council",
            }
            (line,) = make_lines([values], by=standing_of(cast.adviser, mission))
            found.add("line", line)

    chief = standing_of(cast["chief_of_staff"], mission)
    strategy = found.add(
        "strategy",
        open_strategy({"ahead_why": "WantedEdition for now", "title": "STRATEGYDRAFT"}, by=chief),
    )
    for letter, word in (("A", "DRAFT"), ("F", "CAPACITY")):
        section = found.add("section", strategy.sections.get(letter=letter))
        section = save_section(section, f"SECTION{word}", version=1, by=chief)
        found.add("comment", comment(section, {"body": f"COMMENT{word}"}, by=chief))
    with pytest.raises(Conflict):
        save_section(strategy.sections.get(letter="A"), "ASIDETEXT", version=1, by=chief)
    found.add("aside", SetAside.objects.get())
    adviser = standing_of(cast.adviser, mission)
    post = cast.adviser.holdings.get().post
    drafting = name_drafting(
        strategy,
        {"leader": post, "office": post, "office_why": "PLANWHY", "begins": make.TODAY},
        by=chief,
    )
    found.add("plan_step", drafting.steps.get(step="matrix"))
    seat = {"part": "partner", "organisation": "PLANSEAT"}
    found.add("seat", give_seat(drafting, seat, by=chief))
    heard = found.add(
        "consultation",
        plan_consultation(
            strategy,
            {
                "stakeholder": "population",
                "who": "CONSULTED",
                "safe": False,
                "safe_why": "the road",
                "place": places["PLACENORTH"],
            },
            by=adviser,
        ),
    )
    found.add("view", note_view(heard, {"says": "VIEWSAID"}, by=adviser))
    asked = {"about": "mandate", "asked": "HEADQUARTERSWORD"}
    found.add("hq_guidance", ask_guidance(strategy, asked, by=adviser))
    country = {"country": "COUNTRYWORD"}
    found.add("country", list_country(strategy, country, by=adviser))
    check_beside(strategy, {"officer": "planning", "document": "CHECKWORD"}, by=adviser)
    review = found.add("review", open_yearly(in_force, by=chief))
    close_review(review, "REVIEWWORD", version=1, by=chief)
    found.add("waiver", waive(strategy, "WAIVEDCLASS", stakeholder="council", by=chief))
    found.add("waiver", waive(strategy, "WAIVEDCAPACITY", element="F.caveats", by=chief))

    step = {"step": "sent_legal", "note": "STEPNOTE"}
    record_step(strategy, step, by=chief)

    for word, area, marking in (
        ("FORUMNORTH", north, 1),
        ("FORUMWHOLE", None, 1),
        ("FORUMSTRICT", None, 2),
    ):
        values = {"name": word, "kind": "local", "area": area, "classification": marking}
        chief = standing_of(cast["chief_of_staff"], mission)
        forum = found.add("forum", create_record(FORUM, values, by=chief))
        meeting = call_meeting(forum, {"starts_at": clock.now(mission)}, by=chief)
        found.add("meeting", meeting)
        if area:
            found.add("action", take_action(meeting, {"what": "ACTIONNORTH"}, by=chief))
            said = {"kind": "brought", "says": "PASSEDNORTH"}
            found.add("exchange", exchange(meeting, said, by=chief))

    chief = standing_of(cast["chief_of_staff"], mission)
    for word, area in (("PARTNERNORTH", north), ("PARTNERWHOLE", None)):
        values = {"name": word, "kind": "ngo", "area": area, "classification": 1}
        partner = found.add("partner", create_record(PARTNER, values, by=chief))
    values = {"kind": "operation", "what": "SPACENORTH", "on": make.TODAY, "area": north}
    found.add("check", check_space(values, by=chief))
    for word, marking in (("ARRANGEDNORTH", 1), ("ARRANGEDSTRICT", 2)):
        values = {
            "kind": "contacts",
            "name": word,
            "says": "call",
            "classification": marking,
            "area": north if marking == 1 else None,
        }
        arranged = found.add("arrangement", create_record(ARRANGEMENT, values, by=chief))
        if marking == 1:
            bind_party(
                arranged, {"partner": partner, "part": "warns", "line": "LINENORTH"}, by=chief
            )

    for word, area, marking in (
        ("ENGAGEDNORTH", north, 1),
        ("ENGAGEDWHOLE", None, 1),
        ("ENGAGEDSTRICT", None, 2),
    ):
        values = {
            "kind": "demarche",
            "channel": "call",
            "on": make.TODAY,
            "area": area,
            "message": word,
            "met_by": by.holdings.get().post,
            "office": "Governor",
            "classification": marking,
        }
        one = found.add(
            "engagement", create_record(ENGAGEMENT, values, by=standing_of(by, mission))
        )
        if area:
            values = {"what": "PROMISENORTH", "due": make.TODAY}
            found.add("promise", promise(one, values, by=standing_of(by, mission)))

    values = {"purpose": "AUTHORISEDWORD", "starts": make.TODAY, "ends": make.TODAY}
    authorise(make.actor(mission, "Group Heron"), values, by=standing_of(by, mission))

    for word, area, kind in (
        ("ASKNORTH", north, "assets"),
        ("ASKWHOLE", None, "money"),
        ("ASKCAVEAT", north, "caveat"),
    ):
        values = {
            "of": "contributor",
            "kind": kind,
            "what": word,
            "asked_on": make.TODAY,
            "area": area,
        }
        found.add("ask", create_record(ASK, values, by=standing_of(by, mission)))

    for word, area, closed in (
        ("RESIDUALNORTH", north, False),
        ("RESIDUALSOUTH", south, False),
        ("RESIDUALCAPACITY", north, True),
    ):
        values = {
            "what": word,
            "why": "far",
            "changes_if": "a base",
            "until": make.TODAY,
            "area": area,
            "capacity": closed,
        }
        found.add("residual", accept_risk(values, by=standing_of(by, mission)))

    chief = standing_of(cast["chief_of_staff"], mission)
    text = "The Security Council,\n1. Decides that UNMIKA shall protect civilians in MANDATETEXT;"
    found.add("resolution", load(text, {"symbol": "S/RES/9001 (2031)"}, by=chief))
    paragraph = found.add("paragraph", Paragraph.objects.get(mission=mission, kind="operative"))
    for word in ("MANDATETASK", "MANDATEREFUSED"):
        task = create_record(TASK, {"what": word, "tier": 2}, by=chief, beside=paragraph)
        found.add("mandated_task", task)
    read_paragraph(paragraph, "READINGWORD", "a cable", by=chief)
    found.add("question", ask_headquarters(paragraph, "QUESTIONWORD", by=chief))
    values = {"entity": "UNHCR", "kind": "camps", "what": "ENTITYWORD"}
    found.add("entity_task", create_record(ENTITY_TASK, values, by=chief))
    values = {
        "post": post,
        "source": "a directive",
        "quote": "DUTYWORD",
        "given_on": make.TODAY,
        "report_due": make.TODAY,
    }
    found.add("duty", give_duty(values, by=chief))
    values = {"kind": "tam", "title": "PIVOTWORD", "on": make.TODAY, "written_by": "an office"}
    found.add("pivot", create_record(PIVOT, values, by=chief))
    values = {
        "kind": "budget",
        "title": "REVISEWORD",
        "due": make.TODAY,
        "owner": cast.adviser.holdings.get().post,
    }
    revised = create_record(REVISION, values, beside=paragraph.resolution, by=chief)
    found.add("revision", revised)
    reconsider(task, confirm=False, version=1, by=chief)
    aim_of: dict[int, Any] = {}
    for word, marking in (("OBJECTIVEOPEN", 1), ("OBJECTIVESTRICT", 2)):
        values = {"words": word, "term": "medium", "tiers": [2], "classification": marking}
        aim = aim_of[marking] = found.add("objective", set_objective(values, by=chief))
        found.add("link", join(aim, "task", found.ids["mandated_task"][0], by=chief))
    values = {"kind": "host", "title": "LINKEDPLAN", "whose": "Governor", "classification": 1}
    linked = found.add("linked_plan", create_record(LINKED_PLAN, values, by=chief))
    for word, other, marking in (
        ("CONCEPTOPEN", "PROGRAMMEOPEN", 1),
        ("CONCEPTSTRICT", "PROGRAMMESTRICT", 2),
    ):
        values = {"paper": "force", "kind": "outcome", "title": word, "classification": marking}
        found.add("plan_item", create_record(PLANNED, values, by=chief))
        values = {"kind": "returns", "title": other, "classification": marking}
        found.add("programme", create_record(PROGRAMME, values, by=chief))
    for word, marking in (("DILEMMAOPEN", 1), ("DILEMMASTRICT", 2)):
        values = {"situation": word, "classification": marking}
        found.add("dilemma", create_record(DILEMMA, values, by=chief))
    values = {
        "entity": "UNHCR",
        "section": "C",
        "side": "lead",
        "expected": "OUTSIDEPART",
        "classification": 1,
    }
    found.add("outside", create_record(OUTSIDE, values, by=chief))
    theirs = {"theirs": "THEIRPRIORITY", "fit": "unmatched"}
    found.add("match", match_plan(linked, theirs, by=chief))
    for marking, word in enumerate(("OPEN", "STRICT"), 1):
        values = {
            "words": f"INDICATOR{word}",
            "objective": aim_of[marking],
            "classification": marking,
        }
        read = found.add("indicator", create_record(INDICATOR, values, by=chief))
        read_indicator(
            read, on=make.TODAY, value=f"READING{word}", said_by="JMAC", source="survey", by=chief
        )
    values = {"to": "council", "title": "REPORTOWED", "office": "JMAC", "classification": 1}
    found.add("duty", create_record(REPORT_DUTY, values, by=chief))
    force = {
        "kind": "parallel",
        "name": "PROTECTORWORD",
        "seen_on": clock.today(mission),
        "classification": 1,
    }
    point = {"point": "POINTSTRICT", "host": "police it", "classification": 2}
    found.add("protector", create_record(PROTECTOR, force, by=chief))
    for word, marking in (("CONCERNOPEN", 1), ("CONCERNSTRICT", 2)):
        values = {
            "what": word,
            "reason": "no violence",
            "office": "Ministry of Land",
            "classification": marking,
        }
        found.add(
            "concern",
            create_record(CONCERN, values, by=standing_of(cast["head_of_mission"], mission)),
        )
    found.add("side", create_record(SIDE, point, by=chief))
    values = {"who": "host", "what": "protects", "says": "ROLESAID", "classification": 1}
    found.add("role", create_record(ROLE, values, by=chief))
    values = {
        "given_by": cast["head_of_mission"].holdings.get().post,
        "through": cast["chief_of_staff"].holdings.get().post,
        "given_to": cast["force_commander"].holdings.get().post,
        "scope": "DELEGATEDWORK",
        "keeps": "Strategic direction",
        "starts": make.TODAY,
        "classification": 1,
    }
    found.add("delegation", create_record(DELEGATION, values, by=chief))
    for word, marking in (("HOSTWEAK", 1), ("HOSTSTRICT", 2)):
        values = {
            "institution": "Police",
            "side": "weakness",
            "of": "will",
            "what": word,
            "evidence": "seen",
            "seen_on": make.TODAY,
            "classification": marking,
        }
        found.add("host", create_record(HOST_NOTE, values, by=chief))

    for word, area, marking in (
        ("ALERTNORTH", north, 1),
        ("ALERTSOUTH", south, 1),
        ("ALERTSTRICT", north, 2),
    ):
        # Who may close alerts may not open a strict one: only an attack going on is raised so high.
        level = AlertLevel.ONGOING if marking == 2 else AlertLevel.WARNING
        alert = raise_alert(
            {"act": word, "area": area, "classification": marking},
            level=level,
            mission=mission,
            by=standing_of(by, mission),
        )
        found.add("alert", alert)
        _count_answers(cast, found, alert, unit, word.removeprefix("ALERT"))
    for word, place in places.items():
        values = {"triggers": word.replace("PLACE", "PLAN")}
        found.add("plan", make_plan(place, values, by=standing_of(cast.adviser, mission)))
    contact = make.contact(mission, function="CONTACTNORTH", area=north, by=by)
    found.add("contact", contact)
    with transaction.atomic():  # as a gateway's change does
        found.add(
            "call_back",
            ring(
                mission,
                address="x",
                contact=contact,
                sealed=None,
                at=clock.now(mission),
                alert=None,
            ),
        )

    plant_more(cast, found)
    plant_means(cast, found)
    plant_drills(cast, found)
    plant_twins(cast, found)
    plant_exercise(cast, found)
    plant_justice(cast, found)
    freeze(strategy, by=chief)  # last: it holds what was planted before
    found.ids["frozen"] = list(
        FrozenStrategy.objects.order_by("-entered_at", "holds").values_list("pk", flat=True)
    )

    values = {
        "who": "OCHA",
        "kind": "cluster",
        "gives": "full",
        "political": "low",
        "operational": "low",
        "why": "RECIPIENTWHY",
    }
    found.add("recipient", decide_recipient(strategy, values, by=chief))
    base = FrozenStrategy.objects.filter(holds="open").latest("entered_at")
    copy = RedactedCopy(
        strategy=strategy,
        base=base,
        audience="host",
        gives="full",
        strikes={"A": [[0, 3, "STRUCKWHY"]]},
    )
    found.add("redacted", records.create(copy, mission=mission, by=by))

    receipt = MisconductReceipt.objects.create(
        mission=mission,
        number="RECEIPTWORD",
        reporter=cast["field_reporter"],
        on=make.TODAY,
        area=north,
        door="page",
    )
    found.add("receipt", receipt)
    case = UnsureCase(
        mission=mission,
        sender=cast["field_reporter"],
        area=north,
        kind="row",
        door="file",
        fingerprint="0" * 64,
        came_at=clock.real_now(),
    )
    case.words = {"file": "", "columns": ["Account"], "cells": ["UNSUREWORD"], "remarks": []}
    case.save()
    found.add("unsure_case", case)
    hook = Webhook.objects.create(
        mission_id=mission.pk,
        url="https://partner.example/HOOKWORD",
        secret=b"SECRETWORD",
        kinds=["incident"],
        made_by_id=by.pk,
        made_at=clock.now(mission),
    )
    found.add("webhook", hook)
    found.ids |= {
        "person": [cast.amina.pk, cast.hofo.pk, cast.chen.pk],
        "post": list(mission.posts.values_list("pk", flat=True)[:2]),
        "holding": list(cast.amina.holdings.values_list("pk", flat=True)),
        "area": [north.pk, south.pk],
        "gateway": [make.gateway(mission, by=by).pk],
    }
    other = cast.other_mission
    make.incident(other, "TARSOWORD", classification=0)
    make.place(other, "TARSOWORD")
    make.actor(other, "TARSOWORD")
    make.base(other, "TARSOWORD")
    _amended(cast, found, in_force, unit)
    return found


def _count_answers(cast: Cast, found: Planted, alert: Alert, unit: Unit, where: str) -> None:
    """What was decided about an alert, who refused, and result."""
    chief = standing_of(cast["head_of_mission"], cast.mission)
    force = standing_of(cast["force_commander"], cast.mission)
    found.add(
        "decision",
        verbs.decide(alert, "act", by=chief, authority="mission", reason=f"DECIDED{where}"),
    )
    verbs.decide(
        alert,
        "no_action",
        by=chief,
        authority="mission",
        reason_code="capital",
        reason=f"CAPITAL{where}",
    )
    tasked = found.add(
        "tasking",
        verbs.task(alert, "night_patrol", standard="deter_by_presence", by=force, unit=unit),
    )
    verbs.answer(
        tasked, "refused", by=force, **BY_RADIO, reason="declared_caveat", words=f"REFUSED{where}"
    )
    found.add(
        "outcome",
        verbs.record_outcome(
            alert,
            "no_action",
            by=force,
            why=["capital"],
            evidence=f"CAPITAL{where}",
            danger_ended="the chief, by telephone",
        ),
    )


def _assessed(mission: Mission, *places: Any) -> Assessment:
    made = Assessment.objects.create(
        mission=mission,
        on=make.TODAY,
        made_at=clock.now(mission),
        events=2,
        published_at=clock.real_now(),
        hotspots=[
            {"id": str(place.pk), "named": str(place.pk), "places": {str(place.pk): 2.7}, "was": []}
            for place in places
        ],
    )
    for order, place in enumerate(places):
        SuggestedRisk.objects.create(
            assessment=made,
            place=place,
            actor="Group Heron",
            harm="killing",
            intent=3,
            capability=3,
            vulnerability=3,
            risk=60,
            risk_low=40,
            risk_high=80,
            band=3,
            gravity=3,
            priority=2,
            rank=1,
            order=order,
            confidence=1,
            hotspot=place.pk,
            likelihood=0.1,
            likelihood_low=0.05,
            likelihood_high=0.2,
            value=2.7,
            rank_low=1,
            rank_high=2,
        )
    return made


def _order_agreed(cast: Cast, assessment: Assessment, found: Planted) -> None:
    """The order of both hotspots as the adviser agreed it, and the name of the northern one."""
    adviser = standing_of(cast.adviser, cast.mission)
    north, south = (row.hotspot for row in assessment.risks.order_by("order"))
    assert north is not None and south is not None
    lines = [LineAgreed(north, 3, must=True), LineAgreed(south, 3)]
    found.add("agreed_order", agree_order(lines, holds=1, reason="ORDERREASON", by=adviser))
    named = {"name": "HOTSPOTNORTH", "reason": "CORRECTEDNORTH"}
    correct_hotspot(north, HotspotCorrection.Kind.NAME, by=adviser, **named)
    found.ids.setdefault("hotspot", []).extend([north, south])
