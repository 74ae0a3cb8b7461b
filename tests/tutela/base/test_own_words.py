"""A mission's table of terms: what may be replaced, by what, and where it then stands."""

from __future__ import annotations

import pytest

from tutela.base.errors import BadParameter
from tutela.base.terms import terms
from tutela.base.wording.own_words import (
    LANGUAGES,
    OwnWord,
    fixed_terms,
    labels_of,
    nouns,
    read_own_words,
    several,
    write_own_words,
)

HEAD = "term,language,one,many\n"
ROLES = ("Head of Mission",)


def read(*lines: str) -> tuple[OwnWord, ...]:
    return read_own_words(HEAD + "\n".join(lines), "words.csv", roles=ROLES)


def test_what_is_taken_down_and_filled_in_is_taken_up_again() -> None:
    rows = read("Hotspot,en,Danger spot,Danger spots", "Head of Mission,fr,Commandant,")
    again = read_own_words(write_own_words(rows, roles=ROLES), "words.csv", roles=ROLES)
    assert set(again) == set(rows)
    labels = labels_of(rows)
    assert labels["en"]["Hotspots"] == "Danger spots" and labels["en"]["hotspot"] == "danger spot"
    assert labels["fr"]["Head of Mission"] == "Commandant"
    assert "Hotspots of this week" not in labels["en"], "whole labels alone"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Classification,en,Secrecy,", "a marking is read by others"),
        ("Alert level,fr,Niveau,", "a level of alarm"),
        ("Consent of a source,en,Agreement,", "a word of consent"),
        ("Allegation of reprisal,en,Complaint,", "safety"),
        ("Save,en,Keep,", "no noun of the glossary"),
        ("Hotspot,xx,Place,", "no language"),
        ("Hotspot,en,Incident,", "says something else already"),
        ("Hotspot,en,Safe,", "says something else already"),
        ("Hotspot,ar,آمن,", "says something else already"),
        ("Hotspot,en,{{ x }},", "is no label"),
        ("Hotspot,en,<b>Spot</b>,", "is no label"),
        ("Hotspot,en,%(n)s,", "is no label"),
        (f"Hotspot,en,{'x' * 61},", "is no label"),
    ],
)
def test_what_may_not_be_replaced_is_refused_with_its_line(line: str, told: str) -> None:
    with pytest.raises(BadParameter, match=rf"line 2.*{told}|{told}"):
        read(line)


def test_two_terms_are_never_called_the_same() -> None:
    with pytest.raises(BadParameter, match="twice"):
        read("Hotspot,en,Spot,", "Incident,en,spot,")
    with pytest.raises(BadParameter, match="not there"):
        read_own_words("a,b\n", "words.csv")


def test_every_fixed_term_is_a_term_and_none_may_be_replaced() -> None:
    assert set(fixed_terms()) <= {row.term for row in terms()}
    assert not set(fixed_terms()) & set(nouns())
    assert len(nouns()) > 350 and LANGUAGES == ("en", "fr", "ar")


def test_several_are_told_as_the_pages_tell_them() -> None:
    assert several("Letterhead") == "Letterheads" and several("Box") == "Boxes"
