"""Whether a decision was taken in the chain: by a post of the ladder its authority belongs to.

Nobody waits for an answer to this; a decision outside the chain is taken, and says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tutela.warning.ladders import LADDERS

COMMAND = (*LADDERS["military"], *LADDERS["police"])
HOLDERS: Mapping[str, tuple[str, ...]] = {
    "coordinates": LADDERS["civilian"],
    "commands": COMMAND,
    "joint": (*COMMAND, *LADDERS["civilian"]),
    "force": ("force_commander",),
    "police": ("police_commander",),
    "mission": ("head_of_mission",),
}
"""Whose posts hold each authority somebody may state.

Source  domain reference, section b, Response decision: the head of field office coordinates, the
        unit's commander commands, the heads of the ladders above them stand in.
"""

OWN_FIRST = ("force", "police", "mission", "commands", "coordinates", "joint")
"""The order in which authorities are offered to who holds several: the post's own before shared."""

OVER_FORCE = frozenset({"commands", "joint", "force", "police"})
"""Authorities that answer for force; coordinating or setting priorities does not.

Source  domain reference, section b, Response decision.
"""


def authorities_of(roles: Collection[str]) -> list[str]:
    """The authorities that posts of these roles hold, the one to offer first at the head.

    >>> authorities_of({"head_of_field_office"}), authorities_of({"joc_duty_officer"})
    (['coordinates', 'joint'], [])
    >>> authorities_of({"force_commander"})[0], authorities_of({"sector_operations"})[0]
    ('force', 'commands')
    """
    return [name for name in OWN_FIRST if set(HOLDERS[name]) & set(roles)]


def outside_chain(
    authority: str, roles: Collection[str] | None, *, force: bool = False
) -> bool | None:
    """Whether who decided did not hold the authority that the decision asked for.

    Takes   authority, as it was stated; roles of the posts held that day for that area, None where
            nobody knows who decided; force, whether force was among what was decided.
    Gives   None where it cannot be known: never read as in order.
    Raises  KeyError for an authority that is none.

    >>> outside_chain("force", {"head_of_field_office"}), outside_chain("commands", None)
    (True, None)
    >>> outside_chain("commands", {"unit_commander"}, force=True)
    False
    """
    holders = set(HOLDERS[authority])
    if force:
        if authority not in OVER_FORCE:
            return True
        holders &= set(COMMAND)
    return None if roles is None else not holders & set(roles)
