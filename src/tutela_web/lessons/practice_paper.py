"""A practice as other missions may have it: what was done and under which conditions, and nothing
of where, of whom, or of who tried it."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela_web.access.policy import Standing
from tutela_web.crisis.metrics.report import DOCUMENTS
from tutela_web.lessons.models import Practice


def as_file(form: str, standing: Standing, practice: Practice) -> tuple[bytes, str]:
    """The practice in one form, and how the web names that form.

    Takes   form, pdf or docx.
    """
    make, kind = DOCUMENTS[form]
    return make(practice_document(standing, practice)), kind


def practice_document(standing: Standing, practice: Practice) -> d.Document:
    """The practice without mission, area, place, office, line of the matrix or day it was tried."""
    told = (
        (_("Problem"), practice.problem),
        (_("What was done"), practice.technique),
        (_("Who does what"), practice.roles),
        (_("Under which conditions it worked"), practice.conditions),
        (_("Result"), practice.result),
    )
    kinds = [
        practice.get_place_class_display(),
        practice.get_actor_class_display(),
        practice.get_harm_display(),
        practice.get_measure_display(),
    ]
    blocks: list[d.Block] = []
    for head, words in told:
        blocks += [d.Heading(head), d.Paragraph(words or _("not known"))]
    language = get_language() or "en"
    return d.Document(
        title=practice.title,
        kicker=_("Good practice"),
        frozen=standing.on,
        blocks=tuple(blocks),
        meta=tuple(str(kind) for kind in kinds if kind),
        stamp=(_("Check it against what holds where you are before you use it."),),
        language=language,
        direction="rtl" if language == "ar" else "ltr",
    )
