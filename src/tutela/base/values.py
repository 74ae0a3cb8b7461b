"""What people write in cells, read as dates, counts and coordinates, or refused with a why.

The one home of reading a value: files of events, places and bases all read by it. Nothing is
guessed, and every refusal says what to do next.
"""

from __future__ import annotations

import calendar
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from tutela.base.folding import plain_letters
from tutela.base.guards.bounds import part_runs
from tutela.base.guards.limits import LIMITS
from tutela.base.later import pl
from tutela.base.messages import say, term
from tutela.base.tolls import (
    dozens,
    fold_words,
    killed_part,
    one_more,
    tells_nobody,
    tells_nothing,
    tells_of_dead,
    tells_of_living,
    tells_of_others,
    tells_of_people,
    with_digits,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a value was not taken, and what to do."""

    why: str
    next: str


FIRST_YEAR, LAST_YEAR = LIMITS["first_year"], LIMITS["last_year"]
"""A day outside these years is a slip or a sign for "open end", and is refused."""

NOTHING = frozenset(
    {
        "",
        "na",
        "n/a",
        "nan",
        "null",
        "none",
        "nil",
        "-",
        "--",
        "—",
        "?",
        "??",
        "؟",
        "؟؟",
        "n/d",
        "nd",
        "unknown",
        "unk",
        "nk",
        "nsp",
        "n a",
        "inconnue",
        "no information",
        "noinformation",
        "not known",
        "inconnu",
        "غير معروف",
    }
)
"""Words people write where they know nothing."""

MONTHS = {
    **{name.casefold(): n for n, name in enumerate(calendar.month_name) if n},
    **{name.casefold(): n for n, name in enumerate(calendar.month_abbr) if n},
    "sept": 9,
    "janvier": 1,
    "février": 2,
    "fevrier": 2,
    "mars": 3,
    "avril": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7,
    "août": 8,
    "aout": 8,
    "septembre": 9,
    "octobre": 10,
    "novembre": 11,
    "décembre": 12,
    "decembre": 12,
    "janv": 1,
    "févr": 2,
    "fevr": 2,
    "fév": 2,
    "fev": 2,
    "avr": 4,
    "juil": 7,
    "aoû": 8,
    "déc": 12,
    "يناير": 1,
    "فبراير": 2,
    "مارس": 3,
    "أبريل": 4,
    "ابريل": 4,
    "مايو": 5,
    "يونيو": 6,
    "يوليو": 7,
    "أغسطس": 8,
    "اغسطس": 8,
    "سبتمبر": 9,
    "أكتوبر": 10,
    "اكتوبر": 10,
    "نوفمبر": 11,
    "ديسمبر": 12,
    "شباط": 2,
    "آذار": 3,
    "اذار": 3,
    "نيسان": 4,
    "أيار": 5,
    "ايار": 5,
    "حزيران": 6,
    "تموز": 7,
    "آب": 8,
    "أيلول": 9,
    "ايلول": 9,
    "جانفي": 1,
    "فيفري": 2,
    "أفريل": 4,
    "افريل": 4,
    "ماي": 5,
    "جوان": 6,
    "جويلية": 7,
    "أوت": 8,
    "اوت": 8,
    "januari": 1,
    "februari": 2,
    "machi": 3,
    "aprili": 4,
    "mei": 5,
    "juni": 6,
    "julai": 7,
    "agosti": 8,
    "septemba": 9,
    "oktoba": 10,
    "novemba": 11,
    "desemba": 12,
}
"""Months by name: English, French, Swahili, Arabic of the Nile, the Levant and the Maghreb."""
MONTH_IN_TEXT = "|".join(
    sorted((re.escape(month) for month in MONTHS if len(month) > 2), key=len, reverse=True)
)
"""A pattern of the names of months; one of two letters may be part of another word."""

_FORMULA = Refusal(
    say("a formula, not a value"),
    say("put the value itself in the cell (in a spreadsheet: paste values)"),
)


@lru_cache(maxsize=1_024)
def key(text: str) -> str:
    """Text as compared: no case, no accents, no signs, and no longer run than any word.

    >>> key("Date de l’incident"), key("ADMIN_1 ")
    ('date de l incident', 'admin 1')
    """
    return _NO_WORD.sub(" ", plain_letters(part_runs(text))).strip()


_NO_WORD = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """The same text with Arabic-Indic and other digits as 0-9, and plain spaces.

    A raised or circled figure is no digit: ² may be a note as well as a two.

    >>> plain("\u0662\u0660\u0661\u0668"), plain("5²")
    ('2018', '5²')
    """
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text
    ).translate({0xA0: " ", 0x202F: " ", 0x2009: " ", 0x066B: ".", 0x066C: ","})


def is_formula(text: str) -> bool:
    """Whether a cell would be computed by a spreadsheet.

    >>> is_formula("=1+1"), is_formula("-12"), is_formula("@SUM(A1)")
    (True, False, True)
    """
    return text[:1] in "=@" or bool(re.match(r"[+-].*[A-Za-z(]", text))


def read_count(text: str) -> int | Refusal | None:
    """A number of people or reports.

    >>> read_count("1,234"), read_count("12.0"), read_count("NA")
    (1234, 12, None)
    >>> read_count("12.5").why
    '12.5 is not a whole number'
    """
    if text.casefold() in NOTHING:
        return None
    if is_formula(text):
        return _FORMULA
    written = plain(text)
    if digits := re.fullmatch(r"[+]?(\d{1,3})\.(\d{3})", written):
        fine = f"{digits[1]}.{digits[2]}".rstrip("0").rstrip(".")
        return Refusal(
            say(
                "{text!r} may be {fine} or {whole:,}",
                text=text,
                fine=fine,
                whole=int(digits[1] + digits[2]),
            ),
            say("write digits only, without a point"),
        )
    if re.fullmatch(r"[+]?\d{1,3}([,.' ’]\d{3})+", written):
        written = re.sub(r"[,.' ’]", "", written)
    if digits := re.fullmatch(r"[+]?(\d+)(?:[.,]0*)?", written):
        number = int(digits[1])
        if number > 2**31 - 1:
            return Refusal(
                say("{text} is too large to be a count", text=text),
                say("check the column and the number"),
            )
        return number
    if re.fullmatch(r"-\s?[\d.,]+", written):
        return Refusal(
            say("{text} is negative", text=text),
            say("write a count of 0 or more, or leave it blank"),
        )
    if re.fullmatch(r"\d+[.,]\d+", written):
        return Refusal(say("{text} is not a whole number", text=text), say("write a whole number"))
    if re.fullmatch(r"\d+\s*(-|–|to|à)\s*\d+|[<>~≈]\s*\d+|\d+\s*\+", written):
        return Refusal(
            say("{text!r} is a range, not a number", text=text),
            say("write the best figure, and low and high in columns of their own"),
        )
    return Refusal(
        say("{text!r} is not a number", text=text), say("write digits only, or leave it blank")
    )


@dataclass(frozen=True, slots=True)
class Toll:
    """How many, as far as it was said: the least, the figure, the most."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "zero none aucun aucune neant nil لا",
            "one un une a واحد",
            "two deux اثنان اثنين اثنتان اثنتين",
            "three trois ثلاثة",
            "four quatre اربعة أربعة",
            "five cinq خمسة",
            "six ستة",
            "seven sept سبعة",
            "eight huit ثمانية",
            "nine neuf تسعة",
            "ten dix عشرة",
            "eleven onze",
            "twelve douze",
        )
    )
    for word in words.split()
}
NOT_KNOWN_CODES = frozenset({999, 9999, 99999})
"""What forms write where nobody knows: no toll is believed that reads so."""
_SEVERAL = frozenset(
    {
        *(
            "several",
            "many",
            "some",
            "few",
            "a few",
            "plusieurs",
            "quelques",
            "beaucoup",
            "nombreux",
            "nombreuses",
            "numerous",
            "multiple",
            "multiples",
            "plsrs",
            "qqs",
            "sev",
            "sevl",
        ),
        *("عدة", "عده", "عدد", "كثير", "كثيرون", "العديد", "بعض"),
    }
)
_SLIP = 3
"""So much more than double is another figure, badly read, and no range."""
_LEAST = (
    r"(?:>=|≥|\+|at least|min(?:imum)?|au moins|plus ou|pas moins de|n[ot]+ (?:fewer|less) than"
    r"|على الاقل|على الأقل|(?:ما )?لا يقل عن)"
)
_MORE = r"(?:>|\+ de|more than|over|above|plus de|اكثر من|أكثر من)"
_FEWER = r"(?:<|less than|fewer than|under|moins de|اقل من|أقل من)"
_MOST = r"(?:<=|≤|up to|at most|max(?:imum)?|jusqu'?a|au plus|حتى)"
_ABOUT = r"(?:~|≈|about|around|approx(?:imately)?\.?|circa|c\.|env(?:iron)?\.?|حوالي|نحو)"


_NO_MORE_SAID = re.compile(r"^\D*$|\b(?:only|seulement|فقط)\b")


@lru_cache(maxsize=4_096)
def read_toll(text: str) -> Toll | Refusal | None:
    """A number of people as reports write it: a count, a range, a least or a most.

    Nothing between two ends is chosen: a range has no figure.

    >>> read_toll("5-7"), read_toll(">10")
    (Toll(low=5, best=None, high=7), Toll(low=11, best=None, high=None))
    >>> read_toll("plusieurs"), read_toll("2 civils et 1 soldat").best, read_toll("Au moins 3").low
    (Toll(low=2, best=None, high=None), 3, 3)
    >>> read_toll("~5").best, read_toll("trois").best, read_toll("4 (dont 2 femmes)").best
    (5, 3, 4)
    >>> read_toll("3 tués, 8 blessés").best, read_toll("11 blessés"), read_toll("RAS").best
    (3, None, 0)
    >>> read_toll("une vingtaine").best, read_toll("قتيلان").best, read_toll("non précisé")
    (20, 2, None)
    >>> read_toll("2 civils, 3 blessés").why
    "'2 civils, 3 blessés' does not say how many of them were killed"
    >>> read_toll("12.5").why, read_toll("up to 6").high
    ('12.5 is not a whole number', 6)
    >>> read_toll("999").why
    "999 is a form's code for not known, or a very high toll"
    """
    text = text.removeprefix("'")  # a spreadsheet's mark of a text
    count = read_count(text)
    if count is None and text.casefold() in ("none", "nil"):
        return Toll(0, 0, 0)
    if count in NOT_KNOWN_CODES:
        return Refusal(
            say("{text} is a form's code for not known, or a very high toll", text=text),
            say("leave the cell blank, or write the toll in words"),
        )
    if not isinstance(count, Refusal):
        if count and text.startswith("+"):
            return Toll(count)
        return None if count is None else Toll(count, count, count)
    folded = fold_words(text).strip(" .")
    if tells_nothing(folded):
        return None
    if tells_nobody(folded):
        return Toll(0, 0, 0)
    if _MORE_IN_BRACKETS.search(folded) and not _adds_up(folded):
        return count  # 3 (+1 later)
    said = " ".join(re.sub(r"\([^)]*\)", " ", folded).split()).strip(" .,;")
    if round_number := dozens(said):
        return Toll(*round_number)
    said = re.sub(r"^(?:\+ ?/ ?-|±) ?(?=\d)", "~", with_digits(said).rstrip("*† "))
    if least := _OR_MORE.fullmatch(said):
        toll = read_toll(least[1])
        if not isinstance(toll, Toll):
            return toll
        return Toll(
            toll.best if toll.low is None else toll.low, None, None if toll.best else toll.high
        )
    said = _FOOTNOTE.sub("", re.sub(r"^(?:مقتل|قتل|استشهاد) (?=\d)", "", said))
    if lone := re.fullmatch(r"\((\d+)\)", folded):
        return read_toll(lone[1])
    if re.fullmatch(r"0 ?\?+", said):
        return count  # perhaps nobody
    if unsure := re.fullmatch(r"(\d+(?: ?[-–] ?\d+)?) ?\?+", said):
        toll = read_toll(unsure[1])
        return Toll(None, toll.best, None) if isinstance(toll, Toll) and toll.best else toll
    if "+" in said and (added := _sum_of_addends(said)) is not None:
        return Toll(added, added, added) if added >= 0 else count
    if tells_of_others(said) and not _dead_in(said) and _NO_MORE_SAID.search(said):
        return None  # "several injured", "only 2 injured": of dead nothing is said
    if re.fullmatch(r"(?:قتلى|شهداء) (?:كثير\w*|عديد\w*|عد[هة])", said):
        return Toll(2)
    part = killed_part(said)
    if part == "":
        return None  # it tells of the injured alone
    if part is not None and part != said:
        return read_toll(part)
    if part is None and tells_of_living(said) and len(re.findall(r"\d+", said)) == 1:
        return None  # "12 minors taken"
    if part is None and tells_of_others(said):
        return Refusal(
            say("{text!r} does not say how many of them were killed", text=text),
            say("write the number of the killed alone"),
        )
    if one_sex := re.fullmatch(r"(\d+) ?[mfh]", said):
        return Toll(*[int(one_sex[1])] * 3)
    if re.fullmatch(
        r"[mfhgw](?: ?[:=])? ?\d+(?:[ ,/+&;]+[mfhgwec](?: ?[:=])? ?\d+)+", said
    ) or re.fullmatch(r"\d+ ?[mfhgw](?:[ ,/+&]+\d+ ?[mfhgwce])+", said):
        total = sum(int(n) for n in re.findall(r"\d+", said))  # men, women, children
        return Toll(total, total, total)
    if said in _SEVERAL or said == "plus" or said.split(" ")[0] in _SEVERAL:
        return Toll(2)
    if said in NUMBERS:
        return Toll(*[NUMBERS[said]] * 3)
    if matched := re.fullmatch(
        r"(?:entre |between |de |(?:ما )?بين |من )?(\d+)(?: ?(?:-|–|—|~|to|a|et|and|ou|or|/|الى|او"
        r"|و) ?)(\d+)(?: \D*)?",
        said,
    ):
        low, high = int(matched[1]), int(matched[2])
        if low == 0 and "/" in said:
            return count  # killed and injured, perhaps
        if re.search(r"\b(?:ou|or|او)\b", said) and high > 2 * low + _SLIP:
            return Refusal(
                say("{text!r} gives two figures far apart: which is meant?", text=text),
                say("write one figure, or a range such as 4-14"),
            )
        return Toll(low, None, high) if low <= high else count
    people = r"(?: [^\d]*)?"
    ends: tuple[tuple[str, Callable[[int], Toll]], ...] = (
        (_LEAST, lambda n: Toll(n)),
        (_MORE, lambda n: Toll(n + 1)),
        (_MOST, lambda n: Toll(None, None, n)),
        (_FEWER, lambda n: Toll(None, None, max(n - 1, 0))),
        (_ABOUT, lambda n: Toll(None, n, None)),
    )
    for sign, give in ends:
        if matched := re.fullmatch(rf"{sign} ?(\d+){people}", said):
            return give(int(matched[1]))
    if matched := re.fullmatch(
        r"(\d+) ?(?:\+|or more|and more|ou plus|et plus|au moins|at least|فاكثر)", said
    ):
        return Toll(int(matched[1]))
    if len(re.findall(r"\d+", said)) > 1 and re.search(r"unconfirmed|non confirme", said):
        return count  # 3 confirmed, 2 unconfirmed
    if family := re.fullmatch(
        r"(?:a |une |1 )?famil\w+ (?:of|de) (\d+)(?: persons?| people| personnes?)?", said
    ):
        return Toll(*[int(family[1])] * 3)
    if re.fullmatch(r"a [^\W\d]+(?: [^\W\d]+)?", said) and one_more(said):
        return Toll(1, 1, 1)
    if re.fullmatch(r"\d+ [^\d]{3,}", f"{said} xxx") or re.fullmatch(
        r"\d+ [^\d,+;&]+(?:(?:,|\+|;|&| et| and| و) ?\d+ [^\d,+;&]+)*", said
    ):
        total = sum(int(n) for n in re.findall(r"\d+", said))
        return Toll(total, total, total)
    return count


_FOOTNOTE = re.compile(r"(?<=\d) ?\[[\da-z]\]$")
_OR_MORE = re.compile(
    r"([^\d\n]*+\d.*?),? ?(?:au moins|at least|at minimum|minimum|ou plus|or more|ou \+|or \+"
    r"|et plus|and more|et \+"
    r"|على الاقل|فاكثر|او اكثر)"
)
_MORE_IN_BRACKETS = re.compile(r"\([^)]*\+ ?\d")
_LATER_DEAD = re.compile(
    r"(?:later|died|dead|death|hopital|hospital|wounds|suites|more|autres?|plus tard)\b"
)


def _adds_up(said: str) -> bool:
    """Whether what stands in brackets behind a number comes to it.

    >>> _adds_up("5 (3 civ + 2 mil)"), _adds_up("3 (+1 later)")
    (True, False)
    """
    whole = re.fullmatch(r"(\d+)[^\d(]*\(([^)]*)\)", said)
    if not whole:
        return False
    return int(whole[1]) == sum(int(part) for part in re.findall(r"\d+", whole[2]))


def _dead_in(said: str) -> bool:
    return bool(
        re.search(r"\b(?:tue|mort|dece|kill|dead|die[ds]?|death|fatal)\w*|قتل|قتيل|وفا|شهد", said)
    )


def _sum_of_addends(said: str) -> int | None:
    """What several dead named one after another come to; below nought where one of them is not
    plainly a dead person; None where nothing is added.

    >>> _sum_of_addends("1 + 1 later in hospital"), _sum_of_addends("3 + chauffeur")
    (2, 4)
    >>> _sum_of_addends("3 + vehicule"), _sum_of_addends("2 morts + 3 blesses")
    (-1, None)
    """
    if tells_of_others(said) or tells_of_living(said):
        return None  # the killed are told apart from others
    parts = [part.strip() for part in said.split("+")]
    if len(parts) < 2 or not parts[0] or not parts[-1]:
        return None
    total = 0
    for part in parts:
        number = re.fullmatch(r"(\d+) ?(.*)", part)
        if not number and one_more(part):
            total += 1
        elif number and (
            not number[2]
            or re.fullmatch(r"[mfhgwec]", number[2])
            or tells_of_people(number[2])
            or tells_of_dead(part)
            or _LATER_DEAD.search(number[2])
        ):
            total += int(number[1])
        else:
            return -1
    return total


_BETWEEN = (
    r"\s*;\s*",
    r"\s*/\s*",
    r",\s+",
    r"(?<=[NSns])\s*,?\s*(?=\d)",
    r"\s+(?=[EWOewo]\s*\d)",
    r",(?=\s*-?\d+\.)",
    r"(?<=[\d'′’\"″”°º][NSEWOnsewo])\s*[,;/-]?\s*(?=\d)",
    r"(?<=\s[NSEWOnsewo])\s*[,;/-]\s*(?=\d)",
    r"(?<=\s[NSEWOnsewo])\s+(?=\d)",
    r"\s*,?\s*(?=[NSEWOnsewo]\s*\d)",
    r"\s+[-–]\s+",
    r"\s+",
)
"""What may stand between a latitude and a longitude."""


def read_position(text: str) -> tuple[float, float] | Refusal | None:
    """Latitude and longitude written in one cell, decimal or in degrees, minutes and seconds.

    >>> read_position("6.75, 31.5"), read_position("6,75 ; 31,5"), read_position("6.75 31.5 0 0")
    ((6.75, 31.5), (6.75, 31.5), (6.75, 31.5))
    >>> [round(n, 3) for n in read_position("N6°45'30″ E31°30'")]
    [6.758, 31.5]
    >>> read_position("E 27.5 ; S 5.25"), read_position("S5,25 E27,5")
    ((-5.25, 27.5), (-5.25, 27.5))
    >>> read_position("near the river").why
    "'near the river' is not a pair of coordinates"
    """
    written = re.sub(r"\s*\([^()\d]*\)\s*$", "", plain(text)).strip().strip("()[]").strip()
    if text.casefold() in NOTHING or re.fullmatch(
        r"(?:null|none|nan|na|-)?\s*[,;/]\s*(?:null|none|nan|na|-)?|null|none", written.casefold()
    ):
        return None
    written = _with_letters(_without_labels(written))
    written = re.sub(
        r"(?<![\d.])(\d{1,3})-(\d{1,2}(?:\.\d+)?)(?:-(\d{1,2}(?:\.\d+)?))? ?(?=[NSEWO]\b)",
        lambda m: f"{m[1]}°{m[2]}'" + (f'{m[3]}"' if m[3] else ""),
        written,
    )  # 06-57.25N
    from_grid = _from_utm(written) or _from_mgrs(written)
    if from_grid is not None:
        return from_grid
    if commas := re.fullmatch(
        r"([-+]?\d{1,3}),(\d{2,})\s*[,;/ ]\s*([-+]?\d{1,3}),(\d{2,})", written
    ):
        written = f"{commas[1]}.{commas[2]} ; {commas[3]}.{commas[4]}"
    if high := re.fullmatch(
        r"([-+]?\d+\.\d+)\s*[,;]\s*([-+]?\d+\.\d+)\s*[,;]\s*\d+(?:\.\d+)?", written
    ):
        written = f"{high[1]} ; {high[2]}"  # then the altitude
    if re.fullmatch(r"[-+]?\d+(\.\d+)? [-+]?\d+(\.\d+)?( [-+]?\d+(\.\d+)?){2}", written):
        written = ", ".join(written.split(" ")[:2])  # a form's: then altitude and accuracy
    for cut in _BETWEEN:
        parts = [part for part in re.split(cut, written) if part]
        if len(parts) != 2:
            continue
        if axis_of(parts[0]) == "longitude" and axis_of(parts[1]) == "latitude":
            parts.reverse()
        lat, lon = read_degrees(parts[0], 90), read_degrees(parts[1], 180)
        if isinstance(lat, float) and isinstance(lon, float):
            return lat, lon
    return Refusal(
        say("{text!r} is not a pair of coordinates", text=text),
        say("write latitude and longitude in decimal degrees, such as 6.205, 31.55"),
    )


_AXIS_WORDS = (
    (re.compile(r"\b(?:north|nord)\b|شمالا?", re.IGNORECASE), "N"),
    (re.compile(r"\b(?:south|sud)\b|جنوبا?", re.IGNORECASE), "S"),
    (re.compile(r"\b(?:east|est)\b|شرقا?", re.IGNORECASE), "E"),
    (re.compile(r"\b(?:west|ouest)\b|غربا?", re.IGNORECASE), "W"),
)


def _with_letters(written: str) -> str:
    """A position with the words of its axes as letters.

    >>> _with_letters("5.4 Nord, 26.5 Est")
    '5.4 N, 26.5 E'
    """
    for pattern, letter in _AXIS_WORDS:
        written = pattern.sub(letter, written)
    return written


def axis_of(text: str) -> str:
    """The axis that the letter of a coordinate names; "" where it has none.

    >>> axis_of("E 27.5"), axis_of("5°15'S"), axis_of("5.25")
    ('longitude', 'latitude', '')
    """
    written = plain(text).strip().upper()
    letter = re.match(r"([NSEWO])\s*[+-]?\d", written) or re.search(
        r"[\d'′’\"″”°º.]\s*([NSEWO])$", written
    )
    if not letter:
        return ""
    return "latitude" if letter[1] in "NS" else "longitude"


_MGRS = re.compile(
    r"(\d{1,2}) ?([C-HJ-NP-X]) ?([A-HJ-NP-Z])([A-HJ-NP-V]) ?((?:\d{2} ?){1,5}|\d+ \d+)", re.I
)


def _from_mgrs(written: str) -> tuple[float, float] | None:
    """Latitude and longitude of a place in the Military Grid Reference System, its square's middle.

    Source  NGA.STND.0037, Universal Grids, on WGS 84.

    >>> [round(degrees, 3) for degrees in _from_mgrs("35N NF 51676 59028")]
    [5.057, 27.466]
    """
    if not (match := _MGRS.fullmatch(written.strip())):
        return None
    digits = match[5].replace(" ", "")
    if len(digits) % 2 or len(digits) > 10:
        return None
    zone, band = int(match[1]), match[2].upper()
    half = len(digits) // 2
    unit = 10 ** (5 - half)
    columns = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")[zone % 3]
    rows = "ABCDEFGHJKLMNPQRSTUV"
    if match[3].upper() not in columns:
        return None
    east = (columns.index(match[3].upper()) + 1) * 100_000 + int(digits[:half]) * unit + unit // 2
    north = (rows.index(match[4].upper()) - (5 if zone % 2 == 0 else 0)) % 20 * 100_000
    north += int(digits[half:]) * unit + unit // 2
    south_edge = -80 + 8 * "CDEFGHJKLMNPQRSTUVWX".index(band)
    found = (
        _from_utm(f"{zone}{band} {east:06} {north + 2_000_000 * turn:07}") for turn in range(5)
    )
    return next((p for p in found if p and south_edge - 0.5 <= p[0] <= south_edge + 8.5), None)


_LABELS = re.compile(r"(?:latitude|lat|longitude|long|lon|lng|gps)\.? ?[:=]? ?(?=[-+\d])", re.I)


def _without_labels(written: str) -> str:
    """A pair of coordinates out of its labels, the link of a map, or a point of a database.

    >>> _without_labels("lat: 6.53 lon: 21.98"), _without_labels("POINT (21.98 6.53)")
    ('6.53, 21.98', '6.53, 21.98')
    >>> _without_labels("https://maps.example.org/?q=6.53,21.98")
    '6.53, 21.98'
    """
    number = r"[-+]?\d+(?:\.\d+)?"
    if link := re.search(rf"(?:q=|ll=|@|query=)({number}),({number})", written):
        return f"{link[1]}, {link[2]}"
    if uri := re.match(rf"geo:({number}),({number})", written.casefold()):
        return f"{uri[1]}, {uri[2]}"
    if point := re.fullmatch(rf"point ?\( ?({number}) ({number}) ?\)?", written.casefold()):
        return f"{point[2]}, {point[1]}"
    if turned := re.fullmatch(
        rf"(?:longitude|long|lon|lng)\.? ?[:=]? ?({number})[ ,;/-]+(?:latitude"
        rf"|lat)\.? ?[:=]? ?({number})",
        written.casefold(),
    ):
        return f"{turned[2]}, {turned[1]}"
    bare = _LABELS.sub("", written)
    if bare != written and (pair := re.fullmatch(rf"({number})[ ,;/]+({number})", bare.strip())):
        return f"{pair[1]}, {pair[2]}"
    return written


_UTM = re.compile(
    r"(?:utm )?(\d{1,2}) ?([C-HJ-NP-X])[ ,;/]+(?:E ?)?(\d{6})(?:\.\d+)? ?(?:m ?E|E|m)?[ ,;/]+"
    r"(?:N ?)?(\d{6,8})(?:\.\d+)? ?(?:m ?N|N|m)?",
    re.IGNORECASE,
)


def _from_utm(written: str) -> tuple[float, float] | None:
    """Latitude and longitude of a place in the Universal Transverse Mercator grid, on WGS 84.

    Source  Krüger's series to the third order, as Karney (2011), Journal of Geodesy 85, 475-485.

    >>> [round(degrees, 3) for degrees in _from_utm("35N 551676 559028")]
    [5.057, 27.466]
    """
    if not (match := _UTM.fullmatch(written)):
        return None
    zone, band = int(match[1]), match[2].upper()
    if not 1 <= zone <= 60:
        return None
    north = float(match[4]) - (10_000_000 if band < "N" else 0)
    flattening = 1 / 298.257223563
    n = flattening / (2 - flattening)
    radius = 6_378_137.0 / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi = north / (0.9996 * radius)
    eta = (float(match[3]) - 500_000) / (0.9996 * radius)
    betas = (
        n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96,
        n**2 / 48 + n**3 / 15,
        17 * n**3 / 480,
    )
    deltas = (
        2 * n - 2 * n**2 / 3 - 2 * n**3,
        7 * n**2 / 3 - 8 * n**3 / 5,
        56 * n**3 / 15,
    )
    across = eta - sum(
        b * math.cos(2 * k * xi) * math.sinh(2 * k * eta) for k, b in enumerate(betas, 1)
    )
    along = xi - sum(
        b * math.sin(2 * k * xi) * math.cosh(2 * k * eta) for k, b in enumerate(betas, 1)
    )
    chi = math.asin(math.sin(along) / math.cosh(across))
    lat = chi + sum(d * math.sin(2 * k * chi) for k, d in enumerate(deltas, 1))
    lon = math.degrees(math.atan2(math.sinh(across), math.cos(along))) + zone * 6 - 183
    return math.degrees(lat), lon


_SIXTIETHS = re.compile(
    r"([NSEWO])?\s*([+-]?\d{1,3})\s*[°ºd:\s]\s*(\d{1,2}(?:[.,]\d+)?)\s*(?:['′’m:\s]\s*"
    r"(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”s]|''|’’|′′)?)?)?\s*([NSEWO])?",
    re.IGNORECASE,
)


def _from_sixtieths(written: str) -> float | None:
    """Degrees, minutes and seconds as decimal degrees; None where it is not written so."""
    matched = _SIXTIETHS.fullmatch(written.strip())
    if matched and matched[1] and matched[5]:
        return None  # a letter before and behind: two axes
    if not matched or (not matched[1] and not matched[5] and not re.search(r"[°º'′’\":]", written)):
        return None
    minutes, seconds = (float((matched[n] or "0").replace(",", ".")) for n in (3, 4))
    if minutes >= 60 or seconds >= 60:
        return None
    whole = abs(int(matched[2])) + minutes / 60 + seconds / 3600
    south = (matched[1] or matched[5] or "").upper() in ("S", "W", "O")
    return -whole if south or matched[2].startswith("-") else whole


def read_degrees(text: str, limit: int) -> float | Refusal | None:
    """A latitude (limit 90) or longitude (limit 180) in decimal degrees.

    >>> read_degrees("6,205", 90), read_degrees("6.2 S", 90), read_degrees("6°45'0″N", 90)
    (6.205, -6.2, 6.75)
    >>> read_degrees("131.6", 90).why
    'latitude 131.6 is beyond 90 degrees'
    """
    name = term("latitude") if limit == 90 else term("longitude")
    if text.casefold() in NOTHING:
        return None
    if is_formula(text):
        return _FORMULA
    written = plain(text).upper().replace("−", "-").rstrip("° ")
    if re.fullmatch(r"[+-]?\d{1,3},\d+", written.strip(" NSEWO°")):
        written = written.replace(",", ".")
    if first := re.fullmatch(r"([NSEWO])\s*([\d.]+)\s*°?", written):
        written = f"{first[2]} {first[1]}"
    matched = re.fullmatch(
        r"([+-]?(?:\d{1,3}(?:\.\d*)?|\.\d+))(?:E([+-]?\d{1,2}))?\s*°?\s*([NSEWO])?", written
    )
    sixtieths = None if matched else _from_sixtieths(plain(text))
    own = axis_of(text) in ("", "latitude" if limit == 90 else "longitude")
    if sixtieths is not None and abs(sixtieths) <= limit and own:
        return sixtieths
    if not matched:
        return Refusal(
            say("{text!r} is not a {name}", text=text, name=name),
            say("write decimal degrees, such as 6.205"),
        )
    degrees = float(matched[1]) * 10.0 ** int(matched[2] or 0)
    if axis_of(text) not in ("", "latitude" if limit == 90 else "longitude"):
        return Refusal(
            say("{text!r} is not a {name}", text=text, name=name),
            say("write decimal degrees, such as 6.205"),
        )
    if matched[3] in ("S", "W", "O"):
        degrees = -abs(degrees)
    if abs(degrees) > limit:
        return Refusal(
            say("{name} {text} is beyond {limit} degrees", name=name, text=text, limit=limit),
            say(
                "write decimal degrees within ±{limit}; were latitude and longitude exchanged?",
                limit=limit,
            )
            if limit == 90
            else say("write decimal degrees within ±{limit}", limit=limit),
        )
    return degrees


def read_point(lat: str | None, lon: str | None) -> tuple[float | Refusal, float | Refusal]:
    """A latitude and a longitude that must both be there.

    >>> read_point("9,53", "31.6"), read_point(None, "31.6")[0].why
    ((9.53, 31.6), 'the latitude is missing')
    """
    found = read_degrees(lat or "", 90), read_degrees(lon or "", 180)
    return _refuse_missing(found[0], term("latitude")), _refuse_missing(found[1], term("longitude"))


def _refuse_missing(degrees: float | Refusal | None, name: str) -> float | Refusal:
    if degrees is not None:
        return degrees
    return Refusal(
        say("the {name} is missing", name=name), say("write decimal degrees, such as 6.205")
    )


ORDERS = ("DMY", "MDY", "YMD")


_LONGEST_DAY, _SHOWN = 200, 60
"""Letters of the longest text that is read as a day, and how many are shown of a longer one."""


@lru_cache(maxsize=4_096)
def read_day(text: str, order: str | None) -> date | Refusal | None:
    """A day of the calendar; `order` settles 05/06/2017 (DMY: 5 June, MDY: 6 May).

    >>> read_day("12 March 2017", None), read_day("31/12/2018", "DMY")
    (datetime.date(2017, 3, 12), datetime.date(2018, 12, 31))
    >>> read_day("3 janv. 2018", None), read_day("5 يناير 2018", None)
    (datetime.date(2018, 1, 3), datetime.date(2018, 1, 5))
    >>> read_day("2018-11-31", None).why
    'November has 30 days'
    >>> read_day("9999-12-31", None).why, read_day("2018-12-31 99:99", None).why
    ("'9999-12-31' is not between the years 1800 and 2200", "'99:99' is not a time of day")
    >>> read_day("05/06/2017", None).why
    "'05/06/2017' may be 5 June or 6 May 2017"
    """
    if text.casefold() in NOTHING:
        return None
    if is_formula(text):
        return _FORMULA
    if len(text) > _LONGEST_DAY:
        shown = f"{text[:_SHOWN]}…"
        return Refusal(say("{text!r} is not a date", text=shown), say("write YYYY-MM-DD"))
    written = re.sub(r"(?i)^(le|on|the|night of|nuit du|dated) ", "", _bare_day(text))
    if timed := re.search(r"(?<![T ])[T ]++((\d{1,2})[:.h](\d{2})).*$", written):
        if int(timed[2]) > 24 or int(timed[3]) > 59:
            return Refusal(
                say("{time!r} is not a time of day", time=timed[1]),
                say("write YYYY-MM-DD hh:mm, or the day alone"),
            )
        written = written[: timed.start()].strip()
    if matched := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})", written):
        return _day(int(matched[1]), int(matched[2]), int(matched[3]), text)
    if matched := re.fullmatch(r"((?:19|20)\d{2})(\d{2})(\d{2})", written):
        return _day(int(matched[1]), int(matched[2]), int(matched[3]), text)
    if matched := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", written):
        return _date_in_order(int(matched[1]), int(matched[2]), int(matched[3]), order, text)
    words = [w for w in re.split(r"[\s,./'’-]+", written.casefold()) if w not in ("", "of", "de")]
    words = [re.sub(r"^(\d{1,2})(st|nd|rd|th|er)$", r"\1", w) for w in words]
    months = [MONTHS[w] for w in words if w in MONTHS]
    numbers = [int(w) for w in words if w.isdecimal() and len(w) in (1, 2, 4)]
    weekdays = sum(w[:3] in _WEEKDAYS and w not in MONTHS for w in words)
    if len(months) == 1 and len(numbers) + 1 + weekdays == len(words):
        years = [n for n in numbers if n > 999]
        days = [n for n in numbers if n <= 999]
        if len(years) == 1 and len(days) == 1:
            return _day(years[0], months[0], days[0], text)
        if len(years) == 1 and not days:
            return _NO_DAY
        if not years and len(days) == 2 and _is_month_between(words):
            return _day(2000 + days[1], months[0], days[0], text)
    if re.fullmatch(r"\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}|\d{4}", written):
        return _NO_DAY
    if matched := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2})", written):
        year = 2000 + int(matched[3])
        return _date_in_order(int(matched[1]), int(matched[2]), year, order, text)
    if re.fullmatch(r"\d{5}(\.\d+)?", written) and FIRST_SERIAL <= float(written) <= LAST_SERIAL:
        return date(1899, 12, 30) + timedelta(days=int(float(written)))
    if (alone := _day_among_hours(text)) and alone != text:
        return read_day(alone, order)
    return Refusal(say("{text!r} is not a date", text=text), say("write YYYY-MM-DD"))


_WHOLE_DAY = re.compile(
    r"(?<![\d/.-])(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2}))(?![\d/-]|\.\d)"
    r"|(?<!\d)\d{1,2}(?:er|st|nd|rd|th)?[ -](?:de |of )?[^\W\d_]{3,10}\.?[ ,-]+\d{4}(?!\d)"
)
_OF_HOURS = frozenset(
    {
        *(
            "a",
            "at",
            "vers",
            "about",
            "around",
            "circa",
            "ca",
            "approx",
            "environ",
            "de",
            "du",
            "des",
        ),
        *(
            "le",
            "la",
            "l",
            "d",
            "entre",
            "et",
            "and",
            "to",
            "between",
            "from",
            "jusqu",
            "in",
            "the",
        ),
        *(
            "on",
            "of",
            "dans",
            "en",
            "h",
            "hr",
            "hrs",
            "hour",
            "hours",
            "heure",
            "heures",
            "am",
            "pm",
        ),
        *("m", "min", "mins", "local", "time", "lt", "gmt", "utc", "z", "b", "c", "early", "late"),
        *("matin", "matinee", "soir", "soiree", "nuit", "midi", "minuit", "apres", "aube", "tot"),
        *("tard", "morning", "evening", "afternoon", "night", "noon", "midnight", "dawn", "dusk"),
        *(
            "الساعه",
            "الساعة",
            "صباحا",
            "مساء",
            "ليلا",
            "فجرا",
            "ظهرا",
            "عصرا",
            "حوالي",
            "تقريبا",
            "في",
            "عند",
            "بين",
            "و",
        ),
    }
)


_AN_HOUR = re.compile(
    r"(?<!\d)(?:[01]?\d|2[0-4]) ?[:h] ?[0-5]\d(?::[0-5]\d)?(?!\d)|(?<!\d)(?:[01]\d"
    r"|2[0-4])[0-5]\d(?!\d)"
    r"|(?<!\d)(?:[01]?\d|2[0-4])(?:[.:][0-5]\d)? ?(?:h|hrs?|heures?|hours?|am|pm)(?![^\W\d])"
    r"|(?<=الساعه )\d{1,2}|(?<=الساعة )\d{1,2}"
)


def _day_among_hours(text: str) -> str | None:
    """The one day of a text that beside it names nothing but a time of day.

    >>> _day_among_hours("14h00, 01/09/2018"), _day_among_hours("28/11/2018 entre 15h et 17h")
    ('01/09/2018', '28/11/2018')
    >>> _day_among_hours("reported 01/09/2018"), _day_among_hours("1/9/2018 or 2/9/2018")
    (None, None)
    """
    written = plain(text)
    days = [match[0] for match in _WHOLE_DAY.finditer(written)]
    if len(days) != 1:
        return None
    beside = fold_words(written.replace(days[0], " ", 1))
    rest = _AN_HOUR.sub(" ", beside)
    words = re.findall(r"[^\W\d_]+", rest)
    if re.search(r"[\d?؟]", rest) or any(word not in _OF_HOURS for word in words):
        return None
    return days[0]


_HOUR = re.compile(
    r"(?<![\s,])[\s,]++(?:(?:vers|about|around|at|à|a|circa|approx\.?) ){1,4}\d{1,2}"
    r"\s*(?:h|:|am|pm|hrs|heures?)\s*\d{0,2}(?:\s*(?:am|pm|hrs))?$"
    r"|(?<=[/. -]\d{4})[\s,]+[0-2]\d[0-5]\d$"
    r"|(?<![\s,])[\s,]++\(?\d{1,2}(?:[:.]\d{2})? ?(?:am|pm|a\.m\.?|p\.m\.?)\)?$"
    r"|(?<![\s,])[\s,]++\(?\d{1,2} ?(?:h|hrs?|heures?)(?: ?\d{2})?\)?$"
    r"|(?<![\s,])[\s,]++\d{4} ?(?:h|hrs?)$"
    r"|(?<![\s,(])[\s,(]++(?:(?:au|in|at|la|le|dans|en|tôt|the|early|late|à|l')[ ]?){0,6}"
    r"(?:matin(?:ée)?|morning|soir(?:ée)?|evening|night|nuit|après-midi|afternoon|aube|dawn|midi|noon|minuit|midnight"
    r"|صباحا|صباحاً|مساء|مساءً|ليلا|ليلاً|فجرا|فجراً)\)?$",
    re.IGNORECASE,
)
_ARABIC_DAY = re.compile(
    r"^(?:يوم |بتاريخ |في )*(?:(?:ال)?(?:أحد|احد|إثنين|اثنين|ثلاثاء|أربعاء|اربعاء|خميس|جمعة|سبت)"
    r"[،,]?\s+)?(?:الموافق )?"
)


_MONTH_TWICE = re.compile(r"([^\W\d_]{3,10})\s*[/(]\s*([^\W\d_]{3,10})\)?")


def _number_of(month: str) -> int:
    return MONTHS.get(month.casefold(), 0)


def _without_hour(text: str) -> str:
    """A day without the time of day behind it, an Arabic one without its sign of the year.

    >>> _without_hour("25/04/2018 vers 17h"), _without_hour("30 يونيو 2023م")
    ('25/04/2018', '30 يونيو 2023')
    """
    written = plain(text).strip()
    written = re.sub(r"(\d{4}) ?م$", r"\1", written.removeprefix("'"))
    written = re.sub(
        r"^(?:(?:le )?(?:premier|1 ?er|1 ?ère)|[أا]ول(?! ?[أا]مس))(?= ?[^\W\d_])",
        "1",
        written,
        flags=re.IGNORECASE,
    )
    written = re.sub(r"^(\d{1,2})([^\W\d_]{3,9})(\d{4}|\d{2})$", r"\1 \2 \3", written)
    if (twice := _MONTH_TWICE.search(written)) and _number_of(twice[1]) == _number_of(twice[2]) > 0:
        written = f"{written[: twice.start()]}{twice[1]}{written[twice.end() :]}"
    return _ARABIC_DAY.sub("", _HOUR.sub("", written)).strip()


_WEEKDAY = re.compile(
    r"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|lun|mardi|mer(?:cre)?|jeu"
    r"|ven(?:dre)?"
    r"|same?|dim)(?:day|di|anche)?(?:\.,?|,)?|mar(?:\.,?|,)?(?=\s+\d{1,2}(?:[/.-]\d|\s+[^\W\d])))"
    r"\s+(?=\D{0,3}\d)",
    re.IGNORECASE,
)
_ABOUT_DAY = re.compile(
    r"^(?:(?:vers|around|about|circa|ca\.?|approx(?:imately|\.)?|environ|aux alentours du|autour du"
    r"|on or about|[~≈]|حوالي|نحو)\s*(?:le |the |on )?"
    r"|(?:early |late |mid |in the |on the |tôt |le |the |au )*(?:morning|evening|afternoon|dawn"
    r"|matin(?:ée)?|soir(?:ée)?|aube|(?<=late )night)(?: of the| of| du| le| on"
    r"|,)? )(?=\D{0,12}\d)",
    re.IGNORECASE,
)
_TWO_WORD_MONTHS = (
    (re.compile(r"كانون (?:ال)?(?:ثاني|ثانى)"), "يناير"),
    (re.compile(r"كانون (?:ال)?[أا]ول"), "ديسمبر"),
    (re.compile(r"تشرين (?:ال)?[أا]ول"), "أكتوبر"),
    (re.compile(r"تشرين (?:ال)?(?:ثاني|ثانى)"), "نوفمبر"),
)


_DAYS_IN_WORDS = {
    word.replace("-", " "): number
    for number, words in enumerate(
        (
            "",
            "premier un first",
            "deux second",
            "trois third",
            "quatre fourth",
            "cinq fifth",
            "six sixth",
            "sept seventh",
            "huit eighth",
            "neuf ninth",
            "dix tenth",
            "onze eleventh",
            "douze twelfth",
            "treize thirteenth",
            "quatorze fourteenth",
            "quinze fifteenth",
            "seize sixteenth",
            "dix-sept seventeenth",
            "dix-huit eighteenth",
            "dix-neuf nineteenth",
            "vingt twentieth",
            "vingt-et-un twenty-first",
            "vingt-deux twenty-second",
            "vingt-trois twenty-third",
            "vingt-quatre twenty-fourth",
            "vingt-cinq twenty-fifth",
            "vingt-six twenty-sixth",
            "vingt-sept twenty-seventh",
            "vingt-huit twenty-eighth",
            "vingt-neuf twenty-ninth",
            "trente thirtieth",
            "trente-et-un thirty-first",
        )
    )
    for word in words.split()
}
_DAY_IN_WORDS = "|".join(
    word.replace(" ", "[- ]") for word in sorted(_DAYS_IN_WORDS, key=len, reverse=True)
)
_IN_WORDS = re.compile(
    rf"^(?P<to>(?:(?:le|du|on|the|from|entre le|nuit du|la nuit du) )*)(?P<day>{_DAY_IN_WORDS})"
    rf"(?:(?P<and>(?: ?[-–] ?| (?:au|et|to|and|et le|and the|to the) ))(?P<last>{_DAY_IN_WORDS}))?"
    r"(?P<of> (?:of |de |d['’])?)(?P<month>[^\W\d_]{3,10})\b",
    re.IGNORECASE,
)


def with_days_in_digits(text: str) -> str:
    """A day that is written in words with its number instead.

    >>> with_days_in_digits("le quatre janvier"), with_days_in_digits("du quinze au dix-sept mai")
    ('4 janvier', '15 au 17 mai')
    >>> with_days_in_digits("the twenty-first of March 2018"), with_days_in_digits("deux hommes")
    ('21 March 2018', 'deux hommes')
    """
    match = _IN_WORDS.match(text)
    if not match or match["month"].casefold() not in MONTHS:
        return text
    first, last = (
        _DAYS_IN_WORDS[said.casefold().replace("-", " ")] if said else None
        for said in (match["day"], match["last"])
    )
    days = f"{first}{match['and']}{last}" if last else str(first)
    return f"{days} {match['month']}{text[match.end() :]}"


def with_months_of_one_word(text: str) -> str:
    """Text with the Levant's months of two words as those of one.

    >>> with_months_of_one_word("5 كانون الثاني 2018")
    '5 يناير 2018'
    """
    for pattern, month in _TWO_WORD_MONTHS:
        text = pattern.sub(month, text)
    return text


_OF_REPORT = re.compile(r"report|rapport|signal|receiv|re[çc]u|publi|تبليغ|بلاغ", re.IGNORECASE)


def _bare_day(text: str) -> str:
    """A day without hour, weekday, "about", or a remark in brackets; the day in brackets itself
    where nothing before them is one.

    >>> _bare_day("Lun. 8/1/24"), _bare_day("vers le 10 juin 2023"), _bare_day("Pâques (31/3/24)")
    ('8/1/24', '10 juin 2023', '31/3/24')
    >>> _bare_day("3 May 2024 (market day)"), _bare_day("3 May 2024 (reported)")
    ('3 May 2024', '3 May 2024 (reported)')
    """
    written = with_days_in_digits(" ".join(_without_hour(text).split()))
    written = with_months_of_one_word(written)
    if group := re.fullmatch(r"(\d{2}) ?\d{4} ?[A-Z]? ?([A-Za-z]{3}) ?(\d{2}|\d{4})", written):
        written = f"{group[1]} {group[2]} {group[3]}"  # a date-time group: 040600CMAR18
    inside = re.fullmatch(r"([^\d()]*)\(([^()\d]*+\d[^()]*)\)", written)
    remark = re.fullmatch(r"([^\d\n]*+\d.*?)\s*\(([^()\d]*)\)", written)
    if inside and not _OF_REPORT.search(inside[1]):
        written = inside[2].strip()
    elif remark and not _OF_REPORT.search(remark[2]):
        written = remark[1]
    written = WEEK_BEFORE.sub("", _DAY_NOT_KNOWN.sub("", _DAYS_AGO.sub("", written)))
    bare = _WEEKDAY.sub("", written)
    return _ABOUT_DAY.sub("", bare).strip()


_DAY_NOT_KNOWN = re.compile(
    r"(?<=[^\W_])\s*[,;(–-]\s*(?:(?:exact )?(?:day|date)|jour"
    r"|date(?: exacte)?)\s+(?:is )?(?:not known|unknown"
    r"|not given|non connue?|inconnue?|non précisée?|pas connue?|ignorée?)\)?$"
    r"|\s*[،,(]\s*(?:اليوم|التاريخ)"
    r"\s+غير (?:معروف|محدد)\)?$",
    re.IGNORECASE,
)
WEEK_BEFORE = re.compile(r"^(?:week|wk|w|semaine|sem\.?|s) ?\d{1,2} ?[,;:] ?(?=\d)", re.IGNORECASE)
"""The number of the week before the day itself: "W16, 18/4/2018"."""
_DAYS_AGO = re.compile(
    r"^(?:avant-hier|hier|yesterday|the day before yesterday|last night|today|aujourd['’]hui"
    r"|أمس|امس"
    r"|أول أمس|اليوم|(?:ال)?[أا]سبوع)(?: (?:soir|matin|evening|morning))?\s*(?:[,(:،–-]\s*"
    r"|(?=من ))(?=.*\d)",
    re.IGNORECASE,
)
"""What says how long ago it was, before the day itself."""


def _is_month_between(words: list[str]) -> bool:
    """Whether a month stands between two numbers, the year's two last digits behind it."""
    known = [word for word in words if word in MONTHS or word.isdecimal()]
    return len(known) == 3 and known[1] in MONTHS and len(known[2]) == 2


FIRST_SERIAL, LAST_SERIAL = 32_874, 54_788
"""A spreadsheet's numbers for 1990 to 2049, in the system of 1900."""

FROM_1904 = 1_462
"""Days by which a spreadsheet's number is smaller in the system of 1904."""


def day_counted_from_1904(text: str) -> str:
    """The day that a bare number is in a workbook that counts from 1904; other text as it stands.

    >>> day_counted_from_1904("41973"), day_counted_from_1904("41973.27")
    ('2018-12-01', '2018-12-01')
    >>> day_counted_from_1904("1 March 2017"), day_counted_from_1904("120")
    ('1 March 2017', '120')
    """
    if not re.fullmatch(r"\d{5}(\.\d+)?", text.strip()):
        return text
    number = float(text) + FROM_1904
    if not FIRST_SERIAL <= number <= LAST_SERIAL:
        return text
    return f"{date(1899, 12, 30) + timedelta(days=int(number))}"


_WEEKDAYS = frozenset(
    {
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "lun",
        "mar",
        "mer",
        "jeu",
        "ven",
        "sam",
        "dim",
    }
)

_TO = r"\s*(?:-|–|—|/|to|until|till|au|a|à|et|and|&|الى|إلى)\s*"
_MONTH_WORD = r"([^\W\d_]{3,10}\.?)"


_MONTH_BEFORE_SPAN = re.compile(
    r"(?P<month>[^\W\d_]{3,10})\.? (?P<first>\d{1,2}) ?(?:to|and|until|au|et|-|–) ?"
    r"(?P<last>\d{1,2}),? (?P<year>\d{4})"
)
_SPAN_OF_GROUPS = re.compile(
    r"(?P<first>\d{2})(?:\d{4})?[a-z]? ?[-–] ?(?P<last>\d{2})(?:\d{4})?[a-z]? ?"
    r"(?P<month>[a-z]{3,9}) ?(?P<year>\d{2}(?:\d{2})?)"
)
"""Date-time groups from one day to another: 200001B-222359B JAN 24, 16-18MAY17."""


def _span_in_order(written: str) -> str:
    """A span of days with its days before its month.

    >>> _span_in_order("april 12 to 14, 2016"), _span_in_order("200001b-222359b jan 24")
    ('12 - 14 april 2016', '20 - 22 jan 2024')
    """
    span = _MONTH_BEFORE_SPAN.fullmatch(written) or _SPAN_OF_GROUPS.fullmatch(written)
    if span is None or span["month"] not in MONTHS:
        return written
    year = span["year"] if len(span["year"]) == 4 else f"20{span['year']}"
    return f"{span['first']} - {span['last']} {span['month']} {year}"


@lru_cache(maxsize=4_096)
def read_days(text: str, order: str | None) -> tuple[date, date] | Refusal | None:
    """A day, several days or a month, as the first and the last day.

    >>> [f"{day:%d.%m.%y}" for day in read_days("5-7 March 2018", None)]
    ['05.03.18', '07.03.18']
    >>> [f"{day:%d.%m.%y}" for day in read_days("28 févr. au 2 mars 2018", None)]
    ['28.02.18', '02.03.18']
    >>> [f"{day:%d.%m.%y}" for day in read_days("10/06 ou 11/06/2018", "DMY")]
    ['10.06.18', '11.06.18']
    >>> [f"{day:%d.%m.%y}" for day in read_days("Jan-18", None)]
    ['01.01.18', '31.01.18']
    >>> str(read_days("19 août ou 9 sept. 2018", None).why)
    "'19 août ou 9 sept. 2018' names two days far apart: which is meant?"
    >>> read_days("2018", None).why
    'a year, not a day or a month'
    """
    matched = read_day(text, order)
    if matched is None or isinstance(matched, date):
        return None if matched is None else (matched, matched)
    if len(text) > _LONGEST_DAY:
        return matched
    written = _bare_day(text).casefold()
    written = re.sub(
        r"^(les?|on|the|(?:the )?night (?:of |between )?|(?:la )?nuit (?:du |entre (?:le )?)|dated"
        r"|ليلة|مساء|يومي|خلال) ?",
        "",
        written,
    )
    if written != _bare_day(text).casefold() and isinstance(day := read_day(written, order), date):
        return day, day
    written = re.sub(r"(?<=\d)\s*و\s*(?=\d)", " - ", written)
    written = re.sub(r"\b(\d{1,2})(?:st|nd|rd|th|er)\b", r"\1", written)
    written = _span_in_order(written)
    if dotted := re.fullmatch(r"(\d{1,2})\.? ?[-–] ?(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})", written):
        written = f"{dotted[1]}-{dotted[2]}/{dotted[3]}/{dotted[4]}"
    if pair := re.fullmatch(
        r"(\d{1,2}) ?, ?(\d{1,2})[\s./-]+([^\W\d_]{3,10}\.?(?: \d{2,4})?)", written
    ):
        written = f"{pair[1]} - {pair[2]} {pair[3]}"
    if several := re.fullmatch(
        r"(\d{1,2})(?: ?, ?\d{1,2})+(?: ?,? ?(?:and|et|&) ?| ?, ?)(\d{1,2})[\s./-]+(\D.*)", written
    ):
        written = f"{several[1]} - {several[2]} {several[3]}"  # 3, 4 and 5 March 2018
    any_day = _WITHIN_MONTH.fullmatch(written)
    if any_day and isinstance(span := _month_of(any_day[1].strip()), tuple):
        return span
    if night := _NIGHT_BEHIND.fullmatch(written):
        of_night = _month_of(night[1].strip())
        if isinstance(of_night, tuple):
            month_said = f"{calendar.month_name[of_night[0].month]} {of_night[0].year}"
            first, last = (f"{night[n]} {month_said}" for n in (2, 3))
            return _span_of(first, last, order) or matched
    if part := _part_of_month(written):
        return part
    written = re.sub(r"^(?:من|بين|between|entre(?: le)?) ", "", written)
    parts = re.split(
        r"\s+(?:-|–|—|to|until|au|à|or|ou|الى|إلى|او|أو)\s+|(?<=\d{4})\s*[–—]\s*(?=\d)", written
    )
    if len(parts) == 1 and written.count("/") in (3, 4):
        parts = re.split(r"\s*[-–]\s*", written)
    if named := re.fullmatch(
        r"(\d{1,2} ?[^\W\d_]{3,10}\.?)\s*[-–]\s*(\d{1,2} ?[^\W\d_]{3,10}\.? \d{4})", written
    ):
        parts = [named[1], named[2]]  # 30 March-2 April 2018
    if iso := re.fullmatch(
        r"(\d{4}-\d{2}-)(\d{2})\s*(?:[-–/&]|to|au|et|and)\s*(\d{2}|\d{4}-\d{2}-\d{2})", written
    ):
        parts = [f"{iso[1]}{iso[2]}", iso[3] if len(iso[3]) > 2 else f"{iso[1]}{iso[3]}"]
    if len(parts) == 2:
        span = _span_of(parts[0].removeprefix("du "), parts[1], order)
        if span and (span[1] - span[0]).days > _BETWEEN_OR and _OR.search(written):
            return Refusal(
                say("{text!r} names two days far apart: which is meant?", text=text),
                say("write the day, or the first and the last day, such as 5-7 March 2018"),
            )
        return span or matched
    if days := re.fullmatch(
        rf"(?:du\s+|from\s+|le\s+)?(\d{{1,2}}){_TO}(?:le\s+)?(\d{{1,2}})[\s./-]+(\D.*"
        rf"|\d{{1,2}}[./-]\d{{2,4}})",
        written,
    ):
        return _span_of(f"{days[1]} {days[3]}", f"{days[2]} {days[3]}", order) or matched
    if turned := re.fullmatch(r"([^\W\d_]{3,10}\.?) (\d{1,2}) ?[-–] ?(\d{1,2}),? (\d{4})", written):
        month = f"{turned[1]} {turned[4]}"  # March 12-13, 2018
        return _span_of(f"{turned[2]} {month}", f"{turned[3]} {month}", order) or matched
    return _month_of(written) or matched


_OR = re.compile(r"\s(?:or|ou|او|أو)\s")
_BETWEEN_OR = 3
"""So many days at the most are one span where a cell says one or the other."""
_WITHIN_MONTH = re.compile(
    r"(?:(?:au |dans le |en |pendant le )?(?:cours|courant|mois|long)(?: (?:du|de|d'))?(?: mois)?"
    r"(?: (?:de|d'))?|courant|pendant|tout le mois de|in the course of|over the course of"
    r"|throughout"
    r"|(?:some ?time |one day )?(?:in|during|within)|sometime|all(?: (?:of|through|over|month))?"
    r"|whole of"
    r"|month of|several (?:days|times) in|various (?:days|dates) in"
    r"|(?:خلال|في|طوال)? ?(?:شهر)?)\s+(.+)"
)
"""Words for any day of a month."""
_NIGHT_BEHIND = re.compile(
    r"(?:(?:early|mid|end|late|fin|début|debut)(?: of| de)? )?([^\W\d_]{3,10}\.? \d{4})"
    r" ?\((?:the )?(?:night|nuit)(?: of| du)? (\d{1,2}) ?(?:[/–-]|to|au|et|and) ?(\d{1,2})\)"
)
_PARTS = (
    (r"early|beginning of|start of|début(?: de| d')?|debut(?: de)?|أوائل|اوائل|بداية|مطلع", 1, 10),
    (r"mid|middle of|mi|milieu(?: de)?|منتصف", 11, 20),
    (r"late|end(?: of)?|fin(?: de| d')?|أواخر|اواخر|نهاية", 21, 31),
    (
        r"(?:first|1st|1ère|1ere|1re|première|premiere) (?:half of|fortnight of|quinzaine(?: de"
        r"| d'))"
        r"|النصف الاول من|النصف الأول من",
        1,
        15,
    ),
    (
        r"(?:second|2nd|2ème|2nde|2e|deuxième|seconde) (?:half of|fortnight of|quinzaine(?: de"
        r"| d'))"
        r"|النصف الثاني من",
        16,
        31,
    ),
    (r"(?:first|1st|1ère|1ere|1re|première|premiere) (?:week of|semaine(?: de| d'))", 1, 7),
    (r"(?:second|2nd|2ème|2e|deuxième|seconde) (?:week of|semaine(?: de| d'))", 8, 14),
    (r"(?:third|3rd|3ème|3e|troisième) (?:week of|semaine(?: de| d'))", 15, 21),
    (r"(?:last|dernière|derniere) (?:week of|semaine(?: de| d'))", 22, 31),
)
"""Parts of a month as people write them, by their first and last day."""


def _part_of_month(written: str) -> tuple[date, date] | None:
    """A part of a month, or a week by its number.

    >>> _part_of_month("mi-mai 2019")
    (datetime.date(2019, 5, 11), datetime.date(2019, 5, 20))
    """
    for words, first, last in _PARTS:
        matched = re.fullmatch(
            rf"(?:au |the |in )?(?:{words})[\s-]*(?:du mois de |شهر )?(.+)", written
        )
        month = _month_of(matched[1]) if matched else None
        if isinstance(month, tuple):
            begin, end = month
            return begin.replace(day=first), min(end, begin.replace(day=min(last, end.day)))
    if week := re.fullmatch(r"(\d{4})-?w(\d{1,2})", written):
        return _week(int(week[1]), int(week[2]))
    if week := re.fullmatch(
        r"(?:week|semaine|wk|w|sem\.?|s|الأسبوع|الاسبوع) ?(\d{1,2})[ ,/-]*(?:of |de |in )?(\d{4})",
        written,
    ):
        return _week(int(week[2]), int(week[1]))
    if week := re.fullmatch(
        r"(?:the )?(?:(?:week|wk)\.? (?:of|beginning|commencing|starting)|semaine du|w/[bc]) (.+)",
        written,
    ):
        day = read_days(week[1], None)
        if isinstance(day, tuple):
            return day if day[0] < day[1] else (day[0], day[0] + timedelta(days=6))
    return None


def _week(year: int, number: int) -> tuple[date, date] | None:
    try:
        return date.fromisocalendar(year, number, 1), date.fromisocalendar(year, number, 7)
    except ValueError:
        return None


def _span_of(first: str, last: str, order: str | None) -> tuple[date, date] | None:
    """Two days, the first of which may leave month or year to the last."""
    until = read_day(last.strip(), order)
    if not isinstance(until, date):
        return None
    tail = [str(until.year), f"{calendar.month_name[until.month]} {until.year}"]
    for said in (first, *(f"{first} {rest}" for rest in tail)):
        since = read_day(said.strip(), order)
        if isinstance(since, date):
            return (since, until) if since <= until else None
    return None


def _month_of(written: str) -> tuple[date, date] | Refusal | None:
    """A whole month by its first and last day; a year alone is refused."""
    year = month = 0
    if matched := re.fullmatch(r"(\d{4})[-/. ](\d{1,2})", written):
        year, month = int(matched[1]), int(matched[2])
    elif matched := re.fullmatch(r"(\d{1,2})[-/. ](\d{4})", written):
        year, month = int(matched[2]), int(matched[1])
    elif matched := re.fullmatch(rf"{_MONTH_WORD}[\s./'’-]*(\d{{4}}|\d{{2}})", written):
        month = MONTHS.get(matched[1].rstrip("."), 0)
        year = int(matched[2]) + (2000 if len(matched[2]) == 2 else 0)
    elif re.fullmatch(r"\d{4}", written):
        return Refusal(
            say("a year, not a day or a month"), say("give the first and the last day, or a month")
        )
    if not (1 <= month <= 12 and FIRST_YEAR <= year <= LAST_YEAR):
        return None
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


_NO_DAY = Refusal(
    say("a month or a year, not a day"),
    say("give the first and the last day in two columns, start and end"),
)


def _date_in_order(
    first: int, second: int, year: int, order: str | None, text: str
) -> date | Refusal:
    if order == "DMY" or (order is None and first > 12 >= second) or first == second:
        return _day(year, second, first, text)
    if order == "MDY" or (order is None and second > 12 >= first):
        return _day(year, first, second, text)
    if not (1 <= first <= 12 and 1 <= second <= 12):
        return Refusal(say("{text!r} is not a date", text=text), say("write YYYY-MM-DD"))
    one, other = term(calendar.month_name[second]), term(calendar.month_name[first])
    return Refusal(
        say(
            "{text!r} may be {first} {one} or {second} {other} {year}",
            text=text,
            first=first,
            one=one,
            second=second,
            other=other,
            year=year,
        ),
        say("write YYYY-MM-DD, or state the order in a mapping (format DD/MM/YYYY)"),
    )


def _day(year: int, month: int, day: int, text: str) -> date | Refusal:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Refusal(
            say(
                "{text!r} is not between the years {first} and {last}",
                text=text,
                first=FIRST_YEAR,
                last=LAST_YEAR,
            ),
            say("correct the year; leave the cell blank where the day is not known"),
        )
    if not 1 <= month <= 12:
        return Refusal(
            say("{text!r}: there is no month {month}", text=text, month=month),
            say("write YYYY-MM-DD"),
        )
    length = calendar.monthrange(year, month)[1]
    if not 1 <= day <= length:
        month_name = term(calendar.month_name[month])
        span = say("{month} has {length} days", month=month_name, length=length)
        if month == 2:
            span = say(
                "{month} has {length} days in {year}", month=month_name, length=length, year=year
            )
        return Refusal(
            span,
            say("correct the day, YYYY-MM-DD"),
        )
    return date(year, month, day)


SURE_ORDER = 6
"""So many times as many dates prove one order as the other where the other is a slip."""


def day_order(texts: pl.Series) -> str | None:
    """The order a column of dates proves: DMY, MDY, or None where it proves neither or both.

    >>> day_order(pl.Series(["03/04/2017", "25/04/2017"])), day_order(pl.Series(["03/04/2017"]))
    ('DMY', None)
    >>> day_order(pl.Series(["14/04/2017", "19-20/04/2017"])), day_order(pl.Series(["05.03.2017"]))
    ('DMY', 'DMY')
    >>> day_order(pl.Series([*(f"{day}/04/2017" for day in range(13, 20)), "04/25/2017"]))
    'DMY'
    """
    written = texts.drop_nulls().unique()
    if written.str.contains(r"[٠-٩۰-۹]").any():
        written = pl.Series([plain(text) for text in written.to_list()], dtype=pl.String)
    days_first = days_second = 0
    for sign in ("/", r"\.", "-", " "):
        parts = written.str.extract_groups(
            rf"(?:^|[^\d{sign}])(\d{{1,2}}){sign}(\d{{1,2}}){sign}(?:\d{{4}}"
            rf"|\d{{2}})(?:[^\d{sign}]|$)"
        ).struct.unnest()
        first, second = (parts[c].cast(pl.Int32, strict=False) for c in parts.columns)
        days_first += int((first > 12).sum())
        days_second += int((second > 12).sum())
    fewer, more = sorted((days_first, days_second))
    first_is_day, second_is_day = days_first > 0, days_second > 0
    if fewer and more >= SURE_ORDER * fewer:  # a slip among many
        first_is_day = days_first == more
        second_is_day = not first_is_day
    if first_is_day == second_is_day:
        dotted = written.str.contains(r"^\s*\d{1,2}\.\d{1,2}\.\d{2,4}\b")
        other = written.str.contains(r"^\s*\d{1,2}[/-]\d{1,2}[/-]\d{2,4}\b")
        return "DMY" if not first_is_day and dotted.any() and not other.any() else None
    return "DMY" if first_is_day else "MDY"
