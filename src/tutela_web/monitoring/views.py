"""What changed since I last looked, and the brief of one page that goes into the meeting."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.base.documents.pdf import to_pdf
from tutela_web.access import audit
from tutela_web.access.doors import mission_page, mission_post
from tutela_web.access.policy import Standing, taking
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.crisis.layouts import laid_out
from tutela_web.look.days import date_format
from tutela_web.look.said import day_and_hour, in_language, say_in_page_language, word
from tutela_web.risk.causes import causes_since
from tutela_web.risk.queries import (
    RegisterFilters,
    RegisterLine,
    RiskChange,
    changes_since,
    hotspots,
    latest_assessment,
    looked_at,
    never_assessed,
    start_unasked,
)
from tutela_web.risk.verbs import look

FIVE = 5
MANY = 40
TOP = 8
NAMED = 12


def start_of_changes(request: HttpRequest, standing: Standing) -> datetime:
    """From when changes are told: the address's day, else the last look, else a week ago."""
    now = clock.now(standing.mission)
    try:
        asked = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        return start_unasked(standing)
    return min(asked if timezone.is_aware(asked) else timezone.make_aware(asked), now)


@mission_page("risks")
def changes(request: HttpRequest, standing: Standing) -> HttpResponse:
    """What changed since the person last looked, a row a cause that opens to the lines it moved,
    both in parts; a button says "seen"."""
    moment = start_of_changes(request, standing)
    assessment = latest_assessment(standing)
    told = causes_since(standing, moment)
    context = {
        "since": moment,
        "causes": [(f"c{number}", cause) for number, cause in enumerate(told)],
        "total": len(told),
        "lines": sum(len(cause.lines) for cause in told),
        "unknown": len(never_assessed(standing, assessment)),
        "assessment": assessment,
        "week_ago": (clock.now(standing.mission) - timedelta(days=7)).date(),
        "last": looked_at(standing),
    }
    return render(request, "monitoring/changes.html", context)


@mission_post("risks")
def mark_seen(request: HttpRequest, standing: Standing) -> HttpResponse:
    """The person has seen it: the next look starts here."""
    assessment = latest_assessment(standing)
    look(standing, assessment.pk if assessment else None)
    return redirect("monitoring:changes", standing.mission.code)


@mission_page("risks")
def brief(request: HttpRequest, standing: Standing) -> HttpResponse:
    """One page to print or sign, of what this person may take away; a line in the audit."""
    document = make_brief(taking(standing), start_of_changes(request, standing))
    audit.record("export", mission=standing.mission, by=standing.person, kind="brief", form="pdf")
    answer = HttpResponse(to_pdf(document), content_type="application/pdf")
    name = f"brief-{standing.mission.code}-{standing.on.isoformat()}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def make_brief(standing: Standing, moment: datetime) -> d.Document:
    """The brief: five places that changed and why, the first hotspots, and what is not known."""
    lines, total, assessment = hotspots(standing, RegisterFilters(), top=TOP)
    moved = [c for c in changes_since(standing, moment, top=MANY) if c.place or c.said][:FIVE]
    silent = never_assessed(standing, assessment)
    named, number = [place.name for place in silent[:NAMED]], len(silent)
    more = _(" and %(n)s more") % {"n": number - len(named)} if number > len(named) else ""
    rows = tuple(
        d.Row(
            (
                d.Level(line.level),
                d.Strong(f"{round(line.value.risk)}"),
                f"{round(line.value.risk_low)}–{round(line.value.risk_high)}",
                (d.Strong(line.place.name), f" · {word(line.actor)} · {word(line.harm)}"),
                word(line.priority),
                _value_said(line),
            )
        )
        for line in lines
    )
    columns = (
        d.Column("", 6),
        d.Column(_("Risk"), 7),
        d.Column(_("Interval"), 11),
        d.Column(_("Place, actor, harm"), 50),
        d.Column(_("Priority"), 13),
        d.Column(_("Value"), 13),
    )
    now = clock.now(standing.mission)
    day = date_format(timezone.localtime(moment), "j F Y")
    blocks: tuple[Any, ...] = (
        d.Heading(_("What changed since %(day)s") % {"day": day}),
        d.Bullets(tuple((d.Strong(_place(c)), ": ", say_in_page_language(c.why)) for c in moved))
        if moved
        else d.Paragraph(_("Nothing that moves a level, a priority or two points.")),
        d.Heading(_("Hotspots: the first %(n)s of %(all)s") % {"n": len(lines), "all": total}),
        d.Table(_("Hotspots"), columns, rows)
        if rows
        else d.Paragraph(_("Nothing is assessed yet.")),
        d.Heading(_("Not known")),
        d.Paragraph(
            _("%(n)s places have no assessment: not known, not safe.") % {"n": number}
            + (f" {', '.join(named)}{more}." if named else "")
        ),
        d.Paragraph(
            _(
                "Scores are suggestions from the record; a named person decides. Blind to "
                "rape, abduction and displacement where files do not tell of them."
            ),
            "small",
        ),
    )
    paper = d.Document(
        title=_("Brief: where civilians are at risk"),
        frozen=standing.on,
        blocks=blocks,
        kicker=standing.mission.name,
        subtitle=_("As of %(at)s") % {"at": day_and_hour(now)},
        marking=Classification(standing.highest).word,
        stamp=(_("Demonstration: hindsight, not what any mission knew"),)
        if standing.mission.is_demo
        else (),
        **in_language(),
    )
    return laid_out(standing, "brief", paper)


def _value_said(line: RegisterLine) -> str:
    if not line.agreed:
        return _("suggested")
    return _("agreed (invented)") if line.invented else _("agreed")


def _place(change: RiskChange) -> str:
    return change.place.name if change.place else change.said
