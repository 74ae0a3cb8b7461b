"""Languages as the catalogues have them, and a mission's invented week."""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable
from datetime import date
from functools import cache

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import tutela_web
from tutela.base.messages import translate_sentence
from tutela.reporting.facts import (
    AlertFact,
    AskFact,
    DisputeFact,
    ExchangeFact,
    Facts,
    ForecastFact,
    GapFact,
    HardFact,
    IncidentFact,
    NeedFact,
    PointFact,
    RiskFact,
    RumourFact,
    TaskFact,
    TellingFact,
)


@cache
def catalogue(language: str) -> gettext.GNUTranslations:
    from pathlib import Path

    path = Path(tutela_web.__file__).parent / "locale" / language / "LC_MESSAGES" / "django.po"
    with path.open("rb") as file:
        kept = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, kept)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def teller(language: str) -> Callable[[str], str]:
    """What says a sentence in a language."""
    if language == "en":
        return str
    words = catalogue(language)
    return lambda text: translate_sentence(text, words.gettext, words.ngettext)


def luma_week() -> Facts:
    """A week of an invented mission."""
    day = date(2030, 6, 3)
    return Facts(
        incidents=[
            IncidentFact("i1", day, "Luma", "North", "killing", 12, "verified", near_base_km=4),
            IncidentFact("i2", day, "Kiro", "North", "abduction", None, "alleged", warned=True),
            IncidentFact("i3", None, "Ado", "East", "killing", 1, "alleged", late=True),
            IncidentFact("i4", day, "Ado", "East", "looting", 0, "reported"),
        ],
        alerts=[
            AlertFact("a1", day, "Luma", "imminent", "closed", response="yes"),
            AlertFact(
                "a2",
                day,
                "Kiro",
                "warning",
                "overdue",
                response="no",
                host="in time",
                late=(("acknowledged", "late"), ("decided", "never")),
            ),
            AlertFact("a3", day, "Ado", "watch", "open", response="unknown"),
        ],
        caveats=[HardFact("c1", day, "Kiro", "Kestrel company", "no patrols after dark")],
        refusals=[
            HardFact("r1", day, "Kiro", "Kestrel company", "capital was asked", "refused"),
            HardFact("r2", day, "Ado", "Kestrel company", "the road was cut", "turned"),
        ],
        denials=[HardFact("d1", day, "Ado", "", "a checkpoint of the army")],
        risks=[
            RiskFact("k1", "Luma", "killing", 80, 61, "Two attacks within a week."),
            RiskFact("k2", "Ado", "looting", 40, 52),
            RiskFact("k3", "Kiro", "abduction", 55, new=True),
            RiskFact("k4", "Boma", "abduction", 50),
        ],
        gaps=[
            GapFact("k1", "Luma", planned=False, reach="late"),
            GapFact("k2", "Ado", reach="unknown"),
            GapFact("k3", "Kiro"),
        ],
        heard=[ExchangeFact("x1"), ExchangeFact("x2")],
        points=[
            PointFact("q1", "owed", 41, late=True),
            PointFact("q2", "owed", 3),
            PointFact("q3", "answered", 9, ended=True),
            PointFact("q4", "refused", 9, ended=True),
            PointFact("q5", "unsafe", 9, ended=True),
            PointFact("q6", "answered", 60),
        ],
        tellings=[
            TellingFact("m1", "luma", during=True),
            TellingFact("m2", "luma", during=True),
            TellingFact("m3", "", during=True),
            TellingFact("m4", "kiro", during=False, owed=True),
        ],
        untold=3,
        withdrawn=["w1"],
        rumours=[RumourFact("u1", answered=True), RumourFact("u2", answered=False)],
        disputes=[DisputeFact("d1", near=True)],
        needs=[
            NeedFact("n1", "short", "short"),
            NeedFact("n2", "enough", "short"),
            NeedFact("n3", "unknown", "enough"),
            NeedFact("n4", "enough", "enough"),
        ],
        tasks=[TaskFact("t1", "done"), TaskFact("t2", "done"), TaskFact("t3", "not done")],
        asks=[AskFact("q1", "Release one helicopter on Thursdays", "chief_of_staff")],
        obstacles=[AskFact("o1", "The road to Kiro is cut.")],
        forecasts=[ForecastFact("f1", "Luma", 0.35, 30)],
        silent_areas=["West"],
        stale=["Night patrols"],
        sources={"s1": "B2", "s2": "B2", "s3": "F6"},
        done_so_far={"t1": "A patrol arrived at noon."},
        next_update="at 18:00",
    )
