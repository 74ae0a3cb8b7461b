"""What is true in an invented file: events, how they are written, and where they stand."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

PLACES = {
    "Bria": (6.5333, 21.9833),
    "Bambari": (5.7620, 20.6672),
    "Ippy": (6.2500, 21.2000),
    "Kaga-Bandoro": (6.9804, 19.1800),
    "Bangassou": (4.7337, 22.8166),
    "Obo": (5.4000, 26.5000),
    "Zemio": (5.0337, 25.1333),
    "Bossangoa": (6.4837, 17.4500),
    "Bouar": (5.9500, 15.6000),
    "Sibut": (5.7338, 19.0833),
    "Birao": (10.2837, 22.7833),
    "Ndele": (8.4091, 20.6530),
    "Mobaye": (4.3200, 21.1800),
    "Alindao": (5.0267, 21.2088),
    "Kouango": (4.9833, 19.9833),
    "Bozoum": (6.3170, 16.3833),
}
"""Towns of one country; what is said to have happened there is invented."""
AREA = {
    "type": "Polygon",
    "coordinates": [
        [[14.4, 2.2], [27.5, 2.2], [27.5, 11.1], [14.4, 11.1], [14.4, 2.2]],
    ],
}
ARABIC_PLACES = {
    "Bria": "بريا",
    "Birao": "بيراو",
    "Ndele": "نديلي",
    "Obo": "أوبو",
    "Bambari": "بامباري",
}
HARMS = {
    "killing": {"en": ["Killing", "Murder"], "fr": ["Meurtre", "Assassinat"], "ar": ["قتل"]},
    "looting": {"en": ["Looting", "Pillage"], "fr": ["Pillage"], "ar": ["نهب"]},
    "abduction": {"en": ["Abduction", "Kidnapping"], "fr": ["Enlèvement"], "ar": ["خطف", "اختطاف"]},
    "arson": {"en": ["Arson", "Burning of houses"], "fr": ["Incendie"], "ar": ["حرق"]},
    "attack": {"en": ["Attack on village"], "fr": ["Attaque de village"], "ar": ["هجوم"]},
}
ACTORS = {
    "en": ["Armed group", "Unknown armed men", "Armed herders", "Bandits"],
    "fr": ["Groupe armé", "Hommes armés non identifiés", "Éleveurs armés", "Bandits"],
    "ar": ["جماعة مسلحة", "مسلحون مجهولون"],
}
NOTES = {
    "en": ["Reported by the village chief", "To be verified", "Houses burnt", ""],
    "fr": ["Rapporté par le chef de village", "À vérifier", "Maisons brûlées", ""],
    "ar": ["أفاد شيخ القرية", ""],
}
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}


@dataclass
class Event:
    """Something that is said to have happened; `low`, `best` and `high` are people killed."""

    start: date
    end: date
    place: str
    lat: float | None
    lon: float | None
    harm: str
    low: int | None
    best: int | None
    high: int | None
    injured: int = 0
    actor: str = ""
    note: str = ""

    @property
    def killed(self) -> int:
        """The toll of an event that has just one."""
        return self.best or 0


@dataclass
class Truth:
    """Where an event stands in a file. `must_hold`: no reader could settle it alone."""

    file: str
    sheet: str
    line: int
    event: Event
    must_hold: bool = False


@dataclass
class Answer:
    """What is true in the files of one shape, and words that may stand in no answer."""

    truths: list[Truth] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    misconduct: int = 0


def events(
    rng: random.Random, lang: str, count: int, year: int = 2018, month: int | None = None
) -> list[Event]:
    """Invented events in the order of their days, as a log has them."""
    made = []
    for _ in range(count):
        day = date(year, month or rng.randint(1, 12), rng.randint(1, 28))
        place = rng.choice(list(PLACES))
        lat, lon = PLACES[place]
        harm = rng.choice(list(HARMS))
        killed = rng.randint(1, 14) if harm == "killing" else rng.choice([0, 0, 1, 2, 3])
        made.append(
            Event(
                day,
                day,
                place,
                round(lat + rng.uniform(-0.02, 0.02), 4),
                round(lon + rng.uniform(-0.02, 0.02), 4),
                rng.choice(HARMS[harm][lang]),
                killed,
                killed,
                killed,
                rng.choice([0, 0, 1, 2, 5]),
                rng.choice(ACTORS[lang]),
                rng.choice(NOTES[lang]),
            )
        )
    return sorted(made, key=lambda e: e.start)


def month_name(month: int, lang: str) -> str:
    """The month's name in a language."""
    return MONTHS[lang].split()[month - 1]


def day_before(day: date, days: int) -> date:
    """A day so many days earlier."""
    return day - timedelta(days=days)
