"""What waits for a post at places: defects it owns, roles of a community to look at again."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.places.profile.queries import ACT, needs_for, roles_for
from tutela_web.places.sites.safety_models import SiteDefect
from tutela_web.places.sites.safety_queries import defects_for
from tutela_web.records.owed.rows import OwedKind, kept_by, label_of, owned_by


def what_waits(standing: Standing) -> Iterable[OwedKind]:
    """What waits for this person at places."""
    yield OwedKind(
        defects_for(standing).filter(owned_by(standing), mended_on=None),
        _("Defect of a site"),
        "what",
        "places:defect",
        day="due",
        said=label_of(SiteDefect, "what"),
        panel="site_defects",
    )
    yield OwedKind(
        roles_for(standing).filter(kept_by(standing, ACT, "review_on"), withdrawn_on=None),
        _("Part of a community, to look at again"),
        "place__name",
        "places:community_role",
        day="review_on",
    )
    yield OwedKind(
        needs_for(standing).filter(kept_by(standing, ACT, "until")),
        _("Need of a community, to look at again"),
        "place__name",
        "places:community_need",
        day="until",
    )
