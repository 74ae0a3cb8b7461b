"""The page of terms: what is called otherwise, the table down and up, what waits."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela.base.wording.own_words import fixed_terms, write_own_words
from tutela_web.access.page_access import (
    mission_page,
    mission_post,
    refusals,
    taken_away,
)
from tutela_web.access.policy import Standing
from tutela_web.adoption.forms import TableForm
from tutela_web.adoption.pages import answer_decision, answer_withdrawal
from tutela_web.adoption.versions import VersionState
from tutela_web.adoption.wording import verbs
from tutela_web.adoption.wording.models import WordTable
from tutela_web.adoption.wording.queries import (
    ACT,
    KIND,
    role_labels,
    table_in_use,
    word_tables_for,
    words_of,
)
from tutela_web.adoption.wording.shown import write_words
from tutela_web.look.translate import say_in_page_language

MOST = 30


@mission_page(KIND)
def words(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The words in use, each version, and the form for a new table."""
    keeps = standing.may(ACT)
    form = TableForm()
    if request.method == "POST":
        standing.require(ACT)
        form = TableForm(request.POST, request.FILES)
        try:
            with refusals():
                if form.is_valid():
                    text, name = form.cleaned_data["file"]
                    verbs.send_words(text, name=name, by=standing)
                    messages.success(request, _("Sent for approval."))
                    return redirect("adoption:words", standing.mission.code)
        except TutelaError as fault:
            form.add_error("file", say_in_page_language(fault.as_sentence()))
    write_words(standing.mission)
    rows = list(word_tables_for(standing)[:MOST])
    used = next((row for row in rows if row.state == VersionState.APPROVED), None)
    waiting = next((row for row in rows if row.state == VersionState.WAITING), None)
    context = {
        "form": form,
        "keeps": keeps,
        "rows": rows,
        "used": used,
        "words": words_of(used),
        "waiting": waiting,
        "asked": words_of(waiting),
        "decides": keeps and waiting is not None and waiting.sent_by_id != standing.person.pk,
        "fixed": len(fixed_terms()),
    }
    return render(request, "adoption/words.html", context, status=400 if form.errors else 200)


@mission_page(KIND)
def words_table(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The table as CSV: what is in use, and a line for each term that may be called otherwise."""
    content = write_own_words(words_of(table_in_use(standing.mission)), roles=role_labels())
    return taken_away(standing, content, "text/csv; charset=utf-8", "words.csv")


@mission_post(KIND, of=word_tables_for, may=ACT)
def decide(request: HttpRequest, standing: Standing, table: WordTable) -> HttpResponse:
    """Approve a table, or refuse it."""
    decided = partial(verbs.decide_words, table)
    done = _("Approved: pages say these words from now on.")
    return answer_decision(request, decided, by=standing, done=done, page="adoption:words")


@mission_post(KIND, of=word_tables_for, may=ACT)
def withdraw(request: HttpRequest, standing: Standing, table: WordTable) -> HttpResponse:
    """Take a table out of use."""
    withdrawn = partial(verbs.withdraw_words, table)
    done = _("Withdrawn: pages say the platform's words again.")
    return answer_withdrawal(request, withdrawn, by=standing, done=done, page="adoption:words")
