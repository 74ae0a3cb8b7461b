"""What was read of a file, kept beside the upload, so that it is laid out once and read once.

It is sealed as the upload is and erased with it, says of what it was made, and is no more than a
copy: where any of that changed, the words of the lexicon too, or nothing is kept, the file is read
again. Only the dry run keeps anything: it alone works on a file that nobody rewrites meanwhile.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any, TypeAlias

from tutela import __version__
from tutela.base.books.packed import AsJson, pack, unpack
from tutela.base.later import pl
from tutela.reading.lexicon import lexicon_digest
from tutela_web.access.vault.files import keep_beside, open_beside
from tutela_web.base.models import Batch

FORMAT = 1
"""Counted up when what is kept is written otherwise."""

MOST_KEPT = 600_000_000
"""Bytes of columns up to which a file is kept as it was read; a longer one is read again."""

Kept: TypeAlias = "tuple[dict[str, pl.DataFrame], Any]"
"""Columns by name, and what stands beside them."""


def keep(batch: Batch, ending: str, kept: Kept, *made_from: AsJson) -> None:
    """Keep something that was read of a file; nothing of one that is larger than MOST_KEPT.

    Takes   ending, as `vault.files.keep_beside`; made_from, all that it depends on but the file.
    """
    frames, beside = kept
    if sum(int(frame.estimated_size()) for frame in frames.values()) > MOST_KEPT:
        return
    keep_beside(batch, ending, pack(frames, {"of": _digest(made_from), "beside": beside}))


def kept_of(batch: Batch, ending: str, *made_from: AsJson) -> Kept | None:
    """What is kept of a file, if it was made from the same; else None."""
    packed = open_beside(batch, ending)
    if packed is None or not zipfile.is_zipfile(io.BytesIO(packed)):
        return None
    frames, told = unpack(packed)
    return (frames, told["beside"]) if told["of"] == _digest(made_from) else None


def _digest(made_from: Sequence[AsJson]) -> str:
    said = json.dumps(
        [FORMAT, __version__, lexicon_digest(), made_from], sort_keys=True, default=str
    )
    return hashlib.sha256(said.encode()).hexdigest()
