"""All elements that are not met on one form: sentences cited for many, or left out in writing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela.base.errors import TutelaError
from tutela.strategy.text.quoted import sentences
from tutela_web.access.page_access import mission_page, refusals
from tutela_web.access.policy import Standing
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.create_page import save_all
from tutela_web.records.pages import read_line
from tutela_web.strategy.consulting.verbs import WAIVES, waive
from tutela_web.strategy.content.elements import ElementRow, completeness
from tutela_web.strategy.drafting import verbs
from tutela_web.strategy.edition import queries as found
from tutela_web.strategy.edition.models import Strategy


@dataclass
class CitedRow:
    """One element on the form.

    row    the element as it stands
    asked  each question, with the words that were written below it
    why    why it is left out, as it was written
    fault  what was refused of it
    """

    row: ElementRow
    asked: list[tuple[str, str]]
    why: str = ""
    fault: str = ""

    @property
    def key(self) -> str:
        """Of the element."""
        return self.row.state.element.key

    def save(self, strategy: Strategy, by: Standing) -> bool:
        """Whether what was written was kept; what is refused is said beside it."""
        quotes = [quote for _question, quote in self.asked]
        stood = [quote if stands else "" for _question, quote, stands in self.row.asked]
        try:
            with refusals():
                if any(quotes) and quotes != stood:
                    verbs.mark_element(
                        self.row.section, self.key, answered=True, by=by, quotes=quotes
                    )
                if self.why.strip():
                    waive(strategy, self.why, by=by, element=self.key)
        except TutelaError as fault:
            self.fault = say_in_page_language(fault.as_sentence())
            return False
        return True


@mission_page("drafts")
def cited_together(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The elements nothing meets yet, on one form with one Save."""
    strategy = get_object_or_404(found.strategies_for(standing).select_related("mission"), pk=pk)
    may_draft, may_waive = standing.may(verbs.ACT), standing.may(WAIVES)
    if not strategy.writable or not (may_draft or may_waive):
        raise PermissionDenied
    rows = [
        CitedRow(
            row,
            _questions_asked(request, row)
            if may_draft and row.state.element.needs != "live"
            else [],
            request.POST.get(f"why-{row.state.element.key}", "")[:3000] if may_waive else "",
        )
        for row in completeness(standing, strategy).unmet
    ]
    if request.method == "POST" and save_all(row.save(strategy, standing) for row in rows):
        return redirect("strategy:elements", standing.mission.code, pk)
    read_line(standing, strategy)
    texts = {row.row.section.letter: row.row.section.text for row in rows}
    context = {
        "strategy": strategy,
        "rows": rows,
        "may_waive": may_waive,
        "sentences": [(letter, sentences(text)) for letter, text in texts.items()],
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "strategy/cited_together.html", context, status=status)


def _questions_asked(request: HttpRequest, row: ElementRow) -> list[tuple[str, str]]:
    """The questions of an element, each with what is written below it: as it was sent, else the
    words that are cited and stand."""
    if request.method != "POST":
        return [(question, quote if stands else "") for question, quote, stands in row.asked]
    sent = request.POST.getlist(f"quote-{row.state.element.key}")
    sent += [""] * (len(row.asked) - len(sent))
    asked = zip(row.asked, sent, strict=False)
    return [(question, quote[:3000].strip()) for (question, _was, _stands), quote in asked]
