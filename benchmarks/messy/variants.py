"""More ways of other offices to keep the same things: other words, other languages, other orders.

Each shape here stands for a class of failures once found in workbooks by strangers; none repeats
their words.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.messy.shapes import shape
from benchmarks.messy.sheets import Book, write_text
from benchmarks.messy.truth import Answer, Event, events, month_name

DEAD = (
    *("Number of deaths reported", "Total no. of people killed", "Killed (confirmed)"),
    *("Personnes décédées", "Nombre total de morts", "Nbre pers. tuées", "Fatalities (est.)"),
    *("# of dead", "Victimes décédées", "Killed persons", "Lives lost", "Pertes humaines"),
    *("How many persons died?", "Civilian death toll", "عدد الوفيات", "عدد القتلى المدنيين"),
    *("Morts (total)", "Décès / Deaths", "Nb_morts", "total_killed", "Deaths الوفيات", "N° morts"),
    *("Tués confirmés", "Persons reported dead"),
)
WHEN = (
    *("Date of the attack", "Incident dt", "Date évènement", "Date de survenance", "Date (local)"),
    *("Jour de l'incident", "Occurred on", "Date/heure", "Date & time of incident", "DATE_INC"),
    *("تاريخ وقوع الحادث", "Date of occurence", "Date exacte", "Date des évènements", "EvtDate"),
    *("Date of incident (dd/mm/yyyy)", "Date التاريخ", "يوم الحادث", "incident_day", "Date – jour"),
)
WHERE = (
    *("Localité/Quartier", "Village name", "Nearest settlement", "Lieu exact", "Place (town)"),
    *("Site/Village", "Town or village", "اسم المكان", "موقع الحادث", "Ville ou village"),
    *("Location of the incident", "Lieu des faits", "Incident place", "Community name"),
    *("Location / Lieu", "Nom de la localité", "village_name", "Place المكان", "Town, county"),
)
REPORTED = ("Date of report", "Reported on", "Date du rapport", "Date de saisie", "تاريخ التبليغ")


def _sheets(
    path: Path,
    answer: Answer,
    name: str,
    heads: tuple[str, ...],
    write: Callable[[Any, str, list[Event]], None],
    rng: random.Random,
) -> None:
    """A book with a sheet for each head."""
    book = Book(path / name, answer)
    for number, head in enumerate(heads):
        page = book.page(f"S{number}")
        said = events(rng, "en", 3)
        for e in said:
            e.lat = e.lon = None
        write(page, head, said)
    book.save()


@shape
def heads_of_tolls(rng: random.Random, path: Path, answer: Answer) -> None:
    """The killed under heads that no list has word for word."""

    def write(page: Any, head: str, said: list[Event]) -> None:
        page.row(["Date", "Village", "Cattle lost", head, "Actor"])
        for e in said:
            page.row([e.start, e.place, 40, e.killed, e.actor], e)

    _sheets(path, answer, "tolls.xlsx", DEAD, write, rng)


@shape
def heads_of_days(rng: random.Random, path: Path, answer: Answer) -> None:
    """The day of the event beside the day of its report."""

    def write(page: Any, head: str, said: list[Event]) -> None:
        page.row([rng.choice(REPORTED), head, "Village", "Killed", "Actor"])
        for e in said:
            page.row([e.start + timedelta(days=9), e.start, e.place, e.killed, e.actor], e)

    _sheets(path, answer, "days.xlsx", WHEN, write, rng)


@shape
def heads_of_places(rng: random.Random, path: Path, answer: Answer) -> None:
    """The place under other heads, beside where people came from."""

    def write(page: Any, head: str, said: list[Event]) -> None:
        page.row(["Date", head, "Displaced from", "Killed", "Actor"])
        for e in said:
            page.row([e.start, e.place, "Zangba", e.killed, e.actor], e)

    _sheets(path, answer, "places.xlsx", WHERE, write, rng)


TOLLS: tuple[tuple[str, int | None, int | None, int | None], ...] = (
    ("4 tués et 3 blessés", None, 4, None),
    ("3 blessés, 4 tués", None, 4, None),
    ("killed: 2; wounded: 7", None, 2, None),
    ("2 dead / 5 injured", None, 2, None),
    ("6 blessés", None, None, None),
    ("seven wounded", None, None, None),
    ("5 enlevés", None, None, None),
    ("deux morts", None, 2, None),
    ("vingt et un morts", None, 21, None),
    ("twenty-three killed", None, 23, None),
    ("2 men and 3 women killed", None, 5, None),
    ("7 including 2 children", None, 7, None),
    ("7, dont 2 femmes", None, 7, None),
    ("3M 1F", None, 4, None),
    ("5K 3W", None, 5, None),
    ("aucune victime", None, 0, None),
    ("pas de mort, 3 blessés", None, 0, None),
    ("no fatalities", None, 0, None),
    ("sans bilan humain", None, 0, None),
    ("ثلاثة قتلى", None, 3, None),
    ("قتيلان", None, 2, None),
    ("٤ قتلى و٢ جرحى", None, 4, None),
    ("لا ضحايا", None, 0, None),
    ("غير محدد", None, None, None),
    ("à préciser", None, None, None),
    ("not yet confirmed", None, None, None),
    ("non communiqué", None, None, None),
    ("au moins 3 morts", 3, None, None),
    ("plus de 10 tués", 11, None, None),
    ("between 4 and 6", 4, None, 6),
    ("dozens", 20, None, None),
    ("des dizaines de morts", 20, None, None),
    ("three (3)", None, 3, None),
    ("03", None, 3, None),
    ("1 killed, 2 abducted, 30 cattle", None, 1, None),
)


@shape
def tolls_of_strangers(rng: random.Random, path: Path, answer: Answer) -> None:
    """Cells that tell of the dead, of others, or of both."""
    book = Book(path / "said.xlsx", answer)
    for head in ("Killed", "Bilan", "Deaths reported"):
        page = book.page(head)
        page.row(["Date", "Village", head, "Actor"])
        for (written, low, best, high), e in zip(TOLLS, events(rng, "en", len(TOLLS)), strict=True):
            e.lat = e.lon = None
            e.low, e.best, e.high = low, best, high
            page.row([e.start, e.place, written, e.actor], e)
    book.save()


@shape
def days_of_strangers(rng: random.Random, path: Path, answer: Answer) -> None:
    """Days with hours, in parts of months, in weeks, in three languages."""
    book = Book(path / "days.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Village", "Killed", "Actor"])
    march = date(2019, 3, 1)

    def of(first: int, last: int) -> tuple[date, date]:
        return march.replace(day=first), march.replace(day=last)

    ways: list[tuple[str, tuple[date, date]]] = [
        ("début mars 2019", of(1, 10)),
        ("Early March 2019", of(1, 10)),
        ("Mid March 2019", of(11, 20)),
        ("late March 2019", of(21, 31)),
        ("fin mars 2019", of(21, 31)),
        ("منتصف مارس 2019", of(11, 20)),
        ("أواخر مارس ٢٠١٩", of(21, 31)),
        ("14/03/2019 à 16h30", of(14, 14)),
        ("14/03/2019 around 5pm", of(14, 14)),
        ("14 mars 2019 dans la nuit", of(14, 14)),
        ("14 March 2019, morning", of(14, 14)),
        ("Thursday 14 March 2019", of(14, 14)),
        ("jeudi, 14 mars 2019", of(14, 14)),
        ("الخميس ١٤ مارس ٢٠١٩", of(14, 14)),
        ("14 مارس 2019م", of(14, 14)),
        ("من 14 إلى 16 مارس 2019", of(14, 16)),
        ("14 to 16 March 2019", of(14, 16)),
        ("entre le 14 et le 16 mars 2019", of(14, 16)),
        ("14th-16th March 2019", of(14, 16)),
        ("1er mars 2019", of(1, 1)),
        ("March 14th, 2019", of(14, 14)),
        ("week of 11 March 2019", of(11, 17)),
        ("semaine du 11 mars 2019", of(11, 17)),
        ("2019-W11", of(11, 17)),
        ("first week of March 2019", of(1, 7)),
        ("14.03.19", of(14, 14)),
        ("2019/03/14", of(14, 14)),
        ("20190314", of(14, 14)),
        ("14-Mar-2019", of(14, 14)),
        ("night of 14 to 15 March 2019", of(14, 15)),
    ]
    for (written, span), e in zip(ways, events(rng, "en", len(ways)), strict=True):
        e.lat = e.lon = None
        e.start, e.end = span
        page.row([written, e.place, e.killed, e.actor], e)
    book.save()


STRUCK = (
    *("ANNULÉ – doublon de la ligne 4", "Cancelled: rumour", "RETRACTED", "Incident annulé"),
    *("Withdrawn by source", "Fausse alerte", "False report.", "à supprimer", "Did not happen"),
    *("n'a pas eu lieu", "Doublon", "duplicate of row 3", "ne pas compter", "ملغى", "مكرر"),
    *("Entered by mistake", "Démenti par le préfet", "ERROR - do not count", "Rumeur infondée"),
)
NOT_STRUCK = (
    *("Rumours of a new attack spread", "Erreur de jugement du chef", "Market cancelled after it"),
    *("Vote annulé dans la zone", "Source denied access to the site", "Alerte transmise"),
)


@shape
def struck_by_words(rng: random.Random, path: Path, answer: Answer) -> None:
    """Rows withdrawn by a remark, beside rows whose remarks only sound so."""
    book = Book(path / "struck.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Village", "Type", "Killed", "Remarks"])
    lines = [*((said, True) for said in STRUCK), *((said, False) for said in NOT_STRUCK)]
    rng.shuffle(lines)
    for (said, struck), e in zip(lines, events(rng, "en", len(lines)), strict=True):
        e.lat = e.lon = None
        page.row([e.start, e.place, e.harm, e.killed, said], e, must_hold=struck)
    book.save()


@shape
def months_turned(rng: random.Random, path: Path, answer: Answer) -> None:
    """Days that a spreadsheet of another country read as months."""
    for title in ("Mars 2019", "March-19", "Incidents – mois de mars 2019", "مارس 2019"):
        book = Book(path / f"turned_{len(answer.truths)}.xlsx", answer)
        page = book.page(title if len(title) < 12 else "Feuil1")
        page.row([title])
        page.row(["Date", "Village", "Killed", "Actor"])
        for e in events(rng, "en", 8, 2019, 3):
            e.lat = e.lon = None
            turned = e.start.day <= 12 and e.start.day != e.start.month
            written = date(2019, e.start.day, 3) if turned else e.start
            page.row([written, e.place, e.killed, e.actor], e, must_hold=turned)
        book.save()
    book = Book(path / "mixed.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Village", "Killed", "Actor"])
    for e in events(rng, "en", 14):
        e.lat = e.lon = None
        turned = e.start.day <= 12
        written = date(2018, e.start.day, e.start.month) if turned else f"{e.start:%d/%m/%Y}"
        hold = turned and e.start.day != e.start.month
        page.row([written, e.place, e.killed, e.actor], e, must_hold=hold)
    book.save()


@shape
def out_of_time(rng: random.Random, path: Path, answer: Answer) -> None:
    """A slip of the year among rows of one year, and a day that lies ahead."""
    book = Book(path / "time.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Lieu", "Morts", "Auteur"])
    for number, e in enumerate(events(rng, "fr", 10)):
        e.lat = e.lon = None
        slip = {2: 2008, 5: 2081, 7: 2118}.get(number)
        written = e.start.replace(year=slip) if slip else e.start
        page.row([written, e.place, e.killed, e.actor], e, must_hold=bool(slip))
    book.save()


@shape
def no_heads(rng: random.Random, path: Path, answer: Answer) -> None:
    """Lists without a line of heads, with tolls in words, as a book and as text."""
    book = Book(path / "bare.xlsx", answer)
    page = book.page("Sheet1")
    for e in events(rng, "en", 9):
        e.lat = e.lon = None
        page.row([e.place, e.start, f"{e.killed} killed", e.actor, e.note], e)
    book.save()
    rows: list[tuple[list[Any], Event | None]] = []
    for e in events(rng, "fr", 9):
        e.lat = e.lon = None
        told = f"{e.killed} morts" if e.killed else "aucun mort"
        rows.append(([f"{e.start:%Y-%m-%d}", e.actor, e.place, told], e))
    write_text(path / "bare.csv", rows, answer, separator=";")


@shape
def no_heads_and_bare_counts(rng: random.Random, path: Path, answer: Answer) -> None:
    """A list without heads whose numbers may count anything: each row waits."""
    book = Book(path / "counts.xlsx", answer)
    page = book.page("Sheet1")
    for e in events(rng, "en", 8):
        e.lat = e.lon = None
        page.row([e.start, e.place, e.killed, e.injured, e.actor], e, must_hold=True)
    book.save()


@shape
def said_above(rng: random.Random, path: Path, answer: Answer) -> None:
    """Places and actors "as above"."""
    book = Book(path / "ditto.xlsx", answer)
    for number, mark in enumerate(("idem", '"', "ditto", "Idem.", "''", "نفسه")):
        page = book.page(f"S{number}")
        page.row(["Date", "Lieu", "Auteur", "Tués"])
        above = ""
        for at, e in enumerate(events(rng, "fr", 6)):
            e.lat = e.lon = None
            if at in (2, 3, 5):
                e.place = above
                page.row([e.start, mark, mark, e.killed], e)
            else:
                page.row([e.start, e.place, e.actor, e.killed], e)
            above = e.place
    book.save()


@shape
def days_in_three_columns(rng: random.Random, path: Path, answer: Answer) -> None:
    """Day, month and year apart, in three languages and orders."""
    heads = {
        "en": (["Year", "Month", "Day"], "Village", "Killed"),
        "fr": (["Jour", "Mois", "Année"], "Localité", "Morts"),
        "ar": (["اليوم", "الشهر", "السنة"], "القرية", "القتلى"),
    }
    for lang, (days, place, dead) in heads.items():
        book = Book(path / f"three_{lang}.xlsx", answer)
        page = book.page("Data")
        page.row([*days, place, dead])
        for at, e in enumerate(events(rng, lang, 8)):
            e.lat = e.lon = None
            month: Any = month_name(e.start.month, lang) if at % 2 else e.start.month
            parts: list[Any] = [e.start.day, month, e.start.year]
            if lang == "en":
                parts.reverse()
            page.row([*parts, e.place, e.killed], e)
        book.save()


@shape
def places_by_level(rng: random.Random, path: Path, answer: Answer) -> None:
    """The place under whichever level was known."""
    for name, heads in (
        ("en", ["State", "County", "Payam", "Boma/Village"]),
        ("fr", ["Préfecture", "Sous-préfecture", "Commune", "Village ou quartier"]),
    ):
        book = Book(path / f"levels_{name}.xlsx", answer)
        page = book.page("Data")
        page.row(["Date", *heads, "Killed" if name == "en" else "Tués", "Perpetrator"])
        for at, e in enumerate(events(rng, "en", 8)):
            e.lat = e.lon = None
            levels: list[Any] = [None] * 4
            levels[at % 4] = e.place
            page.row([e.start, *levels, e.killed, e.actor], e)
        book.save()


@shape
def forms_with_groups(rng: random.Random, path: Path, answer: Answer) -> None:
    """Exports of forms with groups in French, English and Arabic."""
    forms = {
        "fr": "Faits/Date des faits;Faits/Lieu des faits;Faits/Type de violation;"
        "Faits/Type de violation/Meurtre;Bilan/Nombre de morts;Bilan/Nombre de blessés;_id",
        "en": "Event/When did it happen?;Event/Nearest village;Event/Type of incident;"
        "Event/Type of incident/Killing;Harm/Number of people killed;Harm/Number injured;_id",
        "ar": "الحدث/تاريخ الحادث;الحدث/مكان الحادث;الحدث/نوع الحادث;"
        "الحدث/نوع الحادث/قتل;الاثر/عدد القتلى;الاثر/عدد الجرحى;_id",
    }
    for lang, head in forms.items():
        rows: list[tuple[list[Any], Event | None]] = [(list(head.split(";")), None)]
        for number, e in enumerate(events(rng, lang, 6)):
            e.lat = e.lon = None
            kill = int(e.killed > 0)
            rows.append(([e.start, e.place, e.harm, kill, e.killed, e.injured, 70 + number], e))
        write_text(path / f"form_{lang}.csv", rows, answer, separator=";")


@shape
def other_tables_below(rng: random.Random, path: Path, answer: Answer) -> None:
    """Plans, meetings and distributions on the sheet of the incidents, and beside it."""
    others = (
        ["MISSIONS PRÉVUES", ["Date", "Destination", "Équipe", "Véhicule"]],
        ["MEETINGS", ["Date", "Location", "Subject", "Participants"]],
        ["Distributions", ["Date", "Village", "Households", "Kits"]],
        ["خطة التحرك", ["التاريخ", "الوجهة", "الفريق", "المركبة"]],
    )
    for number, (title, head) in enumerate(others):
        book = Book(path / f"below_{number}.xlsx", answer)
        page = book.page("Log")
        page.row(["Date", "Village", "Incident type", "Killed", "Perpetrator"])
        for e in events(rng, "en", 5):
            e.lat = e.lon = None
            page.row([e.start, e.place, e.harm, e.killed, e.actor], e)
        page.gap(1)
        page.row([title])
        page.row(list(head))
        for day in (4, 6):
            page.row([date(2018, 10, day), "Bria", "Alpha", "LC-02"])
        beside = book.page("Other")
        beside.row(list(head))
        beside.row([date(2018, 10, 8), "Obo", "Bravo", "LC-03"])
        book.save()


@shape
def code_lists(rng: random.Random, path: Path, answer: Answer) -> None:
    """Codes in cells, their meaning on a sheet of its own; 99 is not known."""
    for number, head in enumerate(
        (
            ["Variable", "Code", "Label"],
            ["Champ", "Valeur", "Signification"],
            ["list_name", "name", "label"],
        )
    ):
        book = Book(path / f"codes_{number}.xlsx", answer)
        page = book.page("Data")
        page.row(["date_incident", "village", "type", "nb_killed"])
        for at, e in enumerate(events(rng, "fr", 8)):
            e.lat = e.lon = None
            if at in (2, 6):
                e.low = e.best = e.high = None
            page.row([e.start, e.place, "02", 99 if e.best is None else e.killed], e)
        codes = book.page("Codes")
        codes.row(head)
        for variable, code, label in (
            ("type", "01", "Meurtre"),
            ("type", "02", "Pillage"),
            ("nb_killed", "99", "Unknown" if number else "Inconnu"),
        ):
            codes.row([variable, code, label])
        book.save()


@shape
def accounts_alone(rng: random.Random, path: Path, answer: Answer) -> None:
    """A day of reporting and a text: each row waits, none is refused with its file."""
    for number, head in enumerate((["Report date", "Account"], ["Date du rapport", "Récit"])):
        book = Book(path / f"accounts_{number}.xlsx", answer)
        page = book.page("Alerts")
        page.row(["No", *head])
        for at, e in enumerate(events(rng, "en", 6)):
            e.lat = e.lon = None
            told = (
                f"On {e.start:%d %B %Y} armed men came to {e.place} and killed {e.killed} people."
            )
            page.row([at + 1, e.start + timedelta(days=3), told], e, must_hold=True)
        book.save()


@shape
def toll_in_strange_words(rng: random.Random, path: Path, answer: Answer) -> None:
    """A column that may count the killed and is not understood: each row waits."""
    for number, head in enumerate(
        ("Tués parmi la population", "Deaths among herders", "قتلى من السكان")
    ):
        book = Book(path / f"strange_{number}.xlsx", answer)
        page = book.page("Log")
        page.row(["Date", "Village", head, "Auteur"])
        for e in events(rng, "en", 5):
            e.lat = e.lon = None
            page.row([e.start, e.place, e.killed, e.actor], e, must_hold=True)
        book.save()


@shape
def grid_positions(rng: random.Random, path: Path, answer: Answer) -> None:
    """Positions of forms that have none, and heads that name two forms of position."""
    book = Book(path / "positions.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Village", "Killed", "_geolocation"])
    for at, e in enumerate(events(rng, "en", 8)):
        written = f"[{e.lat}, {e.lon}]"
        if at % 2:
            e.lat = e.lon = None
            written = ("[null, null]", "[None, None]", ", ", "null")[at // 2]
        page.row([e.start, e.place, e.killed, written], e)
    book.save()


@shape
def killed_beside_injured(rng: random.Random, path: Path, answer: Answer) -> None:
    """Killed and injured in one column, their ends in brackets, and dead who are no people."""
    book = Book(path / "beside.xlsx", answer)
    both = (
        "Killed/Injured",
        "Tués et blessés",
        "Morts - Blessés",
        "القتلى والجرحى",
        "Dead & wounded",
    )
    for number, head in enumerate(both):
        page = book.page(f"B{number}")
        page.row(["Date", "Village", head, "Actor"])
        for at, e in enumerate(events(rng, "en", 6)):
            e.lat = e.lon = None
            ways = (f"{e.killed}/{e.injured}", f"{e.killed} killed, {e.injured} injured", "9")
            page.row([e.start, e.place, ways[at % 3], e.actor], e, must_hold=at % 3 == 2)
    turned = book.page("T")
    turned.row(["Date", "Village", "Injured / killed", "Actor"])
    for e in events(rng, "en", 3):
        e.lat = e.lon = None
        turned.row([e.start, e.place, f"{e.injured} / {e.killed}", e.actor], e)
    for number, (low, high) in enumerate(
        (
            ("Deaths (low)", "Deaths (high)"),
            ("Killed - min", "Killed - max"),
            ("Tués (minimum)", "Tués (maximum)"),
            ("Lowest no. of deaths", "Highest no. of deaths"),
        )
    ):
        page = book.page(f"E{number}")
        page.row(["Date", "Village", low, high, "Actor"])
        for e in events(rng, "en", 3):
            e.lat = e.lon = None
            e.low, e.best, e.high = e.killed, None, e.killed + 3
            page.row([e.start, e.place, e.low, e.high, e.actor], e)
    for number, other in enumerate(("Killed (cattle)", "Tués (bétail)", "Deaths (livestock)")):
        page = book.page(f"O{number}")
        page.row(["Date", "Village", other, "Killed", "Actor"])
        for e in events(rng, "en", 3):
            e.lat = e.lon = None
            page.row([e.start, e.place, 60, e.killed, e.actor], e)
    book.save()


@shape
def sums_with_a_day(rng: random.Random, path: Path, answer: Answer) -> None:
    """Sums that bear the last day of their month, and days all on firsts of months."""
    book = Book(path / "sums.xlsx", answer)
    for number, word in enumerate(("TOTAL", "Sous-total", "Grand Total", "المجموع", "À reporter")):
        page = book.page(f"S{number}")
        page.row(["Date", "Village", "Killed", "Actor"])
        said = events(rng, "en", 4)
        for e in said:
            e.lat = e.lon = None
            page.row([e.start, e.place, e.killed, e.actor], e)
        page.row([date(2018, 12, 31), word, sum(e.killed for e in said)])
    firsts = book.page("Months")
    firsts.row(["Date", "Village", "Killed", "Actor"])
    for month, e in enumerate(events(rng, "en", 8), 1):
        e.lat = e.lon = None
        e.start = date(2018, month, 1)
        e.end = date(2018, month + 1, 1) - timedelta(days=1)
        firsts.row([e.start, e.place, e.killed, e.actor], e)
    book.save()


ACCOUNTS: tuple[tuple[str, tuple[int | None, ...] | int | None, bool], ...] = (
    ("Gunmen entered the village and killed 4 civilians.", 4, False),
    ("Attaque des éleveurs : trois morts, 5 blessés, 20 maisons brûlées.", 3, False),
    ("Le 3 mars, 2 civils ont été tués sur la route.", 2, False),
    ("On 4 May 2018, 3 people were killed at the market.", 3, False),
    ("Embuscade, un chauffeur tué.", 1, False),
    ("Five people were shot dead; two others wounded.", 5, False),
    ("Looting of the market. No casualties.", 0, False),
    ("Pillage. Aucun mort.", 0, False),
    ("Population fled. An earlier attack had killed 9 people.", None, False),
    ("Raid de bétail, 300 têtes emportées.", None, False),
    ("Plusieurs personnes tuées.", (2, None, None), False),
    ("2 women and 3 men killed.", 5, False),
    ("Many were killed on both sides.", (2, None, None), False),
    ("مقتل 5 مدنيين في هجوم على القرية", 5, False),
    ("A trader was killed by bandits.", 1, False),
)


@shape
def tolls_in_accounts(rng: random.Random, path: Path, answer: Answer) -> None:
    """No column counts the dead: each account gives one number, none, or leaves it open."""
    book = Book(path / "accounts.xlsx", answer)
    for number, head in enumerate(("Description", "Récit des faits", "Narrative", "الوصف")):
        page = book.page(f"A{number}")
        page.row(["Date", "Village", head])
        for (said, dead, hold), e in zip(ACCOUNTS, events(rng, "en", len(ACCOUNTS)), strict=True):
            e.lat = e.lon = None
            e.low, e.best, e.high = dead if isinstance(dead, tuple) else (dead, dead, dead)
            page.row([e.start, e.place, said], e, must_hold=hold)
    book.save()


@shape
def copies_and_drafts(rng: random.Random, path: Path, answer: Answer) -> None:
    """A sheet that tells all months again, a template, a draft: what they say comes in once."""
    book = Book(path / "copies.xlsx", answer)
    head = ["Date", "Village", "Killed", "Actor"]
    months = []
    for month in (1, 2, 3):
        page = book.page(f"M{month}")
        page.row(head)
        for e in events(rng, "en", 4, 2018, month):
            e.lat = e.lon = None
            page.row([e.start, e.place, e.killed, e.actor], e)
            months.append(e)
    whole = book.page("Consolidated")
    whole.row(["No", "Incident date", "Location", "Deaths"])
    for number, e in enumerate(months, 1):
        whole.row([number, e.start, e.place, e.killed], e, must_hold=True)
    for name in ("Template", "Brouillon mars", "Exemple"):
        page = book.page(name)
        page.row(head)
        page.row([date(2018, 1, 1), "Bria", 77, "x"])
    book.save()


@shape
def positions_of_strangers(rng: random.Random, path: Path, answer: Answer) -> None:
    """Positions with labels, as links, as points; and a town given the position of another."""
    book = Book(path / "points.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Town", "GPS", "Killed"])
    for at, e in enumerate(events(rng, "en", 12)):
        ways = (
            f"lat: {e.lat} lon: {e.lon}",
            f"https://maps.example.org/?q={e.lat},{e.lon}",
            f"POINT ({e.lon} {e.lat})",
            f"Lat {e.lat}, Long {e.lon}",
            f"{e.lat}° N, {e.lon}° E",
            f"({e.lat} ; {e.lon})",
        )
        page.row([e.start, e.place, ways[at % len(ways)], e.killed], e)
    far = book.page("Far")
    far.row(["Date", "Town", "Lat", "Long", "Killed"])
    for at, e in enumerate(events(rng, "en", 6)):
        if at == 3:
            e.place = "Bangassou"
            far.row([e.start, e.place, 4.36, 18.58, e.killed], e, must_hold=True)
        else:
            far.row([e.start, e.place, e.lat, e.lon, e.killed], e)
    book.save()


@shape
def rows_without_numbers(rng: random.Random, path: Path, answer: Answer) -> None:
    """Serial numbers that some rows lack, and footnote marks behind tolls."""
    book = Book(path / "serial.xlsx", answer)
    page = book.page("Log")
    page.row(["S/N", "Date", "Village", "Killed", "Actor"])
    for at, e in enumerate(events(rng, "en", 9)):
        e.lat = e.lon = None
        written = f"{e.killed}*" if at % 3 == 1 else e.killed
        page.row([None if at % 4 == 2 else at + 1, e.start, e.place, written, e.actor], e)
    book.save()


CONDUCT = (
    ("Armed men", "An NGO guard pays a 15-year-old for sex near the market, Osprey"),
    ("", "Un soldat de la paix a eu des relations sexuelles avec une mineure, Osprey"),
    ("", "Osprey, agent d'une ONG, demande des faveurs aux déplacées contre des cartes"),
    ("MONUSCO", "Osprey fréquente des prostituées en ville"),
    ("", "Complaint of sexual harassment against a UN police officer, Osprey"),
    ("", "Case Osprey referred to the PSEA focal point"),
    ("", "Allégation EAS Osprey, transmise"),
    ("", "Casque bleu Osprey soupçonné de viol sur une fillette"),
    ("", "UNICEF staff member Osprey asked for sexual favours before registration"),
    ("", "A contingent soldier (Osprey) got a girl of the site pregnant in exchange for food"),
    ("", "موظف في منظمة دولية Osprey طلب الجنس مقابل الغذاء"),
    ("", "جندي من قوات حفظ السلام Osprey تحرش بفتاة"),
    ("", "شكوى ضد موظف إغاثة Osprey بسبب استغلال جنسي"),
    ("", "La victime dit avoir été violée par un militaire de la MINUSCA, Osprey"),
)
CONDUCT += (
    ("", "Un membre du contingent entretient une relation avec une fille de 15 ans, Osprey"),
    ("", "Girl made pregnant by UN soldier Osprey"),
    ("", "Enfant né d'un casque bleu (Osprey), mère mineure"),
    ("", "موظف أممي Osprey اغتصب فتاة"),
    ("", "Un enseignant d'ONG a abusé d'une élève, dit Osprey"),
    ("", "Humanitarian worker Osprey caught with underage girl in hotel"),
    ("", "MINUSCA soldier Osprey fathers child with a 16-year-old"),
    ("", "Un agent du HCR propose de l'argent contre des relations intimes à Osprey"),
    ("", "UNMISS civilian staff accused of sexual harassment of cleaner Osprey"),
    ("", "Viol commis par des éléments de la force internationale sur Osprey"),
)
OTHERS = (
    ("Armed men", "Two women raped by militia; MINUSCA patrol informed", 0),
    ("Hommes armés", "Selon la MONUSCO, des hommes armés ont violé trois femmes", 0),
    ("Bandits", "Armed men demanded sex from women at a roadblock, reported by UN police", 0),
    ("SSPDF", "Sexual violence near the UNMISS base; peacekeepers responded", 1),
    ("Militia", "Aid workers were robbed; a female staff member was assaulted", 0),
    ("مسلحون", "أفادت بعثة الأمم المتحدة بمقتل مدنيين", 2),
    ("Rebels", "PSEA training was interrupted by gunfire", 1),
    ("ADF", "Un agent humanitaire tué, deux femmes enlevées", 1),
    ("LRA", "Girls abducted and forced to marry fighters, UNICEF informed", 0),
    ("FDLR", "Viol collectif documenté par la MONUSCO", 0),
    ("Bandits", "UNPOL arrested a man accused of rape", 0),
    ("LRA", "Displaced pregnant women assisted by UNHCR staff", 0),
    ("SSPDF", "UNMISS condemns sexual violence in Bentiu", 0),
    ("Rebels", "NGO staff raped by armed men during robbery", 0),
    ("Éleveurs", "Les casques bleus ont secouru une fille violée par des éleveurs", 0),
    ("Inconnus", "Viol d'une mineure, prise en charge par une ONG", 0),
)


@shape
def conduct_of_strangers(rng: random.Random, path: Path, answer: Answer) -> None:
    """Misconduct in remarks of other words, beside violence of others that names personnel."""
    book = Book(path / "remarks.xlsx", answer)
    page = book.page("Log")
    page.row(["Date", "Village", "Killed", "Perpetrator", "Remarks"])
    lines: list[tuple[str, str, int | None]] = [
        *((actor, said, None) for actor, said in CONDUCT),
        *OTHERS,
    ]
    rng.shuffle(lines)
    for e, (actor, said, killed) in zip(events(rng, "en", len(lines)), lines, strict=True):
        e.lat = e.lon = None
        if killed is None:
            page.row([e.start, e.place, 0, actor or None, said])
            answer.misconduct += 1
        else:
            e.low = e.best = e.high = killed
            page.row([e.start, e.place, killed, actor, said], e)
    book.save()
    answer.secrets.append("Osprey")
