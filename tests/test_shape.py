"""What stands again in the same shape is found, and is no more than it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.shape import shares, stand_again, template_pieces

VIEW = """
def {name}_list(request, standing):
    rows = {name}s_for(standing)
    if asked := request.GET.get("{name}"):
        rows = rows.filter(kind=asked)
    page = paged(rows, {number})
    return render(request, "{name}.html", {{"page": page}})
"""
MOST = {"python": 0.150, "templates": 0.115}
"""The shares of today. They fall as kinds of record are declared. That of Python rose twice, by
seven in a thousand, with the kinds of means and of exercises, and by one with what a mission makes
its own: what declares a kind looks alike."""


def test_two_views_that_differ_in_their_record_stand_again(tmp_path: Path) -> None:
    for room, name, number in (("warning", "alert", 20), ("risk", "risk", 50)):
        (tmp_path / room).mkdir()
        (tmp_path / room / "views.py").write_text(VIEW.format(name=name, number=number))
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli/main.py").write_text('"""Says hello."""\n\nimport sys\n\nsys.exit(0)\n')
    found = shares("python", tmp_path)
    assert (found["warning"], found["risk"], found["cli"]) == (1, 1, 0)


def test_a_template_broken_otherwise_into_lines_is_the_same(tmp_path: Path) -> None:
    one, other = tmp_path / "one.html", tmp_path / "other.html"
    one.write_text('<p class="a">{% trans "Place" %}: <b>{{ place }}</b></p>')
    other.write_text('<p\n  class="b"\n>\n  {% trans "Area" %}: <b>{{ area.name }}</b>\n</p>\n')
    pieces = [template_pieces(one), template_pieces(other)]
    assert len(stand_again(pieces, run=5)) == 10
    assert not stand_again(pieces, run=6)


@pytest.mark.parametrize("kind", MOST)
def test_no_more_stands_again_than_before(kind: str) -> None:
    assert shares(kind)["all"] <= MOST[kind]
