"""How a photo or a voice note comes in beside its report, and how it is opened."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import Compartment
from tutela_web.access.policy import Standing
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied, NotNow
from tutela_web.intake.media import MOST_OF_A_REPORT, check_voice, strip_photo
from tutela_web.intake.models import FieldReport, ReportKind, ReportMedia
from tutela_web.intake.queries import ACT, media_for
from tutela_web.intake.verbs import Received, was_received_apart
from tutela_web.places.sites.safety_verbs import keep_photo_of_report

STRIPS = {ReportMedia.Kind.PHOTO: strip_photo, ReportMedia.Kind.VOICE: check_voice}
"""What makes the content of each kind bare of metadata, and refuses what is none of it."""


@dataclass(frozen=True)
class SentMedia:
    """A photo or a voice note as a telephone sent it.

    id       made on the telephone, so that a resend is one
    report   the report that it stands beside
    sha256   of the content, reckoned on the telephone
    """

    id: UUID
    report: UUID
    kind: str
    content: bytes
    sha256: str
    captured_at: datetime


@transaction.atomic
def receive_media(sent: SentMedia, *, by: Standing) -> Received:
    """Take in a photo or a voice note of a report; the same sent again is told the same.

    Beside a report of a compartment, one of misconduct, or one whose words were destroyed, nothing
    is retained, and the sender is told so.

    Raises  Denied without the act, or for an id that somebody else used; BadParameter for content
            that is not what it says, and where its report is not here.
    """
    if not by.may_somewhere(ACT):
        by.require(ACT)
    before = ReportMedia.objects.filter(pk=sent.id).select_related("report").first()
    if before is not None:
        if before.mission_id != by.mission.pk or before.report.author_id != by.person.pk:
            raise Denied(say("this id is taken"), next=say("make a new id and send again"))
        return Received(sent.id, "kept")
    report = (
        FieldReport.objects.select_for_update(no_key=True)
        .filter(pk=sent.report, mission=by.mission, author=by.person)
        .first()
    )
    if report is None:
        if was_received_apart(sent.report, by):
            return _not_kept(sent)
        raise BadParameter(
            say("the report that this belongs to is not here"), next=say("send the report first")
        )
    if report.words_destroyed_on:
        return _not_kept(sent)
    if report.media.count() >= MOST_OF_A_REPORT:
        raise BadParameter(
            say("a report has {n} photos and voice notes at most", n=MOST_OF_A_REPORT),
            next=say("write another report"),
        )
    kept = _strip(sent)
    ReportMedia.objects.create(
        id=sent.id,
        mission=by.mission,
        report=report,
        kind=sent.kind,
        content=base64.b64encode(kept).decode(),
        size=len(kept),
        sha256=sent.sha256,
        kept_sha256=sha256(kept).hexdigest(),
        captured_at=sent.captured_at,
        came_at=real_now(),
    )
    trail.record(
        "receive",
        mission=by.mission,
        by=by.person,
        kind="reportmedia",
        subject=sent.id,
        compartment=Compartment.SOURCE,
    )
    if sent.kind == ReportMedia.Kind.PHOTO and report.kind == ReportKind.PERIMETER:
        keep_photo_of_report(report.pk, report.corrects, kept, by=by)
    return Received(sent.id, "kept")


def _strip(sent: SentMedia) -> bytes:
    """The content without metadata, where it is what the telephone said it sealed."""
    if not hmac.compare_digest(sha256(sent.content).hexdigest().encode(), sent.sha256.encode()):
        raise BadParameter(
            say("this was changed on its way: its digest is another one"), next=say("send it again")
        )
    strip = STRIPS.get(ReportMedia.Kind(sent.kind)) if sent.kind in ReportMedia.Kind else None
    if strip is None:
        raise BadParameter(say("there is no such kind of content"), where="kind")
    return strip(sent.content)


def _not_kept(sent: SentMedia) -> Received:
    step = say(
        "The photo or voice note was not retained: beside this report none is. Tell the office "
        "that follows it up."
    )
    return Received(sent.id, "not_kept", steps=(step,))


def open_media(media: ReportMedia, *, by: Standing) -> bytes:
    """A photo or a voice note, for who may open it; each opening is a line in the audit first.

    Raises  Denied; NotNow where it was destroyed with the words of its report.
    """
    by.require_ours(media)
    if not media_for(by).filter(pk=media.pk).exists():
        raise Denied(say("this is not open to you"), next=say("ask who may open it"))
    if media.report.words_destroyed_on:
        raise NotNow(say("it was destroyed with the words of its report"))
    trail.record(
        "open",
        mission=by.mission,
        by=by.person,
        kind="reportmedia",
        subject=media.pk,
        compartment=Compartment.SOURCE,
    )
    return base64.b64decode(media.content)
