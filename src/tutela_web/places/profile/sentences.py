"""How the sentences of a community are read: by its office and the POC adviser; by others, those
that the office opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Self, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from tutela_web.access.policy import Standing
from tutela_web.access.vault.fields import KEY, fetch_keys
from tutela_web.places.profile.models import ClosedSentence
from tutela_web.places.profile.spoken import SpokenWords

M = TypeVar("M", bound=Model)

READABLE = Q(sealed_on=None, words_destroyed_on=None, earlier=False)
OPENED = Q(opened_on__isnull=False)


def words_fields(model: type[Model]) -> list[str]:
    """The fields of a model whose words lie in sentences."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, SpokenWords)]


def sentences_read(
    standing: Standing, own: Q, records: Collection[UUID]
) -> QuerySet[ClosedSentence]:
    """The sentences of some records that this person may read, who may read the records.

    Takes   own, those of the communities whose office this person is of.
    """
    rows = ClosedSentence.objects.filter(READABLE, OPENED | own, mission=standing.mission)
    return rows.filter(record__in=records).select_related("place", "mission")


def read_sentences(rows: Sequence[ClosedSentence]) -> list[ClosedSentence]:
    """Those of some sentences whose key is there, with the keys fetched at once: of a destroyed
    one nothing is read, whatever its row says."""
    fetch_keys(rows)
    return [row for row in rows if KEY in row.__dict__]


class SpokenRows(QuerySet[M]):
    """Records of a community with the words that one person may read of them. The words stand in
    the record as it lies in memory: what is saved of it holds none."""

    _reader: Standing | None = None
    _own: Q = Q(pk__in=())

    def read_by(self, standing: Standing, own: Q) -> Self:
        """The same records, as this person reads them."""
        rows = self._chain()  # type: ignore[attr-defined]  # the stubs leave it out
        rows._reader, rows._own = standing, own
        return rows  # type: ignore[no-any-return]

    def _clone(self) -> Self:
        rows: Self = super()._clone()  # type: ignore[misc]  # the stubs leave it out
        rows._reader, rows._own = self._reader, self._own
        return rows

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self._reader is not None:
            rows = self._result_cache or []
            records: list[Model] = [row for row in rows if isinstance(row, self.model)]
            if records:
                _attach_words(self._reader, self._own, records)


def _attach_words(standing: Standing, own: Q, records: Sequence[Model]) -> None:
    rows = list(sentences_read(standing, own, [record.pk for record in records]))
    words: dict[UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in read_sentences(rows):
        words[row.record][row.field].append(str(row.words))
    for record in records:
        for name, said in words.get(record.pk, {}).items():
            setattr(record, name, " ".join(said))
