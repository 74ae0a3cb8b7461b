"""What the page of a text shows and takes while people write it: of a strategy, of a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tutela.base.errors import TutelaError
from tutela.base.writing import LEASE_MINUTES, join_texts
from tutela_web.access.models import Holding, Person
from tutela_web.access.page_access import refusals
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import Conflict, NotNow
from tutela_web.base.fields import few_words, tick
from tutela_web.base.forms import version_sent
from tutela_web.look.translate import hour, say_in_page_language
from tutela_web.records.models import Record
from tutela_web.records.shared_texts.verbs import (
    TYPED,
    A,
    C,
    Editor,
    L,
    T,
    Written,
    history_of_text,
)


class CommentForm(forms.Form):
    """What somebody says of a text, and the words they would put there."""

    body = few_words(gettext_lazy("Comment"), 5000, rows=3)
    suggests = tick(gettext_lazy("I suggest other wording"))
    passage = few_words(
        gettext_lazy("Passage to change"),
        5000,
        gettext_lazy("Copied from the text. Left blank: the new words come at the end."),
        rows=2,
    )
    proposed = few_words(
        gettext_lazy("New text"), 20000, gettext_lazy("Left blank: the passage is struck."), rows=3
    )


def shown_texts(
    section: Record,
    *,
    text: str | None = None,
    version: int | None = None,
    conflict: Conflict | None = None,
    fault: str = "",
) -> dict[str, Any]:
    """What the field of a text holds: as it stands, as it was sent, or after a conflict both texts
    brought into one, with each beside it.

    Takes   text, version, as they were sent, where they were not saved.
    """
    stands: str = section.text  # type: ignore[attr-defined]
    written, began = stands if text is None else text, version or section.version
    theirs = ""
    if conflict is not None:
        base, theirs, mine = (str(words or "") for words in conflict.fields["text"])
        written, began = join_texts(base, theirs, mine), conflict.version
    return {
        "text": written,
        "version": began,
        "mine": text,
        "theirs": theirs,
        "fault": fault,
        "conflict": say_in_page_language(conflict.as_sentence()) if conflict else "",
    }


def beside_text(
    standing: Standing,
    editor: Editor[T, L, C, A],
    section: T,
    *,
    comments: QuerySet[C],
    asides: QuerySet[A],
    comment_form: CommentForm | None = None,
) -> dict[str, Any]:
    """Who holds a text, what was said of it, and what was set aside. One query; two lists."""
    lease = editor.lease_of(section, clock.now(standing.mission))
    return {
        "lease": lease,
        "mine_held": lease is not None and lease.person_id == standing.person.pk,
        "comment_form": comment_form or CommentForm(),
        "comments": comments.filter(section=section).order_by("-state", "-entered_at"),
        "asides": asides.filter(section=section, settled_on=None).order_by("entered_at"),
    }


def save_typed(
    request: HttpRequest,
    standing: Standing,
    section: T,
    save: Callable[..., T],
) -> JsonResponse:
    """Save what is typed so far; what cannot be saved is set aside, and the page stops."""
    stands: str = section.text  # type: ignore[attr-defined]
    try:
        with refusals():
            saved = save(
                section,
                request.POST.get("text", stands),
                version=version_sent(request),
                by=standing,
                reason=TYPED,
                holds=True,
            )
    except TutelaError as fault:
        status = 409 if isinstance(fault, Conflict | NotNow) else 400
        said = say_in_page_language(fault.as_sentence())
        return JsonResponse({"said": said}, status=status)
    now = clock.now(standing.mission)
    until = now + timedelta(minutes=LEASE_MINUTES)
    return JsonResponse(
        {
            "version": saved.version,
            "said": _("Saved %(hour)s") % {"hour": hour(now, now)},
            "holds": _("You are editing this section until %(hour)s.") % {"hour": hour(until, now)},
        }
    )


def history_rows(standing: Standing, section: Record) -> list[tuple[Written, str]]:
    """Every version of a text with who wrote it: by their post, if they hold one. Three queries."""
    steps = history_of_text(section)
    people = {step.by_id for step in steps if step.by_id}
    who: dict[Any, str] = {
        person.pk: str(person) for person in Person.objects.filter(pk__in=people)
    }
    posts = Holding.objects.filter(post__mission=standing.mission, person_id__in=people)
    who |= dict(posts.order_by("starts").values_list("person_id", "post__title"))
    return [(step, who.get(step.by_id, "")) for step in steps]


AddressNames = Mapping[str, str]
"""The names of the addresses of an editor: section, typed, preview, lease, comment, decide, settle;
the templates records/writing/ send their forms there."""
