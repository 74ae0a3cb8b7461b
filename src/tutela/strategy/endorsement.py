"""From a draft to a strategy in force: the steps, their order, and how long it then holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from tutela.strategy.drafting import TERM_YEARS

STEPS: Mapping[str, str] = MappingProxyType(
    {
        "parameters": "Parameters agreed with headquarters",
        "sent_task_force": "Draft sent to the Integrated Mission Task Force",
        "answered_task_force": "Answered by the Integrated Mission Task Force",
        "sent_legal": "Draft sent to Legal Affairs",
        "answered_legal": "Answered by Legal Affairs",
        "endorsed_head": "Endorsed by the Head of Mission",
        "endorsed_country_team": "Endorsed by the United Nations country team",
        "in_force": "Brought into force",
    }
)
"""In the order of the Framework, paragraphs 9 to 12: "prior to finalization" the draft goes to the
task force and to Legal Affairs, and the Head of Mission and the country team endorse it."""

OF_A_TEXT = frozenset(set(STEPS) - {"parameters"})
"""Steps that are about one exact text."""

BY_VERB = frozenset({"endorsed_head", "in_force"})
"""Steps that are more than a note of what happened: each has a verb of its own."""

ANSWERS = ("agreed", "agreed with changes", "not agreed")


def passed_over(step: str, done: Collection[str]) -> list[str]:
    """The earlier steps nobody recorded.

    >>> passed_over("sent_legal", {"parameters", "sent_task_force"})
    ['answered_task_force']
    >>> passed_over("parameters", set())
    []
    """
    order = list(STEPS)
    return [one for one in order[: order.index(step)] if one not in done]


def last_day(first: date) -> date:
    """The last day a strategy holds that comes into force on a day.

    >>> last_day(date(2019, 1, 1)), last_day(date(2020, 2, 29))
    (datetime.date(2019, 12, 31), datetime.date(2021, 2, 27))
    """
    year = first.year + TERM_YEARS
    leap = (first.month, first.day) == (2, 29)
    again = date(year, 2, 28) if leap else first.replace(year=year)
    return again - timedelta(days=1)
