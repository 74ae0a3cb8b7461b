"""Sections filled from how alerts were answered: the effect for all, and who and why for the few.

Situation reports and what goes outside carry the effect ("no response"), never a unit, contributor
or caveat. What tells of those lies in the compartment capacity, in reports that tell the whole.
"""

from __future__ import annotations

import polars as pl
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.crisis.tables import options
from tutela_web.capacity.denial_queries import denials_for
from tutela_web.crisis.metrics_words import reason_word
from tutela_web.crisis.models import CaveatFinding, Tasking, TaskingAnswer
from tutela_web.crisis.queries import about_alerts, what_came
from tutela_web.joc.queries import flashes_for
from tutela_web.look.said import day_and_hour, word
from tutela_web.monitoring.measured.pictures import funnel_steps
from tutela_web.reporting.counted import Ref, taskings_within
from tutela_web.reporting.filled import Filled, FilledTable, KeptChart, day_told, fills
from tutela_web.reporting.view import FillView
from tutela_web.warning.models import Alert

LISTED = 25
OPENED = ("alerts", "alerts_overdue", "alerts_closed")
ANSWERED = ("decided_in_time", "responded", "no_response", "arrived_before", "protected")


def _ref(alert: Alert) -> Ref:
    return "alert", alert.pk.hex


def _place(alert: Alert) -> str:
    return alert.place.name if alert.place else alert.place_said or _("not known")


def _answer(view: FillView, pk: str, column: str) -> str:
    told = view.alert_rows.filter(pl.col("id") == pk)[column]
    answer = told[0] if len(told) else None
    return word(answer) if answer else "–"


@fills("alerts_opened_overdue_closed")
def fill_alerts(view: FillView) -> Filled:
    """Alerts opened, answered late and closed, and the list of those that stand open."""
    table = FilledTable([_("Alert"), _("Known"), _("Place"), _("Level"), _("State")])
    filled = Filled(table=table, figures=list(OPENED))
    for one in list(view.alerts.values())[:LISTED]:
        state = _("open") if one.now.open else _("closed")
        known = one.known_at.astimezone(view.zone).date() if one.known_at else None
        table.add([one, day_told(known), _place(one), one.get_level_display(), state], _ref(one))
    still = [one for one in view.alerts.values() if one.now.open]
    filled.say(
        ngettext(
            "%(n)s alert was opened in the period; %(open)s of them stand open.",
            "%(n)s alerts were opened in the period; %(open)s of them stand open.",
            len(view.alerts),
        )
        % {"n": len(view.alerts), "open": len(still)},
        *map(_ref, still),
    )
    return filled


@fills("alerts_and_response")
def fill_alerts_and_response(view: FillView) -> Filled:
    """Each alert of the period from first word to outcome, without who went."""
    table = FilledTable(
        [_("Alert"), _("Known"), _("Place"), _("Level"), _("Decided"), _("Response"), _("Outcome")]
    )
    filled = Filled(table=table, figures=[*OPENED, *ANSWERED])
    shown = list(view.alerts.values())[:LISTED]
    came = what_came({one.pk: one.level for one in shown})
    for one in shown:
        outcome = came[one.pk].counts
        known = one.known_at.astimezone(view.zone).date() if one.known_at else None
        table.add(
            [
                one,
                day_told(known),
                _place(one),
                one.get_level_display(),
                _answer(view, str(one.pk), "decided"),
                _answer(view, str(one.pk), "response"),
                word(outcome.outcome) if outcome else _("none recorded"),
            ],
            _ref(one),
        )
    if (more := len(view.alerts) - LISTED) > 0:
        filled.notes.append(
            ngettext("%(n)s more is counted.", "%(n)s more are counted.", more) % {"n": more}
        )
    if not view.alerts:
        filled.notes.append(_("No alert is on record in the period."))
    return filled


@fills("response_effect")
def fill_effect(view: FillView) -> Filled:
    """How alerts were answered: the effect, and no unit."""
    filled = Filled(figures=list(ANSWERED))
    for said, rows in (
        (_("No response is recorded to %(alerts)s."), _where(view, "response", ("no",))),
        (_("Reached before the harm feared: %(alerts)s."), _where(view, "arrival", ("before",))),
        (_("Reached after it: %(alerts)s."), _where(view, "arrival", ("after",))),
    ):
        if rows:
            names = ", ".join(str(one) for one in rows)
            filled.say(said % {"alerts": names}, *map(_ref, rows))
    if not filled.sentences:
        filled.say(_("How alerts were answered is not on record."))
    return filled


def _where(view: FillView, column: str, answers: tuple[str, ...]) -> list[Alert]:
    ids = set(view.alert_rows.filter(pl.col(column).is_in(answers))["id"])
    return [one for pk, one in view.alerts.items() if pk in ids]


@fills("action_so_far")
def fill_action(view: FillView) -> Filled:
    """What was done so far: taskings given and arrived; of one alert, those of it alone."""
    filled = Filled(figures=["tasks", "tasks_done"])
    rows = taskings_within(view)
    if view.about is not None:
        rows = [one for one in rows if one.alert_id == view.about.pk]
    arrived = sum(1 for one in rows if one.arrived_at is not None)
    refs = list(dict.fromkeys(("alert", one.alert_id.hex) for one in rows))
    filled.say(
        ngettext(
            "%(n)s tasking was given; %(arrived)s arrived.",
            "%(n)s taskings were given; %(arrived)s arrived.",
            len(rows),
        )
        % {"n": len(rows), "arrived": arrived},
        *refs,
    )
    return filled


@fills("tasks_in_period")
def fill_tasks(view: FillView) -> Filled:
    """Taskings by what they were for: given, left, arrived, not executed; no unit."""
    table = FilledTable(
        [_("For what"), _("Given"), _("On the way"), _("Arrived"), _("Not executed")]
    )
    filled = Filled(table=table, figures=["tasks", "tasks_done"])
    by_option: dict[str, list[int]] = {}
    refs: dict[str, set[Ref]] = {}
    for one in taskings_within(view):
        row = by_option.setdefault(one.option, [0, 0, 0, 0])
        row[0] += 1
        row[1] += one.departed_at is not None and one.arrived_at is None
        row[2] += one.arrived_at is not None
        row[3] += one.state in REFUSALS and one.arrived_at is None
        refs.setdefault(one.option, set()).add(("alert", one.alert_id.hex))
    for option, row in sorted(by_option.items()):
        label = options()[option].label if option in options() else option
        table.add([word(label), *row], *sorted(refs[option]))
    if not by_option:
        filled.notes.append(_("No tasking is on record in the period."))
        filled.say(_("No tasking is on record in the period."))
    return filled


@fills("next_update")
def fill_next_update(view: FillView) -> Filled:
    """When the next update follows."""
    filled = Filled()
    if view.about is None:
        return filled
    rows = flashes_for(view.standing).filter(alert=view.about, next_at__isnull=False, final=False)
    last = rows.order_by("-number").first()
    if last is not None and last.next_at is not None:
        told = day_and_hour(last.next_at.astimezone(view.zone))
        filled.say(_("The next update follows by %(at)s.") % {"at": told}, _ref(view.about))
    return filled


@fills("response_funnel")
def fill_funnel(view: FillView) -> Filled:
    """From warning to decision, departure, arrival and outcome, what is not known hatched."""
    steps = funnel_steps(view.tables)
    chart = KeptChart(
        kind="funnel",
        title=_("From warning to outcome"),
        labels=[name for name, _known, _unknown in steps],
        layers=[
            [_("known"), "bar", [known for _name, known, _unknown in steps]],
            [_("not known"), "unknown", [unknown for _name, _known, unknown in steps]],
        ],
    )
    return Filled(chart=chart, figures=list(ANSWERED))


@fills("movement_denied_effect")
def fill_denied_effect(view: FillView) -> Filled:
    """How often movement was denied; not to whom."""
    filled = Filled(figures=["movement_denied"])
    rows = denials_for(view.standing).filter(
        view.known(), event_from__range=(view.first, view.last)
    )
    refs = [("denial", one.hex) for one in rows.values_list("pk", flat=True)]
    filled.say(
        ngettext(
            "Movement of the mission was denied or hindered %(n)s time.",
            "Movement of the mission was denied or hindered %(n)s times.",
            len(refs),
        )
        % {"n": len(refs)},
        *refs,
    )
    return filled


# --- what is told in the brief to the Head of Mission, the code cable and the input to a report


@fills("unanswered_warnings")
def fill_unanswered(view: FillView) -> Filled:
    """Warnings nobody answered in time: no decision, or no response."""
    filled = Filled(figures=["alerts_overdue", "no_response"])
    late = _where(view, "decided", ("late", "never"))
    nobody = _where(view, "response", ("no",))
    for one in [one for one in view.alerts.values() if one in late or one in nobody][:LISTED]:
        words = []
        if one in late:
            words.append(_("a decision late or never"))
        if one in nobody:
            words.append(_("no response"))
        filled.say(
            _("%(alert)s, %(place)s: %(what)s.")
            % {"alert": one, "place": _place(one), "what": ", ".join(words)},
            _ref(one),
        )
    if not filled.sentences:
        filled.say(_("No warning of the period is on record as unanswered."))
    return filled


@fills("failures_to_protect")
def fill_failures(view: FillView) -> Filled:
    """Civilians harmed after the mission had been warned."""
    filled = Filled()
    warned = {one.incident for one in view.tables.figures.sights if one.answer == "alerted"}
    for one in view.incidents:
        if str(one.pk) not in warned:
            continue
        place = one.place.name if one.place else one.place_said or _("not known")
        filled.say(
            _("%(day)s, %(place)s: civilians were harmed although the mission had been warned.")
            % {"day": day_told(one.event_to or one.event_from), "place": place},
            ("incident", one.pk.hex),
        )
    for alert in _where(view, "protected", ("no",))[:LISTED]:
        filled.say(
            _("%(alert)s, %(place)s: people were not protected.")
            % {"alert": alert, "place": _place(alert)},
            _ref(alert),
        )
    if not filled.sentences:
        filled.say(_("No failure to protect is on record in the period."))
    return filled


CAVEATS = frozenset({"declared_caveat", "capital"})
REFUSALS = ("refused", "delayed", "failed", "turned")


def _answers_within(view: FillView) -> list[TaskingAnswer]:
    """The refusals and delays of the period, on alerts that may be told of."""
    start, end = view.span
    told = about_alerts(view.closed, Tasking.objects.filter(mission=view.mission))
    rows = TaskingAnswer.objects.filter(
        tasking__in=told.order_by().values("pk"),
        answered_at__gte=start,
        answered_at__lt=end,
        answer__in=REFUSALS,
    )
    return list(
        rows.select_related("tasking__alert", "tasking__unit").order_by("answered_at", "pk")
    )


@fills("refusals")
def fill_refusals(view: FillView) -> Filled:
    """Taskings refused or delayed, by whom and why: in the compartment capacity."""
    filled = Filled()
    for one in _answers_within(view):
        tasking = one.tasking
        filled.say(
            _("%(alert)s: %(who)s %(answer)s the tasking; reason: %(why)s.")
            % {
                "alert": tasking.alert,
                "who": tasking.unit or tasking.component or _("a component"),
                "answer": one.get_answer_display(),
                "why": reason_word(one.reason) if one.reason else _("none given"),
            },
            ("alert", tasking.alert_id.hex),
        )
    if not filled.sentences:
        filled.say(_("No refusal or delay is on record in the period."))
    return filled


@fills("caveats_used")
def fill_caveats(view: FillView) -> Filled:
    """Caveats that were invoked, declared or not: in the compartment capacity."""
    filled = Filled()
    answers = [one for one in _answers_within(view) if one.reason in CAVEATS]
    findings = {
        one.answer_id: one
        for one in CaveatFinding.objects.filter(answer__in=[one.pk for one in answers])
    }
    for one in answers:
        finding = findings.get(one.pk)
        filled.say(
            _("%(alert)s: %(who)s cited %(why)s (%(found)s).")
            % {
                "alert": one.tasking.alert,
                "who": one.tasking.unit or one.tasking.component or _("a component"),
                "why": reason_word(one.reason),
                "found": finding.get_finding_display() if finding else _("not classified"),
            },
            ("alert", one.tasking.alert_id.hex),
        )
    if not filled.sentences:
        filled.say(_("No caveat is on record as used in the period."))
    return filled


@fills("access_denied")
def fill_access(view: FillView) -> Filled:
    """Where and by whom movement was denied."""
    filled = Filled(figures=["movement_denied"])
    rows = denials_for(view.standing).filter(
        view.known(), event_from__range=(view.first, view.last)
    )
    for one in rows[:LISTED]:
        said = _("%(day)s, %(where)s: %(what)s by %(who)s.") % {
            "day": day_told(one.event_from),
            "where": one.where or _("place not named"),
            "what": one.get_kind_display(),
            "who": one.authority,
        }
        if one.raised_on is None:
            said += " " + _("Nobody raised it with the host.")
        filled.say(said, ("denial", one.pk.hex))
    if not filled.sentences:
        filled.say(_("No denied movement is on record in the period."))
    return filled
