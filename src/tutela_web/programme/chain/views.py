"""The chain as one picture one can walk, and a table of its breaks."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi

from tutela.strategy.chain import KINDS, REPORTS
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.programme.chain.drawing import picture, why_column_empty
from tutela_web.programme.chain.queries import (
    FILTERS,
    MandateChain,
    chain,
    page_of_picture,
    page_order,
)
from tutela_web.programme.chain.words import BREAK_LABELS, BREAK_WORDS
from tutela_web.programme.naming import COLUMN_WORDS, Called
from tutela_web.programme.objectives import verbs
from tutela_web.records.pages import chosen_labels
from tutela_web.records.paging import page_context


def _by_kind(shown: MandateChain) -> list[tuple[Any, Any, list[Called]]]:
    """A kind of break, its sentences once, and the records where the chain breaks so."""
    kinds: dict[str, tuple[Any, Any, list[Called]]] = {}
    for one, called in shown.breaks:
        kinds.setdefault(one.kind, (one, BREAK_LABELS[one.kind], []))[2].append(called)
    return list(kinds.values())


@mission_page("strategy")
def chain_page(request: HttpRequest, standing: Standing) -> HttpResponse:
    """From the paragraph to the report: what hangs together, and where it breaks."""
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    whole = chain(standing, asked)
    paged = page_context(request, page_order(whole))
    here = page_of_picture(whole, paged["page"]) if paged["page"].has_other_pages() else whole
    counts = Counter(one.kind for one, _called in whole.breaks)
    choices: dict[str, Any] = {
        "resolution": [
            (str(resolution.pk), resolution.symbol, None) for resolution in whole.resolutions
        ],
        "risk": [(risk.key[1], risk.whole, None) for risk in whole.risks],
        "break": [(kind, BREAK_LABELS[kind], whole.every.get(kind, 0)) for kind in KINDS],
    }
    others = {name: value for name, value in asked.items() if value and name != "from"}

    def own(called: Called) -> str:
        return "?" + urlencode({**others, "from": called.ref})

    broken = here.breaks_by_record()
    context = {
        "found": whole,
        "here": here,
        **paged,
        "drawn": picture(here, own, rtl=get_language_bidi()),
        "steps": [
            (
                column,
                COLUMN_WORDS[column],
                len(whole.columns[column]),
                "" if held else why_column_empty(whole, column),
                [
                    (one, own(one), [BREAK_WORDS[each.kind] for each in broken.get(one.key, ())])
                    for one in held
                ],
            )
            for column, held in here.columns.items()
        ],
        "breaks": [
            (one, label, records, counts[one.kind]) for one, label, records in _by_kind(here)
        ],
        "reports": REPORTS,
        "asked": asked,
        "choices": choices,
        "shown": chosen_labels(asked, choices),
        "filtered": any(asked.values()),
        "others": "?" + urlencode(others),
        "may_objective": standing.may(verbs.ACT),
        "may_line": standing.may_somewhere(verbs.LINE_ACT),
    }
    return render(request, "programme/chain.html", context)
