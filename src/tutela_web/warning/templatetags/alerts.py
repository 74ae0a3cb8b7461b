"""Marks of the board: the state chain and the clock, drawn here because a board has hundreds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.template.defaultfilters import linebreaksbr
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tutela.warning.merged_alerts import Known
from tutela.warning.telling import Telling
from tutela_web.access.policy import Standing
from tutela_web.channels.outbox import number_to_dial
from tutela_web.look.days import date_format
from tutela_web.look.translate import hour, with_label, word
from tutela_web.warning import words
from tutela_web.warning.board.queries import Link
from tutela_web.warning.models import Channel, Owed, Spoken
from tutela_web.warning.ringing.queries import may_ring

register = template.Library()

MARKS = {
    "done": '<circle class="c-done" cx="8" cy="8" r="7"/>'
    '<path class="c-tick" d="M4.8 8.2l2.2 2.3 4.2-4.7"/>',
    "late": '<circle class="c-late" cx="8" cy="8" r="7"/>'
    '<path class="c-tick" d="M4.8 8.2l2.2 2.3 4.2-4.7"/>',
    "now": '<circle class="c-now" cx="8" cy="8" r="6.5"/>',
    "overdue": '<path class="c-over" d="M8-2L18 8L8 18L-2 8Z"/>',
    "to-come": '<circle class="c-come" cx="8" cy="8" r="6"/>',
}


def _state_word(state: str) -> str:
    return {
        "done": _("done"),
        "now": _("now"),
        "overdue": _("overdue"),
        "to-come": _("to come"),
    }[state]


@register.filter
def moment_word(name: str) -> Any:
    """A state or moment in words."""
    return words.MOMENTS.get(name, name)


@register.filter
def spoken_word(name: str) -> Any:
    """By which way somebody answered."""
    return dict(Spoken.choices).get(name, name)


@register.simple_tag
def spoken_ways() -> list[tuple[str, Any]]:
    """The ways by which somebody answers by voice."""
    return list(Spoken.choices)


@register.filter
def hour_kept(said: str) -> str:
    """A time that is kept in the detail of a moment, as a page says it."""
    at = parse_datetime(said)
    return "" if at is None else date_format(localtime(at), "j M H:i")


@register.filter
def clock_word(name: str) -> Any:
    """A clock in words."""
    return words.CLOCKS.get(name, name)


@register.filter
def clock_rings(name: str) -> Any:
    """What an alert that rings for a clock waits for, in words."""
    return words.RINGS.get(name) or clock_word(name)


@register.filter
def dial(number: str) -> str:
    """A telephone number as a link has it."""
    return number_to_dial(number)


@register.filter
def has_desk(standing: Standing | None) -> bool:
    """Whether a page of this person may ring at all."""
    return standing is not None and may_ring(standing)


@register.filter
def figure_word(name: str) -> Any:
    """A figure a mission may set for itself, in words."""
    return words.FIGURES.get(name, name)


@register.filter
def confirmed_word(by: str) -> Any:
    """What lets a watch or warning climb above field duty level."""
    return words.CONFIRMED.get(by, by)


@register.filter
def rung_word(rung: int | None) -> Any:
    """Whom a step tells."""
    return words.RUNGS.get(rung, "") if rung is not None else ""


@register.filter
def unwarned_words(of: list[str]) -> str:
    """The roles of whom nobody is warned without a place, in words."""
    return words.unwarned_roles_in_words(of)


@register.filter
def barred_words(of: list[str]) -> str:
    """Whose posts are held by nobody who may open the alert: "may not open it: Analyst (JMAC)"."""
    return words.barred_roles_in_words(of)


@register.filter
def part_word(name: str) -> Any:
    """A part of the minimum alert in words."""
    return words.PARTS.get(name, name)


@register.filter
def notice_word(why: str) -> Any:
    """Why somebody was told."""
    return words.NOTICES.get(why, why)


@register.filter
def channel_word(channel: str) -> Any:
    """How word came."""
    return dict(Channel.choices).get(channel, channel)


@register.filter
def reached_word(reached: str) -> Any:
    """How far the messages to one person got."""
    return words.REACHED.get(reached, reached)


@register.filter
def telling_words(telling: Telling) -> str:
    """How far the telling of an alert got, counted by people."""
    return words.telling_words(telling)


@register.filter
def inferred_word(what: str) -> Any:
    """What happened to a place that was inferred."""
    return words.INFERRED.get(what, what)


@register.filter
def call_word(what: str) -> Any:
    """What became of a call somebody made about an alert."""
    return words.CALLS.get(what, what)


@register.filter
def owed_word(said: str) -> str:
    """What was owed, and how it ended: "feedback given"."""
    what, _sep, state = said.partition(" ")
    return with_label(
        dict(Owed.Duty.choices).get(what, what), dict(Owed.State.choices).get(state, state)
    )


@register.filter(name="hour")
def hour_of(at: datetime, now: datetime) -> str:
    """The hour, with the day where that is not today."""
    return hour(at, now)


def _time(at: datetime | None, now: datetime) -> str:
    return "–" if at is None else hour(at, now)


def _fact(name: str, value: Any, now: datetime) -> Any:
    """One thing that is known, as a page says it."""
    if name == "caller_safe":
        return _("safe") if value else format_html('<b class="danger">{}</b>', _("in danger"))
    if name == "onset":
        since, until = value
        zone = since.astimezone(now.tzinfo).tzname()
        ends = f" – {hour(until, now)}" if until != since else ""
        return format_html("<bdi>{}{} {}</bdi>", hour(since, now), ends, zone)
    if name in ("act", "tripwire"):
        value = word(value)
    return format_html("<bdi>{}</bdi>", linebreaksbr(value, autoescape=True))


@register.simple_tag(takes_context=True)
def told(context: Context, known: Known, name: str) -> SafeString:
    """What is known, each different thing with the alert that says it where several tell of it."""
    now = context["now"]
    if not known.joined:
        return format_html_join(
            " ", "{}", ((_fact(name, f.value, now),) for f in known.facts[name])
        )
    return format_html_join(
        mark_safe("<br>"),
        "{} <small>AL-{}, {}, {}</small>",
        (
            (
                _fact(name, fact.value, now),
                f"{fact.source.number:04}",
                channel_word(fact.source.channel),
                hour(fact.source.known_at, now),
            )
            for fact in known.facts[name]
        ),
    )


@register.simple_tag(takes_context=True)
def told_short(context: Context, known: Known, name: str) -> SafeString:
    """As `told`, in a line: what contradicts, side by side."""
    said = known.facts.get(name, ())
    return format_html_join(" / ", "{}", ((_fact(name, f.value, context["now"]),) for f in said))


@register.simple_tag(takes_context=True)
def state_chain(context: Context, links: list[Link], name: str = "") -> SafeString:
    """The six steps of an alert, with their times beneath."""
    now = context["now"]
    items = format_html_join(
        "",
        '<li class="{}"{}><svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>'
        '<span class="what">{}<span class="sr">, {}</span></span>'
        '<span class="when">{}<bdi>{}</bdi></span></li>',
        (
            (
                "late" if link.late else link.state,
                mark_safe(' aria-current="step"') if link.state in ("now", "overdue") else "",
                mark_safe(MARKS["late" if link.late else link.state]),  # nosec B703 # marks of ours
                words.MOMENTS[link.name],
                _("late")
                if link.late
                else _("inferred")
                if link.inferred
                else _state_word(link.state),
                f"{_('estimate')} "
                if link.estimate
                else f"{_('due')} "
                if link.due
                else ("≤ " if link.inferred else ""),
                _time(link.estimate or link.due or link.at, now),
            )
            for link in links
        ),
    )
    return format_html('<ol class="chain" aria-label="{}">{}</ol>', name or _("Steps"), items)
