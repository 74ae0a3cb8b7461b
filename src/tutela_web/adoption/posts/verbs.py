"""How a set of posts comes into use, and how a post of it is created and given."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils.translation import get_language

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea, Person, Post
from tutela_web.access.people.verbs import give_post, make_post
from tutela_web.access.policy import Standing, roles
from tutela_web.adoption.posts.models import PostSet
from tutela_web.adoption.posts.queries import DECIDES, SEATS, SENDS, posts_of, set_in_use
from tutela_web.adoption.posts.sets import check_post, read_posts
from tutela_web.adoption.version_verbs import decide_version, send_version, withdraw_version


def send_posts(text: str, *, name: str, by: Standing) -> PostSet:
    """Have a set of posts wait for a second person.

    Takes   text, CSV as `write_posts` writes it; name, of the file.
    Raises  Denied; BadParameter with the line for what the house keeps apart.
    """
    by.require(SENDS)
    rows = [asdict(post) | {"roles": list(post.roles)} for post in read_posts(text, name)]
    digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()
    return send_version(PostSet(rows=rows, digest=digest), by=by)


def decide_posts(post_set: PostSet, *, approved: bool, why: str = "", by: Standing) -> PostSet:
    """Approve a set that waits, or refuse it. It gives nobody anything: posts are created of it.

    Raises  Denied without the act, and for who sent it; else as `decide_version`.
    """
    by.require(DECIDES, of=post_set)
    return decide_version(post_set, approved=approved, why=why, by=by)


def withdraw_posts(post_set: PostSet, *, why: str, by: Standing) -> PostSet:
    """Take a set out of use: no more posts are created of it, and those held stay.

    Raises  Denied; else as `withdraw_version`.
    """
    if not by.may(SENDS):
        by.require(DECIDES)
    by.require_ours(post_set)
    return withdraw_version(post_set, why=why, by=by)


@transaction.atomic
def create_own_post(
    key: str,
    *,
    by: Standing,
    area: DutyArea | None = None,
    to: Person | None = None,
    starts: date | None = None,
) -> list[Post]:
    """Create a post of the set in use: one post of the house for each role it carries, all under
    its name; and give them to one person.

    Takes   area, where a role reads by area; to, who holds it from a day on, or nobody yet.
    Raises  Denied; BadParameter for a key the set has not, or an area that is missing; else as
            `make_post` and `give_post`.
    """
    by.require(SEATS)
    own_post = {post.post: post for post in posts_of(set_in_use(by.mission))}.get(key)
    if own_post is None:
        raise BadParameter(
            say("the set in use has no such post"),
            where="post",
            next=say("choose one of the list"),
        )
    check_post(own_post, own_post.en)  # the house's tables may have changed since it was approved
    if own_post.by_area and area is None:
        raise BadParameter(
            say("this post reads by area"), where="area", next=say("choose its duty area")
        )
    title = own_post.label((get_language() or "en").partition("-")[0])
    new_posts: list[Post] = []
    for name in own_post.roles:
        inside = area if roles()[name].area else None
        new_posts.append(make_post(by=by, role=name, title=title, area=inside))
    if to is not None:
        for post in new_posts:
            give_post(post, to=to, by=by, starts=starts or by.on)
    return new_posts
