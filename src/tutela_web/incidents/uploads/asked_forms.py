"""What a person answers of a file: which parts of it are read, and which column is what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela.base.errors import BadParameter
from tutela.incidents.asked import Proposal
from tutela.incidents.sources.mapping import FIELDS, FORMATS
from tutela.reading.regions import SHAPE_WORDS, Region, Shape
from tutela_web.base.forms import FigureField
from tutela_web.base.values import Cleaned, FormOptions, JsonValue, Posted
from tutela_web.incidents.uploads.forms import LABELS
from tutela_web.look.translate import say_in_page_language

DAYS = ("date_start", "date_end")
WHEN = ("date_start", "year")
WHERE = ("place", "position", "adm2", "adm1")
MOST_COLUMNS = 80
"""So many columns of a table are asked about; of a wider one those that are taken for something
first."""


class ColumnsForm(forms.Form):
    """What each column of a table is: one choice a column, and a name to keep that under."""

    day_format = forms.ChoiceField(
        label=_("Days are written as"),
        choices=[("", _("as written, or as the column proves")), *((f, f) for f in FORMATS)],
        required=False,
    )
    save_as = forms.CharField(
        label=_("Save this matching as"),
        max_length=80,
        required=False,
        help_text=_("for the next file like it"),
    )

    def __init__(
        self,
        data: Posted = None,
        *,
        columns: Sequence[Proposal],
        before: Mapping[str, Mapping[str, JsonValue]],
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **how)
        self.before = before
        self.initial.setdefault("day_format", before.get("date_start", {}).get("format") or "")
        taken = [one for one in columns if one.field]
        self.columns = [*taken, *(one for one in columns if not one.field)][:MOST_COLUMNS]
        self.columns.sort(key=list(columns).index)
        choices = [("", _("not read")), *((name, LABELS[name]) for name in FIELDS)]
        for number, column in enumerate(self.columns):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=column.column, choices=choices, required=False, initial=column.field or ""
            )

    def rows(self) -> list[tuple[Proposal, forms.BoundField]]:
        """Each column that is asked about, with its choice."""
        return [(one, self[f"column-{number}"]) for number, one in enumerate(self.columns)]

    def clean(self) -> dict[str, Any]:
        """A day or a year must be told, and a place or a position; each field by one column."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        said: dict[str, str] = {}
        for number, column in enumerate(self.columns):
            field = cleaned.get(f"column-{number}")
            if not field:
                continue
            if field in said:
                fault = _("“%(other)s” is this already: choose one of the two.")
                self.add_error(f"column-{number}", fault % {"other": said[field]})
            said[field] = column.column
        constants = {name for name, given in self.before.items() if given.get("constant")}
        told = said.keys() | constants
        if not told & set(WHEN):
            self.add_error(None, _("Choose the column that says when: a day or a year."))
        if not told & set(WHERE) and not {"latitude", "longitude"} <= told:
            self.add_error(None, _("Choose the column that says where: a place or a position."))
        cleaned["said"] = said
        return cleaned

    def column_matching(self) -> dict[str, dict[str, Any]]:
        """The matching as the verb takes it. What words mean is settled beside it, for a source."""
        said: dict[str, str] = self.cleaned_data["said"]
        matched: dict[str, dict[str, Any]] = {}
        for name in FIELDS:
            before = self.before.get(name, {})
            column = said.get(name)
            if not column and not before.get("constant"):
                continue
            same = column == before.get("column")
            matched[name] = {
                "column": column,
                "format": self._format_of(name, before if same else {}),
                "constant": before.get("constant") if not column or same else None,
                "values": before.get("values", {}) if same else {},
            }
        return matched

    def _format_of(self, name: str, before: Mapping[str, JsonValue]) -> JsonValue:
        if name not in DAYS:
            return before.get("format")
        return self.cleaned_data.get("day_format") or None


class PartsForm(forms.Form):
    """Which parts of a file are read: of those found, and one that a person draws."""

    parts = forms.MultipleChoiceField(
        label=_("Parts to read"), required=False, widget=forms.CheckboxSelectMultiple
    )
    draw = forms.BooleanField(label=_("Read this part"), required=False)
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    shape = forms.ChoiceField(
        label=_("How incidents stand in it"),
        required=False,
        choices=[(shape.value, _(words.template)) for shape, words in SHAPE_WORDS.items()],
    )
    head_first = FigureField(label=_("Heads: first line"), help_text=_("empty: it has no heads"))
    head_last = FigureField(label=_("Heads: last line"), help_text=_("empty: one line"))
    first = FigureField(label=_("Rows: first line"), help_text=_("empty: below the heads"))
    last = FigureField(label=_("Rows: last line"), help_text=_("empty: to the end of the sheet"))
    left = FigureField(label=_("First column"), help_text=_("its number, from 1"))
    right = FigureField(label=_("Last column"), help_text=_("empty: to the last one"))

    def __init__(
        self,
        data: Posted = None,
        *,
        regions: Sequence[Region],
        read: Sequence[Region],
        sheets: Mapping[str, tuple[int, int]],
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **how)
        self.regions, self.sheets = regions, sheets
        self.before = [str(n) for n, region in enumerate(regions) if region in read]
        numbers = [(str(n), str(n)) for n in range(len(regions))]
        self.fields["parts"].choices = numbers  # type: ignore[attr-defined]
        self.fields["sheet"].choices = [(name, name or "1") for name in sheets]  # type: ignore[attr-defined]
        self.initial.setdefault("parts", self.before)

    def clean(self) -> dict[str, Any]:
        """A part that is drawn must be one, and something must be read."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        ticked = [self.regions[int(n)] for n in cleaned.get("parts", [])]
        same = sorted(cleaned.get("parts", [])) == sorted(self.before)
        drawn: list[Region] = []
        if cleaned.get("draw") and not self.errors:
            try:
                drawn = [self._region_drawn(cleaned)]
            except BadParameter as fault:
                self.add_error(None, str(say_in_page_language(fault.as_sentence())))
        cleaned["regions"] = None if same and not drawn else (*ticked, *drawn)
        if not same and not ticked and not drawn and not self.errors:
            self.add_error(None, _("Choose a part that is read, or draw one."))
        return cleaned

    def _region_drawn(self, said: Cleaned) -> Region:
        lines, columns = self.sheets.get(said["sheet"], (1, 1))
        head = said["head_first"] or 0
        head_last = (said["head_last"] or head) if head else 0
        first = said["first"] or head_last + 1
        last = said["last"] or max(lines, first)
        left = said["left"] or 1
        right = said["right"] or max(columns, left)
        shape = Shape(said["shape"] or Shape.ROWS)
        return Region(said["sheet"], shape, (head, head_last), (first, last), (left, right))
