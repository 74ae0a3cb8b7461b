"""What a person reads who wants to report misconduct, whichever page they came by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.base.ids import new_id
from tutela_web.conduct import queries, unsure_verbs, verbs
from tutela_web.conduct.models import (
    ADDRESS_LENGTH,
    MisconductReceipt,
    UnsureCase,
    WhoseOffice,
)


def answer_misconduct(request: HttpRequest, standing: Standing, door: str) -> HttpResponse:
    """Stop here: nothing of what was written is kept; the answer says what to do, and gives a
    receipt. Takes the request of a form that has an `id`."""
    receipt = verbs.receive(
        standing.mission, door, by=standing, id=_id_sent(request.POST.get("id", ""))
    )
    context = {"receipt": receipt, "stopped": door != MisconductReceipt.Door.PAGE}
    return render(request, "conduct/report.html", context | guidance_context(standing))


WRITTEN_BY_HAND = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "words": gettext_lazy("In the words of the speaker"),
    "act": gettext_lazy("What is feared or happening"),
    "who": gettext_lazy("Who threatens"),
    "whom": gettext_lazy("Whom"),
    "how_known": gettext_lazy("How the caller knows"),
    "place_said": gettext_lazy("Where, as said"),
    "other_perpetrators": gettext_lazy("By whom"),
    "event_from": gettext_lazy("Day"),
    "reason": gettext_lazy("Reason"),
}
"""Answers of forms that are shown of a case, by the field's name."""

ASKED_IN_WORDS: list[Callable[[Mission], Mapping[str, str]]] = []
"""Questions of other rooms' forms that are answered in words: their names, and what each asks. What
tells who somebody is does not belong here."""

TELLS_WHO: list[Callable[[Mission], set[str]]] = []
"""Questions of other rooms' forms whose answers tell who a source is: their names."""


def names_that_tell_who(mission: Mission) -> set[str]:
    """The names of all questions whose answers tell who a source is."""
    return {name for asked in TELLS_WHO for name in asked(mission)}


def lines_of_case(case: UnsureCase, words: unsure_verbs.CaseWords | None) -> list[tuple[str, str]]:
    """What was said, as lines of a name and words; a telephone number is not among them."""
    if words is None:
        return []
    if case.kind == UnsureCase.Kind.TEXT:
        return [(_("Text"), words["words"])]
    if case.kind == UnsureCase.Kind.ROW:
        cells = zip(words["columns"], words["cells"], strict=False)
        lines = [(name, cell) for name, cell in cells if cell]
        return [*lines, *((_("Remark pinned to a cell"), said) for said in words["remarks"])]
    labels = {name: ask for asked in ASKED_IN_WORDS for name, ask in asked(case.mission).items()}
    labels |= {name: str(label) for name, label in WRITTEN_BY_HAND.items()}
    for name in names_that_tell_who(case.mission):
        labels.pop(name, None)
    shown = ((name, "; ".join(values)) for name, values in words.items() if name in labels)
    return [(labels[name], said) for name, said in shown if said]


HIDDEN_ANSWERS = ("csrfmiddlewaretoken", "un_personnel", "held_case")


def answer_unsure(request: HttpRequest, standing: Standing, door: str) -> HttpResponse:
    """Who wrote it is not sure either: it is held apart, and no record is made of it. The answer
    leads to the case. Takes the request of a form."""
    said = {
        name: values
        for name, values in request.POST.lists()
        if name not in HIDDEN_ANSWERS and any(values)
    }
    case = unsure_verbs.hold_apart(
        standing.mission,
        UnsureCase.Kind.FORM,
        said,
        door=door,
        sender=standing.person,
        address=asked if len(asked := request.get_full_path()) <= ADDRESS_LENGTH else request.path,
    )
    return redirect("conduct:unsure_case", standing.mission.code, case.pk)


def answers_sent(request: HttpRequest, standing: Standing) -> tuple[QueryDict | None, set[str]]:
    """What a form was sent, and the names of answers that its page must not show.

    Where another than who wrote it records what was held apart, the answers that tell who the
    source is come with it from there: whoever records it need not know them.
    Gives   None for answers where nothing was sent.
    """
    case = _held_case(request, standing)
    if case is None or case.kind != UnsureCase.Kind.FORM or case.sender_id == standing.person.pk:
        return request.POST or None, set()
    answers = request.POST.copy()
    words = unsure_verbs.read_words(case, by=standing) or {}
    hidden = names_that_tell_who(case.mission) & words.keys()
    for name in hidden:
        if not any(answers.getlist(name)):
            answers.setlist(name, words[name])
    return answers, hidden


def close_held_case(request: HttpRequest, standing: Standing) -> None:
    """What was held apart was recorded by this form after all: the case is closed."""
    case = _held_case(request, standing)
    if case is not None and case.state != UnsureCase.State.MISCONDUCT:
        unsure_verbs.close_recorded(case, by=standing)


def _held_case(request: HttpRequest, standing: Standing) -> UnsureCase | None:
    pk = _id_sent(request.POST.get("held_case", ""))
    return queries.unsure_cases_for(standing).filter(pk=pk).first() if pk else None


def guidance_context(standing: Standing) -> dict[str, Any]:
    """What each page of misconduct shows: help, contacts, and who may raise a hazard."""
    return {
        "office": queries.office_of(standing.mission),
        "focal_point": queries.office_of(standing.mission, WhoseOffice.AID),
        "nobody": not queries.holders(standing.mission),
        "may_raise": standing.may_somewhere("raise_alert"),
        "receives": standing.may(queries.ACT),
        "without_key": queries.waits_without_key(standing.mission),
        "decides_unsure": standing.may(queries.DECIDE),
        "form_id": new_id(),
    }


def _id_sent(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
