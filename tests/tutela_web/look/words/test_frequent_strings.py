"""The strings that native readers read first."""

from __future__ import annotations

from tutela_web.look.words.frequent_strings import most_seen


def test_what_most_pages_show_stands_first_with_its_french_and_arabic() -> None:
    found = most_seen(300)
    assert len(found) == 300
    assert [one.pages for one in found] == sorted((one.pages for one in found), reverse=True)
    by_english = {one.english: one for one in found}
    assert by_english["Skip to content"].pages > 100, "it stands on every page"
    assert all(one.fr and one.ar for one in found)
    assert not [one.english for one in found if one.english in ("{letter}. {name}", "%(n)s")]
