"""What reports ask of leaders, as a person may see it, and what became of it in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.models import Action, Forum, Meeting
from tutela_web.fora.forum.queries import meetings_for
from tutela_web.look.days import date_format
from tutela_web.reporting.editions.queries import READS, whole_for
from tutela_web.reporting.models import ReportAsk, ReportConsultation, ReportEdition

LEADERS = (
    "head_of_mission",
    "chief_of_staff",
    "force_commander",
    "police_commander",
    "head_of_field_office",
    "country_team",
)
"""Roles whose posts a report may ask something of."""

WAITING = (ReportAsk.State.OPEN, ReportAsk.State.LATER)
"""States in which an ask comes before the senior group again."""


def editions_read(standing: Standing) -> QuerySet[ReportEdition]:
    """The editions this person reads whole, without their figures: to be named beside a record."""
    return whole_for(standing).defer("figures")


def asks_for(standing: Standing) -> QuerySet[ReportAsk]:
    """The asks of reports that this person may see: of editions they read whole."""
    rows = ReportAsk.objects.filter(standing.sees_open(READS), report__in=whole_for(standing))
    related = rows.select_related("report", "of", "action__owner", "meeting__forum")
    return related.defer("report__figures", "report__data").order_by("-entered_at")


def asks_of(standing: Standing, report: ReportEdition) -> list[ReportAsk]:
    """What an edition asks of leaders, in the order it was written; a corrigendum asks what the
    edition asks that it corrects. One query, and one for each correction."""
    ids: list[UUID] = []
    edition: ReportEdition | None = report
    while edition is not None:
        ids.append(edition.pk)
        edition = edition.corrects
    return list(asks_for(standing).filter(report__in=ids).order_by("entered_at", "pk"))


def asks_before(standing: Standing, product: str, since: date | None) -> list[ReportAsk]:
    """What released editions of a product asked and nobody answered, and what was answered since a
    day. One query."""
    answered = Q(answered_on__gte=since) if since is not None else Q()
    rows = asks_for(standing).filter(
        Q(state__in=WAITING) | answered,
        report__product=product,
        report__state=ReportEdition.State.RELEASED,
    )
    return list(rows.order_by("report__released_at", "entered_at", "pk"))


def asks_waiting(standing: Standing, on: date) -> QuerySet[ReportAsk]:
    """The asks of released reports that a senior group has to answer on a day, the oldest first."""
    due = Q(state=ReportAsk.State.OPEN) | Q(state=ReportAsk.State.LATER, later_on__lte=on)
    rows = asks_for(standing).filter(due, report__state=ReportEdition.State.RELEASED)
    return rows.order_by("report__released_at", "entered_at", "pk")


def consultations_for(standing: Standing) -> QuerySet[ReportConsultation]:
    """Whom reports were consulted with, of editions this person reads whole; the first first."""
    rows = ReportConsultation.objects.filter(
        standing.sees_open(READS), report__in=whole_for(standing)
    )
    return rows.select_related("report").defer("report__figures", "report__data")


PUBLIC_STEPS = ("ohchr", "host")
"""Steps before a public report on human rights goes out, as the Joint Directive on public reporting
has them [P]."""


def steps_lacking(report: ReportEdition, consulted: Iterable[ReportConsultation]) -> list[str]:
    """The steps before a public report on human rights that nobody recorded; of others, none."""
    if report.product != "public_rights":
        return []
    recorded = {consultation.step for consultation in consulted}
    labels = dict(ReportConsultation.Step.choices)
    return [str(labels[step]) for step in PUBLIC_STEPS if step not in recorded]


def leaders_of(standing: Standing) -> QuerySet[Post]:
    """The posts a report may ask something of, by title."""
    posts = Post.objects.filter(mission=standing.mission, role__in=LEADERS)
    return posts.order_by("title")


def senior_meetings(standing: Standing) -> QuerySet[Meeting]:
    """The meetings of the senior group that this person may see, the last first."""
    rows = meetings_for(standing).filter(forum__kind=Forum.Kind.SENIOR)
    return rows.exclude(state=Meeting.State.OFF).select_related("forum").order_by("-starts_at")


def say_became(ask: ReportAsk) -> str:
    """What became of an ask, in words of the page."""
    day = date_format(ask.answered_on, "j M Y") if ask.answered_on else ""
    if ask.state == ReportAsk.State.TAKEN_UP and ask.action is not None:
        return _("taken up on %(day)s: %(action)s (%(how)s)") % {
            "day": day,
            "action": ask.action.what,
            "how": _how_it_stands(ask.action),
        }
    if ask.state == ReportAsk.State.DECLINED:
        return _("not taken up, %(day)s: %(why)s") % {"day": day, "why": ask.answer}
    if ask.state == ReportAsk.State.LATER and ask.later_on is not None:
        later = date_format(ask.later_on, "j M Y")
        return _("later, on %(later)s: %(why)s") % {"later": later, "why": ask.answer}
    return _("nobody has answered yet")


def _how_it_stands(action: Action) -> str:
    words = [action.owned_by or _("nobody owns it"), str(action.get_state_display())]
    if action.due and action.state == Action.State.OPEN:
        words.append(_("due %(day)s") % {"day": date_format(action.due, "j M Y")})
    return ", ".join(words)
