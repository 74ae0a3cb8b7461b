"""Whether a failure is one that a lesson was drawn from already."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure as far as another may be the same.

    place_class, actor_class   such as a displacement site, an armed group; blank where not known
    reasons                    codes of why nothing was done, or late
    """

    place_class: str = ""
    actor_class: str = ""
    reasons: Collection[str] = ()


def is_repeated(earlier: Failure, now: Failure) -> bool:
    """Whether the same failure happened again: one reason the same, at a place of the same class,
    by an actor of the same class. What is not known of either contradicts nothing, but a failure
    without a reason is never the same as another.

    >>> night = Failure("village", "armed_group", ["terrain"])
    >>> is_repeated(night, Failure("village", "armed_group", ["terrain", "no_order"]))
    True
    >>> is_repeated(night, Failure("village", "", ["terrain"]))
    True
    >>> is_repeated(night, Failure("site", "armed_group", ["terrain"]))
    False
    >>> is_repeated(night, Failure("village", "armed_group"))
    False
    """
    if not set(earlier.reasons) & set(now.reasons):
        return False
    both = (
        (earlier.place_class, now.place_class),
        (earlier.actor_class, now.actor_class),
    )
    return all(not old or not new or old == new for old, new in both)
