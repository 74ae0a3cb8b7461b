"""A few workbooks that nothing is mended by: they say how the reader fares with books it was not
tried on. They were written before the reader was mended by `others`."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.messy.logs import unplaced, with_toll
from benchmarks.messy.sheets import Book
from benchmarks.messy.truth import Answer, events, month_name

Shape = Callable[[random.Random, Path, Answer], None]
APART: dict[str, Shape] = {}
"""Shapes by name; none of them is among SHAPES."""


def apart(write: Shape) -> Shape:
    """Keep this shape apart."""
    APART[write.__name__] = write
    return write


@apart
def duty_room_table(rng: random.Random, path: Path, answer: Answer) -> None:
    """A duty room's table of a month: day and hour in one, area in two, casualties in words."""
    book = Book(path / "duty_room.xlsx", answer)
    page = book.page("May 18")
    page.row(["DUTY ROOM - REGISTER OF OCCURRENCES - MAY 2018"])
    page.row(["Ser.", "Day/Time", "Sector", "Vill.", "Occurrence", "Killed/Wounded", "Entered by"])
    said: list[tuple[str, Any]] = [
        ("2/1", 2),
        ("0/3", 0),
        ("nil", 0),
        ("1/0", 1),
        ("3 killed", 3),
        ("not known", None),
    ]
    for number, ((words, dead), e) in enumerate(
        zip(said, unplaced(rng, "en", len(said), month=5), strict=True), 1
    ):
        when = f"{e.start.day} May 2018 / {rng.randint(10, 22)}30h"
        page.row([number, when, "North", e.place, e.harm, words, "DO"], with_toll(e, dead))
    book.save()


@apart
def fiche_de_collecte(rng: random.Random, path: Path, answer: Answer) -> None:
    """A form's export in French with questions, their numbers and groups of sexes."""
    book = Book(path / "collecte.xlsx", answer)
    page = book.page("Réponses")
    page.row(
        [
            *("Horodateur", "Q1. Date de survenue de l'incident", "Q2. Province", "Q3. Village"),
            *("Q4. Type de violation", "Q5. Nombre d'hommes tués", "Q6. Nombre de femmes tuées"),
            *("Q7. Nombre d'enfants tués", "Q8. Auteur présumé de la violation"),
        ]
    )
    for e in unplaced(rng, "fr", 7):
        dead = [rng.choice([0, 0, 1, 2]) for _ in range(3)]
        stamp = e.start + timedelta(days=4)
        page.row(
            [stamp, e.start, "Kasaï", e.place, e.harm, *dead, e.actor], with_toll(e, sum(dead))
        )
    book.save()


@apart
def incident_summary_by_region(rng: random.Random, path: Path, answer: Answer) -> None:
    """A line names the region; below it rows with day, town, words and two counts."""
    book = Book(path / "regional.xlsx", answer)
    page = book.page("Regions")
    page.row(["Date", "Town", "Summary of incident", "# dead", "# hurt"])
    for region in ("EASTERN REGION", "WESTERN REGION"):
        page.row([region])
        for e in unplaced(rng, "en", 4):
            page.row([e.start, e.place, "Gunmen attacked the village", e.killed, e.injured], e)
    book.save()


@apart
def bulletin_of_a_network(rng: random.Random, path: Path, answer: Answer) -> None:
    """A network of monitors: weekday with day, locality with its chiefdom, the toll among words."""
    book = Book(path / "reseau.xlsx", answer)
    page = book.page("Bulletin")
    page.row(["Bulletin hebdomadaire n° 14, du 2 au 8 avril 2018"])
    page.row(["Jour", "Localité (chefferie)", "Incident", "Bilan", "Réponse"])
    said: list[tuple[str, Any]] = [
        ("1 mort", 1),
        ("RAS", 0),
        ("4 personnes tuées et 2 portées disparues", 4),
        ("3 femmes violées", None),
        ("deux civils abattus", 2),
    ]
    for at, ((words, dead), e) in enumerate(zip(said, unplaced(rng, "fr", 5), strict=True)):
        e.start = e.end = date(2018, 4, 2 + at)
        day = f"{('Lundi', 'Mardi', 'Mercredi', 'Jeudi', 'Vendredi')[at]} {2 + at} avril"
        e.place = f"{e.place} (Baki)"
        page.row([day, e.place, "Incursion armée", words, "Alerte"], with_toll(e, dead))
    book.save()


@apart
def arabic_matrix(rng: random.Random, path: Path, answer: Answer) -> None:
    """An Arabic matrix: killed and injured over men, women and children."""
    book = Book(path / "مصفوفة.xlsx", answer)
    page = book.page("ورقة1")
    page.row(["تاريخ الحادث", "المحلية", "القرية", "القتلى", None, None, "الجرحى", None, None])
    page.row([None, None, None, "رجال", "نساء", "أطفال", "رجال", "نساء", "أطفال"])
    page.sheet.merge_cells("D1:F1")
    page.sheet.merge_cells("G1:I1")
    for e in unplaced(rng, "ar", 6):
        dead = [rng.choice([0, 0, 1, 3]) for _ in range(3)]
        page.row([e.start, "الوسط", e.place, *dead, 1, 0, 2], with_toll(e, sum(dead)))
    book.save()


@apart
def export_of_a_database(rng: random.Random, path: Path, answer: Answer) -> None:
    """A database's export: codes for heads, start and end, low and high, both coordinates."""
    book = Book(path / "export.xlsx", answer)
    page = book.page("Sheet0")
    page.row(
        [
            *("inc_id", "dt_from", "dt_to", "loc_admin1", "loc_name", "gps_lat", "gps_lng"),
            *("inc_type", "perp_group", "kill_min", "kill_max", "src"),
        ]
    )
    for number, e in enumerate(events(rng, "en", 7), 1):
        low = rng.randint(0, 3)
        high = low + rng.choice([0, 0, 2])
        e.low, e.best, e.high = low, None, high
        if low == high:
            e.best = low
        page.row(
            [
                *(f"X{number}", e.start, e.end, "Ouaka", e.place, e.lat, e.lon, e.harm, e.actor),
                *(low, high, "FP"),
            ],
            e,
        )
    book.save()


@apart
def note_of_a_chief(rng: random.Random, path: Path, answer: Answer) -> None:
    """Notes a chief's secretary typed: day in words, village, what was suffered."""
    book = Book(path / "chefferie.xlsx", answer)
    page = book.page("Cahier")
    page.row(["Le jour", "Le village", "Ce qu'on a subi", "Combien de morts"])
    for at, e in enumerate(unplaced(rng, "fr", 6)):
        dead = ("deux", "aucun", "1", "trois ou quatre", "on ne sait pas", "beaucoup")[at]
        toll: Any = (2, 0, 1, (3, None, 4), None, (2, None, None))[at]
        day = f"le {e.start.day} {month_name(e.start.month, 'fr')} 2018"
        page.row([day, e.place, "Les hommes armés ont pris les chèvres", dead], with_toll(e, toll))
    book.save()


@apart
def monthly_return_of_a_hospital(rng: random.Random, path: Path, answer: Answer) -> None:
    """Admissions by month and cause: no incident stands in it."""
    del answer
    book = Book(path / "returns.xlsx", Answer())
    page = book.page("Returns")
    page.row(["Month", "Facility", "Gunshot wounds admitted", "Died in hospital", "Discharged"])
    for month in range(1, 7):
        page.row([f"{month_name(month, 'en')} 2018", "Bria", rng.randint(2, 9), 1, 4])
    book.save()
