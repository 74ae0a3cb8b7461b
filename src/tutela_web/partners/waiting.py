"""What waits for a post with partners: roles to confirm, lines it stands behind, rehearsals."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.partners.arrangements.queries import standing_arrangements
from tutela_web.partners.arrangements.verbs import ACT
from tutela_web.partners.delegations.queries import delegations_for
from tutela_web.partners.roles.queries import lines_to_confirm
from tutela_web.partners.space.models import OpenSite
from tutela_web.partners.space.queries import checks_for
from tutela_web.records.owed.rows import OwedKind, kept_by, owned_by


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person with partners."""
    yield OwedKind(
        lines_to_confirm(standing),
        _("Responsibility to confirm"),
        "says",
        "partners:role",
        panel="decisions_sought",
    )
    yield OwedKind(
        standing_arrangements(standing).filter(kept_by(standing, ACT, "next_on")),
        _("Arrangement to rehearse"),
        "name",
        "partners:arrangement",
        day="next_on",
    )
    yield OwedKind(
        delegations_for(standing).filter(
            owned_by(standing, "given_by"), confirmed_on=None, ended_on=None
        ),
        _("Delegation in your name, to confirm"),
        "scope",
        "partners:delegation",
    )
    seen = checks_for(standing).order_by().values("pk")
    yield OwedKind(
        OpenSite.objects.filter(owned_by(standing, "watched_by"), check_of__in=seen),
        _("Site of humanitarians to watch over"),
        "place__name",
        "partners:check",
        key="check_of_id",
    )
