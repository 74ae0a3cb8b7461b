"""Pages of misconduct: what to do, one's receipts, and what Conduct and Discipline does."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from tutela.base.errors import TutelaError
from tutela_web.access.page_access import mission_page, mission_post, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.conduct import queries, unsure_verbs, verbs
from tutela_web.conduct.forms import NAMES, OfficeForm
from tutela_web.conduct.models import MisconductReceipt, UnsureCase, WhoseOffice
from tutela_web.conduct.pages import (
    answer_misconduct,
    guidance_context,
    lines_of_case,
    names_that_tell_who,
)
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.paging import page_context


@mission_page()
def report(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Help for the victim, what not to do, whom to tell; a receipt for who asks for one."""
    if request.method == "POST":
        return answer_misconduct(request, standing, MisconductReceipt.Door.PAGE)
    return render(request, "conduct/report.html", guidance_context(standing))


@mission_page()
def receipts(request: HttpRequest, standing: Standing) -> HttpResponse:
    """One's own receipts; for Conduct and Discipline those of the mission."""
    rows = queries.receipts_for(standing)
    waiting = rows.filter(confirmed_at=None).count()
    context = guidance_context(standing) | page_context(request, rows) | {"waiting": waiting}
    return render(request, "conduct/receipts.html", context)


def _receipt(standing: Standing, pk: UUID) -> MisconductReceipt:
    return get_object_or_404(queries.receipts_for(standing), pk=pk)


@mission_page(of=queries.receipts_for)
def receipt(request: HttpRequest, standing: Standing, shown: MisconductReceipt) -> HttpResponse:
    """One receipt: when, by what way, and whether Conduct and Discipline has it."""
    sealed = getattr(shown, "sealed", None)
    context = guidance_context(standing) | {"receipt": shown, "sealed": sealed}
    return render(request, "conduct/receipt.html", context)


@mission_post()
def download_sealed(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The sealed item, for Conduct and Discipline: only their private key opens it."""
    receipt_asked = _receipt_of_office(standing, pk)
    with refused_atop(request):
        content = verbs.take_sealed(receipt_asked, by=standing)
        answer = HttpResponse(content, content_type="application/octet-stream")
        answer["Content-Disposition"] = f'attachment; filename="{pk}.age"'
        return answer
    return redirect("conduct:receipt", standing.mission.code, pk)


@mission_post()
def confirm(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Conduct and Discipline has it: what was sealed is erased here."""
    receipt_asked = _receipt_of_office(standing, pk)
    with refused_atop(request):
        verbs.confirm(receipt_asked, by=standing)
        messages.success(request, _("Confirmed. What was sealed under it is erased here."))
    return redirect("conduct:receipt", standing.mission.code, pk)


def _receipt_of_office(standing: Standing, pk: UUID) -> MisconductReceipt:
    if not standing.may(queries.ACT):
        raise Http404
    return _receipt(standing, pk)


# --- what may tell of misconduct


@mission_page()
def unsure_cases(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What one sent that may tell of misconduct; for human rights all of the mission."""
    rows = queries.unsure_cases_for(standing)
    context = guidance_context(standing) | page_context(request, rows)
    return render(request, "conduct/unsure_cases.html", context)


@mission_page(of=queries.unsure_cases_for)
def unsure_case(request: HttpRequest, standing: Standing, case: UnsureCase) -> HttpResponse:
    """One case with its words, for who sent it and human rights: reading is a line of the audit."""
    words = unsure_verbs.read_words(case, by=standing)
    context = guidance_context(standing) | {
        "case": case,
        "own": case.sender_id == standing.person.pk,
        "lines": lines_of_case(case, words),
        "waits": case.state == UnsureCase.State.WAITING,
        "carried": _form_again(case, words, by=standing),
    }
    return render(request, "conduct/unsure_case.html", context)


def _form_again(
    case: UnsureCase, words: unsure_verbs.CaseWords | None, *, by: Standing
) -> list[tuple[str, str]]:
    """The answers of a form as they were sent, to send it again; nothing for other cases. For
    another than who sent it without what tells who the source is: to decide, nobody need know."""
    if words is None or case.kind != UnsureCase.Kind.FORM:
        return []
    if case.state == UnsureCase.State.MISCONDUCT:
        return []
    left_out = set() if case.sender_id == by.person.pk else names_that_tell_who(case.mission)
    sent = [
        (name, value) for name, values in words.items() if name not in left_out for value in values
    ]
    return [*sent, ("un_personnel", "read_again"), ("held_case", str(case.pk))]


@mission_post(of=queries.unsure_cases_for)
def decide_unsure(request: HttpRequest, standing: Standing, case: UnsureCase) -> HttpResponse:
    """Whether it tells of misconduct, or is an ordinary event."""
    misconduct = request.POST.get("decision") == "misconduct"
    with refused_atop(request):
        unsure_verbs.decide_case(case, misconduct=misconduct, by=standing)
        if misconduct and case.sender_id == standing.person.pk:
            return redirect("conduct:receipts", standing.mission.code)
    return redirect("conduct:unsure_case", standing.mission.code, case.pk)


@mission_page()
@sensitive_post_parameters("public_key")
def office(request: HttpRequest, standing: Standing, whose: str = WhoseOffice.UN) -> HttpResponse:
    """How an office is reached, and its key: for Conduct and Discipline alone, who keeps those of
    the focal point of aid organisations as well."""
    if not standing.may(queries.ACT) or whose not in WhoseOffice.values:
        raise Http404
    kept = queries.office_of(standing.mission, whose)
    form = OfficeForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        try:
            with refusals():
                said = {name: form.cleaned_data[name] for name in NAMES}
                verbs.set_office(said, by=standing, whose=whose)
        except TutelaError as fault:
            form.add_error("public_key", say_in_page_language(fault.as_sentence()))
        else:
            messages.success(request, _("Saved. Everybody in the mission reads the contacts."))
            return redirect("conduct:receipts", standing.mission.code)
    context = guidance_context(standing) | {
        "form": form,
        "kept": kept,
        "whose": WhoseOffice(whose),
    }
    status = 400 if form.errors else 200
    return render(request, "conduct/office.html", context, status=status)
