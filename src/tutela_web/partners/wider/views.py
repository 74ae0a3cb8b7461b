"""Protection concerns outside the scope of the strategy: the list, and taking one back in."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.partners.wider import queries as found
from tutela_web.partners.wider import verbs
from tutela_web.partners.wider.forms import BackForm
from tutela_web.partners.wider.kind import CONCERN
from tutela_web.partners.wider.models import WiderConcern
from tutela_web.partners.wider.verbs import ReasonInput
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import forms_beside_record


@mission_page("strategy")
def concerns(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What is kept outside the scope; then what was taken back in."""
    context = {
        "rows": list(found.kept_outside(standing)),
        "back": list(found.concerns_for(standing).exclude(back_on=None).order_by("-back_on", "pk")),
        "may_keep": CONCERN.may_write(standing),
    }
    return render(request, "partners/concerns.html", context)


told = forms_beside_record(
    "strategy", partial(find_record, CONCERN), partial(show_record, CONCERN), "partners:concern"
)


@told("back", BackForm, versioned=True)
def concern_back(
    standing: Standing, concern: WiderConcern, given: ReasonInput, version: int
) -> None:
    """Take one back into the scope."""
    verbs.take_back(concern, given["why"], version=version, by=standing)
