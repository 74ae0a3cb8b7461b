"""Who is on whose side, and against whom: what the recorded links of actors say of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class KnownLink:
    """That two actors are rivals, or kin: allies, or one a faction of the other.

    one, other  the actors, as events name them; a link holds both ways
    key         by which the record of the link is found again
    """

    kind: Literal["rival", "kin"]
    one: str
    other: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Feud:
    """An actor's own side and those against it, each by name with the links it follows from.

    side    the actor itself, of no link, and its kin
    against its rivals, and the kin of its rivals
    """

    actor: str
    side: Mapping[str, tuple[KnownLink, ...]]
    against: Mapping[str, tuple[KnownLink, ...]]


def describe_feud(actor: str, links: Iterable[KnownLink]) -> Feud | None:
    """The sides of an actor's rivalries; None where no rival of it is known.

    Kin is followed one step: an ally's ally, and a rival of an ally, are not taken over. Of links
    that contradict each other all count: an actor told to be ally and rival stands on both sides,
    so that a further link never takes anybody away.

    >>> rivals = KnownLink("rival", "Group Kestrel", "Group Osprey", "1")
    >>> kin = KnownLink("kin", "Group Heron", "Group Kestrel", "2")
    >>> feud = describe_feud("Group Osprey", [rivals, kin])
    >>> list(feud.side), list(feud.against)
    (['Group Osprey'], ['Group Kestrel', 'Group Heron'])
    >>> [link.key for link in feud.against["Group Kestrel"]]
    ['1']
    >>> describe_feud("Group Heron", [rivals]) is None
    True
    """
    known = list(links)
    rivals = _find_linked(actor, "rival", known)
    if not rivals:
        return None
    against: dict[str, tuple[KnownLink, ...]] = {name: (link,) for name, link in rivals.items()}
    for name, link in rivals.items():
        for kin, by in _find_linked(name, "kin", known).items():
            if kin != actor:
                against.setdefault(kin, (by, link))
    side: dict[str, tuple[KnownLink, ...]] = {actor: ()}
    side |= {name: (link,) for name, link in _find_linked(actor, "kin", known).items()}
    return Feud(actor, side, against)


def _find_linked(actor: str, kind: str, links: Iterable[KnownLink]) -> dict[str, KnownLink]:
    """Those an actor is linked with in this way, whichever side the link was written from."""
    by_name: dict[str, KnownLink] = {}
    for link in links:
        if link.kind == kind and actor in (link.one, link.other) and link.one != link.other:
            by_name.setdefault(link.other if link.one == actor else link.one, link)
    return by_name
