"""Tokens, one for each device of a person: shown once, kept as a hash, ended with the post.

A token opens the API, or the person's calendar and nothing else, or takes reports of a telephone.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from tutela_web.access.audit import trail
from tutela_web.access.models import Device, Person
from tutela_web.access.policy import has_lapsed
from tutela_web.base.clock import real_now
from tutela_web.base.errors import Denied, NotNow
from tutela_web.base.holding import hold_name
from tutela_web.base.upkeep.last_writes import write_last

DAYS = {Device.Opens.API: 90, Device.Opens.CALENDAR: 366, Device.Opens.FIELD: 180}
AT_MOST = 10
"""Devices one person may have at once."""
PREFIX = "tutela_"
SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def make(
    person: Person, *, name: str, days: int | None = None, opens: Device.Opens = Device.Opens.API
) -> tuple[Device, str]:
    """A device of this person and its token, which is told this once.

    Takes   days, at most as many as DAYS gives what it opens; those if none.
    Raises  NotNow if the person has too many devices already.
    """
    hold_name("devices", person.pk)
    if of(person).count() >= AT_MOST:
        raise NotNow("you have as many devices as one person may", next="end one first")
    token = PREFIX + secrets.token_urlsafe(32)
    days = DAYS[opens] if days is None else min(days, DAYS[opens])
    device = Device.objects.create(
        person=person,
        opens=opens,
        name=name,
        token_sha256=_hash_token(token),
        expires_at=real_now() + timedelta(days=days),
    )
    trail.record("make_device", by=person, kind="device", subject=device.pk, days=days, opens=opens)
    return device, token


def of(person: Person):  # type: ignore[no-untyped-def]
    """The person's devices that still open the door, newest first."""
    return person.devices.filter(ended_at=None, expires_at__gt=real_now()).order_by("-made_at")


def person_of(token: str) -> Person | None:
    """In whose name this token opens the API; None if it opens it for nobody."""
    device = device_of(token, Device.Opens.API)
    return device.person if device else None


def device_of(token: str, opens: Device.Opens) -> Device | None:
    """The device whose token this is, with its person; None if it is unknown, ended, expired, opens
    something else, or its person is gone.

    That it was used is written down at most once a minute; then it is also asked whether the
    person still stands for anything, and if not, the device is ended.
    """
    if not token.startswith(PREFIX):
        return None
    device = (
        Device.objects.select_related("person")
        .filter(token_sha256=_hash_token(token), opens=opens)
        .first()
    )
    now = real_now()
    if device is None or device.ended_at or device.expires_at <= now:
        return None
    if not device.person.is_active:
        return None
    if device.used_at is None or now - device.used_at >= SEEN_EVERY:
        if has_lapsed(device.person):
            write_last(_end_all_of, device.person)
            return None
        write_last(_note_use, device.pk)
    return device


def _end_all_of(people: list[Person]) -> None:
    for person in people:
        end_all(person, by=None)


def _note_use(devices: list[UUID]) -> None:
    Device.objects.filter(pk__in=devices).update(used_at=real_now())


def end(device: Device, *, by: Person) -> None:
    """End one's own device."""
    if device.person_id != by.pk:
        raise Denied("this device is not yours")
    if Device.objects.filter(pk=device.pk, ended_at=None).update(ended_at=real_now()):
        trail.record("end_device", by=by, kind="device", subject=device.pk)


def end_all(person: Person, *, by: Person | None) -> int:
    """End every device of a person; gives how many there were."""
    ended = list(of(person).values_list("pk", flat=True))
    Device.objects.filter(pk__in=ended).update(ended_at=real_now())
    for pk in ended:
        trail.record("end_device", by=by, kind="device", subject=pk)
    return len(ended)


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
