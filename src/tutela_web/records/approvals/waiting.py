"""What waits for a post whoever's record it is: words given in its name, to confirm."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.records.approvals.models import PostApproval
from tutela_web.records.owed.rows import OwedKind, owned_by


def spoken_words(standing: Standing) -> Iterable[OwedKind]:
    """Words logged as said by a post of this person, that it has not confirmed or denied."""
    yield OwedKind(
        PostApproval.objects.filter(
            owned_by(standing, "post"), mission=standing.mission, approved=None
        ),
        _("Approval said to be yours, to confirm or deny"),
        "post__title",
        "site:spoken",
        key="",
    )
