"""The telephone hears a name as the platform does, without a network."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path

from tests.tutela.places.spelled import OFFERED, RIGHT, judge, place_rows, spellings
from tutela.places.names import fold, loose_ear_of
from tutela_web.field.hearing import sounds_js

SCRIPTS = Path(__file__).parents[3] / "src/tutela_web/look/front/js/field"

SOME = [one for one in spellings() if ":" not in "".join(one.meant)][::4]
"""Of the frozen spellings a quarter; areas and bases are on no telephone."""

ASK = """
import { ear, find, fold } from "%s";
const { places, said } = JSON.parse(await new Response(process.stdin).text());
const offered = said.map((words) => find(places, words).map((place) => place.name));
const names = [...said, ...places.map((place) => place.name)];
console.log(JSON.stringify({ offered, ears: names.map(ear), folded: names.map(fold) }));
"""


def ask_telephone() -> tuple[list[list[str]], list[str], list[str], list[str]]:
    """What the script of the telephone offers for each spelling; and how it hears every name."""
    places = [
        {
            "id": str(at),
            "name": row["name"],
            "others": list(filter(None, row["aliases"].split(";"))),
        }
        for at, row in enumerate(place_rows())
    ]
    said = [spelling.words for spelling in SOME]
    ran = subprocess.run(
        ["node", "--input-type=module", "-e", ASK % (SCRIPTS / "places.js").as_uri()],
        input=json.dumps({"places": places, "said": said}),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    answer = json.loads(ran.stdout)
    return (
        answer["offered"],
        answer["ears"],
        answer["folded"],
        [*said, *(p["name"] for p in places)],
    )  # type: ignore[list-item]


def test_the_rules_of_the_telephone_are_the_platforms() -> None:
    assert (SCRIPTS / "sounds.js").read_text("utf-8") == sounds_js()


def test_the_telephone_offers_what_people_write() -> None:
    """It chooses nothing: a person taps, or the platform settles it when the report arrives."""
    offered, ears, folded, names = ask_telephone()
    assert ears == [loose_ear_of(name) for name in names]
    assert folded == [fold(name) for name in names]
    figures: Counter[str] = Counter()
    for spelling, among in zip(SOME, offered, strict=True):
        figures[judge(spelling, None, among)] += 1
    assert figures[RIGHT] + figures[OFFERED] >= 0.75 * len(SOME), figures
