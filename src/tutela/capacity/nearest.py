"""How far is the nearest base?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tutela.base.later import Floats, Ints
from tutela.capacity.types import Base, Bases
from tutela.places.gazetteer import nearest

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def nearest_base(
    lat: ArrayLike,
    lon: ArrayLike,
    bases: Bases | Sequence[Base],
    *,
    within_km: float = float("inf"),
) -> tuple[Ints, Floats]:
    """The nearest base to each place, in a straight line over ground.

    Takes   n latitudes and n longitudes in degrees, NaN where not known; m bases.
    Units   within_km in km: a base farther away is none.
    Gives   n indexes into the bases and n distances in km; -1 and NaN where none is within reach.
            A straight line is the least distance, never the travel time: roads, rivers and the
            rains decide that.

    >>> juba = Base("unmiss-juba", "Juba", 4.846, 31.601, "UNMISS")
    >>> index, km = nearest_base([9.53], [31.66], [juba])
    >>> index.tolist(), km.round().tolist()
    ([0], [521.0])
    """
    known = bases.bases if isinstance(bases, Bases) else bases
    return nearest(lat, lon, known, within_km=within_km)
