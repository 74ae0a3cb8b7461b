"""All classes of stakeholders on one form: who is consulted, held when, what was said and what
became of it; what is left blank stays open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify

from tutela.strategy.consultation import Stakeholder
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.forms import number_said
from tutela_web.base.values import Posted
from tutela_web.records.create_page import save_all, save_posted
from tutela_web.records.pages import read_line
from tutela_web.strategy.consulting import queries as found
from tutela_web.strategy.consulting import verbs
from tutela_web.strategy.consulting.forms import ConsultationForm, OutcomeForm, form_for
from tutela_web.strategy.consulting.models import Consultation
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import strategies_for


@dataclass
class ConsultedRow:
    """One class on the form: a consultation that is planned, or one that may be.

    plan  whom and how, of one that is not planned yet; None of one that is
    came  what became of it
    """

    stakeholder: Stakeholder
    planned: Consultation | None
    plan: ConsultationForm | None
    came: OutcomeForm
    version: int

    @property
    def key(self) -> str:
        """How the names of its controls begin."""
        return self.came.prefix or ""

    @property
    def filled(self) -> bool:
        """Whether anything was written in it."""
        written = set(self.plan.changed_data) - {"classification"} if self.plan else set()
        return self.came.has_changed() or bool(written)

    def save(self, strategy: Strategy, by: Standing) -> bool:
        """Whether what was written was kept; what is refused stands in its forms."""
        if not self.filled:
            return True
        if self.plan is not None and not self.plan.is_valid():
            self.came.is_valid()
            return False

        def keep(outcome: verbs.ConsultationOutcomeInput) -> None:
            consultation, version = self.planned, self.version
            if consultation is None:
                whom = verbs.consultation_input(self.plan.cleaned_data if self.plan else {})
                consultation = verbs.plan_consultation(
                    strategy, {**whom, "stakeholder": self.stakeholder.key}, by=by
                )
                version = consultation.version
            verbs.keep_outcome(consultation, outcome, version=version, by=by)

        return save_posted(self.came, keep)


@mission_page("drafts")
def consulted_together(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The classes nobody has heard yet, on one form with one Save."""
    strategy = get_object_or_404(strategies_for(standing).select_related("mission"), pk=pk)
    if not standing.may_somewhere(verbs.ACT) or not found.hears(strategy):
        raise PermissionDenied
    rows = list(_rows(standing, strategy, request.POST or None))
    if request.method == "POST" and save_all(row.save(strategy, standing) for row in rows):
        return redirect("strategy:consultations", standing.mission.code, pk)
    read_line(standing, strategy)
    context = {"strategy": strategy, "rows": rows}
    status = 400 if request.method == "POST" else 200
    return render(request, "strategy/consulted_together.html", context, status=status)


def _rows(standing: Standing, strategy: Strategy, data: Posted) -> Iterator[ConsultedRow]:
    """The classes in their order that are not left out: each consultation not held yet; where none
    is planned or held, a blank one."""
    begun = {"classification": strategy.classification}
    blank: dict[str, Any] = {"empty_permitted": True, "use_required_attribute": False}
    for row in found.consultation_rows(standing, strategy):
        if row.state == "waived":
            continue
        planned = [held.record for held in row.held if held.record.held_on is None]
        for record in planned:
            came = OutcomeForm(data, prefix=str(record.pk), **blank)
            version = number_said(str(data.get(f"{record.pk}-version", ""))) if data else 0
            yield ConsultedRow(row.stakeholder, record, None, came, version or record.version)
        if not row.held:
            how = blank | {"prefix": slugify(row.stakeholder.key)}
            plan = form_for(row.stakeholder.key)(data, standing=standing, initial=begun, **how)
            yield ConsultedRow(row.stakeholder, None, plan, OutcomeForm(data, **how), 0)
