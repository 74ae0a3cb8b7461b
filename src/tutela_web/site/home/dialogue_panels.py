"""The panel of what is owed to communities: beside the feedback due to who told of an alert."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.look.translate import with_label
from tutela_web.outreach.dialogue.queries import ANSWERS, KIND, debt_of, debts_for, debts_owned
from tutela_web.records.owed.rows import HomeRow
from tutela_web.site.home.panels import HomePanel, make_panel
from tutela_web.site.situation import address


def owed_to_communities(standing: Standing) -> HomePanel | None:
    """What communities wait to be told, for who answers them; for others, what a post of theirs
    owes, and nothing where none does."""
    if not standing.reads(KIND):
        return None
    answers = standing.may_somewhere(ANSWERS)
    debts = [
        debt_of(point, standing) for point in (debts_for if answers else debts_owned)(standing)
    ]
    if not debts and not answers:
        return None
    rows = [
        HomeRow(
            with_label(debt.point.exchange.place.name, debt.point.what),
            address("outreach:point", standing, debt.point.pk),
            debt.point.owner.title if debt.point.owner else _("nobody was named"),
            debt.point.due,
            debt.late,
            debt.point.invented,
        )
        for debt in debts
    ]
    return make_panel(
        "owed-communities",
        _("Answers due to communities"),
        rows,
        all_url=address("outreach:owed", standing),
        empty=_("No answer is due to a community on record."),
    )
