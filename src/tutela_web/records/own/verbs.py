"""Filling in the mission's own fields of a record whose form does not hold them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from tutela_web.access.policy import Standing
from tutela_web.base.holding import hold
from tutela_web.base.values import FieldValue
from tutela_web.records.models import Record
from tutela_web.records.own.carriers import Carrier
from tutela_web.records.own.values import keep_values


@transaction.atomic
def fill_fields(
    record: Record, carrier: Carrier, answers: Mapping[str, FieldValue], *, by: Standing
) -> Record:
    """Keep what was given in own fields of a record, by their codes; gives the record.

    Takes   carrier, of the record's kind.
    Raises  Denied without the act of the carrier in the record's area; BadParameter as
            `keep_values`.
    """
    filled = hold(record)
    by.require(carrier.act, area=filled.area_id, of=filled)
    keep_values(carrier.name, carrier.reads, filled, answers, by=by)
    return filled
