"""Lots that depend on a seed and on what they are drawn for, never on the order of rows."""

from __future__ import annotations

from tutela.base.later import Floats, Ints, np


def lots(seed: int, *keys: Ints | int) -> Floats:
    """A number from 0 to below 1 for each combination of keys, the same whenever it is asked.

    Source  splitmix64 (Steele, Lea & Flood 2014), folded over the keys.

    >>> bool(lots(1, 7)[()] == lots(1, np.array([3, 7]))[1])
    True
    """
    with np.errstate(over="ignore"):
        state = _mix(np.uint64(seed & (2**64 - 1)))
        for key in keys:
            state = _mix(state ^ np.asarray(key).astype(np.int64).view(np.uint64))
    return np.asarray((state >> np.uint64(11)).astype(np.float64) * 2.0**-53)


def _mix(state: np.ndarray | np.uint64) -> np.ndarray:
    mixed = np.asarray(state, dtype=np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))
