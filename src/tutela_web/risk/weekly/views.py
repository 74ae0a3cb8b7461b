"""The weekly matrix on pages: frozen, answered on a phone, moderated, adopted, told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela.risk.factors import PRIORITIES
from tutela.risk.order import percent
from tutela_web.access.page_access import mission_page, mission_post, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base import clock, jobs
from tutela_web.base.errors import Conflict
from tutela_web.base.forms import version_sent
from tutela_web.look.translate import say_in_page_language
from tutela_web.places.models import Place
from tutela_web.risk import prune_verbs, queries
from tutela_web.risk.figures import AskedFactor, FactorInput, SnapshotLine
from tutela_web.risk.forms import AssessmentKeepingForm, HotspotAnswersForm, ModerateForm
from tutela_web.risk.models import Hotspot, Week
from tutela_web.risk.views import side_by_side
from tutela_web.risk.weekly.queries import sent_down
from tutela_web.risk.weekly.verbs import (
    adopt_week,
    answer,
    freeze_week,
    is_answered,
    no_change,
)
from tutela_web.risk.weekly.verbs import moderate as moderate_hotspot


@mission_page("risks")
def weeks(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every week, newest first, those nobody froze too, and the button that freezes this one."""
    rows = queries.weeks_by_monday(standing)
    today = clock.today(standing.mission)
    this_week = [row for row in rows if row.week and (today - row.monday).days < 7]
    runs = standing.may("run_week")
    context = {"weeks": rows, "may_freeze": runs and not this_week, "may_keep": runs}
    return render(request, "risk/weeks.html", context)


@mission_page("risks", may=prune_verbs.ACT)
def assessment_keeping(request: HttpRequest, standing: Standing) -> HttpResponse:
    """How long assessments are kept, for who runs the week."""
    back = reverse("risk:weeks", args=[standing.mission.code])
    days = {"days": prune_verbs.keep_days(standing.mission)}
    form = AssessmentKeepingForm(request.POST or None, initial=days)
    if request.method == "POST" and form.is_valid():
        with refused_atop(request):
            prune_verbs.set_keep_days(form.cleaned_data["days"], by=standing)
            messages.success(request, _("Recorded."))
        return redirect(back)
    about = {
        "form": form,
        "title": _("Retention of assessments"),
        "button": _("Save"),
        "back": back,
    }
    return render(request, "access/form.html", about, status=400 if form.errors else 200)


@mission_post("risks", may="run_week")
def freeze(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Freeze this week: at once if today is assessed already, else as a job."""
    newest = queries.latest_assessment(standing)
    if newest is None or newest.on != clock.today(standing.mission):
        jobs.ask("freeze_week", mission_id=standing.mission.pk, by_id=standing.person.pk)
        messages.success(request, _("The week is being frozen. Open this page again shortly."))
        return redirect("risk:weeks", standing.mission.code)
    with refused_atop(request):
        made = freeze_week(standing.mission, by=standing)
        return redirect("risk:week", standing.mission.code, made.pk)
    return redirect("risk:weeks", standing.mission.code)


def hotspots_for(standing: Standing) -> Any:
    """The hotspots the person may see: those of risks they may see."""
    return (
        Hotspot.objects.filter(queries.lines_seen(standing, at="risk__"), risk__compartment="")
        .select_related("risk__place__area", "week", "suggested")
        .defer("risk__place__area__boundary")
    )


@mission_page("risks")
def week(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One week: its hotspots with what was answered and what was not, its stale and its unknown."""
    matrix_week = get_object_or_404(queries.weeks_of(standing).select_related("assessment"), pk=pk)
    lines = [
        _line(standing, h)
        for h in hotspots_for(standing).filter(week=matrix_week).order_by("order")
    ]
    stale = queries.risks_for(standing).filter(pk__in=matrix_week.lists.get("stale", ()))
    never = Place.objects.filter(
        standing.sees_open("places"), pk__in=matrix_week.lists.get("never", ())
    )
    context = {
        "week": matrix_week,
        "lines": lines,
        "missing": [line for line in lines if not line["answered"]],
        "stale": [
            (r, queries.overdue(r, matrix_week.monday)) for r in stale.select_related("place")
        ],
        "never": list(never.order_by("name")[:12]),
        "never_total": never.count(),
        "may_adopt": standing.may("adopt_risk") and matrix_week.state != Week.State.ADOPTED,
        "open": matrix_week.state != Week.State.ADOPTED,
    }
    return render(request, "risk/week.html", context)


def _line(standing: Standing, hotspot: Hotspot) -> dict[str, Any]:
    value = queries.RegisterLine(
        hotspot.risk.place,
        hotspot.risk.actor,
        hotspot.risk.harm,
        suggested=hotspot.suggested,
        risk=hotspot.risk,
    )
    return {
        "hotspot": hotspot,
        "line": value,
        "answered": is_answered(hotspot),
        "changed": sum(1 for a in hotspot.answers if a["said"] and _differs(a)),
        "may": standing.may("score_risk", area=hotspot.risk.area_id),
    }


def _differs(asked_factor: AskedFactor) -> bool:
    was = (asked_factor["was"] or {}).get("value")
    return bool(was != asked_factor["value"])


@mission_page("risks")
def hotspot(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """At most eight prefilled answers of one hotspot; each saving keeps what there is so far."""
    this_hotspot = get_object_or_404(hotspots_for(standing), pk=pk)
    may = standing.may("score_risk", area=this_hotspot.risk.area_id)
    form = HotspotAnswersForm(
        request.POST or None, factors=this_hotspot.answers, version=this_hotspot.version
    )
    clash: list[tuple[str, ...]] = []
    status = 200
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            try:
                with refusals():
                    answer(
                        this_hotspot,
                        by=standing,
                        version=form.cleaned_data["version"],
                        changes=_answers(form),
                        reason=form.cleaned_data["reason"],
                    )
            except Conflict as conflict:
                clash, status = side_by_side(conflict), 409
                this_hotspot.refresh_from_db()
                form = HotspotAnswersForm(
                    None, factors=this_hotspot.answers, version=conflict.version
                )
            except TutelaError as fault:
                form.add_error(None, say_in_page_language(fault.as_sentence()))
                status = 400
            else:
                messages.success(request, _("Received."))
                return redirect("risk:week", standing.mission.code, this_hotspot.week_id)
        else:
            status = 400
    context = {
        "hotspot": this_hotspot,
        "line": _line(standing, this_hotspot)["line"],
        "form": form,
        "rows": form.rows(),
        "clash": clash,
        "may": may and this_hotspot.week.state != Week.State.ADOPTED,
        "may_moderate": standing.may("run_week") and this_hotspot.week.state != Week.State.ADOPTED,
        "moderation": ModerateForm(
            initial={
                "version": this_hotspot.version,
                "note": this_hotspot.moderation,
                "red_team": this_hotspot.red_team,
            }
        ),
        "by": queries.posts_of(
            standing.mission, [this_hotspot.answered_by_id, this_hotspot.moderated_by_id]
        ),
        "answered": is_answered(this_hotspot),
    }
    return render(request, "risk/hotspot.html", context, status=status)


def _answers(form: HotspotAnswersForm) -> Mapping[str, FactorInput | None]:
    """What was changed; if nothing was, every answer is confirmed as it stands."""
    changed = form.changes()
    if changed:
        return changed
    return {
        f["factor"]: None
        if f["value"] is None
        else {"value": f["value"], "low": f["low"], "high": f["high"]}
        for f in form.factors
    }


@mission_post("risks")
def answer_no_change(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One tap: no change."""
    this_hotspot = get_object_or_404(hotspots_for(standing), pk=pk)
    with refused_atop(request):
        no_change(this_hotspot, by=standing, version=version_sent(request))
        messages.success(
            request,
            _("No change at %(place)s: received.") % {"place": this_hotspot.risk.place.name},
        )
    return redirect("risk:week", standing.mission.code, this_hotspot.week_id)


@mission_post("risks")
def moderate(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Keep the JMAC's note and red-team comment."""
    this_hotspot = get_object_or_404(hotspots_for(standing), pk=pk)
    form = ModerateForm(request.POST)
    if not standing.may("run_week"):
        raise PermissionDenied
    if form.is_valid():
        with refused_atop(request):
            moderate_hotspot(this_hotspot, by=standing, **form.cleaned_data)
    else:
        messages.error(request, _("The note was not saved: it is longer than 500 letters."))
    return redirect("risk:hotspot", standing.mission.code, this_hotspot.pk)


@mission_post("risks", of=queries.weeks_of)
def adopt(request: HttpRequest, standing: Standing, matrix_week: Week) -> HttpResponse:
    """Adopt the week's answers as the POC group agreed them."""
    with refused_atop(request):
        adopt_week(matrix_week, by=standing, note=request.POST.get("note", "")[:500])
        return redirect("risk:log", standing.mission.code, matrix_week.pk)
    return redirect("risk:week", standing.mission.code, matrix_week.pk)


def _figures_adopted(line: SnapshotLine) -> dict[str, Any]:
    """What a line of an adopted week shows: the score agreed; of what was only suggested its
    likelihood. Weeks adopted before there was one keep what they said."""
    beside = line.get("suggested")
    if line["agreed"] or beside is None:
        return {
            "priority_word": PRIORITIES[line["priority"]],
            "level": line["band"] + 1,
            "score": round(line["risk"]),
            "low": round(line["risk_low"]),
            "high": round(line["risk_high"]),
        }
    return {
        "priority_word": PRIORITIES[beside["priority"]],
        "level": beside["priority"] + 2,
        "score": percent(beside["likelihood"]) or _("not estimated"),
        "low": percent(beside["likelihood_low"]),
        "high": percent(beside["likelihood_high"]),
    }


@mission_page("risks")
def log(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The change log of an adopted week: what moved and why, what was not answered. Printable."""
    matrix_week = get_object_or_404(queries.weeks_of(standing), pk=pk, state=Week.State.ADOPTED)
    lines_seen = queries.risks_for(standing).values_list("pk", "invented")
    seen = {str(pk): invented for pk, invented in lines_seen}
    lines = [
        line | _figures_adopted(line) | {"invented": seen[line["risk_id"]]}
        for line in matrix_week.snapshot
        if line["risk_id"] in seen and line["risk"] is not None
    ]
    people = [
        matrix_week.adopted_by_id,
        matrix_week.frozen_by_id,
        *(x["answered_by"] for x in lines),
    ]
    posts = queries.posts_of(standing.mission, people)
    context = {
        "week": matrix_week,
        "lines": [x | {"who": posts.get(x["answered_by"], "")} for x in lines],
        "moved": [
            m | {"invented": seen[m["risk_id"]]} for m in matrix_week.moved if m["risk_id"] in seen
        ],
        "missing": [x for x in lines if not x["answered"]],
        "adopted_by": posts.get(str(matrix_week.adopted_by_id), ""),
        "sent": sent_down(standing, matrix_week),
    }
    return render(request, "risk/log.html", context)
