"""The lead of the Protection Cluster is invited to a meeting, answers, and reads nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tests.tutela_web.fora.story import called, local, url
from tests.tutela_web.html import squeezed
from tutela_web.channels.models import Message
from tutela_web.partners.exchanges.models import Invitation
from tutela_web.partners.partner.models import Partner

pytestmark = pytest.mark.postgresql  # nobody else locks invitations


def lead_of(cast: Cast, sign_in: Any) -> Partner:
    """The adviser records who leads the Cluster in the North."""
    sent = {
        "name": "Agency for the Displaced",
        "kind": "cluster",
        "level": "local",
        "area": cast.north.pk,
        "contact": "Protection unit",
        "leads_cluster": "on",
        "classification": 0,
    }
    answer = sign_in(cast.adviser).post(url("partners:partner_new"), sent)
    assert answer.status_code == 302, answer.content[-900:]
    return Partner.objects.get()


def test_the_lead_is_invited_told_and_answers_without_reading_the_agenda(
    cast: Cast, sign_in: Any
) -> None:
    lead = lead_of(cast, sign_in)
    meeting = called(cast, local(cast), days=2)
    adviser, at = sign_in(cast.adviser), url("fora:meeting", meeting.pk)
    adviser.post(url("fora:meeting_point", meeting.pk), {"words": "SECRETPOINT of the agenda"})
    page = squeezed(adviser.get(at).content.decode())
    assert f'<option value="{lead.pk}" selected' in page, "who leads the Cluster is offered first"
    sent = {
        "partner": str(lead.pk),
        "asks": "brief",
        "way": "tutela",
        "words": "Please tell us of returns",
    }
    assert adviser.post(url("partners:invite", meeting.pk), sent).status_code == 400
    post = cast["partner"].holdings.get().post
    sent |= {"post": str(post.pk)}
    assert sign_in(cast.boris).post(url("partners:invite", meeting.pk), sent).status_code == 403
    assert sign_in(cast.chen).post(url("partners:invite", meeting.pk), sent).status_code == 404
    assert adviser.post(url("partners:invite", meeting.pk), sent).status_code == 302
    invitation = Invitation.objects.get()
    (message,) = Message.objects.filter(about_id=invitation.pk)
    assert (message.to_id, message.template) == (cast["partner"].pk, "open_tutela")
    again = adviser.post(url("partners:invite", meeting.pk), sent)
    assert again.status_code == 400, "nobody is invited twice"
    guest = sign_in(cast["partner"])
    page = guest.get(url("site:trends")).content.decode()
    assert "POC group North" in page and "Please tell us of returns" in page
    assert "SECRETPOINT" not in page and guest.get(at).status_code == 404
    answer = {"answer": "comes", "note": "the cluster coordinator"}
    guest.post(url("partners:invitation_answer", invitation.pk), answer)
    page = sign_in(cast.boris).get(at).content.decode()
    assert "the cluster coordinator" in page and "Agency for the Displaced" in page
    stranger = sign_in(cast["drafter"])
    assert (
        stranger.post(url("partners:invitation_answer", invitation.pk), answer).status_code == 403
    )


def test_a_letter_is_sent_by_hand_and_its_answer_written_down(cast: Cast, sign_in: Any) -> None:
    lead = lead_of(cast, sign_in)
    meeting = called(cast, local(cast), days=2)
    adviser = sign_in(cast.adviser)
    sent = {"partner": str(lead.pk), "asks": "attend", "way": "letter"}
    assert adviser.post(url("partners:invite", meeting.pk), sent).status_code == 302
    invitation = Invitation.objects.get()
    assert not Message.objects.filter(about_id=invitation.pk).exists()
    address = url("partners:invitation_answer", invitation.pk)
    adviser.post(address, {"answer": "perhaps"})
    invitation.refresh_from_db()
    assert invitation.answer == ""
    adviser.post(address, {"answer": "declines", "note": "a mission of their own"})
    page = adviser.get(url("fora:meeting", meeting.pk)).content.decode()
    assert "declines" in page and "a mission of their own" in page
