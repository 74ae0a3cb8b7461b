"""What the frame of every page shows: mission, person, time, marking, navigation."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tutela_web.access.kept_parts import draw_in_frame
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.base.values import Words
from tutela_web.capacity.units.queries import holds_readiness
from tutela_web.exercise.drills.queries import drill_in_page
from tutela_web.incidents.closed.harms import readable_compartments
from tutela_web.intake.queries import calls_that_ring
from tutela_web.look.own_words import has_own_words
from tutela_web.plugins.rooms import standing_rooms
from tutela_web.safeguards.queries import REPORT
from tutela_web.takeaway.exports.kinds import KINDS
from tutela_web.warning.board.live import live_url
from tutela_web.warning.board.running import count_waiting
from tutela_web.warning.ringing.queries import may_ring

Entry = tuple[str, Any, tuple[str, ...]]
"""An address's name, its words, the kinds of record any of which opens it."""

EVERYBODY = (
    "alerts",
    "places",
    "incidents",
    "risks",
    "trends",
    "hazards",
    "identities",
    "audit",
    "accounts",
    "conduct",
)
"""Kinds of which each role reads one at least."""

SEARCHED_BY = (
    "places",
    "incidents",
    "actors",
    "alerts",
    "risks",
    "bases",
    "strategy",
    "drafts",
    "fora",
    "engagements",
    "mandates",
)
"""Kinds of which who searches reads one at least."""

NAVIGATION: tuple[tuple[Any, tuple[Entry, ...]], ...] = (
    (
        _("Now"),
        (
            ("site:home", _("Now"), EVERYBODY),
            ("site:inbox", _("Inbox"), ("alerts", "violations")),
            ("site:situation", _("Situation"), ("risks", "events")),
            ("site:area", _("Area"), ("risks",)),
            ("site:coming", _("Coming days"), ("risks",)),
            ("reporting:reports", _("Reports"), ("products",)),
            ("joc:desk", _("Operations centre"), ("alerts",)),
            ("site:duty", _("Duty desk"), ("places",)),
            ("crisis:my_taskings", _("My taskings"), ("alerts", "places")),
            ("site:headquarters", _("Missions, as headquarters reads them"), ("headquarters",)),
            ("site:trends", _("Trends"), ("hazards",)),
        ),
    ),
    (
        _("Alerts"),
        (
            ("warning:board", _("Alert board"), ("alerts",)),
            ("warning:owed", _("Feedback due"), ("alerts",)),
            ("warning:network", _("Network"), ("network",)),
            ("crisis:plans", _("Plans"), ("alerts",)),
            ("exercise:drills", _("Drills"), ("exercises",)),
            ("exercise:scenarios", _("Scenarios"), ("exercises",)),
            ("crisis:phases", _("Phases"), ("alerts",)),
            ("crisis:response", _("Response"), ("alerts",)),
            ("lessons:debriefs", _("Debriefs"), ("alerts",)),
            ("lessons:lessons", _("Lessons"), ("lessons",)),
            ("lessons:practices", _("Good practices"), ("lessons",)),
            ("lessons:papers", _("Library"), ("lessons",)),
            ("lessons:interviews", _("Interviews"), ("lessons",)),
            ("crisis:consent", _("Consent of the host"), ("alerts",)),
            ("warning:listening", _("My subscriptions"), ("alerts",)),
            ("warning:feed", _("Public feed"), ("alerts",)),
            ("warning:clocks", _("Clocks"), ("alerts",)),
            ("crisis:timelines", _("Timelines"), ("clocks",)),
        ),
    ),
    (
        _("Risks"),
        (
            ("site:order", _("Order of hotspots"), ("risks",)),
            ("risk:register", _("Risks"), ("risks",)),
            ("risk:weeks", _("Weekly matrix"), ("risks",)),
            ("risk:questions", _("Questions to find out"), ("risks",)),
            ("risk:group_risks", _("Risk by group"), ("risks",)),
            ("risk:joint_readings", _("Joint readings"), ("risks",)),
            ("risk:forecasts", _("Forecasts of others"), ("risks",)),
            ("monitoring:changes", _("What changed"), ("risks",)),
            ("engagements:threats", _("Threats"), ("risks",)),
            ("risk:threats", _("Analysis of threats"), ("risks",)),
            ("risk:atrocity", _("Risk of atrocity crimes"), ("risks",)),
            ("deployment:gaps", _("Means against agreed risks"), ("means",)),
            ("engagements:residuals", _("Residual risk"), ("risks",)),
            ("engagements:no_responses", _("Choices not to respond"), ("risks",)),
            ("engagements:mandate_notes", _("Mandate and means"), ("risks",)),
            ("partners:concerns", _("Outside the scope"), ("strategy",)),
        ),
    ),
    (
        _("Strategy"),
        (
            ("strategy:strategies", _("Strategies"), ("strategy", "drafts")),
            ("mandate:list", _("Mandate"), ("mandates",)),
            ("mandate:limits", _("Limits set by the Council"), ("mandates",)),
            ("programme:objectives", _("Objectives"), ("strategy",)),
            ("programme:matrix", _("Implementation matrix"), ("strategy",)),
            ("programme:planned", _("Mission plan and CONOPS"), ("strategy",)),
            ("programme:outside", _("UN entities outside the mission"), ("strategy",)),
            ("programme:programmes", _("Other mandated activities"), ("strategy",)),
            ("deployment:allocations", _("Allocations"), ("means",)),
            ("monitoring:indicators", _("Indicators"), ("strategy",)),
            ("monitoring:progress", _("Progress"), ("strategy",)),
            ("programme:report_duties", _("Reporting duties"), ("strategy",)),
            ("programme:dilemmas", _("Dilemmas"), ("strategy",)),
            ("programme:chain", _("The chain"), ("strategy",)),
        ),
    ),
    (
        _("Coordination"),
        (
            ("places:communities", _("Communities"), ("outreach",)),
            ("outreach:exchanges", _("Exchanges with communities"), ("outreach",)),
            ("outreach:escorts", _("Escorts asked of units"), ("escorts",)),
            ("outreach:owed", _("Answers due to communities"), ("outreach",)),
            ("outreach:messages", _("Messages"), ("outreach",)),
            ("outreach:rumours", _("Rumours"), ("outreach",)),
            ("outreach:disputes", _("Disputes between communities"), ("outreach",)),
            ("outreach:surveys", _("How safe people feel"), ("outreach",)),
            ("places:sites", _("Sites"), ("places",)),
            ("fora:fora", _("Meetings"), ("fora",)),
            ("fora:actions", _("Action points"), ("fora",)),
            ("fora:teams", _("Joint Protection Teams"), ("fora",)),
            ("deployment:visits", _("Visits of joint teams"), ("means",)),
            ("engagements:engagements", _("Engagements"), ("engagements",)),
            ("engagements:balance", _("Contact with parties"), ("engagements",)),
            ("partners:leaders", _("Issues raised by mission leaders"), ("engagements",)),
            ("engagements:asks", _("Requests"), ("engagements",)),
            ("partners:roles", _("Roles"), ("strategy",)),
            ("partners:host", _("The host state"), ("drafts",)),
            ("partners:partners", _("Partners"), ("fora",)),
            ("partners:arrangements", _("Arrangements"), ("fora",)),
            ("partners:checks", _("Humanitarian space"), ("fora",)),
            ("partners:others", _("Partners' assessments"), ("fora",)),
        ),
    ),
    (
        _("Records"),
        (
            ("incidents:list", _("Incidents"), ("incidents",)),
            ("intake:reports", _("Reports from the field"), ("reports",)),
            ("incidents:closed", _("Incidents of your compartments"), EVERYBODY),
            ("incidents:inbox", _("To verify"), ("incidents",)),
            ("accountability:violations", _("Violations and abuses"), ("violations",)),
            ("accountability:action_plans", _("Action plans with parties"), ("violations",)),
            ("accountability:justice_works", _("Transitional justice"), ("violations",)),
            ("safeguards:checks", _("Harm checks"), ("checks",)),
            ("safeguards:reprisals", _("Allegations of reprisal"), ("reprisals",)),
            ("sharing:packets", _("Share packets"), ("fora",)),
            ("field:handsets", _("Field app"), ("reports", "accounts")),
            ("questionnaires:forms", _("Forms of the mission"), ("forms",)),
            ("incidents:batches", _("Imports"), ("batches",)),
            ("places:list", _("Places"), ("places",)),
            ("actors:list", _("Actors"), ("actors",)),
            ("capacity:bases", _("Bases"), ("bases",)),
            ("access:roster", _("Roster"), ("incidents", "risks", "people")),
            ("access:people", _("People"), ("people", "accounts")),
            ("conduct:receipts", _("Conduct and Discipline"), ("conduct",)),
            ("vault:index", _("Vault"), ("identities",)),
            ("safeguards:retention", _("Retention"), ("retention",)),
            ("access:rules", _("Who receives what"), ("strategy", "people", "audit")),
            ("access:audit", _("Who read what"), ("audit", "events", "incidents", "places")),
            ("conduct:report", _("Report misconduct"), EVERYBODY),
        ),
    ),
)
"""The top bar: its words, and the pages below each. Who reads none of the kinds of a page is not
shown it."""

FURTHER: tuple[tuple[Entry, ...], ...] = (
    (
        ("site:first_days", _("First fourteen days"), EVERYBODY),
        ("lessons:post_handovers", _("Handover of my post"), EVERYBODY),
    ),
    (
        ("crisis:unchecked", _("Taskings without a harm check"), ("checks",)),
        ("exercise:twins", _("Exercises made of past crises"), ("exercises",)),
        ("exercise:findings", _("Findings of drills"), ("exercises",)),
        ("exercise:exercises_due", _("Exercises due"), ("exercises",)),
        ("crisis:refusals", _("Refusals"), ("alerts",)),
        ("crisis:ladder_steps", _("Ladders of action"), ("mandates",)),
        ("exercise:ready_scripts", _("Ready scripts of exercises"), ("exercises",)),
        ("warning:calls", _("Missed calls"), ("network",)),
        ("joc:handovers", _("Handovers"), ("alerts",)),
        ("lessons:cleared", _("Reviews cleared for partners"), ("hazards", "lessons")),
    ),
    (
        ("incidents:perpetrators", _("Who harms civilians"), ("incidents",)),
        ("site:unknown", _("Places never assessed"), ("places",)),
    ),
    (
        ("mandate:tasks", _("Mandated tasks"), ("mandates",)),
        ("mandate:planning", _("Planning record"), ("mandates",)),
        ("mandate:questions", _("Questions to headquarters"), ("mandates",)),
        ("mandate:library", _("Norms and guidance"), ("mandates",)),
        ("adoption:letterheads", _("Letterheads"), ("mandates",)),
        ("adoption:words", _("Words of the mission"), ("mandates",)),
        ("adoption:posts", _("Own posts"), ("people", "accounts")),
        ("programme:duties", _("Leadership responsibilities"), ("strategy",)),
        ("programme:coverage", _("Strategy and current risks"), ("strategy", "risks")),
        ("programme:matrix_check", _("Check of the matrix"), ("strategy",)),
        ("programme:role_lines", _("Roles and lines"), ("strategy",)),
        ("review:context", _("Context"), ("strategy",)),
        ("deployment:resources", _("Resources"), ("means",)),
        ("deployment:mix", _("Mix of activities"), ("means",)),
        ("deployment:mix_reasons", _("Reasons for the mix of activities"), ("means",)),
        ("deployment:adviser_posts", _("Advisers’ posts by area"), ("means",)),
    ),
    (
        ("engagements:authorisations", _("Who may be engaged"), ("engagements",)),
        ("partners:womens_part", _("Women’s part"), ("fora",)),
        ("partners:protectors", _("Protection actors"), ("strategy",)),
        ("partners:responsibility", _("Delegations"), ("strategy",)),
        ("deployment:options", _("Options for each gap"), ("means",)),
        ("deployment:beyond", _("Beyond the mission's ability"), ("means",)),
        ("deployment:no_strategies", _("Areas without a viable strategy"), ("means",)),
        ("outreach:silent", _("Places not heard from"), ("outreach",)),
        ("outreach:message_plan", _("Who was told"), ("outreach",)),
        ("outreach:statements", _("Capacity statements"), ("outreach",)),
        ("outreach:public_statements", _("Public statements"), ("outreach",)),
        ("outreach:sites_compared", _("Sites compared"), ("places",)),
        ("places:safety_list", _("Safety of sites"), ("places",)),
        ("places:community_facts", _("What is known of communities"), ("outreach",)),
        ("places:own_measures", _("How communities protect themselves"), ("outreach",)),
        ("places:community_roles", _("Parts communities could take"), ("outreach",)),
        ("places:community_needs", _("Needs of communities"), ("outreach",)),
        ("places:partner_advices", _("Advice before contact"), ("outreach",)),
        ("outreach:periods", _("How often places are spoken with"), ("outreach",)),
        ("outreach:message_templates", _("Templates of messages"), ("outreach",)),
        ("outreach:all_means", _("Staff and money"), ("outreach",)),
        ("outreach:voice", _("Statements beside the harm"), ("outreach",)),
        ("places:site_counts", _("Counts of residents"), ("places",)),
        ("places:site_services", _("Findings on services"), ("places",)),
        ("places:site_methods", _("Methods of police"), ("places",)),
        ("places:site_readings", _("Readings of security"), ("places",)),
        ("outreach:site_signs", _("Civilian character of sites"), ("incidents",)),
    ),
    (
        ("incidents:events", _("Events"), ("events",)),
        ("submissions:links", _("Forms of other systems"), ("forms",)),
        ("field:media", _("Photos and voice notes of the field"), ("forms", "accounts")),
        ("field:care", _("Care: whom to call"), ("forms",)),
        ("vault:index", _("Vault"), EVERYBODY),
        ("safeguards:report", _("Report a reprisal"), ("alerts", "network", "reports", "checks")),
        ("capacity:units", _("Units"), ("bases",)),
        ("capacity:denials", _("Denied movements"), ("bases",)),
        ("capacity:presence", _("Interpreter and civilian staff"), ("bases",)),
        ("crisis:routes", _("Security of routes"), ("bases",)),
        ("capacity:travel", _("Travel time"), ("bases",)),
        ("access:push", _("Wake this browser"), ("alerts",)),
        ("access:areas", _("Areas"), ("people", "places")),
        ("site:setting_up", _("Setting up"), ("people", "accounts")),
        ("access:gateways", _("SMS gateways"), ("people", "accounts")),
        ("access:webhooks", _("Webhooks"), ("people", "accounts")),
    ),
)
"""Pages of the same groups that are reached from others: only the page of all pages lists them."""


@cache
def groups_shown() -> tuple[tuple[Any, tuple[Entry, ...]], ...]:
    """The top bar, the pages of rooms that packages bring last among the records."""
    *others, (label, entries) = NAVIGATION
    added = tuple(entry for room in standing_rooms() for entry in room.menu_entries)
    return (*others, (label, entries + added))


HANDY = (
    "site:home",
    "warning:board",
    "warning:raise",
    "site:situation",
    "site:duty",
    "places:list",
)
"""What a telephone keeps at hand: the first four of these somebody may open."""

RAISES = "raise_alert"


def _count_calls(standing: Standing) -> int:
    return len(calls_that_ring(standing))


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    standing: Standing | None = getattr(request, "standing", None)
    if standing is None:
        return {
            "mission": None,
            "standing": None,
            "person": getattr(request, "user", None),
            "marking": Classification.UNCLASSIFIED,
            "nav": [],
        }
    nav = navigation(request, standing)
    return {
        "mission": standing.mission,
        "standing": standing,
        "person": standing.person,
        "now": clock.now(standing.mission),
        "marking": standing.highest,
        "nav": nav,
        "bar": phone_menu(request, standing, nav),
        "home_url": _url(standing, "site:home"),
        "alerts_waiting": draw_in_frame(request, "alerts waiting", count_waiting),
        "calls_waiting": draw_in_frame(request, "calls waiting", _count_calls),
        "desk_part": "warning/_desk_elsewhere.html" if may_ring(standing) else "",
        "searches": any(standing.reads(kind) for kind in SEARCHED_BY),
        "live_url": live_url(request, standing),
        "export_filters": {kind.name: kind.filters_for(standing) for kind in KINDS.values()},
        **(drill_in_page(standing) if standing.mission.is_exercise else {}),
    }


@lru_cache(maxsize=2048)
def _url_of(code: str, name: str) -> str:
    return reverse(name, args=[code])


def _url(standing: Standing, name: str) -> str:
    return _url_of(standing.mission.code, name)  # each page asks some eighty of them


@lru_cache(maxsize=16)
def _words_in(language: str) -> dict[Words, str]:
    """The words of groups and pages in a language; each page shows some eighty of them."""
    lists = [entries for _label, entries in groups_shown()] + list(FURTHER)
    words = [label for label, _entries in NAVIGATION]
    words += [label for entries in lists for _name, label, _kinds in entries]
    return {label: str(label) for label in words}


def _words(label: Words) -> str:
    if has_own_words():
        return str(label)
    return _words_in(get_language() or "")[label]


NEEDS_ACT: dict[str, tuple[str, ...]] = {
    "safeguards:report": (REPORT,),
    "vault:index": ("open_vault", "approve_vault"),
    "access:gateways": ("keep_gateways",),
    "access:webhooks": ("keep_webhooks",),
}
"""Pages that open by one of these acts, not by what one reads alone."""


NEEDS_COMPARTMENT = frozenset({"incidents:closed"})
"""Pages of who reads compartments of incidents alone; to nobody else are they there."""

NEEDS_CAPACITY = frozenset({"crisis:refusals"})
"""Pages of who holds the compartment capacity alone."""


def _open_to(standing: Standing, entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [
        {"url": _url(standing, name), "label": _words(label), "name": name, "current": False}
        for name, label, kinds in entries
        if any(standing.reads(kind) for kind in kinds)
        and (name not in NEEDS_COMPARTMENT or readable_compartments(standing))
        and (name not in NEEDS_CAPACITY or holds_readiness(standing))
        and (name not in NEEDS_ACT or any(map(standing.may_somewhere, NEEDS_ACT[name])))
    ]


def navigation(request: HttpRequest, standing: Standing) -> list[dict[str, Any]]:
    """The words of the top bar this person may follow, each with the pages below it; a word leads
    to the first of them."""
    shown: list[dict[str, Any]] = []
    for label, entries in groups_shown():
        pages = _open_to(standing, entries)
        if pages:
            shown.append({"label": _words(label), "pages": pages, "current": False})
    home = _url(standing, "site:situation")  # begins every other address
    here = [
        (len(page["url"]), page, group)
        for group in shown
        for page in group["pages"]
        if (request.path == home if page["url"] == home else request.path.startswith(page["url"]))
    ]
    if here:
        _long, page, group = max(here, key=lambda found: found[0])
        page["current"] = group["current"] = True
    return [group | {"url": group["pages"][0]["url"]} for group in shown]


def all_pages(standing: Standing) -> list[dict[str, Any]]:
    """Every page this person may open, by the words of the top bar: those of the menu, and those
    reached from others."""
    groups = []
    for (label, entries), further in zip(groups_shown(), FURTHER, strict=True):
        pages = {page["name"]: page for page in reversed(_open_to(standing, entries + further))}
        groups.append({"label": _words(label), "pages": list(reversed(pages.values()))})
    return [group for group in groups if group["pages"]]


def phone_menu(
    request: HttpRequest, standing: Standing, nav: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The four pages a telephone keeps at the bottom, to report among them for who may."""
    pages = {page["name"]: page for group in nav for page in group["pages"]}
    if standing.may_somewhere(RAISES) and "warning:board" in pages:
        url = _url(standing, "warning:raise")
        pages["warning:raise"] = {
            "url": url,
            "label": pgettext_lazy("verb", "Report"),
            "name": "warning:raise",
            "current": request.path == url,
        }
    return [pages[name] for name in HANDY if name in pages][:4]
