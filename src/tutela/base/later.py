"""The libraries of tables, numbers and shapes, loaded when the first table is read.

    from tutela.base.later import np, pl, shapely

They take a quarter of a second and 45 MB of every process, and start threads of their own, which
no process may have that others are forked from. Most of what is asked of the house reads no table:
so no module loads them at its top, nor asks anything of them there (`tests/test_house.py`). A
schema at the top of a module is a `Columns`; words for types alone are loaded for who checks types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

__all__ = ["LIBRARIES", "Bools", "Columns", "Floats", "Ints", "np", "pl", "shapely"]

LIBRARIES = ("numpy", "polars", "shapely")


Kind: TypeAlias = "pl.DataType | type[pl.DataType]"
"""What a column holds."""

Floats: TypeAlias = "NDArray[np.float64]"
Ints: TypeAlias = "NDArray[np.int64]"
Bools: TypeAlias = "NDArray[np.bool_]"
"""Columns of numbers, by the names the whole core knows them."""


class Columns(Mapping[str, "Kind"]):
    """The columns of a table and their types, in order; what says them is asked once, when the
    first table is made.

    >>> columns = Columns(lambda: {"day": pl.Date, "deaths": pl.Int64})
    >>> list(columns), columns["day"], {**columns, "place": pl.String}["place"]
    (['day', 'deaths'], Date, String)
    """

    def __init__(self, say_columns: Callable[[], Mapping[str, Kind]]) -> None:
        self._say_columns = say_columns

    @cached_property
    def _said(self) -> dict[str, Kind]:
        return dict(self._say_columns())

    def __getitem__(self, name: str) -> Kind:
        return self._said[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)


if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    import shapely
    from numpy.typing import NDArray
else:

    class _Library:
        """A library that is loaded with the first thing asked of it."""

        def __init__(self, name: str) -> None:
            self._name = name

        def __getattr__(self, name: str) -> Any:
            asked = getattr(import_module(self._name), name)
            setattr(self, name, asked)  # the next time it is at hand
            return asked

    np, pl, shapely = _Library("numpy"), _Library("polars"), _Library("shapely")
