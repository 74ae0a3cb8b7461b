"""A report the mission owes, as a kind of record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela.reporting.products import products
from tutela_web.access.policy import Standing
from tutela_web.capacity.readiness.queries import contributors_for
from tutela_web.look.translate import word
from tutela_web.programme.fields import ACT, CLASSIFICATION, ENDED
from tutela_web.programme.measures.forms import MadeForm
from tutela_web.programme.measures.models import ReportDuty
from tutela_web.programme.measures.queries import duties_for, made_for
from tutela_web.records.kinds import Field, ListColumn, RecordKind, Titles


def _page_beside(standing: Standing, duty: ReportDuty) -> dict[str, Any]:
    return {
        "made": made_for(standing).filter(duty=duty),
        "may_make": standing.may(ACT),
        "form": MadeForm(initial={"on": standing.on}),
        "answered_by": _title_of(duty.product),
        "reads_reports": standing.reads("products"),
        "late": duty.due is not None and duty.due < standing.on,
    }


def _title_of(product: str) -> str:
    """What a report product is called; one of the mission's own by its key."""
    shipped = products().get(product)
    return word(shipped.title) if shipped else product


REPORT_DUTY = RecordKind(
    ReportDuty,
    name="duty",
    room="programme",
    path="reports",
    listed=False,
    list_name="report_duties",
    new_name="report_duty_new",
    reads="strategy",
    act=ACT,
    rows=duties_for,
    titles=Titles(
        one=_("Reporting duty"),
        many=_("Reporting duties"),
        add=_("Record a reporting duty"),
        none=_("No reporting duty is recorded."),
    ),
    fields=(
        Field("to", _("To whom")),
        Field("title", _("Which report")),
        Field(
            "office",
            _("Office responsible"),
            _("An office, never a person's name. Without one the strategy is not endorsed."),
            unknown=_("no office responsible"),
        ),
        Field("system", _("System it goes by")),
        Field(
            "contributor",
            _("Contributor it is due to"),
            choices=contributors_for,
            unknown=_("none alone"),
        ),
        Field("rests_on", _("On what it rests")),
        Field("due", _("Due on"), unknown=_("no day set")),
        Field("every_days", _("Days between reports")),
        ENDED,
        CLASSIFICATION,
    ),
    columns=(ListColumn("title"),),
    initial=lambda standing: {"classification": 0},
    page_beside=_page_beside,
    page_template="programme/duty.html",
)
