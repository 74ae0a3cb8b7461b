"""The small forms beside a packet, and its file."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tutela_web.access.page_access import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base.tables.exports import FORMS
from tutela_web.records.kind_views import find_record
from tutela_web.sharing import verbs
from tutela_web.sharing.kind import PACKET
from tutela_web.sharing.models import SharePacket
from tutela_web.sharing.queries import packets_given
from tutela_web.sharing.sheet import workbook_of


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


@mission_page(of=packets_given)
def packet_given(request: HttpRequest, standing: Standing, packet: SharePacket) -> HttpResponse:
    """A packet as its partner was given it: each count as it was approved, and no other."""
    return render(request, "sharing/given.html", {"packet": packet})
