"""Sentences that can be said again in another language."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tutela.base.messages import (
    NotLiteral,
    as_json,
    from_json,
    join,
    say,
    say_n,
    templates,
    term,
    translate_sentence,
    whole,
)

FRENCH = {
    "{what} by {who}, {km:.0f} km away": "{what} de {who}, à {km:.0f} km",
    "killing": "meurtre",
    "unknown perpetrators": "des auteurs inconnus",
    "broken {a}": "cassé {b}",
}
COUNTS = {"{n:,} attack": ("{n:,} attaque", "{n:,} attaques")}

ONE = say("{what} by {who}, {km:.0f} km away", what=term("killing"), who="LRA", km=np.float64(3.6))
ALL = join(
    "; ",
    [ONE, say_n("{n:,} attack", "{n:,} attacks", 1200), whole(say("no bases given")), "Luma"],
)


def gettext(text: str) -> str:
    return FRENCH.get(text, text)


def ngettext(one: str, many: str, n: int) -> str:
    forms = COUNTS.get(one, (one, many))
    return forms[0] if n < 2 else forms[1]


def test_the_text_is_the_english_sentence() -> None:
    assert ALL == "killing by LRA, 4 km away; 1,200 attacks; No bases given.; Luma"
    assert isinstance(ONE, str) and ONE.startswith("killing")
    assert ONE.params["km"] == 3.6 and type(ONE.params["km"]) is float


@pytest.mark.parametrize("sentence", [ONE, ALL, whole(ONE), term("killing"), say("plain")])
def test_it_survives_json_pickles_and_copies(sentence: str) -> None:
    told = json.loads(json.dumps(as_json(sentence), allow_nan=False))
    for again in (
        from_json(told),
        pickle.loads(pickle.dumps(sentence)),
        copy.deepcopy(sentence),
        copy.copy(sentence),
    ):
        assert again == sentence and type(again) is type(sentence)
        assert as_json(again) == as_json(sentence)


def test_days_and_numbers_of_columns_become_json_values() -> None:
    told = say("{day}, {n}, {inf}", day=date(2030, 6, 1), n=np.int64(3), inf=float("inf"))
    assert told == "2030-06-01, 3, inf"
    assert json.dumps(as_json(told), allow_nan=False)


def test_it_is_said_in_another_language_with_the_words_in_it() -> None:
    french = translate_sentence(ALL, gettext, ngettext)
    assert french == "meurtre de LRA, à 4 km; 1,200 attaques; No bases given.; Luma"
    assert (
        translate_sentence(say_n("{n:,} attack", "{n:,} attacks", 1), gettext, ngettext)
        == "1 attaque"
    )
    assert translate_sentence("ucdp:1", gettext) == "ucdp:1"


def test_a_slip_in_a_translation_leaves_the_english() -> None:
    assert translate_sentence(say("broken {a}", a=1), gettext) == "broken 1"


def test_every_template_of_the_core_is_literal() -> None:
    found = templates()
    assert len(found) > 100
    for one, many in found:
        for text in (one, many):
            assert text is None or text == text.strip() or text.endswith(" ") or text[0] == " "


def test_a_template_made_at_run_time_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text('x = 1\nsay(f"{x} km")\n')
    with pytest.raises(NotLiteral, match=r"bad\.py:2"):
        templates(tmp_path)
