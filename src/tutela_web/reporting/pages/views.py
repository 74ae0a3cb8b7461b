"""Reports: the calendar of duties, an edition with its parts, its clearance, and one figure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.base.messages import say, term
from tutela.reporting.products import say_due
from tutela_web.access.page_access import mission_page, mission_post, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.models import Job
from tutela_web.look.translate import in_page_language, say_in_page_language
from tutela_web.programme.measures.queries import duties, made_for
from tutela_web.records.create_page import make_from_form
from tutela_web.records.pages import read_line
from tutela_web.reporting.drafting import verbs
from tutela_web.reporting.drafting.forms import EditionForm, SignatureForm
from tutela_web.reporting.editions import queries as found
from tutela_web.reporting.editions.ask_queries import steps_lacking
from tutela_web.reporting.filling.of_report import office_name, say_number
from tutela_web.reporting.filling.published import count_held_out
from tutela_web.reporting.filling.report_figures import ref_of
from tutela_web.reporting.models import (
    OfficeContribution,
    ReportEdition,
    ReportReceipt,
    ReportSignature,
)
from tutela_web.reporting.papers.evidence import records_behind
from tutela_web.reporting.papers.shown import ShownReport


@mission_page(found.READS)
def reports(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What is owed by when and by whom, what is overdue first; and the editions."""
    calendar = found.duty_calendar(standing)
    at = clock.now(standing.mission)
    editions = found.editions_for(standing).defer("figures", "data")
    context = {
        "calendar": calendar,
        "overdue": found.rows_of_duties(calendar.overdue),
        "ahead": [
            (
                one,
                in_page_language(term(one.product.title)),
                say_in_page_language(say_due(one.product.due)),
            )
            for one in found.editions_ahead(standing, calendar)
        ],
        "editions": editions.exclude(state=ReportEdition.State.DROPPED),
        "duties": duties(standing) if standing.reads("strategy") else None,
        "undated": [in_page_language(term(one.title)) for one in calendar.undated],
        "at": at,
        "may_draft": standing.may(found.DRAFTS),
        "may_edit": standing.may(found.EDITS),
    }
    return render(request, "reporting/reports.html", context)


@mission_page(found.READS, may=found.DRAFTS)
def report_new(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Begin an edition: the worker fills it. A flash report is of its alert, and begins there."""
    begun = {
        name: request.GET[name] for name in ("product", "due", "contributor") if name in request.GET
    }
    form = EditionForm(
        request.POST or None, standing=standing, initial={"due": standing.on, **begun}
    )
    if request.method == "POST":
        if form.is_valid() and form.flash_of is not None:
            of_alert = reverse("joc:flash", args=[standing.mission.code, form.flash_of.pk])
            return redirect(f"{of_alert}#next")
        opened = make_from_form(
            form, lambda given: verbs.open_report(verbs.WantedEdition(**given), by=standing)
        )
        if opened is not None:
            return redirect("reporting:report", standing.mission.code, opened.pk)
    return render(request, "reporting/new.html", {"form": form}, status=400 if form.errors else 200)


@mission_page(found.READS, of=found.editions_for)
def report(request: HttpRequest, standing: Standing, report: ReportEdition) -> HttpResponse:
    """One edition: its parts as they read, what is missing, what waits, its clearance."""
    read_line(standing, report)
    now = clock.now(standing.mission)
    shown = ShownReport(standing, report)
    drafts = found.drafts(standing, report)
    filling = verbs.filling_job(report)
    working = filling is not None and filling.state in (Job.State.WAITING, Job.State.RUNNING)
    context = {
        "report": report,
        "product": report.made_as,
        "parts": shown.parts,
        "contributions": _contribution_rows(standing, shown.contributions, drafts=drafts),
        "missing": [
            office_name(one.office)
            for one in shown.contributions
            if one.state == OfficeContribution.State.AWAITED
        ],
        "words": sum(part.words for part in shown.parts),
        "filling": filling if working else None,
        "stopped": report.state == ReportEdition.State.FILLING and not working,
        "lacking": [say_in_page_language(one) for one in verbs.lacking(report)]
        if report.state == ReportEdition.State.DRAFT
        else [],
        "may_draft": drafts,
        "corrections": found.editions_for(standing)
        .filter(corrects=report)
        .exclude(state=ReportEdition.State.DROPPED),
        "receipts": found.receipts_for(standing).filter(report=report),
        "duties_met": made_for(standing).filter(edition=report).select_related("duty")
        if report.state == ReportEdition.State.RELEASED
        else [],
        "office": office_name(report.made_as.office),
        "overdue": report.overdue(now),
        "early": report.state in (ReportEdition.State.DRAFT, ReportEdition.State.CLEARING)
        and report.corrects_id is None
        and report.cut_off > now,
        "whole": found.whole_for(standing).filter(pk=report.pk).exists(),
        "consulted": shown.consulted,
        "steps_lacking": steps_lacking(report, shown.consulted),
        "held_out": count_held_out(standing, report),
        "asked_by": found.requests_for(standing).filter(edition=report),
    }
    return render(request, "reporting/report.html", context)


def _contribution_rows(
    standing: Standing, contributions: list[OfficeContribution], *, drafts: bool
) -> list[dict[str, Any]]:
    return [
        {
            "one": one,
            "office": office_name(one.office),
            "may": one.report.state in (ReportEdition.State.DRAFT, ReportEdition.State.FILLING)
            and (drafts or found.holds_office(standing, one.office)),
        }
        for one in contributions
    ]


def _do(
    request: HttpRequest,
    standing: Standing,
    pk: UUID,
    do: Callable[[], Model | None],
    *,
    done: str = "",
) -> HttpResponse:
    """Do one thing to an edition; above its page stands that it is done, or why it is not."""
    with refused_atop(request):
        do()
        if done:
            messages.success(request, done)
    return redirect("reporting:report", standing.mission.code, pk)


@mission_post(found.READS, of=found.editions_for, may=found.DRAFTS)
def report_fill(request: HttpRequest, standing: Standing, report: ReportEdition) -> HttpResponse:
    """Have it filled again from the records."""
    return _do(request, standing, report.pk, lambda: verbs.fill_again(report, by=standing))


@mission_post(found.READS, of=found.editions_for, may=found.DRAFTS)
def report_stop(request: HttpRequest, standing: Standing, report: ReportEdition) -> HttpResponse:
    """Stop the worker that fills it."""
    return _do(request, standing, report.pk, lambda: verbs.stop_filling(report, by=standing))


@mission_post(found.READS, of=found.editions_for, may=found.DRAFTS)
def report_drop(request: HttpRequest, standing: Standing, report: ReportEdition) -> HttpResponse:
    """Give it up."""
    return _do(
        request,
        standing,
        report.pk,
        lambda: verbs.drop_report(report, by=standing),
        done=_("It is given up."),
    )


@mission_post(found.READS, of=found.editions_for, may=found.DRAFTS)
def report_clearance(
    request: HttpRequest, standing: Standing, report: ReportEdition
) -> HttpResponse:
    """Give it to its chain."""
    first = office_name(report.made_as.clearance[0])
    return _do(
        request,
        standing,
        report.pk,
        lambda: verbs.begin_clearance(report, by=standing),
        done=_("It is in clearance: %(office)s signs next.") % {"office": first},
    )


@mission_post(found.READS, of=found.contributions_for)
def contribution_hand_in(
    request: HttpRequest, standing: Standing, contribution: OfficeContribution
) -> HttpResponse:
    """Hand in the part of an office, or say that there is nothing to tell."""
    return _do(
        request,
        standing,
        contribution.report_id,
        lambda: verbs.hand_in(
            contribution,
            nil=request.POST.get("do") == "nil",
            note=request.POST.get("note", ""),
            by=standing,
        ),
        done=_("Recorded."),
    )


# --- clearance


@mission_page(found.READS, of=found.whole_for)
def clearance(request: HttpRequest, standing: Standing, report: ReportEdition) -> HttpResponse:
    """The clearance file: the chain, each signature, dissent, and signing the next step."""
    read_line(standing, report)
    step = verbs.next_step(report)
    chain = report.made_as.clearance
    signatures = ShownReport(standing, report).signatures
    now_round = verbs.round_of(report)
    cleared = {
        one.step: one
        for one in signatures
        if one.round == now_round and one.answer == ReportSignature.Answer.CLEARED
    }
    mine = (
        step is not None
        and standing.may(found.CLEARS)
        and found.holds_office(standing, chain[step])
    )
    context = {
        "report": report,
        "steps": [
            {
                "office": office_name(office),
                "signature": cleared.get(number),
                "next": number == step,
            }
            for number, office in enumerate(chain)
        ],
        "signatures": [(one, office_name(one.office)) for one in signatures],
        "dissents": [(one, office_name(one.office)) for one in signatures if one.dissent],
        "mine": mine,
        "form": SignatureForm(),
        "may_print": standing.may(found.DISSENTS)
        and report.state in (ReportEdition.State.DRAFT, ReportEdition.State.CLEARING),
    }
    return render(request, "reporting/clearance.html", context)


@mission_post(found.READS, of=found.whole_for, may=found.CLEARS)
def report_clear(request: HttpRequest, standing: Standing, report: ReportEdition) -> HttpResponse:
    """Sign the next step, or send it back."""
    answered = verbs.StepAnswer(
        clears=request.POST.get("do") == "clear",
        digest=request.POST.get("digest", ""),
        why=request.POST.get("why", "")[:3000],
        dissent=request.POST.get("dissent", "")[:5000],
    )
    with refused_atop(request):
        messages.success(request, _say_signed(verbs.clear_report(report, answered, by=standing)))
    return redirect("reporting:clearance", standing.mission.code, report.pk)


def _say_signed(report: ReportEdition) -> str:
    """What a signature, or sending it back, has led to."""
    if report.state == ReportEdition.State.RELEASED:
        return _("Signed and released as No. %(n)s.") % {"n": report.number}
    step = verbs.next_step(report)
    if step is None:
        return _("Sent back to who drafts it.")
    office = office_name(report.made_as.clearance[step])
    return _("Signed: %(office)s signs next.") % {"office": office}


@mission_post(found.READS, of=found.whole_for, may=found.DISSENTS)
def report_dissent(request: HttpRequest, standing: Standing, report: ReportEdition) -> HttpResponse:
    """Print dissent in the report, or keep it in the file."""
    with refused_atop(request):
        verbs.print_dissent(report, printed=request.POST.get("do") == "print", by=standing)
    return redirect("reporting:clearance", standing.mission.code, report.pk)


# --- after release


@mission_post(found.READS, of=found.editions_for, may=found.DRAFTS)
def report_give(request: HttpRequest, standing: Standing, report: ReportEdition) -> HttpResponse:
    """Record to whom it was given."""
    addressee = request.POST.get("addressee", "")
    return _do(
        request, standing, report.pk, lambda: verbs.give_report(report, addressee, by=standing)
    )


@mission_post(found.READS, of=found.editions_for)
def report_receive(request: HttpRequest, standing: Standing, report: ReportEdition) -> HttpResponse:
    """Confirm that the own post received it."""
    return _do(request, standing, report.pk, lambda: verbs.receive_report(report, by=standing))


@mission_post(found.READS, of=found.receipts_for, may=found.DRAFTS)
def receipt_record(
    request: HttpRequest, standing: Standing, receipt: ReportReceipt
) -> HttpResponse:
    """Record that an addressee received it."""
    return _do(
        request, standing, receipt.report_id, lambda: verbs.record_receipt(receipt, by=standing)
    )


@mission_post(found.READS, of=found.editions_for, may=found.DRAFTS)
def report_correct(request: HttpRequest, standing: Standing, report: ReportEdition) -> HttpResponse:
    """Begin a corrigendum."""
    editions: list[ReportEdition] = []
    with refused_atop(request):
        editions.append(
            verbs.correct_report(report, request.POST.get("why", "")[:5000], by=standing)
        )
    shown = editions[0] if editions else report
    return redirect("reporting:report", standing.mission.code, shown.pk)


# --- one figure


@mission_page(found.READS, of=found.whole_for)
def figure(
    request: HttpRequest, standing: Standing, report: ReportEdition, key: str
) -> HttpResponse:
    """Explain this figure: what it counts, when, of which records, and what it leaves out."""
    counted = ShownReport(standing, report).figures.get(key)
    if counted is None:
        raise Http404
    read_line(standing, report)
    records = records_behind(standing, map(ref_of, counted.records)) if counted.records else {}
    left_out = [
        say_in_page_language(say("{why}: {n:,}", why=term(why), n=number))
        for why, number in counted.left_out.items()
    ]
    context = {
        "report": report,
        "figure": counted,
        "label": say_in_page_language(counted.label),
        "definition": say_in_page_language(counted.definition),
        "said": say_number(counted),
        "left_out": left_out,
        "records": list(records.values()),
    }
    return render(request, "reporting/figure.html", context)
