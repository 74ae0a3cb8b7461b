"""The minutes of a meeting, as they may be taken away: PDF to sign, DOCX to edit."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela.base.documents.layout import Layout
from tutela.risk.factors import PRIORITIES
from tutela_web.access.policy import Standing
from tutela_web.base import clock, named
from tutela_web.base.markings import Classification
from tutela_web.crisis.metrics.report import make_paper, watermarks
from tutela_web.crisis.papers.layouts import laid_out, layout_of
from tutela_web.fora.forum.models import ForumDecision, Meeting
from tutela_web.fora.forum.queries import (
    ActionRow,
    action_rows,
    actions_for,
    decisions_for,
    local_day,
    meetings_for,
)
from tutela_web.fora.meetings.parts import SECTIONS, MinutesSection
from tutela_web.fora.meetings.queries import Agenda, agenda_of
from tutela_web.links.queries import risk_words
from tutela_web.look.days import date_format
from tutela_web.look.translate import day_and_hour, in_language, with_label, word
from tutela_web.warning.models import AlertLevel


def as_file(form: str, standing: Standing, meeting: Meeting) -> tuple[bytes, str]:
    """The minutes in one form, and how the web names that form.

    Takes   form, pdf or docx; standing, what may be taken away: `access.policy.taking`.
    """
    return make_paper(form, standing, document(standing, meeting))


def document(standing: Standing, meeting: Meeting) -> d.Document:
    """The minutes as a document; of a planned meeting, its agenda."""
    agenda = agenda_of(standing, meeting)
    decisions = list(decisions_for(standing).filter(meeting=meeting).order_by("entered_at"))
    raised = action_rows(
        standing,
        actions_for(standing).filter(meeting=meeting).order_by("due", "entered_at"),
        until=local_day(standing, meeting.starts_at),
    )
    sections = [section(standing, meeting) for section in SECTIONS.values()]
    held = meeting.state == Meeting.State.HELD
    starts = timezone.localtime(meeting.starts_at)
    now = clock.now(standing.mission)
    layout = _layout(standing, meeting)
    blocks: list[d.Block] = []
    if held:
        blocks += [d.Heading(_("Attendees")), *_present(meeting)]
    if meeting.state == Meeting.State.OFF:
        blocks.append(d.Note((d.Paragraph(_("This meeting was cancelled.")),)))
    other = decisions
    if held:
        blocks += _by_item(agenda, meeting, decisions)
        on_agenda = {risk.pk for risk in agenda.risks}
        other = [decision for decision in decisions if decision.risk_id not in on_agenda]
    else:
        blocks += [d.Heading(_("Agenda")), *_agenda(agenda, meeting)]
    if meeting.papers:
        papers = tuple(_paper(one) for one in meeting.papers)
        blocks += [d.Heading(_("Papers")), d.Bullets(papers)]
    if held and meeting.notes:
        blocks += [d.Heading(_("Notes")), *_paragraphs(meeting.notes)]
    for section in sections:
        blocks += section.blocks
    if held or other:
        name = _("Decisions on other matters") if len(other) < len(decisions) else _("Decisions")
        blocks += [d.Heading(name), _decisions(other)]
    blocks += [d.Heading(_("Actions")), _actions([*agenda.actions, *raised])]
    if held:
        blocks += [d.Heading(_("Next meeting")), _next_meeting(standing, meeting)]
        blocks.append(d.Signing(_("Approved"), layout.signatory or _chair(meeting)))
    as_of = day_and_hour(now)
    title = _("Minutes: %(forum)s") if held else _("Agenda: %(forum)s")
    paper = d.Document(
        title=title % {"forum": meeting.forum.name},
        frozen=standing.on,
        blocks=tuple(blocks),
        kicker=named.in_language(standing.mission.name),
        subtitle=day_and_hour(starts) + (f" · {meeting.where}" if meeting.where else ""),
        marking=_marking(meeting, agenda, decisions, sections),
        stamp=(_("As of %(at)s") % {"at": as_of}, *watermarks(standing)),
        **in_language(),
    )
    return laid_out(standing, "minutes", paper, layout=replace(layout, signatory=""))


def _layout(standing: Standing, meeting: Meeting) -> Layout:
    """The layout of minutes; the members of the forum receive them, where the mission names nobody
    else."""
    layout = layout_of(standing, "minutes")
    seats = meeting.forum.members.select_related("post")
    held = seats.filter(Q(until=None) | Q(until__gt=standing.on)).order_by("pk")
    return replace(layout, distribution=layout.distribution or tuple(map(str, held)))


def _chair(meeting: Meeting) -> str:
    """The office that approves the minutes, where the mission names no other."""
    forum = meeting.forum
    return (forum.chair.title if forum.chair else forum.chair_said) or _("Chair")


def _next_meeting(standing: Standing, meeting: Meeting) -> d.Block:
    """When the forum meets next, as far as it is called."""
    rows = meetings_for(standing).filter(forum=meeting.forum, state=Meeting.State.PLANNED)
    coming = rows.filter(starts_at__gt=meeting.starts_at).order_by("starts_at").first()
    if coming is None:
        return d.Paragraph(_("The next meeting is not called yet."))
    at = day_and_hour(timezone.localtime(coming.starts_at))
    return d.Paragraph(at + (f", {coming.where}" if coming.where else ""))


def _by_item(agenda: Agenda, meeting: Meeting, decisions: list[ForumDecision]) -> list[d.Block]:
    """What was talked about, item by item, and what was decided on each."""
    items: list[tuple[str, list[d.Block]]] = []
    if agenda.directions:
        told: tuple[d.Text, ...] = tuple(direction.what for direction in agenda.directions)
        items.append((_("Directions from the forum above"), [d.Bullets(told)]))
    if agenda.sought:
        told = tuple(
            (d.Strong(f"{one.forum.name}: "), one.decisions_sought) for one in agenda.sought
        )
        items.append((_("Decisions sought from below"), [d.Bullets(told)]))
    for risk in agenda.risks:
        weight = risk.priority or 0
        decided = [
            _decision_text(decision) for decision in decisions if decision.risk_id == risk.pk
        ]
        priority = (_("Priority:") + " ", d.Chip(word(PRIORITIES[weight]), 1 + weight))
        item_blocks: list[d.Block] = [d.Paragraph(priority, "small")]
        item_blocks.append(
            d.Bullets(tuple(decided)) if decided else d.Paragraph(_("No decision was recorded."))
        )
        items.append((risk_words(risk), item_blocks))
    if agenda.alerts:
        levels = ", ".join(f"{AlertLevel(level).label} {n}" for level, n in agenda.levels)
        numbers = ", ".join(map(str, agenda.alerts))
        items.append((_("Open alerts"), [d.Paragraph(with_label(levels, numbers))]))
    if points := [*points_of(meeting), *meeting.points]:
        items.append((_("Other points"), [d.Bullets(tuple(map(str, points)))]))
    blocks: list[d.Block] = []
    for number, (name, inner) in enumerate(items, 1):
        blocks += [d.Heading(_("Item %(n)s: %(what)s") % {"n": number, "what": name}), *inner]
    if agenda.unseen:
        left = _("%(n)s records of this agenda stay out of this copy.") % {"n": agenda.unseen}
        blocks.append(d.Note((d.Paragraph(left),)))
    return blocks or [d.Paragraph(_("The agenda was empty."))]


def _decision_text(decision: ForumDecision) -> d.Text:
    """A decision with the post that took it, and what it was weighed against."""
    told: list[d.Inline] = [
        d.Strong(_("Decision:") + " "),
        decision.what,
        d.Soft(f" ({decision.authority})"),
    ]
    if decision.weighed:
        weighed = _("Weighed against other tasks: %(what)s") % {"what": decision.weighed}
        told += [d.Break(), d.Soft(weighed)]
    return tuple(told)


def _marking(
    meeting: Meeting, agenda: Agenda, decisions: list[ForumDecision], sections: list[MinutesSection]
) -> str:
    """As close as the closest of what stands in it."""
    held = [
        meeting.classification,
        meeting.forum.classification,
        *(risk.classification for risk in (*agenda.risks, *agenda.alerts, *agenda.sought)),
        *(direction.classification for direction in (*agenda.directions, *decisions)),
        *(section.marking for section in sections),
        *(action.action.classification for action in agenda.actions),
        *(risk.place.classification for risk in agenda.risks),
    ]
    return Classification(max(held)).word


def _paragraphs(text: str) -> list[d.Block]:
    return [d.Paragraph(line) for line in text.split("\n") if line.strip()]


def _paper(paper: dict[str, str]) -> d.Text:
    return (paper["title"], *([d.Soft(f" · {paper['reference']}")] if paper["reference"] else []))


def _present(meeting: Meeting) -> list[d.Block]:
    share = meeting.women_share
    counted = (
        _("Women: %(women)s, men: %(men)s.") % {"women": meeting.women, "men": meeting.men}
        if share is not None
        else _("How many women and men attended is not known.")
    )
    return [d.Bullets(tuple(meeting.present)), d.Paragraph(counted, "small")]


def _agenda(agenda: Agenda, meeting: Meeting) -> list[d.Block]:
    blocks: list[d.Block] = []
    if agenda.directions:
        points: tuple[d.Text, ...] = tuple(direction.what for direction in agenda.directions)
        blocks += [d.Heading(_("Directions from the forum above"), 3), d.Bullets(points)]
    if agenda.sought:
        points = tuple(
            (d.Strong(f"{one.forum.name}: "), one.decisions_sought) for one in agenda.sought
        )
        blocks += [d.Heading(_("Decisions sought from below"), 3), d.Bullets(points)]
    if agenda.risks:
        points = tuple(
            (
                f"{risk_words(risk)} ",
                d.Chip(word(PRIORITIES[risk.priority or 0]), 1 + (risk.priority or 0)),
            )
            for risk in agenda.risks
        )
        blocks += [d.Heading(_("Priority risks"), 3), d.Bullets(points)]
    if agenda.alerts:
        levels = ", ".join(f"{AlertLevel(level).label} {n}" for level, n in agenda.levels)
        numbers = ", ".join(map(str, agenda.alerts))
        blocks += [d.Heading(_("Open alerts"), 3), d.Paragraph(with_label(levels, numbers))]
    standing_points = [*points_of(meeting), *meeting.points]
    if standing_points:
        blocks += [d.Heading(_("Other points"), 3), d.Bullets(tuple(map(str, standing_points)))]
    if agenda.unseen:
        left = _("%(n)s records of this agenda stay out of this copy.") % {"n": agenda.unseen}
        blocks.append(d.Note((d.Paragraph(left),)))
    return blocks or [d.Paragraph(_("The agenda was empty."))]


def points_of(meeting: Meeting) -> list[str]:
    """The standing business of a kind of forum. Source: Framework, template H, ¶20 and ¶21."""
    kinds = meeting.forum.Kind
    if meeting.forum.kind not in (kinds.SENIOR, kinds.LOCAL):
        return []
    points = [_("POC tasks beside the other mandated tasks: competing demands on the same means")]
    if meeting.forum.kind == kinds.SENIOR:
        points.append(
            _(
                "Conflict-related sexual violence: totals from the women's protection "
                "adviser, never cases"
            )
        )
    return points


def _decisions(decisions: list[ForumDecision]) -> d.Block:
    if not decisions:
        return d.Paragraph(_("None was recorded."))
    rows = tuple(map(_decision, decisions))
    columns = (d.Column(_("Decision"), 5), d.Column(_("Authority"), 2), d.Column(_("Risk"), 3))
    return d.Table(_("Decisions"), columns, rows, tall=True)


def _decision(decision: ForumDecision) -> d.Row:
    words: list[d.Inline] = [decision.what]
    if decision.weighed:
        weighed = _("Weighed against other tasks: %(what)s") % {"what": decision.weighed}
        words += [d.Break(), d.Soft(weighed)]
    risk = risk_words(decision.risk) if decision.risk else "–"
    return d.Row((tuple(words), decision.authority, risk))


def _actions(rows: list[ActionRow]) -> d.Block:
    if not rows:
        return d.Paragraph(_("None was recorded."))
    columns = (
        d.Column(_("Action"), 5),
        d.Column(_("Owner"), 2),
        d.Column(_("Due"), 2),
        d.Column(_("State"), 3),
    )
    return d.Table(_("Actions"), columns, tuple(map(_action, rows)), tall=True)


def _action(row: ActionRow) -> d.Row:
    action = row.action
    state: list[d.Inline] = [d.Strong(_("overdue")) if row.overdue else action.get_state_display()]
    if row.carried:
        state += [d.Break(), d.Soft(_("carried over %(n)s times") % {"n": row.carried})]
    if action.came_of:
        state += [d.Break(), d.Soft(action.came_of)]
    due = date_format(action.due, "j M Y") if action.due else _("no day set")
    cells = (action.what, action.owned_by or _("nobody"), due, tuple(state))
    return d.Row(cells, not action.owned_by)
