"""How much each of several changes moved a figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def shares_of_change(
    changed: Sequence[str], figure: Callable[[frozenset[str]], float]
) -> dict[str, float]:
    """What each change added to a figure; together they are the whole difference.

    The changes are made one by one, first in their order and then in the opposite one, and each
    counts the mean of what it added the two times: so that neither comes first by chance.

    Takes   changed, names in the order of the method; figure, the figure once some are made.
    Gives   the share of each name.

    >>> shares_of_change(["a", "b"], lambda made: 10 * ("a" in made) * (1 + ("b" in made)))
    {'a': 15.0, 'b': 5.0}
    """
    shares = dict.fromkeys(changed, 0.0)
    for order in (list(changed), list(reversed(changed))):
        before = figure(frozenset())
        for n, name in enumerate(order, start=1):
            after = figure(frozenset(order[:n]))
            shares[name] += (after - before) / 2
            before = after
    return shares
