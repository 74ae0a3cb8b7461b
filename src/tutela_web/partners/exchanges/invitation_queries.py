"""Invitations to meetings: for the meeting, and for who was invited."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from tutela_web.access.models import Post
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.models import Meeting
from tutela_web.fora.forum.queries import meetings_for
from tutela_web.partners.exchanges.models import Invitation
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.queries import is_shown, partners_for, standing_partners


def invitations_for(standing: Standing) -> QuerySet[Invitation]:
    """The invitations this person may see: of meetings they may see; `partner` is None where it
    may not be seen."""
    rows = Invitation.objects.filter(standing.sees_open("fora"), meeting__in=meetings_for(standing))
    seen = Prefetch("partner", partners_for(standing))
    return rows.select_related("post", "author").prefetch_related(seen).order_by("entered_at")


def may_be_invited(standing: Standing, meeting: Meeting) -> QuerySet[Partner]:
    """The partners that may be invited, those that lead the Protection Cluster first."""
    partners = standing_partners(standing).exclude(invitations__meeting=meeting)
    return partners.order_by("-leads_cluster", "name")


def guest_posts(standing: Standing) -> QuerySet[Post]:
    """The posts of protection partners here."""
    return Post.objects.filter(mission=standing.mission, role="partner").order_by("title")


def invitations_to(standing: Standing) -> QuerySet[Invitation]:
    """The invitations sent to a post this person holds, to meetings that are still planned: forum,
    time, place and the words, and nothing else of the meeting. None where it accepts no contact."""
    if not is_shown(standing, "invitations"):
        return Invitation.objects.none()
    rows = Invitation.objects.filter(
        mission=standing.mission,
        post__in=posts_held(standing),
        meeting__state=Meeting.State.PLANNED,
    )
    return rows.select_related("meeting__forum", "post").order_by("meeting__starts_at")


def is_invited(invitation: Invitation, standing: Standing) -> bool:
    """Whether it was sent to a post this person holds today."""
    held = posts_held(standing).filter(post=invitation.post_id)
    return invitation.post_id is not None and held.exists()
