"""References people can say over a radio: office, day and number, such as BRI-1122-03."""

from __future__ import annotations

import re
from datetime import date
from unicodedata import normalize

LETTERS = 3
APART = "S"
"""What the numbers begin with that count apart: strictly confidential records."""
INCIDENT = "I"
"""What the numbers of incidents begin with: else an alert and an incident of one office and day
would be called alike. They do not share one count: who reads alerts alone would see its gaps."""

_SAID = re.compile(
    r"\s*([A-Za-z]{3})[\s./-]*(\d{2})[\s./-]?(\d{2})[\s./-]++([Ii]?[Ss]?)[\s./-]*+0*(\d{1,4})\s*"
)


def letters_of_office(*names: str) -> str:
    """The three letters an office is called by: of the first name that has three Latin letters.

    Takes   names, the best first: the office's own, its code, the mission's.

    >>> letters_of_office("Bria"), letters_of_office("بريا", "hq-1", "mission"), letters_of_office()
    ('BRI', 'MIS', 'XXX')
    """
    for name in names:
        plain = normalize("NFKD", name)
        letters = "".join(c for c in plain.upper() if "A" <= c <= "Z")[:LETTERS]
        if len(letters) == LETTERS:
            return letters
    return "X" * LETTERS


def reference_stem(letters: str, day: date, *, kind: str = "", apart: bool = False) -> str:
    """What the references of one office and day begin with.

    Takes   kind, INCIDENT for incidents; blank for alerts.

    >>> day = date(2026, 11, 22)
    >>> reference_stem("BRI", day), reference_stem("BRI", day, apart=True)
    ('BRI-1122-', 'BRI-1122-S')
    >>> reference_stem("BRI", day, kind=INCIDENT)
    'BRI-1122-I'
    """
    return f"{letters}-{day:%m%d}-{kind}{APART if apart else ''}"


def next_reference(stem: str, earlier: list[str]) -> str:
    """The next reference of an office and day, by those that begin with its stem.

    >>> next_reference("BRI-1122-", ["BRI-1122-02", "BRI-1122-S01", "BRI-1122-10"])
    'BRI-1122-11'
    """
    numbers = [one[len(stem) :] for one in earlier if one.startswith(stem)]
    last = max((int(number) for number in numbers if number.isdecimal()), default=0)
    return f"{stem}{last + 1:02}"


def read_reference(text: str) -> str:
    """A reference as it is kept, from how somebody wrote it; blank where it is none.

    >>> read_reference("bri 1122 3"), read_reference("BRI-1122-S03"), read_reference("AL-0003")
    ('BRI-1122-03', 'BRI-1122-S03', '')
    >>> read_reference("bri 1122 i 3")
    'BRI-1122-I03'
    """
    said = _SAID.fullmatch(text)
    if not said:
        return ""
    letters, month, day, apart, number = said.groups()
    return f"{letters.upper()}-{month}{day}-{apart.upper()}{int(number):02}"
