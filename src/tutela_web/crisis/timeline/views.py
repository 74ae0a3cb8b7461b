"""Who knew what, when: the page, for readers and for the auditor, and the signed copy."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tutela_web.access.audit import trail
from tutela_web.access.page_access import mission_page, mission_post, taken_away
from tutela_web.access.policy import Standing, taking
from tutela_web.base import clock
from tutela_web.crisis.papers.signing import NoKey, fingerprint, public_key
from tutela_web.crisis.timeline.export import export
from tutela_web.crisis.timeline.queries import (
    WORDS,
    clocks,
    clocks_for,
    measures_of,
    merge_entries,
    timeline_of,
)
from tutela_web.crisis.timeline.words import field_word, kind_word, line_words
from tutela_web.look.translate import say_in_page_language
from tutela_web.records.pages import read_line
from tutela_web.warning.board.queries import alerts_for, read_alert, read_as_heads
from tutela_web.warning.models import Alert

MOST = 300
LOUD = ("step",)


def _alert_or_404(standing: Standing, pk: UUID) -> tuple[Alert, bool]:
    """The alert, and whether its words may be read; an auditor follows every clock of no words."""
    if alert := alerts_for(standing).filter(pk=pk).first():
        read_as_heads(standing, [alert])
        return alert, True
    return get_object_or_404(clocks_for(standing), pk=pk), False


def _if_other(at: datetime | None, than: datetime) -> datetime | None:
    """A time that differs by a minute or more: else the first says it all."""
    return at if at is not None and abs(at - than) >= timedelta(minutes=1) else None


@mission_page("alerts", "clocks")
def timeline(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """Everything on record about an alert, with three times; its clocks; the key of copies."""
    alert, narrative = _alert_or_404(standing, pk)
    read_line(standing, alert, part="timeline")
    told = timeline_of(standing, alert, narrative=narrative)
    key = public_key()
    rows = [
        {
            "entry": merged_entry,
            "kind": kind_word(merged_entry.kind),
            "words": line_words(merged_entry),
            "loud": merged_entry.kind in LOUD
            or merged_entry.what in ("no decision", "outside chain"),
            "known_at": _if_other(merged_entry.known_at, merged_entry.at),
            "entered_at": _if_other(merged_entry.entered_at, merged_entry.at),
            "changes": [
                (field_word(name), was, became)
                for name, was, became in merged_entry.detail.get(WORDS, [])
            ]
            if merged_entry.kind == "version"
            else [],
        }
        for merged_entry in merge_entries(told.lines)
    ]
    context = {
        "alert": alert,
        "narrative": narrative,
        "rows": rows,
        "clocks": clocks(alert, clock.now(standing.mission)),
        "key": fingerprint(key) if key else "",
        "measures": measures_of(told.lines) if narrative else [],
        "may_take": narrative and standing.reads("exports"),
    }
    return render(request, "crisis/timeline.html", context)


@mission_post("alerts")
def signed_timeline(request: HttpRequest, standing: Standing, pk: UUID) -> HttpResponse:
    """The signed copy for a board of inquiry, of what this person may take away."""
    open_to = taking(standing)
    alert = read_alert(open_to, pk)
    try:
        exported = export(open_to, alert)
    except NoKey as fault:
        messages.error(request, say_in_page_language(fault.as_sentence()))
        return redirect("crisis:timeline", standing.mission.code, pk)
    return taken_away(standing, exported, "application/zip", f"timeline-{alert}.zip")


@mission_page("clocks")
def index(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The alerts an auditor may follow: number, level, state and clocks, no words."""
    rows = clocks_for(standing).order_by("-number")
    total = rows.count()
    trail.record("read", mission=standing.mission, by=standing.person, kind="clocks", number=total)
    context = {"rows": rows[:MOST], "total": total, "now": clock.now(standing.mission)}
    return render(request, "crisis/timelines.html", context)
