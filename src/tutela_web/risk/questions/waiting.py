"""What waits for a post of risk: risks it owns, questions asked of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.records.owed.rows import SOON, OwedKind, kept_by, label_of, owned_by, titles_held
from tutela_web.risk.atrocity.kinds import ACT
from tutela_web.risk.atrocity.models import ViolenceOutlook
from tutela_web.risk.atrocity.queries import outlooks_for
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.risk.questions.queries import questions_for


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person: their risks from shortly before the day they are looked at."""
    due = Q(review_on=None) | Q(review_on__lte=standing.on + SOON)
    yield OwedKind(
        risks_for(standing)
        .filter(due, owner__in=titles_held(standing))
        .exclude(status__in=Risk.OFF),
        _("Risk to look at again"),
        "place__name",
        "risk:risk",
        day="review_on",
    )
    yield OwedKind(
        questions_for(standing).filter(owned_by(standing, "asked_of"), answered_on=None),
        _("Question to answer"),
        "question",
        "risk:question",
        day="due_on",
        panel="questions_to_answer",
    )
    yield OwedKind(
        outlooks_for(standing).filter(kept_by(standing, ACT, "until"), came=""),
        _("Outlook on violence, which lapses"),
        "kind",
        "risk:violence_outlook",
        day="until",
        said=label_of(ViolenceOutlook, "kind"),
    )
