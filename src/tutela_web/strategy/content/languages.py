"""One edition in several languages: where the texts of each stand against the edition's own."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from tutela.strategy.text.prefilled import prompts_left
from tutela_web.access.policy import Standing
from tutela_web.strategy.edition.models import Section, SectionTranslation, Strategy
from tutela_web.strategy.edition.queries import sections_for, translations_for


@dataclass(frozen=True)
class TextInLanguage:
    """One section in one language.

    state  "current" where it says what the section says, "behind" where the section was saved
           since, "missing" where nothing is written
    """

    section: Section
    language: str
    name: str
    translation: SectionTranslation | None

    @property
    def prompts(self) -> list[str]:
        """What it still says to the drafter."""
        return prompts_left(self.translation.text) if self.translation is not None else []

    @property
    def state(self) -> str:
        """Where it stands against the text of the edition."""
        if self.translation is None:
            return "missing"
        return "current" if self.translation.current else "behind"


@dataclass(frozen=True)
class EditionInLanguage:
    """An edition in one of its languages: its sections, in their order."""

    language: str
    name: str
    texts: list[TextInLanguage]

    def letters(self, state: str) -> str:
        """The letters of the sections in a state."""
        return ", ".join(text.section.letter for text in self.texts if text.state == state)

    @property
    def current(self) -> str:
        """The sections that say what the edition says."""
        return self.letters("current")

    @property
    def behind(self) -> str:
        """The sections whose text was saved since."""
        return self.letters("behind")

    @property
    def missing(self) -> str:
        """The sections in which nothing is written."""
        return self.letters("missing")


def other_languages(language: str) -> list[tuple[str, str]]:
    """The languages an edition may be written in besides its own, with their names."""
    return [(code, str(name)) for code, name in settings.LANGUAGES if code != language]


def texts_of(standing: Standing, section: Section) -> list[TextInLanguage]:
    """A section in the other languages. One query."""
    rows = {
        translation.language: translation
        for translation in translations_for(standing).filter(section=section)
    }
    return [
        TextInLanguage(section, code, name, rows.get(code))
        for code, name in other_languages(section.language)
    ]


def editions_of(standing: Standing, strategy: Strategy) -> list[EditionInLanguage]:
    """The other languages something of an edition is written in, with the state of each section
    this person may see. Two queries."""
    rows = translations_for(standing).filter(section__strategy=strategy)
    held = {(row.section_id, row.language): row for row in rows}
    sections = [
        section
        for section in sections_for(standing).filter(strategy=strategy).order_by("letter")
        if section.text.strip()
    ]
    editions = [
        EditionInLanguage(
            code,
            name,
            [
                TextInLanguage(section, code, name, held.get((section.pk, code)))
                for section in sections
            ],
        )
        for code, name in other_languages(strategy.language)
    ]
    used = {language for _section, language in held}
    return [edition for edition in editions if edition.language in used]


def written_texts(standing: Standing, strategy: Strategy) -> list[TextInLanguage]:
    """Every text in another language that is written. Two queries."""
    return [
        text
        for edition in editions_of(standing, strategy)
        for text in edition.texts
        if text.translation is not None
    ]
