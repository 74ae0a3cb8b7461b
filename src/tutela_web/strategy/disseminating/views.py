"""Who receives a strategy, and the copies for others: struck by one person, cleared by another."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from tutela.base.documents import model as d
from tutela.strategy.dissemination import suggest_copy_kind
from tutela.strategy.elements import SECTIONS
from tutela.strategy.text.copied import COPIED
from tutela_web.access.audit import trail
from tutela_web.access.page_access import mission_page, mission_post, refused_atop, taken_away
from tutela_web.access.policy import Standing, taking
from tutela_web.base.forms import number_said, version_sent
from tutela_web.crisis.metrics.report import DOCUMENTS
from tutela_web.records.create_page import save_posted
from tutela_web.records.pages import read_line
from tutela_web.strategy.disseminating import queries as found
from tutela_web.strategy.disseminating import verbs
from tutela_web.strategy.disseminating.forms import (
    CoherenceForm,
    CopyClearanceForm,
    CopyForm,
    RecallForm,
    ReceiptForm,
    RecipientForm,
    SameNameForm,
    SentForm,
)
from tutela_web.strategy.disseminating.models import Recipient, RedactedCopy
from tutela_web.strategy.disseminating.paper import copy_document, copy_tables, marking_of
from tutela_web.strategy.endorsing.views import strategy_of


@mission_page("drafts")
def dissemination(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Who receives the strategy: overdue receipts first; who is not on the list; the copies."""
    strategy = strategy_of(standing, pk)
    may = standing.may(verbs.ACT)
    began = {"who": request.GET.get("who", "")[:160]}
    form = RecipientForm(request.POST or None, standing=standing, initial=began)
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if save_posted(form, lambda given: verbs.decide_recipient(strategy, given, by=standing)):
            return redirect("strategy:dissemination", standing.mission.code, pk)
    read_line(standing, strategy, part="recipients")
    seen = found.recipients_for(standing).filter(strategy=strategy).order_by("kind", "who")
    rows = [(row, row.overdue(standing.on)) for row in seen]
    rows.sort(key=lambda row: not row[1])
    unreached = found.unreached_recipients(standing, strategy)
    context = {
        "strategy": strategy,
        "rows": rows,
        "overdue": sum(late for _row, late in rows),
        "unreached": unreached,
        "names": sorted(
            {one.name for one in unreached} | {row.who for row, _late in rows}, key=str.casefold
        ),
        "recalls": found.recalls_open(standing, strategy),
        "endorsed": strategy.steps.filter(step="endorsed_head").exists(),
        "form": form,
        "may": may,
        "copies": found.copies_for(standing).filter(strategy=strategy).order_by("-entered_at"),
        "copy_form": CopyForm(),
    }
    status = 400 if form.errors else 200
    return render(request, "strategy/dissemination.html", context, status=status)


@mission_page("drafts")
def recipient(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One recipient: the decision, what was sent, the receipt."""
    receiver = get_object_or_404(found.recipients_for(standing).select_related("mission"), pk=pk)
    do, post = request.POST.get("do", ""), request.method == "POST"
    forms: dict[str, tuple[Any, Any]] = {}
    if standing.may(verbs.ACT):
        today = {"on": standing.on}
        if receiver.sent_on is None:
            form = RecipientForm(
                request.POST if post and do == "change" else None,
                instance=receiver,
                standing=standing,
            )
            forms["change"] = (verbs.change_recipient, form)
            if receiver.gives != "nothing" and receiver.strategy.state == "in force":
                sent = SentForm(request.POST if post and do == "send" else None, initial=today)
                forms["send"] = (verbs.send, sent)
        if receiver.kind == "component" and receiver.received_on is not None:
            note = CoherenceForm(request.POST if post and do == "note" else None)
            forms["note"] = (verbs.note_coherence, note)
        if receiver.sent_on is not None and receiver.received_on is None:
            got = ReceiptForm(request.POST if post and do == "receive" else None, initial=today)
            forms["receive"] = (verbs.acknowledge, got)
    withdrawn = found.withdrawn_copy(receiver)
    if withdrawn is not None and standing.may(verbs.ACT) and not receiver.recall_answer:
        recall_form = RecallForm(
            request.POST if post and do == "recall" else None, initial={"on": standing.on}
        )
        forms["recall"] = (verbs.tell_withdrawn, recall_form)
    if post:
        if do not in forms:
            raise PermissionDenied
        verb, form = forms[do]
        if save_posted(
            form, lambda given: verb(receiver, given, version=version_sent(request), by=standing)
        ):
            return redirect("strategy:recipient", standing.mission.code, pk)
    read_line(standing, receiver)
    context = {
        "recipient": receiver,
        "strategy": receiver.strategy,
        "late": receiver.overdue(standing.on),
        "withdrawn": withdrawn,
        "led": found.lines_led(standing, receiver),
        "forms": {name: form for name, (_verb, form) in forms.items()},
        "suggested": suggest_copy_kind(receiver.kind, receiver.political, receiver.operational),
    }
    status = 400 if any(form.errors for _verb, form in forms.values()) else 200
    return render(request, "strategy/recipient.html", context, status=status)


@mission_post("drafts")
def spelling_merge(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Say that two names are one office or body; it holds from then on."""
    form = SameNameForm(request.POST)
    if form.is_valid():
        with refused_atop(request):
            verbs.merge_spelling(
                form.cleaned_data["written"], form.cleaned_data["means"], by=standing
            )
    return redirect("strategy:dissemination", standing.mission.code, strategy_of(standing, pk).pk)


# --- copies for others


@mission_post("drafts")
def copy_new(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Begin a copy for an audience."""
    strategy = strategy_of(standing, pk)
    sent = request.POST
    with refused_atop(request):
        copy = verbs.begin_copy(
            strategy, sent.get("audience", ""), sent.get("gives", ""), by=standing
        )
        return redirect("strategy:redacted", standing.mission.code, copy.pk)
    return redirect("strategy:dissemination", standing.mission.code, pk)


def _copy(standing: Standing, pk: UUID) -> RedactedCopy:
    copy = get_object_or_404(found.copies_for(standing).select_related("mission"), pk=pk)
    if not found.may_open(standing, copy):
        raise Http404
    return copy


@mission_page("drafts")
def copy_page(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """One copy for others: every passage, what was struck, the names that still stand in it."""
    copy = _copy(standing, pk)
    may_clear = standing.may(verbs.CLEARS) and copy.cleared_on is None
    bound = request.POST if request.method == "POST" else None
    form = CopyClearanceForm(bound)
    if request.method == "POST":
        if not may_clear:
            raise PermissionDenied
        cleared = save_posted(
            form,
            lambda given: verbs.clear_copy(copy, given, version=version_sent(request), by=standing),
        )
        if cleared:
            return redirect("strategy:redacted", standing.mission.code, pk)
    read_line(standing, copy)
    known = found.names_known(standing.mission)
    rows, tables = found.sheets(copy, known), found.tables_of_copy(copy, known)
    left = found.names_left(rows, tables)
    blocked = sum(name.kind in found.BLOCKS for name in left)
    context = {
        "copy": copy,
        "strategy": copy.strategy,
        "sheets": rows,
        "blocked": blocked,
        "others": len(left) - blocked,
        "tables": tables,
        "behind": [
            letter
            for letter, section in copy.base.content["sections"].items()
            if copy.gives == "summary" and section.get("stale")
        ],
        "may": standing.may(verbs.ACT) and copy.cleared_on is None,
        "may_clear": may_clear,
        "form": form,
        "may_take": copy.cleared_on is not None
        and copy.withdrawn_on is None
        and standing.reads("exports"),
        "holders": found.holders_of(standing, copy),
        "may_withdraw": standing.may(verbs.CLEARS)
        and copy.cleared_on is not None
        and copy.withdrawn_on is None,
    }
    return render(request, "strategy/redacted.html", context, status=400 if form.errors else 200)


@mission_post("drafts")
def redacted_change(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Strike words or a passage, let it stand again, leave a section out or take it in."""
    copy, sent = _copy(standing, pk), request.POST
    letter, why = sent.get("letter", "")[:1], sent.get("why", "")[:200]
    table, places = sent.get("table", ""), [number_said(one) for one in sent.getlist("row")]
    how: dict[str, Any] = {"version": version_sent(request), "by": standing}
    start, end = number_said(sent.get("start")), number_said(sent.get("end"))
    acts: dict[str, Callable[[], Any]] = {
        "words": lambda: verbs.strike(copy, letter, sent.get("words", ""), why, **how),
        "passage": lambda: verbs.strike_passage(copy, letter, start, end, why, **how),
        "stand": lambda: verbs.unstrike(copy, letter, start, **how),
        "out": lambda: verbs.leave_out(copy, letter, out=True, **how),
        "in": lambda: verbs.leave_out(copy, letter, out=False, **how),
        "rows": lambda: verbs.take_rows(copy, table, places, **how),
    }
    act = acts.get(sent.get("do", ""))
    with refused_atop(request):
        standing.require(verbs.ACT)
        if act is not None:
            act()
    answer = redirect("strategy:redacted", standing.mission.code, pk)
    at = f"table-{table}" if table in COPIED else letter if letter in SECTIONS else ""
    answer["Location"] += f"#{at}" if at else ""
    return answer


@mission_post("drafts")
def redacted_withdraw(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Withdraw a cleared copy."""
    copy = _copy(standing, pk)
    with refused_atop(request):
        verbs.withdraw_copy(
            copy, request.POST.get("why", "")[:3000], version=version_sent(request), by=standing
        )
    return redirect("strategy:redacted", standing.mission.code, pk)


@mission_page("drafts", of=found.recipients_for)
def recall_notice(request: HttpRequest, standing: Standing, receiver: Recipient) -> HttpResponse:
    """The notice a holder is told by that their copy was withdrawn, as text to be sent on; of the
    reason, which may be what must not leave, it says nothing."""
    copy = found.withdrawn_copy(receiver)
    if copy is None or not standing.may(verbs.ACT):
        raise Http404
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="redactedcopy",
        subject=copy.pk,
        form="txt",
    )
    with override(copy.content["language"]):
        text = _notice(receiver, copy)
    name = f"recall-{copy.content['edition']}-{copy.audience}.txt"
    return taken_away(standing, text, "text/plain; charset=utf-8", name)


def _notice(receiver: Recipient, copy: RedactedCopy) -> str:
    """That the copy a recipient was sent is no longer to be used, and what is asked of them."""
    content = copy.content
    said = {
        "who": receiver.who,
        "sent": receiver.sent_on.isoformat() if receiver.sent_on else "",
        "on": copy.withdrawn_on.isoformat() if copy.withdrawn_on else "",
        "digest": copy.digest,
    }
    lines = [
        content["title"],
        content["mission"],
        "",
        _("To: %(who)s") % said,
        "",
        _("The copy of this document that you were sent on %(sent)s was withdrawn on %(on)s.")
        % said,
        _("Please use and pass on no part of it, destroy it, and tell us that you did."),
        _("If you passed it on, please tell those who have it the same, and tell us who they are."),
        "",
        _("Digest of this copy: %(digest)s") % said,
        "",
    ]
    return "\n".join(lines)


@mission_page("drafts")
def redacted_file(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """A cleared copy to be handed over: as PDF, DOCX or text, or as the JSON its digest is of."""
    open_to = taking(standing)
    copy = get_object_or_404(found.copies_for(open_to), pk=pk)
    if copy.cleared_on is None or copy.withdrawn_on is not None:
        raise Http404
    return _as_file(request, open_to, copy)


@mission_page(of=found.copies_given)
def given_copy(request: HttpRequest, standing: Standing, copy: RedactedCopy) -> HttpResponse:
    """The copy that was cleared for a body and sent to it: whoever holds its post reads it, and
    takes it as a file with `?form=pdf`. Of anything else of the strategy nothing is told."""
    if request.GET.get("form"):
        return _as_file(request, standing, copy)
    read_line(standing, copy)
    with override(copy.content["language"]):
        tables = [
            (name, heads, [list(zip(heads, map(d.words, row), strict=True)) for row in rows])
            for name, heads, rows in copy_tables(copy)
        ]
    context = {
        "copy": copy,
        "content": copy.content,
        "tables": tables,
        "marking": marking_of(copy),  # of what stands here, whatever else its reader may read
    }
    return render(request, "strategy/given.html", context)


def _as_file(request: HttpRequest, standing: Standing, copy: RedactedCopy) -> HttpResponse:
    """A cleared copy as PDF, DOCX, text or JSON; a line in the audit. Http404 for another form."""
    form = request.GET.get("form", "txt")
    if form not in {"json", "txt", *DOCUMENTS}:
        raise Http404
    trail.record(
        "export",
        mission=standing.mission,
        by=standing.person,
        kind="redactedcopy",
        subject=copy.pk,
        form=form,
        sha256=copy.digest,
    )
    content: bytes | str
    if form == "json":
        content = json.dumps(copy.content, ensure_ascii=False, indent=1, sort_keys=True)
        kind = "application/json"
    elif form in DOCUMENTS:
        make, kind = DOCUMENTS[form]
        with override(copy.content["language"]):
            content = make(copy_document(standing, copy))
    else:
        with override(copy.content["language"]):
            content, kind = _plain(copy), "text/plain; charset=utf-8"
    name = f"strategy-{copy.content['edition']}-{copy.audience}-{copy.gives}.{form}"
    return taken_away(standing, content, kind, name)


def _plain(copy: RedactedCopy) -> str:
    """A cleared copy as plain text, its digest at the foot."""
    content = copy.content
    lines = [content["title"], content["mission"], ""]
    for letter, section in content["sections"].items():
        text = section["text"] or _("Left out of this copy.")
        lines += [f"{letter}. {_(section['name'])}", "", text, ""]
    for name, heads, rows in copy_tables(copy):
        lines += [name, ""]
        for row in rows:
            told = (
                f"{head}: {d.words(cell)}" for head, cell in zip(heads, row, strict=True) if cell
            )
            lines += ["; ".join(told)]
        lines += [""]
    return "\n".join([*lines, _("Digest of this copy: %(digest)s") % {"digest": copy.digest}, ""])
