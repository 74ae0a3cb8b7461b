"""The ready scripts: six nights on invented places, in three languages.

Each is made after a published case of the domain reference, with other places, hours and numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from tutela.exercise.script import Script, read_script

__all__ = ["shipped_scripts"]


@cache
def shipped_scripts() -> Mapping[str, Script]:
    """The ready scripts by their code.

    >>> shipped_scripts()["column-on-the-march"].languages
    ('en', 'fr', 'ar')
    """
    folder = files("tutela.exercise") / "scripts"
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".json"))
    scripts = (read_script((folder / name).read_bytes()) for name in names)
    return MappingProxyType({script.code: script for script in scripts})
