"""A shift as it went: every fact that came in, every clock and whom it told, line by line and alert
by alert."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.warning.telling import Telling
from tutela_web.access.models import Compartment, Post
from tutela_web.access.policy import Standing
from tutela_web.crisis.consent.queries import losses_for
from tutela_web.crisis.decisions.queries import taskings_for, who_of
from tutela_web.crisis.metrics.queries import reason_told
from tutela_web.crisis.metrics.words import reason_word
from tutela_web.crisis.models import Tasking, TaskingAnswer
from tutela_web.joc.models import LogEntry
from tutela_web.joc.queries import log_for
from tutela_web.look.translate import with_label
from tutela_web.warning.board.queries import (
    LIGHT,
    alerts_for,
    joined_read,
    open_alerts,
    read_as_heads,
)
from tutela_web.warning.board.rows import Light
from tutela_web.warning.board.running import in_order
from tutela_web.warning.models import Alert, AlertMoment, AlertStep, Channel, Report
from tutela_web.warning.network.queries import calls_for, courtesies_for
from tutela_web.warning.telling.queries import tellings
from tutela_web.warning.threads.reading import heads_of
from tutela_web.warning.words import CLOCKS, MOMENTS, RUNGS, barred_roles_in_words

Seen = Mapping[UUID, Alert]
"""The alerts a reader may see, by id."""


@dataclass(frozen=True)
class ShiftLine:
    """One thing of a shift: when, what, by whom; of which alert, where it is of one.

    words   what was written, or the unit it is about
    loud    whether somebody has to see to it: a clock that ran out, a refusal
    report  whether it is a report that came in
    """

    at: datetime
    what: str
    words: str = ""
    who: str = ""
    alert: Alert | None = None
    url: str = ""
    loud: bool = False
    report: bool = False


@dataclass(frozen=True)
class ShiftThread:
    """One event of a shift: the alert it is read from, how it stands, how far its telling got.

    reports  how many came in during the shift
    joined   alerts that were joined to it
    unread   whether it is a text that was not understood and nobody has looked at
    """

    alert: Alert
    reports: int
    joined: list[Alert]
    telling: Telling
    unread: bool

    @property
    def where(self) -> str:
        """The place, or the words for it; blank where none was said."""
        return self.alert.place.name if self.alert.place else self.alert.place_said

    @property
    def warn(self) -> str:
        """That its text still waits for somebody to read it."""
        return _("text not understood, not yet read") if self.unread else ""

    @property
    def joined_said(self) -> str:
        """The alerts that were joined to it."""
        return (
            with_label(_("merged alerts"), ", ".join(map(str, self.joined))) if self.joined else ""
        )


def alerts_seen(standing: Standing) -> Seen:
    """Every alert this person may see, for the lines of a shift and for its threads."""
    rows = (
        alerts_for(standing).select_related(None).select_related("now", "mission", "place", "area")
    )
    return {alert.pk: alert for alert in rows.defer("area__boundary", "mission__name")}


def alerts_named(standing: Standing) -> Seen:
    """As `alerts_seen`, each with no more than the lines of a shift say of it."""
    rows = alerts_for(standing).select_related(None).select_related("place")
    brief = rows.only("number", "merged_at", "merged_into", "place__name")
    return {alert.pk: alert for alert in brief}


def lines_between(
    standing: Standing, since: datetime, until: datetime, seen: Seen
) -> list[ShiftLine]:
    """Everything on record from one moment to another that this person may read, in order. A fixed
    number of queries."""
    entries = list(log_for(standing).filter(at__gte=since, at__lte=until))
    moments = list(
        AlertMoment.objects.filter(
            alert__in=seen, entered_at__gte=since, entered_at__lte=until, inferred=False
        )
    )
    reports = _reports(standing, seen, since, until)
    told_by_report = {line.alert.pk for line in reports if line.alert}
    moments = [m for m in moments if m.name != "received" or m.alert_id not in told_by_report]
    taskings = _taskings(standing, entries, moments, since, until)
    lines = [
        *reports,
        *_moments(standing, moments, seen, taskings),
        *_log(standing, entries, seen, taskings),
        *_steps(standing, seen, since, until),
        *_answers(standing, taskings, seen, since, until),
        *_joinings(standing, seen, since, until),
        *_from_network(standing, since, until),
        *_consent(standing, since, until),
    ]
    return sorted(lines, key=lambda line: line.at)


def threads_of(standing: Standing, lines: Iterable[ShiftLine], seen: Seen) -> list[ShiftThread]:
    """The events those lines tell of, in the order they run."""
    lines = [line for line in lines if line.alert is not None]
    alerts = {line.alert.pk: line.alert for line in lines if line.alert}
    heads = heads_of(standing, [pk for pk, one in alerts.items() if one.merged_into_id])
    roots = {pk: heads[pk][0] if pk in heads else pk for pk in alerts}
    read_as_heads(standing, [seen[root] for root in {*roots.values()}])
    counts = Counter(roots[line.alert.pk] for line in lines if line.alert and line.report)
    under = {**roots, **{root: root for root in roots.values()}}
    told = tellings(under)
    opened = open_alerts(standing).filter(pk__in=set(roots.values())).values_list(*LIGHT)
    lights = [Light(*row) for row in opened]
    unread = {light.pk for light in lights if light.standing_as(seen[light.pk].now).unread}
    threads = [
        ShiftThread(
            seen[root],
            counts[root],
            sorted((seen[pk] for pk in roots if roots[pk] == root and pk != root), key=str),
            told[root],
            root in unread,
        )
        for root in set(roots.values())
    ]
    ordered = in_order(standing, [one.alert for one in threads])
    place = {alert.pk: n for n, alert in enumerate(ordered)}
    return sorted(threads, key=lambda one: place[one.alert.pk])


def _alert_url(standing: Standing, pk: UUID) -> str:
    return reverse("warning:alert", args=[standing.mission.code, pk])


def _reports(standing: Standing, seen: Seen, since: datetime, until: datetime) -> list[ShiftLine]:
    """The reports that came in, by their channel; of a text never its words."""
    rows = Report.objects.filter(
        standing.sees("alerts"), alert__in=seen, entered_at__gte=since, entered_at__lte=until
    ).select_related("author")
    by_channel = {name: with_label(_("report"), str(label)) for name, label in Channel.choices}
    lines = []
    for row in rows:
        came_to = row.came_with_id if row.came_with_id in seen else row.alert_id
        lines.append(
            ShiftLine(
                row.known_at or row.entered_at,
                by_channel[row.channel],
                who=str(row.author or ""),
                alert=seen[came_to],  # type: ignore[index]
                url=f"{_alert_url(standing, row.alert_id)}#r-{row.pk}",
                report=True,
            )
        )
    return lines


def _taskings(
    standing: Standing,
    entries: Iterable[LogEntry],
    moments: Iterable[AlertMoment],
    since: datetime,
    until: datetime,
) -> dict[str, Tasking]:
    """The taskings that lines speak of, as this person may know them, by id."""
    wanted = {one.tasking_id for one in entries if one.tasking_id}
    named = {str(one.detail["tasking"]) for one in moments if one.detail.get("tasking")}
    answered = Q(answers__entered_at__gte=since, answers__entered_at__lte=until)
    rows = taskings_for(standing).filter(Q(pk__in={*wanted, *named}) | answered)
    return {str(one.pk): one for one in rows.distinct()}


def _moments(
    standing: Standing,
    moments: Iterable[AlertMoment],
    seen: Seen,
    taskings: Mapping[str, Tasking],
) -> list[ShiftLine]:
    lines = []
    for row in moments:
        tasking = taskings.get(str(row.detail.get("tasking", "")))
        lines.append(
            ShiftLine(
                row.happened_at,
                str(MOMENTS.get(row.name, row.name)),
                who_of(tasking) if tasking else "",
                row.post,
                seen[row.alert_id],
                _alert_url(standing, row.alert_id),
                loud=row.name in ("not executed", "no decision", "expired"),
            )
        )
    return lines


def _log(
    standing: Standing,
    entries: Iterable[LogEntry],
    seen: Seen,
    taskings: Mapping[str, Tasking],
) -> list[ShiftLine]:
    lines = []
    for entry in entries:
        tasking = taskings.get(str(entry.tasking_id))
        lines.append(
            ShiftLine(
                entry.at,
                str(entry.get_kind_display()),
                entry.words or (who_of(tasking) if tasking else ""),
                str(entry.author or ""),
                seen.get(entry.alert_id) if entry.alert_id else None,
                reverse("joc:log_entry", args=[standing.mission.code, entry.pk]),
            )
        )
    return lines


def _steps(standing: Standing, seen: Seen, since: datetime, until: datetime) -> list[ShiftLine]:
    """The clocks that ran out, with the posts each told, and the posts that were empty."""
    rows = list(
        AlertStep.objects.filter(alert__in=seen, applied_at__gte=since, applied_at__lte=until)
    )
    titles = {
        str(pk): title
        for pk, title in Post.objects.filter(
            mission=standing.mission, pk__in={pk for row in rows for pk in row.told}
        ).values_list("pk", "title")
    }
    return [
        ShiftLine(
            row.due_at,
            f"{CLOCKS.get(row.clock, row.clock)}: {_('deadline passed')} → "
            f"{RUNGS.get(row.rung, '')}{_not_reached(row.gaps, row.barred)}",
            who=_name_posts_told(row, titles),
            alert=seen[row.alert_id],
            url=f"{_alert_url(standing, row.alert_id)}#timeline",
            loud=True,
        )
        for row in rows
    ]


def _name_posts_told(row: AlertStep, titles: Mapping[str, str]) -> str:
    """The posts a step told, each title once."""
    told = dict.fromkeys(titles[pk] for pk in row.told if pk in titles)
    return with_label(_("told"), ", ".join(told)) if told else _("nobody was told")


def _not_reached(gaps: Collection[str], barred: list[str]) -> str:
    parts = [with_label(_("empty posts"), len(gaps)) if gaps else "", barred_roles_in_words(barred)]
    return "".join(f"; {part}" for part in parts if part)


def _answers(
    standing: Standing,
    taskings: Mapping[str, Tasking],
    seen: Seen,
    since: datetime,
    until: datetime,
) -> list[ShiftLine]:
    """What was answered to taskings, as far as this person reads it."""
    holds = Compartment.CAPACITY in standing.compartments
    lines = []
    for tasking in taskings.values():
        for row in tasking.answers.all():
            if not since <= row.entered_at <= until or tasking.alert_id not in seen:
                continue
            refused = row.answer != TaskingAnswer.Answer.ACCEPTED
            reason = reason_told(row.reason, holds) if refused and row.reason else ""
            said = str(row.get_answer_display()) + (f" ({reason_word(reason)})" if reason else "")
            lines.append(
                ShiftLine(
                    row.answered_at,
                    with_label(_("answer to the tasking"), said),
                    who_of(tasking),
                    row.post,
                    seen[tasking.alert_id],
                    reverse("crisis:decision", args=[standing.mission.code, tasking.alert_id]),
                    loud=refused,
                )
            )
    return lines


def _consent(standing: Standing, since: datetime, until: datetime) -> Iterable[ShiftLine]:
    """Consent of the host state that was lost, or whose loss ended, as a shift's log says it."""
    between = Q(entered_at__gte=since, entered_at__lte=until)
    between |= Q(ended_at__gte=since, ended_at__lte=until)
    for loss in losses_for(standing).filter(between):
        url = reverse("crisis:consent_one", args=[standing.mission.code, loss.pk])
        words, who = str(loss.get_kind_display()), loss.owner_post.title
        if since <= loss.entered_at <= until:
            what = _("consent of the host state lost")
            yield ShiftLine(loss.entered_at, what, words, who, url=url, loud=True)
        if loss.ended_at is not None and since <= loss.ended_at <= until:
            yield ShiftLine(loss.ended_at, str(loss.get_ended_how_display()), words, who, url=url)


def _joinings(standing: Standing, seen: Seen, since: datetime, until: datetime) -> list[ShiftLine]:
    """The alerts that were joined to another, where this person may read both."""
    joined = [one for one in seen.values() if one.merged_at and since <= one.merged_at <= until]
    into = joined_read(standing, joined)
    return [
        ShiftLine(
            alert.merged_at,  # type: ignore[arg-type]  # as it was chosen above
            _("merged into %(alert)s") % {"alert": seen[into[alert.pk]]},
            alert=alert,
            url=_alert_url(standing, into[alert.pk]),
        )
        for alert in joined
        if into.get(alert.pk) in seen
    ]


def _from_network(standing: Standing, since: datetime, until: datetime) -> list[ShiftLine]:
    """Calls nobody took, and tests and thanks, which open no alert; for who reads the network."""
    if not standing.reads("network"):
        return []
    code = standing.mission.code
    calls = calls_for(standing).filter(first_at__gte=since, first_at__lte=until)
    courtesies = courtesies_for(standing).filter(at__gte=since, at__lte=until)
    return [
        *(
            ShiftLine(
                one.first_at,
                _("missed call"),
                f"{one.contact or ''} {one.get_state_display()}".strip(),
                url=reverse("warning:call", args=[code, one.pk]),
            )
            for one in calls
        ),
        *(
            ShiftLine(
                one.at,
                _("a text that opens no alert: %(kind)s") % {"kind": one.get_kind_display()},
                str(one.contact or ""),
                url=reverse("warning:network", args=[code]),
            )
            for one in courtesies
        ),
    ]
