"""Documentation under test: pages made from the code say what the code says now."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.build import PAGES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MOST_WORDS = 196_000
"""Words of all pages together: only falls; 150,000 are the aim."""


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """Every page as `make docs` makes it: in a process of its own, where nothing was tested yet."""
    code = (
        "import json; from docs.build import PAGES;"
        "print(json.dumps({name: make() for name, make in PAGES.items()}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_a_made_page_is_what_the_code_makes(page: str, made: dict[str, str]) -> None:
    assert (DOCS / page).read_text() == made[page], "run: make docs"


def test_documentation_does_not_grow() -> None:
    words = sum(len(page.read_text("utf-8").split()) for page in DOCS.rglob("*.md"))
    assert words <= MOST_WORDS, f"{words} words: shorten a page for each that is added"


def test_every_requirement_of_the_seeds_has_a_row_and_a_state() -> None:
    shared = ROOT.parent / "shared" / "requirements.csv"
    if not shared.exists():
        pytest.skip("the list of requirements is not beside this checkout")
    with shared.open() as asked, (DOCS / "requirements" / "requirements.csv").open() as kept:
        ours = {r["id"]: r for r in csv.DictReader(kept)}
        for row in csv.DictReader(asked):
            assert ours[row["id"]]["requirement"] == row["requirement"]
            assert ours[row["id"]]["state"]


def test_every_harm_and_precursor_is_explained() -> None:
    page = (DOCS / "glossary.md").read_text()
    for term in ("Harm", "Precursor", "Factor", "Blank", "Not assessed", "Tripwire", "Vintage"):
        assert f"| {term} |" in page


def test_no_page_loads_anything_from_another_host() -> None:
    for page in DOCS.rglob("*.md"):
        assert not re.search(r"!\[[^]]*\]\(https?:", page.read_text()), page
    assert "font: false" in (ROOT / "mkdocs.yml").read_text()


def test_the_site_has_the_face_of_the_platform() -> None:
    front = ROOT / "src/tutela_web/look/front"
    assert (DOCS / "face/mark.svg").read_bytes() == (front / "mark.svg").read_bytes()
    ours = (front / "css/tokens.css").read_text()
    colours = set(re.findall(r"#[0-9A-F]{6}", (DOCS / "face/face.css").read_text()))
    assert colours and not {colour for colour in colours if colour not in ours}
    first = (DOCS / "index.md").read_text()
    assert len(re.findall(r"!\[[^]]+\]\(pictures/readme-", first)) == 3
