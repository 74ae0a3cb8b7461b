"""Writing and declining a reading, and the red team's note, posted beside a joint reading."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tutela_web.access.page_access import mission_page, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.records.acts import Act
from tutela_web.records.create_page import save_posted
from tutela_web.records.kind_views import find_record, show_record
from tutela_web.risk.readings.forms import RedTeamForm
from tutela_web.risk.readings.kinds import JOINT_READING
from tutela_web.risk.readings.models import JointReading, PartyReading, ReadingParty
from tutela_web.risk.readings.panels import reading_form
from tutela_web.risk.readings.queries import own_party
from tutela_web.risk.readings.verbs import decline_reading, note_as_red_team, write_reading

PAGE = "risk:joint_reading"


@require_POST
@mission_page("risks")
def write(request: HttpRequest, standing: Standing, pk: UUID, party: str) -> HttpResponse:
    """Write what one's own party reads."""
    reading, row = _find_own_party(standing, pk, party)
    form = reading_form(standing, reading, row, request.POST)
    if save_posted(
        form,
        lambda _given: write_reading(reading, ReadingParty(party), form.reading(), by=standing),
    ):
        messages.success(request, _("Received."))
        return redirect(PAGE, standing.mission.code, pk)
    refused = [(row, ReadingParty(party).label, form)]
    return show_record(JOINT_READING, request, standing, reading, status=400, own=refused)  # type: ignore[arg-type]


@require_POST
@mission_page("risks")
def decline(request: HttpRequest, standing: Standing, pk: UUID, party: str) -> HttpResponse:
    """Decline to read for one's party."""
    reading, _row = _find_own_party(standing, pk, party)
    with refused_atop(request):
        decline_reading(reading, ReadingParty(party), by=standing)
        messages.success(request, _("Declined."))
    return redirect(PAGE, standing.mission.code, pk)


def _find_own_party(standing: Standing, pk: UUID, party: str) -> tuple[JointReading, PartyReading]:
    """A reading and what of it this person's post is asked; nothing of the others is there."""
    reading: JointReading = find_record(JOINT_READING, standing, pk)
    for row in own_party(standing, reading):
        if row.party == party:
            return reading, row
    raise Http404


NOTE = Act(
    note_as_red_team,
    on=JOINT_READING,
    path="risks/joint-readings/<uuid:pk>/red-team/",
    name="reading_note",
    form="red_team_form",
    auto_id="red_%s",
    fields=RedTeamForm,
)
