"""JSON that somebody outside sent: whatever comes, each of its texts is one a database keeps.

A program is told what is wrong with what it sent (`read_json`). Of what people wrote into another
system nothing is refused for one broken letter (`read_json_mended`): half a picture sign, cut off
by a gateway that counts letters, must not cost the warning it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tutela_web.base.values import JsonValue

BROKEN = "\N{REPLACEMENT CHARACTER}"


def read_json(content: bytes | str) -> Any:
    """What was sent, where every text of it can be kept.

    Raises  ValueError for what is no JSON, NaN, a lone surrogate, the letter nought;
            RecursionError for what lies too deep.

    >>> read_json(b'{"words": "Lasu"}')
    {'words': 'Lasu'}
    >>> read_json(b'["\\\\ud800"]')  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    UnicodeEncodeError: ...
    """
    given = json.loads(content, parse_constant=_refuse_number)
    for text in texts_of(given):
        require_keepable(text)
    return given


def read_json_mended(content: bytes | str) -> Any:
    """What was sent, with the sign of a broken letter for each that cannot be kept.

    Raises  ValueError for what is no JSON; RecursionError for what lies too deep.

    >>> read_json_mended(b'{"text": "fire at Lasu \\\\ud83d"}') == {"text": "fire at Lasu \\ufffd"}
    True
    """
    return _mend(json.loads(content))


def require_keepable(text: str) -> None:
    """Raise ValueError for a text that no database keeps."""
    if "\0" in text:
        raise ValueError("the letter nought")
    text.encode()


def texts_of(given: JsonValue) -> Iterator[str]:
    """Every text of a value of JSON, names of fields too."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, dict):
        for one in (*given.keys(), *given.values()):
            yield from texts_of(one)
    elif isinstance(given, list):
        for one in given:
            yield from texts_of(one)


def _mend(given: JsonValue) -> JsonValue:
    if isinstance(given, str):
        return _mend_text(given)
    if isinstance(given, dict):
        return {_mend_text(name): _mend(value) for name, value in given.items()}
    if isinstance(given, list):
        return [_mend(one) for one in given]
    return given


def _mend_text(text: str) -> str:
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", BROKEN)


def _refuse_number(number: str) -> None:
    raise ValueError("not a number")
