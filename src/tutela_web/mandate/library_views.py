"""The library: norms, series of resolutions and guidance, apart from the mission's own mandate."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from tutela.incidents.words import HARMS
from tutela.mandate.library import GROUPS, find
from tutela.mandate.suggest import tasks
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.look.translate import word
from tutela_web.mandate.queries import resolutions_for
from tutela_web.records.pages import chosen_labels

FILTERS = ("group", "series", "section", "harm", "task")
LETTERS = "ABCDEFGHIJ"
SERIES = {
    "poc": gettext_lazy("Protection of civilians"),
    "wps": gettext_lazy("Women, peace and security"),
    "caac": gettext_lazy("Children and armed conflict"),
}


@mission_page("mandates")
def library(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What a strategy refers to: by kind, and by the section, harm type or task it bears on."""
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    rows = find(**asked)
    loaded = dict(resolutions_for(standing).values_list("symbol", "pk"))
    groups: list[tuple[str, list[Any]]] = []
    for key, name in GROUPS.items():
        of = [(row, loaded.get(row.code)) for row in rows if row.group == key]
        if key != "council":
            groups.append((word(name), of))
            continue
        groups += [
            (f"{word(name)}: {label}", [row for row in of if row[0].series == series])
            for series, label in SERIES.items()
        ]
    choices: dict[str, Any] = {
        "group": [(key, word(name), None) for key, name in GROUPS.items()],
        "series": [(key, label, None) for key, label in SERIES.items()],
        "section": [(letter, letter, None) for letter in LETTERS],
        "harm": [(harm, word(harm), None) for harm in HARMS],
        "task": [(key, word(one.label), None) for key, one in tasks().items()],
    }
    context = {
        "groups": [group for group in groups if group[1]],
        "told": len(rows),
        "asked": asked,
        "choices": choices,
        "shown": chosen_labels(asked, choices),
        "filtered": any(asked.values()),
    }
    return render(request, "mandate/library.html", context)
