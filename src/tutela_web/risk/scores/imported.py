"""Forecasts of others that a mission imported, as the score sheet reads them.

Nothing is imported here: whatever keeps imported forecasts registers how their probabilities are
read, and the sheet scores them by the rule it scores ours by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tutela.risk.score_sheet import Stated
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words


@dataclass(frozen=True)
class ImportedForecast:
    """A forecast of others.

    name    of whom, as the sheet says it
    stated  the probabilities of at least one attack within thirty days, of the places this person
            may see, that it stated between two days, both of them included; places are named by
            their ids as text
    """

    name: Words
    stated: Callable[[Standing, date, date], list[Stated]]


IMPORTED: list[ImportedForecast] = []
"""Those that are there: empty where none is imported, and the sheet says so."""
