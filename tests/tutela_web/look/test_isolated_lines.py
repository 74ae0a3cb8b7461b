"""A Latin name in an Arabic line, and an Arabic one in an English line, stand isolated."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po
from django.template import Context, Template
from django.utils.html import format_html
from django.utils.safestring import SafeData, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from tutela.base.messages import say
from tutela_web.look.translate import in_page_language
from tutela_web.look.words import collecting

NAME = "\u2068Luma\u2069"
FILLED = re.compile(r"%\((\w+)\)[0-9.+-]*([sdf])")


def fill(line: str) -> str:
    """A translated line, every field filled with a Latin name where it takes words."""
    return line % {name: "Luma" if way == "s" else 3 for name, way in FILLED.findall(line)}


def test_every_arabic_line_isolates_every_latin_name_it_is_filled_with() -> None:
    with collecting.catalogue("ar").open("rb") as file:
        lines = [one.id for one in read_po(file, locale="ar") if isinstance(one.id, str)]
    lines = [line for line in lines if FILLED.search(line) and "{" not in line]
    assert len(lines) > 500
    with override("ar"):
        bare = [line for line in lines if "Luma" in fill(_(line)).replace(NAME, "")]
    assert not bare


def test_a_template_a_sentence_of_the_core_and_safe_markup_isolate_alike() -> None:
    page = Template("{% blocktrans with alert='Luma' %}{{ alert }} is closed.{% endblocktrans %}")
    with override("ar"):
        assert NAME in page.render(Context())
        assert NAME in in_page_language(say("{place} is the first concern", place="Luma"))
        marked = format_html(_("{place} is the first concern"), place=mark_safe("<b>Luma</b>"))
        assert isinstance(marked, SafeData)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_arabic_name_is_isolated_in_a_line_from_the_left_and_a_latin_one_left(
    language: str,
) -> None:
    with override(language):
        assert "\u2068لوما\u2069" in _("%(alert)s is closed.") % {"alert": "لوما"}
        assert "\u2068" not in _("%(alert)s is closed.") % {"alert": "Luma"}
