"""Pages of the vault: what is due, who asked, and one identity opened with a reason.

Opened words go into the answer to a POST and nowhere else: no address, no session, no message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tutela.base.errors import TutelaError
from tutela_web.access.models import Person
from tutela_web.access.page_access import mission_page
from tutela_web.access.policy import Standing
from tutela_web.access.vault import forms, queries, verbs
from tutela_web.access.vault.models import BreakGlass, Subject
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied
from tutela_web.base.values import Cleaned, Words
from tutela_web.look.translate import in_page_language

PER_PAGE = 50
FIELDS = {
    "person": gettext_lazy("name"),
    "phone": gettext_lazy("telephone number"),
    "address": gettext_lazy("address"),
    "narrative": gettext_lazy("narrative"),
}


T = TypeVar("T")


def _knows_of(standing: Standing) -> None:
    """404 for whoever neither keeps, asks, decides nor collected anything."""
    if not (
        queries.keeps(standing)
        or standing.may_somewhere("open_vault")
        or standing.may_somewhere("approve_vault")
        or queries.subjects_for(standing).exists()
    ):
        raise Http404


def _result_and_status(form: Form, act: Callable[[Cleaned], T]) -> tuple[T | None, int]:
    """What a verb gave, and the answer's status; an error stands on the form."""
    if not form.is_valid():
        return None, 400
    try:
        return act(form.cleaned_data), 200
    except TutelaError as error:
        form.add_error(None, in_page_language(error.as_sentence()))
        return None, 403 if isinstance(error, Denied) else 400


@mission_page()
@sensitive_post_parameters()
def index(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Subjects by number and review date; requests; for the custodian a search."""
    _knows_of(standing)
    keeps, found_subjects, status = queries.keeps(standing), None, 200
    form = forms.FindForm(request.POST or None) if keeps else None
    if request.method == "POST" and form:
        found_subjects, status = _result_and_status(
            form, lambda sent: verbs.search(sent["field"], sent["value"], by=standing)
        )
    subjects = queries.subjects_for(standing)
    if found_subjects is not None:
        subjects = subjects.filter(pk__in=found_subjects)
    elif request.GET.get("due"):
        subjects = queries.due(standing)
    page = Paginator(subjects, PER_PAGE).get_page(request.GET.get("page"))
    asked = list(queries.glasses_for(standing)[:PER_PAGE])
    numbers = dict(
        Subject.objects.filter(pk__in=[g.subject for g in asked]).values_list("pk", "number")
    )
    about = {
        "page": page,
        "gone": queries.erased_subjects(s.pk for s in page),
        "keeps": keeps,
        "find": form,
        "found": found_subjects,
        "due_only": bool(request.GET.get("due")) and found_subjects is None,
        "due": queries.due(standing).count(),
        "today": clock.today(standing.mission),
        "asked": [_request_context(g, numbers, standing) for g in asked],
        "may_ask": standing.may_somewhere("open_vault") and not keeps,
    }
    return render(request, "vault/index.html", about, status=status)


def _request_context(
    glass: BreakGlass, numbers: dict[UUID, int], standing: Standing
) -> dict[str, Any]:
    return {
        "glass": glass,
        "number": f"S-{numbers.get(glass.subject, 0):04d}",
        "mine": glass.asked_by_id == standing.person.pk,
        "state": state_of(glass),
    }


def state_of(glass: BreakGlass) -> str:
    """waiting, refused, open or over."""
    if glass.refused_at:
        return "refused"
    if glass.opens_until is None:
        return "waiting"
    return "open" if glass.opens_until > real_now() else "over"


@mission_page()
def subject(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One identity: its number and dates; its words once somebody said why."""
    kept = _subject(standing, pk)
    opened, status = None, 200
    form = forms.OpenForm(request.POST or None)
    if request.method == "POST":
        opened, status = _result_and_status(
            form, lambda sent: verbs.open_sealed(pk, by=standing, why=sent["why"])
        )
    words = None
    if opened is not None:
        words = [(FIELDS.get(name, name.replace("_", " ")), said) for name, said in opened.items()]
    return _subject_page(request, standing, kept, form=form, words=words, status=status)


def _subject_page(
    request: HttpRequest,
    standing: Standing,
    kept: Subject,
    *,
    form: Form | None = None,
    words: Sequence[tuple[Words, str]] | None = None,
    keep: Form | None = None,
    erase: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    about = {
        "subject": kept,
        "erased": kept.erased_at or kept.pk in queries.erased_subjects([kept.pk]),
        "form": form or forms.OpenForm(),
        "words": words,
        "today": clock.today(standing.mission),
        "keeps": queries.keeps(standing) and standing.may("approve_vault"),
        "keep": keep or forms.IdentityKeepingForm(),
        "erase": erase or forms.EraseForm(),
    }
    return render(request, "vault/subject.html", about, status=status)


def _subject(standing: Standing, pk: UUID) -> Subject:
    """Whom the custodian, the collector, or the holder of a live break-glass may open."""
    subject = queries.subjects_for(standing).filter(pk=pk).first()
    if subject is None and queries.live_glass(standing, pk, at=real_now()):
        subject = Subject.objects.filter(pk=pk, mission_id=standing.mission.pk).first()
    if subject is None:
        raise Http404
    return subject


@mission_page("identities")
@require_POST
def keep(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Another six months, for a purpose."""
    kept = get_object_or_404(queries.subjects_for(standing), pk=pk)
    form = forms.IdentityKeepingForm(request.POST)
    _until, status = _result_and_status(
        form, lambda sent: verbs.keep(pk, by=standing, why=sent["why"])
    )
    if status != 200:
        return _subject_page(request, standing, kept, keep=form, status=status)
    messages.success(request, _("Saved; the next review date is set."))
    return redirect("vault:subject", standing.mission.code, pk)


@mission_page("identities")
@require_POST
def erase(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Destroy the key: nothing brings the words back."""
    kept = get_object_or_404(queries.subjects_for(standing), pk=pk)
    form = forms.EraseForm(request.POST)
    _none, status = _result_and_status(
        form, lambda sent: verbs.erase(pk, by=standing, reason=sent["reason"])
    )
    if status != 200:
        return _subject_page(request, standing, kept, erase=form, status=status)
    messages.success(request, _("Erased. Statistics and the trail stay."))
    return redirect("vault:index", standing.mission.code)


@mission_page()
@sensitive_post_parameters()
def ask(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Ask to see one identity."""
    if not standing.may_somewhere("open_vault"):
        raise Http404
    form = forms.IdentityRequestForm(
        request.POST or None, initial={"number": request.GET.get("number", "")}
    )
    status = 200
    if request.method == "POST":
        glass, status = _result_and_status(
            form,
            lambda sent: verbs.ask(
                verbs.subject_of_number(sent["number"], by=standing),
                by=standing,
                purpose=sent["purpose"],
                reason=sent["reason"],
            ),
        )
        if glass:
            return redirect("vault:glass", standing.mission.code, glass.pk)
    return render(request, "vault/ask.html", {"form": form}, status=status)


@mission_page(of=queries.glasses_for)
def glass(request: HttpRequest, standing: Standing, asked: BreakGlass) -> HttpResponse:
    """One request: the asker waits, a second person reads the reason and decides."""
    reason, form, status = None, Form(request.POST or None), 200
    if request.method == "POST":
        acts: dict[str, Callable[[Any], Any]] = {
            "reason": lambda _sent: verbs.reason_of(asked, by=standing),
            "approve": lambda _sent: verbs.approve(asked, by=standing),
            "refuse": lambda _sent: verbs.refuse(asked, by=standing),
        }
        act = request.POST.get("act", "")
        if act not in acts:
            raise Http404
        result, status = _result_and_status(form, acts[act])
        if status == 200 and act != "reason":
            return redirect("vault:glass", standing.mission.code, asked.pk)
        reason = result if act == "reason" else None
    kept = Subject.objects.get(pk=asked.subject)
    about = {
        "glass": asked,
        "subject": kept,
        "state": state_of(asked),
        "reason": reason,
        "form": form,
        "people": _people([asked.asked_by_id, asked.approved_by_id]),
        "mine": asked.asked_by_id == standing.person.pk,
        "decides": standing.may("approve_vault") and asked.asked_by_id != standing.person.pk,
    }
    return render(request, "vault/glass.html", about, status=status)


def _people(ids: Iterable[UUID | None]) -> dict[str, str]:
    """Who asked and who decided, by name: both must know whom they deal with."""
    asker, decider = ids
    known = Person.objects.filter(pk__in=[pk for pk in (asker, decider) if pk])
    found: dict[UUID | None, str] = {person.pk: str(person) for person in known}
    return {"asker": found.get(asker, ""), "decider": found.get(decider, "")}
