"""The panel of the crisis reserve: for who holds the compartment capacity, where it is short."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.deployment.allocation.queries import KIND
from tutela_web.deployment.allocation.reserve_queries import reserves_below
from tutela_web.site.home.panels import HomePanel, HomeRow, make_panel
from tutela_web.site.situation import address


def reserve_below_floor(standing: Standing) -> HomePanel | None:
    """Reserves whose commitments leave less than their floor; None where none does."""
    if not standing.reads(KIND):
        return None
    rows = [
        HomeRow(
            below.reserve.name,
            address("deployment:reserve", standing, below.reserve.pk),
            _("below its floor: %(left)s left of %(floor)s")
            % {"left": below.left.left, "floor": below.left.floor},
            None,
            True,
            below.reserve.invented,
        )
        for below in reserves_below(standing)
    ]
    if not rows:
        return None
    return make_panel(
        "reserve",
        _("Crisis reserve"),
        rows,
        all_url=address("deployment:reserves", standing),
        empty="",
    )
