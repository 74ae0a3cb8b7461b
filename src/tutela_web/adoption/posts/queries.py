"""The sets of posts of a mission, and the one in use."""

from __future__ import annotations

from django.db.models import QuerySet

from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.adoption.posts.models import PostSet
from tutela_web.adoption.posts.sets import OwnPost
from tutela_web.adoption.versions import VersionState

KINDS = ("people", "accounts")
SENDS = "make_accounts"
DECIDES = "decide_accounts"
SEATS = "grant_access"


def post_sets_for(standing: Standing) -> QuerySet[PostSet]:
    """The sets of the mission, the last first, for who keeps people or accounts."""
    rows = PostSet.objects.filter(mission=standing.mission)
    seen = rows if any(map(standing.reads, KINDS)) else rows.none()
    return seen.select_related("sent_by", "decided_by")


def set_in_use(mission: Mission) -> PostSet | None:
    """The set whose posts may be created."""
    return PostSet.objects.filter(mission=mission, state=VersionState.APPROVED).first()


def posts_of(post_set: PostSet | None) -> tuple[OwnPost, ...]:
    """The posts of a set."""
    rows = [] if post_set is None else post_set.rows
    return tuple(OwnPost(**(row | {"roles": tuple(row["roles"])})) for row in rows)
