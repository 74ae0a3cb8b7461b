"""The page "Who receives what"."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing, roles
from tutela_web.access.rules.queries import REACHES, READERS, class_rules, classes
from tutela_web.access.rules.verbs import ACT, Trial, try_rule
from tutela_web.base.fields import choice
from tutela_web.base.markings import Classification


def _roles() -> list[tuple[str, str]]:
    return [(code, gettext(role.label)) for code, role in roles().items()]


class TrialForm(forms.Form):
    """A role, a class of record and a marking to be tried."""

    role = choice(_("Role"), _roles)
    code = choice(_("Class of record"), lambda: list(classes().items()))
    marking = forms.TypedChoiceField(
        coerce=int, choices=Classification.choices, label=_("Classification"), initial=1
    )


@mission_page(*READERS)
def rules(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Who may receive what class of record; who has the act tries a role against one."""
    may_try = standing.may(ACT)
    form, trial = TrialForm(request.POST or None), None
    if request.method == "POST":
        if not may_try:
            raise PermissionDenied
        if form.is_valid():
            trial = try_rule(**form.cleaned_data, by=standing)
    context = {
        "rules": class_rules(),
        "form": form,
        "may_try": may_try,
        "trial": trial,
        "tried": _trial_in_words(trial) if trial else {},
    }
    return render(request, "access/rules.html", context, status=400 if form.errors else 200)


def _trial_in_words(trial: Trial) -> dict[str, str]:
    return {
        "role": gettext(trial.role.label),
        "of": str(classes()[trial.code]),
        "marking": str(Classification(trial.marking).label),
        "reach": str(REACHES[trial.reach]),
    }
