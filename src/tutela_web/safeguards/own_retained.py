"""How long received files, harm checks and allegations of reprisal are retained, and whose
identities an open allegation still needs."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tutela_web.access.vault.files import erase_bytes
from tutela_web.base.models import Batch
from tutela_web.safeguards.models import HarmCheck, Reprisal
from tutela_web.safeguards.retained import NEEDED_BY, RetainedClass, declare

ENDED = (Batch.State.PUBLISHED, Batch.State.UNDONE, Batch.State.CANCELLED, Batch.State.REFUSED)


CHECK_WORDS = ("what", "who", "precautions", "decided_why", "watched")
STILL_ALLEGED = Q(
    pk__in=Reprisal.objects.exclude(harm_check=None)
    .exclude(state=Reprisal.State.CLOSED)
    .values("harm_check")
)
"""Harm checks that an open allegation of reprisal names."""


def _dash(words: str) -> str:
    """What stands for destroyed words: that there were some is still said."""
    return words and "–"


def _erase_file(batch: models.Model) -> None:
    """The rows that the file brought stay, and the key they are sealed under with them."""
    if isinstance(batch, Batch) and batch.file:
        erase_bytes(batch.file.storage, str(batch.file.name))


def is_threatened(subject: UUID) -> bool:
    """Whether an allegation about this person is open: who protects them must be able to ask."""
    rows = Reprisal.objects.filter(subject=subject)
    return rows.exclude(state=Reprisal.State.CLOSED).exists()


def connect() -> None:
    """Have files reviewed; the rooms whose records they bring know nothing of it."""
    NEEDED_BY.append(is_threatened)
    declare(
        RetainedClass(
            name="files",
            label=_("Files that were received; what they brought stays"),
            months=24,
            model=Batch,
            over=Q(state__in=ENDED) & ~Q(file=""),
            since="uploaded_at",
            blanks={"file": "", "file_name": ""},
            erases=_erase_file,
        ),
        RetainedClass(
            name="harm_checks",
            label=_("Words of harm checks; what was asked and decided stays"),
            months=60,
            model=HarmCheck,
            over=~Q(decision="") & (Q(watch_until=None) | ~Q(watched="")) & ~STILL_ALLEGED,
            since="on",
            blanks=dict.fromkeys(CHECK_WORDS, _dash),
        ),
        RetainedClass(
            name="reprisals",
            label=_("Words of allegations of reprisal"),
            months=60,
            model=Reprisal,
            over=Q(state=Reprisal.State.CLOSED),
            called=lambda reprisal: f"{reprisal.entered_at:%Y-%m}",
            blanks={"named": "", "place_said": ""},
            sealed=True,
            identities=("subject",),
            marks="words_destroyed_on",
        ),
    )
