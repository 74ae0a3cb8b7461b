"""`tutela warning read`: a file of texts in, what each seems to tell of out."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from tutela.cli import main

TEXTS = """id,text
a,ils tirent sur les gens a Obo 20 hommes
b,merci pour le credit chef
c,0 Obo
d,ala yeke fa azo na obo fadeso
e,PLEASE HELP CHURCH BURNING 300 PEPLE INSIDE
f,30 gunmen killed 4 farmers at Obo
g,everything calm here in Obo
"""


def test_each_text_is_read_with_its_place_and_nothing_is_left_out(tmp_path: Path) -> None:
    texts, places = tmp_path / "texts.csv", tmp_path / "places.csv"
    texts.write_text(TEXTS, "utf-8")
    places.write_text("name,lat,lon\nObo,5.40,26.50\nBria,6.54,21.99\n", "utf-8")
    done = CliRunner().invoke(
        main, ["warning", "read", str(texts), "--json", "--places", str(places)]
    )
    assert done.exit_code == 0, done.output
    a, b, c, d, e, f, g = json.loads(done.stdout)
    assert list(a) == [
        "id",
        "language",
        "harm",
        "act",
        "level",
        "place",
        "armed",
        "affected",
        "count",
        "heading",
        "why",
    ]
    assert (a["id"], a["act"], a["level"], a["count"]) == ("a", "attack going on", "ongoing", 20)
    assert (a["armed"], a["affected"]) == (None, None)
    assert (e["armed"], e["affected"], e["count"]) == (None, 300, None)
    assert (f["armed"], f["affected"], f["count"]) == (30, 4, None)
    assert (g["act"], g["level"]) == (None, None)
    assert a["place"]["name"] == "Obo" and a["place"]["lat"] == 5.4
    assert b["act"] is None and b["level"] is None and b["harm"] is None
    assert (c["act"], c["level"]) == ("routine", None)
    assert d["language"] == "sg" and d["level"] == "ongoing"


def test_a_file_without_the_columns_is_refused_in_a_sentence(tmp_path: Path) -> None:
    texts = tmp_path / "texts.csv"
    texts.write_text("number,words\n1,help\n", "utf-8")
    done = CliRunner().invoke(main, ["warning", "read", str(texts), "--json"])
    assert done.exit_code == 2 and "name the two columns id and text" in done.output
