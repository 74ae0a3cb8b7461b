"""The judge of hiding and flight asks; what it misses of a frozen set is told.

No sentence leaves the set when the list grows: a miss stays told.
"""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tutela.base.data_tables import shipped_rows
from tutela.base.wording.refuge import LONGEST, MOST_WORDS, asks_refuge, sentences_of

FROZEN = Path(__file__).with_name("refuge_sentences.csv")
MOST_MISSED = {"first": 0, "second": 0, "third": 0}
MOST_ASKED = {"first": 1, "second": 3, "third": 1}


def tell(said: str) -> None:
    """Write a line of the report that `pytest -s` shows."""
    sys.stdout.write(f"{said}\n")


def test_the_frozen_sentences() -> None:
    """The list grew beside the first two sets; of the third no word was taken into it."""
    missed, asked, number = Counter[str](), Counter[str](), Counter[str]()
    with FROZEN.open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file):
            may, of = bool(asks_refuge(row["sentence"])), f"{row['set']} {row['language']}"
            number[f"{of} {row['tells']}"] += 1
            if row["tells"] == "yes" and not may:
                missed[of] += 1
                tell(f"missed ({of}): {row['sentence']}")
            if row["tells"] == "no" and may:
                asked[of] += 1
                tell(f"asked for nothing ({of}): {row['sentence']}")
    for which in MOST_MISSED:
        for language in ("en", "fr", "ar"):
            of = f"{which} {language}"
            tell(
                f"{of}: missed {missed[of]} of {number[of + ' yes']}, "
                f"asked for nothing {asked[of]} of {number[of + ' no']}"
            )
            assert missed[of] <= MOST_MISSED[which]
            assert asked[of] <= MOST_ASKED[which]


@given(st.text(alphabet="abc .;?!\n\u061f", max_size=80))
def test_sentences_lose_no_word(text: str) -> None:
    assert "".join(" ".join(sentences_of(text)).split()).replace(" ", "").count("a") == text.count(
        "a"
    )


def test_a_long_text_is_judged_in_a_moment() -> None:
    began = time.process_time()
    asks_refuge("they go to the river and the bushes of night " * 1000)
    asks_refuge("b" * 100_000, "reed" * 30_000, " ".join("a" * 20_000))
    assert time.process_time() - began < 3


def test_no_form_is_longer_than_what_is_compared() -> None:
    rows = shipped_rows("tutela.base", "refuge_words.csv")
    assert max(len(row["form"]) for row in rows) <= LONGEST
    assert max(len(row["form"].replace("'", " ").split()) for row in rows) <= MOST_WORDS


def test_every_word_of_the_list_names_its_language_and_source() -> None:
    rows = shipped_rows("tutela.base", "refuge_words.csv")
    assert {row["language"] for row in rows} == {"en", "fr", "ar"}
    assert all(row["source"] and row["form"] for row in rows)
