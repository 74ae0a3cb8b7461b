"""What passed with others, on the pages of fora and meetings and in minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Form, ModelForm
from django.utils.translation import gettext as _

from tutela.base.documents import model as d
from tutela_web.access.policy import Standing
from tutela_web.fora.forum import queries as fora_queries
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.fora.meetings import parts as meeting_parts
from tutela_web.fora.meetings.parts import MinutesSection
from tutela_web.fora.meetings.queries import Agenda
from tutela_web.links.queries import risk_words
from tutela_web.look.days import date_format
from tutela_web.partners.exchanges.forms import ExchangeForm, InvitationForm
from tutela_web.partners.exchanges.invitation_queries import invitations_for
from tutela_web.partners.exchanges.models import Exchange
from tutela_web.partners.exchanges.queries import (
    exchanges_for,
    unanswered_expectations,
    with_others,
)


def waiting_in(standing: Standing, forum: Forum) -> Mapping[str, Any] | None:
    """The expectations voiced in a forum that wait for an answer; None where only the mission
    sits."""
    return {"waiting": unanswered_expectations(standing, forum)} if forum.outside else None


def passed_at(
    standing: Standing, meeting: Meeting, agenda: Agenda, refused: Mapping[str, Form | ModelForm]
) -> Mapping[str, Any]:
    """What passed at a meeting, how others rank the risks of a Cluster's agenda, and the form to
    record more."""
    cluster = meeting.forum.kind == Forum.Kind.CLUSTER
    return {
        "passed": exchanges_for(standing).filter(meeting=meeting).order_by("entered_at"),
        "inward": Exchange.INWARD,
        "ranking": with_others(standing, agenda.risks) if cluster else [],
        "form": refused.get("exchange_form")
        or ExchangeForm(standing=standing, forum=meeting.forum, auto_id="exchange_%s"),
    }


def invited_to(
    standing: Standing, meeting: Meeting, agenda: Agenda, refused: Mapping[str, Form | ModelForm]
) -> Mapping[str, Any]:
    """Who was invited to a meeting, and the form to invite a partner."""
    return {
        "rows": list(invitations_for(standing).filter(meeting=meeting)),
        "form": refused.get("invitation_form")
        or InvitationForm(standing=standing, meeting=meeting, auto_id="invitation_%s"),
    }


def section(standing: Standing, meeting: Meeting) -> MinutesSection:
    """What passed at a meeting, in its minutes."""
    passed = list(exchanges_for(standing).filter(meeting=meeting).order_by("entered_at"))
    if not passed:
        return MinutesSection([], 0)
    marked = [
        *(one.classification for one in passed),
        *(part.classification for one in passed if one.risk for part in (one.risk, one.risk.place)),
    ]
    blocks = [d.Heading(_("What passed with others")), _exchanges_block(passed)]
    return MinutesSection(blocks, max(marked))


def _exchanges_block(rows: list[Exchange]) -> d.Block:
    """What others said and were told, with the mission's answer; an expectation nobody answered
    says so."""
    columns = (
        d.Column(_("Who"), 2),
        d.Column(_("What was said"), 5),
        d.Column(_("The mission's answer"), 3),
    )
    return d.Table(_("What passed with others"), columns, tuple(map(_exchange, rows)), tall=True)


def _exchange(exchange: Exchange) -> d.Row:
    partner = exchange.partner.name if exchange.partner else _("a partner you may not read")
    who = " · ".join(
        name for name in (partner if exchange.partner_id else "", exchange.office) if name
    )
    level = exchange.get_level_display() if exchange.level is not None else ""
    kind = " · ".join(word for word in (exchange.get_kind_display(), level) if word)
    said: list[d.Inline] = [d.Soft(kind), d.Break(), exchange.says]
    if exchange.risk:
        said += [d.Break(), d.Soft(risk_words(exchange.risk))]
    if exchange.gap:
        said += [d.Break(), d.Soft(f"{_('gap:')} {exchange.gap}")]
    if exchange.approved_by:
        said += [d.Break(), d.Soft(f"{_('wording approved by')} {exchange.approved_by.title}")]
    waits = exchange.kind == Exchange.Kind.EXPECTATION and exchange.answered_on is None
    answer: d.Text = _("no answer yet") if waits else "–"
    if exchange.answered_on:
        answer = (exchange.answer, d.Break(), d.Soft(date_format(exchange.answered_on, "j M Y")))
    return d.Row((who or "–", tuple(said), answer), waits)


def connect() -> None:
    """Tell the room of fora, which lies below, what passed with others."""
    fora_queries.PANELS["partners/_waiting.html"] = waiting_in
    meeting_parts.PANELS["partners/_invited.html"] = invited_to
    meeting_parts.PANELS["partners/_passed.html"] = passed_at
    meeting_parts.SECTIONS["exchanges"] = section
