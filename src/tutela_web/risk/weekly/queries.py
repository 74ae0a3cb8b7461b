"""What of an adopted week was sent back down, to which field office, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.channels.models import Message
from tutela_web.risk.models import Week
from tutela_web.risk.queries import risks_for

FIELD = "head_of_field_office"
SENT_DOWN = "week"
"""What a message about an adopted week is kept under."""


@dataclass(frozen=True)
class SentDown:
    """A field office whose hotspots a week is of: its post, and when it was told; None if not."""

    post: Post
    at: datetime | None


def sent_down(standing: Standing, week: Week) -> list[SentDown]:
    """The field offices of the hotspots this person may see, and when each was told that the week
    was adopted. Three queries."""
    seen = risks_for(standing).filter(pk__in=[line["risk_id"] for line in week.snapshot])
    areas = set(seen.order_by().values_list("place__area", flat=True)) - {None}
    posts = Post.objects.filter(mission=standing.mission, role=FIELD, area__in=areas)
    told = dict(
        Message.objects.filter(about_kind=SENT_DOWN, about_id=week.pk, channel="sms")
        .order_by("-made_at")
        .values_list("to_id", "made_at")
    )
    return [SentDown(post, told.get(post.pk)) for post in posts.order_by("title", "pk")]
