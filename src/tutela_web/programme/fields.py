"""Fields that most kinds of record of this room have."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela_web.records.kinds import Field


def _has_ended(record: Any) -> bool:
    return record.ended_on is not None


ENDED = Field("ended_on", _("Ended on"), applies=_has_ended)
CLASSIFICATION = Field("classification", _("Classification"))
