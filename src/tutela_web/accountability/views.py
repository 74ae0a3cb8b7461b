"""The page of a new violation: what belongs to a compartment passes there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.accountability.kinds import VIOLATION
from tutela_web.accountability.models import Violation
from tutela_web.accountability.queries import KIND, violations_for
from tutela_web.records.create_page import new_page
from tutela_web.records.kind_forms import form_of
from tutela_web.records.kind_verbs import create_record


@mission_page(KIND)
def new_violation(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Record a violation or an abuse."""
    form = form_of(VIOLATION, "new")(
        request.POST or None, standing=standing, initial=dict(VIOLATION.initial(standing))
    )

    def address(made: Violation) -> str:
        if violations_for(standing).filter(pk=made.pk).exists():
            return VIOLATION.address(standing, made)
        messages.success(
            request, _("Passed to the office of its compartment, which alone reads it.")
        )
        return VIOLATION.list_address(standing)

    return new_page(
        request,
        standing,
        form,
        lambda given: create_record(VIOLATION, given, by=standing),
        allowed=VIOLATION.may_write(standing),
        title=VIOLATION.titles.add,
        words=VIOLATION.titles.words,
        trail=[(VIOLATION.list_address(standing), VIOLATION.titles.many)],
        to=address,
    )
