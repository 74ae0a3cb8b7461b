"""What is accepted of a place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tutela_web.places.models import Place
from tutela_web.records.pages import NamesField, PointForm, YesNoField


class PlaceForm(PointForm):
    """The fields of a place. The area is by hand if chosen, else drawn from the boundaries."""

    kind = "places"
    other_names = NamesField(label=_("Other names"))
    phone_coverage = YesNoField(label=_("Phone coverage"))

    class Meta:
        model = Place
        fields = (
            "name",
            "other_names",
            "kind",
            "code",
            "latitude",
            "longitude",
            "place_precision",
            "pcode",
            "adm1",
            "adm2",
            "area",
            "population",
            "population_on",
            "phone_coverage",
            "directions",
            "source",
            "classification",
        )
        labels = {
            "name": _("Name"),
            "kind": _("Kind"),
            "code": _("Code"),
            "latitude": _("Latitude"),
            "longitude": _("Longitude"),
            "place_precision": _("Precision of the point"),
            "pcode": _("P-code"),
            "adm1": _("First-level area"),
            "adm2": _("Second-level area"),
            "area": _("Duty area"),
            "population": _("Population"),
            "population_on": _("Population counted on"),
            "directions": _("How to get there"),
            "source": _("Source"),
            "classification": _("Classification"),
        }
        help_texts = {
            "code": _("Left blank, it is made from the name."),
            "area": _("Left blank, the boundaries say."),
            "latitude": _("Decimal degrees, such as 9.5334."),
            "directions": _("Roads, crossings and landmarks, as people there say it."),
        }
