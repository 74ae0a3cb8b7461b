"""Can one telephone at a place: its record, who was heard by telephone, what other rooms say.

The record is never overruled in silence: where others say otherwise, every page that tells of the
telephone shows both, by whom and when.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max
from django.utils.translation import gettext as _

from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.warning.models import Channel, Report
from tutela_web.warning.network_queries import contacts_for

BY_TELEPHONE = (Channel.CALL, Channel.SMS, Channel.MISSED_CALL)
LATELY = timedelta(days=90)


@dataclass(frozen=True)
class TelephoneStatement:
    """What somebody or something says of the telephone at a place.

    works  whether one can telephone there; by, who or what says so; on, since when; url, its page.
    """

    works: bool
    by: str
    on: date | None = None
    url: str = ""


@dataclass(frozen=True)
class Telephone:
    """What the record of a place says, and everything else that is said."""

    record: bool | None
    statements: Sequence[TelephoneStatement] = field(default=())

    @property
    def others(self) -> list[TelephoneStatement]:
        """What does not agree with the record, or says what it does not."""
        return [said for said in self.statements if said.works is not self.record]

    @property
    def contradicted(self) -> bool:
        """Whether not everything that is said can be so."""
        known = {said.works for said in self.statements} | {self.record}
        return {True, False} <= known


StatementsOf = Callable[[Standing, Place], list[TelephoneStatement]]

STATEMENTS: list[StatementsOf] = []
"""What rooms above this one know: each registers what its records say of a place."""


def telephone_at(standing: Standing, place: Place) -> Telephone:
    """What this person may know of the telephone at a place. One query and those of rooms above."""
    said = _heard_by_telephone(standing, place)
    for of_room in STATEMENTS:
        said += of_room(standing, place)
    return Telephone(place.phone_coverage, said)


def _heard_by_telephone(standing: Standing, place: Place) -> list[TelephoneStatement]:
    """When a contact there was last heard by telephone, within three months; never which."""
    if not standing.reads("network"):
        return []
    now = clock.now(standing.mission)
    heard = Report.objects.filter(
        contact__in=contacts_for(standing).filter(place=place).values("pk"),
        channel__in=BY_TELEPHONE,
        known_at__gte=now - LATELY,
    ).aggregate(at=Max("known_at"))["at"]
    if heard is None:
        return []
    return [TelephoneStatement(True, _("a contact there was heard by telephone"), heard.date())]
