"""The small forms beside a packet, and its file."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tutela_web.access.page_access import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.tables.exports import FORMS
from tutela_web.base.values import FieldValue
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.records.new import forms_beside_record
from tutela_web.sharing import forms, verbs
from tutela_web.sharing.kind import PACKET
from tutela_web.sharing.models import SharePacket
from tutela_web.sharing.sheet import workbook_of

Given = dict[str, FieldValue]


def _find_packet(standing: Standing, pk: UUID) -> Model:
    record: Model = find_record(PACKET, standing, pk)
    return record


def _show_packet(
    request: HttpRequest, standing: Standing, packet: SharePacket, **refused: Form | None
) -> HttpResponse:
    return show_record(PACKET, request, standing, packet, status=None, **refused)


_beside_packet = forms_beside_record("fora", _find_packet, _show_packet, "sharing:packet")


@_beside_packet("decide_form", forms.DecidePacketForm, versioned=True)
def packet_decide(standing: Standing, packet: SharePacket, given: Given, *, version: int) -> None:
    """Approve or refuse a packet."""
    verbs.decide_packet(packet, version=version, by=standing, **given)  # type: ignore[arg-type]


@_beside_packet("recall_form", forms.RecallPacketForm, versioned=True)
def packet_recall(standing: Standing, packet: SharePacket, given: Given, *, version: int) -> None:
    """Recall a packet."""
    verbs.recall_packet(packet, version=version, by=standing, **given)  # type: ignore[arg-type]


@_beside_packet("destroyed_form", forms.DestroyedPacketForm, versioned=True)
def packet_destroyed(
    standing: Standing, packet: SharePacket, given: Given, *, version: int
) -> None:
    """Set down that a copy was destroyed."""
    verbs.confirm_destroyed(packet, version=version, by=standing, **given)  # type: ignore[arg-type]


@require_POST
@mission_page("fora")
def packet_take(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The file of an approved packet; the day it was taken stands in the ledger."""
    packet = find_record(PACKET, standing, pk)
    with refused_atop(request):
        packet = verbs.take_packet(packet, by=standing)
        response = HttpResponse(workbook_of(packet), content_type=FORMS["xlsx"])
        response["Content-Disposition"] = f'attachment; filename="{packet}.xlsx"'
        return response
    return redirect("sharing:packet", standing.mission.code, pk)
