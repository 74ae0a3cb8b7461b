"""A mission's own words for whole labels, in place of the house's.

    with own_words({"en": {"Hotspot": "Danger spot"}}):
        gettext("Hotspot")          "Danger spot"
        gettext("Hotspots of X")    as ever: only a whole label is replaced

Every word of a page passes Django's translation of its language; this is that translation, asked
for the label first. Where a mission has no words of its own it looks at one variable and no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils.translation import get_language_info, trans_real

from tutela.base.wording.direction import Line

Labels = Mapping[str, Mapping[str, str]]
"""By language, each label and the words in its place."""

_labels: ContextVar[Labels | None] = ContextVar("own_words", default=None)


class OwnTranslation(trans_real.DjangoTranslation):
    """The translation of a language, a mission's labels first."""

    def gettext(self, message: str) -> str:
        """A message in this language."""
        labels = _labels.get()
        if labels is not None:
            own = labels.get(self.to_language().partition("-")[0])
            if own is not None and message in own:
                return own[message]
        return self._to_fill(str(super().gettext(message)))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """A counted message in this language."""
        return self._to_fill(str(super().ngettext(msgid1, msgid2, n)))

    def _to_fill(self, text: str) -> str:
        """A line with fields isolates what it is filled with; any other is plain text."""
        if "%" in text or "{" in text:
            return Line(text, rtl=get_language_info(self.to_language())["bidi"])
        return text


def has_own_words() -> bool:
    """Whether labels are a mission's own now: what is kept by language alone does not hold."""
    return _labels.get() is not None


def labels_shown() -> list[tuple[str, list[tuple[str, str]]]]:
    """The labels that are a mission's own now, by language, in order; none for most."""
    labels = _labels.get() or {}
    return [(language, sorted(labels[language].items())) for language in sorted(labels)]


@contextmanager
def own_words(labels: Labels) -> Iterator[None]:
    """Say these labels in this block, in this thread."""
    token = _labels.set(labels)
    try:
        yield
    finally:
        _labels.reset(token)


def install() -> None:
    """Have Django make translations of this kind: once, before the first page is made."""
    trans_real.DjangoTranslation = OwnTranslation  # type: ignore[misc]
    for built in trans_real._translations.values():  # type: ignore[attr-defined]
        built.__class__ = OwnTranslation  # those that apps asked for while they were loaded
