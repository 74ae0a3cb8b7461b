"""What is accepted of a file of events, and what is said of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tutela.incidents.sources.mapping import FIELD_WORDS
from tutela.incidents.words import UNKNOWN
from tutela.places.names import fold
from tutela_web.base.fields import a_moment, choice, few_words
from tutela_web.base.forms import FigureField
from tutela_web.base.markings import Classification
from tutela_web.base.values import Files, FormOptions, Posted
from tutela_web.incidents.closed.harms import RECORDED
from tutela_web.incidents.imports.settling import FixedValues
from tutela_web.incidents.models import Matching
from tutela_web.look.translate import word

LABELS = {name: _(str(said)) for name, said in FIELD_WORDS.items()}
"""The fields of an event as people call them."""


class UploadForm(forms.Form):
    """A file, its marking, and a saved matching where one fits."""

    file = forms.FileField(
        label=_("File of events"),
        help_text=_(
            "CSV, packed CSV, XLSX or Parquet; UCDP, ACLED, Insecurity Insight or your own."
        ),
        max_length=255,
    )
    classification = forms.TypedChoiceField(
        label=_("Classification"),
        choices=Classification.choices,
        coerce=int,
        initial=Classification.CONFIDENTIAL,
    )
    matching = forms.ModelChoiceField(
        label=_("Saved matching"),
        queryset=Matching.objects.none(),
        required=False,
        empty_label=_("detect from column names"),
    )

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        matchings: QuerySet[Matching],
        clearance: int,
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        self.fields["matching"].queryset = matchings  # type: ignore[attr-defined]
        self.fields["classification"].choices = [  # type: ignore[attr-defined]
            (value, label) for value, label in Classification.choices if value <= clearance
        ]


class MendForm(forms.Form):
    """A refused row, one field a column, as it stands in the file or as it was mended since."""

    def __init__(
        self,
        data: Posted = None,
        files: Files = None,
        *,
        cells: dict[str, str],
        **how: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, files, **how)
        self.cells = cells
        for number, (column, said) in enumerate(cells.items()):
            long = len(said) > 60 or "\n" in said
            self.fields[f"c{number}"] = few_words(
                column,
                10000,
                initial=said,
                widget=forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput(),
            )

    @classmethod
    def with_faults(cls, cells: dict[str, str], faults: list[tuple[str, str]]) -> MendForm:
        """The row as it stands, each fault beside its field; (column, what is wrong and why)."""
        names = {column: f"c{number}" for number, column in enumerate(cells)}
        form = cls({names[column]: said for column, said in cells.items()}, cells=cells)
        form.full_clean()
        for column, fault in faults:
            form.add_error(names.get(column), fault)
        return form

    def clean(self) -> dict[str, Any]:
        """A row that says nothing is no row."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.values()):
            self.add_error(None, _("A row cannot be emptied here. Leave it refused instead."))
        return cleaned

    def changes(self) -> dict[str, str]:
        """The cells that say something else than before, by column."""
        said = {
            column: self.cleaned_data[f"c{number}"].replace("\r\n", "\n")
            for number, column in enumerate(self.cells)
        }
        return {column: text for column, text in said.items() if text != self.cells[column].strip()}


class RowFixForm(forms.Form):
    """What a person says that a row tells, beside what was read from its words."""

    harm = choice(LABELS["harm"], required=False)
    side_a = few_words(
        LABELS["side_a"],
        1000,
        _("names of the list of actors, separated by semicolons; empty: not known"),
        widget=forms.TextInput(attrs={"list": "actors"}),
    )
    deaths = FigureField(label=LABELS["deaths"])
    civilian_deaths = FigureField(label=LABELS["civilian_deaths"])
    injured = FigureField(label=LABELS["injured"])
    abducted = FigureField(label=LABELS["abducted"])
    place = few_words(LABELS["place"], 300)

    def __init__(
        self,
        data: Posted = None,
        *,
        values: FixedValues,
        actors: Sequence[str],
        **how: Unpack[FormOptions],
    ) -> None:
        self.sides: list[str] = list(values.get("side_a") or [])
        kind = str(values.get("harm") or UNKNOWN)
        self.values = {name: values.get(name) for name in self.base_fields}
        self.values |= {"side_a": self.sides, "harm": kind}
        super().__init__(data, **how)
        self.initial = self.values | {"side_a": "; ".join(self.sides)}
        self.actors = actors
        kinds = dict.fromkeys((UNKNOWN, *RECORDED, kind))
        self.fields["harm"].choices = [(one, word(one)) for one in kinds]  # type: ignore[attr-defined]

    def clean_side_a(self) -> list[str]:
        """Names of the mission's actors, or those that stand there already."""
        said = [part.strip() for part in self.cleaned_data["side_a"].split(";") if part.strip()]
        known = {fold(name): name for name in (*self.actors, *self.sides)}
        if strange := [name for name in said if fold(name) not in known]:
            raise forms.ValidationError(
                _("“%(name)s” is no actor of ours: choose one of the list."),
                params={"name": strange[0][:80]},
            )
        return list(dict.fromkeys(known[fold(name)] for name in said))

    def changes(self) -> dict[str, Any]:
        """The values that are others than those read; a toll that is fixed is exact."""
        said = {
            name: value or None if name == "place" else value
            for name, value in self.cleaned_data.items()
        }
        changed = {name: value for name, value in said.items() if value != self.values[name]}
        if "deaths" in changed:
            changed |= {"deaths_low": changed["deaths"], "deaths_high": changed["deaths"]}
        return changed


class KindOfFileForm(forms.Form):
    """Whose log a file is, and as what its rows come in."""

    OTHERS, OWN, INCIDENTS = "others", "own", "incidents"
    kind = choice(
        _("Whose file is this?"),
        [
            (OTHERS, _("of others: events of a source, accounts are not kept")),
            (OWN, _("our own log: events of a source, with its words, sealed by its marking")),
            (INCIDENTS, _("our own log: incidents of our office, with its words")),
        ],
        widget=forms.RadioSelect,
    )


class ConfirmForm(forms.Form):
    """When the mission came to know what the file says, where that is known."""

    known_at = a_moment(
        _("Known to the mission since"),
        _("leave empty where it is not known; then it counts from the import"),
    )
