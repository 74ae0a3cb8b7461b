"""The filters above a list that is no declared kind's: what is asked, and what is offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from django.http import HttpRequest

from tutela_web.base.values import Words
from tutela_web.records.pages import chosen_labels

Offered: TypeAlias = Mapping[str, Sequence[tuple[str, Words]]]
"""Of each filter the values that may be chosen, and how each is called."""


def filters_asked(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    """What an address asks of each filter; empty where it asks nothing."""
    return {name: request.GET.get(name, "") for name in names}


def filter_context(asked: Mapping[str, str], offered: Offered) -> dict[str, Any]:
    """What the template of a list shows of its filters.

    Takes   offered, for the filters that are chosen from a list.
    """
    choices = {
        name: [(value, label, None) for value, label in pairs] for name, pairs in offered.items()
    }
    return {
        "asked": asked,
        "choices": choices,
        "shown": chosen_labels(asked, choices),
        "filtered": any(asked.values()),
    }
