"""How partners are invited to meetings, and answer."""

from __future__ import annotations

from typing import TypedDict

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import Post
from tutela_web.access.people.queries import holders_of
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.base.markings import Classification
from tutela_web.base.values import FieldValue
from tutela_web.channels import outbox
from tutela_web.fora.forum.models import Meeting
from tutela_web.partners.exchanges.invitation_queries import is_invited
from tutela_web.partners.exchanges.models import Invitation
from tutela_web.partners.exchanges.verbs import ACT
from tutela_web.partners.partner.models import Partner
from tutela_web.records import verbs as records


class InvitationInput(TypedDict, total=False):
    """Who is invited, to what, by which way, with which words."""

    partner: Partner
    asks: str
    way: str
    post: Post | None
    words: str


@one_at_a_time(hold)
def invite(meeting: Meeting, fields: InvitationInput, *, by: Standing) -> Invitation:
    """Invite a partner to a meeting, and tell its post here to open Tutela where it has one.

    The guest reads forum, time, place and these words, and nothing of the agenda; a seat in the
    forum is given apart.
    Raises  Denied without the act keep_fora in its area; NotNow for a meeting that is not planned,
            or a partner that was invited; BadParameter for a way by Tutela without a post of the
            partner's here, or for a forum that is strictly confidential.
    """
    by.require(ACT, area=meeting.area_id, of=meeting)
    partner, post = fields["partner"], fields.get("post")
    by.require_ours(partner, post)
    if meeting.state != Meeting.State.PLANNED:
        raise NotNow(say("this meeting is not planned any more"), next=say("call another"))
    if Invitation.objects.filter(meeting=meeting, partner=partner).exists():
        raise NotNow(say("this partner was invited"), next=say("record its answer"))
    by_tutela = fields["way"] == Invitation.Channel.TUTELA
    if by_tutela and (post is None or post.role != "partner"):
        raise BadParameter(
            say("an invitation by Tutela goes to a partner's post here"),
            next=say("choose the post, or another way"),
        )
    if meeting.forum.classification > Classification.CONFIDENTIAL:
        raise BadParameter(
            say("the forum itself is strictly confidential: a guest may not learn of it"),
            next=say("lower its classification, or invite to another forum"),
        )
    invitation = Invitation(
        meeting=meeting,
        partner=partner,
        asks=fields["asks"],
        way=fields["way"],
        post=post if by_tutela else None,
        words=fields.get("words", "").strip(),
        sent_on=clock.today(by.mission),
        area=meeting.area,
        classification=max(meeting.classification, partner.classification),
        known_at=clock.now(by.mission),
    )
    record = records.create(invitation, mission=by.mission, by=by.person)
    if record.post_id is not None:
        ways = [("mail", "person", pk) for pk in holders_of(record.post_id, by.on)]
        outbox.send_all(by.mission.pk, ways, about_kind="invitation", about_id=record.pk)
    return record


@one_at_a_time(hold)
def answer_invitation(
    invitation: Invitation, answer: str, *, by: Standing, note: str = ""
) -> Invitation:
    """Keep whether a partner comes: its own post says so, or who keeps fora writes it down.

    Raises  Denied; BadParameter for another answer; NotNow where the meeting is over.
    """
    if not is_invited(invitation, by):
        by.require(ACT, area=invitation.area_id)
    by.require_ours(invitation)
    if answer not in (Invitation.Answer.COMES, Invitation.Answer.DECLINES):
        raise BadParameter(say("it comes or declines"), next=say("choose one"))
    if invitation.meeting.state != Meeting.State.PLANNED:
        raise NotNow(say("this meeting is not planned any more"))
    changes: dict[str, FieldValue] = {
        "answer": answer,
        "answered_on": clock.today(by.mission),
        "note": " ".join(note.split())[:300],
    }
    return records.edit(invitation, changes, version=invitation.version, by=by.person)
