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
    sent = json.loads(content, parse_constant=_refuse_number)
    for text in texts_of(sent):
        require_keepable(text)
    return sent


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


def texts_of(sent: JsonValue) -> Iterator[str]:
    """Every text of a value of JSON, names of fields too."""
    if isinstance(sent, str):
        yield sent
    elif isinstance(sent, dict):
        for value in (*sent.keys(), *sent.values()):
            yield from texts_of(value)
    elif isinstance(sent, list):
        for value in sent:
            yield from texts_of(value)


def _mend(sent: JsonValue) -> JsonValue:
    if isinstance(sent, str):
        return _mend_text(sent)
    if isinstance(sent, dict):
        return {_mend_text(name): _mend(value) for name, value in sent.items()}
    if isinstance(sent, list):
        return [_mend(one) for one in sent]
    return sent


def _mend_text(text: str) -> str:
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", BROKEN)


def _refuse_number(number: str) -> None:
    raise ValueError("not a number")
