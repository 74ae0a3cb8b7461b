"""That an alert ended or was opened again is told to the rooms above, in the same act."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tutela.warning.states import BY_MOMENT
from tutela_web.access.policy import Standing
from tutela_web.warning.models import Alert

FOLLOWERS: list[Callable[[Alert, str, Standing | None], None]] = []
"""Each settles what of its room hangs on the alert, by the table `endings.csv`: the ending is a
column of it. Nobody is given where a rule ended it."""


def settle_what_hangs_on(alert: Alert, ending: str, by: Standing | None) -> None:
    """Settle what hangs on an alert that ended, or was merged or opened again; its thread held."""
    for follow in FOLLOWERS:
        follow(alert, ending, by)


def settle_by_moments(alert: Alert, names: Iterable[str], by: Standing | None) -> None:
    """The same for what these moments, recorded just now, are of it."""
    for name in names:
        if name in BY_MOMENT:
            settle_what_hangs_on(alert, BY_MOMENT[name], by)
