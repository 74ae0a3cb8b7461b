"""The first page of each post, what one was told of, the first fourteen days, and all pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela_web.access.kept_parts import PartsOf, parts_of
from tutela_web.access.models import Holding, current
from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.people import contact
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.conduct.queries import ConductNotice
from tutela_web.conduct.queries import notices as conduct_notices
from tutela_web.crisis.taskings.queries import count_unanswered
from tutela_web.intake import adviser_verbs
from tutela_web.intake.queries import calls_climbed, calls_waiting
from tutela_web.look.drawn_parts import draw_part, show_part
from tutela_web.records.paging import page_context
from tutela_web.site.finding.other_words import pages_called
from tutela_web.site.frame import navigation
from tutela_web.site.home import (
    approval_panels,
    choice_panels,
    dialogue_panels,
    exercise_panels,
    field_panels,
    lesson_panels,
    means_panels,
    message_panels,
    owed_panels,
    panels,
    question_panels,
    refusal_panels,
    report_panels,
    scenario_panels,
    setup_panel,
)
from tutela_web.site.home.panels import HomePanel
from tutela_web.warning.alerts import verbs as warning_verbs
from tutela_web.warning.board.inferred_queries import inferred_waiting
from tutela_web.warning.board.queries import alerts_told_of, notices_of, read_alert
from tutela_web.warning.board.results import put_results
from tutela_web.warning.board.running import read_once

NEW_FOR = timedelta(days=14)
"""So long after a post was taken its holder is led to the page of the first days."""

Make = Callable[[Standing], HomePanel | None]


@dataclass(frozen=True)
class Layout:
    """What the first page of some posts shows, in the order it is read."""

    roles: frozenset[str]
    title: Any
    main: tuple[Make, ...]
    rail: tuple[Make, ...] = ()


LAYOUTS = (
    Layout(
        frozenset({"joc_duty_officer"}),
        gettext_lazy("The shift"),
        (panels.open_board, panels.unread_texts, panels.reports_waiting, panels.call_backs),
        (panels.map_now, panels.on_duty_now, panels.shift_log, panels.feedback_due),
    ),
    Layout(
        frozenset(
            {
                "head_of_field_office",
                "unit_commander",
                "police_unit_commander",
                "sector_operations",
            }
        ),
        gettext_lazy("Mine now"),
        (
            panels.open_board,
            panels.own_taskings,
            panels.taskings_running,
            panels.reports_waiting,
            panels.site_defects,
            panels.feedback_due,
            dialogue_panels.owed_to_communities,
            panels.promises,
        ),
        (
            panels.map_now,
            panels.own_actions,
            panels.call_backs,
            panels.this_week,
            panels.on_duty_now,
        ),
    ),
    Layout(
        frozenset({"field_reporter"}),
        gettext_lazy("From the field"),
        (
            field_panels.report_now,
            field_panels.own_telephones,
            field_panels.own_reports,
            panels.site_defects,
            panels.feedback_due,
            dialogue_panels.owed_to_communities,
            panels.open_board,
            panels.own_taskings,
        ),
        (panels.call_backs, panels.promises, panels.own_actions),
    ),
    Layout(
        frozenset({"head_of_mission", "chief_of_staff", "force_commander", "police_commander"}),
        gettext_lazy("For decision"),
        (
            panels.open_board,
            panels.overdue_alerts,
            means_panels.waits_for_head_of_mission,
            means_panels.reserve_below_floor,
            panels.decisions_sought,
            refusal_panels.refusals_to_classify,
            refusal_panels.refusals_that_came_back,
            refusal_panels.rules_read_otherwise,
            lesson_panels.debriefs_waiting,
            lesson_panels.lessons_repeated,
            panels.promises,
            panels.critical_left_out,
            panels.lapsing_risks,
        ),
        (panels.map_now, panels.next_meetings, panels.requests_open),
    ),
    Layout(
        frozenset(
            {
                "poc_adviser",
                "analyst",
                "human_rights",
                "women_protection_adviser",
                "child_protection_adviser",
            }
        ),
        gettext_lazy("Protection picture"),
        (
            panels.open_board,
            panels.what_moved,
            question_panels.questions_worth_asking,
            panels.reviews_due,
            panels.promises,
        ),
        (
            panels.map_now,
            panels.this_week,
            panels.reports_waiting,
            panels.feedback_due,
            dialogue_panels.owed_to_communities,
            panels.comments_open,
            panels.own_actions,
            panels.next_meetings,
        ),
    ),
    Layout(
        frozenset({"country_team", "legal_affairs", "task_force", "planning_officer"}),
        gettext_lazy("For decision"),
        (panels.decisions_sought, panels.consultations_due, panels.comments_open),
    ),
    Layout(
        frozenset({"drafter"}),
        gettext_lazy("The draft"),
        (panels.own_sections, panels.comments_open, panels.consultations_due),
        (panels.documents_owed, panels.own_actions, panels.next_meetings),
    ),
)
"""By post, the one that matches first; who holds several has the panels of each."""


def what_is_owned(standing: Standing) -> HomePanel | None:
    """What posts of this person own and no other panel of their first page tells."""
    _title, main, rail = layout_of(standing)
    told = frozenset(getattr(make, "__name__", "") for make in (*main, *rail))
    return owed_panels.owned_besides(standing, told)


BEFORE_ALL = (
    field_panels.adviser_calls,
    field_panels.second_pins,
    owed_panels.consent_lost,
)
"""What stands before everything else, on the first page of whoever has some."""

ANYBODYS = (
    setup_panel.setting_up,
    what_is_owned,
    panels.inferred_places,
    panels.own_taskings,
    dialogue_panels.owed_to_communities,
    choice_panels.triggers_fired,
    choice_panels.choices_to_review,
    scenario_panels.scenarios_to_review,
    question_panels.signs_rising,
    question_panels.questions_to_answer,
    question_panels.joint_readings_to_write,
    panels.restricted_texts,
    panels.compartment_records,
    panels.documents_owed,
    lesson_panels.handover_waiting,
    lesson_panels.lessons_owned,
    report_panels.reports_to_sign,
    report_panels.reports_overdue,
    approval_panels.approvals_asked,
    message_panels.messages_waiting,
    exercise_panels.exercises_played,
    exercise_panels.exercises_owed,
    exercise_panels.twins_to_rule,
)
"""What may be given to any post: on the first page of each who has some."""


def layout_of(standing: Standing) -> tuple[Any, list[Make], list[Make]]:
    """Title, main and rail of somebody's first page; empty for whom the list of pages is enough.

    Who holds several posts reads the panels of each, each once.
    """
    layouts = [one for one in LAYOUTS if one.roles & standing.roles]
    of_posts = [make for layout in layouts for make in layout.main]
    main = list(dict.fromkeys([*BEFORE_ALL, *of_posts, *ANYBODYS]))
    rail = [
        make for make in dict.fromkeys(m for one in layouts for m in one.rail) if make not in main
    ]
    return (layouts[0].title if layouts else _("Your pages")), main, rail


@dataclass(frozen=True)
class DrawnPanel:
    """A panel as a first page shows it, its times left to be written into it."""

    key: str
    title: str
    all_url: str
    quiet: bool
    text: str


def _draw_panel(make: Make, standing: Standing, *, first: bool) -> DrawnPanel | None:
    """A panel drawn: without its text where it is quiet and another stands before it."""
    panel = make(standing)
    if panel is None:
        return None
    text = ""
    if first or not panel.quiet:
        mission = standing.mission
        text = draw_part(
            "site/_home_panel.html", mission=mission, now=clock.now(mission), panel=panel
        )
    return DrawnPanel(panel.key, str(panel.title), panel.all_url, panel.quiet, text)


def _drawn_panels(parts: PartsOf, makes: Iterable[Make], *, first: bool) -> list[DrawnPanel]:
    """The panels of a column that are there; of the first its text, however quiet it is."""
    drawn: list[DrawnPanel] = []
    for make in makes:
        leads = first and not drawn
        name = f"{make.__module__}.{make.__qualname__}{' first' if leads else ''}"
        panel = parts.get(name, partial(_draw_panel, make, first=leads))
        if panel is not None:
            drawn.append(panel)
    return drawn


@mission_page()
def home(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What waits for this person now, by the posts they hold."""
    title, main, rail = layout_of(standing)
    parts = parts_of(request, standing)
    with read_once():
        main_panels = _drawn_panels(parts, main, first=True)
        beside = _drawn_panels(parts, rail, first=False)
    now = clock.now(standing.mission)
    no_panel = all(panel.key == "setup" for panel in main_panels)  # the pages it leads to beside it
    context = {
        "title": title,
        "panels": [
            show_part(panel.text, now, request)
            for panel in main_panels
            if not panel.quiet or panel is main_panels[0]
        ],
        "beside": [show_part(panel.text, now, request) for panel in beside if not panel.quiet],
        "quiet": [panel for panel in (*main_panels[1:], *beside) if panel.quiet],
        "pages": _other_pages(request, standing) if no_panel else [],
        "conduct": parts.get("conduct", _notice_of_conduct),
        "new_here": parts.get("new here", is_new),
        "may_raise": standing.may_somewhere("raise_alert") and field_panels.report_now not in main,
        "as_post": standing.as_said,
    }
    return render(request, "site/home.html", context)


def _notice_of_conduct(standing: Standing) -> ConductNotice | None:
    return conduct_notices([standing]).get(standing.mission.pk)


def _other_pages(request: HttpRequest, standing: Standing) -> list[dict[str, Any]]:
    """The pages of the menu but for this one."""
    groups = [
        {**group, "pages": [page for page in group["pages"] if page["name"] != "site:home"]}
        for group in navigation(request, standing)
    ]
    return [group for group in groups if group["pages"]]


def is_new(standing: Standing) -> bool:
    """Whether this person took a post they hold within the last fourteen days."""
    held = Holding.objects.filter(
        current(standing.on), person=standing.person.pk, post__mission=standing.mission
    )
    return held.filter(starts__gt=standing.on - NEW_FOR, starts__lte=standing.on).exists()


FIRST_DAYS: tuple[tuple[Any, tuple[Make, ...]], ...] = (
    (
        gettext_lazy("Urgent now"),
        (panels.open_board, panels.taskings_running),
    ),
    (
        gettext_lazy("What was promised"),
        (panels.promises, panels.own_actions, panels.lapsing_risks),
    ),
    (
        gettext_lazy("What is due"),
        (
            panels.feedback_due,
            panels.decisions_sought,
            panels.documents_owed,
            panels.reviews_due,
            panels.requests_open,
        ),
    ),
    (
        gettext_lazy("What was learned"),
        (
            lesson_panels.lessons_lately,
            lesson_panels.practices_known,
            lesson_panels.debriefs_lately,
            panels.closed_lately,
            panels.handovers_lately,
        ),
    ),
    (gettext_lazy("Whom to meet"), (panels.on_duty_now, panels.next_meetings, panels.to_meet)),
)
"""The page of a successor, in the order it is read in fifteen minutes."""


@mission_page()
def first_days(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What somebody who takes over a post needs to know first, in one reading."""
    parts = [
        (name, [panel for make in makes if (panel := make(standing)) is not None])
        for name, makes in FIRST_DAYS
    ]
    context = {"parts": [(name, found) for name, found in parts if found]}
    return render(request, "site/first_days.html", context)


@mission_page("alerts", "violations")
def inbox(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What this person was told of, the unread first, and before it who waits for their office.
    To have read it is said, not inferred."""
    context = page_context(request, alerts_told_of(standing))
    listed = list(context["page"])
    put_results(standing, listed)
    told = notices_of(standing, listed)
    rows = [(alert, told[alert.pk]) for alert in listed]
    unanswered = count_unanswered([standing]).get(standing.mission.pk, 0)
    context |= {
        "rows": rows,
        "unanswered": unanswered,
        "calls": calls_waiting(standing),
        "climbed": calls_climbed(standing),
        "inferred": inferred_waiting(standing),
        "owed": owed_panels.all_owed(standing),
    }
    return render(request, "site/inbox.html", context)


@mission_post("alerts", "violations")
def answer_call(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that whoever waits for an adviser was answered."""
    waiting = {one.call.pk: one.call for one in calls_waiting(standing)}
    if pk not in waiting:
        raise Http404
    with refused_atop(request):
        adviser_verbs.answer_call(waiting[pk], by=standing)
        messages.success(request, _("Recorded as answered."))
    return redirect("site:inbox", standing.mission.code)


@mission_post()
def lift_pause(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Let the mission call and write again to whose telephone was opened with its second PIN."""
    pause = get_object_or_404(contact.pauses_for(standing), pk=pk)
    with refused_atop(request):
        contact.lift_pause(pause, why=request.POST.get("why", ""), by=standing)
        messages.success(request, _("Lifted. Their telephone is to be set up again."))
    return redirect("site:home", standing.mission.code)


@mission_post("alerts")
def read_notice(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that one has read what one was told of an alert."""
    with refused_atop(request):
        warning_verbs.read(read_alert(standing, pk), by=standing)
        messages.success(request, _("Recorded as read."))
    return redirect("site:inbox", standing.mission.code)


@mission_page()
def index(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every page this person may open, with a box that finds one by its name or other words."""
    asked = request.GET.get("q", "").strip()[:100]
    found = pages_called(standing, asked)
    return render(request, "site/pages.html", {"groups": found, "asked": asked})
