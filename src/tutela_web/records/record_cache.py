"""What a process keeps of a mission's records, ready to be asked, until the records change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import Generic, TypeVar

from tutela_web.base.tables.reading import ReadRecord, add_record, record_reads

T = TypeVar("T")


class NewestByKey(Generic[T]):
    """The newest of each key, with the fingerprint of what it was made from; the oldest goes first.

    Only what is the same for everybody is kept: the policy is asked again at each answer.

    >>> kept = NewestByKey(most=1)
    >>> kept.get("luma", 1, lambda: "made once"), kept.get("luma", 1, lambda: "made twice")
    ('made once', 'made once')
    >>> kept.get("luma", 2, lambda: "made anew")
    'made anew'
    """

    def __init__(self, *, most: int = 8) -> None:
        self._most = most
        self._making = RLock()
        self._kept: OrderedDict[Hashable, tuple[object, T, ReadRecord]] = OrderedDict()

    def get(self, key: Hashable, fingerprint: object, make: Callable[[], T]) -> T:
        """What is kept under the key, if it was made from the same; else it is made."""
        entry = self._kept.get(key)
        if entry is None or entry[0] != fingerprint:
            with self._making:  # a hundred who ask at once do not make it a hundred times
                entry = self._kept.get(key)
                if entry is None or entry[0] != fingerprint:
                    with record_reads() as record:
                        value = make()
                    entry = self._kept[key] = fingerprint, value, ReadRecord(record.tables)
                    self._kept.move_to_end(key)
                    while len(self._kept) > self._most:
                        self._kept.popitem(last=False)
        add_record(entry[2])  # who is given it has read the same
        return entry[1]
