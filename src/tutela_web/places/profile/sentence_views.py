"""The page of one sentence of a community, for its office, and what is done with it."""

from __future__ import annotations

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.places.profile import sentence_verbs as verbs
from tutela_web.places.profile.models import ClosedSentence
from tutela_web.places.profile.queries import (
    ACT,
    CLOSED,
    closed_sentences_for,
    marking_of_closed,
    may_describe,
)
from tutela_web.places.profile.sentences import read_sentences
from tutela_web.records.acts import Act, ActsOn, one_of
from tutela_web.records.pages import YesNoField, read_line


@mission_page(CLOSED, of=closed_sentences_for)
def closed_sentence(
    request: HttpRequest, standing: Standing, sentence: ClosedSentence
) -> HttpResponse:
    """One sentence: who reads it, and what may be done with it."""
    return show_sentence(request, standing, sentence)


def show_sentence(
    request: HttpRequest,
    standing: Standing,
    sentence: ClosedSentence,
    *,
    status: int | None = None,
    **refused: Form | None,
) -> HttpResponse:
    """The page of one sentence.

    Takes   refused, a form of it that was refused, by its name; status, 400 with one, else 200.
    """
    read_line(standing, sentence)
    stands = sentence.words_destroyed_on is None
    waits = sentence.asked_by_id is not None
    context = {
        "sentence": sentence,
        "readable": stands and sentence.sealed_on is None and bool(read_sentences([sentence])),
        "may": stands and may_describe(standing, sentence.place),
        "waits": waits,
        "mine": waits and sentence.asked_by_id == standing.person.pk,
        "open_form": OPEN.form_for(standing, record=sentence),
        "marking": marking_of_closed(standing),
        **refused,
    }
    code = status or (400 if refused else 200)
    return render(request, "places/closed_sentence.html", context, status=code)


SENTENCE = ActsOn(
    (CLOSED,), "places:closed_sentence", find=one_of(closed_sentences_for), shown=show_sentence
)
PATH = "community-sentences/<uuid:pk>/"


def _say_opened(sentence: ClosedSentence) -> Words:
    """What is said after the answer: opened, or closed for good."""
    if sentence.opened_on is None:
        return _("It says where people hide or flee to: it stays closed, and is never opened.")
    return _("It is open to all who read the record.")


def _say_destroyed(sentence: ClosedSentence) -> Words:
    """What is said after a second person decided: destroyed, or sealed while it is held."""
    if sentence.words_destroyed_on is None:
        return _("Legal Affairs holds destruction: it is sealed, and nobody reads it.")
    return _("It is destroyed: nothing brings it back, from backups neither.")


OPEN = Act(
    verbs.open_sentence,
    on=SENTENCE,
    path=f"{PATH}open/",
    name="sentence_open",
    form="open_form",
    fields={
        "hiding": YesNoField(label=gettext_lazy("Does this say where people hide or flee to?"))
    },
    says=_say_opened,
    may_somewhere=ACT,
)
ACTS = (
    OPEN,
    Act(
        verbs.withhold_sentence,
        on=SENTENCE,
        path=f"{PATH}withhold/",
        name="sentence_withhold",
        says=gettext_lazy("It is closed again to your office and the POC adviser."),
        may_somewhere=ACT,
    ),
    Act(
        verbs.ask_destruction,
        on=SENTENCE,
        path=f"{PATH}ask/",
        name="sentence_ask",
        says=gettext_lazy("It is asked. A second person of the office destroys it."),
        may_somewhere=ACT,
    ),
    Act(
        verbs.refuse_destruction,
        on=SENTENCE,
        path=f"{PATH}leave/",
        name="sentence_leave",
        says=gettext_lazy("It stays as it is."),
        may_somewhere=ACT,
    ),
    Act(
        verbs.destroy_sentence,
        on=SENTENCE,
        path=f"{PATH}destroy/",
        name="sentence_destroy",
        says=_say_destroyed,
        may_somewhere=ACT,
    ),
)
