"""Logs, registers and weekly tables as field offices send them: the first half of a fourth lot.

Written from how such files are laid out, apart from the reader. What the keeper of a file would say
is true stands beside each row; where no reader could know it, the row must wait.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.messy.shapes import shape
from benchmarks.messy.sheets import Book, write_text
from benchmarks.messy.truth import ARABIC_PLACES, HARMS, Answer, Event, events, month_name

Toll = tuple[int | None, int | None, int | None]
NOT_KNOWN: Toll = (None, None, None)


def unplaced(rng: random.Random, lang: str, count: int, **when: int) -> list[Event]:
    """Events whose file gives no position."""
    said = events(rng, lang, count, **when)
    for event in said:
        event.lat = event.lon = None
    return said


def with_toll(event: Event, toll: Toll | int | None) -> Event:
    """The event with so many killed: a number, or the least, the figure and the most."""
    event.low, event.best, event.high = toll if isinstance(toll, tuple) else (toll, toll, toll)
    return event


@shape
def protection_monitoring(rng: random.Random, path: Path, answer: Answer) -> None:
    """Victims in all, and of them the killed; the day of the report beside that of the incident."""
    book = Book(path / "PMT_export.xlsx", answer)
    page = book.page("Incidents")
    page.row(["PROTECTION MONITORING - INCIDENT LIST (sensitive)"])
    page.row(
        [
            *("Ref.", "Date reported", "Incident date", "Region", "District", "Site/Settlement"),
            *("Protection incident type", "Pop. group", "No. of victims", "Of which killed"),
            *("Alleged perpetrator", "Referral made (Y/N)", "Follow-up"),
        ]
    )
    for number, e in enumerate(unplaced(rng, "en", 8), 1):
        victims = e.killed + rng.randint(1, 4)
        report = e.start + timedelta(days=rng.randint(0, 3))
        page.row(
            [
                *(f"PM-{number:03}", report, e.start, "Ouaka", "Bambari", e.place, e.harm),
                *(rng.choice(["IDP", "Host", "Refugee"]), victims, e.killed, e.actor, "Y", None),
            ],
            e,
        )
    book.save()


@shape
def access_constraints(rng: random.Random, path: Path, answer: Answer) -> None:
    """First and last day, staff killed, injured and abducted, a long column of words."""
    book = Book(path / "Access_log_AMRF.xlsx", answer)
    page = book.page("AMRF database")
    page.row(
        [
            *("Incident No", "Start date", "End date", "Admin1", "Admin2", "Nearest town"),
            *("Access constraint", "Actor", "Humanitarian personnel killed"),
            *("Humanitarian personnel injured", "Humanitarian personnel abducted"),
            *("Programmes affected", "Description"),
        ]
    )
    for number, e in enumerate(unplaced(rng, "en", 8), 1):
        e.end = e.start + timedelta(days=rng.choice([0, 0, 1, 4]))
        with_toll(e, rng.choice([0, 0, 1, 2]))
        said = "Convoy turned back at the checkpoint; cargo looted."
        page.row(
            [
                *(number, e.start, e.end, "Haute-Kotto", "Bria", e.place, "Violence against staff"),
                *(e.actor, e.killed, rng.randint(0, 2), 0, "Health, WASH", said),
            ],
            e,
        )
    book.save()


@shape
def safety_weekly(rng: random.Random, path: Path, answer: Answer) -> None:
    """A weekly table in which a line names the province of the rows below; tolls in the words."""
    book = Book(path / "weekly_17.xlsx", answer)
    page = book.page("Week 17")
    page.row(["NGO SAFETY - WEEKLY INCIDENT TABLE"])
    page.row(["Period: 23 - 29 April 2018"])
    page.row(["Date", "Time", "Location", "Category", "Details"])
    said: list[tuple[str, Toll | int | None]] = [
        ("Armed men entered the market and shot dead 2 traders.", 2),
        ("NGO vehicle stopped and searched. No one was harmed.", 0),
        ("Clash between herders and farmers: 4 people killed, 3 wounded.", 4),
        ("Robbery at the NGO compound; a guard was killed.", 1),
        ("Burglary of an NGO house, cash stolen, no casualties.", 0),
        ("Three civilians were killed and five others injured in an ambush.", 3),
    ]
    said_of = iter(said)
    for province in ("OUAKA", "HAUTE-KOTTO", "MBOMOU"):
        page.row([province])
        for e in unplaced(rng, "en", 2, month=4):
            e.start = e.end = date(2018, 4, rng.randint(23, 28))
            words, dead = next(said_of)
            page.row([e.start, "14:30", e.place, "Crime", words], with_toll(e, dead))
    book.save()


@shape
def occurrence_book(rng: random.Random, path: Path, answer: Answer) -> None:
    """A police occurrence book typed up: day and hour in a cell, the facts in words."""
    book = Book(path / "OB_extract.xlsx", answer)
    page = book.page("OB")
    page.row(["POLICE STATION - EXTRACT OF OCCURRENCE BOOK"])
    page.row(["OB No.", "Date & Time", "Place of occurrence", "Offence", "Brief facts", "Action"])
    said: list[tuple[str, str, Toll | int | None]] = [
        ("Murder", "One male adult killed by unknown gunmen", 1),
        ("Robbery", "Suspects stole 2 motorcycles at gunpoint", None),
        ("Murder", "Two brothers were shot dead while returning from the farm", 2),
        ("Arson", "Five houses burnt, nobody was killed", 0),
        ("Assault", "Complainant beaten by three youths, treated and discharged", None),
        ("Cattle theft", "40 heads of cattle stolen, 1 herder killed and 2 wounded", 1),
        ("Murder", "Bodies of 3 men found near the river", 3),
    ]
    for number, ((offence, words, dead), e) in enumerate(
        zip(said, unplaced(rng, "en", len(said)), strict=True), 1
    ):
        when = f"{e.start:%d/%m/%Y} {rng.randint(6, 22):02}{rng.randint(10, 59)}hrs"
        if number == 2:
            e.start = e.end = date(2018, e.start.month, 27)
            when = f"27/{e.start.month:02}/2018 0910hrs"
        page.row(
            [f"{number:02}/{e.start:%d/%m}", when, e.place, offence, words, "PUI"],
            with_toll(e, dead),
        )
    book.save()


@shape
def sitrep_pasted_from_word(rng: random.Random, path: Path, answer: Answer) -> None:
    """A military table pasted from Word: date-time groups, "02 x civ KIA", blanks around cells."""
    book = Book(path / "DSR_table.xlsx", answer)
    page = book.page("Sheet1")
    page.row(["DAILY SITUATION REPORT - SECTOR EAST"])
    page.row(["Ser", " DTG ", "Location ", "Event", "Casualties", "Action taken"])
    said: list[tuple[str, Toll | int | None]] = [
        ("02 x civ KIA, 03 x civ WIA", 2),
        ("Nil", 0),
        ("01 x civ KIA", 1),
        ("04 x WIA", None),
        ("NTR", None),
        ("03 x civ KIA (01 x child)", 3),
        ("Not known", None),
    ]
    for number, ((words, dead), e) in enumerate(
        zip(said, unplaced(rng, "en", len(said)), strict=True), 1
    ):
        group = f"{e.start:%d}{rng.randint(0, 23):02}30B {e.start:%b}".upper() + f" {e.start:%y}"
        page.row(
            [f"{number}.", group, f" {e.place}\n", e.harm, words, "Patrol sent"], with_toll(e, dead)
        )
    book.save()


@shape
def displacement_tracking(rng: random.Random, path: Path, answer: Answer) -> None:
    """Movements of people beside a list of incidents: households are no dead."""
    book = Book(path / "ETT_round.xlsx", answer)
    moves = book.page("Movements")
    moves.row(
        ["Date of displacement", "Village of origin", "Current location", "Reason", "HH", "IND"]
    )
    for e in unplaced(rng, "en", 6):
        moves.row([e.start, e.place, "Bria PK3", "Conflict", rng.randint(9, 90), 200])
    page = book.page("Incidents")
    page.row(["Date", "Village", "Event type", "Killed", "Injured", "HH displaced"])
    for e in unplaced(rng, "en", 5):
        page.row([e.start, e.place, e.harm, e.killed, e.injured, rng.randint(5, 80)], e)
    book.save()


@shape
def flow_registry_alone(rng: random.Random, path: Path, answer: Answer) -> None:
    """People counted at a border crossing: no incident stands in it."""
    del answer
    book = Book(path / "FMP_daily.xlsx", Answer())
    page = book.page("FMP")
    page.row(
        ["Date", "Flow monitoring point", "Direction", "Male", "Female", "Children", "Reason", "To"]
    )
    for e in unplaced(rng, "en", 8):
        page.row([e.start, e.place, "IN", 3, 4, 6, "Conflict / insecurity", "Bangui"])
    book.save()


@shape
def radio_log(rng: random.Random, path: Path, answer: Answer) -> None:
    """Messages of a radio room: no column says where; each waits."""
    book = Book(path / "radio.xlsx", answer)
    page = book.page("HF log")
    page.row(["RADIO ROOM LOG - 14 March 2018"])
    page.row(["Time", "From", "To", "Message"])
    said = [
        "Reports 3 killed at {}, attackers moved north",
        "Radio check, all well",
        "Shooting heard near {}, number of casualties unknown",
        "Market at {} burnt, no casualties",
    ]
    for words, e in zip(said, unplaced(rng, "en", 4, month=3), strict=True):
        e.start = e.end = date(2018, 3, 14)
        line = ["07:30", "BRAVO 2", "BASE", words.format(e.place)]
        if "{}" in words:
            page.row(line, e, must_hold=True)
        else:
            page.row(line)
    book.save()


@shape
def suivi_des_incidents(rng: random.Random, path: Path, answer: Answer) -> None:
    """Tableau de suivi: levels of place, urgency, who follows; merged title, blank lines."""
    book = Book(path / "Tableau de suivi des incidents.xlsx", answer)
    page = book.page("Suivi 2018")
    page.row(["TABLEAU DE SUIVI DES INCIDENTS DE PROTECTION"])
    page.sheet.merge_cells("A1:L1")
    page.gap()
    page.row(
        [
            *("N°", "Date de l'incident", "Préfecture", "Commune", "Village / Quartier"),
            *("Type d'incident", "Auteurs présumés", "Nbre de morts", "Nbre de blessés"),
            *("Nbre de ménages affectés", "Niveau d'urgence", "Point focal"),
        ]
    )
    for number, e in enumerate(unplaced(rng, "fr", 8), 1):
        page.row(
            [
                *(number, f"{e.start:%d/%m/%Y}", "Ouaka", "Danga-Gboudou", e.place, e.harm),
                *(e.actor, e.killed, e.injured, rng.randint(0, 40), "Élevé", "M."),
            ],
            with_toll(e, e.killed),
        )
        if number == 4:
            page.gap()
    proof = unplaced(rng, "fr", 1)[0]
    proof.start = proof.end = date(2018, 12, 28)
    page.row(
        [
            *(9, "28/12/2018", "Ouaka", "Danga-Gboudou", proof.place, proof.harm, proof.actor),
            *(proof.killed, proof.injured, 3, "Moyen", "M."),
        ],
        proof,
    )
    page.gap()
    page.row(["Légende : élevé = réponse sous 24 h"])
    book.save()


@shape
def arabic_from_the_right(rng: random.Random, path: Path, answer: Answer) -> None:
    """An Arabic sheet from right to left, its digits those of the Mashreq."""
    book = Book(path / "سجل الحوادث.xlsx", answer)
    page = book.page("مارس")
    page.sheet.sheet_view.rightToLeft = True
    page.row(["سجل الحوادث الأمنية لعام ٢٠١٨"])
    page.row(["الرقم", "تاريخ الحادث", "المحلية", "القرية", "نوع الحادث", "القتلى", "الجرحى"])
    written: list[tuple[str, Toll | int | None]] = [
        ("٣", 3),
        ("لا يوجد", 0),
        ("قتيل واحد", 1),
        ("قتيلان", 2),
        ("غير معروف", None),
        ("أكثر من ٥", (6, None, None)),
        ("٢ - ٤", (2, None, 4)),
        ("ثلاثة", 3),
    ]
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    for number, ((words, dead), e) in enumerate(
        zip(written, unplaced(rng, "ar", len(written)), strict=True), 1
    ):
        e.place = rng.choice(list(ARABIC_PLACES.values()))
        if number == 1:
            e.start = e.end = date(2018, 3, 25)
        day = f"{e.start.day}/{e.start.month}/{e.start.year}".translate(arabic)
        page.row(
            [str(number).translate(arabic), day, "الوسط", e.place, e.harm, words, "١"],
            with_toll(e, dead),
        )
    book.save()


@shape
def days_in_many_abbreviations(rng: random.Random, path: Path, answer: Answer) -> None:
    """Months abbreviated in three languages, with points, strokes and two figures of the year."""
    del rng
    book = Book(path / "abbr.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Locality", "Type", "Killed"])
    written = {
        "12-janv-18": (1, 12),
        "3 Sept. 18": (9, 3),
        "15 déc. 2018": (12, 15),
        "7 Avr 2018": (4, 7),
        "9 أيار 2018": (5, 9),
        "5/Mar/2018": (3, 5),
        "08-Aug-2018": (8, 8),
        "10 juil. 2018": (7, 10),
        "Le 2 fév. 2018": (2, 2),
        "Mon 4 Jun 2018": (6, 4),
        "Oct 21, 2018": (10, 21),
        "21st Nov 2018": (11, 21),
        "17.Mai.2018": (5, 17),
        "1er août 2018": (8, 1),
        "30 jun 2018": (6, 30),
        "19 MARS 18": (3, 19),
        "6 يوليو 2018": (7, 6),
        "23 sep'18": (9, 23),
    }
    for number, (said, (month, day)) in enumerate(written.items()):
        on = date(2018, month, day)
        e = Event(on, on, ("Bria", "Ippy", "Obo")[number % 3], None, None, "Attack", 1, 1, 1)
        page.row([said, e.place, "Attack", 1], e)
    book.save()


@shape
def day_and_hour_in_one(rng: random.Random, path: Path, answer: Answer) -> None:
    """Day and hour in one cell, as several hands write them."""
    book = Book(path / "hours.xlsx", answer)
    page = book.page("Log")
    page.row(["Date/heure", "Lieu", "Nature", "Tués"])
    forms = (
        *("{:%d/%m/%Y} 14:30", "{:%d/%m/%Y} à 06h15", "{:%Y-%m-%d}T14:30:00Z", "{:%d/%m/%Y}, 6pm"),
        *("{:%d/%m/%Y} (nuit)", "{:%d-%m-%Y} vers 5h du matin", "{:%d/%m/%Y} - 1630H"),
        *("14h00, {:%d/%m/%Y}", "{:%d/%m/%Y}, dans la soirée", "{:%Y-%m-%d} 23:05"),
        *("{:%d/%m/%Y} 0530 hrs", "{:%d/%m/%Y} entre 15h et 17h"),
    )
    for number, (form, e) in enumerate(zip(forms, unplaced(rng, "fr", len(forms)), strict=True)):
        if number == 0:
            e.start = e.end = date(2018, e.start.month, 26)
        page.row([form.format(e.start), e.place, e.harm, e.killed], e)
    book.save()


@shape
def calendars_of_their_own(rng: random.Random, path: Path, answer: Answer) -> None:
    """Days of the Islamic and the Ethiopian calendar wait; a Gregorian column beside serves."""
    book = Book(path / "calendars.xlsx", answer)
    alone = book.page("هجري")
    alone.row(["التاريخ الهجري", "القرية", "نوع الحادث", "القتلى"])
    for e in unplaced(rng, "ar", 3):
        alone.row([f"{e.start.day}/6/1439", e.place, e.harm, e.killed], e, must_hold=True)
    both = book.page("ميلادي")
    both.row(["التاريخ الهجري", "التاريخ الميلادي", "القرية", "نوع الحادث", "القتلى"])
    for e in unplaced(rng, "ar", 4):
        both.row(["12/6/1439", e.start, e.place, e.harm, e.killed], e)
    ethiopian = book.page("Gambella")
    ethiopian.row(["Date (E.C.)", "Kebele", "Type of incident", "Killed"])
    for e in unplaced(rng, "en", 3):
        ethiopian.row([f"{e.start.day}/08/2010", e.place, e.harm, e.killed], e, must_hold=True)
    two = book.page("Jonglei")
    two.row(["Date (E.C.)", "Date (G.C.)", "Kebele", "Type of incident", "Killed"])
    for e in unplaced(rng, "en", 4):
        two.row([f"{e.start.day}/08/2010", e.start, e.place, e.harm, e.killed], e)
    book.save()


@shape
def nobody_was_hurt(rng: random.Random, path: Path, answer: Answer) -> None:
    """Words for nobody killed in a column of casualties, and for injured beside no dead."""
    book = Book(path / "nocas.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Location", "Incident", "Casualties", "Actor"])
    none = (
        *("No casualties reported", "No fatalities", "none", "No injuries or deaths", "nil cas"),
        *("Aucun blessé ni mort", "Pas de dégâts humains", "No loss of life", "no one hurt"),
        *("No deaths, 3 injured", "0 killed, 2 wounded", "Aucun mort, 4 blessés", "0 dead"),
        *("لا إصابات", "بدون ضحايا", "without casualties", "No casualty", "0"),
        *(
            "ni mort ni blessé",
            "Aucune victime humaine",
            "No human losses",
            "nobody injured/killed",
        ),
        *("No civilian casualties", "Pas de perte en vie humaine à déplorer", "zero casualties"),
    )
    for words, e in zip(none, unplaced(rng, "en", len(none)), strict=True):
        page.row([e.start, e.place, e.harm, words, e.actor], with_toll(e, 0))
    book.save()


@shape
def tolls_spelled_out(rng: random.Random, path: Path, answer: Answer) -> None:
    """Dead and injured in words, figures in brackets behind the word."""
    book = Book(path / "bilans.xlsx", answer)
    page = book.page("Bilans")
    page.row(["Date", "Localité", "Incident", "Bilan humain", "Auteurs"])
    said: list[tuple[str, Toll | int | None]] = [
        ("deux morts et trois blessés", 2),
        ("trois (3) morts", 3),
        ("Two (02) civilians killed", 2),
        ("un mort", 1),
        ("une femme tuée et 2 enfants blessés", 1),
        ("one killed, two wounded", 1),
        ("quatre personnes tuées par balles", 4),
        ("five (5) killed and seven (7) injured", 5),
        ("dix-sept morts", 17),
        ("au moins six morts", (6, None, None)),
        ("1 tué, 1 blessé grave", 1),
        ("06 morts dont 02 femmes", 6),
        ("2 décès", 2),
        ("M=3 B=5", 3),
        ("3 DCD, 2 blessés", 3),
        ("plusieurs blessés", None),
        ("un blessé léger", None),
        ("une dizaine de morts", (None, 10, None)),
        ("2 tués sur place, 1 décédé à l'hôpital", 3),
        ("مقتل ثلاثة مدنيين وإصابة خمسة", 3),
        ("قتيل و3 جرحى", 1),
    ]
    for (words, dead), e in zip(said, unplaced(rng, "fr", len(said)), strict=True):
        page.row([e.start, e.place, e.harm, words, e.actor], with_toll(e, dead))
    book.save()


@shape
def tolls_in_accounts_alone(rng: random.Random, path: Path, answer: Answer) -> None:
    """No column counts the dead; the accounts do, plainly or so that a person must look."""
    book = Book(path / "narratives.xlsx", answer)
    page = book.page("Reports")
    page.row(["Date", "County", "Village", "Type of incident", "What happened"])
    said: list[tuple[str, Toll | int | None, bool]] = [
        (
            "Armed youth attacked the cattle camp. Three people were killed and four injured.",
            3,
            False,
        ),
        ("A 35-year-old man was shot and killed on his way to the market.", 1, False),
        ("Attackers burned 12 houses and looted food. No casualties were reported.", 0, False),
        ("Two women were abducted; one was later released.", None, False),
        ("Revenge killing: a chief and his two sons were killed.", 3, False),
        ("Attackers killed 5 civilians, including 2 children, and wounded 3.", 5, False),
        ("Road ambush on a commercial truck, the driver and his assistant were killed.", 2, False),
        ("Cattle raid. 70 cows were taken. 6 raiders and 4 owners died.", 10, False),
        ("Several people are said to have died.", (2, None, None), False),
        ("The militia looted the health centre and beat the nurse.", None, False),
        ("Shooting at night. One person died of his wounds in hospital.", 1, False),
        ("An explosion killed one child and injured two others.", 1, False),
        ("On 12 March about 20 gunmen came; they killed 4 persons.", 4, False),
        ("Five persons were wounded when soldiers opened fire.", None, False),
    ]
    for (words, dead, hold), e in zip(said, unplaced(rng, "en", len(said)), strict=True):
        page.row([e.start, "Ouaka", e.place, e.harm, words], with_toll(e, dead), must_hold=hold)
    book.save()


@shape
def recits_seuls(rng: random.Random, path: Path, answer: Answer) -> None:
    """The same in French: day, place, account."""
    book = Book(path / "recits.xlsx", answer)
    page = book.page("Flash")
    page.row(["Date", "Localité", "Résumé des faits", "Source"])
    said: list[tuple[str, Toll | int | None, bool]] = [
        (
            "Des hommes armés ont attaqué le village, tuant 3 personnes et blessant 2 autres.",
            3,
            False,
        ),
        ("Un commerçant a été tué par balle à son domicile.", 1, False),
        ("Attaque d'un convoi : deux chauffeurs tués, trois blessés.", 2, False),
        ("Pillage du centre de santé. Aucune victime n'est à déplorer.", 0, False),
        ("Enlèvement de quatre bergers contre rançon.", None, False),
        ("Affrontements entre groupes armés ayant fait 7 morts parmi les civils.", 7, False),
        (
            "Une mine a explosé au passage d'une charrette, faisant un mort et deux blessés.",
            1,
            False,
        ),
        ("Incendie de 15 cases. Pas de perte en vie humaine.", 0, False),
        ("Le corps sans vie d'un jeune homme a été découvert.", 1, False),
        ("Il y aurait plusieurs morts.", (2, None, None), False),
        ("Cinq civils, dont deux enfants, ont perdu la vie.", 5, False),
        ("Braquage : 2 motos emportées, le conducteur blessé.", None, False),
    ]
    for (words, dead, hold), e in zip(said, unplaced(rng, "fr", len(said)), strict=True):
        page.row([e.start, e.place, words, "Chef"], with_toll(e, dead), must_hold=hold)
    book.save()


@shape
def bare_casualties(rng: random.Random, path: Path, answer: Answer) -> None:
    """A bare number under Casualties may be of injured: each row waits. Victims of a killing were
    killed, those of another harm suffered that; victims of an attack wait."""
    book = Book(path / "casualties.xlsx", answer)
    for title, head in (("A", "Casualties"), ("B", "No. of victims"), ("C", "Victimes")):
        page = book.page(title)
        page.row(["Date", "Village", "Incident type", head, "Source"])
        for e in unplaced(rng, "en", 3):
            count = rng.randint(1, 6)
            said = title != "A" and not e.harm.startswith("Attack")
            dead = count if e.harm in HARMS["killing"]["en"] else 0
            e = replace(e, low=dead, best=dead, high=dead) if said else e
            page.row([e.start, e.place, e.harm, count, "Chief"], e, must_hold=not said)
    book.save()


@shape
def victims_and_what_became_of_them(rng: random.Random, path: Path, answer: Answer) -> None:
    """A number of victims, and in the next column whether they were killed or injured."""
    book = Book(path / "status.xlsx", answer)
    for title, heads, dead, hurt in (
        (
            "EN",
            ["Date", "Village", "Violation", "Number of victims", "Victim status"],
            "Killed",
            "Injured",
        ),
        (
            "FR",
            ["Date", "Localité", "Violation", "Nbre victimes", "Statut victimes"],
            "Tués",
            "Blessés",
        ),
    ):
        page = book.page(title)
        page.row(heads)
        for number, e in enumerate(unplaced(rng, "en", 5)):
            count = rng.randint(1, 6)
            killed = number % 2 == 0
            page.row(
                [e.start, e.place, "Attack", count, dead if killed else hurt],
                with_toll(e, count if killed else None),
            )
    book.save()


@shape
def lines_of_days_between(rng: random.Random, path: Path, answer: Answer) -> None:
    """A daily log in which a line names weekday and day; the rows have hours alone."""
    book = Book(path / "journal.xlsx", answer)
    for title, day_line, heads in (
        ("Février", "LUNDI {} FÉVRIER 2018", ["Heure", "Lieu", "Événement", "Morts", "Blessés"]),
        ("March", "Day: {} March 2018", ["Time", "Location", "Event", "Killed", "Injured"]),
    ):
        page = book.page(title)
        page.row(heads)
        for day in (5, 12, 19):
            page.row([day_line.format(day)])
            for e in unplaced(rng, "fr", 2):
                e.start = e.end = date(2018, 3 if title == "March" else 2, day)
                page.row(["10h20", e.place, e.harm, e.killed, 1], e)
    book.save()


@shape
def weekdays_of_a_week(rng: random.Random, path: Path, answer: Answer) -> None:
    """The title names the week, the rows their weekday alone."""
    book = Book(path / "hebdo.xlsx", answer)
    monday = date(2018, 4, 16)
    names = {
        "en": ("Monday", "Wednesday", "Friday", "Sunday"),
        "fr": ("Lundi", "Mercredi", "Vendredi", "Dimanche"),
    }
    for lang, title in (
        ("en", "Weekly report: 16 - 22 April 2018"),
        ("fr", "Rapport hebdomadaire du 16 au 22 avril 2018"),
    ):
        page = book.page(lang)
        page.row([title])
        place = "Location" if lang == "en" else "Localité"
        page.row(["Day" if lang == "en" else "Jour", place, "Type", "Killed"])
        for number, e in enumerate(unplaced(rng, lang, 4)):
            at = number * 2
            e.start = e.end = monday + timedelta(days=at)
            page.row([names[lang][number], e.place, e.harm, e.killed], e)
    book.save()


@shape
def days_without_their_year(rng: random.Random, path: Path, answer: Answer) -> None:
    """A sheet a year; its rows give day and month alone."""
    book = Book(path / "years.xlsx", answer)
    for year in (2017, 2018):
        page = book.page(str(year))
        page.row(["Date", "Village", "Incident", "Killed"])
        for e in unplaced(rng, "en", 5, year=year):
            page.row([f"{e.start.day}-{e.start:%b}", e.place, e.harm, e.killed], e)
    book.save()


@shape
def weeks_for_days(rng: random.Random, path: Path, answer: Answer) -> None:
    """A span of days for the day."""
    book = Book(path / "weeks.xlsx", answer)
    page = book.page("Suivi")
    page.row(["Période", "Localité", "Type d'incident", "Tués"])
    for at, e in enumerate(unplaced(rng, "fr", 6)):
        first = e.start.replace(day=rng.randint(2, 20))
        last = first + timedelta(days=rng.choice([1, 2, 6]))
        e.start, e.end = first, last
        month = month_name(first.month, "fr")
        form = (
            f"du {first.day} au {last.day} {month} 2018",
            f"{first:%d/%m/%Y} - {last:%d/%m/%Y}",
            f"{first.day}-{last.day} {month} 2018",
            f"{first:%d/%m} au {last:%d/%m/%Y}",
            f"Du {first:%d/%m/%Y} au {last:%d/%m/%Y}",
            f"nuit du {first.day} au {last.day} {month} 2018",
        )[at]
        page.row([form, e.place, e.harm, e.killed], e)
    proof = unplaced(rng, "fr", 1)[0]
    proof.start = proof.end = date(2018, 11, 30)
    page.row(["30/11/2018", proof.place, proof.harm, proof.killed], proof)
    book.save()


@shape
def subtotals_between(rng: random.Random, path: Path, answer: Answer) -> None:
    """Sums of each district between its rows, a grand total, and a bare sum at the end."""
    book = Book(path / "sums.xlsx", answer)
    page = book.page("Base")
    page.row(["District", "Date", "Village", "Type", "Dead", "Injured"])
    whole = 0
    for district in ("Ouaka", "Mbomou"):
        part = 0
        for number, e in enumerate(unplaced(rng, "en", 3)):
            page.row([district if number == 0 else None, e.start, e.place, e.harm, e.killed, 1], e)
            part += e.killed
        page.row([f"S/Total {district}", None, None, None, part, 3])
        whole += part
    page.row(["TOTAL GENERAL", None, None, None, whole, 6])
    other = book.page("Autre")
    other.row(["Date", "Village", "Type", "Dead"])
    dead = 0
    for e in unplaced(rng, "en", 5):
        other.row([e.start, e.place, e.harm, e.killed], e)
        dead += e.killed
    other.row([None, None, None, dead])
    book.save()


@shape
def quiet_days(rng: random.Random, path: Path, answer: Answer) -> None:
    """Rows that say that nothing happened stand among the incidents."""
    book = Book(path / "quotidien.xlsx", answer)
    page = book.page("Avril")
    page.row(["Date", "Localité", "Situation sécuritaire", "Morts", "Blessés"])
    for number, e in enumerate(unplaced(rng, "fr", 6, month=4)):
        page.row([e.start, e.place, e.harm, e.killed, 0], e)
        if number % 2:
            page.row([e.start, "Obo", rng.choice(["RAS", "Calme", "Rien à signaler"]), None, None])
    book.save()


@shape
def conduct_by_category(rng: random.Random, path: Path, answer: Answer) -> None:
    """Misconduct by a column of categories; personnel as victims come in."""
    book = Book(path / "allegations.xlsx", answer)
    page = book.page("Log")
    page.row(
        ["Date", "Village", "Catégorie d'incident", "Catégorie auteur", "Tués", "Commentaires"]
    )
    bad = [
        ("Exploitation et abus sexuels", "Personnel ONU", "Pelican voir fiche"),
        ("EAS", "ONG internationale", "Pelican"),
        ("Violence sexuelle", "Contingent MINUSCA", "Pelican 15 ans"),
    ]
    good = [
        ("Attaque", "Groupe armé", "Un soldat de la paix tué", 1),
        ("Braquage", "Bandits", "Véhicule d'ONG emporté", 0),
        ("Meurtre", "Inconnu", "", 2),
    ]
    for (kind, who, said), e in zip(bad, unplaced(rng, "fr", 3), strict=True):
        page.row([e.start, e.place, kind, who, 0, said])
        answer.misconduct += 1
    for (kind, who, said, dead), e in zip(good, unplaced(rng, "fr", 3), strict=True):
        page.row([e.start, e.place, kind, who, dead, said or None], with_toll(e, dead))
    answer.secrets.append("Pelican")
    book.save()


@shape
def morgue_register(rng: random.Random, path: Path, answer: Answer) -> None:
    """Patients of a hospital one by one: no list of incidents."""
    del answer
    book = Book(path / "hospital.xlsx", Answer())
    page = book.page("Registre")
    page.row(["N°", "Date d'admission", "Sexe", "Âge", "Provenance", "Diagnostic", "Issue"])
    for number, e in enumerate(unplaced(rng, "fr", 7), 1):
        page.row([number, e.start, "M", 20 + number, e.place, "Plaie par balle", "Décédé"])
    book.save()


@shape
def semicolons_of_the_west(rng: random.Random, path: Path, answer: Answer) -> None:
    """A text file of a French spreadsheet: semicolons, its old alphabet, decimal commas."""
    rows: list[tuple[list[Any], Event | None]] = [
        (["Base de données incidents"], None),
        (["Date évènement", "Localité", "Latitude", "Longitude", "Nb décès", "Nb blessés"], None),
    ]
    said = events(rng, "fr", 7)
    said[3].start = said[3].end = date(2018, said[3].start.month, 28)
    for e in said:
        point = (f"{e.lat}".replace(".", ","), f"{e.lon}".replace(".", ","))
        rows.append(([f"{e.start:%d/%m/%Y}", e.place, *point, e.killed, e.injured], e))
    write_text(path / "base.csv", rows, answer, separator=";", encoding="cp1252")
