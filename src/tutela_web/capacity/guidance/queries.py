"""How guidance and read-backs are read: who lacks an answer or an edition stands first."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from tutela_web.access.models import Post
from tutela_web.access.policy import Standing
from tutela_web.capacity.guidance.models import Guidance, GuidanceReadBack, UnitBriefing
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.queries import units_for, with_area

KIND = "bases"
EDITIONS = "mandates"
"""How editions are read: by all of the mission, also by those who read units of one area only."""
ACT = "keep_guidance"
READS_BACK = "read_back_guidance"
"""Of who was briefed: the commander says so, and who briefs may."""
LEADERS = (
    "head_of_mission",
    "force_commander",
    "police_commander",
    "chief_of_staff",
    "head_of_field_office",
    "sector_operations",
)
"""Roles whose posts answer for the use of force: force, police and senior civilian leaders."""


def briefings_for(standing: Standing) -> QuerySet[UnitBriefing]:
    """The briefings of units this person may see, the latest first."""
    seen = UnitBriefing.objects.filter(standing.sees_open(KIND), unit__in=units_for(standing))
    return seen.select_related("unit", "mission")


def guidance_for(standing: Standing) -> QuerySet[Guidance]:
    """The editions this person may see."""
    return Guidance.objects.filter(standing.sees_open(EDITIONS))


def read_backs_for(standing: Standing) -> QuerySet[GuidanceReadBack]:
    """The read-backs this person may see: those of units, where they see the unit; those of
    leaders and capitals as the editions."""
    of_units = standing.sees_open(KIND) & Q(unit__in=units_for(standing))
    seen = GuidanceReadBack.objects.filter(of_units | standing.sees_open(EDITIONS) & Q(unit=None))
    return seen.filter(guidance__in=guidance_for(standing)).select_related(
        "guidance", "post", "unit"
    )


@dataclass
class GuidanceRecipient:
    """Somebody who should know the guidance: a unit, a post; what they read back, what they lack.

    lacks   the editions that hold in no language read back, by kind
    """

    of: Unit | Post
    briefing: UnitBriefing | None = None
    read_back: list[GuidanceReadBack] = field(default_factory=list)
    lacks: list[str] = field(default_factory=list)

    @property
    def lacking(self) -> bool:
        """Whether an answer, a read-back or an edition is missing."""
        if not isinstance(self.of, Unit):
            return bool(self.lacks)
        one = self.briefing
        return bool(self.lacks) or one is None or bool(one.lacks) or one.read_back_on is None


def in_force(standing: Standing) -> list[Guidance]:
    """The editions that hold today. One query."""
    return [one for one in guidance_for(standing) if one.holds(standing.on)]


def in_language(issued: list[Guidance], kind: str, language: str) -> list[Guidance]:
    """Of the editions that hold those of a kind, in a language where one is, else in any. No
    query."""
    editions = [edition for edition in issued if edition.kind == kind]
    return [edition for edition in editions if edition.language == language] or editions


def told_units(standing: Standing, guidance: list[Guidance]) -> list[GuidanceRecipient]:
    """Every unit with its latest briefing and what it read back; those that lack something first.
    Three queries."""
    units = with_area(units_for(standing).filter(retired=False)).order_by("name", "pk")
    recipients = {unit.pk: GuidanceRecipient(unit) for unit in units}
    for briefing in briefings_for(standing).order_by("briefed_on", "entered_at"):
        if briefing.unit_id in recipients:
            recipients[briefing.unit_id].briefing = briefing
    for back in read_backs_for(standing).exclude(unit=None):
        if back.unit_id in recipients:
            recipients[back.unit_id].read_back.append(back)
    return _lacking(list(recipients.values()), guidance)


def told_leaders(standing: Standing, guidance: list[Guidance]) -> list[GuidanceRecipient]:
    """Every leader's post with what it read back; those that lack something first. Two queries.
    None for who reads no strategy: who holds which post is no business of theirs."""
    if not standing.reads("strategy"):
        return []
    posts = Post.objects.filter(mission=standing.mission, role__in=LEADERS).order_by("title", "pk")
    recipients = {post.pk: GuidanceRecipient(post) for post in posts}
    for back in read_backs_for(standing).exclude(post=None):
        if back.post_id in recipients:
            recipients[back.post_id].read_back.append(back)
    return _lacking(list(recipients.values()), guidance)


def _lacking(rows: list[GuidanceRecipient], guidance: list[Guidance]) -> list[GuidanceRecipient]:
    """What each has not read back: a kind of which they know no edition that holds. Where no
    edition is issued, nobody can have read one, which the page says by itself."""
    now = {one.pk: one.kind for one in guidance}
    for row in rows:
        known = {now.get(one.guidance_id) for one in row.read_back}
        missing = sorted(set(now.values()) - known)
        row.lacks = [str(Guidance.Kind(kind).label) for kind in missing]
    return sorted(rows, key=lambda row: not row.lacking)
