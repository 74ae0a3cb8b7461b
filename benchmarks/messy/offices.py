"""Workbooks as coordination cells, sub-offices and partners keep them: a third lot of shapes.

Written from how such files are laid out, apart from the reader. What the keeper of a file would say
is true stands beside each row; where no reader could know it, the row must wait.
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from benchmarks.messy.shapes import shape
from benchmarks.messy.sheets import Book, Page, write_text
from benchmarks.messy.truth import ARABIC_PLACES, Answer, Event, events, month_name

Rows = list[tuple[list[Any], Event | None]]


def _unplaced(rng: random.Random, lang: str, count: int, **when: int) -> list[Event]:
    """Events whose file gives no position."""
    said = events(rng, lang, count, **when)
    for e in said:
        e.lat = e.lon = None
    return said


def _toll(e: Event, low: int | None, best: int | None, high: int | None) -> Event:
    e.low, e.best, e.high = low, best, high
    return e


@shape
def sheet_exchanged(rng: random.Random, path: Path, answer: Answer) -> None:
    """One sheet of a book has latitude under Longitude: its towns say so; other places wait."""
    book = Book(path / "exchanged.xlsx", answer)
    for number, (title, turned) in enumerate((("Ouest", False), ("Est", True), ("Nord", False))):
        page = book.page(title)
        page.row(["Date", "Localité", "Latitude", "Longitude", "Type d'incident", "Tués"])
        for at, e in enumerate(events(rng, "fr", 6)):
            unknown = turned and at in (1, 4)
            if unknown:
                e.place = f"Gbadoro {number}{at}"
            point = [e.lon, e.lat] if turned else [e.lat, e.lon]
            page.row([e.start, e.place, *point, e.harm, e.killed], e, must_hold=unknown)
    book.save()


@shape
def rows_exchanged(rng: random.Random, path: Path, answer: Answer) -> None:
    """Single rows longitude first: the row's own town, or the file's other rows of it, say so."""
    book = Book(path / "rows.xlsx", answer)
    page = book.page("Data")
    page.row(["Incident date", "Village", "GPS", "Killed", "Actor"])
    spot = (6.8411, 22.4111)
    for at, e in enumerate(events(rng, "en", 10)):
        point = (e.lat, e.lon)
        if at in (0, 3, 6):
            e.place, (e.lat, e.lon) = "Ngoutere 4", spot
            point = spot
        if at in (3, 5):
            point = point[::-1] if at == 3 else (e.lon, e.lat)
        hold = at == 8
        if hold:
            e.place, point = "Kpokpo Market", (e.lon, e.lat)
        page.row(
            [e.start, e.place, f"{point[0]}, {point[1]}", e.killed, e.actor], e, must_hold=hold
        )
    book.save()


@shape
def parts_within_totals(rng: random.Random, path: Path, answer: Answer) -> None:
    """Women, men and those under 18 told beside a total that holds them already."""
    heads = (
        ("Killed", "of which women", "of which under 18"),
        ("Total killed", "Male", "Female"),
        ("Nb de tués", "dont femmes", "dont enfants (<18 ans)"),
        ("Morts", "Femmes", "Mineurs"),
        ("Fatalities", "Women killed", "Children killed (<18)"),
        ("عدد القتلى", "منهم نساء", "منهم أطفال"),
        ("Tués (total)", "Tués femmes", "Tués moins de 18 ans"),
        ("Deaths", "Of whom minors", "Of whom civilians"),
    )
    book = Book(path / "parts.xlsx", answer)
    for number, (dead, one, other) in enumerate(heads):
        page = book.page(f"S{number}")
        page.row(["Date", "Location", dead, one, other, "Perpetrator"])
        for e in _unplaced(rng, "en", 4):
            total = rng.randint(2, 9)
            part = rng.randint(0, total)
            _toll(e, total, total, total)
            page.row([e.start, e.place, total, part, total - part, e.actor], e)
    book.save()


@shape
def groups_with_total(rng: random.Random, path: Path, answer: Answer) -> None:
    """Two rows of heads: a total between its sexes and ages, for dead and injured."""
    book = Book(path / "groups.xlsx", answer)
    for lang, dead, hurt, parts in (
        ("fr", "Personnes tuées", "Personnes blessées", ["Total", "H", "F", "<18"]),
        ("en", "Killed", "Injured", ["M", "F", "Under 18", "Total"]),
        ("en", "Deaths", "Wounded", ["Men", "Women", "Children"]),
    ):
        page = book.page(f"{lang}{len(parts)}{dead[:3]}")
        wide = len(parts)
        page.row(["Matrice" if lang == "fr" else "Matrix"])
        place = "Village" if lang == "en" else "Localité"
        page.row(["Date", place, dead, *[None] * (wide - 1), hurt, *[None] * (wide - 1), "Source"])
        page.row([None, None, *parts, *parts, None])
        page.sheet.merge_cells(start_row=2, end_row=2, start_column=3, end_column=2 + wide)
        page.sheet.merge_cells(
            start_row=2, end_row=2, start_column=3 + wide, end_column=2 + 2 * wide
        )
        for e in _unplaced(rng, lang, 5):
            men, women, young = (rng.randint(0, 4) for _ in range(3))
            whole = men + women + (young if "Children" in parts else 0)
            value = {"H": men, "M": men, "F": women, "Men": men, "Women": women}
            value |= {"Total": whole, "Children": young, "<18": min(young, whole)}
            value["Under 18"] = value["<18"]
            _toll(e, whole, whole, whole)
            cells = [value[part] for part in parts]
            page.row([e.start, e.place, *cells, *[1 for _ in parts], "Chief"], e)
    book.save()


@shape
def dashes_for_none(rng: random.Random, path: Path, answer: Answer) -> None:
    """A dash where nobody died, another word where it is not known; no nought in the column."""
    book = Book(path / "dashes.xlsx", answer)
    for title, head, unknown in (
        ("Log", ["Date", "Village", "Type", "Killed", "Injured"], "?"),
        ("Suivi", ["Date", "Localité", "Type d'incident", "Morts", "Blessés"], "inconnu"),
        ("سجل", ["التاريخ", "القرية", "نوع الحادث", "القتلى", "الجرحى"], "غير معروف"),
    ):
        page = book.page(title)
        page.row(head)
        for at, e in enumerate(_unplaced(rng, "en", 8)):
            if at in (1, 4, 5):
                _toll(e, 0, 0, 0)
                page.row([e.start, e.place, e.harm, "-" if at < 5 else "—", 2], e)
            elif at == 2:
                page.row([e.start, e.place, e.harm, unknown, "-"], _toll(e, None, None, None))
            elif at == 6:
                page.row([e.start, e.place, e.harm, None, "-"], _toll(e, None, None, None))
            else:
                dead = rng.randint(1, 6)
                page.row([e.start, e.place, e.harm, dead, "-"], _toll(e, dead, dead, dead))
    book.save()


@shape
def dashes_beside_noughts(rng: random.Random, path: Path, answer: Answer) -> None:
    """A dash in a column that writes 0 for none says that it is not known."""
    book = Book(path / "both.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Village", "Type", "Killed"])
    for at, e in enumerate(_unplaced(rng, "en", 7)):
        if at in (2, 5):
            page.row([e.start, e.place, e.harm, "-"], _toll(e, None, None, None))
        elif at in (1, 3):
            page.row([e.start, e.place, e.harm, 0], _toll(e, 0, 0, 0))
        else:
            page.row([e.start, e.place, e.harm, 3], _toll(e, 3, 3, 3))
    book.save()


@shape
def none_killed_in_words(rng: random.Random, path: Path, answer: Answer) -> None:
    """Words for nobody, and for nothing known, in three languages."""
    none = (
        *(
            "aucun",
            "Aucune perte en vie humaine",
            "Pas de perte en vies humaines",
            "Néant",
            "0 tué",
        ),
        *("No death", "No killings", "none reported dead", "Nil", "zero killed", "no lives lost"),
        *("pas de mort", "Sans perte humaine", "aucun décès signalé", "لا قتلى", "لا توجد وفيات"),
        *("لم يقتل أحد", "بدون خسائر بشرية", "No human casualties", "R.A.S", "nobody killed"),
        *("aucun cas de décès", "Il n'y a pas eu de mort", "no one died", "aucun civil tué"),
    )
    unknown = ("non connu", "NSP", "not clear", "à vérifier", "غير مؤكد", "en attente", "ND", "??")
    book = Book(path / "none.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Lieu", "Type", "Tués", "Auteur"])
    said = [*((w, 0) for w in none), *((w, None) for w in unknown)]
    for (word, toll), e in zip(said, _unplaced(rng, "fr", len(said)), strict=True):
        page.row([e.start, e.place, e.harm, word, e.actor], _toll(e, toll, toll, toll))
    book.save()


@shape
def same_row_on_two_sheets(rng: random.Random, path: Path, answer: Answer) -> None:
    """A few rows carried over from last month's sheet: each is said once, its double waits."""
    book = Book(path / "carried.xlsx", answer)
    head = ["Date", "Village", "Type", "Killed", "Perpetrator"]
    before: list[Event] = []
    for month in (3, 4, 5):
        page = book.page(month_name(month, "en"))
        page.row(head)
        for e in before[-2:]:
            page.row([e.start, e.place, e.harm, e.killed, e.actor], e, must_hold=True)
        before = _unplaced(rng, "en", 5, month=month)
        for e in before:
            page.row([e.start, e.place, e.harm, e.killed, e.actor], e)
    book.save()


@shape
def same_row_in_two_files(rng: random.Random, path: Path, answer: Answer) -> None:
    """Two sub-offices send the same rows: the second file's wait, none is dropped."""
    said = _unplaced(rng, "fr", 6)
    for name, part, again in (("a.csv", said[:4], 0), ("b.csv", said[2:], 2)):
        rows: Rows = [(["Date", "Localité", "Type", "Morts", "Auteur"], None)]
        rows += [([e.start, e.place, e.harm, e.killed, e.actor], e) for e in part]
        write_text(path / name, rows, answer, separator=";")
        for truth in answer.truths[-len(part) :][:again]:
            truth.must_hold = True


@shape
def incidents_on_a_hidden_sheet(rng: random.Random, path: Path, answer: Answer) -> None:
    """Rows of a sheet that the workbook hides wait, with that said."""
    book = Book(path / "hidden.xlsx", answer)
    for title in ("Jan", "Feb"):
        page = book.page(title)
        page.row(["Date", "Village", "Type", "Killed"])
        for e in _unplaced(rng, "en", 5, month=1 if title == "Jan" else 2):
            page.row([e.start, e.place, e.harm, e.killed], e, must_hold=title == "Feb")
        if title == "Feb":
            page.sheet.sheet_state = "hidden"
    book.save()


@shape
def summaries_that_look_like_lists(rng: random.Random, path: Path, answer: Answer) -> None:
    """Sums by month, week, district and kind, with days and places for heads."""
    book = Book(path / "sums.xlsx", answer)
    page = book.page("Base")
    page.row(["Date", "Préfecture", "Localité", "Type", "Tués", "Blessés"])
    said = _unplaced(rng, "fr", 8)
    for e in said:
        page.row([e.start, "Ouaka", e.place, e.harm, e.killed, e.injured], e)
    by_month = book.page("Récapitulatif")
    by_month.row(["RÉCAPITULATIF MENSUEL"])
    by_month.row(["Mois", "Préfecture", "Tués", "Blessés"])
    for month in range(1, 5):
        by_month.row([f"{month_name(month, 'fr')} 2018", "Ouaka", rng.randint(2, 9), 3])
    by_week = book.page("Synthèse hebdo")
    by_week.row(["Semaine du", "Localité", "Nombre d'incidents", "Tués"])
    by_week.row([date(2018, 1, 1), "Bria", 3, 4])
    by_week.row([date(2018, 1, 8), "Ippy", 2, 0])
    by_kind = book.page("Stats")
    by_kind.row(["Type d'incident", *[month_name(m, "fr") for m in range(1, 7)], "Total"])
    for kind in ("Meurtre", "Pillage", "Enlèvement"):
        by_kind.row([kind, *(rng.randint(0, 4) for _ in range(6)), 9])
    by_place = book.page("Par localité")
    by_place.row(["Localité", "Type d'incident", "Tués", "Blessés", "Cas"])
    for place in ("Bria", "Ippy", "Obo"):
        by_place.row([place, "Meurtre", rng.randint(1, 9), 2, 3])
    below = page
    below.gap(2)
    below.row(["Summary by month"])
    below.row(["Date", "Préfecture", "Tués", "Blessés"])
    below.row([date(2018, 1, 31), "Ouaka", 12, 3])
    below.row([date(2018, 2, 28), "Ouaka", 9, 4])
    book.save()


@shape
def matrix_by_district(rng: random.Random, path: Path, answer: Answer) -> None:
    """A matrix of districts by month stands above the list, and one stands beside it."""
    book = Book(path / "matrix.xlsx", answer)
    page = book.page("Tableau de bord")
    page.row(["Incidents par préfecture", None, None, None])
    page.row(["Préfecture", "Janvier", "Février", "Mars", "Total"])
    for name in ("Ouaka", "Mbomou", "Vakaga"):
        page.row([name, 3, 1, 2, 6])
    page.row(["Total", 9, 3, 6, 18])
    page.gap(2)
    page.row(["Liste des incidents"])
    page.row(["Date", "Localité", "Type d'incident", "Morts", "Auteur présumé"])
    for e in _unplaced(rng, "fr", 6):
        page.row([e.start, e.place, e.harm, e.killed, e.actor], e)
    book.save()


@shape
def kobo_with_victims(rng: random.Random, path: Path, answer: Answer) -> None:
    """A form's export with a sheet of repeats: victims are no incidents."""
    book = Book(path / "form_v5.xlsx", answer)
    page = book.page("Incident_v5")
    page.row(
        [
            *("start", "end", "today", "deviceid", "grp_info/date_incident", "grp_info/localite"),
            *("grp_info/type_incident", "grp_info/type_incident/meurtre"),
            *("grp_info/type_incident/pillage", "_grp_info/gps_latitude"),
            *("_grp_info/gps_longitude", "_grp_info/gps_altitude", "grp_bilan/nb_tues"),
            *("grp_bilan/nb_blesses", "_id", "_uuid", "_submission_time", "_index"),
        ]
    )
    said = events(rng, "fr", 7)
    for number, e in enumerate(said, 1):
        sent = datetime.combine(date(2018, 12, 20), time(9, number))
        stamp = f"{sent:%Y-%m-%dT%H:%M:%S.000+01:00}"
        page.row(
            [
                *(stamp, stamp, f"{sent:%Y-%m-%d}", "ee.kobo:x1", f"{e.start:%Y-%m-%d}", e.place),
                *("meurtre pillage", 1, 1, e.lat, e.lon, 412.5, e.killed, e.injured),
                *(9000 + number, f"0b1c-{number}", f"{sent:%Y-%m-%dT%H:%M:%S}", number),
            ],
            e,
        )
    victims = book.page("victimes")
    victims.row(
        ["nom", "sexe", "age", "statut", "date_deces", "_parent_index", "_submission__uuid"]
    )
    for number in range(1, 6):
        victims.row(["X", "f", 30 + number, "tue", "2018-03-04", number, f"0b1c-{number}"])
    book.save()


@shape
def lists_of_persons(rng: random.Random, path: Path, answer: Answer) -> None:
    """Lists of victims, missing and detained by name, with day and village: no incidents."""
    book = Book(path / "persons.xlsx", answer)
    page = book.page("Incidents")
    page.row(["N°", "Date", "Village", "Type", "Tués", "Auteur"])
    for number, e in enumerate(_unplaced(rng, "fr", 6), 1):
        page.row([number, e.start, e.place, e.harm, e.killed, e.actor], e)
    dead = book.page("Liste des victimes")
    dead.row(["Nom et prénom", "Sexe", "Âge", "Village", "Date", "Cause du décès"])
    for number in range(4):
        dead.row([f"Personne {number}", "M", 20 + number, "Bria", date(2018, 3, 4), "balle"])
    missing = book.page("Missing")
    missing.row(["Name", "Age", "Gender", "Location", "Date last seen", "Status"])
    missing.row(["A. B.", 14, "F", "Ippy", date(2018, 4, 2), "missing"])
    below = page
    below.gap(2)
    below.row(["Victimes"])
    below.row(["Nom", "Âge", "Sexe", "Village", "Date", "Statut"])
    below.row(["C. D.", 41, "M", "Obo", date(2018, 5, 6), "tué"])
    book.save()


@shape
def other_lists_of_an_office(rng: random.Random, path: Path, answer: Answer) -> None:
    """Patrols, visits, distributions and trainings beside the incidents."""
    book = Book(path / "office.xlsx", answer)
    page = book.page("Incidents")
    page.row(["Date", "Location", "Incident type", "Killed", "Perpetrator", "Description"])
    for e in _unplaced(rng, "en", 6):
        page.row([e.start, e.place, e.harm, e.killed, e.actor, e.note or None], e)
    for title, head, row in (
        (
            "Patrols",
            ["Date", "Location", "Type of patrol", "Unit", "Observations"],
            [date(2018, 3, 2), "Bria", "Long range", "Alpha", "Calm, market open"],
        ),
        (
            "Activities",
            ["Date", "Location", "Activity type", "Participants", "Remarks"],
            [date(2018, 3, 4), "Ippy", "Awareness session", 40, "Well attended"],
        ),
        (
            "Distribution NFI",
            ["Date", "Localité", "Type d'assistance", "Ménages", "Commentaires"],
            [date(2018, 3, 5), "Obo", "Bâches", 120, "RAS"],
        ),
        (
            "Visites",
            ["Date", "Lieu", "Objet", "Participants", "Observations"],
            [date(2018, 3, 6), "Bouar", "Réunion avec le maire", 8, "Population inquiète"],
        ),
    ):
        beside = book.page(title)
        beside.row(head)
        beside.row(row)
        beside.row([row[0] + timedelta(days=3), *row[1:]])
    book.save()


@shape
def access_table(rng: random.Random, path: Path, answer: Answer) -> None:
    """Security incidents of partners: several levels of place, hours apart, dead of three kinds."""
    book = Book(path / "access.xlsx", answer)
    page = book.page("DATA")
    page.row(
        [
            *("Incident ID", "Date", "Time", "Country", "Admin 1", "Admin 2", "Location", "Lat"),
            *("Long", "Category", "Sub-category", "Actor", "Target", "NGO killed"),
            *("Civilians killed", "Security forces killed", "NGO injured", "Description"),
        ]
    )
    for number, e in enumerate(events(rng, "en", 8)):
        parts = [rng.choice([0, 0, 1]), rng.randint(0, 4), rng.randint(0, 2)]
        _toll(e, *[sum(parts)] * 3)
        page.row(
            [
                *(f"CAR-{700 + number}", e.start, "14:30", "CAR", "Ouaka", "Ippy", e.place, e.lat),
                *(e.lon, "Attack", e.harm, e.actor, "Civilians", *parts, 0, "As reported."),
            ],
            e,
        )
    book.save()


@shape
def sitrep_with_merged_blocks(rng: random.Random, path: Path, answer: Answer) -> None:
    """A situation report: sector and day merged down, three lines of title, signed below."""
    for lang in ("fr", "en"):
        book = Book(path / f"sitrep_{lang}.xlsx", answer)
        page = book.page("SITREP")
        page.row(
            [{"fr": "RAPPORT DE SITUATION HEBDOMADAIRE N° 14", "en": "WEEKLY SITREP # 14"}[lang]]
        )
        page.row(
            [
                {"fr": "Secteur Est – du 2 au 8 avril 2018", "en": "Sector East, 2-8 April 2018"}[
                    lang
                ]
            ]
        )
        page.sheet.merge_cells("A1:G1")
        page.sheet.merge_cells("A2:G2")
        page.gap(1)
        top = {
            "fr": ["Secteur", "Date", "Localité", "Faits", "Victimes", None, "Auteurs présumés"],
            "en": ["Sector", "Date", "Location", "Facts", "Victims", None, "Alleged perpetrators"],
        }[lang]
        low = {"fr": ["Tués", "Blessés"], "en": ["Killed", "Injured"]}[lang]
        line = page.row(top)
        page.row([None] * 4 + low)
        page.sheet.merge_cells(f"E{line}:F{line}")
        for column in "ABCDG":
            page.sheet.merge_cells(f"{column}{line}:{column}{line + 1}")
        said = sorted(_unplaced(rng, lang, 7, month=4), key=lambda e: e.start)
        for e in said:
            e.start = e.end = date(2018, 4, 2 + said.index(e) // 2)
        for at in range(0, 7, 2):
            first = page.line + 1
            for e in said[at : at + 2]:
                shown = e.start if page.line + 1 == first else None
                page.row(
                    ["Est" if at == 0 else None, shown, e.place, e.harm, e.killed, 1, e.actor], e
                )
            if page.line > first:
                page.sheet.merge_cells(f"B{first}:B{page.line}")
        total = {"fr": "TOTAL HEBDOMADAIRE", "en": "WEEKLY TOTAL"}[lang]
        page.row([total, None, None, None, sum(e.killed for e in said), 7])
        page.gap(1)
        page.row([{"fr": "Le chef de bureau", "en": "Head of Field Office"}[lang]])
        page.row([{"fr": "Fait à Bria, le 9 avril 2018", "en": "Done at Bria, 9 April 2018"}[lang]])
        book.save()


@shape
def sheets_of_months_with_days(rng: random.Random, path: Path, answer: Answer) -> None:
    """Sheets named after months, their days alone; the year stands on the cover only."""
    book = Book(path / "mois.xlsx", answer)
    cover = book.page("Couverture")
    cover.row(["Registre des incidents – année 2018"])
    for month in (1, 2, 8, 12):
        page = book.page(month_name(month, "fr").capitalize())
        page.row(["N°", "Jour", "Village", "Nature", "Morts", "Observations"])
        for number, e in enumerate(_unplaced(rng, "fr", 4, month=month), 1):
            day: Any = e.start.day if number % 2 else f"{e.start.day:02}"
            page.row([number, day, e.place, e.harm, e.killed, e.note or None], e)
    book.save()


@shape
def serials_and_texts(rng: random.Random, path: Path, answer: Answer) -> None:
    """Days as serials, with and without a format, as text, with hours, and in words."""
    book = Book(path / "serials.xlsx", answer)
    page = book.page("Feuil1")
    page.row(["DATE INCIDENT", "LIEU", "NATURE", "TUES", "BLESSES"])
    for at, e in enumerate(_unplaced(rng, "fr", 12)):
        serial = (e.start - date(1899, 12, 30)).days
        ways: list[Any] = [
            *(serial, str(serial), datetime.combine(e.start, datetime.min.time()), e.start),
            *(
                f"{e.start:%Y-%m-%d} 14:05:00",
                f"le {e.start.day} {month_name(e.start.month, 'fr')} {e.start.year}",
                serial + 0.604,
                f"{e.start:%Y%m%d}",
                f"{e.start:%d-%b-%Y}",
            ),
            *(f"{e.start.day}/{month_name(e.start.month, 'fr')}/{e.start.year}",),
            *(
                f"{e.start:%Y/%m/%d}",
                f"{month_name(e.start.month, 'fr').upper()} {e.start.day}, 2018",
            ),
        ]
        page.row([ways[at], e.place, e.harm, e.killed, 0], e)
    book.save()


@shape
def degrees_of_all_kinds(rng: random.Random, path: Path, answer: Answer) -> None:
    """Degrees with decimal commas, minutes, letters of axes and blanks."""

    def parts(value: float) -> tuple[int, int, float]:
        total = round(value * 3600, 1)
        return int(total // 3600), int(total % 3600 // 60), total % 60

    book = Book(path / "degrees.xlsx", answer)
    page = book.page("GPS")
    page.row(["Date", "Localité", "Coordonnées N", "Coordonnées E", "Type", "Morts"])
    for at, e in enumerate(events(rng, "fr", 8)):
        assert e.lat is not None and e.lon is not None
        (d, m, s), (d2, m2, s2) = parts(e.lat), parts(e.lon)
        north, east = (
            (f"{e.lat:.4f}".replace(".", ","), f"{e.lon:.4f}".replace(".", ",")),
            (f"{d}° {m}' {s:.1f}\" N", f"{d2}° {m2}' {s2:.1f}\" E"),
            (f"N {d:02}°{m:02}'{s:04.1f}''", f"E {d2:03}°{m2:02}'{s2:04.1f}''"),
            (f"{d} {m} {s:.0f} N", f"{d2} {m2} {s2:.0f} E"),
            (
                f"{d}°{m + s / 60:.3f}' N".replace(".", ","),
                f"{d2}°{m2 + s2 / 60:.3f}' E".replace(".", ","),
            ),
            (f"{e.lat:.5f} N", f"{e.lon:.5f} E"),
            (f" {e.lat:.4f} ", f"{e.lon:.4f}°"),
            (f"{d}º{m}’{s:.0f}”", f"{d2}º{m2}’{s2:.0f}”"),
        )[at]
        page.row([e.start, e.place, north, east, e.harm, e.killed], e)
    page = book.page("GPS 2")
    page.row(["Date", "Localité", "Coordonnées GPS", "Type", "Morts"])
    for at, e in enumerate(events(rng, "fr", 5)):
        assert e.lat is not None and e.lon is not None
        (d, m, s), (d2, m2, s2) = parts(e.lat), parts(e.lon)
        point = (
            f"{e.lat:.4f} N / {e.lon:.4f} E",
            f"{d}°{m}'{s:.0f}\"N ; {d2}°{m2}'{s2:.0f}\"E",
            f"{e.lat:.4f}".replace(".", ",") + " - " + f"{e.lon:.4f}".replace(".", ","),
            f"N{d}°{m}'{s:.0f}\" E{d2}°{m2}'{s2:.0f}\"",
            f"Lat {e.lat:.4f} / Lon {e.lon:.4f}",
        )[at]
        page.row([e.start, e.place, point, e.harm, e.killed], e)
    book.save()


@shape
def village_in_district(rng: random.Random, path: Path, answer: Answer) -> None:
    """Places written with their district, and codes of areas beside their names."""
    book = Book(path / "pcodes.xlsx", answer)
    page = book.page("Data")
    page.row(
        [
            *("admin1Name", "admin1Pcode", "admin2Name", "admin2Pcode", "Village (district)"),
            *("Place code", "Date", "Killed", "Type"),
        ]
    )
    for at, e in enumerate(_unplaced(rng, "en", 6)):
        e.place = f"{e.place} ({rng.choice(['Ouaka', 'Mbomou'])})" if at % 3 else "Ippy"
        village = e.place if at % 3 else None
        page.row(
            ["Ouaka", "CF43", "Ippy", "CF433", village, f"CF43{at}01", e.start, e.killed, e.harm], e
        )
    page = book.page("Codes seuls")
    page.row(["Date", "Admin2 Pcode", "Localité", "Type", "Morts"])
    for e in _unplaced(rng, "fr", 4):
        e.place = f"{e.place}, quartier Sud"
        page.row([e.start, "CF433", e.place, e.harm, e.killed], e)
    book.save()


@shape
def homonyms(rng: random.Random, path: Path, answer: Answer) -> None:
    """One name in two districts: each lies where its own district has it."""
    book = Book(path / "homonyms.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Sous-préfecture", "Village", "Latitude", "Longitude", "Type", "Tués"])
    where = {"Bakouma": (5.9, 22.8), "Kouki": (7.16, 17.3)}
    for at, e in enumerate(events(rng, "fr", 8)):
        district = ("Bakouma", "Kouki")[at % 2]
        e.place = "Bangao"
        e.lat, e.lon = (round(v + rng.uniform(-0.02, 0.02), 4) for v in where[district])
        page.row([e.start, district, e.place, e.lat, e.lon, e.harm, e.killed], e)
    book.save()


@shape
def order_by_column(rng: random.Random, path: Path, answer: Answer) -> None:
    """Day and month: each column, or the same column on another sheet of the book, tells it."""
    book = Book(path / "order.xlsx", answer)
    for title, low, high in (("Q1", 1, 28), ("Q2", 1, 12)):
        page = book.page(title)
        page.row(["Report date", "Incident date", "Village", "Type", "Killed"])
        for at, e in enumerate(_unplaced(rng, "en", 6)):
            day = rng.randint(low, high) if at else high
            e.start = e.end = e.start.replace(day=day)
            later = e.start + timedelta(days=1)
            written = f"{e.start:%d/%m/%Y}"
            page.row([f"{later:%m/%d/%Y}", written, e.place, e.harm, e.killed], e)
    book.save()


@shape
def tolls_in_narratives(rng: random.Random, path: Path, answer: Answer) -> None:
    """The dead stand in the account alone, plainly, not at all, or not plainly."""
    told: dict[str, list[tuple[str, tuple[int | None, ...] | int | None, bool]]] = {
        "fr": [
            ("Attaque nocturne : 3 civils tués et 2 blessés.", 3, False),
            ("Des hommes armés ont pillé le marché, sans faire de victime.", 0, False),
            ("Embuscade sur l'axe. Bilan : 4 morts.", 4, False),
            ("Braquage d'un véhicule, le chauffeur a été tué.", 1, False),
            ("Enlèvement de 5 personnes, aucune perte en vie humaine.", 0, False),
            ("Incendie de 12 maisons.", None, False),
            ("Plusieurs personnes ont trouvé la mort.", (2, None, None), False),
            ("Une femme et deux enfants tués par balle.", 3, False),
        ],
        "en": [
            ("Armed men attacked at dawn and killed two farmers.", 2, False),
            ("Raid; 40 cattle taken, no casualties reported.", 0, False),
            ("Clash between herders and farmers left 6 dead, 3 wounded.", 6, False),
            ("House-to-house looting. Three girls abducted.", None, False),
            ("A trader was shot dead on his way home.", 1, False),
            ("Many villagers were killed.", (2, None, None), False),
        ],
        "ar": [
            ("هجوم مسلح على القرية أدى إلى مقتل 3 مدنيين", 3, False),
            ("نهب السوق دون وقوع ضحايا", 0, False),
            ("اختطاف 4 أشخاص", None, False),
        ],
    }
    heads = {
        "fr": ["Date", "Localité", "Résumé des faits", "Auteur présumé"],
        "en": ["Date", "Location", "Description of incident", "Perpetrator"],
        "ar": ["التاريخ", "الموقع", "وصف الحادث", "الجناة"],
    }
    book = Book(path / "accounts.xlsx", answer)
    for lang, accounts in told.items():
        page = book.page(lang)
        page.row(heads[lang])
        for (said, toll, hold), e in zip(
            accounts, _unplaced(rng, lang, len(accounts)), strict=True
        ):
            _toll(e, *(toll if isinstance(toll, tuple) else (toll, toll, toll)))
            page.row([e.start, e.place, said, e.actor], e, must_hold=hold)
    book.save()


@shape
def tolls_as_ranges(rng: random.Random, path: Path, answer: Answer) -> None:
    """More ways to write how many: ranges, about, at most, marks of notes, words."""
    ways: list[tuple[Any, int | None, int | None, int | None]] = [
        ("5 à 7", 5, None, 7),
        ("entre 10 et 15 morts", 10, None, 15),
        ("4 or 5", 4, None, 5),
        ("3–4", 3, None, 4),
        ("≥ 4", 4, None, None),
        ("> 20", 21, None, None),
        ("20+", 20, None, None),
        ("moins de 5", None, None, 4),
        ("+/- 10", None, 10, None),
        ("environ 12", None, 12, None),
        ("approx. 8 persons", None, 8, None),
        ("une quinzaine", None, 15, None),
        ("half a dozen", None, 6, None),
        ("2 personnes", 2, 2, 2),
        ("6 (à confirmer)", 6, 6, 6),
        ("5*", 5, 5, 5),
        ("deux (02)", 2, 2, 2),
        ("01 mort", 1, 1, 1),
        ("3 pers. tuées", 3, 3, 3),
        ("at least 2 civilians", 2, None, None),
        ("plusieurs dizaines", 20, None, None),
        ("nombreux", 2, None, None),
        ("quatre civils", 4, 4, 4),
        ("7 dont 3 enfants", 7, 7, 7),
        ("عشرة", 10, 10, 10),
        ("٥ إلى ٧", 5, None, 7),
        ("أكثر من ١٠", 11, None, None),
        ("ما لا يقل عن 4", 4, None, None),
        ("1 H, 2 F, 1 E", 4, 4, 4),
        ("2 hommes + 1 femme", 3, 3, 3),
        ("12 killed (8 m, 4 f)", 12, 12, 12),
    ]
    book = Book(path / "ranges.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Lieu", "Type", "Nombre de morts", "Auteur"])
    for (written, low, best, high), e in zip(ways, _unplaced(rng, "fr", len(ways)), strict=True):
        page.row([e.start, e.place, e.harm, written, e.actor], _toll(e, low, best, high))
    book.save()


TOTALS = (
    *("S/Total Ouaka", "Cumul", "TOTAL GEN.", "T O T A L", "Total du mois", "Sous total mars"),
    *(
        "Total cumulé",
        "Totals:",
        "Sub Total",
        "Total Q1",
        "المجموع الفرعي",
        "Grand-Total",
        "Moyenne",
    ),
    *(
        "Average",
        "TOTAL (12 incidents)",
        "Total incidents: 8",
        "Ensemble Préfecture",
        "Total =",
        "Σ",
    ),
)


@shape
def totals_of_all_kinds(rng: random.Random, path: Path, answer: Answer) -> None:
    """Sums under other labels, in other cells, with and without a day."""
    book = Book(path / "totals.xlsx", answer)
    for number, label in enumerate(TOTALS):
        page = book.page(f"S{number}")
        page.row(["N°", "Date", "Localité", "Type", "Tués", "Blessés"])
        for at, e in enumerate(_unplaced(rng, "fr", 3), 1):
            page.row([at, e.start, e.place, e.harm, e.killed, e.injured], e)
        total: list[Any] = [None, None, None, None, 33, 12]
        total[number % 4] = label
        if number % 5 == 4 and total[1] is None:
            total[1] = date(2018, 12, 31)
        page.row(total)
    book.save()


@shape
def three_rows_of_heads(rng: random.Random, path: Path, answer: Answer) -> None:
    """Sexes under ages under what befell them, all merged; parts to sum."""
    book = Book(path / "three.xlsx", answer)
    page = book.page("Matrice")
    page.row(["Date", "Localité", "Type", "Victimes", *[None] * 7, "Auteur"])
    page.row([None, None, None, "Tués", None, None, None, "Blessés", None, None, None, None])
    page.row(
        [
            *(None, None, None, "Hommes", "Femmes", "Garçons", "Filles"),
            *("Hommes", "Femmes", "Garçons", "Filles"),
        ]
    )
    page.sheet.merge_cells("D1:K1")
    page.sheet.merge_cells("D2:G2")
    page.sheet.merge_cells("H2:K2")
    for column in "ABCL":
        page.sheet.merge_cells(f"{column}1:{column}3")
    for e in _unplaced(rng, "fr", 7):
        dead = [rng.randint(0, 3) for _ in range(4)]
        _toll(e, *[sum(dead)] * 3)
        page.row([e.start, e.place, e.harm, *dead, 1, 0, 0, 2, e.actor], e)
    book.save()


LEVANT = (
    *("يناير", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "أكتوبر"),
    *("نوفمبر", "ديسمبر"),
)


@shape
def arabic_report(rng: random.Random, path: Path, answer: Answer) -> None:
    """An Arabic report: heads of two rows, digits and months of the Levant, a total, a note."""
    months = ("", *LEVANT)
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    book = Book(path / "taqrir.xlsx", answer)
    page = book.page("التقرير")
    page.row(["تقرير الحوادث الأمنية لعام ٢٠١٨"])
    page.row(
        [
            "م",
            "تاريخ الحادث",
            "مكان الحادث",
            None,
            "نوع الانتهاك",
            "الضحايا",
            None,
            "الجهة المسؤولة",
        ]
    )
    page.row([None, None, "الولاية", "القرية", None, "قتلى", "جرحى", None])
    page.sheet.merge_cells("C2:D2")
    page.sheet.merge_cells("F2:G2")
    for number, e in enumerate(_unplaced(rng, "ar", 8), 1):
        e.place = ARABIC_PLACES[rng.choice(list(ARABIC_PLACES))]
        written: Any = f"{e.start.day} {months[e.start.month]} {e.start.year}".translate(digits)
        killed: Any = str(e.killed).translate(digits)
        if number == 3:
            killed = "لا يوجد"
            _toll(e, 0, 0, 0)
        if number == 5:
            killed = "٣ أو ٤"
            _toll(e, 3, None, 4)
        if number == 7:
            killed = "غير معروف"
            _toll(e, None, None, None)
        page.row([number, written, "الولاية", e.place, e.harm, killed, "٢", e.actor], e)
    page.row(["الجملة", None, None, None, None, "٣٤", "١٦"])
    page.row(["ملاحظة: الأرقام أولية"])
    book.save()


@shape
def district_bands(rng: random.Random, path: Path, answer: Answer) -> None:
    """Bands with the district's name between the rows, and remarks between them."""
    book = Book(path / "bands.xlsx", answer)
    page = book.page("Avril")
    page.row(["Date", "Village", "Type d'incident", "Tués", "Blessés", "Source"])
    for band in ("PRÉFECTURE DE LA OUAKA", "Mbomou", "Sous-préfecture de Zémio"):
        page.row([band])
        page.sheet.merge_cells(f"A{page.line}:F{page.line}")
        for e in _unplaced(rng, "fr", 3, month=4):
            page.row([e.start, e.place, e.harm, e.killed, e.injured, "Chef"], e)
        page.row([None, "NB : chiffres provisoires"])
    page.row(["(suite page 2)"])
    book.save()


@shape
def partner_text(rng: random.Random, path: Path, answer: Answer) -> None:
    """A partner's text file: a preamble, decimal commas, hours beside days, a total."""
    rows: Rows = [
        (["Rapport de monitoring de protection"], None),
        (["Période : T2 2018"], None),
        ([], None),
        (
            [
                "date_heure",
                "village",
                "latitude",
                "longitude",
                "type_incident",
                "nb_morts",
                "nb_bless",
            ],
            None,
        ),
    ]
    for e in events(rng, "fr", 8):
        lat, lon = (f"{v:.4f}".replace(".", ",") for v in (e.lat, e.lon) if v is not None)
        rows.append(([f"{e.start:%d/%m/%Y} 14h30", e.place, lat, lon, e.harm, e.killed, 2], e))
        if e is not None and e.start.day <= 12:
            e.start = e.end = e.start.replace(day=e.start.day + 12)
            rows[-1][0][0] = f"{e.start:%d/%m/%Y} 14h30"
    rows.append((["Total", "", "", "", "", 40, 16], None))
    write_text(path / "partner.csv", rows, answer, separator=";", encoding="cp1252")


@shape
def status_and_verification(rng: random.Random, path: Path, answer: Answer) -> None:
    """A log with columns of verification, of who entered and when, and a link to its report."""
    book = Book(path / "log.xlsx", answer)
    page = book.page("LOG")
    page.row(
        [
            *("Ref", "Entered by", "Date entered", "Date of incident", "State", "County", "Payam"),
            *("Village", "Incident category", "# Killed", "# Injured", "# Abducted", "# Displaced"),
            *("Verified (Y/N)", "Source reliability", "Follow up"),
        ]
    )
    for number, e in enumerate(_unplaced(rng, "en", 8)):
        village = e.place if number % 3 else None
        payam = "Ippy" if village else e.place
        page.row(
            [
                *(f"PI-{number:03}", "AB", e.start + timedelta(days=3), e.start, "Ouaka", "Ippy"),
                *(payam, village, e.harm, e.killed, e.injured, 0, 120, "Y", "B2", "Referred"),
            ],
            e,
        )
    book.save()


def _band(page: Page, said: str) -> None:
    page.row([said])


@shape
def two_lists_beside(rng: random.Random, path: Path, answer: Answer) -> None:
    """Two lists side by side with an empty column between, and a list of codes beside them."""
    book = Book(path / "beside.xlsx", answer)
    page = book.page("Secteurs")
    _band(page, "Secteur Est / Secteur Ouest")
    page.row(["Date", "Village", "Type", "Tués", None, "Code", "Signification"])
    for at, e in enumerate(_unplaced(rng, "fr", 6)):
        code = [None, "ME", "Meurtre"] if at == 0 else [None, "PI", "Pillage"] if at == 1 else []
        page.row([e.start, e.place, e.harm, e.killed, *code], e)
    book.save()


@shape
def report_a_day(rng: random.Random, path: Path, answer: Answer) -> None:
    """A sheet a day: its title alone says the day, casualties stand in words, signed below."""
    book = Book(path / "daily.xlsx", answer)
    for number in (3, 4, 15):
        page = book.page(f"Day {number}")
        page.row([f"DAILY SITREP – {number} March 2018"])
        page.row(["Sector: West"])
        page.row(["Location", "Event", "Casualties", "Action taken"])
        for e in _unplaced(rng, "en", 3, month=3):
            e.start = e.end = date(2018, 3, number)
            dead = f"{e.killed} killed, 2 injured" if e.killed else "nil"
            page.row([e.place, e.harm, dead, "Patrol sent"], e)
        page.row(["Prepared by: duty officer"])
    book.save()


@shape
def killed_by_hashtags(rng: random.Random, path: Path, answer: Answer) -> None:
    """Hashtags with attributes in any order; the killed by sex and age alone."""
    heads = ["Date fait", "Saisi le", "Lieu dit", "H", "F", "Enf", "N", "E", "Qui"]
    tags = [
        *("#date+occurred", "#date+reported", "#loc+name+fr", "#affected+killed+m"),
        *("#affected+f+killed", "#affected+children+killed", "#geo+lat", "#geo+lon"),
        "#actor+name",
    ]
    rows: Rows = [(list(heads), None), (list(tags), None)]
    for e in events(rng, "fr", 7):
        parts = [rng.randint(0, 3) for _ in range(3)]
        _toll(e, *[sum(parts)] * 3)
        later = e.start + timedelta(days=4)
        rows.append(([e.start, later, e.place, *parts, e.lat, e.lon, e.actor], e))
    write_text(path / "tags.csv", rows, answer, separator=";")


@shape
def killed_by_side(rng: random.Random, path: Path, answer: Answer) -> None:
    """Raids: killed of either side, cattle taken and cattle killed beside them."""
    book = Book(path / "raids.xlsx", answer)
    for number, heads in enumerate(
        (("Raiders killed", "Owners killed"), ("Killed (raiders)", "Killed (owners)"))
    ):
        page = book.page(f"S{number}")
        page.row(["Date", "Location", *heads, "Cattle raided", "Cattle killed", "Injured"])
        for e in _unplaced(rng, "en", 5):
            parts = [rng.randint(0, 4) for _ in range(2)]
            _toll(e, *[sum(parts)] * 3)
            page.row([e.start, e.place, *parts, 120, 4, 3], e)
    book.save()


@shape
def versions_of_a_sheet(rng: random.Random, path: Path, answer: Answer) -> None:
    """An old version beside the one in force, a copy, and a sheet of doubles."""
    book = Book(path / "master v3.xlsx", answer)
    head = ["Date", "Territoire", "Localité", "Catégorie", "Tués", "Auteur"]
    said = _unplaced(rng, "fr", 6)
    for title, part, more in (
        ("MASTER", said, 0),
        ("MASTER (old)", said[:4], 3),
        ("Copie de MASTER", said, 0),
        ("Doublons", said[:2], 0),
    ):
        page = book.page(title)
        page.row(head)
        for e in part:
            row = [e.start, "Ouaka", e.place, e.harm, e.killed + more, e.actor]
            page.row(row, e, must_hold=title != "MASTER")
    book.save()
