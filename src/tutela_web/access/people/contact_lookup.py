"""Where people and posts are reached: looked up at the moment a message leaves, never before.

Somebody who stands for nothing in the mission any more is told nothing, and nobody is to whom
contact is paused.
"""

from __future__ import annotations

from uuid import UUID

from tutela_web.access.models import Mission, Person, Post
from tutela_web.access.people.contact import is_post_paused, paused_among
from tutela_web.access.policy import standing_of
from tutela_web.channels import push
from tutela_web.channels.outbox import ADDRESSES, Address


def of_person(pk: UUID, mission_id: UUID) -> Address | None:
    """The e-mail address of somebody who stands for something in the mission today."""
    person = Person.objects.filter(pk=pk).first()
    mission = Mission.objects.filter(pk=mission_id).first()
    if person is None or mission is None or not standing_of(person, mission):
        return None
    if paused_among({pk}):
        return None
    return Address(person.email or "", person.language, mission.is_exercise)


def of_devices(pk: UUID, mission_id: UUID) -> Address | None:
    """The browsers of somebody who stands for something in the mission today, all together."""
    found = of_person(pk, mission_id)
    return Address(f"devices {pk.hex}", found.language, found.exercise) if found else None


def of_post(pk: UUID, mission_id: UUID) -> Address | None:
    """The duty number of a post; a post without one is reached by no text message."""
    post = Post.objects.select_related("mission").filter(pk=pk, mission_id=mission_id).first()
    if post is None or is_post_paused(pk, post.mission):
        return None
    return Address(post.duty_number, "en", post.mission.is_exercise)


def connect() -> None:
    """Say so to the channels."""
    ADDRESSES.update({"person": of_person, "post": of_post, push.TO: of_devices})
