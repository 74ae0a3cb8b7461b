"""Public statements, as a kind of record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypedDict

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.base.messages import say
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.base.values import Words
from tutela_web.incidents.closed.harms import refuse_closed_words
from tutela_web.links.fields import AREA, CLASSIFICATION
from tutela_web.links.forms import posts_of
from tutela_web.links.verbs import in_linked_area, not_ahead
from tutela_web.outreach.advocacy.models import CLASSES, SPOKEN_FOR, PublicStatement
from tutela_web.outreach.advocacy.queries import ACT, KIND, statements_for
from tutela_web.places.models import Place
from tutela_web.places.queries import places_by_name, places_for
from tutela_web.records.kinds import Field, ListColumn, ListFilter, RecordKind, Titles

Choices = Sequence[tuple[str, Words]]


def _ticks(choices: Choices) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
    )


class StatementInput(TypedDict, total=False):
    """The fields of a statement that its rules ask."""

    said: str
    about: list[str]
    spoken_for: list[str]
    on: date
    place: Place | None
    area: DutyArea | None
    classification: int


def _rules(values: StatementInput, by: Standing) -> dict[str, Any]:
    refuse_closed_words(values.get("said"))
    not_ahead(values["on"], by)
    for name, known in (("about", CLASSES), ("spoken_for", SPOKEN_FOR)):
        chosen = values.get(name)
        codes = set(chosen) if isinstance(chosen, list) else set()
        if not codes or codes - {code for code, _title in known}:
            raise BadParameter(
                say("nobody can see whom this statement is about, and for whom"),
                where=name,
                next=say("choose one at least; where nobody knows who did it, choose that"),
            )
    place = values.get("place")
    marking = max(values.get("classification", 0), place.classification if place else 0)
    by.require_marking(KIND, marking)
    area = place.area if place and place.area else values.get("area")
    return {**values, "area": area, "classification": marking}


def _classes(_standing: Standing) -> Iterable[tuple[str, Words]]:
    return CLASSES


def _speaks_of(
    rows: QuerySet[PublicStatement], value: str, _standing: Standing
) -> QuerySet[PublicStatement]:
    keys = [pk for pk, about in rows.values_list("pk", "about") if value in about]
    return rows.filter(pk__in=keys)


def _words_of(known: Choices, codes: Sequence[str]) -> str:
    return ", ".join(str(title) for name, title in known if name in codes)


def _about_told(statement: PublicStatement) -> str:
    return _words_of(CLASSES, statement.about)


def _groups_told(statement: PublicStatement) -> str:
    return _words_of(SPOKEN_FOR, statement.spoken_for)


STATEMENT = RecordKind(
    PublicStatement,
    name="public_statement",
    room="outreach",
    path="advocacy",
    reads=KIND,
    act=ACT,
    acts=in_linked_area(ACT),
    may_begin=lambda standing: standing.may_somewhere(ACT),
    rows=statements_for,
    rules=_rules,
    titles=Titles(
        one=_("Public statement"),
        many=_("Public statements"),
        add=_("Record a statement"),
        none=_("No public statement is on record."),
        about=_("What the mission said in public, about which kind of perpetrator and for whom."),
        words=_(
            "What was said, as it was said. Who did what stands in the incidents, with how sure "
            "that is: nothing more is accused here."
        ),
    ),
    fields=(
        Field("said", _("What was said"), lines=3),
        Field(
            "about",
            _("About which kind of perpetrator"),
            control=lambda: _ticks(CLASSES),
        ),
        Field("spoken_for", _("For whom"), control=lambda: _ticks(SPOKEN_FOR)),
        Field("spoken_by", _("Said by"), choices=posts_of, unknown=_("not said")),
        Field("way", _("By which way")),
        Field("on", _("Day")),
        Field(
            "place",
            _("Place"),
            choices=places_by_name,
            linked=places_for,
            unknown=_("no one place"),
        ),
        Field("reference", _("Reference"), unknown=_("none")),
        AREA,
        CLASSIFICATION,
    ),
    columns=(
        ListColumn("said", under=("reference",), quiet=True),
        ListColumn("classes", label=_("About"), told=_about_told),
        ListColumn("groups", label=_("For whom"), told=_groups_told),
        ListColumn("spoken_by"),
        ListColumn("way"),
        ListColumn("on"),
    ),
    filters=(ListFilter("class", _("About"), choices=_classes, apply=_speaks_of),),
    initial=lambda standing: {"classification": 0, "on": standing.on},
    list_template="outreach/statements.html",
    day=lambda statement: statement.on,
)
