"""What a person owns, on their first page; and the consent of the host, where it was lost."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.crisis.waiting import consent_rows
from tutela_web.records.owed.rows import owed_rows
from tutela_web.site.home.panels import SHOWN, HomePanel, make_panel
from tutela_web.site.situation import address


def consent_lost(standing: Standing) -> HomePanel | None:
    """Which consent of the host state is lost, over what, since when: for everybody who reads of
    alerts, with its clock for whose post it runs; of others nothing is late here."""
    rows = consent_rows(standing)
    if not rows:
        return None
    return make_panel(
        "consent",
        _("Consent of the host state is lost"),
        rows,
        all_url=address("crisis:consent", standing),
        empty="",
    )


def all_owed(standing: Standing) -> list[HomePanel]:
    """Lost consent and all that is owned, each row of it: for the inbox."""
    lost = consent_lost(standing)
    owned = owned_besides(standing, frozenset({"consent_lost"}), most=None)
    return [panel for panel in (lost, owned) if panel is not None]


def owned_besides(
    standing: Standing, told: frozenset[str], *, most: int | None = SHOWN
) -> HomePanel | None:
    """What the posts of this person own, have a clock on or are due to do.

    Takes   told, the panels that stand on the same page: what they tell is not told twice; most,
            how many rows are shown, None for all.
    """
    rows = owed_rows(standing, told=told)
    if not rows:
        return None
    panel = make_panel("owed", _("Yours, by its day"), (), all_url="", empty="")
    late = sum(row.late for row in rows)
    full = most is not None and standing.reads("alerts")
    all_url = address("site:inbox", standing) + "#owed" if full else ""
    return replace(panel, rows=rows[:most], total=len(rows), late=late, all_url=all_url)
