"""More books as others send them, written after the reader was mended by `logs` and `forms`: tolls,
days and heads in other words, places that stand above the table."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.messy.logs import unplaced, with_toll
from benchmarks.messy.shapes import shape
from benchmarks.messy.sheets import Book, write_text
from benchmarks.messy.truth import ARABIC_PLACES, Answer, Event, month_name

Said = list[tuple[str, Any]]


def write_tolls(
    rng: random.Random, path: Path, answer: Answer, heads: list[str], said: Said
) -> None:
    """A book of one sheet whose fourth column tells the toll in these words."""
    book = Book(path, answer)
    page = book.page("Log")
    page.row(heads)
    for (words, toll), e in zip(said, unplaced(rng, "en", len(said)), strict=True):
        page.row([e.start, e.place, e.harm, words, "Chief"], with_toll(e, toll))
    book.save()


@shape
def military_casualties(rng: random.Random, path: Path, answer: Answer) -> None:
    """Casualties as soldiers abbreviate them."""
    said: Said = [
        ("K-2, W-3", 2),
        ("2K/3W", 2),
        ("KIA 2 WIA 1", 2),
        ("KIA: 02; WIA: 01", 2),
        ("3 fatalities", 3),
        ("04 pax KIA", 4),
        ("1 dead (child), 2 inj", 1),
        ("2 shot dead", 2),
        ("1 civ fatality", 1),
        ("unk", None),
        ("02 KIA (civ), 01 WIA (mil)", 2),
        ("2 x fatal, 1 x inj", 2),
        ("x3 civilians killed", 3),
        ("killed - 4", 4),
        ("2 male civ killed, 1 female civ injured", 2),
    ]
    heads = ["Date", "Loc", "Event", "Cas", "Source"]
    write_tolls(rng, path / "cas.xlsx", answer, heads, said)


@shape
def deaths_with_remarks(rng: random.Random, path: Path, answer: Answer) -> None:
    """A column of deaths with sexes, ages and doubts beside the figure."""
    said: Said = [
        ("2 (1 male, 1 female)", 2),
        ("1M/2F", 3),
        ("3 (M)", 3),
        ("2F", 2),
        ("4 including 1 minor", 4),
        ("1 (pregnant woman)", 1),
        ("3 soldiers", 3),
        ("N/A", None),
        ("not yet known", None),
        ("TBC", None),
        ("2 confirmed", 2),
        ("1 child", 1),
        ("3 - 4", (3, None, 4)),
        ("Nil", 0),
        ("0 so far", 0),
        ("5 (3 civ + 2 mil)", 5),
        ("2 men and 1 boy", 3),
        ("1 woman, 2 children", 3),
        ("at least 2", (2, None, None)),
        ("2?", (None, 2, None)),
    ]
    heads = ["Date of event", "Location", "Event type", "Number of deaths reported", "Reporter"]
    write_tolls(rng, path / "deaths.xlsx", answer, heads, said)


@shape
def consequences_in_french(rng: random.Random, path: Path, answer: Answer) -> None:
    """A column of consequences in which the dead stand among other things."""
    said: Said = [
        ("02 morts, 01 blessé", 2),
        ("1 cas de décès", 1),
        ("Un (1) tué et 3 cases incendiées", 1),
        ("05 personnes enlevées", None),
        ("Dégâts matériels", None),
        ("2 personnes ont perdu la vie", 2),
        ("1 mort côté assaillants, 2 civils tués", 3),
        ("Bilan provisoire : 4 morts", 4),
        ("plus de 10 morts", (11, None, None)),
        ("Bilan : 3 morts et 5 blessés", 3),
        ("3 morts (2 hommes, 1 femme)", 3),
        ("Aucune perte en vie humaine, 12 maisons brûlées", 0),
        ("2 blessés graves évacués", None),
        ("un homme tué", 1),
    ]
    heads = ["Date de l'évènement", "Lieu", "Évènement", "Conséquences", "Source"]
    write_tolls(rng, path / "consequences.xlsx", answer, heads, said)


@shape
def days_in_other_forms(rng: random.Random, path: Path, answer: Answer) -> None:
    """Days as other hands write them, the order proven by one."""
    del rng
    book = Book(path / "days.xlsx", answer)
    page = book.page("Log")
    page.row(["Date Occurred", "Village", "Incident", "Deaths"])
    written = {
        "2018/03/05": (3, 5),
        "25-3-2018": (3, 25),
        "5-4-2018": (4, 5),
        "20180306": (3, 6),
        "Mar 7 2018": (3, 7),
        "08MAR2018": (3, 8),
        "9 mars 18": (3, 9),
        "lundi 12 mars 2018": (3, 12),
        "13.03.18": (3, 13),
        "Wed, 14 March 2018": (3, 14),
        "15th of March, 2018": (3, 15),
        "March 16th 2018": (3, 16),
        "Saturday 17/03/2018": (3, 17),
        "18/03/18 (Sun)": (3, 18),
        "19-Mar-2018 10:40 AM": (3, 19),
        "20 mars 2018, 18h": (3, 20),
        "٢١ مارس ٢٠١٨": (3, 21),
        "22. März 2018": None,
    }
    for number, (said, when) in enumerate(written.items()):
        on = date(2018, *(when or (3, 22)))
        e = Event(on, on, ("Bria", "Ippy", "Obo")[number % 3], None, None, "Attack", 1, 1, 1)
        page.row([said, e.place, "Attack", 1], e, must_hold=when is None)
    book.save()


@shape
def shocks_and_alerts(rng: random.Random, path: Path, answer: Answer) -> None:
    """A rapid response mechanism: the day of the alert and that of the shock."""
    book = Book(path / "RRM.xlsx", answer)
    page = book.page("Alertes")
    page.row(
        [
            *("N° alerte", "Date de l'alerte", "Date du choc", "Sous-préfecture"),
            *("Localité touchée", "Nature du choc", "Population affectée", "Nombre de morts"),
            *("Nombre de blessés", "Statut de l'alerte"),
        ]
    )
    for number, e in enumerate(unplaced(rng, "fr", 7), 1):
        page.row(
            [
                *(number, e.start + timedelta(days=2), e.start, "Ippy", e.place, e.harm, 300),
                *(e.killed, e.injured, "Confirmée"),
            ],
            e,
        )
    book.save()


@shape
def five_questions(rng: random.Random, path: Path, answer: Answer) -> None:
    """What, when, where, who and whom for heads, in two languages."""
    book = Book(path / "5W.xlsx", answer)
    for title, heads, dead in (
        ("FR", ["Quoi", "Quand", "Où", "Qui", "Victimes", "Source"], "{} tués, 1 blessé"),
        ("EN", ["What", "When", "Where", "Who", "Victims", "Source"], "{} killed, 1 injured"),
    ):
        page = book.page(title)
        page.row(heads)
        for e in unplaced(rng, "fr", 5):
            with_toll(e, rng.randint(1, 5))
            page.row([e.harm, e.start, e.place, e.actor, dead.format(e.killed), "Chef"], e)
    book.save()


@shape
def martyrs_and_wounded(rng: random.Random, path: Path, answer: Answer) -> None:
    """An Arabic daily with weekday, day, hour, martyrs and wounded."""
    book = Book(path / "يومية.xlsx", answer)
    page = book.page("اليومية")
    page.row(["م", "اليوم", "التاريخ", "الساعة", "المكان", "الحدث", "الشهداء", "الجرحى"])
    for number, e in enumerate(unplaced(rng, "ar", 6), 1):
        e.place = rng.choice(list(ARABIC_PLACES.values()))
        page.row([number, "الأحد", e.start, "10:30", e.place, e.harm, e.killed, e.injured], e)
    book.save()


@shape
def site_above_the_table(rng: random.Random, path: Path, answer: Answer) -> None:
    """A log of one site: its name stands above the table, and no column says where."""
    book = Book(path / "site_log.xlsx", answer)
    for title, line in (("A", "Site: Bria"), ("B", "Localité : Ippy"), ("C", "Camp name: Obo")):
        page = book.page(title)
        page.row(["Incident log" if title != "B" else "Registre des incidents"])
        page.row([line])
        page.row(["Date", "Type of incident", "Killed", "Injured", "Remarks"])
        for e in unplaced(rng, "en", 4):
            e.place = line.rpartition(":")[2].strip()
            page.row([e.start, e.harm, e.killed, e.injured, None], e)
    book.save()


@shape
def numbers_below_heads(rng: random.Random, path: Path, answer: Answer) -> None:
    """A line of numbers of columns stands below the heads."""
    book = Book(path / "annexe.xlsx", answer)
    page = book.page("Annexe 1")
    page.row(["N°", "Date", "Localité", "Type d'incident", "Morts", "Blessés"])
    page.row([1, 2, 3, 4, 5, 6])
    for number, e in enumerate(unplaced(rng, "fr", 6), 1):
        page.row([number, e.start, e.place, e.harm, e.killed, e.injured], e)
    other = book.page("Annex 2")
    other.row(["No", "Date", "Location", "Type", "Deaths", "Injuries"])
    other.row(["(a)", "(b)", "(c)", "(d)", "(e)", "(f)"])
    for number, e in enumerate(unplaced(rng, "en", 5), 1):
        other.row([number, e.start, e.place, e.harm, e.killed, e.injured], e)
    book.save()


@shape
def day_said_once(rng: random.Random, path: Path, answer: Answer) -> None:
    """The day stands in the first row of its incidents only, and no cell is merged: it may have
    been forgotten below."""
    book = Book(path / "once.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Location", "Incident", "Killed", "Injured"])
    said = unplaced(rng, "en", 6)
    for at in (0, 2, 4):
        for number, e in enumerate(said[at : at + 2]):
            e.start = e.end = said[at].start
            day = None if number else e.start
            page.row([day, e.place, e.harm, e.killed, 1], e, must_hold=number > 0)
    book.save()


@shape
def pipes_between(rng: random.Random, path: Path, answer: Answer) -> None:
    """A text file with strokes between its cells."""
    rows: list[tuple[list[Any], Event | None]] = [
        (
            ["incident_date", "admin2", "settlement_name", "event_desc", "n_killed", "n_injured"],
            None,
        )
    ]
    for e in unplaced(rng, "en", 6):
        said = "Armed men looted the market"
        rows.append(([e.start, "Ouaka", e.place, said, e.killed, e.injured], e))
    write_text(path / "dump.txt.csv", rows, answer, separator="|")


@shape
def dead_and_injured_by_sex(rng: random.Random, path: Path, answer: Answer) -> None:
    """Short heads by sex for dead, injured and abducted; no total."""
    book = Book(path / "short.xlsx", answer)
    page = book.page("EN")
    page.row(["Date", "Place", "Type", "Dead-M", "Dead-F", "Inj-M", "Inj-F", "Abd-M", "Abd-F"])
    for e in unplaced(rng, "en", 5):
        men, women = rng.randint(0, 3), rng.randint(0, 2)
        page.row([e.start, e.place, e.harm, men, women, 1, 0, 0, 2], with_toll(e, men + women))
    page = book.page("FR")
    page.row(["Date", "Lieu", "Type", "Décès H", "Décès F", "Blessés H", "Blessés F"])
    for e in unplaced(rng, "fr", 5):
        men, women = rng.randint(0, 3), rng.randint(0, 2)
        page.row([e.start, e.place, e.harm, men, women, 1, 0], with_toll(e, men + women))
    book.save()


@shape
def weekly_update_by_district(rng: random.Random, path: Path, answer: Answer) -> None:
    """Sums of a week by district, beside the list they sum up."""
    book = Book(path / "update.xlsx", answer)
    sums = book.page("Overview")
    sums.row(["District", "# of incidents", "Killed", "Injured"])
    for name in ("Ouaka", "Mbomou"):
        sums.row([name, 4, 5, 6])
    page = book.page("Details")
    page.row(["When", "Where (village)", "What happened", "Number killed", "Number injured"])
    for e in unplaced(rng, "en", 6):
        page.row([e.start, e.place, "Armed men attacked the village at night", e.killed, 1], e)
    book.save()


@shape
def month_and_year_in_the_title(rng: random.Random, path: Path, answer: Answer) -> None:
    """A sheet a month, its rows with the number of the day alone."""
    book = Book(path / "mensuel.xlsx", answer)
    for month in (2, 3):
        page = book.page(f"{month_name(month, 'fr')}")
        page.row([f"RELEVÉ DES INCIDENTS DU MOIS DE {month_name(month, 'fr').upper()} 2018"])
        page.row(["Jour", "Localité", "Nature de l'incident", "Nb morts", "Nb blessés"])
        for e in unplaced(rng, "fr", 5, month=month):
            page.row([e.start.day, e.place, e.harm, e.killed, 0], e)
    book.save()


@shape
def accounts_of_a_desk(rng: random.Random, path: Path, answer: Answer) -> None:
    """A desk's log: one column of words tells all but day and place."""
    said: list[tuple[str, Any, bool]] = [
        ("20 gunmen attacked the village and killed 4 people.", 4, False),
        ("10 armed men killed a trader on the road.", 1, False),
        ("Armed men on 5 motorbikes shot dead two men.", 2, False),
        ("3 houses burnt and 1 person killed.", 1, False),
        ("A 60 year old woman died after being beaten.", 1, False),
        ("Cattle raid, 200 cows taken, two herders killed.", 2, False),
        ("Clashes between two groups left 6 dead and 10 wounded.", 6, False),
        ("Gunmen killed a man and his wife.", 2, False),
        ("A grenade was thrown into a house; 3 members of one family died.", 3, False),
        ("Two bodies were recovered from the river.", 2, False),
        ("One person was killed and another injured by a mine.", 1, False),
        ("The chief was threatened with death.", None, False),
        ("Seven people, among them three women, were killed.", 7, False),
        ("Villagers fled; no deaths were reported.", 0, False),
        ("Attackers killed four and abducted nine.", 4, False),
        ("On 3 May, 4 people were killed; on 4 May, 2 more died.", 6, True),
    ]
    book = Book(path / "desk.xlsx", answer)
    page = book.page("Desk")
    page.row(["Date", "Place", "Incident summary", "Reported by"])
    for (words, toll, hold), e in zip(said, unplaced(rng, "en", len(said)), strict=True):
        page.row([e.start, e.place, words, "Chief"], with_toll(e, toll), must_hold=hold)
    book.save()
