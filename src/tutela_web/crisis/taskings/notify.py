"""Those tasked are told that something is asked of them."""

from __future__ import annotations

from collections.abc import Iterable

from tutela_web.access.models import Post
from tutela_web.access.people.queries import holders_of
from tutela_web.base import clock
from tutela_web.channels import outbox
from tutela_web.crisis.models import Tasking
from tutela_web.crisis.taskings.queries import posts_commanding


def tell_tasked(tasking: Tasking) -> None:
    """Tell those tasked that something is asked of them: a message that says "Open Tutela"."""
    posts: Iterable[Post] = ()
    if tasking.unit is not None:
        posts = posts_commanding(tasking.unit)
    elif tasking.post is not None:
        posts = [tasking.post]
    ways, day = [], clock.today(tasking.mission)
    for post in posts:
        ways += [("mail", "person", pk) for pk in holders_of(post.pk, day)]
        ways += [("sms", "post", post.pk)] if post.duty_number else []
    outbox.send_all(tasking.mission_id, ways, about_kind="tasking", about_id=tasking.pk)
