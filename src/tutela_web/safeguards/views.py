"""The small forms beside harm checks and reprisals, the door for allegations, and the queue."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.access.vault import safety_verbs
from tutela_web.access.vault.models import DestructionHold
from tutela_web.base.fields import choice, few_words, text
from tutela_web.base.ids import new_id
from tutela_web.base.values import FieldValue
from tutela_web.records.acts import Act, ActsOn, one_of
from tutela_web.records.create_page import posted_atop, save_posted
from tutela_web.safeguards import queries, verbs
from tutela_web.safeguards.forms import ReprisalForm

Given = dict[str, FieldValue]


@mission_page(may_somewhere=queries.REPORT)
def report(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Report a reprisal: anybody who works with people's accounts may, and reads nothing again."""
    form = ReprisalForm(request.POST or None, standing=standing, initial={"id": new_id()})
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
        "hold_form": HOLD.form_for(standing) if holds else None,
        "retain_form": RetainForm(auto_id="retain_%s"),
        "rule_form": RULE.form_for(standing) if standing.may(queries.SET_RULES) else None,
    }
    return render(request, "safeguards/retention.html", context)


def _hold(*, why: str, reference: str, named: str, by: Standing) -> DestructionHold:
    subject = safety_verbs.subject_by_pseudonym(by.mission, named)
    return safety_verbs.hold_destruction(why=why, reference=reference, subject=subject, by=by)


RETENTION = ActsOn(("retention",), "safeguards:retention")
HOLD = Act(
    _hold,
    on=RETENTION,
    path="retention/hold/",
    name="hold",
    fields={
        "why": choice(_("For"), DestructionHold.Ground),
        "reference": text(_("Reference of the file"), 80, _("No names.")),
        "named": few_words(
            _("Identity, by pseudonym"),
            20,
            _("As S-0012. Without one, everything that is reviewed is held."),
        ),
    },
)
RULE = Act(
    verbs.set_rule,
    on=RETENTION,
    path="retention/rule/",
    name="rule",
    fields={
        "kept": choice(_("Class"), [(name, one.label) for name, one in queries.CLASSES.items()]),
        "months": forms.IntegerField(min_value=1, max_value=60, label=_("Months")),
    },
)
ACTS = [
    HOLD,
    RULE,
    Act(
        safety_verbs.end_hold,
        on=ActsOn(("retention",), "safeguards:retention", one_of(queries.holds_for)),
        path="retention/holds/<uuid:pk>/end/",
        name="end_hold",
        to="safeguards:retention",
    ),
]


class RetainForm(forms.Form):
    """Words that are retained on."""

    why = text(_("Reason"), 160, _("No names."))
    months = forms.IntegerField(min_value=1, max_value=12, initial=6, label=_("Months"))


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
        form = RetainForm(request.POST)
        posted_atop(request, form, lambda given: verbs.retain_words(kept, pk, **given, by=standing))
    return redirect("safeguards:retention", standing.mission.code)
