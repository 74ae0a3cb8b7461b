"""What is accepted of a place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.places.pages import NamesField, RecordForm, YesNoField


class PlaceForm(RecordForm):
    """The fields of a place. The area is by hand if chosen, else drawn from the boundaries."""

    kind = "places"
    other_names = NamesField(label=_("Other names"))
    phone_coverage = YesNoField(label=_("Phone coverage"))

    class Meta:
        model = Place
        fields = (
            "name", "other_names", "kind", "code", "latitude", "longitude", "place_precision",
            "pcode", "adm1", "adm2", "area", "population", "population_on", "phone_coverage",
            "directions", "source", "classification",
        )  # fmt: skip
        labels = {
            "name": _("Name"), "kind": _("Kind"), "code": _("Code"), "latitude": _("Latitude"),
            "longitude": _("Longitude"), "place_precision": _("Precision of the point"),
            "pcode": _("P-code"), "adm1": _("First-level area"), "adm2": _("Second-level area"),
            "area": _("Duty area"), "population": _("Population"),
            "population_on": _("Population counted on"), "directions": _("How to get there"),
            "source": _("Source"), "classification": _("Classification"),
        }  # fmt: skip
        help_texts = {
            "code": _("Left blank, it is made from the name."),
            "area": _("Left blank, the boundaries say."),
            "latitude": _("Decimal degrees, such as 9.5334."),
            "directions": _("Roads, crossings and landmarks, as people there say it."),
        }

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        area = self.fields["area"]
        area.queryset = DutyArea.objects.filter(mission=standing.mission).order_by("name")  # type: ignore[attr-defined]
        area.empty_label = _("as the boundaries say")  # type: ignore[attr-defined]
        self.fields["code"].required = False
        for name, limit in (("latitude", 90), ("longitude", 180)):
            self.fields[name] = forms.FloatField(
                label=self.fields[name].label, required=False, min_value=-limit, max_value=limit,
                help_text=self.fields[name].help_text,
                widget=forms.NumberInput(attrs={"step": "any"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            self.add_error("longitude", _("A point needs latitude and longitude."))
        if cleaned.get("latitude") == 0 and cleaned.get("longitude") == 0:
            self.add_error("latitude", _("0, 0 lies in the sea: leave both blank if not known."))
        return cleaned
