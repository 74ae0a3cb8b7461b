"""Lines of the matrix as a table, to take away, edit and give back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import CharField
from django.utils.translation import gettext_lazy as _

from tutela.base.data_tables import shipped_rows
from tutela.crisis.tables import options
from tutela.incidents.words import HARMS
from tutela.places.names import fold
from tutela.strategy.matrix import TIERS
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing, taking
from tutela_web.base.tables import roundtrip as rt
from tutela_web.base.values import FieldValue, Words
from tutela_web.look.translate import say_in_page_language, word
from tutela_web.places.models import Place
from tutela_web.places.sheets import SheetKind
from tutela_web.programme.matrix.inputs import line_input
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.matrix.verbs import edit_line, fault_of, make_lines
from tutela_web.risk.queries import risks_for


def risk_key(place: str, actor: str, harm: str) -> str:
    """How a sheet names a risk: its place's code, actor and harm.

    >>> risk_key("luma", "Group Kestrel", "killing")
    'luma / Group Kestrel / killing'
    """
    return " / ".join((place, actor, harm))


def sheet(standing: Standing) -> rt.RecordSheet:
    """The columns of a line, in order; risks and places where the person may take them."""
    taken = taking(standing) if standing.reads("exports") else standing
    risks = {
        pk: risk_key(*words)
        for pk, *words in risks_for(taken).values_list("pk", "place__code", "actor", "harm")
    }
    places = list(
        Place.objects.filter(taken.sees_open("places"))
        .filter(pk__in=MatrixLine.objects.filter(mission=standing.mission).values("place"))
        .values_list("pk", "code", "name")
    )
    codes = {pk: code for pk, code, _name in places}
    names = {pk: name for pk, _code, name in places}
    own = list(DutyArea.objects.filter(mission=standing.mission).values_list("pk", "code", "name"))
    areas = {pk: code for pk, code, _name in own}
    area_names = {pk: name for pk, _code, name in own}
    activities = [(option.option, word(option.label)) for option in options().values()]
    columns = (
        rt.text("code", _("Code"), most=20),
        rt.linked_column("risk", _("POC risk to be addressed"), risks, attr="risk_id"),
        rt.linked_column(
            "for_area", _("Area it is for"), areas, names=area_names, attr="for_area_id"
        ),
        rt.text("threat", _("Theme or threat, in your own words"), most=400),
        _harms(),
        rt.words("actors", _("Actors it is against")),
        rt.words("serves", _("Objectives it serves")),
        rt.choice("activity", _("Activity of the list"), activities, empty=""),
        rt.text("measure", _("Activity or mitigating measure, in words"), most=400),
        rt.text("lead", _("Lead"), most=160),
        rt.words("support", _("Supporting actors")),
        rt.words("confirmed", _("Of these, who confirmed")),
        rt.choice("part", _("Kind of component"), _choices("part"), empty=""),
        rt.yes_no("joint", _("Together with other protection actors")),
        rt.choice(
            "for_host",
            _("For the host state, whose duty it is"),
            _choices("for_host"),
            empty="",
        ),
        _tiers(),
        rt.choice("phase", _("Phase"), _choices("phase"), empty=""),
        rt.linked_column("place", _("Place"), codes, names=names, attr="place_id"),
        rt.text("place_said", _("Place, in words"), most=160),
        rt.day("starts", _("Begins on")),
        rt.day("ends", _("Ends on")),
        rt.text("resources", _("Means"), most=240),
        rt.text("indicator", _("Indicator"), most=240),
        rt.choice("status", _("Status"), _choices("status"), empty="planned"),
        rt.text("came_of", _("Result"), most=20_000),
    )
    return rt.RecordSheet(
        "matrix",
        tuple(map(with_heads, columns)),
        check=_check,
        own_heads=True,
    )


def with_heads(column: rt.SheetColumn) -> rt.SheetColumn:
    """A column with the heads that missions write over it, of data/matrix_heads.csv."""
    heads = [
        head
        for row in shipped_rows("tutela.strategy", "matrix_heads.csv")
        if row["column"] == column.name
        for head in row["heads"].split("|")
    ]
    return replace(column, also=" ".join("_".join(head.split()) for head in heads))


def _choices(name: str) -> Sequence[tuple[str, Words]]:
    field = MatrixLine._meta.get_field(name)
    assert isinstance(field, CharField)
    return [(str(value), label) for value, label in field.flatchoices]


_ROMAN = re.compile(r"\bI{1,3}\b")


def _figure(found: re.Match[str]) -> str:
    return str(len(found[0]))


def _tiers() -> rt.SheetColumn:
    def read(cell: str, was: FieldValue) -> list[int]:
        numbers = sorted(set(re.findall(r"\d+", _ROMAN.sub(_figure, cell))))
        if not numbers or set(numbers) - {str(tier) for tier in TIERS}:
            raise rt.Unfit(str(_("the tiers are 1, 2 and 3")), str(_("write those it serves")))
        return [int(tier) for tier in numbers]

    return rt.SheetColumn(
        "tiers", _("Tiers"), read, write=lambda tiers: "; ".join(map(str, tiers)), empty=[]
    )


def _harms() -> rt.SheetColumn:
    names = {fold(str(said)): harm for harm in HARMS for said in (harm, word(harm))}

    def read(cell: str, was: FieldValue) -> list[str]:
        asked = [part.strip() for part in cell.replace(",", ";").split(";") if part.strip()]
        if any(fold(part) not in names for part in asked):
            raise rt.Unfit(str(_("this is no harm of the list")), str(_("choose from the list")))
        return list(dict.fromkeys(names[fold(part)] for part in asked))

    return rt.SheetColumn("harms", _("Harms it is against"), read, write="; ".join, empty=[])


def _check(values: Mapping[str, FieldValue]) -> Iterable[tuple[str, str, str]]:
    for name, why, step in fault_of(line_input(values)):
        yield name, say_in_page_language(why), say_in_page_language(step)


def may_edit(standing: Standing) -> Callable[[MatrixLine | None, Mapping[str, Any]], bool]:
    """Whether a line may be changed, or made."""
    return lambda line, values: standing.may(
        "keep_matrix", area=line.area_id if line is not None else None
    )


LINES = SheetKind(
    name="matrix",
    title=_("Implementation matrix"),
    reads="strategy",
    act="keep_matrix",
    model=MatrixLine,
    sheet=sheet,
    visible=lines_for,
    may=may_edit,
    make=make_lines,
    edit=edit_line,
)
