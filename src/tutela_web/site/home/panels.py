"""The panels of the first pages: what waits for a person, each from the room that owns it.

A panel is made for a Standing and holds only what that person may see. None leaves it out: the
person reads no such records at all. An empty panel stays, and says that nothing is on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.strategy.drafting import WRITABLE
from tutela.warning.states import EXPIRED
from tutela_web.access.models import Compartment, Post
from tutela_web.access.people.queries import on_duty, posts_held
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.crisis.decisions.queries import taskings_for, who_of
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.tasked.other_duties import asked_besides
from tutela_web.crisis.taskings.queries import is_awaited, taskings_given_to
from tutela_web.engagements.asks.models import Ask
from tutela_web.engagements.asks.queries import ask_list
from tutela_web.engagements.engagement.models import Commitment
from tutela_web.engagements.engagement.queries import commitments_for
from tutela_web.engagements.residual.models import ResidualRisk
from tutela_web.engagements.residual.queries import left_out_of_must, residuals_for
from tutela_web.fora.forum.models import Action, Meeting
from tutela_web.fora.forum.queries import actions_for, meetings_for
from tutela_web.fora.teams.queries import recommendations_owned
from tutela_web.incidents.closed.harms import VERIFIERS, readable_compartments
from tutela_web.incidents.lists.queries import closed_for
from tutela_web.incidents.models import Verification
from tutela_web.intake.queries import SETTLE, unsettled_for
from tutela_web.joc.queries import handovers_for, shift_running
from tutela_web.joc.shift_lines import alerts_named, lines_between
from tutela_web.look.translate import day_and_hour, with_label, word
from tutela_web.mandate.planning.queries import revisions_owed
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.places.sites.safety_queries import defects_for
from tutela_web.records.owed.rows import HomeRow
from tutela_web.review.leaders.queries import waiting_on
from tutela_web.risk.causes import causes_since
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import RegisterFilters, hotspots, risks_for, start_unasked, weeks_of
from tutela_web.risk.weekly.verbs import is_answered
from tutela_web.risk.weekly.views import hotspots_for
from tutela_web.site.situation import address, hotspot_marks, row_of
from tutela_web.strategy.consulting.queries import consultations_for, plan_of
from tutela_web.strategy.edition.models import SectionComment, Strategy
from tutela_web.strategy.edition.queries import (
    asides_for,
    comments_for,
    sections_for,
    strategies_for,
)
from tutela_web.warning.board.alert_map import Pin, draw_alerts
from tutela_web.warning.board.inferred_queries import inferred_waiting
from tutela_web.warning.board.queries import (
    alerts_for,
    each_thread_once,
    is_overdue,
    known_of,
    told_and_unread,
)
from tutela_web.warning.board.rows import UNREAD, Light
from tutela_web.warning.board.running import lights_that_run
from tutela_web.warning.closing.verbs import closings_read
from tutela_web.warning.models import Alert
from tutela_web.warning.network.queries import calls_due, owed_calls_back, owed_for
from tutela_web.warning.words import MOMENTS

SHOWN = 8
"""Of a panel so many rows are shown, the late first; a link tells how many there are."""

BOARD_ROWS = 12
"""So many alerts fit above the fold of a screen of 1440 by 900."""

LAPSES_SOON = timedelta(days=30)
CLOSED_WITHIN = timedelta(days=90)
LONGEST_LOG = timedelta(days=3)
"""Longer than any shift runs, its late handover included."""


@dataclass(frozen=True)
class HomePanel:
    """A panel of a first page.

    rows      the late first, then by the day they are due; at most SHOWN of `total`
    all_url   the page that has all of them
    template  what draws it; `more` goes into it
    """

    key: str
    title: str
    rows: list[Any] = field(default_factory=list)
    total: int = 0
    late: int = 0
    all_url: str = ""
    empty: str = ""
    template: str = "records/_waiting_rows.html"
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def quiet(self) -> bool:
        """Whether nothing waits here: a first page then names it in one line with others."""
        return not self.rows and not self.more.get("always")


def _moment(due: date | datetime | None) -> tuple[int, float]:
    """Orders days and moments together; what has no day comes last."""
    if due is None:
        return 1, 0.0
    day = due.date() if isinstance(due, datetime) else due
    seconds = due.timestamp() % 86_400 if isinstance(due, datetime) else 0.0
    return 0, day.toordinal() + seconds / 86_400


def make_panel(
    key: str, title: str, rows: Iterable[HomeRow], *, all_url: str, empty: str
) -> HomePanel:
    """A panel of rows: the late first, then by the day they are due."""
    listed = sorted(rows, key=lambda row: (not row.late, *_moment(row.due)))
    late = sum(row.late for row in listed)
    return HomePanel(key, title, listed[:SHOWN], len(listed), late, all_url, empty)


# --- alerts


def _alert_rows(standing: Standing, alerts: Iterable[Alert]) -> list[dict[str, Any]]:
    now = clock.now(standing.mission)
    return [
        {
            "alert": one,
            "overdue": is_overdue(one.now, now),
            "own": one.owner_id == standing.person.pk,
        }
        for one in alerts
    ]


def _further(lights: Sequence[Light]) -> dict[str, Any]:
    """How many alerts a list leaves to the board, and when the mission knew of the first."""
    known = [one.known_at or one.entered_at for one in lights]
    return {"further": len(known), "oldest": min(known, default=None)}


def open_board(standing: Standing) -> HomePanel | None:
    """The alerts that run, first on the first page of everybody who reads alerts: those they own
    or were told of say so."""
    if not standing.reads("alerts"):
        return None
    running, now = lights_that_run(standing), clock.now(standing.mission)
    rows = _alert_rows(standing, running.first(BOARD_ROWS))
    told = told_and_unread(standing, [row["alert"] for row in rows])
    for row in rows:
        row["told"] = row["alert"].pk in told
    return HomePanel(
        "alerts",
        _("Open alerts"),
        rows,
        len(running.lights),
        sum(one.overdue(now) for one in running.lights),
        address("warning:board", standing),
        _("No alert is open that you may read. That is not the same as calm."),
        "site/_home_alerts.html",
        _further(running.lights[BOARD_ROWS:]),
    )


def unread_texts(standing: Standing) -> HomePanel | None:
    """Texts that nobody has read: what the machine did not understand, the oldest first."""
    if not standing.reads("alerts") or not standing.may_somewhere("keep_alert"):
        return None
    now, running = clock.now(standing.mission), lights_that_run(standing)
    unread = [one for one in running.lights if one.part == UNREAD]
    unread.sort(key=lambda one: (not one.overdue(now), one.known_at or one.entered_at))
    shown = running.in_full(unread[:SHOWN])
    known = known_of(standing, shown)
    rows = [
        HomeRow(
            _("text not understood"),
            address("warning:alert", standing, one.pk),
            str(one),
            known[one.pk].known_at,
            is_overdue(one.now, now),
            one.invented,
        )
        for one in shown
    ]
    panel = make_panel(
        "texts",
        _("Unread texts"),
        rows,
        all_url=address("warning:board", standing) + "#unread",
        empty=_("No text waits to be read."),
    )
    return replace(panel, total=len(unread), late=sum(one.overdue(now) for one in unread))


def inferred_places(standing: Standing) -> HomePanel | None:
    """Places inferred from what was reported of others that wait for this person's answer."""
    rows = [
        HomeRow(
            one.line.place.name,
            address("warning:inferred", standing),
            str(one.cause) if one.cause else str(word(one.line.rule)),
            one.line.due_at,
            one.late,
        )
        for one in inferred_waiting(standing)
    ]
    if not rows:
        return None
    return make_panel(
        "inferred",
        _("Places that wait for your answer"),
        rows,
        all_url=address("warning:inferred", standing),
        empty="",
    )


# --- the community, and those who told us


def restricted_texts(standing: Standing) -> HomePanel | None:
    """Alerts whose text was restricted to a compartment this person reads."""
    if not readable_compartments(standing):
        return None
    rows = [
        HomeRow(
            with_label(str(one.alert), str(one.alert.get_level_display())),
            address("warning:closed_words", standing, one.part_id),
            str(MOMENTS.get(one.alert.now.state, one.alert.now.state)),
            invented=one.alert.invented,
        )
        for one in closings_read(standing)
    ]
    return make_panel(
        "restricted",
        _("Alerts whose text is restricted to your compartments"),
        rows,
        all_url=address("incidents:closed", standing),
        empty=_("No text of an alert is restricted to your compartments."),
    )


def compartment_records(standing: Standing) -> HomePanel | None:
    """Records of compartments that this person's office verifies and nobody has taken up, by their
    numbers alone: what they say is read on their page, which is a line in the audit."""
    offices = readable_compartments(standing)
    own = [name for name in offices if VERIFIERS[name] in standing.roles]
    if not own:
        return None
    rows = [
        HomeRow(
            f"C-{one.number} · {Compartment(one.compartment).label}",
            address("incidents:closed_incident", standing, one.pk),
            day_and_hour(localtime(one.entered_at)),
        )
        for one in closed_for(standing)
        .filter(compartment__in=own, verification=Verification.REPORTED)
        .only("number", "compartment", "entered_at")
        .order_by("-entered_at")[:BOARD_ROWS]
    ]
    return make_panel(
        "compartments",
        _("Incidents of your compartments to verify"),
        rows,
        all_url=address("incidents:closed", standing),
        empty=_("None waits to be verified."),
    )


def call_backs(standing: Standing) -> HomePanel | None:
    """Calls nobody took, and calls back owed to who told of an alert."""
    if not standing.reads("network"):
        return None
    now = clock.now(standing.mission)
    rows = [
        HomeRow(
            _("missed call"),
            address("warning:call", standing, one.pk),
            str(one.contact or _("number not known")),
            one.due_at,
            one.due_at < now,
        )
        for one in calls_due(standing)
    ] + [
        HomeRow(
            str(one.get_what_display()),
            address("warning:owed", standing),
            _alert_and_place(one.alert),
            one.due_at,
            one.due_at < now,
            one.alert.invented,
        )
        for one in owed_calls_back(standing)
    ]
    return make_panel(
        "calls",
        _("Calls to return"),
        rows,
        all_url=address("warning:calls", standing),
        empty=_("No call waits to be returned."),
    )


def reports_waiting(standing: Standing) -> HomePanel | None:
    """Unprocessed reports from the field; for who settles some."""
    if not (standing.reads("reports") and standing.may_somewhere(SETTLE)):
        return None
    rows = unsettled_for(standing)
    waiting = sorted(  # hundreds may wait: only those that are shown are read
        (_moment(known_at), pk)
        for pk, area, known_at in rows.order_by().values_list("pk", "area_id", "known_at")
        if standing.may(SETTLE, area=area)
    )
    first = rows.filter(pk__in=[pk for _known, pk in waiting[:SHOWN]])
    panel = make_panel(
        "unsettled",
        _("Unprocessed reports"),
        (
            HomeRow(
                with_label(str(report), str(report.get_kind_display())),
                address("intake:report", standing, report.pk),
                report.place.name if report.place else report.place_said,
                report.known_at,
                invented=report.invented,
            )
            for report in first
        ),
        all_url=f"{address('intake:reports', standing)}?state=new",
        empty=_("No report from the field waits to be settled."),
    )
    return replace(panel, total=len(waiting))


def feedback_due(standing: Standing) -> HomePanel | None:
    """What is due to those who told us."""
    if not standing.reads("alerts"):
        return None
    now = clock.now(standing.mission)
    rows = [
        HomeRow(
            str(one.get_what_display()),
            address("warning:owed", standing),
            _alert_and_place(one.alert),
            one.due_at,
            one.due_at < now,
            one.alert.invented,
        )
        for one in owed_for(standing)
    ]
    return make_panel(
        "feedback",
        _("Feedback due"),
        rows,
        all_url=address("warning:owed", standing),
        empty=_("No feedback is due on record."),
    )


def _alert_and_place(alert: Alert) -> str:
    place = alert.place.name if alert.place else alert.place_said
    return f"{alert}, {place}" if place else str(alert)


# --- taskings


def _departs_late(tasking: Tasking, now: datetime) -> bool:
    planned = tasking.planned_departure
    return planned is not None and planned < now and not tasking.departed_at


def own_taskings(standing: Standing) -> HomePanel | None:
    """What was tasked to a post I hold or a unit I command, and is not over."""
    taskings = [one for one in taskings_given_to(standing) if is_awaited(one)]
    besides = asked_besides(standing)
    if not taskings and not besides and not standing.reads("alerts"):
        return None
    now = clock.now(standing.mission)
    rows = [
        HomeRow(
            one.intent or one.get_state_display(),
            address("crisis:my_taskings", standing),
            str(one.get_state_display()),
            one.planned_departure,
            _departs_late(one, now),
        )
        for one in taskings
    ]
    rows += [HomeRow(one.words, one.url, one.state) for one in besides]
    return make_panel(
        "taskings",
        _("My taskings"),
        rows,
        all_url=address("crisis:my_taskings", standing),
        empty=_("Nothing is tasked to a post you hold, or to a unit you command."),
    )


def taskings_running(standing: Standing) -> HomePanel | None:
    """The taskings about alerts I own or was told of, or of my area, that are not over."""
    if not standing.reads("alerts"):
        return None
    now = clock.now(standing.mission)
    seen = taskings_for(standing).filter(returned_at=None).exclude(state="returned")
    rows = [
        HomeRow(
            with_label(who_of(one), one.get_state_display()),
            address("crisis:decision", standing, one.alert_id),
            _alert_and_place(one.alert),
            one.planned_departure,
            _departs_late(one, now),
            one.alert.invented,
        )
        for one in seen.filter(alert__now__open=True).select_related("alert__place")
        if is_awaited(one)
    ]
    return make_panel(
        "running",
        _("Taskings"),
        rows,
        all_url=address("warning:board", standing),
        empty=_("No tasking is open that you may read."),
    )


# --- promises, risks, meetings


def promises(standing: Standing) -> HomePanel | None:
    """What was promised and is not known to be kept."""
    if not standing.reads("engagements"):
        return None
    seen = commitments_for(standing).exclude(judged=Commitment.Judged.KEPT)
    rows = []
    for commitment in seen.select_related("engagement"):
        state = commitment.state(standing.on)
        if state == Commitment.State.KEPT:
            continue
        rows.append(
            HomeRow(
                commitment.what,
                address("engagements:engagement", standing, commitment.engagement_id),
                f"{commitment.get_side_display()} · {state.label}",
                commitment.due,
                state != Commitment.State.RUNNING,
            )
        )
    return make_panel(
        "promises",
        _("Promises"),
        rows,
        all_url=address("engagements:engagements", standing),
        empty=_("No promise is open on record."),
    )


def lapsing_risks(standing: Standing) -> HomePanel | None:
    """Accepted risks that lapsed, or lapse within thirty days."""
    if not standing.reads("risks"):
        return None
    until = standing.on + LAPSES_SOON
    seen = residuals_for(standing).filter(ended_on=None, until__lte=until)
    rows = [
        HomeRow(
            one.what,
            address("engagements:residual", standing, one.pk),
            one.accepted_by.title if one.accepted_by else "",
            one.until,
            one.state(standing.on) == ResidualRisk.State.LAPSED,
        )
        for one in seen
    ]
    return make_panel(
        "residual",
        _("Accepted risks that lapse"),
        rows,
        all_url=address("engagements:residuals", standing),
        empty=_("None lapses within 30 days."),
    )


def critical_left_out(standing: Standing) -> HomePanel | None:
    """The critical hotspots left out of "must" for which no residual risk is signed; None where
    there is none."""
    if not standing.may("accept_residual_risk"):
        return None
    new = address("engagements:residual_new", standing)
    rows = [
        HomeRow(
            one.name,
            f"{new}?hotspot={one.placed.line['hotspot']}",
            _("number %(n)s in the order agreed") % {"n": one.placed.number},
            late=True,
            invented=one.place.invented,
        )
        for one in left_out_of_must(standing)
        if one.signed is None
    ]
    if not rows:
        return None
    return make_panel(
        "left-out",
        _("Critical, left out of must, not signed"),
        rows,
        all_url=address("site:order", standing),
        empty="",
    )


def next_meetings(standing: Standing) -> HomePanel | None:
    """The meetings that come next, with what they are of."""
    if not standing.reads("fora"):
        return None
    now = clock.now(standing.mission)
    planned = meetings_for(standing).filter(state=Meeting.State.PLANNED)
    ahead = planned.filter(starts_at__gte=clock.as_sent(now)).order_by("starts_at")
    rows = [
        HomeRow(one.forum.name, address("fora:meeting", standing, one.pk), "", one.starts_at)
        for one in ahead[:SHOWN]
        if one.starts_at >= now
    ]
    return make_panel(
        "meetings",
        _("Next meetings"),
        rows,
        all_url=address("fora:fora", standing),
        empty=_("No meeting is planned on record."),
    )


def own_actions(standing: Standing) -> HomePanel | None:
    """Open action points of meetings and Joint Protection Teams, of the posts I hold."""
    if not standing.reads("fora"):
        return None
    seen = actions_for(standing).filter(state=Action.State.OPEN, owner__in=posts_held(standing))
    rows = [
        HomeRow(
            one.what,
            address("fora:meeting", standing, one.meeting_id),
            one.meeting.forum.name,
            one.due,
            one.due is not None and one.due < standing.on,
        )
        for one in seen
    ]
    rows += [
        HomeRow(
            one.what,
            address("fora:recommendation", standing, one.pk),
            one.team.name,
            one.due,
            one.due is not None and one.due < standing.on,
        )
        for one in recommendations_owned(standing)
    ]
    return make_panel(
        "actions",
        _("My action points"),
        rows,
        all_url=address("fora:actions", standing),
        empty=_("No action point of a meeting or team is yours."),
    )


def site_defects(standing: Standing) -> HomePanel | None:
    """Defects of sites that this person keeps or a post of theirs mends, the first due first."""
    if not standing.reads("places"):
        return None
    rows = [
        HomeRow(
            str(defect.get_what_display()),
            address("places:defect", standing, defect.pk),
            defect.place.name,
            defect.due,
            defect.due < standing.on,
        )
        for defect in defects_for(standing).filter(mended_on=None)
    ]
    if not rows:
        return None
    return make_panel(
        "defects",
        _("Defects of sites"),
        rows,
        all_url=address("places:defects", standing) + "?state=open",
        empty="",
    )


def requests_open(standing: Standing) -> HomePanel | None:
    """Requests to headquarters and contributors without an answer."""
    if not standing.reads("engagements"):
        return None
    rows = [
        HomeRow(
            one.what,
            address("engagements:ask", standing, one.pk),
            one.of_whom or str(one.get_of_display()),
            one.due,
            state == Ask.State.PAST_DUE,
        )
        for one, state in ask_list(standing, {})
        if state != Ask.State.ANSWERED
    ]
    return make_panel(
        "requests",
        _("Requests without an answer"),
        rows,
        all_url=address("engagements:asks", standing),
        empty=_("No request waits for an answer."),
    )


def documents_owed(standing: Standing) -> HomePanel | None:
    """Documents of the mission to be revised after a new mandate, of the posts I hold."""
    if not standing.reads("mandates"):
        return None
    rows = [
        HomeRow(
            str(one),
            address("mandate:list", standing) + "#mine",
            "",
            one.due,
            one.due < standing.on,
        )
        for one in revisions_owed(standing)
    ]
    if not rows:
        return None
    return make_panel(
        "documents",
        _("Documents to revise"),
        rows,
        all_url=address("mandate:list", standing) + "#mine",
        empty="",
    )


# --- leaders: what waits on my posts


def decisions_sought(standing: Standing) -> HomePanel | None:
    """All that waits on the posts I hold: steps of the strategy, amendments, duties, alerts."""
    if not standing.reads("strategy"):
        return None
    strategy = strategies_for(standing).order_by("-edition", "-entered_at").first()
    posts = Post.objects.filter(pk__in=posts_held(standing))
    rows: list[HomeRow] = []
    if strategy is not None:
        shown = plan_of(standing, strategy)
        for post in posts:
            rows += [
                HomeRow(one.what, one.url, one.kind, one.due, one.late)
                for one in waiting_on(standing, strategy, post, shown.steps if shown else ())
            ]
    return make_panel(
        "waiting",
        _("Waiting for you"),
        rows,
        all_url=address("programme:duties", standing),
        empty=_("Nothing on record waits for a post you hold."),
    )


def overdue_alerts(standing: Standing) -> HomePanel | None:
    """Of the alerts that run those further down than the first page shows whose clock has run out,
    or that nobody decided in time."""
    if not standing.reads("alerts"):
        return None
    now, running = clock.now(standing.mission), lights_that_run(standing)
    further = running.lights[BOARD_ROWS:]
    late = [one for one in further if one.overdue(now) or one.state == EXPIRED]
    return HomePanel(
        "overdue",
        _("Overdue, further down the board"),
        _alert_rows(standing, running.in_full(late[:BOARD_ROWS])),
        len(late),
        len(late),
        address("warning:board", standing),
        _("No clock of an alert further down has run out."),
        "site/_home_alerts.html",
        _further(late[BOARD_ROWS:]),
    )


# --- drafting


def _drafts(standing: Standing) -> QuerySet[Strategy]:
    return strategies_for(standing).filter(state__in=WRITABLE).order_by()


def own_sections(standing: Standing) -> HomePanel | None:
    """The sections of the drafts, those never written first."""
    if not standing.reads("drafts"):
        return None
    drafts = _drafts(standing)
    seen = sections_for(standing).filter(strategy__in=drafts).order_by("letter", "language")
    rows = [
        HomeRow(
            f"{one.letter}. {word(one.name)}",
            address("strategy:section", standing, one.pk),
            _("not written yet")
            if not one.text
            else ngettext("%(n)s word", "%(n)s words", len(one.text.split()))
            % {"n": len(one.text.split())},
        )
        for one in seen
    ]
    return HomePanel(
        "sections",
        _("Sections of the draft"),
        rows[:12],
        len(rows),
        0,
        address("strategy:strategies", standing),
        _("No strategy is being drafted."),
    )


def comments_open(standing: Standing) -> HomePanel | None:
    """Comments on drafts that nobody answered, and texts set aside."""
    if not standing.reads("drafts"):
        return None
    drafts = _drafts(standing)
    asked = comments_for(standing).filter(
        state=SectionComment.State.OPEN, section__strategy__in=drafts
    )
    aside = asides_for(standing).filter(settled_on=None, section__strategy__in=drafts)
    rows = [
        HomeRow(
            (one.body or one.proposed)[:160],
            address("strategy:section", standing, one.section_id) + "#comments",
            f"{one.section.letter} · {one.post}",
        )
        for one in asked.order_by("entered_at")
    ]
    rows += [
        HomeRow(
            _("a text that could not be saved"),
            address("strategy:section", standing, one.section_id),
            f"{one.section.letter} · {one.post}",
            None,
            True,
        )
        for one in aside
    ]
    return make_panel(
        "comments",
        _("Comments to answer"),
        rows,
        all_url=address("strategy:strategies", standing),
        empty=_("No comment waits for an answer."),
    )


def consultations_due(standing: Standing) -> HomePanel | None:
    """Consultations of the drafts that are planned and were not held."""
    if not standing.reads("drafts"):
        return None
    seen = consultations_for(standing).filter(
        strategy__in=_drafts(standing), held_on=None, called_off_on=None
    )
    rows = [
        HomeRow(
            one.who,
            address("strategy:consultation", standing, one.pk),
            str(one.get_stakeholder_display()),
            one.planned_on,
            one.planned_on is not None and one.planned_on < standing.on,
        )
        for one in seen
    ]
    return make_panel(
        "consultations",
        _("Consultations due"),
        rows,
        all_url=address("strategy:strategies", standing),
        empty=_("No consultation is planned on record."),
    )


# --- the week of the adviser


def this_week(standing: Standing) -> HomePanel | None:
    """Where the weekly cycle stands, and what is not answered."""
    if not standing.reads("risks"):
        return None
    week = weeks_of(standing).order_by("-monday").first()
    more: dict[str, Any] = {
        "always": True,
        "week": week,
        "may_freeze": standing.may_somewhere("run_week"),
    }
    if week is not None:
        asked = list(hotspots_for(standing).filter(week=week))
        more |= {
            "asked": len(asked),
            "blank": sum(not is_answered(one) for one in asked),
            "url": address("risk:week", standing, week.pk),
            "this": week.monday <= standing.on < week.monday + timedelta(days=7),
        }
    return HomePanel(
        "week",
        _("This week"),
        all_url=address("risk:weeks", standing),
        template="site/_home_week.html",
        more=more,
    )


def what_moved(standing: Standing) -> HomePanel | None:
    """What changed in a week, the weightiest first."""
    if not standing.reads("risks"):
        return None
    told = causes_since(standing, start_unasked(standing))
    return HomePanel(
        "moved",
        _("What changed and why"),
        told[:SHOWN],
        len(told),
        0,
        address("monitoring:changes", standing),
        _("Nothing changed since you last looked. Not moved does not mean calm."),
        "site/_home_moved.html",
    )


def reviews_due(standing: Standing) -> HomePanel | None:
    """Agreed risks whose review is overdue."""
    if not standing.reads("risks"):
        return None
    seen = risks_for(standing).exclude(status__in=Risk.OFF)
    seen = seen.filter(risk__isnull=False, review_on__lt=standing.on)
    rows = [
        HomeRow(
            f"{one.place.name} · {word(one.harm)}",
            address("site:place", standing, one.place_id),
            one.owner,
            one.review_on,
            True,
        )
        for one in seen.select_related("place").order_by("review_on")
    ]
    return make_panel(
        "reviews",
        _("Scores to review"),
        rows,
        all_url=address("risk:register", standing) + "?status=overdue",
        empty=_("No review of an agreed score is overdue."),
    )


# --- the shift


def on_duty_now(standing: Standing) -> HomePanel | None:
    """Who is on duty now, post by post; a post that nobody holds now says so."""
    if not any(standing.reads(kind) for kind in ("incidents", "risks", "people")):
        return None
    rows = on_duty(standing.mission, clock.now(standing.mission))
    held = [row for row in rows if row.turn is not None]
    kept = [row for row in rows if row.rostered]
    return HomePanel(
        "duty",
        _("On duty now"),
        held[:SHOWN],
        len(held),
        0,
        address("access:roster", standing),
        _("No post keeps a roster on record: who is on duty is not known."),
        "site/_home_duty.html",
        {"always": True, "posts": len(kept), "nobody": sum(row.turn is None for row in kept)},
    )


def shift_log(standing: Standing) -> HomePanel | None:
    """The last lines of the shift."""
    if not standing.reads("alerts"):
        return None
    shift, now = shift_running(standing), clock.now(standing.mission)
    seen, until = alerts_named(standing), shift.began + LONGEST_LOG
    lines = [one for one in lines_between(standing, shift.began, until, seen) if one.at <= now]
    lines.reverse()
    return HomePanel(
        "log",
        _("Log of this shift"),
        lines[:5],
        len(lines),
        0,
        address("joc:desk", standing),
        _("Nothing is on record in this shift: that is not the same as calm."),
        "site/_home_log.html",
        {"may_keep": standing.may_somewhere("keep_log")},
    )


# --- what was learned, and whom to meet


def closed_lately(standing: Standing) -> HomePanel | None:
    """Alerts of the last ninety days that were closed, with what came of them."""
    if not standing.reads("alerts"):
        return None
    since = clock.now(standing.mission) - CLOSED_WITHIN
    seen = alerts_for(standing).filter(
        each_thread_once(standing), now__open=False, entered_at__gte=since
    )
    rows = [
        HomeRow(
            _alert_and_place(one),
            address("warning:alert", standing, one.pk),
            f"{one.standing_said} · {one.now.get_state_display()}",
            one.entered_at,
            False,
            one.invented,
        )
        for one in seen.order_by("-entered_at")[:SHOWN]
    ]
    return HomePanel(
        "closed",
        _("Alerts closed in the last 90 days"),
        rows,
        seen.count(),
        0,
        address("crisis:response", standing),
        _("No alert was closed in the last 90 days."),
    )


def handovers_lately(standing: Standing) -> HomePanel | None:
    """The last shifts handed over, with the words given."""
    if not standing.reads("alerts"):
        return None
    seen = handovers_for(standing)
    rows = [
        HomeRow(
            one.note[:160] or _("handed over without a note"),
            address("joc:handover", standing, one.pk),
            one.given_post,
            one.given_at,
        )
        for one in seen[:SHOWN]
    ]
    return HomePanel(
        "handovers",
        _("Handovers"),
        rows,
        seen.count(),
        0,
        address("joc:handovers", standing),
        _("No handover is on record."),
    )


def to_meet(standing: Standing) -> HomePanel | None:
    """The partners the mission works with, each with its office to speak to."""
    if not standing.reads("fora"):
        return None
    seen = standing_partners(standing)
    rows = [
        HomeRow(
            one.name,
            address("partners:partner", standing, one.pk),
            one.contact or str(one.get_kind_display()),
        )
        for one in seen[:SHOWN]
    ]
    return HomePanel(
        "partners",
        _("Partners to meet"),
        rows,
        seen.count(),
        0,
        address("partners:partners", standing),
        _("No partner is on record."),
    )


# --- the map


def map_now(standing: Standing) -> HomePanel | None:
    """The open alerts on a map, with the first hotspots, bases and roads, as far as they may be
    seen. The tables of the page hold the same alerts."""
    if not standing.reads("alerts"):
        return None
    pins = [Pin.of(one) for one in lights_that_run(standing).lights]
    ranked = hotspots(standing, RegisterFilters(), top=SHOWN)[0] if standing.reads("risks") else []
    marks = hotspot_marks([row_of(standing, line) for line in ranked])
    drawn = draw_alerts(standing, pins, hotspots=marks)
    page = "site:situation" if standing.reads("risks") or standing.reads("events") else ""
    return HomePanel(
        "map",
        _("Open alerts and hotspots") if ranked else _("Open alerts"),
        all_url=address(page, standing) if page else "",
        template="site/_home_map.html",
        more={"always": True, "drawn": drawn},
    )
