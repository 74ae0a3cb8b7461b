"""Whether telephones take photos and voice notes: not, unless one person asks and another agrees.

A picture shows faces, and a voice is known again: whoever answers for the protection of data
agrees first, and either of the two ends it at once.
"""

from __future__ import annotations

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Mission
from tutela_web.access.people import second_person
from tutela_web.access.policy import Standing
from tutela_web.base.clock import real_now
from tutela_web.base.errors import NotNow
from tutela_web.base.holding import hold_name
from tutela_web.field.models import FieldSettings, MediaRequest
from tutela_web.field.queries import (
    AGREE,
    WIPE,
    media_of,
    undecided_media_requests,
    waiting_media_request,
)


@transaction.atomic
def ask_media(*, photos: bool, voice_notes: bool, why: str, by: Standing) -> MediaRequest:
    """Ask that the mission's telephones take photos, voice notes or both. One request waits at a
    time: a later one takes the place of what nobody decided.

    Raises  Denied; BadParameter for nothing asked, or no reason.
    """
    by.require(WIPE)
    why = why.strip()[:300]
    if not (photos or voice_notes):
        raise BadParameter(say("nothing is chosen"), next=say("choose photos, voice notes or both"))
    if not why:
        raise BadParameter(say("a request has its reason"), where="why", next=say("write it"))
    undecided_media_requests(by.mission).delete()
    asked = MediaRequest.objects.create(
        mission=by.mission,
        photos=photos,
        voice_notes=voice_notes,
        why=why,
        asked_by_id=by.person.pk,
        asked_at=real_now(),
    )
    trail.record(
        "ask_media",
        mission=by.mission,
        by=by.person,
        kind="field_settings",
        photos=photos,
        voice_notes=voice_notes,
    )
    return asked


@transaction.atomic
def decide_media(asked: MediaRequest, *, agreed: bool, by: Standing) -> None:
    """Agree to what was asked, or refuse it: as the data-protection focal point, and never as who
    asked. Telephones learn it at their next contact.

    Raises  Denied; NotNow where it was decided, or replaced.
    """
    by.require(AGREE)
    by.require_ours(asked)
    second_person.require_second(
        asked, by=by, next=say("another data-protection focal point decides")
    )
    if MediaRequest.objects.select_for_update(no_key=True).filter(pk=asked.pk).first() is None:
        raise NotNow(say("another request took its place"), next=say("load the page again"))
    held = second_person.lock_undecided(asked)
    if agreed:
        second_person.approve(held, by=by, at=real_now())
        _set(by, photos=held.photos, voice_notes=held.voice_notes)
    else:
        second_person.refuse(held, by=by, at=real_now())
    held.save()
    trail.record(
        "agree_media" if agreed else "refuse_media",
        mission=by.mission,
        by=by.person,
        kind="field_settings",
        photos=held.photos,
        voice_notes=held.voice_notes,
    )


@transaction.atomic
def end_media(*, by: Standing) -> None:
    """Switch photos and voice notes off at once, and what was asked of them with it. What came in
    before stays with its reports.

    Raises  Denied without either of the two acts; NotNow where they are off and nobody asked.
    """
    if not by.may(WIPE) and not by.may(AGREE):
        by.require(AGREE)
    hold_name("photos and voice notes", by.mission.pk)
    if not media_of(by.mission) and waiting_media_request(by.mission) is None:
        raise NotNow(say("photos and voice notes are off"), next=say("nothing needs doing"))
    undecided_media_requests(by.mission).delete()
    _set(by, photos=False, voice_notes=False)
    trail.record("end_media", mission=by.mission, by=by.person, kind="field_settings")


@transaction.atomic
def take_back_media_request(*, by: Standing) -> None:
    """Take back what was asked and nobody decided yet; what is on stays on.

    Raises  Denied; NotNow where nothing waits.
    """
    by.require(WIPE)
    hold_name("photos and voice notes", by.mission.pk)
    waiting = waiting_media_request(by.mission)
    if waiting is None:
        raise NotNow(say("no request waits"), next=say("load the page again"))
    waiting.delete()
    trail.record("take_back_media", mission=by.mission, by=by.person, kind="field_settings")


def require_media(mission: Mission, kind: str) -> None:
    """Refuse what the mission did not switch on.

    Raises  BadParameter.
    """
    if kind not in media_of(mission):
        raise BadParameter(
            say("photos or voice notes are off in this mission"),
            next=say("write it in words; remove this from the telephone"),
        )


def _set(by: Standing, *, photos: bool, voice_notes: bool) -> None:
    FieldSettings.objects.update_or_create(
        mission=by.mission,
        defaults={
            "photos": photos,
            "voice_notes": voice_notes,
            "changed_at": real_now(),
            "changed_by": by.person,
        },
    )
