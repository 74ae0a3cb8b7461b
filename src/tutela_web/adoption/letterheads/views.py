"""The page of letterheads: the one in use, those that were, what waits and how it looks."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from tutela.base.documents import model as d
from tutela.base.documents.docx import to_docx
from tutela.base.documents.letterhead import PLACEHOLDERS
from tutela.base.documents.starter import starter_letterhead
from tutela.base.documents.trial_paper import trial_paper
from tutela.base.errors import TutelaError
from tutela_web.access.page_access import (
    mission_page,
    mission_post,
    refusals,
    taken_away,
)
from tutela_web.access.policy import Standing
from tutela_web.adoption.letterheads import verbs
from tutela_web.adoption.letterheads.forms import LetterheadForm
from tutela_web.adoption.letterheads.models import Letterhead
from tutela_web.adoption.letterheads.queries import (
    ACT,
    KIND,
    kept_letterheads,
    letterheads_for,
)
from tutela_web.adoption.pages import answer_decision, answer_withdrawal
from tutela_web.adoption.versions import VersionState
from tutela_web.base import named
from tutela_web.look.translate import in_language, say_in_page_language, word

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
State = VersionState
PAGE = "adoption:letterheads"
MOST = 30


@mission_page(KIND)
def letterheads(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every letterhead of the mission, and the form for a new one."""
    keeps = standing.may(ACT)
    form = LetterheadForm()
    if request.method == "POST":
        form = LetterheadForm(request.POST, request.FILES)
        standing.require(ACT)
        try:
            with refusals():
                if form.is_valid():
                    upload = form.cleaned_data["file"]
                    verbs.upload_letterhead(
                        upload.read(),
                        name=upload.name,
                        language=form.cleaned_data["language"],
                        by=standing,
                    )
                    messages.success(request, _("Uploaded. It waits for a second person."))
                    return redirect(PAGE, standing.mission.code)
        except TutelaError as fault:
            form.add_error("file", say_in_page_language(fault.as_sentence()))
    rows = list(letterheads_for(standing)[:MOST])
    context = {
        "form": form,
        "keeps": keeps,
        "rows": rows,
        "in_use": [row for row in rows if row.state == State.APPROVED],
        "waiting": [
            (row, keeps and row.sent_by_id != standing.person.pk, _lacking(row))
            for row in rows
            if row.state == State.WAITING
        ],
        "placeholders": [
            (f"{{{{ {name} }}}}", word(about)) for name, about in PLACEHOLDERS.items()
        ],
    }
    status = 400 if form.errors else 200
    return render(request, "adoption/letterheads.html", context, status=status)


def _lacking(letterhead: Letterhead) -> str:
    """What a template does not ask for, as its placeholders are called."""
    return ", ".join(name for name in PLACEHOLDERS if name not in letterhead.placeholders)


@mission_page(KIND, may=ACT)
def starter(request: HttpRequest, standing: Standing) -> HttpResponse:
    """A template to start from."""
    return taken_away(standing, starter_letterhead(), DOCX, "letterhead.docx")


@mission_page(KIND, of=kept_letterheads)
def template_file(request: HttpRequest, standing: Standing, letterhead: Letterhead) -> HttpResponse:
    """A template as it was uploaded."""
    name = f"letterhead-{letterhead.number}.docx"
    return taken_away(standing, bytes(letterhead.template), DOCX, name)


@mission_page(KIND, of=kept_letterheads)
def trial(request: HttpRequest, standing: Standing, letterhead: Letterhead) -> HttpResponse:
    """A trial paper on a letterhead: what is looked at before it is approved."""
    with override(letterhead.language or None):
        said = d.with_texts_replaced(
            replace(trial_paper(on=standing.on), **in_language()), say_in_page_language
        )
        paper = replace(
            said, letterhead=(said.letterhead[0], named.in_language(standing.mission.name))
        )
        content = to_docx(replace(paper, template=bytes(letterhead.template)))
    return taken_away(standing, content, DOCX, f"trial-{letterhead.number}.docx")


@mission_post(KIND, of=kept_letterheads)
def decide(request: HttpRequest, standing: Standing, letterhead: Letterhead) -> HttpResponse:
    """Approve a letterhead, or refuse it."""
    decided = partial(verbs.decide_letterhead, letterhead)
    done = _("Approved: papers are written into it from now on.")
    return answer_decision(request, decided, by=standing, done=done, page=PAGE)


@mission_post(KIND, of=kept_letterheads)
def withdraw(request: HttpRequest, standing: Standing, letterhead: Letterhead) -> HttpResponse:
    """Take a letterhead out of use."""
    withdrawn = partial(verbs.withdraw_letterhead, letterhead)
    done = _("Withdrawn: new papers are laid out by the platform.")
    return answer_withdrawal(
        request, withdrawn, by=standing, done=done, page="adoption:letterheads"
    )
