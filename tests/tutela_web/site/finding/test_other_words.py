"""A page is found by what people call it, in three languages, by who may open it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.tutela_web.cast import Cast
from tutela.base.data_tables import shipped_rows
from tutela_web.site.finding.other_words import LANGUAGES, act_words, other_words
from tutela_web.site.frame import FURTHER, groups_shown


def pages_found(sign_in: Any, person: Any, asked: str) -> str:
    return str(sign_in(person).get("/m/luma/pages/", {"q": asked}).content.decode())


def test_each_page_of_the_index_has_other_words_in_three_languages() -> None:
    entries = [entry for _label, entries in groups_shown() for entry in entries]
    names = {name for name, _label, _kinds in (*entries, *(e for some in FURTHER for e in some))}
    shipped = {name for name in names if not name.startswith("example_room:")}
    assert set(other_words()) == shipped
    assert all(all(words[language]) for words in other_words().values() for language in LANGUAGES)


def test_acts_that_people_look_for_have_other_words_in_three_languages() -> None:
    known = {row["act"] for row in shipped_rows("tutela_web.access", "acts.csv")}
    assert len(act_words()) >= 60 and set(act_words()) <= known
    assert all(all(words[language]) for words in act_words().values() for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_pages_share_a_word(language: str) -> None:
    shared = Counter(word for words in other_words().values() for word in words[language])
    assert {word: count for word, count in shared.items() if count > 3} == {}


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("record a visit", "/outreach/exchanges/"),
        ("visite", "/outreach/exchanges/"),
        ("زيارة", "/outreach/exchanges/"),
        ("who is on duty", "/duty/"),
        ("task", "/luma/taskings/"),
        ("tâche", "/luma/taskings/"),
    ],
)
def test_an_adviser_finds_by_their_own_words_what_to_do(
    cast: Cast, sign_in: Any, asked: str, page: str
) -> None:
    assert f'{page}"' in pages_found(sign_in, cast["poc_adviser"], asked)


def test_the_search_of_records_shows_the_page_above_them(cast: Cast, sign_in: Any) -> None:
    client = sign_in(cast["field_reporter"])
    found = client.get("/m/luma/search/", {"q": "record a visit"}).content.decode()
    assert "/outreach/exchanges/" in found.split('id="pages"')[1].split("</section>")[0]
    assert 'id="pages"' not in client.get("/m/luma/search/", {"q": "Kestrel"}).content.decode()


def test_no_word_leads_to_a_page_that_one_may_not_open(cast: Cast, sign_in: Any) -> None:
    found, unknown = (
        pages_found(sign_in, cast["partner"], asked).split('<div class="cols">')[1].split("</main>")
        for asked in ("audit trail", "no such words")
    )
    assert found[0].replace("audit%20trail", "") == unknown[0].replace("no%20such%20words", "")
