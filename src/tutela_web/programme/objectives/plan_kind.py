"""A plan of others that the strategy is to fit with, as a kind of record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.programme.fields import ACT, CLASSIFICATION, ENDED
from tutela_web.programme.objectives.forms import PlanItemMatchForm
from tutela_web.programme.objectives.models import LinkedPlan
from tutela_web.programme.objectives.queries import match_linked_plan, plans_for
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles


def _page_beside(standing: Standing, plan: LinkedPlan) -> dict[str, Any]:
    may_keep = standing.may(ACT)
    return {
        "matched": match_linked_plan(standing, plan),
        "stale": plan.stale(standing.on),
        "may_keep": may_keep,
        "form": PlanItemMatchForm(standing=standing) if may_keep else None,
    }


LINKED_PLAN = RecordKind(
    LinkedPlan,
    name="linked_plan",
    room="programme",
    path="linked-plans",
    listed=False,
    list_name="objectives",
    reads="strategy",
    act=ACT,
    rows=plans_for,
    titles=Titles(
        one=_("Plan of others"),
        many=_("Objectives"),
        add=_("Record a plan of others"),
        none=_("none recorded"),
    ),
    fields=(
        Field("kind", _("What it is")),
        Field("title", _("Title")),
        Field(
            "whose", _("Responsible post"), _("An office or organisation, never a person's name.")
        ),
        Field("reference", _("Reference"), unknown=_("none given")),
        Field(
            "fits",
            _("How they fit"),
            _("Where they agree, where they differ, and who does what."),
            lines=3,
            unknown=_("nobody said yet"),
        ),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(ListColumn("title"),),
    initial=lambda standing: {"classification": 0},
    page_beside=_page_beside,
    page_template="programme/linked_plan.html",
)
