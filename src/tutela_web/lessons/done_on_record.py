"""What somebody who leaves a post did to protect civilians, as it stands on record: the draft of
the section on protection of an end-of-assignment report.

The draft is read by the person who leaves, edited and saved by them: nothing of it is kept before.
It names numbers and counts, so that it holds no words of a source, nothing of a compartment, and
nothing marked above the file it goes into: whoever holds the post next reads that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tutela_web.access.models import Holding
from tutela_web.access.policy import Standing
from tutela_web.base.models import IdRow
from tutela_web.crisis.decisions.queries import decisions_for, outcomes_for, taskings_for
from tutela_web.crisis.models import Dissent, TaskingAnswer
from tutela_web.crisis.templatetags.crisis import decision_word, outcome_word
from tutela_web.engagements.engagement.queries import commitments_for, engagements_for
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.fora.forum.queries import actions_for
from tutela_web.lessons.models import PostHandover
from tutela_web.lessons.queries import lessons_for
from tutela_web.look.days import date_format
from tutela_web.risk.queries import weeks_of
from tutela_web.warning.board.queries import alerts_for
from tutela_web.warning.models import Alert
from tutela_web.warning.threads.joinings import joined_under, roots_of

MOST_NAMED = 8
"""So many records a sentence names; the others it counts."""


@dataclass(frozen=True)
class DoneLine:
    """What of one kind stands on record: its name, what came of it, and the records counted, each
    with the address where it is read."""

    name: str
    records: Sequence[tuple[str, str]]
    came_of_it: Sequence[str] = ()

    @property
    def said(self) -> str:
        """The line as it stands in the draft."""
        labels = [label for label, _address in self.records[:MOST_NAMED]]
        more = len(self.records) - len(labels)
        named = ", ".join(labels) + (_(", and %(n)s more") % {"n": more} if more else "")
        counted = _("%(name)s: %(n)s (%(which)s)") % {
            "name": self.name,
            "n": len(self.records),
            "which": named,
        }
        return ". ".join(filter(None, [counted, *self.came_of_it])) + "."


@dataclass(frozen=True)
class DoneOnRecord:
    """What stands on record between two days, and the kinds of which nothing does."""

    since: date | None
    until: date
    lines: Sequence[DoneLine]
    absent: Sequence[str]

    @property
    def draft(self) -> str:
        """The text a person goes on from: each line, then what the records do not show."""
        first, last = (date_format(day, "j M Y") if day else "" for day in (self.since, self.until))
        said = _("From %(first)s to %(last)s, as it stands on record:") % {
            "first": first or _("a day not on record"),
            "last": last,
        }
        lines = [said, *(f"- {line.said}" for line in self.lines)]
        if self.absent:
            nothing = _("Nothing stands on record of: %(kinds)s. It may have been done without.")
            lines.append(f"- {nothing % {'kinds': '; '.join(self.absent)}}")
        return "\n".join(lines)


def done_on_record(standing: Standing, handover: PostHandover) -> DoneOnRecord:
    """What who hands a post over did while they held it, as they may read it now: by themselves
    (decisions, taskings, objections) and by the post (engagements, action points). A fixed number
    of queries, and one for each merging that follows another.
    """
    apart = replace(standing, compartments=frozenset())
    holdings = Holding.objects.filter(
        post=handover.post_id, person=handover.giver_id, starts__lt=handover.taken_from
    )
    since = holdings.aggregate(last=Max("starts"))["last"]
    until = min(handover.taken_from, standing.on)
    zone = ZoneInfo(standing.mission.time_zone)
    span = (
        datetime.combine(since or date.min + timedelta(days=2), time(), zone),
        datetime.combine(until + timedelta(days=1), time(), zone),
    )
    tenure = _Tenure(apart, handover, since or date.min, until, span)
    lines = [read(tenure) for read in _KINDS]
    return DoneOnRecord(
        since,
        until,
        [line for line in lines if line.records],
        [line.name for line in lines if not line.records],
    )


@dataclass(frozen=True)
class _Tenure:
    """Who reads, whose file it is, and the days the post was held: as days and as moments."""

    standing: Standing
    handover: PostHandover
    first: date
    last: date
    span: tuple[datetime, datetime]

    def address(self, name: str, record: IdRow) -> str:
        return reverse(name, args=[self.standing.mission.code, record.pk])

    def fits_file(self, *via: str) -> Q:
        """The records marked no higher than the file; `via` names what they are about."""
        return Q(**{f"{at}classification__lte": self.handover.classification for at in ("", *via)})

    def of_alerts(self, name: str, alerts: Iterable[Alert], *came: str) -> DoneLine:
        by_id = {alert.pk: alert for alert in alerts}
        rows = [(str(alert), self.address("warning:alert", alert)) for alert in by_id.values()]
        return DoneLine(name, rows, came)


def _alerts_raised(tenure: _Tenure) -> DoneLine:
    alerts = alerts_for(tenure.standing).filter(
        tenure.fits_file(), author=tenure.handover.giver_id, entered_at__range=tenure.span
    )
    return tenure.of_alerts(_("Alerts I raised"), alerts.order_by("number"))


def _decisions(tenure: _Tenure) -> DoneLine:
    rows = list(
        decisions_for(tenure.standing)
        .filter(
            tenure.fits_file("alert__"),
            decider=tenure.handover.giver_id,
            decided_at__range=tenure.span,
        )
        .select_related("alert", "decider")
        .prefetch_related(None)
        .order_by("decided_at", "pk")
    )
    waited = [(row.decided_at - row.alert.entered_at).total_seconds() / 3600 for row in rows]
    known = [hours for hours in waited if hours >= 0]
    roots = set(roots_of(row.alert_id for row in rows).values())
    root_by_alert = {root: root for root in roots} | joined_under(roots)
    outcomes = outcomes_for(tenure.standing).filter(
        tenure.fits_file("alert__"), alert__in=root_by_alert
    )
    latest = {
        root_by_alert[row.alert_id]: row.outcome
        for row in outcomes.prefetch_related(None).order_by("entered_at", "pk")
    }
    without = len(roots - latest.keys())
    took = _("from the alert to the decision, median %(median)s h, longest %(longest)s h")
    none = _("no outcome that this file may tell: %(n)s")
    return tenure.of_alerts(
        _("Alerts I decided on"),
        [row.alert for row in rows],
        _count_words(_("decided: %(counts)s"), (decision_word(row.choice) for row in rows)),
        took % {"median": _hours(median(known)), "longest": _hours(max(known))} if known else "",
        _count_words(
            _("outcome: %(counts)s"), (outcome_word(outcome) for outcome in latest.values())
        ),
        none % {"n": without} if without else "",
    )


def _taskings_given(tenure: _Tenure) -> DoneLine:
    return _taskings(
        tenure, _("Alerts on which I gave taskings"), Q(author=tenure.handover.giver_id)
    )


def _taskings_answered(tenure: _Tenure) -> DoneLine:
    """A unit has no post that commands it on record: who answered for it is known."""
    answered = Q(pk__in=TaskingAnswer.objects.filter(by=tenure.handover.giver_id).values("tasking"))
    return _taskings(
        tenure,
        _("Alerts on which my post was tasked, or I answered for a unit"),
        Q(post=tenure.handover.post_id) | answered,
    )


def _taskings(tenure: _Tenure, name: str, which: Q) -> DoneLine:
    seen = taskings_for(tenure.standing).filter(tenure.fits_file("alert__"))
    of_tenure = seen.filter(which, entered_at__range=tenure.span)
    rows = list(
        of_tenure.select_related("alert").prefetch_related(None).order_by("entered_at", "pk")
    )
    states = (row.get_state_display() for row in rows if row.told)
    return tenure.of_alerts(
        name, [row.alert for row in rows], _count_words(_("now: %(counts)s"), states)
    )


def _objections(tenure: _Tenure) -> DoneLine:
    decisions = decisions_for(tenure.standing).filter(tenure.fits_file("alert__")).order_by()
    rows = Dissent.objects.filter(
        decision__in=decisions.values("pk"),
        by=tenure.handover.giver_id,
        at__range=tenure.span,
    )
    objected = [row.decision.alert for row in rows.select_related("decision__alert")]
    return tenure.of_alerts(_("Decisions I objected to"), objected)


def _weeks(tenure: _Tenure) -> DoneLine:
    rows = weeks_of(tenure.standing).filter(
        adopted_by_id=tenure.handover.giver_id, adopted_at__range=tenure.span
    )
    named = [(date_format(row.monday, "j M Y"), tenure.address("risk:week", row)) for row in rows]
    return DoneLine(_("Weekly rankings I adopted"), named)


def _engagements(tenure: _Tenure) -> DoneLine:
    rows = engagements_for(tenure.standing).filter(
        tenure.fits_file(), met_by=tenure.handover.post_id, on__range=(tenure.first, tenure.last)
    )
    named = [(str(row), tenure.address("engagements:engagement", row)) for row in rows]
    return DoneLine(_("Engagements of my post"), named)


def _promises(tenure: _Tenure) -> DoneLine:
    of_tenure = commitments_for(tenure.standing).filter(
        tenure.fits_file(),
        engagement__met_by=tenure.handover.post_id,
        engagement__on__range=(tenure.first, tenure.last),
    )
    rows = list(of_tenure.order_by("due", "pk"))
    named = [
        (date_format(row.due, "j M Y"), tenure.address("engagements:promise", row)) for row in rows
    ]
    on = tenure.standing.on
    states = _count_words(_("now: %(counts)s"), (str(row.state(on).label) for row in rows))
    return DoneLine(_("Promises given and received, by the day they were due"), named, [states])


def _residual(tenure: _Tenure) -> DoneLine:
    rows = residuals_for(tenure.standing).filter(
        tenure.fits_file(),
        accepted_by=tenure.handover.post_id,
        accepted_on__range=(tenure.first, tenure.last),
    )
    named = [
        (date_format(row.accepted_on, "j M Y"), tenure.address("engagements:residual", row))
        for row in rows.order_by("accepted_on", "pk")
    ]
    return DoneLine(_("Residual risks my post accepted"), named)


def _actions(tenure: _Tenure) -> DoneLine:
    of_tenure = actions_for(tenure.standing).filter(
        tenure.fits_file(), owner=tenure.handover.post_id, meeting__starts_at__range=tenure.span
    )
    rows = list(of_tenure.select_related("meeting").order_by("meeting__starts_at", "pk"))
    zone = tenure.span[0].tzinfo
    named = [
        (
            date_format(row.meeting.starts_at.astimezone(zone), "j M Y"),
            tenure.address("fora:action", row),
        )
        for row in rows
    ]
    states = _count_words(_("now: %(counts)s"), (row.get_state_display() for row in rows))
    return DoneLine(_("Action points of my post, by the day of the meeting"), named, [states])


def _lessons(tenure: _Tenure) -> DoneLine:
    of_tenure = lessons_for(tenure.standing).filter(
        tenure.fits_file(),
        Q(author=tenure.handover.giver_id) | Q(owner=tenure.handover.post_id),
        entered_at__range=tenure.span,
    )
    rows = list(of_tenure.order_by("number"))
    named = [(str(row), tenure.address("lessons:lesson", row)) for row in rows]
    stages = _count_words(_("now: %(counts)s"), (row.get_stage_display() for row in rows))
    return DoneLine(_("Lessons I wrote, or my post owns"), named, [stages])


_KINDS: Sequence[Callable[[_Tenure], DoneLine]] = (
    _alerts_raised,
    _decisions,
    _taskings_given,
    _taskings_answered,
    _objections,
    _weeks,
    _engagements,
    _promises,
    _residual,
    _actions,
    _lessons,
)
"""Source: the questions of the set method for leaders who leave (what was faced, known, done, what
came of it), answered by what Tutela holds."""


def _count_words(said: str, words: Iterable[str]) -> str:
    """A sentence with each word and how often it stands, the most frequent first; blank of none.

    >>> _count_words("now: %(counts)s", ["kept", "open", "kept"])
    'now: kept 2, open 1'
    """
    counts = ", ".join(f"{word} {n}" for word, n in Counter(words).most_common())
    return said % {"counts": counts} if counts else ""


def _hours(hours: float) -> str:
    return number_format(hours, decimal_pos=1)
