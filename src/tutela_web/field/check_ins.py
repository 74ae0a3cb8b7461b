"""Check-in, for who wants it: a time by which somebody means to be heard of.

Nobody has to, and where they go is not asked. A report they write counts. Of one that is missed the
head of their office and whoever answers for security are told; nobody else learns who had one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.audit import trail
from tutela_web.access.models import DutyArea, Holding, Mission, Person, Post, current
from tutela_web.access.people.queries import posts_held
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold, one_at_a_time
from tutela_web.channels import outbox
from tutela_web.field.models import CheckIn, FieldSettings
from tutela_web.field.queries import WIPE, settings_of
from tutela_web.intake.queries import ACT

LONGEST = timedelta(days=3)
HEADS = "head_of_field_office"
ABOUT = "check_in"


@transaction.atomic
def expect_check_in(due_at: datetime, *, by: Standing) -> CheckIn:
    """Say by when one means to be heard of; one that waits already is moved to this time.

    Raises  Denied without the act of sending reports; BadParameter for a time that is past, or more
            than three days ahead.
    """
    if not by.may_somewhere(ACT):
        by.require(ACT)
    now = clock.now(by.mission)
    if not now < due_at <= now + LONGEST:
        raise BadParameter(
            say("this time is past, or more than three days ahead"),
            where="due_at",
            next=say("choose one within three days"),
        )
    kept, _new = CheckIn.objects.update_or_create(
        mission=by.mission,
        person=by.person,
        heard_at=None,
        defaults={"due_at": due_at, "set_at": now, "told_at": None, "area": _area_of(by)},
    )
    trail.record(
        "expect_check_in", mission=by.mission, by=by.person, kind="check_in", subject=kept.pk
    )
    return kept


def _area_of(by: Standing) -> DutyArea | None:
    holdings = Holding.objects.filter(
        current(by.on), post__mission=by.mission, person=by.person, post__area__isnull=False
    )
    first = holdings.select_related("post__area").order_by("order", "pk").first()
    return first.post.area if first else None


def waiting_check_in(standing: Standing) -> CheckIn | None:
    """One's own check-in that waits, if any."""
    return CheckIn.objects.filter(
        mission=standing.mission, person=standing.person, heard_at=None
    ).first()


@transaction.atomic
def say_well(*, by: Standing) -> None:
    """Say that one is well.

    Raises  NotNow where nobody waits for it.
    """
    now = clock.now(by.mission)
    waiting = CheckIn.objects.filter(mission=by.mission, person=by.person, heard_at=None)
    if not waiting.update(heard_at=now, heard_by=by.person):
        raise NotNow(say("no check-in waits"), next=say("nothing needs doing"))
    trail.record("check_in", mission=by.mission, by=by.person, kind="check_in")


def hear_of(person: Person, mission: Mission, *, written_at: datetime) -> None:
    """A report of somebody counts as their check-in, where they wrote it after they set one."""
    CheckIn.objects.filter(
        mission=mission, person=person, heard_at=None, set_at__lte=written_at
    ).update(heard_at=clock.now(mission), heard_by=person)


# --- who is told


def missed_for(standing: Standing) -> QuerySet[CheckIn]:
    """The check-ins that were missed and nobody has been heard of since: for the head of their
    office, and for the post that answers for security; the longest missed first."""
    rows = CheckIn.objects.filter(
        mission=standing.mission, heard_at=None, due_at__lt=clock.now(standing.mission)
    ).select_related("person", "area")
    return rows.filter(_answers_for(standing)).order_by("due_at")


def _answers_for(standing: Standing) -> Q:
    security = settings_of(standing.mission).security_post_id
    held = posts_held(standing)
    if security is not None and held.filter(post=security).exists():
        return Q()
    heads = held.filter(post__role=HEADS)
    return Q(area__isnull=False, area__in=heads.values("post__area"))


@one_at_a_time(hold)
def mark_heard(missed: CheckIn, *, by: Standing) -> None:
    """Say that somebody who missed a check-in was heard of.

    Raises  Denied for who does not answer for them; NotNow where they were heard of before.
    """
    if not missed_for(by).filter(pk=missed.pk).exists():
        if CheckIn.objects.filter(pk=missed.pk, heard_at=None).exists():
            raise Denied(say("another office answers for them"), next=say("tell it"))
        raise NotNow(say("they were heard of before"), next=say("nothing needs doing"))
    CheckIn.objects.filter(pk=missed.pk, heard_at=None).update(
        heard_at=clock.now(by.mission), heard_by=by.person
    )
    trail.record(
        "end_check_in", mission=by.mission, by=by.person, kind="check_in", subject=missed.pk
    )


def tell_missed(mission: Mission) -> int:
    """Say "Open Tutela" to the head of the office and to security, once for each that is missed.

    Gives   how many were missed.
    """
    missed = CheckIn.objects.filter(
        mission=mission, heard_at=None, told_at=None, due_at__lt=clock.now(mission)
    )
    told = 0
    for check_in in list(missed.select_related("area")):
        with transaction.atomic():
            untold = CheckIn.objects.filter(pk=check_in.pk, told_at=None)
            if not untold.update(told_at=clock.now(mission)):
                continue  # another process was first
            ways = _ways(check_in)
            outbox.send_all(mission.pk, ways, about_kind=ABOUT, about_id=check_in.pk, urgency=3)
            trail.record("miss_check_in", mission=mission, kind="check_in", subject=check_in.pk)
            told += 1
    return told


def _ways(missed: CheckIn) -> list[outbox.To]:
    """Mail and duty numbers of whoever answers for somebody who was not heard of."""
    posts = Q(post__role=HEADS, post__area=missed.area) if missed.area_id else Q(pk__in=[])
    security = FieldSettings.objects.filter(mission=missed.mission_id).first()
    if security is not None and security.security_post_id is not None:
        posts |= Q(post=security.security_post_id)
    holdings = Holding.objects.filter(
        posts,
        current(clock.today(missed.mission)),
        post__mission=missed.mission_id,
        person__is_active=True,
    )
    ways: list[outbox.To] = []
    for holding in holdings:
        ways += [("mail", "person", holding.person_id), ("sms", "post", holding.post_id)]
    return ways


@transaction.atomic
def set_security_post(post: Post | None, *, by: Standing) -> None:
    """Name the post that is told of missed check-ins beside the head of office.

    Raises  Denied without the authority over telephones.
    """
    by.require(WIPE)
    by.require_ours(post)
    FieldSettings.objects.update_or_create(
        mission=by.mission,
        defaults={"security_post": post, "changed_at": real_now(), "changed_by": by.person},
    )
    trail.record("edit", mission=by.mission, by=by.person, kind="field_settings")
