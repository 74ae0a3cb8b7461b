"""The record of consultation on paper: who was heard, what they said, what became of it, who was
not heard and why. Few people are told by no number: a paper travels.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tutela.base.documents import model as d
from tutela_web.access.policy import Standing
from tutela_web.base import clock, named
from tutela_web.base.markings import Classification
from tutela_web.crisis.metrics.report import watermarks
from tutela_web.crisis.papers.layouts import laid_out
from tutela_web.look.days import date_format
from tutela_web.look.translate import day_and_hour, in_language, say_in_page_language, word
from tutela_web.strategy.consulting.models import StakeholderView
from tutela_web.strategy.consulting.queries import (
    ConsultationRow,
    StakeholderRow,
    attendance_of,
    consultation_rows,
)
from tutela_web.strategy.consulting.queries import voice_of as voice
from tutela_web.strategy.edition.models import Strategy


def consultation_document(standing: Standing, strategy: Strategy) -> d.Document:
    """The record as a document, in the language that is switched on.

    Takes   standing, of what may be taken away.
    Raises  Http404 for who reads no drafts.
    """
    rows = consultation_rows(standing, strategy)
    if not rows:
        raise Http404
    records = [held for row in rows for held in row.held]
    close = max(
        (
            strategy.classification,
            *(record.record.classification for record in records),
            *(view.classification for record in records for view in record.views),
        )
    )
    marking = Classification(close)
    now = clock.now(standing.mission)
    as_of = day_and_hour(now)
    heard = sum(row.state == "heard" for row in rows)
    waiting = sum(record.open_views for record in records)
    blocks: list[d.Block] = [
        d.Facts(
            (
                d.Fact(f"{heard} / {len(rows)}", _("classes of stakeholders were heard")),
                d.Fact(
                    str(sum(row.state == "waived" for row in rows)), _("left out, with a reason")
                ),
                d.Fact(str(waiting), _("views nobody has answered yet")),
            )
        ),
        d.Heading(_("The eight classes")),
        _classes(rows),
    ]
    for row in rows:
        if row.held or row.waiver:
            blocks += [d.Heading(word(row.stakeholder.name)), *_class(row)]
    paper = d.Document(
        title=strategy.title,
        kicker=_("Record of consultation"),
        frozen=standing.on,
        blocks=tuple(blocks),
        meta=(
            named.in_language(standing.mission.name),
            _("Edition %(n)s") % {"n": strategy.edition},
        ),
        marking=marking.word,
        marked=str(marking.label),
        stamp=(_("As of %(at)s") % {"at": as_of}, *watermarks(standing)),
        **in_language(),
    )
    return laid_out(standing, "consultation", paper)


def _classes(rows: Sequence[StakeholderRow]) -> d.Table:
    states = {
        "heard": _("heard"),
        "planned": _("planned, not held"),
        "waived": _("left out"),
        "unheard": _("not heard"),
    }
    columns = (
        d.Column(_("Class"), 4),
        d.Column(_("State"), 2),
        d.Column(_("Held on"), 3),
        d.Column(_("Not reached within it"), 5),
        d.Column(_("Gaps"), 0, "end"),
    )
    blocks = tuple(
        d.Row(
            (
                d.Strong(word(row.stakeholder.name)),
                states[row.state],
                ", ".join(_day(one.record.held_on) for one in row.held if one.record.held_on)
                or "–",
                ", ".join(word(party.name) for party in row.left if party.expected) or "–",
                str(row.gaps),
            ),
            unknown=row.state == "unheard",
        )
        for row in rows
    )
    return d.Table(_("The eight classes"), columns, blocks, tall=True)


def _class(row: StakeholderRow) -> list[d.Block]:
    blocks: list[d.Block] = []
    if row.waiver:
        told = _("Left out: %(why)s (%(post)s, %(day)s)") % {
            "why": row.waiver.why,
            "post": row.waiver.given_by.title,
            "day": _day(row.waiver.given_on),
        }
        blocks.append(d.Note((d.Paragraph(told),)))
    for row_held in row.held:
        blocks += [d.Heading(row_held.record.who, 3), d.Paragraph(_how_held(row_held))]
        if row_held.lacks:
            blocks.append(
                d.Note((d.Bullets(tuple(say_in_page_language(lack) for lack in row_held.lacks)),))
            )
        if row_held.views:
            blocks.append(_views(row_held))
    return blocks


def _how_held(consultation_row: ConsultationRow) -> str:
    record = consultation_row.record
    day = (
        _("held %(day)s") % {"day": _day(record.held_on)}
        if record.held_on
        else _("planned for %(day)s") % {"day": _day(record.planned_on)}
        if record.planned_on
        else _("no day is set")
    )
    where = (
        record.place.name
        if record.place_id and record.place_seen
        else str(record.area)
        if record.area and not record.place_id
        else ""
    )
    how = str(record.get_method_display()) if record.method else _("method not known")
    return " · ".join(
        filter(None, (day, how, where, _took_part(consultation_row) if record.held_on else ""))
    )


def _took_part(consultation_row: ConsultationRow) -> str:
    """How many took part, and of them women where that names nobody."""
    seen = attendance_of(consultation_row.record, all_told=False)
    if seen.total is None:
        return _("few took part") if seen.few else _("nobody counted who took part")
    return ngettext("%(n)s took part", "%(n)s took part", seen.total) % {"n": seen.total}


def _views(consultation_row: ConsultationRow) -> d.Table:
    columns = (
        d.Column(_("What was said"), 6),
        d.Column(_("By whom"), 2),
        d.Column(_("What became of it"), 3),
        d.Column(_("Why"), 5),
    )
    rows = tuple(
        d.Row(
            (
                view.says,
                voice(view, consultation_row.record, all_told=False) or "–",
                _became(view),
                view.why or "–",
            ),
            unknown=view.taken == StakeholderView.Taken.OPEN,
        )
        for view in consultation_row.views
    )
    return d.Table(_("What was said, and what became of it"), columns, rows, tall=True)


def _became(view: StakeholderView) -> d.Text:
    told = str(view.get_taken_display())
    if not view.section:
        return told
    return (told, d.Break(), d.Soft(_("section %(letter)s") % {"letter": view.section}))


def _day(on: date) -> str:
    return date_format(on, "j M Y")
