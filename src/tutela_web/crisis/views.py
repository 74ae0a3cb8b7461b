"""The decision screen of an alert, and what is recorded from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tutela.base.errors import BadParameter, TutelaError
from tutela.base.messages import say
from tutela.capacity.readiness import LIMITED, is_planned
from tutela.crisis.option_comparison import Weighed
from tutela.crisis.tables import hazards, options
from tutela.warning.states import OUTCOME
from tutela_web.access.page_access import mission_page, refusals
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.ids import id_or_404
from tutela_web.capacity.training.limits import look_before_tasking
from tutela_web.crisis.consent.queries import lost_over
from tutela_web.crisis.decisions import queries, verbs
from tutela_web.crisis.decisions.decision_map import draw
from tutela_web.crisis.decisions.drawing import time_chart
from tutela_web.crisis.decisions.forms import (
    AlertDecisionForm,
    AlertOutcomeForm,
    MeasureRefusalForm,
    PoliticalStepForm,
    RefusalReasonForm,
    SpokenForm,
    TaskingAnswerForm,
    TaskingCheckForm,
    TaskingForm,
)
from tutela_web.crisis.endings import verbs as endings
from tutela_web.crisis.ladders.queries import ladders_read
from tutela_web.crisis.models import HostRelease, HrddpFile, Tasking, TaskingAnswer
from tutela_web.crisis.options.queries import weigh_for
from tutela_web.crisis.phases.verbs import refuse_measure
from tutela_web.crisis.plans.models import Phased
from tutela_web.crisis.plans.politics_queries import politics_of
from tutela_web.crisis.plans.queries import plans_for
from tutela_web.crisis.taskings import harm_verbs
from tutela_web.crisis.taskings.departures import Departures, expected_at
from tutela_web.crisis.taskings.harm_queries import harm_kind
from tutela_web.look.translate import say_in_page_language, word
from tutela_web.mandate.queries import paragraphs_in_force
from tutela_web.records.create_page import save_posted
from tutela_web.records.pages import read_line
from tutela_web.safeguards.forms import HarmMixin
from tutela_web.warning.board.queries import (
    chain_of,
    is_departure_late,
    is_overdue,
    is_reopened,
    is_silent,
    known_of,
    not_known,
    thread_of,
    thread_read,
)
from tutela_web.warning.calls.call_list import whom_to_ring
from tutela_web.warning.models import Alert, AlertNow
from tutela_web.warning.network.place_facts import facts_at
from tutela_web.warning.threads.joinings import joined_under

Page = Callable[..., HttpResponse]
TIERS = (
    (1, gettext_lazy("Dialogue and engagement")),
    (2, gettext_lazy("Physical protection")),
    (3, gettext_lazy("Protective environment")),
)


def show_refusals_on_page(view: Callable[..., HttpResponse | None]) -> Page:
    """A POST of the screen: what a verb refuses is said there; what the policy denies is a 403."""

    @require_POST
    @mission_page("alerts")
    @wraps(view)
    def answered(request: HttpRequest, standing: Standing, pk: UUID, **of: UUID) -> HttpResponse:
        alert = _alert(standing, pk)
        try:
            with refusals():
                response = view(request, standing, alert, **of)
        except TutelaError as fault:
            messages.error(request, f"{say_in_page_language(fault.as_sentence())}")
            response = None
        if isinstance(response, HttpResponse):
            return response
        if request.POST.get("back") == "board":
            return redirect("warning:board", standing.mission.code)
        return redirect("crisis:decision", standing.mission.code, alert.pk)

    return answered


def _alert(standing: Standing, pk: UUID) -> Alert:
    return queries.alert_for(standing, pk)


def _acts_allowed(standing: Standing, alert: Alert) -> dict[str, bool]:
    acts = (
        "decide_alert",
        "record_decision",
        "task_unit",
        "check_harm",
        "record_progress",
        "close_alert",
        "raise_alert",
        "release_hazard",
        "advise_release",
    )
    return {act: standing.may(act, area=alert.area_id) for act in acts}


@mission_page("alerts")
def decision(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One screen: known and not, who can be there and when, options, decision, tasks, outcome."""
    alert = _alert(standing, pk)
    if alert.pk != pk:
        return redirect("crisis:decision", standing.mission.code, alert.pk)
    read_line(standing, alert)
    return _page(request, standing, alert)


def _suggested_doer(weighed: Weighed) -> str:
    """The unit that is offered for an option, where one is known to be able and free."""
    free = weighed.doer is not None and weighed.doer.able and not weighed.bars
    return weighed.doer.name if free and weighed.doer else ""


MOST_UNITS = 12
"""Units listed and drawn: who comes after them comes too late."""


def _page(request: HttpRequest, standing: Standing, alert: Alert, **forms: Form) -> HttpResponse:
    now, may = clock.now(standing.mission), _acts_allowed(standing, alert)
    ladder = ladders_read(standing)
    known = known_of(standing, [alert])[alert.pk]
    screen = queries.screen(standing, alert, known)
    feared = known.nearest("onset")
    since, until = feared if isinstance(feared, tuple) else (None, None)
    units = screen.units[:MOST_UNITS]
    form = forms.get("form") or AlertDecisionForm(
        own=may["decide_alert"], roles=standing.roles, cited=paragraphs_in_force(standing)
    )
    weighed = weigh_for(standing, alert, screen)
    tiers = [
        (
            tier,
            label,
            [
                (
                    one,
                    word(one.option.label),
                    request.POST.get(f"who:{one.option.option}", _suggested_doer(one)),
                    request.POST.get(f"left:{one.option.option}", ""),
                )
                for one in weighed
                if one.option.tier == tier
            ],
        )
        for tier, label in TIERS
    ]
    unit_able = any(unit.able for unit in screen.units)
    context = {
        "alert": alert,
        "state": alert.now,
        "chain": chain_of(alert.now, now),
        "found": screen,
        "overdue": is_overdue(alert.now, now),
        "not_known": not_known(alert, known),
        "known": known,
        "reports": thread_of(standing, alert),
        "may": may | {"runs": alert.now.open and OUTCOME not in alert.now.moments},
        "tiers": tiers,
        "form": form,
        "chosen": form["taken"].value() or [],
        "tasking_form": forms.get("tasking_form") or TaskingForm(standing=standing),
        "plans": plans_for(standing, alert),
        "lost": lost_over(standing, alert.area_id),
        "answer_form": TaskingAnswerForm(auto_id=False),
        "reason_form": RefusalReasonForm(auto_id=False),
        "others": queries.taskings_standing(thread_read(alert)).exists(),
        "leaving": _leaving(alert, screen.taskings, now),
        "outcome_form": forms.get("outcome_form") or AlertOutcomeForm(),
        "chart": time_chart(queries.bars(screen), now, (since, None if until == since else until)),
        "drawn": draw(standing, alert, units),
        "units": units,
        "ladder_read": ladder,
        "ladder": list(ladder.values()),
        "facts": facts_at(standing, alert.place) if alert.place else {},
        "reopened": is_reopened(alert.now),
        "silent": is_silent(alert.now, now),
        "departs_late": is_departure_late(alert.now, now),
        "unit_able": unit_able,
        "to_ring": whom_to_ring(standing, alert, unit_able=unit_able),
        "names_withheld": any(tasking.nameless for tasking in screen.taskings),
        "missing": verbs.missing_to_close(alert),
        "harm_form": HarmMixin(auto_id="harm_%s"),
        "reads_checks": standing.reads("checks"),
        "check_form": TaskingCheckForm(standing=standing, alert=alert, auto_id=False),
        "may_ask_check": any(may[act] for act in harm_verbs.MAY_ASK),
        "hazards": [(name, word(label)) for name, (label, _feed) in hazards().items()],
        "beside": [note for told in queries.BESIDE.values() for note in told(standing, alert)],
        "holds_capacity": "capacity" in standing.compartments,
        "urgent": not is_planned(alert.level),
        "limited": LIMITED,
        **_before_tasking(standing, forms.get("tasking_form")),
        "politics": politics_of(standing, alert, screen),
        "political_forms": _political_forms(standing, alert, may, forms),
        "political": any(
            o["taken"] and options()[o["option"]].who == "political"
            for d in screen.decisions
            for o in d.options
            if o["option"] in options()
        ),
    }
    bad = any(forms.values())
    return render(request, "crisis/decision.html", context, status=400 if bad else 200)


def _before_tasking(standing: Standing, refused: Form | None) -> dict[str, Any]:
    """What is looked at before a tasking goes out, where one was refused for want of that."""
    if refused is None or not hasattr(refused, "cleaned_data"):
        return {"before": None}
    unit, option = refused.cleaned_data.get("unit"), refused.cleaned_data.get("option") or ""
    if unit is None or option not in options():
        return {"before": None}
    before = look_before_tasking(standing, unit, options()[option].task)
    police = before.police if before is not None else None
    return {"before": before, "police_task": word(police.label) if police else ""}


def _leaving(
    alert: Alert, rows: Sequence[Tasking], now: datetime
) -> dict[UUID, tuple[datetime | None, datetime | None]]:
    """Of taskings that stand: by when those tasked leave, where they have not; and when they are
    expected."""
    departures = Departures(rows, {alert.pk: alert}, joined_under([alert.pk]))
    return {
        row.pk: (departures.due(row), expected_at(row, now))
        for row in rows
        if row.state in queries.UNFINISHED and getattr(row, "told", True)
    }


def _political_forms(
    standing: Standing, alert: Alert, may: Mapping[str, bool], refused: Mapping[str, Form]
) -> list[dict[str, Any]]:
    """The forms by which a political step is asked of a post, and a measure refused, of an open
    alert and for who may."""
    if not alert.now.open:
        return []
    key = [standing.mission.code, alert.pk]
    offered: list[dict[str, Any]] = []
    if may["task_unit"] or may["decide_alert"]:
        form = refused.get("ask_form") or PoliticalStepForm(standing=standing, auto_id="ask_%s")
        offered.append(
            {
                "name": "ask-politics",
                "form": form,
                "url": reverse("crisis:ask_politics", args=key),
                "title": _("Ask for a political step"),
                "button": _("Ask for it"),
            }
        )
    if may["decide_alert"]:
        offered.append(
            {
                "name": "refuse-measure",
                "form": refused.get("refusal_form") or MeasureRefusalForm(auto_id="refusal_%s"),
                "url": reverse("crisis:refuse_option", args=key),
                "title": _("Refuse a measure"),
                "button": _("Refuse it"),
            }
        )
    return offered


def _beside_options(request: HttpRequest, field: str) -> dict[str, str]:
    """What was written beside each option under `<field>:<option>`, where anything was."""
    begins = f"{field}:"
    return {
        name.removeprefix(begins): words.strip()[:500]
        for name in request.POST
        if name.startswith(begins) and (words := request.POST.get(name, "")).strip()
    }


@show_refusals_on_page
def decide(request: HttpRequest, standing: Standing, alert: Alert) -> HttpResponse | None:
    """Record a decision; what was written stays on the page where something is missing."""
    own = standing.may("decide_alert", area=alert.area_id)
    form = AlertDecisionForm(
        request.POST, own=own, roles=standing.roles, cited=paragraphs_in_force(standing)
    )
    if not form.is_valid():
        return _page(request, standing, alert, form=form)
    answers = form.cleaned_data
    left = {
        option: words
        for option, words in _beside_options(request, "left").items()
        if option not in answers["taken"]
    }
    try:
        with refusals():
            verbs.decide(
                alert,
                answers.pop("choice"),
                by=standing,
                authority=answers.pop("authority"),
                left=left,
                who=_beside_options(request, "who"),
                **answers,
            )
    except TutelaError as fault:
        form.add_error(None, say_in_page_language(fault.as_sentence()))
        return _page(request, standing, alert, form=form)
    messages.success(request, _("The decision is recorded."))
    return None


@show_refusals_on_page
def dissent(request: HttpRequest, standing: Standing, alert: Alert, of: UUID) -> None:
    """Say that one sees it otherwise."""
    rows = queries.decisions_for(standing).filter(alert__in=thread_read(alert))
    verbs.dissent(get_object_or_404(rows, pk=of), request.POST.get("words", ""), by=standing)


@show_refusals_on_page
def account(request: HttpRequest, standing: Standing, alert: Alert, of: UUID) -> None:
    """Give the account of force that a decision allowed."""
    rows = queries.decisions_for(standing).filter(alert__in=thread_read(alert))
    decision = get_object_or_404(rows.select_related("alert"), pk=of)
    verbs.account_for_force(decision, request.POST.get("words", ""), by=standing)


@show_refusals_on_page
def task(request: HttpRequest, standing: Standing, alert: Alert) -> HttpResponse | None:
    """Task a unit or a component."""
    form = TaskingForm(request.POST, standing=standing)
    if not form.is_valid():
        return _page(request, standing, alert, tasking_form=form)
    fields = {k: v for k, v in form.cleaned_data.items() if v not in (None, "")}
    newest = queries.decisions_of(standing, thread_read(alert))[:1]
    try:
        with refusals():
            tasking = verbs.task(
                alert,
                fields.pop("option"),
                by=standing,
                decision=newest[0] if newest else None,
                **fields,
            )
    except BadParameter as fault:
        form.add_error(None, say_in_page_language(fault.as_sentence()))
        return _page(request, standing, alert, tasking_form=form)
    if harm_kind(tasking.option) and not tasking.harm_check_id and standing.reads("checks"):
        messages.info(
            request,
            _("The tasking is given. Could it expose people? Link or open a harm check with it."),
        )
    return None


@show_refusals_on_page
def check(request: HttpRequest, standing: Standing, alert: Alert, of: UUID) -> HttpResponse | None:
    """Link a tasking to a harm check, open one for it, or say why it goes without one."""
    if not standing.reads("checks"):
        raise PermissionDenied
    tasking, pressed = _tasking(standing, alert, of), request.POST.get("what", "")
    form = TaskingCheckForm(request.POST, standing=standing, alert=alert)
    if pressed == "open":
        begun = harm_verbs.open_check(tasking, by=standing)
        return redirect("safeguards:check", standing.mission.code, begun.pk)
    if not form.is_valid() and "why" in form.errors:
        messages.error(request, " ".join(map(str, form.errors["why"])))
    elif form.errors or (pressed == "link" and form.cleaned_data["check"] is None):
        messages.error(request, _("Choose the harm check, or open one."))
    elif pressed == "link":
        harm_verbs.link_check(tasking, form.cleaned_data["check"], by=standing)
    elif pressed == "without":
        harm_verbs.go_without(tasking, form.cleaned_data["why"], by=standing)
    else:
        raise PermissionDenied
    return None


@show_refusals_on_page
def ask_politics(request: HttpRequest, standing: Standing, alert: Alert) -> HttpResponse | None:
    """Ask a post for a political step beside the uniformed one."""
    form = PoliticalStepForm(request.POST, standing=standing, auto_id="ask_%s")
    newest = queries.decisions_of(standing, thread_read(alert))[:1]
    saved = save_posted(
        form,
        lambda given: verbs.task(
            alert,
            given.pop("option"),
            by=standing,
            decision=newest[0] if newest else None,
            phase=Phased.RESPONSE,
            **given,
        ),
    )
    return None if saved else _page(request, standing, alert, ask_form=form)


@show_refusals_on_page
def refuse_option(request: HttpRequest, standing: Standing, alert: Alert) -> HttpResponse | None:
    """Refuse a measure by name, with its reason."""
    form = MeasureRefusalForm(request.POST, auto_id="refusal_%s")
    saved = save_posted(
        form,
        lambda given: refuse_measure(by=standing, alert=alert, **given),
    )
    return None if saved else _page(request, standing, alert, refusal_form=form)


def _tasking(standing: Standing, alert: Alert, pk: UUID) -> Tasking:
    rows = queries.taskings_for(standing).prefetch_related(None)
    rows = rows.filter(alert__in=thread_read(alert))
    return get_object_or_404(rows.select_related("alert__mission", "unit"), pk=pk)


@show_refusals_on_page
def answer(request: HttpRequest, standing: Standing, alert: Alert, of: UUID) -> None:
    """Record what a unit answered."""
    form = TaskingAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This answer could not be read."))
        return
    answers = form.read_answer()
    said = answers.pop("answer")
    verbs.answer(_tasking(standing, alert, of), said, by=standing, **answers)
    if said == "refused":
        messages.warning(
            request,
            _(
                "Does a caveat stand behind this refusal, and was it declared? The Force or"
                " Police Commander says so."
            ),
        )


@show_refusals_on_page
def reason(request: HttpRequest, standing: Standing, alert: Alert, of: UUID) -> None:
    """Record why those tasked cannot go, who did not say it themselves."""
    seen = queries.taskings_for(standing).filter(alert__in=thread_read(alert))
    rows = TaskingAnswer.objects.filter(queries.told_of(standing, at="tasking__"))
    answered = get_object_or_404(rows.filter(tasking__in=seen), pk=of)
    form = RefusalReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose the reason that was given."))
        return
    verbs.give_reason(answered, form.cleaned_data.pop("reason"), by=standing, **form.cleaned_data)


@show_refusals_on_page
def withdraw(request: HttpRequest, standing: Standing, alert: Alert, of: UUID) -> None:
    """Withdraw a tasking: it stands until that is read back."""
    verbs.withdraw(
        _tasking(standing, alert, of), by=standing, why=request.POST.get("why", "")[:300]
    )
    messages.warning(
        request, _("Those tasked are told. The tasking stands until they read it back.")
    )


@show_refusals_on_page
def becomes(
    request: HttpRequest, standing: Standing, alert: Alert, of: UUID
) -> HttpResponse | None:
    """What becomes of a tasking whose alert ended, or was opened again."""
    tasking, answer_said = _tasking(standing, alert, of), request.POST.get("what", "")
    if answer_said == "again":
        endings.task_again(tasking, by=standing)
        return None
    endings.settle_taskings(alert, {tasking.pk: answer_said}, by=standing)
    if answer_said != endings.STAYS:
        messages.warning(
            request, _("Those tasked are told. The tasking stands until they read it back.")
        )
    return _go_to_tasking(standing, alert) if answer_said == endings.AGAIN else None


def _go_to_tasking(standing: Standing, alert: Alert) -> HttpResponse:
    """Where a unit is tasked anew: on the alert while it is open, else from the board."""
    if AlertNow.objects.get(alert=alert).open:
        address = reverse("crisis:decision", args=[standing.mission.code, alert.pk])
        return redirect(f"{address}#task")
    return redirect("warning:board", standing.mission.code)


def _read_what_becomes(request: HttpRequest) -> dict[UUID, str]:
    """What was said, with an ending, of taskings that stand."""
    begins = "becomes-"
    return {
        id_or_404(name.removeprefix(begins)): said
        for name in request.POST
        if name.startswith(begins) and (said := request.POST.get(name, ""))
    }


@show_refusals_on_page
def read_back_withdrawal(request: HttpRequest, standing: Standing, alert: Alert, of: UUID) -> None:
    """Those tasked read back that their tasking is withdrawn."""
    said = _read_spoken(request)
    verbs.read_back_withdrawal(
        _tasking(standing, alert, of),
        by=standing,
        who=said["who"],
        channel=said["channel"],
        happened_at=said["at"],
    )


def _read_spoken(request: HttpRequest) -> dict[str, Any]:
    """Who said it by voice, by which way, when. Raises BadParameter."""
    form = SpokenForm(request.POST)
    if not form.is_valid():
        raise BadParameter(say("this hour or way could not be read"), next=say("correct it"))
    return form.cleaned_data


@show_refusals_on_page
def move(request: HttpRequest, standing: Standing, alert: Alert, of: UUID) -> None:
    """Record that those tasked departed, arrived, left or returned."""
    verbs.move(_tasking(standing, alert, of), request.POST.get("what", ""), by=standing)


@show_refusals_on_page
def read_back(request: HttpRequest, standing: Standing, alert: Alert, of: UUID) -> None:
    """Keep that the rules of engagement were read back."""
    verbs.read_back(_tasking(standing, alert, of), request.POST.get("who", ""), by=standing)


@show_refusals_on_page
def passed_on(request: HttpRequest, standing: Standing, alert: Alert) -> None:
    """It has reached who acts, or somebody answered by voice."""
    said = _read_spoken(request)
    alert = verbs.passed_on(
        alert,
        said["who"] or request.POST.get("to", "")[:120],
        by=standing,
        at=said["at"],
        channel=said["channel"],
    )
    if "acknowledged" not in AlertNow.objects.get(alert=alert).moments:
        messages.warning(
            request,
            _("This is on record and stops no clock. Next: write who answered, and by which way."),
        )


@show_refusals_on_page
def moving(request: HttpRequest, standing: Standing, alert: Alert) -> None:
    """Somebody is on the way."""
    verbs.moving(alert, request.POST.get("who", "")[:120], by=standing)


@show_refusals_on_page
def outcome(request: HttpRequest, standing: Standing, alert: Alert) -> HttpResponse | None:
    """Record what came of it."""
    form = AlertOutcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, standing, alert, outcome_form=form)
    fields = dict(form.cleaned_data)
    recorded = fields.pop("outcome")
    try:
        with refusals(), transaction.atomic():
            verbs.record_outcome(alert, recorded, by=standing, **fields)
            if not verbs.danger_lasts(alert):
                endings.settle_taskings(alert, _read_what_becomes(request), by=standing)
    except TutelaError as fault:
        form.add_error(None, say_in_page_language(fault.as_sentence()))
        at = fields["happened_at"] or clock.now(standing.mission)
        form.asks = bool(queries.speaks_against_outcome(standing, alert, recorded, at))
        return _page(request, standing, alert, outcome_form=form)
    if verbs.danger_lasts(alert):
        messages.warning(
            request,
            _("The outcome is recorded. Nobody has said that the danger ended: its clocks run on."),
        )
    else:
        messages.success(request, _("The outcome is recorded. Feedback to the community is due."))
    return None


@show_refusals_on_page
def close(request: HttpRequest, standing: Standing, alert: Alert) -> None:
    """Close the alert, and say what becomes of the taskings that stand."""
    with transaction.atomic():
        verbs.close(alert, by=standing, why=request.POST.get("why", ""))
        endings.settle_taskings(alert, _read_what_becomes(request), by=standing)
    messages.success(request, _("%(alert)s is closed.") % {"alert": alert})


# --- a hazard passed to a host force


@show_refusals_on_page
def ask_release(request: HttpRequest, standing: Standing, alert: Alert) -> None:
    """Ask that a hazard be passed to a host force."""
    if alert.place is None:
        messages.error(request, _("Match the place first: a release names one of our list."))
        return
    receiver = get_object_or_404(
        HrddpFile, mission=standing.mission, pk=id_or_404(request.POST.get("receiver", ""))
    )
    now = clock.now(standing.mission)
    hours = min(max(int(request.POST.get("hours") or 12), 1), 168)
    check = queries.check_host(standing, queries.happened_near_alert(standing, alert))
    verbs.ask_release(
        alert,
        hazard=request.POST.get("hazard", ""),
        place=alert.place,
        since=now,
        until=now + timedelta(hours=hours),
        receiver=receiver,
        by=standing,
        suspected=check.suspected,
        looked_at=check.looked_at,
    )


@show_refusals_on_page
def release(request: HttpRequest, standing: Standing, alert: Alert, of: UUID) -> None:
    """Advise on a release, or decide it."""
    rows = HostRelease.objects.filter(
        standing.sees("alerts", at="alert__"), alert__in=thread_read(alert)
    )
    host_release = get_object_or_404(rows.select_related("alert", "receiver"), pk=of)
    what, words = request.POST.get("what", ""), request.POST.get("words", "")
    if what in ("for", "against"):
        verbs.advise(host_release, against=what == "against", words=words, by=standing)
    elif what in ("pass", "hold"):
        form = HarmMixin(request.POST)
        harm = form.cleaned_data["harm"] if what == "pass" and form.is_valid() else None
        verbs.decide_release(
            host_release, pass_it=what == "pass", why=words, harm=harm, by=standing
        )
    else:
        raise PermissionDenied
