"""What records hold in the mission's own fields, as a part of a report tells it.

Always the same twelve months are counted, up to the cut-off, and the last three are shown: of two
spans that differ by days, the difference would tell what each hides.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from tutela.intake.counting import ANSWERED, NO, YES, CountedAnswer
from tutela_web.incidents.models import Incident
from tutela_web.look.days import date_format
from tutela_web.questionnaires.own_counted import CountedValues, count_values
from tutela_web.records.kind_names import declared_by_name
from tutela_web.records.own.carriers import Carrier, carriers
from tutela_web.records.own.fields import AddedField, fields_seen
from tutela_web.reporting.filling.report_figures import Ref
from tutela_web.reporting.filling.section_sources import Filled, FilledTable, fills
from tutela_web.reporting.filling.view import FillView

SHOWN = 3
"""So many months are told, the last ones, beside all twelve."""

NAMED_MOST = 200
"""So many records behind a row are named."""


@fills("own_fields_counted")
def fill_own_fields(view: FillView) -> Filled:
    """Each field that the reader of the product reads, its values a row; a field whose small counts
    are hidden names no record."""
    counted = [
        (field, carrier, values)
        for carrier in carriers().values()
        if (fields := fields_seen(view.standing, carrier.name, carrier.reads))
        for field, values in zip(
            fields,
            count_values(fields, carrier, by=view.standing, until=view.cut_off),
            strict=True,
        )
    ]
    if not counted:
        return Filled(notes=[_("The mission has no field of its own that this report may tell.")])
    months = max((values.months for _field, _carrier, values in counted), key=len)[-SHOWN:]
    table = FilledTable(
        [
            _("Records"),
            _("Field"),
            _("What records hold"),
            *(date_format(month, "M Y") for month in months),
            _("Twelve months"),
        ]
    )
    for field, carrier, values in counted:
        for answer in values.question.answers:
            cells = _cells(answer.counts, len(months))
            total = _write_count(answer.total)
            row = [str(carrier.many), field.label, _name_value(answer), *cells, total]
            table.add(row, *_records(field, carrier, values, answer))
    notes = [
        _("A zero says that no record holds it, not that it is not so."),
        _("Months are those of the day a record is of, else of the day it was entered."),
    ]
    if any(values.question.hides_anything for _field, _carrier, values in counted):
        notes.append(_("Small counts, and those they could be computed from, are hidden."))
    return Filled(table=table, notes=notes)


def _cells(counts: tuple[int | None, ...], months: int) -> list[str]:
    """The counts of the last months; before the first record of any, none was recorded."""
    return [_write_count(count) for count in ((0,) * months + counts)[-months:]]


def _write_count(count: int | None) -> str:
    return _("hidden") if count is None else str(count)


def _name_value(answer: CountedAnswer) -> str:
    if answer.label:
        return answer.label
    words = {YES: _("yes"), NO: _("no"), ANSWERED: _("said")}
    return words.get(answer.value, _("not known"))


def _records(
    field: AddedField, carrier: Carrier, values: CountedValues, answer: CountedAnswer
) -> list[Ref]:
    if field.spec["suppressed"]:
        return []
    name = _reference_name(carrier)
    holding: list[UUID] = values.holding.get(answer.value, [])
    return [(name, pk.hex) for pk in sorted(holding)[:NAMED_MOST]] if name else []


def _reference_name(carrier: Carrier) -> str:
    """How sentences and rows of reports name this kind of record; nothing where they cannot."""
    if carrier.model is Incident:
        return "incident"
    declared = declared_by_name().items()
    return next((name for name, kind in declared if kind.model is carrier.model), "")
