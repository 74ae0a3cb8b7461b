"""Forms' exports, matrices and grids as partners send them: the second half of a fourth lot.

Written from how such files are laid out, apart from the reader, as in `logs`.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from benchmarks.messy.logs import unplaced, with_toll
from benchmarks.messy.shapes import shape
from benchmarks.messy.sheets import Book
from benchmarks.messy.truth import Answer, Event, events, month_name


@shape
def matrix_of_victims(rng: random.Random, path: Path, answer: Answer) -> None:
    """Human rights: victims killed and injured by men, women, boys and girls, no total."""
    book = Book(path / "HRO_matrix.xlsx", answer)
    page = book.page("Violations")
    page.row(["MONTHLY CASUALTY MATRIX"])
    parts = ["Men", "Women", "Boys", "Girls"]
    page.row(
        [
            *("Case no.", "Date", "Location", "Violation", "Civilians killed", *[None] * 3),
            *("Civilians injured", *[None] * 3, "Alleged perpetrator", "Verified"),
        ]
    )
    page.row([None] * 4 + parts + parts + [None, None])
    page.sheet.merge_cells("E2:H2")
    page.sheet.merge_cells("I2:L2")
    for number, e in enumerate(unplaced(rng, "en", 8), 1):
        dead = [rng.choice([0, 0, 1, 2]) for _ in range(4)]
        blank = number % 2 == 0
        cells = [None if blank and not n and any(dead) else n for n in dead]
        page.row(
            [f"HR{number}", e.start, e.place, e.harm, *cells, 1, 0, 0, 2, e.actor, "Yes"],
            with_toll(e, sum(dead)),
        )
    book.save()


@shape
def two_groups_of_victims(rng: random.Random, path: Path, answer: Answer) -> None:
    """Civil victims and those of the forces, each with killed, injured and missing."""
    book = Book(path / "bilans_groupes.xlsx", answer)
    page = book.page("Données")
    three = ["Tués", "Blessés", "Disparus"]
    page.row(["Date", "Localité", "Type", "Victimes civiles", None, None, "Victimes FDS"])
    page.row([None, None, None, *three, *three])
    page.sheet.merge_cells("D1:F1")
    page.sheet.merge_cells("G1:I1")
    for e in unplaced(rng, "fr", 6):
        civil, forces = rng.randint(0, 4), rng.choice([0, 0, 2])
        page.row(
            [e.start, e.place, e.harm, civil, 1, 0, forces, 0, 1],
            with_toll(e, civil + forces),
        )
    book.save()


@shape
def kobo_with_labels_above(rng: random.Random, path: Path, answer: Answer) -> None:
    """A form's export whose heads are the questions, its answers split over columns of 0 and 1."""
    book = Book(path / "Protection_incident_report_latest.xlsx", answer)
    page = book.page("Protection incident report")
    page.row(
        [
            *("start", "end", "Name of enumerator", "1. When did the incident happen?"),
            *("2. Where did it happen? (village/site)", "_GPS_latitude", "_GPS_longitude"),
            *("3. What type of incident was it?", "3. What type of incident was it?/Killing"),
            *("3. What type of incident was it?/Looting", "4. How many people were killed?"),
            *("5. How many people were injured?", "_id", "_uuid", "_submission_time", "_index"),
        ]
    )
    for number, e in enumerate(events(rng, "en", 7), 1):
        sent = datetime.combine(date(2018, 12, 30), time(8, number))
        page.row(
            [
                *(f"{sent:%Y-%m-%dT%H:%M:%S.000+01:00}", f"{sent:%Y-%m-%dT%H:%M:%S.000+01:00}"),
                *("enum_3", f"{e.start:%Y-%m-%d}", e.place, e.lat, e.lon, "Killing Looting"),
                *(1, 1, e.killed, e.injured, 400 + number, f"7c-{number}", sent, number),
            ],
            e,
        )
    book.save()


@shape
def form_with_names_below_labels(rng: random.Random, path: Path, answer: Answer) -> None:
    """A form's export with labels in one row and the names of its questions in the next."""
    book = Book(path / "export_labels_names.xlsx", answer)
    page = book.page("data")
    page.row(["Date de l'incident", "Localité", "Type d'incident", "Nombre de tués", "Auteur"])
    page.row(["date_inc", "localite", "type_inc", "nb_tues", "auteur"])
    for e in unplaced(rng, "fr", 6):
        page.row([f"{e.start:%Y-%m-%d}", e.place, e.harm, e.killed, e.actor], e)
    book.save()


@shape
def repeats_tell_the_dead(rng: random.Random, path: Path, answer: Answer) -> None:
    """The dead stand one by one on the sheet of repeats: the main rows have no toll, and wait."""
    book = Book(path / "odk_repeats.xlsx", answer)
    page = book.page("incident")
    page.row(["date_incident", "village", "type_incident", "KEY", "SET-OF-victims"])
    victims = book.page("incident-victims")
    victims.row(["age", "sex", "outcome", "PARENT_KEY", "KEY"])
    for number, e in enumerate(unplaced(rng, "en", 5), 1):
        dead = rng.randint(1, 3)
        page.row(
            [f"{e.start:%Y-%m-%d}", e.place, "killing", f"uuid:{number}", f"uuid:{number}/victims"],
            with_toll(e, dead),
            must_hold=True,
        )
        for at in range(dead):
            victims.row([20 + at, "f", "killed", f"uuid:{number}", f"uuid:{number}/v[{at}]"])
    book.save()


@shape
def hashtags_below_heads(rng: random.Random, path: Path, answer: Answer) -> None:
    """HXL tags say what heads of a local tongue do not."""
    book = Book(path / "hxl.xlsx", answer)
    page = book.page("HXL")
    page.row(["Tarehe", "Mahali", "Latitudo", "Longitudo", "Aina", "Waliouawa", "Waliojeruhiwa"])
    page.row(
        [
            *("#date+occurred", "#loc+name", "#geo+lat", "#geo+lon", "#cause+type"),
            *("#affected+killed", "#affected+injured"),
        ]
    )
    for e in events(rng, "en", 7):
        page.row([e.start, e.place, e.lat, e.lon, e.harm, e.killed, e.injured], e)
    book.save()


@shape
def days_of_a_month_across(rng: random.Random, path: Path, answer: Answer) -> None:
    """Places down and days of the month across, beside the list: no row of it is an incident."""
    book = Book(path / "calendar.xlsx", answer)
    grid = book.page("Calendrier")
    grid.row(["Localité", "AVRIL 2018", *[None] * 30, "Total"])
    grid.sheet.merge_cells("B1:AE1")
    grid.row([None, *range(1, 31), None])
    for place in ("Bria", "Ippy", "Obo"):
        grid.row([place, *(rng.choice([None, None, 1]) for _ in range(30)), 8])
    page = book.page("Liste")
    page.row(["Date", "Localité", "Type d'incident", "Tués"])
    for e in unplaced(rng, "fr", 6, month=4):
        page.row([e.start, e.place, e.harm, e.killed], e)
    book.save()


@shape
def crosstab_alone(rng: random.Random, path: Path, answer: Answer) -> None:
    """Killed by place and month, nothing else: nothing comes in."""
    del answer
    book = Book(path / "crosstab.xlsx", Answer())
    page = book.page("Killed")
    page.row(["Civilians killed by location and month, 2018"])
    page.row(["Location", *(month_name(m, "en")[:3] for m in range(1, 7)), "Total"])
    for place in ("Bria", "Bambari", "Zemio", "Obo"):
        page.row([place, *(rng.randint(0, 6) for _ in range(6)), 14])
    page.row(["Total", 9, 8, 7, 6, 5, 4, 39])
    by_actor = book.page("Par auteur")
    by_actor.row(["Auteur", "Meurtre", "Enlèvement", "Pillage", "Total"])
    for actor in ("Groupe A", "Groupe B", "Inconnus"):
        by_actor.row([actor, 3, 2, 1, 6])
    book.save()


@shape
def day_month_year_apart(rng: random.Random, path: Path, answer: Answer) -> None:
    """Day, month and year in three columns, under a common head; place in two."""
    book = Book(path / "jma.xlsx", answer)
    page = book.page("Faits")
    page.row(["N°", "Date", None, None, "Lieu", None, "Nature des faits", "Morts", "Blessés"])
    page.row([None, "Jour", "Mois", "Année", "Commune", "Village", None, None, None])
    page.sheet.merge_cells("B1:D1")
    page.sheet.merge_cells("E1:F1")
    for number, e in enumerate(unplaced(rng, "fr", 6), 1):
        month: Any = month_name(e.start.month, "fr") if number % 2 else e.start.month
        page.row([number, e.start.day, month, 2018, "Danga", e.place, e.harm, e.killed, 1], e)
    plain = book.page("Facts")
    plain.row(["DD", "MM", "YYYY", "Payam", "Boma", "Incident", "Killed"])
    for e in unplaced(rng, "en", 5):
        plain.row([e.start.day, e.start.month, 2018, "Akoko", e.place, e.harm, e.killed], e)
    book.save()


@shape
def payam_and_boma(rng: random.Random, path: Path, answer: Answer) -> None:
    """Places in several columns, the finest sometimes blank."""
    book = Book(path / "levels.xlsx", answer)
    page = book.page("Log")
    page.row(["Date of incident", "State", "County", "Payam", "Boma/Village", "Type", "# Killed"])
    for number, e in enumerate(unplaced(rng, "en", 8)):
        boma = e.place if number % 3 else None
        payam = "Akoko" if number % 3 else e.place
        page.row([e.start, "Jonglei", "Akobo", payam, boma, e.harm, e.killed], e)
    book.save()


@shape
def points_in_one_cell(rng: random.Random, path: Path, answer: Answer) -> None:
    """Both coordinates in one cell, as phones, maps and forms write them."""
    book = Book(path / "points.xlsx", answer)
    page = book.page("GPS")
    page.row(["Date", "Village", "GPS coordinates", "Type", "Killed"])
    for at, e in enumerate(events(rng, "en", 9)):
        assert e.lat is not None and e.lon is not None
        point = (
            f"{e.lat}, {e.lon}",
            f"({e.lat}; {e.lon})",
            f"N{e.lat} E{e.lon}",
            f"POINT ({e.lon} {e.lat})",
            f"https://maps.google.com/?q={e.lat},{e.lon}",
            f"{e.lat} {e.lon} 412.0 4.5",
            f"{e.lat}°N, {e.lon}°E",
            f"Lat: {e.lat} Long: {e.lon}",
            f"geo:{e.lat},{e.lon}",
        )[at]
        page.row([e.start, e.place, point, e.harm, e.killed], e)
    book.save()


@shape
def zones_of_a_grid(rng: random.Random, path: Path, answer: Answer) -> None:
    """MGRS and UTM in one cell: read, or held where the grid is not whole."""
    del rng
    book = Book(path / "grid.xlsx", answer)
    page = book.page("IMSMA")
    page.row(["Accident ID", "Date", "Locality", "MGRS/UTM", "Device", "Killed", "Injured"])
    grids = ("35NNF5167659028", "35N NF 51676 59028", "35N 551676 559028", "35N 551676E 559028N")
    for number, grid in enumerate((*grids, "NF 51676 5902")):
        on = date(2018, 5, 10 + number)
        e = Event(on, on, "Ezo", 5.057, 27.466, "Mine", number, number, number)
        page.row([f"A{number}", on, "Ezo", grid, "AP mine", number, 2], e, must_hold=number == 4)
    book.save()


@shape
def schools_attacked(rng: random.Random, path: Path, answer: Answer) -> None:
    """Pupils and teachers killed in columns of their own, summed."""
    book = Book(path / "education.xlsx", answer)
    page = book.page("Attacks on education")
    page.row(
        [
            *("Date of attack", "School name", "Village", "Type of attack", "Students killed"),
            *("Teachers killed", "Students injured", "Teachers injured", "Children out of school"),
        ]
    )
    for e in unplaced(rng, "en", 6):
        pupils, staff = rng.choice([0, 0, 1, 3]), rng.choice([0, 1])
        page.row(
            [e.start, "EFA 1", e.place, e.harm, pupils, staff, 2, 0, 300],
            with_toll(e, pupils + staff),
        )
    book.save()


@shape
def health_attacked(rng: random.Random, path: Path, answer: Answer) -> None:
    """Health workers and patients killed, as registers of attacks on care have them."""
    book = Book(path / "ssa.xlsx", answer)
    page = book.page("SSA")
    page.row(
        [
            *("Attack ID", "Attack date", "Location", "Attack type", "Health personnel killed"),
            *("Patients killed", "Health personnel injured", "Patients injured", "Certainty"),
        ]
    )
    for number, e in enumerate(unplaced(rng, "en", 6), 1):
        staff, patients = rng.choice([0, 1]), rng.choice([0, 0, 2])
        page.row(
            [number, e.start, e.place, "Violence with weapons", staff, patients, 1, 0, "Confirmed"],
            with_toll(e, staff + patients),
        )
    book.save()


@shape
def children_killed_and_maimed(rng: random.Random, path: Path, answer: Answer) -> None:
    """A list of grave violations against children: boys and girls killed, boys and girls maimed."""
    book = Book(path / "mrm.xlsx", answer)
    page = book.page("MRM")
    page.row(["Date", "Location", "Grave violation", "Killed", None, "Maimed", None, "Perpetrator"])
    page.row([None, None, None, "Boys", "Girls", "Boys", "Girls", None])
    page.sheet.merge_cells("D1:E1")
    page.sheet.merge_cells("F1:G1")
    for e in unplaced(rng, "en", 6):
        boys, girls = rng.choice([0, 1, 2]), rng.choice([0, 1])
        page.row(
            [e.start, e.place, "Killing and maiming", boys, girls, 1, 0, e.actor],
            with_toll(e, boys + girls),
        )
    book.save()


@shape
def cards_below_each_other(rng: random.Random, path: Path, answer: Answer) -> None:
    """Incident cards: label and answer, card below card, a blank line between."""
    book = Book(path / "fiches.xlsx", answer)
    page = book.page("Fiches")
    for number, e in enumerate(unplaced(rng, "fr", 3), 1):
        page.row([f"FICHE D'INCIDENT N° {number}"])
        page.row(
            ["Date de l'incident :", f"{e.start.day} {month_name(e.start.month, 'fr')} 2018"], e
        )
        page.row(["Lieu :", e.place])
        page.row(["Type d'incident :", e.harm])
        page.row(["Nombre de morts :", e.killed])
        page.row(["Auteurs présumés :", e.actor])
        page.gap()
    book.save()


@shape
def places_spelled_otherwise(rng: random.Random, path: Path, answer: Answer) -> None:
    """One town as several hands spell it, its position the same."""
    book = Book(path / "spelled.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Ville", "Lat", "Long", "Type", "Tués"])
    spelled = (
        "Kaga-Bandoro",
        "KAGA BANDORO",
        "Kaga Bandoro ",
        "Kagabandoro",
        "K/Bandoro",
        "kaga-b.",
    )
    for name, e in zip(spelled, events(rng, "fr", len(spelled)), strict=True):
        e.place, e.lat, e.lon = name.strip(), 6.9804, 19.18
        page.row([e.start, name, 6.9804, 19.18, e.harm, e.killed], e)
    book.save()


@shape
def merged_day_over_rows(rng: random.Random, path: Path, answer: Answer) -> None:
    """A day merged over its rows, and a district over more of them."""
    book = Book(path / "merged.xlsx", answer)
    page = book.page("Journal")
    page.row(["District", "Date", "Village", "Type", "Killed"])
    line = 2
    said = unplaced(rng, "en", 6)
    for first in (0, 2, 4):
        day = said[first].start
        for number, e in enumerate(said[first : first + 2]):
            e.start = e.end = day
            top = number == 0
            page.row(
                ["Ouaka" if line == 2 else None, day if top else None, e.place, e.harm, e.killed],
                e,
            )
            line += 1
        page.sheet.merge_cells(start_row=line - 2, end_row=line - 1, start_column=2, end_column=2)
    page.sheet.merge_cells("A2:A7")
    book.save()


@shape
def counts_with_units(rng: random.Random, path: Path, answer: Answer) -> None:
    """Counts with the word beside them, zeros before them, remarks behind them."""
    book = Book(path / "units.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Lieu", "Incident", "Tués", "Blessés"])
    said: list[tuple[Any, Any]] = [
        ("3 pers.", 3),
        ("02", 2),
        ("4 personnes", 4),
        ("1 pers", 1),
        ("3 à 5", (3, None, 5)),
        ("env. 6", (None, 6, None)),
        ("10+", (10, None, None)),
        ("entre 2 et 4", (2, None, 4)),
        ("2 (dont 1 enfant)", 2),
        ("3 civils", 3),
        ("≥4", (4, None, None)),
        ("00", 0),
        ("1 homme", 1),
        ("2 h, 1 f", 3),
        ("5 (cinq)", 5),
        ("moins de 5", (None, None, 4)),
        ("NSP", None),
        ("nombre inconnu", None),
    ]
    for (words, dead), e in zip(said, unplaced(rng, "fr", len(said)), strict=True):
        page.row([e.start, e.place, e.harm, words, 1], with_toll(e, dead))
    book.save()


@shape
def serial_days(rng: random.Random, path: Path, answer: Answer) -> None:
    """Days that lost their format: a spreadsheet's numbers."""
    book = Book(path / "serials.xlsx", answer)
    page = book.page("Log")
    page.row(["Date of incident", "Location", "Type", "Deaths"])
    for e in unplaced(rng, "en", 6):
        page.row([(e.start - date(1899, 12, 30)).days, e.place, e.harm, e.killed], e)
    book.save()


@shape
def confirmed_and_alleged(rng: random.Random, path: Path, answer: Answer) -> None:
    """The killed confirmed and alleged in two columns: the confirmed is the figure."""
    book = Book(path / "verified.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Location", "Type", "Killed (confirmed)", "Killed (alleged)", "Source"])
    for e in unplaced(rng, "en", 6):
        sure = rng.randint(0, 3)
        page.row(
            [e.start, e.place, e.harm, sure, sure + rng.randint(0, 4), "Police"], with_toll(e, sure)
        )
    book.save()


@shape
def deaths_by_cause(rng: random.Random, path: Path, answer: Answer) -> None:
    """Civilians killed and wounded, soldiers killed and wounded, in letters."""
    book = Book(path / "joc_matrix.xlsx", answer)
    page = book.page("SIGACTS")
    page.row(["DTG", "Location", "Type", "Civ KIA", "Civ WIA", "Mil KIA", "Mil WIA", "Summary"])
    for e in unplaced(rng, "en", 6):
        civil, soldiers = rng.randint(0, 3), rng.choice([0, 0, 1])
        group = f"{e.start:%d}0630B {e.start:%b} {e.start:%y}".upper()
        page.row(
            [group, e.place, e.harm, civil, 1, soldiers, 0, "Details in SITREP"],
            with_toll(e, civil + soldiers),
        )
    book.save()
