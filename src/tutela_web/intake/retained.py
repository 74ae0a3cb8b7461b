"""How long the words of reports from the field are retained, class by class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from tutela_web.intake.models import ClosedAnswers, FieldReport, ReportKind, ReportMedia
from tutela_web.safeguards.retained import RetainedClass, declare

if TYPE_CHECKING:
    from tutela_web.base.values import Words

OF_A_FORM = ~Q(form="") | Q(way="form")
"""Answers to a form of the mission, or to one of another system."""

FROM_AN_ERRAND = Q(kind__in=[ReportKind.PATROL, ReportKind.PERIMETER, ReportKind.VISIT])


def _reports(name: str, label: Words, which: Q) -> RetainedClass:
    """Settled reports: their answers are sealed, and who told them lies in the vault."""
    return RetainedClass(
        name=name,
        label=label,
        months=24,
        model=FieldReport,
        over=~Q(state=FieldReport.State.NEW) & which,
        called=str,
        blanks={"settled_why": "", "place_said": "", "latitude": None, "longitude": None},
        sealed=True,
        parts=((ClosedAnswers, "report"),),
        identities=("source",),
        marks="words_destroyed_on",
        erases=_erase_media,
    )


def _erase_media(report: Model) -> None:
    """Erase a report's photos and voice notes; in backups they end with the report's key."""
    ReportMedia.objects.filter(report=report.pk).delete()


def connect() -> None:
    """Tell the room of safeguards, which lies below, what is reviewed here."""
    declare(
        _reports("reports", _("Words of reports from the field"), ~OF_A_FORM & ~FROM_AN_ERRAND),
        _reports(
            "patrols",
            _("Words of patrol reports, visits and checks of a perimeter"),
            ~OF_A_FORM & FROM_AN_ERRAND,
        ),
        _reports("forms", _("Answers to forms of the mission and of other systems"), OF_A_FORM),
    )
