"""Workbooks that nothing was mended by at first: they were counted before and after the reader was
mended by others, then read, and stand among the shapes since."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.messy.logs import unplaced, with_toll
from benchmarks.messy.shapes import shape
from benchmarks.messy.sheets import Book
from benchmarks.messy.truth import Answer, events, month_name


@shape
def sub_office_log(rng: random.Random, path: Path, answer: Answer) -> None:
    """A sub-office's log with two-word heads and the toll as a sentence."""
    book = Book(path / "SO_Bria.xlsx", answer)
    page = book.page("2018")
    page.row(["SUB-OFFICE BRIA: SECURITY EVENTS"])
    page.row(["#", "Event day", "Event place", "What", "Who did it", "Human cost", "Reported by"])
    said: list[tuple[str, Any]] = [
        ("one dead", 1),
        ("3 killed and 1 missing", 3),
        ("nobody hurt", 0),
        ("2 injured", None),
        ("4 deaths, 6 injuries", 4),
        ("unknown", None),
    ]
    for number, ((words, dead), e) in enumerate(zip(said, unplaced(rng, "en", 6), strict=True), 1):
        page.row([number, e.start, e.place, e.harm, e.actor, words, "Chief"], with_toll(e, dead))
    book.save()


@shape
def rapport_de_la_gendarmerie(rng: random.Random, path: Path, answer: Answer) -> None:
    """A gendarmerie's register: date des faits and lieu, victims décédées and blessées."""
    book = Book(path / "BE_gendarmerie.xlsx", answer)
    page = book.page("Procès-verbaux")
    page.row(
        [
            *("N° PV", "Date des faits", "Heure", "Lieu des faits", "Infraction"),
            *("Victimes décédées", "Victimes blessées", "Mis en cause", "Suite donnée"),
        ]
    )
    for number, e in enumerate(unplaced(rng, "fr", 7), 1):
        page.row(
            [
                *(f"{number:04}/BT", f"{e.start.day} {month_name(e.start.month, 'fr')} 2018"),
                *("07h30", e.place, e.harm, e.killed or None, 1, e.actor, "Enquête"),
            ],
            with_toll(e, e.killed or None),
        )
    book.save()


@shape
def monitoring_by_telephone(rng: random.Random, path: Path, answer: Answer) -> None:
    """Calls of focal points: day of the call, day of the event as days back, a toll of words."""
    book = Book(path / "calls.xlsx", answer)
    page = book.page("Calls")
    page.row(["Date of call", "When did it happen?", "Village", "Event", "People killed", "Notes"])
    for at, e in enumerate(unplaced(rng, "en", 6)):
        back = (0, 1, 2, 0, 1, 3)[at]
        words = ("today", "yesterday", "2 days ago", "this morning", "last night", "3 days ago")[at]
        call = e.start + timedelta(days=back)
        killed = ("two", 1, "about 5", "none", 0, "3 or 4")[at]
        toll: Any = (2, 1, (None, 5, None), 0, 0, (3, None, 4))[at]
        page.row([call, words, e.place, e.harm, killed, None], with_toll(e, toll))
    book.save()


@shape
def minutes_of_a_working_group(rng: random.Random, path: Path, answer: Answer) -> None:
    """A table of minutes: zone, facts with their day, consequences."""
    book = Book(path / "GT_protection.xlsx", answer)
    page = book.page("CR 12 avril 2018")
    page.row(["Groupe de travail protection, compte rendu de la semaine du 2 au 8 avril 2018"])
    page.row(["Zone", "Date", "Faits", "Conséquences humaines", "Actions"])
    said: list[tuple[str, Any]] = [
        ("1 mort, 2 blessés", 1),
        ("aucune", 0),
        ("3 femmes tuées", 3),
        ("déplacement de 40 ménages", None),
        ("2 morts", 2),
    ]
    for at, ((words, dead), e) in enumerate(zip(said, unplaced(rng, "fr", 5), strict=True)):
        e.start = e.end = date(2018, 4, 2 + at)
        page.row([e.place, f"{2 + at} avril", "Incursion d'hommes armés", words, "Plaidoyer"],
                 with_toll(e, dead))  # fmt: skip
    book.save()


@shape
def tracker_of_attacks(rng: random.Random, path: Path, answer: Answer) -> None:
    """Codes of areas, several actors, fatalities by civil and armed, the point in two columns."""
    book = Book(path / "tracker.xlsx", answer)
    page = book.page("Tracker")
    page.row(
        [
            *("EventID", "EventDate", "ADM1_PCODE", "ADM1_EN", "ADM2_EN", "Settlement", "POINT_Y"),
            *("POINT_X", "EventType", "Actor1", "Actor2", "FatalitiesCivilian", "FatalitiesArmed"),
        ]
    )
    for number, e in enumerate(events(rng, "en", 7), 1):
        civil, armed = rng.randint(0, 4), rng.choice([0, 0, 2])
        page.row(
            [
                *(number, e.start, "CF41", "Ouaka", "Bambari", e.place, e.lat, e.lon, e.harm),
                *(e.actor, "Civilians", civil, armed),
            ],
            with_toll(e, civil + armed),
        )
    book.save()


@shape
def weekly_arabic_bulletin(rng: random.Random, path: Path, answer: Answer) -> None:
    """An Arabic bulletin: day, place, what happened, human losses in words."""
    book = Book(path / "نشرة.xlsx", answer)
    page = book.page("نشرة")
    page.row(["النشرة الأسبوعية"])
    page.row(["اليوم والتاريخ", "المنطقة", "وصف الحادث", "الخسائر البشرية"])
    said: list[tuple[str, Any]] = [
        ("مقتل 3 أشخاص وإصابة 2", 3),
        ("لا توجد خسائر", 0),
        ("قتيلان وأربعة جرحى", 2),
        ("إصابة شخصين", None),
        ("مقتل شخص واحد", 1),
    ]
    for (words, dead), e in zip(said, unplaced(rng, "ar", 5), strict=True):
        day = f"الاثنين {e.start.day} {month_name(e.start.month, 'ar')} 2018"
        page.row([day, e.place, "هجوم مسلح على القرية", words], with_toll(e, dead))
    book.save()


@shape
def cluster_dashboard_feed(rng: random.Random, path: Path, answer: Answer) -> None:
    """Heads joined by underscores, deaths by sex, a total that is blank at times."""
    book = Book(path / "feed.xlsx", answer)
    page = book.page("feed")
    page.row(
        [
            "incident_date",
            "site_name",
            "incident_category",
            "deaths_male",
            "deaths_female",
            "deaths_total",
            "injuries_total",
            "data_source",
        ]
    )
    for number, e in enumerate(unplaced(rng, "en", 6)):
        men, women = rng.randint(0, 3), rng.randint(0, 2)
        total = men + women if number % 3 else None
        page.row([e.start, e.place, e.harm, men, women, total, 2, "FP"], with_toll(e, men + women))
    book.save()


@shape
def journal_of_a_parish(rng: random.Random, path: Path, answer: Answer) -> None:
    """A parish's journal: the day with its weekday, the village in the words, who died counted."""
    book = Book(path / "paroisse.xlsx", answer)
    page = book.page("Journal")
    page.row(["Jour et date", "Village", "Ce qui s'est passé", "Nombre de morts", "Remarques"])
    for e in unplaced(rng, "fr", 6):
        day = f"Vendredi {e.start.day} {month_name(e.start.month, 'fr')} 2018"
        page.row([day, e.place, "Des hommes armés sont venus la nuit", e.killed, None], e)
    book.save()


@shape
def monthly_sums_of_a_cluster(rng: random.Random, path: Path, answer: Answer) -> None:
    """Sums by district and week: no incident stands in it."""
    del answer
    book = Book(path / "weekly_sums.xlsx", Answer())
    page = book.page("Summary")
    page.row(["Week", "District", "Incidents", "Killed", "Injured", "Abducted"])
    for week in range(10, 16):
        page.row([f"W{week}", "Ouaka", rng.randint(1, 9), rng.randint(0, 9), 3, 0])
    book.save()


@shape
def attacks_on_the_road(rng: random.Random, path: Path, answer: Answer) -> None:
    """Incidents on an axis between two towns, the nearer town beside it, hours apart."""
    book = Book(path / "axes.xlsx", answer)
    page = book.page("Axes")
    page.row(
        [
            "Date",
            "Heure",
            "Axe",
            "PK / Localité la plus proche",
            "Incident",
            "Pertes en vies humaines",
            "Blessés",
            "Biens emportés",
        ]
    )
    for e in unplaced(rng, "fr", 6):
        page.row([e.start, "15h", "Bria - Ippy", e.place, "Braquage", e.killed, 0, "2 motos"], e)
    book.save()


@shape
def register_by_chapters(rng: random.Random, path: Path, answer: Answer) -> None:
    """Chapters by kind of incident: the kind stands in a line above its rows."""
    book = Book(path / "chapters.xlsx", answer)
    page = book.page("Register")
    page.row(["Date", "Village", "Perpetrator", "Persons killed", "Persons injured"])
    for kind in ("A. KILLINGS", "B. LOOTING", "C. ABDUCTIONS"):
        page.row([kind])
        for e in unplaced(rng, "en", 3):
            page.row([e.start, e.place, e.actor, e.killed, e.injured], e)
    book.save()


@shape
def heads_of_other_services(rng: random.Random, path: Path, answer: Answer) -> None:
    """One list after another with the heads of other services, none of them seen before."""
    heads = (
        ("Incident dt", "Scene of incident", "Offence", "Deceased", "Casualties (injured)"),
        ("Date d'évènement", "Lieu exact", "Fait", "Nbr décès", "Nbr blessés"),
        ("Occurrence date", "Area/Village", "Nature of event", "Lives lost", "Persons hurt"),
        ("Date de commission", "Endroit", "Infraction", "Personnes décédées", "Personnes blessées"),
        ("Day of attack", "Village attacked", "Kind of attack", "People dead", "People hurt"),
        ("Date de l'attaque", "Village attaqué", "Type d'attaque", "Pertes humaines", "Blessés"),
        ("Attack date", "Locality name", "Attack category", "Number dead", "Number wounded"),
        ("تاريخ الهجوم", "القرية المستهدفة", "نوع الهجوم", "عدد الوفيات", "عدد المصابين"),
        ("Dt", "Vlg", "Inc type", "Fat.", "Inj."),
        ("Date", "Village/Site", "Événement", "Nombre de personnes tuées", "Nombre de blessés"),
        (
            "Date of violation",
            "Place of violation",
            "Violation",
            "Victims killed",
            "Victims injured",
        ),
        ("Date du sinistre", "Quartier/Village", "Sinistre", "Tués (pers.)", "Blessés (pers.)"),
    )
    book = Book(path / "services.xlsx", answer)
    for number, head in enumerate(heads):
        page = book.page(f"S{number}")
        page.row([*head, "Source"])
        for e in unplaced(rng, "en", 3):
            page.row([e.start, e.place, e.harm, e.killed, e.injured, "FP"], e)
    book.save()


@shape
def levels_of_other_countries(rng: random.Random, path: Path, answer: Answer) -> None:
    """Places of several levels by the names that countries give them; the finest is the place."""
    levels = (
        ("Province", "Territoire", "Groupement", "Localité"),
        ("State", "LGA", "Ward", "Community"),
        ("Région", "Cercle", "Commune", "Village"),
        ("Wilaya", "Moughataa", "Commune", "Localité"),
        ("Region", "Zone", "Woreda", "Kebele"),
        ("Province", "Département", "Canton", "Ferrick/Village"),
        ("الولاية", "المحلية", "الوحدة الإدارية", "القرية"),
        ("Departement", "Arrondissement", "Canton", "Village/quartier"),
    )
    book = Book(path / "levels.xlsx", answer)
    for number, (first, second, third, finest) in enumerate(levels):
        page = book.page(f"L{number}")
        page.row(["Date", first, second, third, finest, "Type", "Killed"])
        for e in unplaced(rng, "en", 3):
            page.row([e.start, "Alpha", "Beta", "Gamma", e.place, e.harm, e.killed], e)
    book.save()


@shape
def estimates_and_sources(rng: random.Random, path: Path, answer: Answer) -> None:
    """The least, the best and the most of the killed in three columns."""
    book = Book(path / "estimates.xlsx", answer)
    for title, heads in (
        ("EN", ("Killed (low)", "Killed (best)", "Killed (high)")),
        ("FR", ("Tués (min)", "Tués (estimation)", "Tués (max)")),
        ("DB", ("deaths_min", "deaths_best", "deaths_max")),
    ):
        page = book.page(title)
        page.row(["Date", "Location", "Type", *heads])
        for e in unplaced(rng, "en", 4):
            best = rng.randint(1, 6)
            page.row([e.start, e.place, e.harm, best - 1, best, best + 2], with_toll(e, best))
    book.save()


@shape
def remarks_that_tell_the_dead(rng: random.Random, path: Path, answer: Answer) -> None:
    """Injured in a column, the dead in the remarks alone."""
    book = Book(path / "remarks.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Location", "Incident", "Injured", "Remarks"])
    said: list[tuple[str | None, Any]] = [
        ("1 person later died", 1),
        ("2 killed on the spot", 2),
        (None, None),
        ("Houses burnt", None),
        ("No deaths", 0),
        ("A girl of 9 years was killed", 1),
    ]
    for (words, toll), e in zip(said, unplaced(rng, "en", len(said)), strict=True):
        page.row([e.start, e.place, "Attack", 2, words], with_toll(e, toll))
    book.save()
