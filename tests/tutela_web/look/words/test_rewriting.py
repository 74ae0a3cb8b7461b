"""One string in better words: wherever it stands, and no translation lost."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tutela.base.errors import BadParameter
from tutela_web.look.words import collecting, rewriting

OLD = "Nobody is told of %(place)s"
NEW = "No message about %(place)s"
FILES = {
    "src/page.html": "{% blocktrans trimmed with place=p %}\n  Nobody is told\n  of {{ place }}\n"
    "{% endblocktrans %}<h1 title=\"{% trans 'Nobody is told' %}\">Nobody is told</h1>",
    "src/code.py": 'x = f(\n    _("Nobody is told"\n      " of %(place)s"),\n'
    "    f\"{_('Nobody is told')}!\",\n)\n",
    "src/table.csv": 'key,label\na,Nobody is told\nb,"Nobody is told, or all"\n',
    "src/app.js": 'show("Nobody is told");\n',
    "tests/test_it.py": 'assert "<h1>Nobody is told</h1>" in page\n'
    'assert "Nobody is told twice" in page\n',
    "docs/page.md": "Press *Nobody is told*. Nobody is told of it.\n",
}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout with both catalogues."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    for language in collecting.LANGUAGES:
        words = Catalog(locale=language)
        words.add(OLD, f"{language}: %(place)s")
        words.add("Nobody is told", f"{language}: none")
        words.add(("%(n)s waits", "%(n)s wait"), (f"{language} 1 %(n)s",) * words.num_plurals)
        (tmp_path / f"src/{language}.po").touch()
        monkeypatch.setattr(collecting, "catalogue", lambda name: tmp_path / f"src/{name}.po")
        collecting.write_catalogue(words, language)
    monkeypatch.setattr(rewriting, "AGAIN", tmp_path / "again.csv")
    (tmp_path / "again.csv").write_text("language,english,was\n")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    return tmp_path


def translated(checkout: Path, language: str) -> dict[Any, Any]:
    with (checkout / f"src/{language}.po").open("rb") as file:
        return {one.id: one.string for one in read_po(file, locale=language) if one.id}


def test_a_string_is_rewritten_in_pages_code_tables_scripts_and_tests(checkout: Path) -> None:
    rewriting.rewrite("Nobody is told", "None informed", checkout)
    read = {name: (checkout / name).read_text() for name in FILES}
    assert "title=\"{% trans 'None informed' %}\"" in read["src/page.html"]
    assert "Nobody is told\n  of {{ place }}" in read["src/page.html"], "another string"
    assert "f\"{_('None informed')}!\"" in read["src/code.py"]
    assert '"Nobody is told"\n' in read["src/code.py"], "a part of another string"
    assert read["src/table.csv"].splitlines()[1:] == [
        "a,None informed",
        'b,"Nobody is told, or all"',
    ]
    assert 'show("None informed")' in read["src/app.js"]
    assert "<h1>None informed</h1>" in read["tests/test_it.py"]
    assert "Nobody is told twice" in read["tests/test_it.py"]
    assert read["docs/page.md"] == "Press *None informed*. Nobody is told of it.\n"


def test_a_string_with_fields_over_several_lines_is_rewritten(checkout: Path) -> None:
    done = rewriting.rewrite(OLD, NEW, checkout)
    assert (
        "trimmed with place=p %}No message about {{ place }}{%"
        in (checkout / "src/page.html").read_text()
    )
    assert '_("No message about %(place)s")' in (checkout / "src/code.py").read_text()
    assert any("docs/page.md:1" in line for line in done.to_look_at), "a person looks at the rest"


def test_no_translation_is_lost_and_each_waits_to_be_read(checkout: Path) -> None:
    rewriting.rewrite(OLD, NEW, checkout)
    rewriting.rewrite("%(n)s waits", "%(n)s is due", checkout)
    for language in collecting.LANGUAGES:
        kept = translated(checkout, language)
        assert kept[NEW] == f"{language}: %(place)s" and OLD not in kept
        assert kept["%(n)s is due", "%(n)s wait"][0] == f"{language} 1 %(n)s"
        assert len(kept) == 3
    rewriting.end_reading("fr", NEW)
    assert [(row["language"], row["was"]) for row in rewriting.read_again()] == [
        ("ar", "%(n)s waits"),
        ("ar", OLD),
        ("fr", "%(n)s waits"),
    ]


def test_what_would_lose_a_figure_or_is_an_offices_is_refused(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadParameter, match="lose what is filled in"):
        rewriting.rewrite(OLD, "No message", checkout)
    with pytest.raises(BadParameter, match="no catalogue has"):
        rewriting.rewrite("Nowhere", "Not here", checkout)
    monkeypatch.setattr(rewriting, "to_clear", lambda: {OLD: "conduct_officer"})
    with pytest.raises(BadParameter, match="cleared by conduct_officer"):
        rewriting.rewrite(OLD, NEW, checkout)
    assert (checkout / "src/code.py").read_text() == FILES["src/code.py"]


def test_what_an_office_clears_stands_in_the_catalogues() -> None:
    """A cleared sentence that somebody shortened is found here."""
    known = {form for one in rewriting._messages("fr") for form in rewriting._forms(one)}
    assert set(rewriting.to_clear()) <= known
