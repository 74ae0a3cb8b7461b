"""What is asked: which units, how many more, when, within which limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.capacity.models import Base, Unit
from tutela_web.capacity.units.queries import bases_for, standing_on, units_for

MOST_UNITS = 12
HOURS = (1, 2, 4, 8)
AGREED, SUGGESTED = "agreed", "suggested"


@dataclass(frozen=True)
class SitingAsked:
    """A question: units to place and how many more; hotspots of the agreed order alone; when; most
    units at one place, most km to medical care, the least share in reach in each area; bases where
    one of them stays, and where none stands."""

    move: Sequence[Unit]
    more: int
    agreed: bool
    dark: bool
    hours: int
    most: int
    care: float | None
    floor: float
    keep: Sequence[Base]
    leave: Sequence[Base]


class SitingForm(forms.Form):
    """The question of best places, as an address carries it."""

    move = forms.ModelMultipleChoiceField(
        queryset=Unit.objects.none(),
        required=False,
        label=_("Units to place"),
        help_text=_("Each by its own readiness and caveats. All others stay where they are."),
    )
    more = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=MOST_UNITS,
        label=_("Further units"),
        help_text=_("Taken to be able by day and by night, without a caveat."),
    )
    demand = forms.ChoiceField(
        choices=[
            (AGREED, _("hotspots of the agreed order")),
            (SUGGESTED, _("all hotspots with a likelihood")),
        ],
        label=_("What is to be reached"),
    )
    light = forms.ChoiceField(
        choices=[("day", _("by day")), ("night", _("by night"))], label=_("When")
    )
    hours = forms.TypedChoiceField(
        choices=[(hours, str(hours)) for hours in HOURS],
        coerce=int,
        label=_("In time means within so many hours"),
    )
    most = forms.IntegerField(
        min_value=1,
        max_value=MOST_UNITS,
        label=_("Most of these units at one place"),
        help_text=_("What a base can keep: the mission's to say."),
    )
    care = forms.FloatField(
        required=False,
        min_value=0,
        label=_("Most km to medical care"),
        help_text=_("A place of which that is not known is then left out."),
    )
    floor = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        label=_("At least so many percent in reach in each area"),
    )
    keep = forms.ModelMultipleChoiceField(
        queryset=Base.objects.none(), required=False, label=_("Bases where one of them stays")
    )
    leave = forms.ModelMultipleChoiceField(
        queryset=Base.objects.none(), required=False, label=_("Bases where none of them stands")
    )

    FIRST = {
        "more": 2,
        "demand": SUGGESTED,
        "light": "day",
        "hours": 4,
        "most": 2,
    }

    def __init__(self, asked: QueryDict | None, *, standing: Standing) -> None:
        super().__init__(asked, initial=self.FIRST)
        units = units_for(standing).filter(retired=False).order_by("name")
        bases = bases_for(standing).filter(standing_on(standing.on), retired=False)
        for name, rows in (
            ("move", units),
            ("keep", bases.order_by("name")),
            ("leave", bases.order_by("name")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelMultipleChoiceField)
            field.queryset = rows

    def clean(self) -> None:
        """Refuse a question about nobody, or about more than can be asked."""
        super().clean()
        values = self.cleaned_data
        units = len(values.get("move") or ()) + (values.get("more") or 0)
        if not units:
            self.add_error("more", _("Nobody is to be placed. Choose units, or say how many more."))
        elif units > MOST_UNITS:
            self.add_error("more", _("More units than can be placed at once. Ask for fewer."))

    def question(self) -> SitingAsked:
        """What is asked, of a form that is valid."""
        values = self.cleaned_data
        return SitingAsked(
            tuple(values["move"]),
            values["more"] or 0,
            values["demand"] == AGREED,
            values["light"] == "night",
            values["hours"],
            values["most"],
            values["care"],
            (values["floor"] or 0) / 100,
            tuple(values["keep"]),
            tuple(values["leave"]),
        )
