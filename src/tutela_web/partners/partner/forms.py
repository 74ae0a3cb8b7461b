"""How forms offer the forum a partner is met in."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.fora.forum.queries import standing_fora


def forum_field(standing: Standing, field: Any) -> None:
    """Offer the fora that stand."""
    field.queryset = standing_fora(standing)
    field.empty_label = _("none")
