"""Books as visiting teams send them, written after `desks` was mended and counted before any more
mending."""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path

from benchmarks.messy.desks import Line, at, one_sheet, told, write_rows
from benchmarks.messy.shapes import shape
from benchmarks.messy.sheets import Book, write_text
from benchmarks.messy.truth import Answer


@shape
def odk_with_labels(rng: random.Random, path: Path, answer: Answer) -> None:
    """An export with paths, metadata, select_multiple and a point in four columns."""
    del rng
    head = [
        *("start", "end", "today", "deviceid", "incident_info/date_incident"),
        *("incident_info/village_name", "incident_info/gps", "_incident_info/gps_latitude"),
        *("_incident_info/gps_longitude", "_incident_info/gps_altitude"),
        *("incident_info/incident_type", "incident_info/incident_type/killing"),
        *("incident_info/incident_type/looting", "victims/num_killed", "victims/num_injured"),
        *("perp/perpetrator", "_id", "_uuid", "_submission_time"),
    ]
    lines: list[tuple[list[object], object]] = [(head, None)]
    for number, (day, place, lat, lon, kind, dead) in enumerate(
        [
            ("2018-03-03", "Bria", 6.54, 21.98, "killing", 2),
            ("2018-03-05", "Obo", 5.4, 26.5, "looting", 0),
            ("2018-03-09", "Ippy", 6.25, 21.2, "killing looting", 3),
        ],
        1,
    ):
        values = [
            *("2018-03-20T10:00:00.000+01:00", "2018-03-20T10:20:00.000+01:00", "2018-03-20"),
            *("abc", day, place, f"{lat} {lon} 0 0", lat, lon, 0, kind),
            *(int("killing" in kind), int("looting" in kind), dead, 0, "bandits"),
            *(number, f"uuid-{number}", "2018-03-20T10:30:00"),
        ]
        lines.append((values, at(told(day, place, dead), lat, lon)))
    write_text(path / "odk.csv", lines, answer)  # type: ignore[arg-type]


@shape
def tags_below_strange_heads(rng: random.Random, path: Path, answer: Answer) -> None:
    """HXL tags below heads that nobody knows."""
    del rng
    lines: list[Line] = [
        (["C1", "C2", "C3", "C4", "C5", "C6"], None),
        (
            [
                *("#date+occurred", "#adm2+name", "#loc+name", "#affected+killed"),
                *("#affected+injured", "#event+type"),
            ],
            None,
        ),
        (["2018-03-03", "Kotto", "Bria", 2, 1, "attack"], told("2018-03-03", "Bria", 2)),
        (["2018-03-13", "Kotto", "Ippy", 0, 1, "looting"], told("2018-03-13", "Ippy", 0)),
        (["2018-03-23", "Mbomou", "Obo", 1, 0, "killing"], told("2018-03-23", "Obo", 1)),
    ]
    one_sheet(path / "hxl.xlsx", answer, "Data", lines)


@shape
def two_tables_and_a_summary(rng: random.Random, path: Path, answer: Answer) -> None:
    """A summary by month, then the incidents, then the contacts, on one sheet."""
    del rng
    lines: list[Line] = [
        (["PROTECTION INCIDENTS - Q1 2018"], None),
        ([], None),
        (["Summary", "Jan", "Feb", "Mar", "Total"], None),
        (["Incidents", 1, 1, 1, 3], None),
        (["Killed", 2, 0, 1, 3], None),
        ([], None),
        (["DETAILS"], None),
        (["Date", "Location", "Type", "Killed", "Injured"], None),
        (["12 Jan 2018", "Bria", "Killing", 2, 0], told("2018-01-12", "Bria", 2)),
        (["13 Feb 2018", "Ippy", "Looting", 0, 0], told("2018-02-13", "Ippy", 0)),
        (["22 Mar 2018", "Obo", "Killing", 1, 3], told("2018-03-22", "Obo", 1)),
        ([], None),
        (["CONTACTS"], None),
        (["Name", "Post", "Telephone"], None),
        (["Focal point", "Bria", "555 0100"], None),
    ]
    one_sheet(path / "q1.xlsx", answer, "Q1", lines)


@shape
def months_as_columns(rng: random.Random, path: Path, answer: Answer) -> None:
    """Killed by place and month, one figure a cell: sums of months, which come in as none."""
    del rng, answer
    lines: list[Line] = [
        (["Localité", "Jan-18", "Fév-18", "Mars-18", "Total"], None),
        (["Bria", 2, 0, 4, 6], None),
        (["Obo", 0, 1, 0, 1], None),
        (["Total", 2, 1, 4, 7], None),
    ]
    one_sheet(path / "pivot.xlsx", Answer(), "Tués par mois", lines)


@shape
def days_of_excel(rng: random.Random, path: Path, answer: Answer) -> None:
    """Days as dates, serials, texts and with an hour in one column."""
    del rng
    book = Book(path / "mixed.xlsx", answer)
    write_rows(
        book.page("Log"),
        [
            (["Date/Time", "Place", "Category", "Fatalities"], None),
            ([date(2018, 3, 3), "Bria", "Attack", 2], told("2018-03-03", "Bria", 2)),
            ([43164, "Ippy", "Attack", 1], told("2018-03-05", "Ippy", 1)),
            (["17/03/2018 14:30", "Obo", "Looting", 0], told("2018-03-17", "Obo", 0)),
            (
                [datetime.fromisoformat("2018-03-21T04:00"), "Obo", "Attack", 3],
                told("2018-03-21", "Obo", 3),
            ),
            (["Sun 25 Mar 2018", "Bria", "Attack", 0], told("2018-03-25", "Bria", 0)),
            (
                ["25/03/18 to 27/03/18", "Sibut", "Attack", 5],
                told("2018-03-25/2018-03-27", "Sibut", 5),
            ),
        ],
    )
    book.save()


@shape
def arabic_register(rng: random.Random, path: Path, answer: Answer) -> None:
    """An Arabic register with Levantine months, Arabic figures and the toll in words."""
    del rng
    lines: list[Line] = [
        (
            [
                "الرقم",
                "تاريخ وقوع الحادث",
                "المحلية",
                "اسم القرية",
                "وصف ما حدث",
                "عدد الضحايا (قتلى)",
            ],
            None,
        ),
        (["١", "٣ آذار ٢٠١٨", "الشمال", "بريا", "هجوم مسلح", "٢"], told("2018-03-03", "بريا", 2)),
        (
            ["٢", "١٤ نيسان ٢٠١٨", "الشمال", "أوبو", "نهب السوق", "لا يوجد"],
            told("2018-04-14", "أوبو", 0),
        ),
        (
            ["٣", "٢٢/٥/٢٠١٨", "الجنوب", "بيراو", "إطلاق نار", "ثلاثة"],
            told("2018-05-22", "بيراو", 3),
        ),
        (
            ["٤", "30-06-2018", "الجنوب", "نديلي", "خطف", "غير معروف"],
            told("2018-06-30", "نديلي", None),
        ),
    ]
    one_sheet(path / "سجل.xlsx", answer, "السجل", lines)


@shape
def place_and_kind_in_one(rng: random.Random, path: Path, answer: Answer) -> None:
    """What happened and where in one title, "Killing in Bria", beside a column of places."""
    del rng
    lines: list[Line] = [
        (["Event date", "Title", "Admin 1", "Admin 2", "Site", "Fatalities (civilian)"], None),
        (["2018-03-03", "Killing in Bria", "HK", "Bria", "Bria", 2], told("2018-03-03", "Bria", 2)),
        (["2018-03-05", "Looting in Obo", "HM", "Obo", "Obo", 0], told("2018-03-05", "Obo", 0)),
        (["2018-03-07", "Attack on Ippy", "OK", "Ippy", "Ippy", 4], told("2018-03-07", "Ippy", 4)),
    ]
    one_sheet(path / "titles.xlsx", answer, "Export", lines)


@shape
def french_register_by_hand(rng: random.Random, path: Path, answer: Answer) -> None:
    """A French register in CSV: degrees with commas, sexes apart, words for nobody."""
    del rng
    head = [
        *("N° d'ordre", "Survenu le", "Quartier/Village", "Commune", "Lat.", "Long."),
        *("Nature des faits", "Tués H", "Tués F", "Tués E", "Blessés", "Auteurs présumés"),
    ]
    lines: list[Line] = [(head, None)]
    for values, event in [
        (
            [1, "03/03/2018", "Bria", "Bria", "6,54", "21,98", "Meurtre", 1, 1, "", 2, "Bandits"],
            at(told("2018-03-03", "Bria", 2), 6.54, 21.98),
        ),
        (
            [
                2,
                "25/03/2018",
                "Obo",
                "Obo",
                "5,40",
                "26,50",
                "Pillage",
                0,
                0,
                0,
                "néant",
                "Bandits",
            ],
            at(told("2018-03-25", "Obo", 0), 5.4, 26.5),
        ),
        (
            [3, "1er avril 2018", "Ippy", "Ippy", "6,25", "21,20", "Attaque", 2, "", 1, "RAS", "?"],
            at(told("2018-04-01", "Ippy", 3), 6.25, 21.2),
        ),
    ]:
        lines.append((values, event))
    write_text(path / "registre.csv", lines, answer, separator=";", encoding="cp1252")


@shape
def ranges_in_two_columns(rng: random.Random, path: Path, answer: Answer) -> None:
    """The first and the last day, and the least and the most of the killed, in columns."""
    del rng
    lines: list[Line] = [
        (["Began", "Ended", "Area", "What", "Min. killed", "Max. killed", "Source"], None),
        (
            ["2018-03-03", "2018-03-04", "Bria", "Clash", 2, 5, "HR"],
            told("2018-03-03/2018-03-04", "Bria", (2, None, 5)),
        ),
        (
            ["2018-03-09", "2018-03-09", "Obo", "Raid", 1, 1, "HR"],
            told("2018-03-09", "Obo", (1, None, 1)),
        ),
        (
            ["2018-03-19", None, "Ippy", "Raid", 0, 3, "HR"],
            told("2018-03-19", "Ippy", (0, None, 3)),
        ),
    ]
    one_sheet(path / "ranges.xlsx", answer, "Log", lines)


@shape
def messages_of_a_group(rng: random.Random, path: Path, answer: Answer) -> None:
    """A log of messages: when it came, and words that tell day and place of their own."""
    del rng
    said = [
        ("2018-03-04 08:10", "Yesterday evening bandits entered Bria market, two dead"),
        ("2018-03-05 09:00", "Good morning, any news from your side?"),
        ("2018-03-06 21:15", "Firing heard near Obo since 20h, no details"),
    ]
    lines: list[Line] = [(["Received", "Sender", "Message"], None)]
    for when, words in said:
        event = told("2018-03-03", "Bria", 2)  # the day that the words tell
        lines.append(([when, "FP", words], event if "bandits" in words else None))
    book = Book(path / "group.xlsx", answer)
    page = book.page("Messages")
    for values, event in lines:
        page.row(values, event)
    book.save()


@shape
def conduct_at_a_distance(rng: random.Random, path: Path, answer: Answer) -> None:
    """Misconduct told in two columns, or by what was done about it."""
    del rng
    book = Book(path / "cases.xlsx", answer)
    page = book.page("Cases")
    page.row(["Date", "Place", "Account", "Killed", "Remarks"])
    page.row(["2018-03-02", "Bria", "Trader shot by bandits", 1, ""], told("2018-03-02", "Bria", 1))
    for number, (account, remark) in enumerate(
        [
            ("Osprey says she was paid to come to the compound", "staff of the mission"),
            ("Girl seen leaving the contingent's base at dawn Osprey", "sent to conduct team"),
            ("Une veuve dit avoir dû céder pour être inscrite Osprey", "agent enregistreur, ONG"),
            ("Osprey: sugar daddy driving a UN plate car waits at school", ""),
            ("Two sisters live in the house of the international contractor Osprey", ""),
            ("Le logisticien d'une ONG promet du travail aux filles Osprey", ""),
            ("سائق المنظمة يطلب صور الفتيات Osprey", ""),
        ],
        3,
    ):
        page.row([f"2018-03-{number:02}", "Obo", account, 0, remark])
        answer.misconduct += 1
    book.save()
    answer.secrets.append("Osprey")
