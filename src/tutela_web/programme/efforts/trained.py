"""Officials trained, as they are written and kept: by function and number, never a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Unpack

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.base.values import FieldOptions, FieldValue
from tutela_web.records.pages import WordsField


class TrainedField(WordsField):
    """Functions with the number trained, parted by semicolons: "prison staff: 24; judges: 6"."""

    def __init__(self, **how: Unpack[FieldOptions]) -> None:
        super().__init__(**how)

    def prepare_value(self, value: FieldValue) -> FieldValue:
        if not isinstance(value, list):
            return value
        return "; ".join(row if isinstance(row, str) else f"{row[0]}: {row[1]}" for row in value)


def require_trained(rows: Iterable[str | Sequence[str | int]] | None) -> list[list[Any]]:
    """The officials as they are kept: [function, number], each function once.

    Takes   words as "prison staff: 24", or pairs as they are kept.
    Raises  BadParameter for words without a number, or a function told twice.

    >>> require_trained(["prison staff: 24", "judges: 6"])
    [['prison staff', 24], ['judges', 6]]
    """
    numbers: dict[str, int] = {}
    for row in rows or ():
        function, _colon, number = (
            row.rpartition(":") if isinstance(row, str) else (row[0], "", row[1])
        )
        function, number = str(function).strip(), str(number).strip()
        if not function or not number.isdecimal() or not 0 < int(number) <= 100_000:
            raise BadParameter(
                say("officials are told by their function and how many were trained"),
                where="trained",
                next=say("write it so: prison staff: 24; judges: 6"),
            )
        if function.casefold() in {known.casefold() for known in numbers}:
            raise BadParameter(
                say("this function stands there twice"), where="trained", next=say("add them up")
            )
        numbers[function] = int(number)
    return [[function, number] for function, number in numbers.items()]
