"""What is accepted of a base, of a unit, and of its readiness."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tutela_web.access.policy import Standing
from tutela_web.capacity.models import Base, Unit, UnitReadiness
from tutela_web.capacity.queries import bases_for
from tutela_web.places.pages import PointForm, RecordForm, WordsField, YesNoField


class BaseForm(PointForm):
    """The fields of a base."""

    kind = "bases"

    class Meta:
        model = Base
        fields = (
            "name", "kind", "code", "latitude", "longitude", "area", "troops", "opened", "closed",
            "duty_number", "source", "retired", "classification",
        )  # fmt: skip
        labels = {
            "name": _("Name"), "kind": _("Kind"), "code": _("Code"), "latitude": _("Latitude"),
            "longitude": _("Longitude"), "area": _("Duty area"), "troops": _("Troops"),
            "opened": _("Opened on"), "closed": _("Closed from"), "duty_number": _("Duty number"),
            "source": _("Source"), "retired": _("Retired: recorded by mistake"),
            "classification": _("Classification"),
        }  # fmt: skip
        help_texts = {
            "code": _("Left blank, it is made from the name."),
            "area": _("Left blank, the boundaries say."),
            "closed": _("The first day without it."),
            "duty_number": _("The number of the post, never of a person."),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opened, closed = cleaned.get("opened"), cleaned.get("closed")
        if opened and closed and closed < opened:
            self.add_error("closed", _("The base closes before it opens."))
        return cleaned


class UnitForm(RecordForm):
    """The fields of a unit everybody sees: able or not able, never why."""

    kind = "bases"
    languages = WordsField(label=_("Languages"), help_text=_("Parted by semicolons."))
    able = YesNoField(label=_("Able"))

    class Meta:
        model = Unit
        fields = ("name", "kind", "code", "base", "languages", "women", "able", "retired",
                  "classification")  # fmt: skip
        labels = {
            "name": _("Name"), "kind": _("Kind"), "code": _("Code"), "base": _("Base"),
            "women": _("Women"), "retired": _("Retired: gone home, or recorded by mistake"),
            "classification": _("Classification"),
        }  # fmt: skip
        help_texts = {"code": _("Left blank, it is made from the name.")}

    def __init__(self, *args: Any, standing: Standing, **how: Any) -> None:
        super().__init__(*args, standing=standing, **how)
        base: Any = self.fields["base"]
        base.queryset = bases_for(standing).filter(retired=False).order_by("name")
        base.empty_label = _("not known")
        self.fields["code"].required = False


class ReadinessForm(RecordForm):
    """Compartment capacity: what a unit can do, how far, and what holds it back."""

    night = YesNoField(label=_("Moves by night"))
    air = YesNoField(label=_("Moves by air"))
    medevac = YesNoField(label=_("Medical evacuation assured"))

    class Meta:
        model = UnitReadiness
        fields = ("vehicles", "night", "air", "medevac", "reach_km", "caveats")
        labels = {"vehicles": _("Vehicles that run"), "reach_km": _("Reach in km"),
                  "caveats": _("Caveats")}  # fmt: skip

    def clean_caveats(self) -> str:
        return str(self.cleaned_data["caveats"]).replace("\r\n", "\n")
