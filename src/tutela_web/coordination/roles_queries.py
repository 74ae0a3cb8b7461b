"""How roles and the strengths and weaknesses of the host state are read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.coordination.roles_models import HostNote, RoleLine


def role_lines_for(standing: Standing) -> QuerySet[RoleLine]:
    """The lines of roles this person may see, as the strategy is read; those that ended too."""
    return RoleLine.objects.filter(standing.sees_open("strategy"))


def host_notes_for(standing: Standing) -> QuerySet[HostNote]:
    """The notes on host institutions this person may see: as drafts are read."""
    rows = HostNote.objects.filter(standing.sees_open("drafts"))
    return rows.select_related("area", "cleared_by").defer("area__boundary")


def _stands(standing: Standing) -> Q:
    return Q(ended_on=None) | Q(ended_on__gt=standing.on)


@dataclass(frozen=True)
class RoleRow:
    """One of the actors of section G: its lines under each of RoleLine.What, and all in order."""

    who: RoleLine.Who
    cells: list[tuple[str, list[RoleLine]]]
    lines: list[RoleLine]


def role_matrix(standing: Standing) -> list[RoleRow]:
    """Who does what: a row for every actor, also for one of whom nothing is said. One query."""
    lines = list(role_lines_for(standing).filter(_stands(standing)))
    return [
        RoleRow(
            who,
            [
                (str(what.label), [one for one in lines if (one.who, one.what) == (who, what)])
                for what in RoleLine.What
            ],
            [one for one in lines if one.who == who],
        )
        for who in RoleLine.Who
    ]


@dataclass(frozen=True)
class Institution:
    """A host institution: what was noted of its will and of its ability, strengths first."""

    name: str
    will: list[HostNote]
    ability: list[HostNote]


def host_register(standing: Standing) -> list[Institution]:
    """The host institutions by name; where nobody looked at one side, it is empty. One query."""
    found: dict[str, Institution] = {}
    notes = host_notes_for(standing).filter(_stands(standing))
    for note in notes.order_by("institution", "side", "-seen_on", "pk"):
        one = found.setdefault(note.institution, Institution(note.institution, [], []))
        (one.will if note.of == HostNote.Of.WILL else one.ability).append(note)
    return list(found.values())


@dataclass(frozen=True)
class HostVersion:
    """What may be told to the host: cleared wording, and how much else there is."""

    cleared: list[HostNote]
    withheld: int


def host_version(standing: Standing) -> HostVersion:
    """What the Head of Mission cleared, and the number of notes nobody cleared. One query."""
    notes = list(host_notes_for(standing).filter(_stands(standing)).order_by("institution", "pk"))
    cleared = [note for note in notes if note.cleared_on is not None]
    return HostVersion(cleared, len(notes) - len(cleared))
