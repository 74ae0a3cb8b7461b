"""Classes learned from a fifth set of strangers' books: each comes in right, or waits."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tutela.base.values import read_days, read_toll
from tutela.incidents.exploitation_signs import tells_of_luring
from tutela.incidents.read import read_events


def days_and_dead(path: Path) -> list[tuple[str, str, float | None]]:
    read = read_events([path])
    frame = read.events.frame
    return [
        (str(row["date_start"]), str(row["date_end"]), row["deaths"])
        for row, doubt in zip(frame.iter_rows(named=True), read.doubts, strict=True)
        if not doubt
    ]


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("W16, 18/4/2018", (18, 4), (18, 4)),
        ("Wk of 7 May 2018", (7, 5), (13, 5)),
        ("01-04.02.2018", (1, 2), (4, 2)),
        ("أول أبريل 2018", (1, 4), (1, 4)),
    ],
)
def test_days_as_offices_write_them(said: str, first: Any, last: Any) -> None:
    assert read_days(said, "DMY") == tuple(date(2018, month, day) for day, month in (first, last))


def test_several_days_with_their_month_in_digits_take_the_year_of_the_title(tmp_path: Path) -> None:
    path = tmp_path / "suivi.csv"
    path.write_text(
        "Suivi des incidents, année 2018;;;\nDate;Lieu;Nature;Morts\n"
        "du 22 au 24/1;Luma;Attaque;2H 1F 1E\nnuit du 13 au 14/2;Tera;Attaque;voir récit\n"
    )
    assert days_and_dead(path) == [
        ("2018-01-22", "2018-01-24", 4),
        ("2018-02-13", "2018-02-14", None),
    ]


def test_an_arabic_file_of_an_old_encoding_may_have_a_title(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    head = "التاريخ;المنطقة;ماذا حدث;القتلى"
    text = f"تقرير الحوادث سنة 2018;;;\n;;;\n{head}\n3 يناير;لوما;هجوم مسلح;2\n"
    path.write_bytes(text.encode("cp1256"))
    assert days_and_dead(path) == [("2018-01-03", "2018-01-03", 2)]


@pytest.mark.parametrize(
    ("said", "low"),
    [("لم ترد خسائر", 0), ("قتلى كثيرون", 2), ("جرحى فقط: 2", None), ("see text", None)],
)
def test_tolls_as_offices_write_them(said: str, low: int | None) -> None:
    toll = read_toll(said)
    assert getattr(toll, "low", None) == low


def test_what_goes_to_conduct_and_discipline_waits_apart() -> None:
    assert tells_of_luring(
        ["found in a bar with young females, matter with conduct and discipline"]
    )
    assert tells_of_luring(["the international logistician and a girl of 15 staying in his tukul"])
    assert not tells_of_luring(["le cdt du poste a parle aux femmes du marche"])
