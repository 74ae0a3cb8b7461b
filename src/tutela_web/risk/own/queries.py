"""What lines of the register hold in fields of the mission's own: in list, page and answers. What
is only suggested holds nothing yet: it is put on the register first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.records.own import carriers, lists, values
from tutela_web.records.own.fields import AddedField, fields_seen
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import RegisterLine, risks_for

NAME, READS = "risk.risk", "risks"


def fields_for(standing: Standing) -> tuple[AddedField, ...]:
    """The own fields of the register that this person reads."""
    return fields_seen(standing, NAME, READS)


def add_cells(standing: Standing, lines: Sequence[RegisterLine]) -> None:
    """Write on the records of these lines what stands in the list of their own fields."""
    columns = lists.columns_of(standing, NAME, READS)
    lists.add_cells(standing, READS, columns, records_of(lines))


def records_of(lines: Sequence[RegisterLine]) -> list[Risk]:
    """The records of the register among these lines."""
    return [line.risk for line in lines if line.risk is not None]


def asked_of(standing: Standing, asked: Mapping[str, str]) -> dict[AddedField, str]:
    """What an address asks of each own field by which the register is filtered; blank where it asks
    nothing, or what the filter does not offer."""

    def offered(field: AddedField) -> str:
        value = asked.get(field.name, "")
        return value if value in dict(lists.choices_of(field)) else ""

    return {field: offered(field) for field in lists.filters_of(standing, NAME, READS)}


def held_by(standing: Standing, asked: Mapping[AddedField, str]) -> QuerySet[Risk] | None:
    """The records that these filters leave; None where none is set."""
    if not any(asked.values()):
        return None
    by_name = {field.name: value for field, value in asked.items()}
    return lists.filter_rows(standing, READS, list(asked), by_name, risks_for(standing))


def tell(standing: Standing, risks: Sequence[Risk]) -> None:
    """Write on records that a program is given what they hold in own fields."""
    values.tell_own(standing, NAME, READS, risks)


def tell_lines(standing: Standing, lines: list[RegisterLine]) -> list[RegisterLine]:
    """The lines, each record among them told what it holds in own fields."""
    tell(standing, records_of(lines))
    return lines


facts_of = partial(lists.facts_of, kind=NAME, reads=READS)
steps_of = partial(values.steps_of, kind=NAME, reads=READS)


def carrier() -> carriers.Carrier:
    """Lines of the register, as records that hold own fields."""
    return carriers.carriers()[NAME]


def connect() -> None:
    """Tell the room of records that lines of the register may hold own fields."""
    carriers.BY_HAND.append(
        carriers.Carrier(
            name=NAME,
            many=_("Risks"),
            reads=READS,
            model=Risk,
            rows=lambda standing: risks_for(standing).select_related("place"),
            page="risk:risk",
            list="risk:register",
            act="score_risk",
        )
    )
