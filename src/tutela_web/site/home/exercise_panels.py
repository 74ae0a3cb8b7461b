"""The panels of exercises: those due, those to clear, and findings that nobody owns."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.exercise.drills.queries import drills_played
from tutela_web.exercise.findings.queries import ACT, dues_shown, open_findings
from tutela_web.exercise.twins.queries import is_refused, offices_of, offices_on, twins_for
from tutela_web.records.owed.rows import HomeRow
from tutela_web.site.home.panels import HomePanel, make_panel
from tutela_web.site.situation import address


def exercises_owed(standing: Standing) -> HomePanel | None:
    """The exercises a leader owes since they arrived; for the POC adviser, all of the mission, and
    the findings that became nothing yet. None where nothing is due."""
    rows = [
        HomeRow(
            due.why,
            address("exercise:exercises_due", standing),
            _("exercise due"),
            due.on,
            due.late,
        )
        for due in dues_shown(standing)
    ]
    if standing.may(ACT):
        rows += [
            HomeRow(
                str(finding),
                address("exercise:finding", standing, finding.pk),
                _("finding: neither action nor lesson yet"),
                invented=finding.invented,
            )
            for finding in open_findings(standing)
        ]
    if not rows:
        return None
    here = address("exercise:exercises_due", standing)
    return make_panel("exercises", _("Exercises due"), rows, all_url=here, empty="")


def exercises_played(standing: Standing) -> HomePanel | None:
    """The exercises that are on and in which this person has a seat. None where there is none."""
    rows = [
        HomeRow(
            drill.title,
            reverse("exercise:my_exercise", args=[drill.exercise.code]),
            _("you take part: open the exercise"),
            invented=drill.invented,
        )
        for drill in drills_played(standing)
        if drill.exercise is not None
    ]
    if not rows:
        return None
    here = address("exercise:drills", standing)
    return make_panel("played", _("Exercises that are on"), rows, all_url=here, empty="")


def twins_to_rule(standing: Standing) -> HomePanel | None:
    """The exercises made of past crises that an office of this person has to rule on. None where
    none waits."""
    offices = offices_of(standing)
    rows = [
        HomeRow(
            twin.title,
            address("exercise:twin", standing, twin.pk),
            _("your office says whether it may be played"),
            invented=twin.invented,
        )
        for twin in (twins_for(standing) if offices else ())
        if twin.author_id != standing.person.pk
        and not is_refused(twin)
        and any(state.office in offices and state.ruling is None for state in offices_on(twin))
    ]
    if not rows:
        return None
    return make_panel(
        "twins",
        _("Exercises to clear"),
        rows,
        all_url=address("exercise:twins", standing),
        empty="",
    )
