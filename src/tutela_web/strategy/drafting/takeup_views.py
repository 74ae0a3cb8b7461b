"""What an edition takes up of the mission's records that were there before it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tutela_web.access.page_access import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.strategy.content.takeup import Offered, OfferedKind, offered_records
from tutela_web.strategy.drafting import takeup_verbs as verbs
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import strategies_for

WORDS = {"taken": True, "left": False}


@mission_page("drafts", of=strategies_for)
def take_up(request: HttpRequest, standing: Standing, strategy: Strategy) -> HttpResponse:
    """Every record that was there before an edition, by kind; taken up all at once or singly."""
    kinds = offered_records(standing, strategy)
    may_take = standing.may(verbs.ACT) and strategy.writable
    if request.method == "POST":
        answers = {
            (kind.name, row.record.pk): WORDS[word]
            for kind in kinds
            for row in kind.rows
            if (word := _word_for(request, kind, row)) in WORDS
        }
        with refused_atop(request):
            verbs.take_up(strategy, answers, by=standing)
        return redirect("strategy:take_up", standing.mission.code, strategy.pk)
    context = {
        "strategy": strategy,
        "kinds": kinds,
        "open": sum(kind.open for kind in kinds),
        "may_take": may_take,
    }
    return render(request, "strategy/take_up.html", context)


def _word_for(request: HttpRequest, kind: OfferedKind, row: Offered) -> str:
    """What was chosen anew for a record: by itself, or with those of its kind nobody answered on;
    what stood on the page and was left alone says nothing."""
    name = f"{kind.name}:{row.record.pk}"
    own = request.POST.get(name, "")
    if own and own != request.POST.get(f"was:{name}", ""):
        return own
    return request.POST.get(f"all:{kind.name}", "") if row.answer is None else ""
