"""What runs across fora, engagements and partners: contact with one, leaders, women, gaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tutela.coordination.meetings import share_of_women, silences
from tutela.places.names import fold
from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import units_for
from tutela_web.engagements.asks.queries import asks_for
from tutela_web.engagements.engagement.models import Engagement
from tutela_web.engagements.engagement.queries import engagements_for, with_links
from tutela_web.fora.forum.models import Forum, Meeting
from tutela_web.fora.forum.queries import meetings_for, standing_fora
from tutela_web.fora.meetings.queries import CRITICAL
from tutela_web.partners.arrangements.queries import arrangements_for
from tutela_web.partners.exchanges.models import Exchange
from tutela_web.partners.exchanges.queries import exchanges_for
from tutela_web.partners.partner.models import Partner
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

ROOT_ROLES = ("head_of_mission", "chief_of_staff", "force_commander", "police_commander")
"""Whose own list of political engagement is shown: the mission's senior leaders."""


@dataclass(frozen=True)
class PartnerContact:
    """One contact with a partner, or a stretch without any."""

    on: date
    words: str
    url: str = ""
    until: date | None = None

    @property
    def silent(self) -> bool:
        """Whether it is a stretch without a contact."""
        return self.until is not None


def record_of(standing: Standing, partner: Partner) -> list[PartnerContact]:
    """Every contact with a partner this person may see, with the gaps between, newest first; from
    its first talks, where they are known. Four queries."""
    zone = ZoneInfo(standing.mission.time_zone)

    def at(name: str, pk: UUID) -> str:
        return reverse(name, args=[standing.mission.code, pk])

    contacts: list[PartnerContact] = []
    met = meetings_for(standing).filter(forum=partner.forum_id, state=Meeting.State.HELD)
    for meeting in met if partner.forum_id else ():
        day = meeting.starts_at.astimezone(zone).date()
        contacts.append(PartnerContact(day, meeting.forum.name, at("fora:meeting", meeting.pk)))
    for passed in exchanges_for(standing).filter(partner=partner):
        day = passed.meeting.starts_at.astimezone(zone).date()
        contacts.append(
            PartnerContact(day, passed.get_kind_display(), at("fora:meeting", passed.meeting_id))
        )
    names = {fold(partner.name), fold(partner.contact)} - {""}
    for step in engagements_for(standing).exclude(office=""):
        if fold(step.office) in names:
            contacts.append(
                PartnerContact(
                    step.on, step.get_kind_display(), at("engagements:engagement", step.pk)
                )
            )
    bound = arrangements_for(standing).filter(parties__partner=partner, agreed_on__isnull=False)
    for agreed in bound.distinct():
        if agreed.agreed_on is not None:
            contacts.append(
                PartnerContact(agreed.agreed_on, agreed.name, at("partners:arrangement", agreed.pk))
            )
    since = partner.began_on or min((contact.on for contact in contacts), default=None)
    if since is not None:
        if partner.began_on is not None:
            contacts.append(PartnerContact(partner.began_on, _("first talks")))
        until = min(partner.ended_on or standing.on, standing.on)
        gaps = silences([contact.on for contact in contacts], since, until)
        contacts += [
            PartnerContact(first, _("no contact recorded"), until=last) for first, last in gaps
        ]
    return sorted(contacts, key=lambda contact: (contact.on, contact.silent), reverse=True)


@dataclass(frozen=True)
class LeaderRow:
    """A senior leader's post: whom it met about which risk, newest first."""

    post: Post
    steps: Sequence[Engagement]

    @property
    def raised(self) -> set[UUID]:
        """The risks it raised with somebody."""
        return {step.risk_id for step in self.steps if step.risk_id}


@dataclass(frozen=True)
class Leaders:
    """What leaders raised, and critical risks nobody ever raised."""

    rows: list[LeaderRow]
    never: list[Risk]


def leaders(standing: Standing) -> Leaders:
    """What each senior leader raised with which party, and the critical risks this person reads
    that no engagement they read ever raised. Three queries."""
    posts: QuerySet[Post] = Post.objects.filter(mission=standing.mission, role__in=ROOT_ROLES)
    steps = list(with_links(engagements_for(standing)).order_by("-on", "-entered_at"))
    critical = risks_for(standing).filter(status=Risk.Status.ADOPTED, priority=CRITICAL)
    raised = {step.risk_id for step in steps}
    never = [
        one
        for one in critical.select_related("place").order_by("-risk", "pk")
        if one.pk not in raised
    ]
    rows = [
        LeaderRow(post, [step for step in steps if step.met_by_id == post.pk])
        for post in posts.order_by("title")
    ]
    return Leaders(rows, never)


@dataclass(frozen=True)
class ConsultationHeld:
    """A consultation, and the women and men who took part as this person may know it.

    few   whether fewer than five took part, and this person may not know how many
    apart whether women and men were heard apart; None where nobody said
    """

    title: str
    on: date
    url: str
    women: int | None
    men: int | None
    few: bool = False
    apart: bool | None = None

    @property
    def women_share(self) -> float | None:
        """The share of women among them, if known."""
        return share_of_women(self.women, self.men)


CONSULTED: list[Callable[[Standing, date], Iterable[ConsultationHeld]]] = []
"""From the room above that keeps consultations: those held since a day, the newest first, as far as
the person may see them."""


@dataclass(frozen=True)
class WomensPart:
    """Women in fora, at meetings, in consultations and in units, as far as this person reads
    these."""

    fora: list[Forum]
    meetings: list[Meeting]
    consultations: list[ConsultationHeld]
    units: list[Unit]

    @property
    def men_only(self) -> int:
        """How many of them are known to be without a woman."""
        rows: list[Forum | Meeting | ConsultationHeld | Unit] = [
            *self.fora,
            *self.meetings,
            *self.consultations,
            *self.units,
        ]
        return sum(row.women == 0 for row in rows)


RECENT = timedelta(days=90)
YEAR = timedelta(days=365)


def womens_part(standing: Standing) -> WomensPart:
    """Women's share of the fora that stand, the meetings of ninety days, the consultations of a
    year and the units. Three queries, and one of the room that keeps consultations."""
    since = clock.now(standing.mission) - RECENT
    met = meetings_for(standing).filter(state=Meeting.State.HELD, starts_at__gte=since)
    fora = standing_fora(standing).defer("area__boundary")
    return WomensPart(
        list(fora),
        list(met.order_by("-starts_at")[:100]),
        [one for told in CONSULTED for one in told(standing, standing.on - YEAR)],
        list(units_for(standing).filter(retired=False).order_by("name")),
    )


@dataclass(frozen=True)
class GapRaised:
    """A gap as it was said, and what partners offered or declined for it."""

    gap: str
    said: list[Exchange]

    @property
    def offered(self) -> bool:
        """Whether anybody offered something."""
        return any(one.kind == Exchange.Kind.OFFERED for one in self.said)


def gaps_raised(standing: Standing) -> list[GapRaised]:
    """The gaps raised with partners, those nobody offered anything for first; then gaps the mission
    asked others to fill that no partner heard of. Four queries."""
    gaps: dict[str, GapRaised] = {}
    rows = exchanges_for(standing).filter(kind__in=Exchange.GAPS)
    for exchange in rows.order_by("-meeting__starts_at", "-entered_at"):
        gaps.setdefault(fold(exchange.gap), GapRaised(exchange.gap, [])).said.append(exchange)
    for gap in asks_for(standing).exclude(gap="").values_list("gap", flat=True):
        gaps.setdefault(fold(gap), GapRaised(gap, []))
    return sorted(gaps.values(), key=lambda raised: raised.offered)
