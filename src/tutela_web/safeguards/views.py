"""The small forms beside harm checks and reprisals, the door for allegations, and the queue."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.access.vault import safety_verbs
from tutela_web.base.ids import new_id
from tutela_web.base.values import FieldValue
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import forms_beside_record, posted_atop, save_posted
from tutela_web.safeguards import forms, queries, verbs
from tutela_web.safeguards.kind import HARM_CHECK, REPRISAL
from tutela_web.safeguards.models import HarmCheck, Reprisal

Given = dict[str, FieldValue]


def _find_check(standing: Standing, pk: UUID) -> Model:
    record: Model = find_record(HARM_CHECK, standing, pk)
    return record


def _show_check(
    request: HttpRequest, standing: Standing, check: HarmCheck, **refused: Form | None
) -> HttpResponse:
    return show_record(HARM_CHECK, request, standing, check, status=None, **refused)


_beside_check = forms_beside_record("checks", _find_check, _show_check, "safeguards:check")


@_beside_check("decide_form", forms.DecideHarmForm, versioned=True)
def check_decide(standing: Standing, check: HarmCheck, given: Given, *, version: int) -> None:
    """Decide whether the act goes ahead."""
    verbs.decide_check(check, version=version, by=standing, **given)  # type: ignore[arg-type]


@_beside_check("watch_form", forms.WatchHarmForm, versioned=True)
def check_watch(standing: Standing, check: HarmCheck, given: Given, *, version: int) -> None:
    """Keep what was seen afterwards."""
    verbs.watch_check(check, version=version, by=standing, **given)  # type: ignore[arg-type]


# --- reprisals


def _find_reprisal(standing: Standing, pk: UUID) -> Model:
    record: Model = find_record(REPRISAL, standing, pk)
    return record


def _show_reprisal(
    request: HttpRequest, standing: Standing, reprisal: Reprisal, **refused: Form | None
) -> HttpResponse:
    return show_record(REPRISAL, request, standing, reprisal, status=None, **refused)


_beside_reprisal = forms_beside_record(
    "reprisals", _find_reprisal, _show_reprisal, "safeguards:reprisal"
)


@_beside_reprisal("resume_form", forms.ResumeForm)
def reprisal_resume(standing: Standing, reprisal: Reprisal, given: Given) -> None:
    """Let contact with the person begin again."""
    verbs.resume_contact(reprisal, by=standing, **given)  # type: ignore[arg-type]


@mission_page(may_somewhere=queries.REPORT)
def report(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Report a reprisal: anybody who works with people's accounts may, and reads nothing again."""
    form = forms.ReprisalForm(request.POST or None, standing=standing, initial={"id": new_id()})
    if form.is_bound and save_posted(form, lambda given: _report(given, standing)):
        return render(request, "safeguards/reported.html")
    status = 400 if form.errors else 200
    return render(request, "safeguards/report.html", {"form": form}, status=status)


def _report(given: Given, standing: Standing) -> None:
    id = given.pop("id")
    assert isinstance(id, UUID)
    verbs.report_reprisal(given, by=standing, id=id)  # type: ignore[arg-type]


# --- what is retained


@mission_page("retention")
def retention(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What is due for destruction, what Legal Affairs holds, what was decided."""
    holds = standing.may(safety_verbs.HOLD)
    context = {
        "due": queries.due_by_class(standing),
        "holds": queries.holds_for(standing),
        "decided": queries.destructions_for(standing)[:50],
        "may_destroy": standing.may(queries.DESTROY),
        "may_hold": holds,
        "hold_form": forms.DestructionHoldForm() if holds else None,
        "retain_form": forms.RetainForm(auto_id="retain_%s"),
        "rule_form": forms.RuleForm() if standing.may(queries.SET_RULES) else None,
    }
    return render(request, "safeguards/retention.html", context)


@mission_post("retention")
def hold(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Hold destruction."""
    posted_atop(
        request, forms.DestructionHoldForm(request.POST), lambda given: _hold(given, standing)
    )
    return redirect("safeguards:retention", standing.mission.code)


def _hold(given: Given, standing: Standing) -> None:
    subject = safety_verbs.subject_by_pseudonym(standing.mission, str(given["named"]))
    safety_verbs.hold_destruction(
        why=str(given["why"]), reference=str(given["reference"]), subject=subject, by=standing
    )


@mission_post("retention", of=queries.holds_for)
def end_hold(request: HttpRequest, standing: Standing, held: Model) -> HttpResponse:
    """End a hold."""
    with refused_atop(request):
        safety_verbs.end_hold(held, by=standing)  # type: ignore[arg-type]
    return redirect("safeguards:retention", standing.mission.code)


@mission_post("retention")
def rule(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Set how long a class is retained."""
    form = forms.RuleForm(request.POST)
    posted_atop(request, form, lambda given: verbs.set_rule(**given, by=standing))
    return redirect("safeguards:retention", standing.mission.code)


@mission_post("retention")
def decide(request: HttpRequest, standing: Standing, kept: str, pk: UUID) -> HttpResponse:
    """Destroy words that are due, or retain them for a reason."""
    if kept not in queries.CLASSES:
        raise Http404
    if request.POST.get("what") == "destroy":
        with refused_atop(request):
            verbs.destroy_words(kept, pk, by=standing)
            messages.success(request, _("Destroyed. That it was there, and what counts it, stays."))
    else:
        form = forms.RetainForm(request.POST)
        posted_atop(request, form, lambda given: verbs.retain_words(kept, pk, **given, by=standing))
    return redirect("safeguards:retention", standing.mission.code)
