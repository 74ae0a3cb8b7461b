"""How roles and the strengths and weaknesses of the host state are read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from tutela_web.access.models import Holding, Post, current
from tutela_web.access.policy import Standing
from tutela_web.fora.forum.queries import fora_for
from tutela_web.links.queries import in_force
from tutela_web.partners.roles.models import HostNote, RoleLine


def role_lines_for(standing: Standing) -> QuerySet[RoleLine]:
    """The lines of roles this person may see, as the strategy is read; those that ended too."""
    return RoleLine.objects.filter(standing.sees_open("strategy"))


def with_forum(standing: Standing, rows: QuerySet[RoleLine]) -> QuerySet[RoleLine]:
    """Lines of roles with the forum that carries each; each says whether it may be seen too
    (`forum_seen`)."""
    seen = fora_for(standing).filter(pk=OuterRef("forum"))
    return rows.select_related("forum", "agreed_by", "post").annotate(forum_seen=Exists(seen))


BY_ROLE = {
    RoleLine.Who.HEAD: "head_of_mission",
    RoleLine.Who.FORCE: "force_commander",
    RoleLine.Who.POLICE: "police_commander",
}
"""Whose posts confirm a line that names no post."""


def _posts_held(standing: Standing) -> QuerySet[Post]:
    holdings = Holding.objects.filter(current(standing.on), person=standing.person)
    return Post.objects.filter(mission=standing.mission, pk__in=holdings.values("post"))


def post_confirming(line: RoleLine, standing: Standing) -> Post | None:
    """The post by which this person confirms a line as their own; None where it is another's, or
    nobody of the mission's. One query."""
    if line.ended_on is not None or line.contested or line.who not in OURS:
        return None
    posts = _posts_held(standing)
    if line.post_id is not None:
        return posts.filter(pk=line.post_id).first()
    role = BY_ROLE.get(RoleLine.Who(line.who))
    return posts.filter(role=role).order_by("title").first() if role else None


def lines_unconfirmed(standing: Standing, post: Post) -> QuerySet[RoleLine]:
    """The lines that wait for who holds a post to confirm them, of those this person may see."""
    whose = Q(post=post)
    for who, role in BY_ROLE.items():
        if role == post.role:
            whose |= Q(post=None, who=who)
    waiting = role_lines_for(standing).filter(in_force(standing), agreed_by=None, contested="")
    return waiting.filter(whose, who__in=OURS).order_by("number")


def lines_to_confirm(standing: Standing) -> QuerySet[RoleLine]:
    """The lines that wait for this person to confirm them as their own. One query."""
    posts = _posts_held(standing)
    mine = Q(post__in=posts.values("pk"), who__in=OURS)
    for who, role in BY_ROLE.items():
        mine |= Q(Exists(posts.filter(role=role)), post=None, who=who)
    waiting = role_lines_for(standing).filter(in_force(standing), agreed_by=None, contested="")
    return waiting.filter(mine).order_by("number")


def host_notes_for(standing: Standing) -> QuerySet[HostNote]:
    """The notes on host institutions this person may see: as drafts are read."""
    rows = HostNote.objects.filter(standing.sees_open("drafts"))
    return rows.select_related("area", "cleared_by").defer("area__boundary")


@dataclass(frozen=True)
class RoleRow:
    """One of the actors of section G: its lines under each RoleLine.RoleTask, all in order."""

    who: RoleLine.Who
    cells: list[tuple[str, list[RoleLine]]]
    lines: list[RoleLine]


def role_matrix(standing: Standing) -> list[RoleRow]:
    """Who does what: a row for every actor, also for one of whom nothing is said. One query."""
    lines = list(with_forum(standing, role_lines_for(standing).filter(in_force(standing))))
    return [
        RoleRow(
            who,
            [
                (str(what.label), [line for line in lines if (line.who, line.what) == (who, what)])
                for what in RoleLine.RoleTask
            ],
            [line for line in lines if line.who == who],
        )
        for who in RoleLine.Who
    ]


OURS = tuple(RoleLine.Who)[:7]
"""Who of the mission is to state their own: from the Head of Mission to mission support."""


PARTNERS = (RoleLine.Who.UN, RoleLine.Who.NGO)
"""Who the roles are settled with beyond the mission."""


@dataclass(frozen=True)
class Stated:
    """How far roles are stated and settled: lines not said by those they name, of the mission;
    those whose word was told us and that no account confirmed;
    partners by name, with what is agreed, contested and not yet discussed."""

    silent: list[RoleRow]
    unsaid: list[RoleLine]
    told: list[RoleLine]
    partners: list[tuple[str, dict[str, list[RoleLine]]]]


def how_far_stated(rows: list[RoleRow]) -> Stated:
    """How far the roles of a matrix are stated. No query."""
    ours = [row for row in rows if row.who in OURS]
    by_name: dict[str, dict[str, list[RoleLine]]] = {}
    for row in rows:
        for line in row.lines if row.who in PARTNERS else ():
            name = line.name or str(row.who.label)
            by_name.setdefault(name, {}).setdefault(line.talk, []).append(line)
    return Stated(
        [row for row in ours if not row.lines],
        [one for row in ours for one in row.lines if one.agreed_on is None],
        [one for row in ours for one in row.lines if one.agreed_on and one.agreed_by_id is None],
        sorted(by_name.items(), key=lambda one: one[0].casefold()),
    )


@dataclass(frozen=True)
class Institution:
    """A host institution: what was noted of its will and of its ability, strengths first."""

    name: str
    will: list[HostNote]
    ability: list[HostNote]


def host_register(standing: Standing) -> list[Institution]:
    """The host institutions by name; where nobody looked at one side, it is empty. One query."""
    institutions: dict[str, Institution] = {}
    notes = host_notes_for(standing).filter(in_force(standing))
    for note in notes.order_by("institution", "side", "-seen_on", "pk"):
        institution = institutions.setdefault(
            note.institution, Institution(note.institution, [], [])
        )
        (institution.will if note.of == HostNote.Quality.WILL else institution.ability).append(note)
    return list(institutions.values())


@dataclass(frozen=True)
class HostVersion:
    """What may be told to the host: cleared wording, and how much else there is."""

    cleared: list[HostNote]
    withheld: int


def host_version(standing: Standing) -> HostVersion:
    """What the Head of Mission cleared, and the number of notes nobody cleared. One query."""
    notes = list(host_notes_for(standing).filter(in_force(standing)).order_by("institution", "pk"))
    cleared = [note for note in notes if note.cleared_on is not None]
    return HostVersion(cleared, len(notes) - len(cleared))
