"""What was done is read from the words of a row where no column names it."""

from __future__ import annotations

from typing import Any

import pytest

from tutela.incidents.harm_told import harm_told


@pytest.mark.parametrize(
    ("account", "harm"),
    [
        ("Five girls and two women abducted on the way to the well", "abduction"),
        ("Detainee beaten to death in police custody", "killing"),
        ("Trois cultivateurs tués par des éleveurs armés", "killing"),
        ("Quarante cases brûlées par des hommes à moto", "arson"),
        ("Commerçant dépouillé à la barrière, aucun mort", "looting"),
        ("مقتل شابين في السوق", "killing"),
        ("نهب أبقار القرية", "cattle theft"),
        ("قصف السوق بالمدافع", "indiscriminate fire"),
        ("Elders met the commander about the ferry", None),
        ("Nobody was killed and nobody was hurt", None),
    ],
)
def test_plain_words_tell_the_harm(account: str, harm: str | None) -> None:
    assert harm_told(account) == harm


def test_rows_without_a_kind_have_the_harm_their_words_tell_and_the_file_says_so(log: Any) -> None:
    read = log(
        "Date;Village;What happened;Killed\n"
        "2018-01-03;Luma;Two herders shot dead near the well;2\n"
        "2018-01-07;Tera;Shops looted by men in uniform at night;0\n"
        "2018-01-09;Osila;Shelling of the market, traders fled;\n"
    )
    assert read.come("place", "harm") == [
        ("Luma", "killing"),
        ("Tera", "looting"),
        ("Osila", "indiscriminate fire"),
    ]


def test_a_kind_that_the_office_gives_goes_before_its_words(log: Any) -> None:
    read = log(
        "Date;Village;Type;Account;Killed\n"
        "2018-01-03;Luma;Looting;Trader killed for his cash, shop emptied;1\n"
        "2018-01-07;Tera;unknown;Two herders shot dead near the well;2\n"
    )
    assert read.come("harm") == [("looting",), ("unknown",)]
