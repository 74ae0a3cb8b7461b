"""A message as its page and its papers show it: part by part, in each of its languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from tutela.outreach import messages as core
from tutela_web.outreach.messages.models import MessagePart, PublicMessage


@dataclass(frozen=True)
class Said:
    """A part in one language; blank words lack."""

    language: str
    words: str

    @property
    def code(self) -> str:
        """The language as browsers know it; blank for one of the mission's own, by its name."""
        return self.language if self.language in core.RENDERED else ""

    @property
    def direction(self) -> str:
        """From which side it is read; of a language of the mission's own its letters say it."""
        known = {"en": "ltr", "fr": "ltr", "ar": "rtl"}
        return known.get(self.language, "auto")


@dataclass(frozen=True)
class PartShown:
    """A part of a message: a draft's, or as it was frozen.

    lacks  what keeps it from being released
    part   the record, of a draft
    """

    number: int
    kind: str
    picked: bool
    said: Sequence[Said]
    lacks: Sequence[core.Lack] = ()
    part: MessagePart | None = None

    @property
    def head(self) -> str:
        """What it tells, in words."""
        return str(MessagePart.Kind(self.kind).label)


def language_name(version: str) -> str:
    """A language of a message as people call it."""
    return dict(settings.LANGUAGES).get(version, version)


def shown_parts(
    message: PublicMessage, parts: Sequence[MessagePart], lacks: Sequence[core.Lack]
) -> list[PartShown]:
    """The parts of a message as they stand: what was frozen, once it was released."""
    if message.frozen:
        return [_frozen_part(message, row) for row in message.frozen]
    return [
        PartShown(
            number,
            part.kind,
            bool(part.pick),
            [Said(version, part.core().said_in(version)) for version in message.versions],
            [lack for lack in lacks if lack.part == number and lack.code != "version"],
            part,
        )
        for number, part in enumerate(parts, start=1)
    ]


def _frozen_part(message: PublicMessage, row: Mapping[str, core.Content]) -> PartShown:
    said = row["said"]
    assert isinstance(said, Mapping)
    return PartShown(
        int(str(row["number"])),
        str(row["kind"]),
        bool(row["pick"]),
        [Said(version, str(said.get(version, ""))) for version in message.versions],
    )
