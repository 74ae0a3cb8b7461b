"""Misconduct for programs: what to do, in order, and a receipt. No content is taken."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router, Schema

from tutela_web.access.api import Given, do_once, made_once
from tutela_web.access.page_access import enter
from tutela_web.access.policy import Standing
from tutela_web.conduct import queries, unsure_verbs, verbs
from tutela_web.conduct.models import MisconductReceipt, UnsureCase, WhoseOffice
from tutela_web.conduct.pages import lines_of_case
from tutela_web.records.endpoints.schemas import ColumnSchema
from tutela_web.records.list_schema import Listed
from tutela_web.records.paging import list_part

router = Router(tags=["misconduct"])


class ConductContact(Schema):
    """How Conduct and Discipline is reached; blank is not set yet, and OIOS is reached always.
    Where personnel of an aid organisation did it, the focal point."""

    contact: str
    telephone: str
    mail: str
    focal_point: str
    focal_point_telephone: str
    focal_point_mail: str
    oios_telephone: str = "+1 212 963 1111"
    oios_mail: str = "investigationsoios@un.org"


class ConductGuidance(Schema):
    """What to do, in this order: help the victim, do not interview, tell these, and report."""

    victim_help: list[str]
    do_not: str
    contacts: ConductContact
    duty: str


class ReceiptOut(ColumnSchema, of=MisconductReceipt, columns="id number on door"):
    """A receipt: no word of what was reported."""

    state: str

    @staticmethod
    def resolve_state(receipt: MisconductReceipt) -> str:
        return "confirmed" if receipt.confirmed_at else "waiting"


class ReceiptIn(Given):
    """Nothing but an id of your own, to send again safely: no content is taken."""

    id: UUID | None = None


@router.get("/missions/{code}/misconduct", response=ConductGuidance)
def guidance(request: HttpRequest, code: str) -> Any:
    """What to do about sexual exploitation or abuse by personnel. Nothing of it is kept here."""
    standing = enter(request, code)
    office = queries.office_of(standing.mission)
    focal_point = queries.office_of(standing.mission, WhoseOffice.AID)
    own = office.victim_help.splitlines() if office else []
    return {
        "victim_help": [
            _("See to safety and medical care first; neither needs a report."),
            _("The victim decides what help to take. For a child, call the child-protection post."),
            *(line for line in own if line.strip()),
        ],
        "do_not": _(
            "Do not interview the victim, do not look for proof, and do not warn the accused."
        ),
        "contacts": {
            "contact": office.contact if office else "",
            "telephone": office.telephone if office else "",
            "mail": office.mail if office else "",
            "focal_point": focal_point.contact if focal_point else "",
            "focal_point_telephone": focal_point.telephone if focal_point else "",
            "focal_point_mail": focal_point.mail if focal_point else "",
        },
        "duty": _("Your duty to report stands: a receipt is not a report."),
    }


@router.get("/missions/{code}/misconduct/receipts", response=list[ReceiptOut])
def receipt_list(request: HttpRequest, code: str) -> Any:
    """Receipts this person may read: their own, or the mission's for Conduct and Discipline."""
    return queries.receipts_for(enter(request, code))[:200]


@router.post("/missions/{code}/misconduct/receipts", response={201: ReceiptOut, 200: ReceiptOut})
def give_receipt(request: HttpRequest, code: str, receipt: ReceiptIn) -> Any:
    """A receipt without content. Send an id of your own, or an Idempotency-Key, to send again."""
    standing: Standing = enter(request, code)
    return made_once(
        request,
        standing.person,
        verbs.KIND,
        lambda: verbs.receive(
            standing.mission, MisconductReceipt.Door.API, by=standing, id=receipt.id
        ),
        queries.receipts_for(standing),
    )


class UnsureOut(ColumnSchema, of=UnsureCase, columns="id kind door came_at state"):
    """What may tell of misconduct and waits apart: `state` is waiting, misconduct or ordinary."""


class UnsureWords(UnsureOut):
    """One with what was said, as lines of a name and words; none once it is decided and erased."""

    lines: list[list[str]]


class UnsureDecision(Given):
    """Whether it tells of misconduct by personnel, or is an ordinary event."""

    misconduct: bool


@router.get("/missions/{code}/misconduct/unsure", response=Listed[UnsureOut])
def unsure_list(request: HttpRequest, code: str, limit: int = 100, after: str = "") -> Any:
    """What this person sent that may tell of misconduct; all of the mission for human rights."""
    cases = queries.unsure_cases_for(enter(request, code))
    return list_part(cases, "-came_at", limit, after)


@router.get("/missions/{code}/misconduct/unsure/{uuid:pk}", response=UnsureWords)
def unsure_one(request: HttpRequest, code: str, pk: UUID) -> Any:
    """One with its words: reading them is a line of the audit."""
    standing = enter(request, code)
    case = get_object_or_404(queries.unsure_cases_for(standing), pk=pk)
    words = unsure_verbs.read_words(case, by=standing)
    shown = {name: getattr(case, name) for name in ("id", "kind", "door", "came_at", "state")}
    return shown | {"lines": [list(line) for line in lines_of_case(case, words)]}


@router.post("/missions/{code}/misconduct/unsure/{uuid:pk}/decision", response=UnsureOut)
def decide_unsure(request: HttpRequest, code: str, pk: UUID, decision: UnsureDecision) -> Any:
    """Say what it is: sealed to Conduct and Discipline, or taking its way like any other. What was
    written in a form is recorded on its page."""
    standing = enter(request, code)
    case = get_object_or_404(queries.unsure_cases_for(standing), pk=pk)

    def do() -> tuple[str, Any]:
        unsure_verbs.decide_case(case, misconduct=decision.misconduct, by=standing)
        return unsure_verbs.KIND, case.pk

    do_once(request, standing.person, do)
    return get_object_or_404(queries.unsure_cases_for(standing), pk=pk)
