"""The panels of means: the crisis reserve where it is short, for who holds the compartment
capacity; what waits for the Head of Mission."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.deployment.allocation.queries import KIND
from tutela_web.deployment.allocation.reserve_queries import reserves_below
from tutela_web.deployment.options.queries import beyond_waiting
from tutela_web.deployment.whatif.move_queries import moves_without_plan
from tutela_web.engagements.residual.models import ACCEPT
from tutela_web.records.owed.rows import HomeRow
from tutela_web.site.home.panels import HomePanel, make_panel
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


def waits_for_head_of_mission(standing: Standing) -> HomePanel | None:
    """What was sent to the Head of Mission to be accepted in writing, and moves that run without a
    plan for the place that is left; None for anybody else, or where nothing waits. Refusals that
    came back have a panel of their own."""
    if not standing.may(ACCEPT) or not standing.reads(KIND):
        return None
    rows = [
        HomeRow(
            beyond.what,
            address("deployment:beyond_ability", standing, beyond.pk),
            _("waits for your answer: beyond the mission, %(need)s") % {"need": beyond.need},
            beyond.sent_on,
            True,
            beyond.invented,
        )
        for beyond in beyond_waiting(standing)
    ]
    rows += [
        HomeRow(
            str(move),
            address("deployment:move", standing, move.pk),
            _("no plan for the place that is left: %(state)s") % {"state": move.state.label},
            move.left_on or move.signed_on,
            True,
            move.invented,
        )
        for move in moves_without_plan(standing)
    ]
    if not rows:
        return None
    return make_panel(
        "means-wait",
        _("Beyond the mission, and moves without a plan"),
        rows,
        all_url=address("deployment:beyond", standing),
        empty="",
    )
