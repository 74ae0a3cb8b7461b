"""What is left of setting up, on the first page of who looks after accounts, until it is done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.site.home.panels import HomePanel, HomeRow, make_panel
from tutela_web.site.setup_state import setup_left
from tutela_web.site.situation import address


def setting_up(standing: Standing) -> HomePanel | None:
    """The steps that are left, in their order; None once all are done, and for everybody else."""
    if not standing.may("make_accounts"):
        return None
    rows = [
        HomeRow(
            str(step.title),
            address("site:setup_step", standing, step.key),
            str(step.missing[0].words),
        )
        for step in setup_left(standing.mission)
    ]
    if not rows:
        return None
    url = address("site:setting_up", standing)
    return make_panel("setup", _("Setting up: not yet so"), rows, all_url=url, empty="")
