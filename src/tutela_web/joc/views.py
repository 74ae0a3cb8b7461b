"""The pages of the operations centre: what runs now, a handover, the flash reports of an alert."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tutela.base.errors import TutelaError
from tutela_web.access.page_access import mission_page, mission_post, refusals, refused_atop
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.crisis.decisions.queries import taskings_for
from tutela_web.crisis.waiting import consent_rows
from tutela_web.intake.queries import NearReport, unsettled_for
from tutela_web.joc import queries, verbs
from tutela_web.joc.forms import FlashForm, NoteForm
from tutela_web.joc.models import ShiftHandover
from tutela_web.joc.shift_lines import alerts_named, alerts_seen, lines_between, threads_of
from tutela_web.look.translate import say_in_page_language, with_label
from tutela_web.records.owed.rows import HomeRow, owed_rows
from tutela_web.records.pages import read_line
from tutela_web.records.paging import page_context
from tutela_web.warning.board.queries import (
    alerts_for,
    known_of,
    not_known,
    read_alert,
    under_of,
)
from tutela_web.warning.models import Alert
from tutela_web.warning.words import NUMBERS, PARTS

UPDATE_AFTER = timedelta(hours=2)
"""What is proposed for the next update of a flash report [P]."""


def _owed_now(standing: Standing) -> list[HomeRow]:
    """What is late of what this person owns, and what is due at an hour."""
    rows = owed_rows(standing, told={"consent_lost", "call_backs"})
    return [row for row in rows if row.late or row.timed]


@mission_page("alerts")
def desk(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What the officer on shift has to see to, and the shift so far."""
    shift, now = queries.shift_running(standing), clock.now(standing.mission)
    handovers = queries.handovers_for(standing).filter(area=queries.office_of(standing))
    waiting = handovers.filter(taken_at=None).first()
    mine = waiting is not None and waiting.author_id == standing.person.pk
    last = handovers.exclude(taken_at=None).first()
    work = queries.find_open_work(standing)
    paged = page_context(request, work.running.lights)
    context = {
        "desk": work,
        "consent": {"rows": consent_rows(standing)},
        "owed": {"rows": _owed_now(standing)},
        **paged,
        "clocks": work.running.in_full(paged["page"]),
        "shift": shift,
        "now": now,
        "waiting": waiting,
        "mine": mine,
        "last": last,
        "lines": lines_between(standing, shift.began, now, alerts_named(standing))[::-1],
        "note_form": NoteForm(initial={"note": waiting.note if mine and waiting else ""}),
        "may_keep": standing.may_somewhere(queries.ACT),
        "reports": [NearReport(one, None) for one in unsettled_for(standing)]
        if standing.reads("reports")
        else None,
    }
    return render(request, "joc/desk.html", context)


@mission_post("alerts")
def hand_over(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Sign the shift over to whoever takes it."""
    form = NoteForm(request.POST)
    with refused_atop(request):
        note = form.cleaned_data["note"] if form.is_valid() else ""
        given = verbs.hand_over(note, by=standing)
        return redirect("joc:handover", standing.mission.code, given.pk)
    return redirect("joc:desk", standing.mission.code)


@mission_page("alerts", of=queries.handovers_for)
def handover(
    request: HttpRequest, standing: Standing, shift_handover: ShiftHandover
) -> HttpResponse:
    """One shift on one page: what stood open when it was given, and everything that happened."""
    read_line(standing, shift_handover)
    seen = alerts_seen(standing)
    lines = lines_between(standing, shift_handover.began_at, shift_handover.given_at, seen)
    context = {
        "handed": queries.handed_over(standing, shift_handover),
        "handover": shift_handover,
        "lines": lines,
        "threads": threads_of(standing, lines, seen),
        "note_form": NoteForm(),
        "may_take": shift_handover.taken_at is None
        and shift_handover.author_id != standing.person.pk
        and standing.may(queries.ACT, area=shift_handover.area_id),
    }
    return render(request, "joc/handover.html", context)


@mission_page("alerts")
def handovers(request: HttpRequest, standing: Standing) -> HttpResponse:
    """Every handover, the newest first."""
    return render(
        request, "joc/handovers.html", page_context(request, queries.handovers_for(standing))
    )


@mission_post("alerts", of=queries.handovers_for)
def take_over(request: HttpRequest, standing: Standing, waiting: ShiftHandover) -> HttpResponse:
    """Sign that one has taken the shift over."""
    form = NoteForm(request.POST)
    with refused_atop(request):
        note = form.cleaned_data["note"] if form.is_valid() else ""
        verbs.take_over(waiting, note, by=standing, read=request.POST.get("digest", ""))
        messages.success(request, _("You have the shift."))
        return redirect("joc:desk", standing.mission.code)
    return redirect("joc:handover", standing.mission.code, waiting.pk)


@mission_post("alerts")
def radio_check(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Log that a patrol was heard by radio."""
    found = get_object_or_404(taskings_for(standing), pk=pk)
    with refused_atop(request):
        verbs.log_radio_check(found, by=standing)
    return redirect("joc:desk", standing.mission.code)


@mission_page("alerts")
def flash(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The flash reports of an alert, and the form of the next."""
    alert = read_alert(standing, pk)
    read_line(standing, alert)
    reports = queries.reports_of(standing, alert)
    own = [one for one, _told in reports if one.alert_id == alert.pk]
    form = FlashForm(request.POST or None, initial=_first_words(standing, alert, bool(own)))
    if form.is_valid():
        try:
            with refusals():
                verbs.report_flash(alert, by=standing, **form.cleaned_data)
            return redirect("joc:flash", standing.mission.code, pk)
        except TutelaError as fault:
            form.add_error(None, say_in_page_language(fault.as_sentence()))
    context = {
        "alert": alert,
        "reports": reports,
        "consent": queries.consent_told(standing, alert),
        "form": form,
        "may_report": standing.may(queries.ACT, area=alert.area_id) and not (own and own[-1].final),
        "sent_before": "flash" in alert.now.moments,
    }
    return render(request, "joc/flash.html", context, status=400 if form.errors else 200)


def _first_words(standing: Standing, alert: Alert, updates: bool) -> dict[str, object]:
    """What the next report begins with: of the first one what is on record of the alert, and of
    those joined to it; what contradicts stands side by side."""
    begun: dict[str, object] = {
        "grade": alert.grade,
        "next_at": clock.now(standing.mission) + UPDATE_AFTER,
    }
    if updates:
        return begun
    under = under_of([alert])
    known = known_of(standing, [alert], under)[alert.pk]
    missing = ", ".join(str(PARTS.get(part, part)) for part in not_known(alert, known))
    open_to_reader = alerts_for(standing).filter(
        pk__in=under, area=alert.area_id, classification__lte=alert.classification
    )
    heard = {alert.number, *open_to_reader.values_list("number", flat=True)}
    facts = [str(alert.get_level_display())]
    for part in FLASH_PARTS:
        said = [str(f.value) for f in known.facts.get(part, ()) if f.source.number in heard]
        said = [with_label(NUMBERS[part], " / ".join(said))] if said and part in NUMBERS else said
        facts += [" / ".join(said)] if said else []
    return begun | {"facts": ", ".join(facts), "not_known": missing}


FLASH_PARTS = ("place", "act", "who", "whom", "how_many", "affected", "number_said", "heading")
"""What a flash report begins with, of the alert and of those joined to it that whoever reads the
report may read."""
