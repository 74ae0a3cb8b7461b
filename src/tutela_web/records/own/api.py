"""The mission's own fields for programs: under `own`, by the codes of the fields."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tutela.intake.own_fields import MOST_WORDS

_ABOUT = (
    "The fields that the mission added to this kind of record, by their codes: those you may read. "
    "A day is YYYY-MM-DD; null is not known. `own-fields` tells what each of them holds."
)

Words = Annotated[str, Field(max_length=MOST_WORDS)]
OwnHeld = bool | float | Words | None

OwnOut = Annotated[
    dict[str, bool | float | str | None] | None,
    Field(description=_ABOUT, exclude_if=lambda own: own is None),
]
"""What a program is given: left out where the mission has no field of its own there."""

OwnIn = Annotated[dict[str, OwnHeld] | None, Field(description=_ABOUT, max_length=100)]
"""What a program sends: of an edit, only what changed."""
