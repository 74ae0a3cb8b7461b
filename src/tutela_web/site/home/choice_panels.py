"""Panels of what a person decided, or owns, and that came due: triggers of plans that fired, and
choices not to respond whose review day came."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.crisis.triggers.queries import fired_for_owner
from tutela_web.engagements.no_response.queries import ACT, choices_due
from tutela_web.look.translate import say_in_page_language, with_label
from tutela_web.records.owed.rows import HomeRow
from tutela_web.site.home.panels import HomePanel, make_panel
from tutela_web.site.situation import address


def triggers_fired(standing: Standing) -> HomePanel | None:
    """Triggers of plans this person owns that fired; nothing where none did."""
    rows = [
        HomeRow(
            with_label(one.plan.place.name, say_in_page_language(one.why or "")),
            address("crisis:trigger", standing, one.pk),
            one.words,
            one.fired_at,
            True,
            one.invented,
        )
        for one in fired_for_owner(standing)
    ]
    if not rows:
        return None
    return make_panel(
        "triggers",
        _("Triggers of your plans that fired"),
        rows,
        all_url=address("crisis:plans", standing),
        empty="",
    )


def choices_to_review(standing: Standing) -> HomePanel | None:
    """Choices not to respond that a post of this person made, or that they could make, whose review
    day came; nothing where there is none."""
    if not (standing.reads("risks") and standing.may_somewhere(ACT)):
        return None
    due = list(choices_due(standing))
    held = {row["post"] for row in posts_held(standing)} if due else set()
    rows = [
        HomeRow(
            str(one.risk),
            address("engagements:no_response", standing, one.pk),
            one.decided_by.title,
            one.review_on,
            True,
            one.invented,
        )
        for one in due
        if one.decided_by_id in held or standing.may(ACT, area=one.area_id)
    ]
    if not rows:
        return None
    return make_panel(
        "no-response",
        _("Choices not to respond, to be looked at again"),
        rows,
        all_url=address("engagements:no_responses", standing),
        empty="",
    )
