"""The panels of refusals, those that wait for a commander's word and those that came back; and of
units that read the rules otherwise than their commander."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.capacity.guidance.scenario_queries import units_that_differ
from tutela_web.crisis.refusals.queries import (
    refusals_repeated,
    refusals_waiting,
    waiting_words,
)
from tutela_web.crisis.taskings.queries import option_in_words
from tutela_web.look.translate import list_words, with_label, word
from tutela_web.records.owed.rows import HomeRow
from tutela_web.site.home.panels import HomePanel, make_panel
from tutela_web.site.situation import address

READS_REPEATED = frozenset({"head_of_mission"})


def refusals_to_classify(standing: Standing) -> HomePanel | None:
    """The refusals that wait for this commander's word, the oldest first; nothing where none
    does."""
    rows = [
        HomeRow(
            with_label(entry.unit.name, option_in_words(entry.tasking.option)),
            address("crisis:refusal", standing, entry.pk),
            waiting_words(entry, standing.on),
            invented=entry.invented,
        )
        for entry in refusals_waiting(standing)
    ]
    if not rows:
        return None
    return make_panel(
        "refusals",
        _("Refusals to classify"),
        rows,
        all_url=address("crisis:refusals", standing),
        empty="",
    )


def refusals_that_came_back(standing: Standing) -> HomePanel | None:
    """What was refused three times within ninety days by one unit or for one reason, for the Head
    of Mission, with the three named; nothing where nothing was."""
    if not READS_REPEATED & standing.roles:
        return None
    here = reverse("crisis:refusals", args=[standing.mission.code])
    rows = [
        HomeRow(entry.title, f"{here}?{urlencode({entry.by: entry.key})}", entry.named)
        for entry in refusals_repeated(standing)
    ]
    if not rows:
        return None
    return make_panel(
        "refusals-repeated", _("Refusals that came back"), rows, all_url=here, empty=""
    )


def rules_read_otherwise(standing: Standing) -> HomePanel | None:
    """The units that answered a scenario otherwise than this commander; nothing where none did."""
    here = reverse("capacity:scenario_answers", args=[standing.mission.code])
    rows = [
        HomeRow(
            row.unit.name,
            here,
            list_words(word(scenario.title) for scenario, _cell in row.differing),
            invented=row.unit.invented,
        )
        for row in units_that_differ(standing)
        if row.unit is not None
    ]
    if not rows:
        return None
    return make_panel("rules-read", _("Rules read otherwise"), rows, all_url=here, empty="")
