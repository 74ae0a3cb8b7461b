"""Which people meet which addresses in a run, and where each reads what is theirs.

"Nothing more" is asked in every run of each class of people: one for each equal row of the reading
table (a test proves that they stand alike), and Boris, who has a role and no post.

    every address    nobody, Chen, whoever reads most and whoever reads least
    of each route    the address of one row of each way that planted rows stand (area, marking,
                     compartment, state, who reads their words): every other class where an arrow
                     leads to the route from what changed (tests/arrows.py) and after a change of
                     the policy or its tables, else a third of them, which third is fixed

Whoever holds no authority sends something to one address of each route, nobody to every one.

Left to `make proof` (TUTELA_WHOLE) are all addresses that something is sent to by all of these; the
others of equal rows; and, with the classes between most and least, further rows that stand alike,
ids that nobody has, papers as PDF, in which no word can be read, and the description of the API.

"Nothing less" is asked by witness.csv: for each person and each word that is theirs, an address
where it stands, met in every run.
"""

from __future__ import annotations

import csv
import fcntl
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver

from tests.counts import asked_whole
from tests.deferral import is_met_by
from tests.tutela_web.cast import IN_AREA
from tests.tutela_web.planted import SEEN, Planted
from tutela_web.access.policy import roles

WHO = [*roles(), "boris", "chen", "nobody"]
WITNESS = Path(__file__).parent / "witness.csv"
GONE = ("account/logout", "accounts/logout")
"""Addresses that end the session they are opened in."""
UNREADABLE = (".pdf", ".pdf$", ".pdf\\Z", "openapi.json")
"""Ends of routes whose answer says nothing of records that a test could read."""


@dataclass(frozen=True)
class Route:
    """A route of the platform: its text, the names of its parts."""

    text: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Address:
    """An address with records in it, and its name: the route, and which planted record.

    says_no_more  whether another address of the route stands for it: an id that nobody has, a row
                  that stands like an earlier one, a paper whose words no test can read
    """

    name: str
    path: str
    says_no_more: bool = False

    @property
    def route(self) -> str:
        """The text of its route."""
        return self.name.partition(" ")[0]


@cache
def routes() -> list[Route]:
    """Every route of the platform but those that end a session."""
    found: list[Route] = []

    def walk(patterns: Any, prefix: str) -> None:
        for entry in patterns:
            text = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, text)
            elif isinstance(entry, URLPattern) and not any(gone in text for gone in GONE):
                parts = tuple(re.findall(r"<(?:\w+:)?(\w+)>", text))
                found.append(Route(text, parts))

    walk(get_resolver().url_patterns, "")
    return found


def fill(route: Route, planted: Planted) -> Iterator[Address]:
    """Addresses of a route with the planted records in it, and with one nobody has."""
    text = re.sub(r"[\^$]|\\Z", "", route.text)
    text = re.sub(r"<(?:slug:|str:)?code>", "luma", text)
    text = text.replace("<slug:name>", "places").replace("<str:language>", "fr")
    text = text.replace("<slug:form>", "own")
    for name, value in (("z", "6"), ("x", "37"), ("y", "31")):
        text = re.sub(rf"<\w+:{name}>", value, text)
    holes = re.findall(r"<(?:(\w+):)?(\w+)>", text)
    if not holes:
        yield Address(route.text, f"/{text}", route.text.endswith(UNREADABLE))
        return
    for which, says_no_more, values in _values(text, planted):
        path = text
        for kind, name in holes:
            hole = f"<{kind}:{name}>" if kind else f"<{name}>"
            path = path.replace(hole, str(values.get(kind or "str")))
        says_no_more = says_no_more or route.text.endswith(UNREADABLE)
        yield Address(f"{route.text} {which}", f"/{path}", says_no_more)


def _values(route: str, planted: Planted) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """Of each planted record for a route: which it is, whether an earlier one stands for it, and
    what to write in the holes."""
    kinds = [kind for words, kinds in KINDS.items() if words in route for kind in kinds][:2]
    rows = [
        (f"{kind} {n}", planted.stands.get((kind, pk), pk), pk)
        for kind in kinds
        for n, pk in enumerate(planted.ids.get(kind, []))
    ]
    met = set()
    for which, stands, pk in [*rows, ("nobody's", "nowhere", uuid4())]:
        says_no_more = stands in met or (stands == "nowhere" and bool(rows))
        met.add(stands)
        whole = pk if "-" not in str(pk) else 1
        by_id = pk if "-" in str(pk) else uuid4()
        yield (
            which,
            says_no_more,
            {"uuid": by_id, "uuidstr": by_id, "int": whole, "str": "x", "slug": "x", "path": "x"},
        )


KINDS = {
    "means/allocations/": ("allocation",),
    "means/shares/": ("allocation_share",),
    "means/demands/": ("allocation_demand",),
    "means/dissents/": ("allocation_dissent",),
    "means/reserve/": ("reserve",),
    "means/reserve-parts/": ("reserve_part",),
    "means/resources/": ("resource",),
    "means/adviser-posts/": ("adviser_post",),
    "means/mix/reasons/": ("mix_reason",),
    "<slug:code>/support/": ("base_support",),
    "<code>/allocations": ("allocation",),
    "<code>/allocation-shares": ("allocation_share",),
    "<code>/allocation-demands": ("allocation_demand",),
    "<code>/allocation-dissents": ("allocation_dissent",),
    "<code>/crisis-reserves": ("reserve",),
    "<code>/crisis-reserve-parts": ("reserve_part",),
    "<code>/resources": ("resource",),
    "<code>/adviser-posts": ("adviser_post",),
    "<code>/mix-reasons": ("mix_reason",),
    "<code>/base-supports": ("base_support",),
    "luma/contributors": ("contributor",),
    "luma/requirements/": ("requirement",),
    "luma/requirement-lines": ("requirement_line",),
    "luma/requirement-dispatches": ("requirement_dispatch",),
    "luma/agreements/": ("promise_of_contributor",),
    "luma/checks/": ("unit_check",),
    "luma/training/sessions/": ("training_session",),
    "luma/training/courses/": ("course",),
    "luma/training/leaders/": ("leader_training",),
    "luma/police-roles": ("police_role",),
    "luma/unit-requirements": ("requirement",),
    "luma/contributor-agreements": ("promise_of_contributor",),
    "luma/unit-checks": ("unit_check",),
    "luma/unit-trainings": ("training_session",),
    "luma/unit-courses": ("course",),
    "luma/leader-trainings": ("leader_training",),
    "places/defects/": ("site_defect",),
    "safety/plans/": ("site_plan",),
    "safety/sectors/": ("site_sector",),
    "safety/routes/": ("site_route",),
    "safety/answers/": ("site_answer",),
    "/safety/": ("site_place",),
    "reporting/parts/": ("part",),
    "reporting/comments/": ("part_comment",),
    "reporting/asides/": ("part_aside",),
    "reporting/contributions/": ("contribution",),
    "reporting/receipts/": ("report_receipt",),
    "reporting/figures-of-offices/": ("office_figure",),
    "reporting/asked-for/": ("report_request",),
    "reporting/asks/": ("report_ask",),
    "reporting/consulted/": ("report_consultation",),
    "reporting/council-visits/": ("council_visit",),
    "reporting/council-stops/": ("council_stop",),
    "reporting/council-follow-ups/": ("council_follow_up",),
    "reporting/<": ("report_edition",),
    "field-reports/media/": ("report_media",),
    "luma/reports/": ("report_edition",),
    "luma/office-figures/": ("office_figure",),
    "luma/report-requests/": ("report_request",),
    "<code>/report-asks": ("report_ask",),
    "<code>/report-consultations": ("report_consultation",),
    "<code>/council-visits": ("council_visit",),
    "<code>/council-stops": ("council_stop",),
    "<code>/council-follow-ups": ("council_follow_up",),
    "sharing/packets/": ("packet",),
    "accountability/violations/": ("violation",),
    "accountability/steps/": ("violation_step",),
    "accountability/findings/": ("finding",),
    "accountability/commanders/": ("commander",),
    "accountability/action-plans/": ("action_plan",),
    "accountability/plan-steps/": ("plan_step",),
    "accountability/investigations/": ("investigation",),
    "accountability/investigation-steps/": ("investigation_step",),
    "accountability/help/": ("justice_help",),
    "accountability/justice/": ("justice_work",),
    "safeguards/checks/": ("harm_check",),
    "safeguards/reprisals/": ("reprisal",),
    "field-reports/": ("report",),
    "forms/links/": ("form_link",),
    "forms/servers/": ("form_server",),
    "order/agreed/": ("agreed_order",),
    "order/hotspots/": ("hotspot",),
    "forms/questions/": ("own_question",),
    "forms/versions/": ("form_version",),
    "luma/forms/<": ("own_form",),
    "form-questions/": ("own_question",),
    "own-fields/versions/": ("field_edition",),
    "own-fields/<": ("own_field",),
    "lessons/debriefs/": ("debrief",),
    "lessons/practices/": ("practice",),
    "lessons/interviews/": ("interview",),
    "lessons/handovers/": ("post_handover",),
    "lessons/library/": ("paper",),
    "lessons/offered/alerts": ("alert",),
    "lessons/offered/plans": ("plan",),
    "lessons/offered/lines": ("line",),
    "lessons/offered/engagements": ("engagement",),
    "lessons/<": ("lesson",),
    "layouts/": ("layout",),
    "drafts/sections/": ("section",),
    "drafts/rests-on/": ("basis",),
    "drafts/comments/": ("comment",),
    "drafts/asides/": ("aside",),
    "drafts/copies/": ("frozen",),
    "drafts/seats/": ("seat",),
    "drafts/steps/": ("plan_step",),
    "drafts/consultations/": ("consultation",),
    "drafts/views/": ("view",),
    "drafts/waivers/": ("waiver",),
    "drafts/recipients/": ("recipient",),
    "drafts/redacted/": ("redacted",),
    "drafts/guidance/": ("hq_guidance",),
    "drafts/briefings/": ("country",),
    "drafts/reviews/": ("review",),
    "drafts/<": ("strategy",),
    "dilemmas/": ("dilemma",),
    "strategy/indicators/": ("indicator",),
    "indicators/before/lines/": ("line",),
    "indicators/before/objectives/": ("objective",),
    "indicators/before/taskings/": ("tasking",),
    "indicators/before/alerts/": ("alert",),
    "luma/indicators/values/": ("indicator_value",),
    "luma/indicators/<": ("measured",),
    "luma/judgments/": ("judgment",),
    "luma/criteria/": ("criterion",),
    "effects/at/": ("place",),
    "luma/effects/<": ("evaluation",),
    "places/<uuid:pk>/evaluate/": ("place",),
    "luma/place-evaluations/": ("evaluation",),
    "strategy/understanding/": ("understanding",),
    "luma/leaders-understanding/": ("understanding",),
    "luma/line-reviews/": ("line_review",),
    "lines/<uuid:pk>/review/": ("line",),
    "luma/results/": ("mandate_result",),
    "paragraphs/<uuid:pk>/criterion/": ("paragraph",),
    "luma/mandates/": ("resolution",),
    "luma/success-criteria/": ("criterion",),
    "luma/mandate-results/": ("mandate_result",),
    "strategy/reports/": ("duty",),
    "planned/": ("plan_item",),
    "outside/": ("outside",),
    "programmes/": ("programme",),
    "objectives/": ("objective",),
    "linked-plans/matches/": ("match",),
    "linked-plans/<": ("linked_plan",),
    "chain/links/": ("link",),
    "drafts/amendments/": ("amendment",),
    "drafts/facts/": ("fact",),
    "context/": ("context",),
    "mandate/tasks/": ("mandated_task",),
    "mandate/paragraphs/": ("paragraph",),
    "mandate/limits/": ("limit",),
    "guidance/briefings/": ("briefing",),
    "guidance/posts/": ("post",),
    "guidance/<": ("guidance",),
    "mandate/questions/": ("question",),
    "mandate/overlaps/": ("entity_task",),
    "mandate/planning/": ("pivot",),
    "strategy/duties/": ("duty",),
    "mandate/revisions/": ("revision",),
    "mandate/": ("resolution",),
    "network/parts/": ("community_role",),
    "outreach/dialogue/at/": ("place",),
    "outreach/owed/at/": ("place",),
    "outreach/escorts/of/": ("community_need",),
    "outreach/escorts/at/": ("place",),
    "outreach/escorts/": ("escort",),
    "outreach/exchanges/": ("community_exchange",),
    "outreach/points/": ("raised_point",),
    "outreach/periods/": ("dialogue_period",),
    "missions/<code>/exchanges-with-communities": ("community_exchange",),
    "missions/<code>/points-raised": ("raised_point",),
    "missions/<code>/dialogue-periods": ("dialogue_period",),
    "outreach/rumours/": ("rumour",),
    "outreach/hearings/": ("hearing",),
    "outreach/answers/": ("rumour_answer",),
    "outreach/advocacy/": ("statement",),
    "exercise/drills/<uuid:pk>/findings/": ("drill_over", "drill"),
    "exercise/findings/": ("finding",),
    "exercise/twins/": ("twin",),
    "<code>/drill-findings": ("finding",),
    "exercise/drills/<uuid:pk>/seats/": ("drill", "drill_seat"),
    "exercise/drills/": ("drill",),
    "<code>/drills": ("drill",),
    "outreach/disputes/": ("dispute",),
    "outreach/dialogues/": ("dispute_dialogue",),
    "outreach/agreements/": ("dispute_agreement",),
    "outreach/breaches/": ("breach",),
    "outreach/incidents/": ("incident",),
    "outreach/places/": ("place",),
    "<code>/rumours": ("rumour",),
    "<code>/rumour-hearings": ("hearing",),
    "<code>/rumour-answers": ("rumour_answer",),
    "<code>/statements": ("statement",),
    "<code>/disputes": ("dispute",),
    "<code>/dispute-talks": ("dispute_dialogue",),
    "<code>/dispute-agreements": ("dispute_agreement",),
    "<code>/dispute-breaches": ("breach",),
    "means/needs/": ("need",),
    "means/measures/of/": ("risk",),
    "means/measures/": ("threat_measure",),
    "means/threats/": ("risk",),
    "means/gaps/at/": ("place",),
    "means/gaps/line/": ("line",),
    "<code>/needs-of-risks": ("need",),
    "<code>/threat-measures": ("threat_measure",),
    "outreach/surveys/items/": ("survey_item",),
    "outreach/survey-items": ("survey_item",),
    "outreach/surveys/": ("survey",),
    "means/visits/at/place/": ("place",),
    "means/visits/at/base/": ("base",),
    "means/visits/at/team/": ("joint_team",),
    "means/visits/": ("team_visit",),
    "missions/<code>/team-visits": ("team_visit",),
    "joint-teams/": ("joint_team",),
    "recommendations/<uuid:pk>/": ("team_advice",),
    "missions/<code>/recommendations": ("team_advice",),
    "missions/<code>/joint-teams": ("joint_team",),
    "outreach/told/place/": ("place",),
    "outreach/statements/": ("statement",),
    "exercise/scenarios/at/": ("place",),
    "exercise/scenarios/": ("scenario",),
    "exercise/signs/": ("scenario_sign",),
    "exercise/backup/": ("scenario_backup",),
    "<code>/scenarios": ("scenario",),
    "<code>/scenario-signs": ("scenario_sign",),
    "<code>/scenario-backup": ("scenario_backup",),
    "outreach/messages/": ("public_message",),
    "outreach/parts/": ("message_part",),
    "outreach/tellings/": ("telling",),
    "outreach/means/": ("means",),
    "missions/<code>/capacity-statements": ("statement",),
    "missions/<code>/messages-to-people": ("public_message",),
    "missions/<code>/message-parts": ("message_part",),
    "missions/<code>/message-tellings": ("telling",),
    "missions/<code>/expectation-means": ("means",),
    "fora/meetings/": ("meeting",),
    "fora/actions/": ("action",),
    "fora/": ("forum",),
    "engagements/promises/": ("promise",),
    "engagements/groups/": ("actor",),
    "engagements/approaches/": ("approach",),
    "engagements/": ("engagement",),
    "others/said/": ("exchange",),
    "others/risks/": ("risk",),
    "partners/": ("partner",),
    "space/": ("check",),
    "wider/": ("concern",),
    "arrangements/": ("arrangement",),
    "residual/": ("residual",),
    "no-response/": ("no_response",),
    "means/options/by/": ("move", "course"),
    "means/options/": ("gap_option",),
    "means/beyond/": ("beyond_ability",),
    "means/no-strategy/": ("no_strategy",),
    "means/host-parts/": ("host_part",),
    "<code>/gap-options": ("gap_option",),
    "<code>/beyond-ability": ("beyond_ability",),
    "<code>/areas-without-strategy": ("no_strategy",),
    "<code>/host-parts": ("host_part",),
    "mandate-notes/": ("mandate_note",),
    "risks/assessments/": ("assessment",),
    "asks/": ("ask",),
    "community-facts/": ("community_fact",),
    "own-measures/": ("own_measure",),
    "community-needs/": ("community_need",),
    "community-roles/": ("community_role",),
    "community-closed/": ("closed_fact",),
    "community-sentences/": ("closed_sentence",),
    "partner-advice/": ("partner_advice",),
    "roles/delegations/": ("delegation",),
    "roles/actors/": ("protector",),
    "roles/sides/": ("side",),
    "roles/": ("role",),
    "risks/suggested/": ("suggested",),
    "atrocity/factors/": ("atrocity_factor",),
    "atrocity/outlooks/": ("violence_outlook",),
    "risks/threats/": ("place",),
    "risks/joint-readings/": ("joint_reading",),
    "risks/heard-views/": ("heard_view",),
    "risks/inputs/": ("situation_input",),
    "threats/": ("risk",),
    "host/": ("host",),
    "people/posts": ("post",),
    "people/holdings": ("holding",),
    "people/": ("person",),
    "accounts/": ("person",),
    "areas/": ("area",),
    "compartments/": ("closed",),
    "sites/counts/": ("site_count",),
    "sites/services/": ("site_service",),
    "sites/methods/": ("site_method",),
    "ladders/": ("ladder_step",),
    "refusals/": ("refusal",),
    "route-escorts/": ("route_escort",),
    "routes/at/": ("place",),
    "routes/": ("route",),
    "sites/readings/": ("site_reading",),
    "sites/signs/": ("site_sign",),
    "<code>/site-counts": ("site_count",),
    "<code>/site-services": ("site_service",),
    "<code>/site-methods": ("site_method",),
    "<code>/site-readings": ("site_reading",),
    "<code>/site-signs": ("site_sign",),
    "<code>/sites": ("site",),
    "places/sites/": ("site",),
    "outreach/sites/": ("site",),
    "incident": ("incident", "closed"),
    "event": ("event",),
    "misconduct/receipts/": ("receipt",),
    "misconduct/unsure/": ("unsure_case",),
    "place": ("place",),
    "actors/notes/": ("actor_note",),
    "actor": ("actor",),
    "base": ("base",),
    "unit": ("unit",),
    "risk": ("risk",),
    "import": ("batch",),
    "assessment": ("assessment",),
    "week": ("week",),
    "webhooks/": ("webhook",),
    "gateways/": ("gateway",),
    "alerts/": ("alert",),
    "decisions/": ("decision",),
    "taskings/": ("tasking",),
    "outcomes/": ("outcome",),
    "plan-triggers/": ("trigger",),
    "plan-backup": ("backup",),
    "means/moves/": ("move",),
    "means/drawdowns/": ("drawdown",),
    "means/cover-gaps/": ("cover_gap",),
    "<code>/moves": ("move",),
    "<code>/drawdowns": ("drawdown",),
    "<code>/cover-gaps": ("cover_gap",),
    "plans/": ("plan",),
    "consent/": ("consent",),
    "network/calls/": ("call_back",),
    "network/fallbacks/": ("fallback",),
    "strategy/space-effects/": ("space_effect",),
    "strategy/support-needs/": ("support_need",),
    "network/mechanisms/": ("mechanism",),
    "network/parties/": ("mechanism_party",),
    "network/": ("contact",),
    "phases/": ("place",),
    "joc/log/": ("log_entry",),
    "joc/": ("handover",),
    "denials/": ("denial",),
    "scenario-answers/": ("scenario_answer",),
    "police-authorities/": ("police_authority",),
}
"""By words of a route, the kinds of planted records whose ids are tried in it."""


def addresses(planted: Planted) -> list[Address]:
    """Every address of the platform."""
    return [address for route in routes() for address in fill(route, planted)]


@cache
def always() -> frozenset[str]:
    """Who meets every address: a stranger of each kind, who reads most, who reads least."""
    words = {who: sum(who in people for people in SEEN.values()) for who in roles()}
    reads = sorted((who for who in words if words[who]), key=lambda who: (words[who], who))
    return frozenset({"nobody", "chen", reads[0], reads[-1]})


@cache
def reads_like_another(who: str) -> bool:
    """Whether an earlier role of the reading table reads exactly what this one reads, in an area or
    everywhere as this one: a test proves that they stand alike, and the earlier one stands for it.
    """
    rows = {name: (*reading_row(name), name in IN_AREA) for name in roles()}
    names = list(rows)
    return who in rows and rows[who] in [rows[name] for name in names[: names.index(who)]]


def reading_row(name: str) -> tuple[Any, ...]:
    """What a role reads, as the table has it."""
    role = roles()[name]
    return role.clearance, role.own, role.area, role.mission, role.compartments


def meets(who: str, address: Address) -> bool:
    """Whether a person meets an address in this run."""
    if asked_whole() or who in always():
        return True
    if reads_like_another(who) or address.says_no_more:
        return False
    return is_met_by(who, address.route)


# ---- where each reads what is theirs ----


def witnesses(who: str) -> dict[str, set[str]]:
    """By the name of an address, the words that a person reads there, as approved."""
    found: dict[str, set[str]] = {}
    with WITNESS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["who"] == who:
                found.setdefault(row["address"], set()).add(row["word"])
    return found


def approve(who: str, seen: dict[str, set[str]]) -> None:
    """Write anew where a person reads each word: few addresses, each as early as it comes.

    Takes   seen, the words by the name of an address, of a run over all addresses.
    """
    left = set().union(*seen.values()) if seen else set()
    rows = []
    while left:
        best = max(seen, key=lambda name: len(seen[name] & left))
        rows += [(who, word, best) for word in sorted(seen[best] & left)]
        left -= seen[best]
    with WITNESS.open("a+", encoding="utf-8", newline="") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # the other worker writes of others
        file.seek(0)
        kept = [tuple(row) for row in csv.reader(file)][1:]
        rows += [row for row in kept if row[0] != who]
        file.seek(0)
        file.truncate()
        csv.writer(file, lineterminator="\n").writerows([("who", "word", "address"), *sorted(rows)])
