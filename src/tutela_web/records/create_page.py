"""New records by a form on a page of its own, and small forms posted beside a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tutela.base.errors import TutelaError
from tutela_web.access.page_access import refusals
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.look.translate import say_in_page_language, with_label

MadeT = TypeVar("MadeT")
Save = Callable[[Any], MadeT]
"""Keeps what a form has cleaned, and gives the record; a verb's TypedDict says what it takes."""


def new_page(
    request: HttpRequest,
    standing: Standing,
    form: forms.Form | forms.ModelForm,
    save: Save[MadeT],
    *,
    allowed: bool,
    title: Words,
    trail: Sequence[tuple[str, Words]],
    to: Callable[[MadeT], str],
    words: Words = "",
    button: Words = "",
    about: Sequence[Words] = (),
) -> HttpResponse:
    """A page with one form: shown, or saved by a verb.

    Takes   form, bound where the request posts; trail, the pages above: address and words; to, the
            address of what was made; about, sentences above the form.
    """
    if not allowed:
        raise PermissionDenied
    if (new := make_from_form(form, save)) is not None:
        return redirect(to(new))
    context = {
        "form": form,
        "title": title,
        "trail": trail,
        "words": words,
        "about": about,
        "button": button or title,
    }
    return render(request, "records/new.html", context, status=400 if form.errors else 200)


def make_from_form(form: forms.Form | forms.ModelForm, save: Save[MadeT]) -> MadeT | None:
    """The record a posted form made; None where nothing was posted, or where the form or the verb
    refuses, which stands in the form."""
    made_records: list[MadeT] = []
    if form.is_bound:
        save_posted(form, lambda given: made_records.append(save(given)))
    return made_records[0] if made_records else None


def save_all(saves: Iterable[bool]) -> bool:
    """Whether all that a page of several forms sent was saved: of one that is refused, none is.

    Takes   saves, each made as it is asked for, and whether it was: all are asked, for each form
            says what it refuses.
    """
    with transaction.atomic():
        saved = all([*saves])
        transaction.set_rollback(not saved)
    return saved


def save_posted(form: forms.Form | forms.ModelForm, save: Save[MadeT]) -> bool:
    """Whether what was posted was saved; what the form or the verb refuses stands in the form."""
    if not form.is_valid():
        return False
    try:
        with refusals():
            save(form.cleaned_data)
    except TutelaError as fault:
        add_refusal(form, fault)
        return False
    return True


def add_refusal(form: forms.Form | forms.ModelForm, fault: TutelaError) -> None:
    """Put what a verb refuses on the form: at the field it is about, by the name people know, where
    the form asks for that; else atop, whole."""
    if fault.where not in form.fields:
        form.add_error(None, say_in_page_language(fault.as_sentence()))
        return
    of_field = TutelaError(fault.what, next=fault.next)
    form.add_error(fault.where, say_in_page_language(of_field.as_sentence()))


def posted_atop(
    request: HttpRequest, form: forms.Form | forms.ModelForm, save: Save[MadeT]
) -> None:
    """As `save_posted`, where the page shown next has no such form: a refusal stands atop it."""
    if not save_posted(form, save):
        messages.error(request, faults_of(form))


def faults_of(form: forms.Form | forms.ModelForm) -> str:
    """All that a form refuses, in one line, each with the field it is about."""
    said = [str(fault) for fault in form.non_field_errors()]
    for field in form:
        said += [with_label(field.label, str(fault)) for fault in field.errors]
    return " ".join(said)
