"""The tables of terms of a mission, and the one in use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from django.db.models import QuerySet

from tutela.base.wording.own_words import OwnWord
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing, roles
from tutela_web.adoption.versions import VersionState
from tutela_web.adoption.wording.models import WordTable
from tutela_web.base.values import JsonValue

ACT = "lay_out_papers"
KIND = "mandates"


def word_tables_for(standing: Standing) -> QuerySet[WordTable]:
    """The tables of the mission, the last first; who reads its mandates reads them."""
    rows = WordTable.objects.filter(mission=standing.mission)
    seen = rows if standing.reads(KIND) else rows.none()
    return seen.select_related("sent_by", "decided_by")


def table_in_use(mission: Mission) -> WordTable | None:
    """The table whose words stand on the pages of the mission."""
    return WordTable.objects.filter(mission=mission, state=VersionState.APPROVED).first()


def role_labels() -> tuple[str, ...]:
    """What the roles are called: they may be replaced beside the nouns of the glossary."""
    return tuple(sorted(role.label for role in roles().values()))


def words_of(table: WordTable | None) -> tuple[OwnWord, ...]:
    """The rows of a table."""
    return () if table is None else tuple(OwnWord(**row) for row in table.rows)


def as_rows(words: Iterable[OwnWord]) -> list[JsonValue]:
    """Rows as a table holds them, in one order."""
    return [
        asdict(word)
        for word in sorted(words, key=lambda own_word: (own_word.term, own_word.language))
    ]
