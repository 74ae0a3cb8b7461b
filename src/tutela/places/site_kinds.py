"""What kind of site the words of a site assessment mean."""

from __future__ import annotations

import re
from functools import cache

from tutela.base.data_tables import shipped_rows
from tutela.places.names import fold


@cache
def _kinds() -> dict[str, str]:
    rows = shipped_rows("tutela.places", "site_kinds_said.csv")
    return {_plain(row["said"]): row["kind"] for row in rows} | {
        row["kind"]: row["kind"] for row in rows
    }


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", fold(words)).split())


def kind_said(words: str) -> str:
    """The kind of site that words mean; blank where they mean none of ours.

    >>> kind_said("Camp/Camp-like setting"), kind_said("Centre collectif"), kind_said("poc_site")
    ('camp', 'centre', 'poc_site')
    >>> kind_said("Host community")
    ''
    """
    return _kinds().get(_plain(words)) or _kinds().get(words.strip().casefold(), "")
