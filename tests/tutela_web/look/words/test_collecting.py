"""Three languages: nothing a person reads is left in English, and every field survives."""

from __future__ import annotations

import re
from collections import Counter
from gettext import c2py
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tutela.reporting.figures import FILES_OF_OTHERS
from tutela.risk.factors import MUST_SHOULD_COULD
from tutela_web.look.words import collecting

FIELD = re.compile(r"%\(\w+\)[sd]|%[sd]")
COUNTED = {"n", "%(n)s", "%(n)d", "count", "%(count)s", "days", "%(days)s"}


def fields(text: str) -> set[str]:
    """What a message is filled with: %(name)s and {name}."""
    braces = {name.split(".")[0] for _, name, _, _ in Formatter().parse(text) if name}
    return set(FIELD.findall(text)) | braces


def test_every_word_of_pages_code_and_core_is_translated() -> None:
    messages = list(collecting.collect_messages())
    lacking = []
    for language in collecting.LANGUAGES:
        with collecting.catalogue(language).open("rb") as file:
            kept = read_po(file, locale=language)
        for message, context, where in messages:
            found = kept.get(message if isinstance(message, str) else message[0], context)
            forms = (
                found.string
                if found and isinstance(found.string, tuple)
                else (found.string if found else "",)
            )
            if not all(forms):
                lacking.append((language, where, message))
    assert not lacking, "run python -m tutela_web.look.words, then translate"


def test_catalogues_hold_the_words_that_reports_print_of_the_tables() -> None:
    assert {*MUST_SHOULD_COULD.values(), FILES_OF_OTHERS} <= set(collecting.terms())


@pytest.mark.parametrize("language", collecting.LANGUAGES)
def test_no_translation_loses_a_figure_or_a_name(language: str) -> None:
    with collecting.catalogue(language).open("rb") as file:
        kept = read_po(file, locale=language)
    in_words = said_in_words(kept)
    for message in kept:
        if not message.id:
            continue
        plural = isinstance(message.id, tuple)
        texts = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = set().union(*(fields(text) for text in texts))
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        for number, form in enumerate(forms):
            spared = COUNTED if plural and number in in_words else set()
            try:
                assert fields(form) | spared == wanted | spared, (message.id, form)
            except ValueError:
                continue  # a brace that is no field


def said_in_words(catalogue: Catalog) -> set[int]:
    """Forms that stand for one number alone, as Arabic has of none, one, two: the word says it."""
    form_of = c2py(catalogue.plural_expr)
    met = Counter(form_of(n) for n in range(1000))
    return {form for form, numbers in met.items() if numbers == 1 and catalogue.num_plurals > 2}


def test_only_forms_of_one_number_leave_the_figure_out() -> None:
    assert said_in_words(Catalog(locale="ar")) == {0, 1, 2}
    assert said_in_words(Catalog(locale="fr")) == set()


def test_a_new_label_that_is_a_term_takes_the_words_of_the_table() -> None:
    kept = Catalog(locale="fr")
    kept.add("Hotspot")
    kept.add("hotspot", string="a person's own choice")
    kept.add("No hotspot yet.")
    collecting.fill_terms(kept, "fr")
    assert [kept[text].string for text in ("Hotspot", "hotspot", "No hotspot yet.")] == [
        "Point chaud",
        "a person's own choice",
        "",
    ]
